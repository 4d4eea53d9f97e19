//! What is remembered for ten minutes, in memory only: which reply belongs to which message, so that it follows edits and
//! deletions, and who shared what a moment ago. Ids and numbers, never words.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use serenity::all::{ChannelId, GuildId, MessageId, RoleId, UserId};
use tokio::sync::Mutex;

use super::custom_id::Key;

/// Edits and deletions are followed this long.
pub(super) const FOLLOWED: Duration = Duration::from_mins(10);

/// A member shares at most once in this time.
const MEMBER_PAUSE: Duration = Duration::from_mins(1);

/// An entry is shared in a channel at most once in this time.
const ENTRY_PAUSE: Duration = Duration::from_mins(10);

/// Most things remembered of each kind.
const MOST: u64 = 10_000;

/// A reply that follows its question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    pub(super) channel: ChannelId,
    pub(super) reply: MessageId,
    /// Who asked, to tell whose buttons they are when a proxy has posted the question again.
    pub(super) asker: UserId,
}

/// What became of a message. Whoever holds it has the turn: an edit that comes while the reply is still being sent waits
/// for it, and then finds the reply to change.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Discord may tell of a message twice after a lost connection, or of an edit before the message itself.
    pub(super) is_heard: bool,
    /// A hash of the text as it was last heard, to tell an edit from a link preview.
    pub(super) text: u64,
    pub(super) given: Option<Given>,
    /// The alert about it, when the moderators were told.
    pub(super) alert: Option<Alert>,
    /// Whether the moderators were shown it without a ping.
    pub(super) is_flagged: bool,
}

/// An alert in a moderators' channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alert {
    pub(super) channel: ChannelId,
    pub(super) post: MessageId,
}

#[derive(Debug)]
pub(super) struct Memory {
    turns: Cache<MessageId, Arc<Mutex<Turn>>>,
    /// Deleted messages, whoever wrote them: one may be told of before we came to it.
    gone: Cache<MessageId, ()>,
    sharers: Cache<UserId, ()>,
    shared: Cache<(ChannelId, u64), ()>,
    roles: Cache<GuildId, RoleId>,
}

/// Why something is not shared now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooSoon {
    Member,
    Entry,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self {
            turns: Cache::builder().max_capacity(MOST).time_to_live(FOLLOWED).build(),
            gone: Cache::builder().max_capacity(MOST).time_to_live(FOLLOWED).build(),
            sharers: Cache::builder().max_capacity(MOST).time_to_live(MEMBER_PAUSE).build(),
            shared: Cache::builder().max_capacity(MOST).time_to_live(ENTRY_PAUSE).build(),
            roles: Cache::builder().max_capacity(MOST).build(),
        }
    }

    /// What became of a message, from its first mention until it is followed no more.
    pub(super) fn turn(&self, message: MessageId) -> Arc<Mutex<Turn>> {
        self.turns.get_with(message, Arc::default)
    }

    /// What became of a message that was said to us; None for any other.
    pub(super) fn known_turn(&self, message: MessageId) -> Option<Arc<Mutex<Turn>>> {
        self.turns.get(&message)
    }

    pub(super) fn mark_gone(&self, message: MessageId) {
        self.gone.insert(message, ());
    }

    pub(super) fn is_gone(&self, message: MessageId) -> bool {
        self.gone.contains_key(&message)
    }

    /// Notes that a member shares an entry in a channel, unless it is too soon.
    pub(super) fn share(&self, by: UserId, channel: ChannelId, entry: Key) -> Result<(), TooSoon> {
        if !self.shared.entry((channel, hash(&entry.to_string()))).or_insert(()).is_fresh() {
            return Err(TooSoon::Entry);
        }
        if !self.sharers.entry(by).or_insert(()).is_fresh() {
            self.shared.invalidate(&(channel, hash(&entry.to_string())));
            return Err(TooSoon::Member);
        }
        Ok(())
    }

    /// Takes back a share that could not be posted.
    pub(super) fn unshare(&self, by: UserId, channel: ChannelId, entry: Key) {
        self.sharers.invalidate(&by);
        self.shared.invalidate(&(channel, hash(&entry.to_string())));
    }

    pub(super) fn set_role(&self, guild: GuildId, role: RoleId) {
        self.roles.insert(guild, role);
    }

    pub(super) fn role(&self, guild: Option<GuildId>) -> Option<RoleId> {
        self.roles.get(&guild?)
    }
}

/// A number for a text, good for this run of the program only.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serenity::all::{ChannelId, MessageId, UserId};

    use super::{Memory, TooSoon};
    use crate::discord::custom_id::Key;

    #[test]
    fn a_message_keeps_its_turn() {
        let memory = Memory::new();
        memory.turn(MessageId::new(1)).blocking_lock().is_heard = true;
        assert!(memory.turn(MessageId::new(1)).blocking_lock().is_heard);
        assert!(!memory.turn(MessageId::new(2)).blocking_lock().is_heard);
    }

    #[test]
    fn sharing_pauses_for_the_member_and_the_entry() {
        let memory = Memory::new();
        let (channel, a, b) = (ChannelId::new(1), UserId::new(1), UserId::new(2));
        let (spread, sleep) = (Key::of("spread"), Key::of("sleep"));
        assert_eq!(memory.share(a, channel, spread), Ok(()));
        assert_eq!(memory.share(b, channel, spread), Err(TooSoon::Entry));
        assert_eq!(memory.share(a, channel, sleep), Err(TooSoon::Member));
        assert_eq!(memory.share(b, channel, sleep), Ok(()));
    }
}
