//! The room: what happens on Discord, each event to the bot and its reply back. Failures are logged once, here, without a
//! word of what was said.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

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
use super::memory::{FOLLOWED, Given, Memory, Turn, hash};
use super::outbound::{self, Page, Seen};
use super::recent::Recent;
use super::rest::{Rest, RestError};
use crate::bot::{Bot, Outcome};
use crate::decision::Decision;
use crate::live::Live;
use crate::message;
use crate::storage::Store;

/// Everything a happening on Discord needs.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) live: Arc<Live>,
    pub(super) rest: Rest,
    pub(super) memory: Memory,
    recent: Recent,
    pub(super) store: Store,
    /// The server whose moderators can be told from direct messages.
    pub(super) home: Option<GuildId>,
    pub(super) application: u64,
    pub(super) us: OnceLock<UserId>,
    /// What is in hand, to be finished before the end.
    pub(super) tasks: TaskTracker,
    ready: watch::Sender<u32>,
}

impl Room {
    pub(super) fn new(live: Arc<Live>, rest: Rest, store: Store, home: Option<GuildId>, application: u64) -> Self {
        let (memory, recent, us) = (Memory::new(), Recent::default(), OnceLock::new());
        let (tasks, ready) = (TaskTracker::new(), watch::Sender::new(0));
        Self { live, rest, memory, recent, store, home, application, us, tasks, ready }
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
        let turn = self.memory.turn(asked.id);
        let mut turn = turn.lock().await;
        self.reply(&mut turn, &asked).await;
    }

    async fn reply(&self, turn: &mut Turn, asked: &Asked) {
        if self.memory.is_gone(asked.id) || std::mem::replace(&mut turn.is_heard, true) {
            return;
        }
        turn.text = hash(&asked.text);
        let bot = self.live.bot();
        let outcome = self.outcome(&bot, asked);
        self.say(&bot, turn, asked, &outcome).await;
    }

    /// Replies under a message, and tells the moderators what they are told of it.
    async fn say(&self, bot: &Bot, turn: &mut Turn, asked: &Asked, outcome: &Outcome) {
        if let Some(page) = self.page(bot, outcome, asked, turn) {
            match self.rest.create(&messages_in(asked.channel), &page.message(asked.channel, Some(asked.id))).await {
                Ok(sent) => turn.given = given(asked, &sent),
                Err(why) => log("a reply could not be sent", &why),
            }
        }
        self.tell_if_needed(bot, turn, asked, outcome).await;
        self.count(outcome);
    }

    fn outcome(&self, bot: &Bot, asked: &Asked) -> Outcome {
        let before = self.recent.note(asked, Instant::now());
        bot.answer(&message::Message { before: &before, ..message::Message::asked(&asked.text) })
    }

    /// What is shown under a message.
    fn page(&self, bot: &Bot, outcome: &Outcome, asked: &Asked, turn: &Turn) -> Option<Page> {
        let page = page_of(bot, outcome, Seen::ByAll { asker: asked.asker })?;
        let Decision::Help(concern) = &outcome.decision else { return Some(page) };
        let may_tell = asked.guild.is_none() && self.server_to_tell(None).is_some();
        let page = page.with_row(outbound::help_row(bot.knowledge(), may_tell));
        Some(if turn.alert.is_some() { page.told(bot.knowledge(), concern.language) } else { page })
    }

    /// Tells the moderators about a public message in danger, once, and then the member that they were told. The help
    /// text has been sent before: nothing of this delays it.
    async fn tell_if_needed(&self, bot: &Bot, turn: &mut Turn, asked: &Asked, outcome: &Outcome) {
        let Decision::Help(concern) = &outcome.decision else {
            if let Some(concern) = outcome.concern.as_ref().filter(|concern| concern.flag && !turn.is_flagged) {
                turn.is_flagged = self.flag(bot, asked, concern).await;
            }
            return;
        };
        if turn.alert.is_some() {
            return;
        }
        turn.alert = self.alert(bot, asked, concern).await;
        if let (Some(_), Some(given)) = (turn.alert, turn.given)
            && let Some(page) = self.page(bot, outcome, asked, turn)
        {
            self.change(&given, &page).await;
        }
    }

    async fn change(&self, given: &Given, page: &Page) {
        let path = format!("{}/{}", messages_in(given.channel), given.reply);
        if let Err(why) = self.rest.change(&path, &page.edit()).await {
            log("a reply could not be changed", &why);
        }
    }

    /// The reply follows an edit; a message that is said to us only now is answered.
    async fn follow_edit(&self, edit: &MessageUpdateEvent) {
        let Some(us) = self.us(edit.guild_id) else { return };
        let by_proxy = if inbound::is_edit_by_webhook(edit) { self.asker_of(edit.id).await } else { None };
        let Some(asked) = inbound::asked_by_edit(edit, us, by_proxy) else { return };
        let turn = self.memory.turn(asked.id);
        let mut turn = turn.lock().await;
        if !turn.is_heard {
            let written = asked.id.created_at().unix_timestamp();
            let edited = edit.edited_timestamp.map_or(written, |edited| edited.unix_timestamp());
            if u64::try_from(edited - written).is_ok_and(|age| age <= FOLLOWED.as_secs()) {
                self.reply(&mut turn, &asked).await;
            }
            return;
        }
        if std::mem::replace(&mut turn.text, hash(&asked.text)) == hash(&asked.text) {
            return;
        }
        let bot = self.live.bot();
        let outcome = self.outcome(&bot, &asked);
        match turn.given {
            Some(given) => {
                if let Some(page) = self.page(&bot, &outcome, &asked, &turn) {
                    self.change(&given, &page).await;
                }
                self.tell_if_needed(&bot, &mut turn, &asked, &outcome).await;
                self.count(&outcome);
            }
            // Nothing was said before, or it could not be sent; danger that an edit brings is answered all the same.
            None if matches!(outcome.decision, Decision::Help(_)) => self.say(&bot, &mut turn, &asked, &outcome).await,
            None => {}
        }
    }

    /// Who asked what a proxy posted, when the reply has moved there.
    async fn asker_of(&self, posted: MessageId) -> Option<UserId> {
        let turn = self.memory.known_turn(posted)?;
        let given = turn.lock().await.given;
        given.map(|given| given.asker)
    }

    /// A proxy posted a member's message again under another name: the reply moves to it. Other webhooks get none.
    async fn follow_proxy(&self, posted: &Message) {
        let Some(original) = self.recent.original(posted.channel_id, &posted.content, Instant::now()) else { return };
        let before = self.memory.turn(original.id);
        let mut before = before.lock().await;
        let turn = self.memory.turn(posted.id);
        let mut turn = turn.lock().await;
        if self.memory.is_gone(posted.id) || std::mem::replace(&mut turn.is_heard, true) {
            return;
        }
        turn.alert = before.alert.take();
        turn.is_flagged = before.is_flagged;
        turn.text = hash(&posted.content);
        let asked = Asked { id: posted.id, text: posted.content.clone(), ..original };
        let bot = self.live.bot();
        let outcome = self.outcome(&bot, &asked);
        let Some(page) = self.page(&bot, &outcome, &asked, &turn) else { return };
        match self.rest.create(&messages_in(asked.channel), &page.message(asked.channel, Some(asked.id))).await {
            Ok(sent) => turn.given = given(&asked, &sent),
            Err(why) => return log("a reply could not move to the message of a proxy", &why),
        }
        if let Some(old) = before.given.take()
            && let Err(why) = self.delete(old.channel, old.reply).await
        {
            log("a reply could not be deleted", &why);
        }
        match (&outcome.decision, turn.alert) {
            (Decision::Help(concern), Some(alert)) => self.move_alert(&bot, alert, &asked, concern).await,
            _ => self.tell_if_needed(&bot, &mut turn, &asked, &outcome).await,
        }
    }

    /// The reply goes with the message.
    async fn follow_deletion(&self, channel: ChannelId, message: MessageId) {
        self.memory.mark_gone(message);
        let Some(turn) = self.memory.known_turn(message) else { return };
        let given = turn.lock().await.given.take();
        if let Some(given) = given
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

fn messages_in(channel: ChannelId) -> String {
    format!("/channels/{channel}/messages")
}

fn given(asked: &Asked, sent: &Value) -> Option<Given> {
    let reply = sent.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok())?;
    Some(Given { channel: asked.channel, reply: MessageId::new(reply), asker: asked.asker })
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
        } else if inbound::is_posted_by_webhook(&message) {
            self.tasks.track_future(self.follow_proxy(&message)).await;
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
