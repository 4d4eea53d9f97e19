//! What was said to us a moment ago, in memory only: some people write one sentence in three messages, and some servers
//! have a proxy that deletes a message and posts it again under another name (`PluralKit`, Tupperbox).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serenity::all::{ChannelId, UserId};

use super::inbound::Asked;

/// Words are forgotten after this time.
const REMEMBERED: Duration = Duration::from_secs(90);

/// Messages of one person that are read as one, the newest among them.
const JOINED: usize = 3;

/// Most messages remembered at once; the oldest go first.
const MOST: usize = 1_000;

/// The messages of the last moments, oldest first.
#[derive(Debug, Default)]
pub(super) struct Recent {
    said: Mutex<VecDeque<(Instant, Asked)>>,
}

impl Recent {
    /// Notes a message, and gives what the same person said in the same channel just before, oldest first.
    pub(super) fn note(&self, asked: &Asked, now: Instant) -> Vec<String> {
        // Nothing is left half done by a panic while the lock is held.
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.retain(|(at, before)| now.duration_since(*at) <= REMEMBERED && before.id != asked.id);
        let by = |who: UserId, channel: ChannelId| {
            move |(_, before): &&(Instant, Asked)| before.asker == who && before.channel == channel
        };
        let mut before: Vec<String> = said
            .iter()
            .rev()
            .filter(by(asked.asker, asked.channel))
            .take(JOINED - 1)
            .map(|(_, a)| a.text.clone())
            .collect();
        before.reverse();
        said.push_back((now, asked.clone()));
        if said.len() > MOST {
            said.pop_front();
        }
        before
    }

    /// The message that a proxy posted again: the newest in the channel that holds the text; proxies take away the tags
    /// around it.
    pub(super) fn original(&self, channel: ChannelId, text: &str, now: Instant) -> Option<Asked> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(at, before): &&(Instant, Asked)| {
            let text = text.trim();
            let is_fresh = now.duration_since(*at) <= REMEMBERED;
            // Tags are short; a word of another webhook that happens to stand in a question is no question again.
            let is_most = !text.is_empty() && text.len() * 2 >= before.text.len();
            before.channel == channel && is_fresh && is_most && before.text.contains(text)
        };
        said.iter().rev().find(is_it).map(|(_, asked)| asked.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serenity::all::{ChannelId, MessageId, UserId};

    use super::Recent;
    use crate::discord::inbound::Asked;

    fn said(id: u64, by: u64, text: &str) -> Asked {
        Asked {
            id: MessageId::new(id),
            channel: ChannelId::new(1),
            guild: None,
            asker: UserId::new(by),
            text: text.to_owned(),
        }
    }

    #[test]
    fn two_messages_of_the_same_person_come_before_the_third() {
        let (recent, now) = (Recent::default(), Instant::now());
        for (id, by, text, before) in [
            (1, 7, "i", &[][..]),
            (2, 8, "hello", &[]),
            (3, 7, "want", &["i"]),
            (4, 7, "to", &["i", "want"]),
            (5, 7, "sleep", &["want", "to"]),
        ] {
            assert_eq!(recent.note(&said(id, by, text), now), before);
        }
        let later = now + Duration::from_secs(91);
        assert_eq!(recent.note(&said(6, 7, "again"), later), Vec::<String>::new());
    }

    #[test]
    fn an_edit_takes_the_place_of_what_it_changed() {
        let (recent, now) = (Recent::default(), Instant::now());
        recent.note(&said(1, 7, "one"), now);
        assert_eq!(recent.note(&said(1, 7, "two"), now), Vec::<String>::new());
    }

    #[test]
    fn a_text_without_its_tags_leads_to_the_original() {
        let (recent, now, channel) = (Recent::default(), Instant::now(), ChannelId::new(1));
        recent.note(&said(1, 7, "L: <@900> will it spread"), now);
        let original = |text: &str, now: Instant| recent.original(channel, text, now).map(|asked| asked.id.get());
        assert_eq!(original("<@900> will it spread ", now), Some(1));
        assert_eq!(original("something else", now), None);
        assert_eq!(original(" ", now), None);
        assert_eq!(original("will", now), None, "a word of it is another webhook's");
        assert_eq!(original("will it spread", now + Duration::from_secs(91)), None);
    }
}
