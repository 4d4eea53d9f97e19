//! Telling a server's moderators that somebody may be in danger: in a channel only they see, with the category, the rule,
//! the time and a link; no text and no name. Only for public messages; from anything private nobody is told unless the
//! person asks for it.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serenity::all::{
    ButtonStyle, ChannelId, ComponentInteraction, CreateActionRow, CreateAllowedMentions, CreateButton, CreateMessage,
    EditMessage, GuildId, Mentionable as _, MessageId, MessageReference, RoleId, Timestamp, UserId,
};
use serenity::builder::CreateInteractionResponse;
use tokio::time::interval;
use tracing::warn;

use super::custom_id::{AlertPress, Press};
use super::inbound::Asked;
use super::interactions::Door;
use super::memory::Alert;
use super::outbound::Page;
use super::room::{Room, log};
use crate::bot::{Bot, Outcome};
use crate::decision::Decision;
use crate::knowledge::messages::AlertMessages;
use crate::safety::{Category, Concern};
use crate::storage::{AlertPost, AlertSettings};

/// How often open alerts are looked at: much less than the ten minutes they wait.
const LOOK: Duration = Duration::from_secs(1);

impl Room {
    /// Posts an alert about a public message; None when the server has switched none on, or it could not be posted.
    pub(super) async fn alert(&self, bot: &Bot, asked: &Asked, concern: &Concern) -> Option<Alert> {
        let server = asked.guild?;
        let settings = self.store.alert_settings(server.get())?;
        let words = &bot.knowledge().messages().alerts;
        let content = alert_text(words, &settings, server, asked, concern);
        let buttons = [AlertPress::Take, AlertPress::FalseAlarm, AlertPress::NeedHelp];
        let message = ping(&settings, content).components(vec![alert_row(words, &buttons)]);
        let post = self.post_alert(server, &settings, &message, true).await?;
        Some(Alert { channel: ChannelId::new(settings.channel), post })
    }

    /// Shows the moderators a public message that is no danger but may need them: nobody is pinged, nobody need take it.
    /// Whether it was posted.
    pub(super) async fn flag(&self, bot: &Bot, asked: &Asked, concern: &Concern) -> bool {
        let Some(server) = asked.guild else { return false };
        let Some(settings) = self.store.alert_settings(server.get()) else { return false };
        let words = &bot.knowledge().messages().alerts;
        let content = filled(&words.flag, server, asked, concern);
        let message = CreateMessage::new().content(content).allowed_mentions(CreateAllowedMentions::new());
        let posted = self.post_alert(server, &settings, &message, false).await.is_some();
        if posted {
            self.count_as(&format!("flag/{}", concern.rule));
        }
        posted
    }

    /// The alert leads to the message that a proxy posted in place of the one it was about.
    pub(super) async fn move_alert(&self, bot: &Bot, alert: Alert, asked: &Asked, concern: &Concern) {
        let Some(server) = asked.guild else { return };
        let Some(settings) = self.store.alert_settings(server.get()) else { return };
        let content = alert_text(&bot.knowledge().messages().alerts, &settings, server, asked, concern);
        let edit = EditMessage::new().content(content).allowed_mentions(CreateAllowedMentions::new());
        let path = format!("/channels/{}/messages/{}", alert.channel, alert.post);
        if let Err(why) = self.rest.change(&path, &edit).await {
            log("an alert could not be changed", &why);
        }
    }

    pub(super) async fn post_alert(
        &self,
        server: GuildId,
        settings: &AlertSettings,
        message: &CreateMessage,
        waits: bool,
    ) -> Option<MessageId> {
        match self.rest.create(&format!("/channels/{}/messages", settings.channel), message).await {
            Ok(sent) => {
                let post: u64 = sent.get("id")?.as_str()?.parse().ok()?;
                let (server, channel) = (server.get(), settings.channel);
                kept(self.store.follow(AlertPost { server, channel, post, at: now(), waits }));
                Some(MessageId::new(post))
            }
            Err(why) => {
                log("an alert could not be posted", &why);
                None
            }
        }
    }

    /// Counts danger that was heard today, by category and rule. It writes a file, so it comes after what is sent.
    pub(super) fn count(&self, outcome: &Outcome) {
        let Decision::Help(concern) = &outcome.decision else { return };
        let category = if concern.category == Category::Crisis { "crisis" } else { "emergency" };
        self.count_as(&format!("{category}/{}", concern.rule));
    }

    fn count_as(&self, what: &str) {
        let day: String = Timestamp::now().to_string().chars().take(10).collect();
        kept(self.store.count(&day, what));
    }

    /// A moderator pressed a button under an alert.
    pub(super) async fn press_alert(
        &self,
        bot: &Bot,
        door: &Door,
        component: &ComponentInteraction,
        press: AlertPress,
    ) {
        let words = &bot.knowledge().messages().alerts;
        let who = component.user.id.mention().to_string();
        let post = component.message.id;
        let (line, left): (Option<String>, &[AlertPress]) = match press {
            AlertPress::Take => {
                (Some(words.taken.replace("{who}", &who)), &[AlertPress::FalseAlarm, AlertPress::NeedHelp])
            }
            AlertPress::FalseAlarm => (Some(words.was_false.replace("{who}", &who)), &[]),
            AlertPress::NeedHelp => (None, &[AlertPress::Take, AlertPress::FalseAlarm]),
        };
        match self.store.take(post.get()) {
            Ok(true) => self.count_as("taken"),
            Ok(false) => {}
            Err(why) => kept(Err(why)),
        }
        if press == AlertPress::FalseAlarm {
            self.count_as("false alarm");
        }
        let text = [Some(component.message.content.clone()), line].into_iter().flatten().collect::<Vec<_>>().join("\n");
        let rows = if left.is_empty() { Vec::new() } else { vec![alert_row(words, left)] };
        let page = rows.into_iter().fold(Page::plain(&text), Page::with_row);
        self.answer(door, &page.in_place()).await;
        if press == AlertPress::NeedHelp {
            self.call_for_help(bot, component, &who).await;
        }
    }

    async fn call_for_help(&self, bot: &Bot, component: &ComponentInteraction, who: &str) {
        let Some(server) = component.guild_id else { return };
        let Some(settings) = self.store.alert_settings(server.get()) else { return };
        let settings = with_fallback(&settings);
        let words = &bot.knowledge().messages().alerts;
        let text = words.help_wanted.replace("{role}", &role(&settings)).replace("{who}", who);
        let message = ping(&settings, text).reference_message(under(component.channel_id, component.message.id));
        self.post_alert(server, &settings, &message, false).await;
    }

    /// Repeats alerts that nobody took, once, and deletes those that are old; for as long as the program runs.
    pub(super) async fn watch_alerts(self: Arc<Self>) {
        let mut look = interval(LOOK);
        loop {
            look.tick().await;
            let (due, written) = self.store.due(now());
            kept(written);
            for alert in due {
                self.repeat(&alert).await;
            }
            let (old, written) = self.store.expired(now());
            kept(written);
            for alert in old {
                if let Err(why) = self.delete(ChannelId::new(alert.channel), MessageId::new(alert.post)).await {
                    log("an old alert could not be deleted", &why);
                }
            }
        }
    }

    async fn repeat(&self, alert: &AlertPost) {
        let Some(settings) = self.store.alert_settings(alert.server) else { return };
        let settings = with_fallback(&settings);
        let text = self.live.bot().knowledge().messages().alerts.repeat.replace("{role}", &role(&settings));
        let at = under(ChannelId::new(alert.channel), MessageId::new(alert.post));
        self.post_alert(GuildId::new(alert.server), &settings, &ping(&settings, text).reference_message(at), false)
            .await;
    }

    /// The server whose moderators a person can tell from where they are; the home server from direct messages.
    pub(super) fn server_to_tell(&self, here: Option<GuildId>) -> Option<GuildId> {
        let server = here.or(self.home)?;
        self.store.alert_settings(server.get()).map(|_| server)
    }

    /// Tells the moderators that somebody would like one of them, by name.
    pub(super) async fn tell_moderators(&self, bot: &Bot, door: &Door, here: Option<GuildId>, who: UserId) {
        let words = &bot.knowledge().messages().alerts;
        let later = serenity::all::CreateInteractionResponseMessage::new().ephemeral(true);
        self.answer(door, &CreateInteractionResponse::Defer(later)).await;
        let mut said = &words.tell_failed;
        let settings =
            self.server_to_tell(here).and_then(|server| Some((server, self.store.alert_settings(server.get())?)));
        if let Some((server, settings)) = settings {
            let text = words
                .tell_post
                .replace("{role}", &role(&settings))
                .replace("{who}", &who.mention().to_string())
                .replace("{time}", &time());
            let buttons = [AlertPress::Take, AlertPress::NeedHelp];
            let message = ping(&settings, text).components(vec![alert_row(words, &buttons)]);
            if self.post_alert(server, &settings, &message, true).await.is_some() {
                said = &words.tell_done;
            }
        }
        self.at_last(door, &Page::plain(said)).await;
    }
}

fn alert_text(
    words: &AlertMessages,
    settings: &AlertSettings,
    server: GuildId,
    asked: &Asked,
    concern: &Concern,
) -> String {
    let what = if concern.category == Category::Crisis { &words.crisis } else { &words.emergency };
    filled(&words.post, server, asked, concern).replace("{role}", &role(settings)).replace("{what}", what)
}

/// A post about a message: its rule, the time and a link, never a word of it.
fn filled(post: &str, server: GuildId, asked: &Asked, concern: &Concern) -> String {
    let link = format!("https://discord.com/channels/{server}/{}/{}", asked.channel, asked.id);
    post.replace("{rule}", &concern.rule).replace("{time}", &time()).replace("{link}", &link)
}

/// A message that pings the role of the settings and nobody else.
pub(super) fn ping(settings: &AlertSettings, content: String) -> CreateMessage {
    let allowed = CreateAllowedMentions::new().roles([RoleId::new(settings.role)]).replied_user(false);
    CreateMessage::new().content(content).allowed_mentions(allowed)
}

fn with_fallback(settings: &AlertSettings) -> AlertSettings {
    AlertSettings { role: settings.fallback.unwrap_or(settings.role), ..settings.clone() }
}

pub(super) fn role(settings: &AlertSettings) -> String {
    RoleId::new(settings.role).mention().to_string()
}

fn under(channel: ChannelId, post: MessageId) -> MessageReference {
    MessageReference::from((channel, post)).fail_if_not_exists(false)
}

fn alert_row(words: &AlertMessages, presses: &[AlertPress]) -> CreateActionRow {
    let label = |press: AlertPress| match press {
        AlertPress::Take => &words.take,
        AlertPress::FalseAlarm => &words.false_alarm,
        AlertPress::NeedHelp => &words.need_help,
    };
    CreateActionRow::Buttons(presses.iter().map(|press| button(&Press::Alert(*press), label(*press))).collect())
}

pub(super) fn button(press: &Press, label: &str) -> CreateButton {
    CreateButton::new(press.to_id()).label(label).style(ButtonStyle::Secondary)
}

/// The moment, as Discord shows it in each reader's own time.
fn time() -> String {
    format!("<t:{}:f>", now())
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// What cannot be written is told; the alert itself has gone out.
pub(super) fn kept(done: std::io::Result<()>) {
    if let Err(why) = done {
        warn!("what is kept about alerts could not be written to the data folder: {why}");
    }
}
