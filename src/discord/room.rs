//! The room: what happens on Discord, each event to the bot and its reply back. Failures are logged once, here, without a
//! word of what was said.

use std::sync::{Arc, OnceLock};

use serde_json::Value;
use serenity::all::{
    ChannelId, Context, EventHandler, Guild, GuildId, Interaction, Message, MessageId, MessageUpdateEvent, Ready,
    UserId,
};
use serenity::async_trait;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;
use tracing::{debug, info, warn};

use super::custom_id::Key;
use super::inbound::{self, Asked, Us};
use super::memory::{FOLLOWED, Given, Memory, hash};
use super::outbound::{Page, Seen};
use super::rest::{Rest, RestError};
use crate::bot::{Bot, Outcome};
use crate::decision::Decision;
use crate::live::Live;
use crate::message;

/// Everything a happening on Discord needs.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) live: Arc<Live>,
    pub(super) rest: Rest,
    pub(super) memory: Memory,
    pub(super) application: u64,
    us: OnceLock<UserId>,
    /// What is in hand, to be finished before the end.
    pub(super) tasks: TaskTracker,
    ready: watch::Sender<u32>,
}

impl Room {
    pub(super) fn new(live: Arc<Live>, rest: Rest, application: u64) -> Self {
        let (memory, us, tasks, ready) = (Memory::new(), OnceLock::new(), TaskTracker::new(), watch::Sender::new(0));
        Self { live, rest, memory, application, us, tasks, ready }
    }

    /// Waits until this many shards are ready.
    pub(super) async fn ready(&self, shards: u32) {
        // The sender lives as long as the room, so that waiting cannot fail.
        let _ = self.ready.subscribe().wait_for(|ready| *ready >= shards).await;
    }

    fn us(&self, guild: Option<GuildId>) -> Option<Us> {
        Some(Us { id: *self.us.get()?, role: self.memory.role(guild) })
    }

    async fn hear(&self, asked: Asked) {
        if !self.memory.is_new(asked.id) {
            return;
        }
        let Some(page) = self.page(&asked) else { return };
        let path = format!("/channels/{}/messages", asked.channel);
        match self.rest.create(&path, &page.message(asked.channel, Some(asked.id))).await {
            Ok(sent) => self.remember(&asked, &sent),
            Err(why) => log("a reply could not be sent", &why),
        }
    }

    /// What is shown under a message.
    fn page(&self, asked: &Asked) -> Option<Page> {
        let bot = self.live.bot();
        let outcome = bot.answer(&message::Message::asked(&asked.text));
        page_of(&bot, &outcome, Seen::ByAll { asker: asked.asker })
    }

    fn remember(&self, asked: &Asked, sent: &Value) {
        if let Some(reply) = sent.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()) {
            let given = Given { channel: asked.channel, reply: MessageId::new(reply), text: hash(&asked.text) };
            self.memory.gave(asked.id, given);
        }
    }

    /// The reply follows an edit; a message that is said to us only now is answered.
    async fn follow_edit(&self, edit: &MessageUpdateEvent) {
        let Some(us) = self.us(edit.guild_id) else { return };
        let Some(asked) = inbound::asked_by_edit(edit, us) else { return };
        let Some(given) = self.memory.given(asked.id) else {
            let written = asked.id.created_at().unix_timestamp();
            let edited = edit.edited_timestamp.map_or(written, |edited| edited.unix_timestamp());
            if u64::try_from(edited - written).is_ok_and(|age| age <= FOLLOWED.as_secs()) {
                self.hear(asked).await;
            }
            return;
        };
        if given.text == hash(&asked.text) {
            return;
        }
        self.memory.gave(asked.id, Given { text: hash(&asked.text), ..given });
        let Some(page) = self.page(&asked) else { return };
        let path = format!("/channels/{}/messages/{}", given.channel, given.reply);
        if let Err(why) = self.rest.change(&path, &page.edit()).await {
            log("a reply could not follow an edit", &why);
        }
    }

    /// The reply goes with the message.
    async fn follow_deletion(&self, channel: ChannelId, message: MessageId) {
        if let Some(given) = self.memory.forget(message)
            && let Err(why) = self.delete(channel, given.reply).await
        {
            log("a reply could not be deleted", &why);
        }
    }

    /// Deletes a message of ours; one that is gone already is no failure.
    pub(super) async fn delete(&self, channel: ChannelId, message: MessageId) -> Result<(), RestError> {
        match self.rest.delete(&format!("/channels/{channel}/messages/{message}")).await {
            Err(why) if why.status() == Some(404) => Ok(()),
            done => done,
        }
    }
}

/// What is shown for an outcome; None when the bot stays quiet.
pub(super) fn page_of(bot: &Bot, outcome: &Outcome, seen: Seen) -> Option<Page> {
    let reply = outcome.reply.as_ref()?;
    Some(Page::reply(bot.knowledge(), &outcome.decision, reply, &others(bot, outcome), seen))
}

/// The entries that may be meant when the answer is not: other candidates, then related entries.
fn others(bot: &Bot, outcome: &Outcome) -> Vec<Key> {
    let Decision::Answer { entry: answered, .. } = &outcome.decision else { return Vec::new() };
    let entries = bot.knowledge().entries();
    let candidates = outcome.found.candidates.iter().map(|candidate| candidate.document);
    let mut others: Vec<usize> = candidates.chain(entries[*answered].see_also.iter().copied()).collect();
    others.retain(|other| other != answered);
    let mut keys: Vec<Key> = Vec::new();
    for key in others.into_iter().map(|other| Key::of(&entries[other].id)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.truncate(3);
    keys
}

/// Logs a failed call once. What is gone or forbidden is the server's affair, not ours.
pub(super) fn log(what: &str, why: &RestError) {
    if why.status() == Some(404) {
        debug!("{what}: {why}");
    } else {
        warn!("{what}: {why}");
    }
}

#[async_trait]
impl EventHandler for Room {
    async fn ready(&self, _: Context, ready: Ready) {
        // Discord tells the same again after a lost session.
        let _ = self.us.set(ready.user.id);
        self.ready.send_modify(|shards| *shards += 1);
        let shard = ready.shard.map_or(0, |shard| shard.id.0);
        info!(shard, servers = ready.guilds.len(), "connected to Discord");
    }

    async fn resume(&self, _: Context, _: serenity::all::ResumedEvent) {
        info!("connected to Discord again");
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        let Some(us) = self.us.get() else { return };
        if let Some(role) = guild.roles.values().find(|role| role.tags.bot_id == Some(*us)) {
            self.memory.set_role(guild.id, role.id);
        }
    }

    async fn message(&self, _: Context, message: Message) {
        let Some(us) = self.us(message.guild_id) else { return };
        if let Some(asked) = inbound::asked(&message, us) {
            self.tasks.track_future(self.hear(asked)).await;
        }
    }

    async fn message_update(&self, _: Context, _: Option<Message>, _: Option<Message>, edit: MessageUpdateEvent) {
        self.tasks.track_future(self.follow_edit(&edit)).await;
    }

    async fn message_delete(&self, _: Context, channel: ChannelId, message: MessageId, _: Option<GuildId>) {
        self.tasks.track_future(self.follow_deletion(channel, message)).await;
    }

    async fn message_delete_bulk(&self, _: Context, channel: ChannelId, messages: Vec<MessageId>, _: Option<GuildId>) {
        for message in messages {
            self.tasks.track_future(self.follow_deletion(channel, message)).await;
        }
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        self.tasks.track_future(self.interact(interaction)).await;
    }
}
