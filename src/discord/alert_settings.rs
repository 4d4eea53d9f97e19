//! `/faq safety`: where alerts go, whether they can really go there, and whether only moderators read them.

use serenity::all::{
    ChannelId, CommandDataOptionValue, CommandInteraction, ComponentInteraction, CreateActionRow, GuildChannel,
    GuildId, Member, Mentionable as _, PartialGuild, PermissionOverwriteType, Permissions, RoleId,
};
use serenity::builder::CreateInteractionResponse;
use tracing::warn;

use super::alerts::{button, kept, ping, role};
use super::commands;
use super::custom_id::Press;
use super::interactions::Door;
use super::outbound::Page;
use super::rest::RestError;
use super::room::{Room, log};
use crate::bot::Bot;
use crate::knowledge::messages::{AlertMessages, Text};
use crate::storage::AlertSettings;

/// Why alerts cannot go where a moderator wants them.
enum Refusal {
    BothNeeded,
    CannotWrite(ChannelId),
    EveryoneSees(ChannelId),
    CannotPing(RoleId),
    RoleIsEveryone,
    Failed,
}

impl Room {
    /// `/faq safety`: shows where alerts go, or sets it.
    pub(super) async fn alert_settings(&self, bot: &Bot, door: &Door, command: &CommandInteraction) {
        let later = serenity::all::CreateInteractionResponseMessage::new().ephemeral(true);
        self.answer(door, &CreateInteractionResponse::Defer(later)).await;
        let Some(server) = command.guild_id else { return };
        let (channel, role, fallback) = options(command);
        let page = if channel.is_none() && role.is_none() && fallback.is_none() {
            self.settings_page(bot, server)
        } else {
            match self.set(server, channel, role, fallback).await {
                Ok(()) => self.settings_page(bot, server),
                Err(why) => Page::plain(&why.text(&bot.knowledge().messages().alerts)),
            }
        };
        self.at_last(door, &page).await;
    }

    async fn set(
        &self,
        server: GuildId,
        channel: Option<ChannelId>,
        role: Option<RoleId>,
        fallback: Option<RoleId>,
    ) -> Result<(), Refusal> {
        let known = self.store.alert_settings(server.get());
        let channel = channel.map(ChannelId::get).or(known.as_ref().map(|known| known.channel));
        let role = role.map(RoleId::get).or(known.as_ref().map(|known| known.role));
        let (Some(channel), Some(role)) = (channel, role) else { return Err(Refusal::BothNeeded) };
        let fallback = fallback.map(RoleId::get).or(known.as_ref().and_then(|known| known.fallback));
        let repeat_after = known.map_or(600, |known| known.repeat_after);
        let wanted = AlertSettings { channel, role, fallback, repeat_after };
        self.examine(server, &wanted).await?;
        self.store.set_alerts(server.get(), Some(wanted)).map_err(|why| {
            kept(Err(why));
            Refusal::Failed
        })
    }

    /// Whether the bot can post there, only moderators read there, and the roles can be pinged.
    async fn examine(&self, server: GuildId, wanted: &AlertSettings) -> Result<(), Refusal> {
        let us = self.us.get().ok_or(Refusal::Failed)?;
        let guild: PartialGuild = self.look_at(&format!("/guilds/{server}")).await?;
        let at = ChannelId::new(wanted.channel);
        let channel: GuildChannel = match self.rest.read(&format!("/channels/{at}")).await {
            Ok(value) => serde_json::from_value(value).map_err(|_| Refusal::CannotWrite(at))?,
            Err(why) if matches!(why.status(), Some(403 | 404)) => return Err(Refusal::CannotWrite(at)),
            Err(why) => return Err(failed(&why)),
        };
        let we: Member = self.look_at(&format!("/guilds/{server}/members/{us}")).await?;
        let ours = guild.user_permissions_in(&channel, &we);
        if !ours.contains(Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES) {
            return Err(Refusal::CannotWrite(at));
        }
        if everyone_sees(&guild, &channel) {
            return Err(Refusal::EveryoneSees(at));
        }
        for role in [Some(wanted.role), wanted.fallback].into_iter().flatten().map(RoleId::new) {
            if role.get() == server.get() {
                return Err(Refusal::RoleIsEveryone);
            }
            let is_mentionable = guild.roles.get(&role).is_some_and(|role| role.mentionable);
            if !is_mentionable && !ours.contains(Permissions::MENTION_EVERYONE) {
                return Err(Refusal::CannotPing(role));
            }
        }
        Ok(())
    }

    async fn look_at<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, Refusal> {
        let value = self.rest.read(path).await.map_err(|why| failed(&why))?;
        serde_json::from_value(value).map_err(|why| {
            warn!("what Discord says of the server cannot be read: {why}");
            Refusal::Failed
        })
    }

    fn settings_page(&self, bot: &Bot, server: GuildId) -> Page {
        let words = &bot.knowledge().messages().alerts.settings;
        let Some(settings) = self.store.alert_settings(server.get()) else { return Page::titled(&words.off) };
        let fallback =
            settings.fallback.map_or(words.no_fallback.clone(), |role| RoleId::new(role).mention().to_string());
        let text = words
            .on
            .text
            .replace("{channel}", &ChannelId::new(settings.channel).mention().to_string())
            .replace("{role}", &role(&settings))
            .replace("{fallback}", &fallback);
        let buttons = vec![button(&Press::TestAlert, &words.test), button(&Press::AlertsOff, &words.switch_off)];
        Page::titled(&Text { title: words.on.title.clone(), text }).with_row(CreateActionRow::Buttons(buttons))
    }

    /// Posts an alert that says it is none, under the settings as they are now.
    pub(super) async fn test_alert(&self, bot: &Bot, door: &Door, component: &ComponentInteraction) {
        let later = serenity::all::CreateInteractionResponseMessage::new().ephemeral(true);
        self.answer(door, &CreateInteractionResponse::Defer(later)).await;
        let words = &bot.knowledge().messages().alerts;
        let said = match self.post_test(bot, component.guild_id).await {
            Ok(()) => words.settings.test_done.clone(),
            Err(why) => why.text(words),
        };
        self.at_last(door, &Page::plain(&said)).await;
    }

    async fn post_test(&self, bot: &Bot, server: Option<GuildId>) -> Result<(), Refusal> {
        let server = server.ok_or(Refusal::Failed)?;
        let settings = self.store.alert_settings(server.get()).ok_or(Refusal::BothNeeded)?;
        self.examine(server, &settings).await?;
        let text = bot.knowledge().messages().alerts.settings.test_post.replace("{role}", &role(&settings));
        let posted = self.post_alert(server, &settings, &ping(&settings, text), false).await;
        posted.map(drop).ok_or(Refusal::CannotWrite(ChannelId::new(settings.channel)))
    }

    pub(super) async fn switch_alerts_off(&self, bot: &Bot, door: &Door, component: &ComponentInteraction) {
        let words = &bot.knowledge().messages().alerts.settings;
        let server = component.guild_id.map(GuildId::get).unwrap_or_default();
        let page = match self.store.set_alerts(server, None) {
            Ok(()) => Page::titled(&words.off),
            Err(why) => {
                kept(Err(why));
                Page::plain(&words.failed)
            }
        };
        self.answer(door, &page.in_place()).await;
    }
}

impl Refusal {
    fn text(&self, words: &AlertMessages) -> String {
        let words = &words.settings;
        match self {
            Self::BothNeeded => words.both_needed.clone(),
            Self::CannotWrite(channel) => words.cannot_write.replace("{channel}", &channel.mention().to_string()),
            Self::EveryoneSees(channel) => words.everyone_sees.replace("{channel}", &channel.mention().to_string()),
            Self::CannotPing(role) => words.cannot_ping.replace("{role}", &role.mention().to_string()),
            Self::RoleIsEveryone => words.role_is_everyone.clone(),
            Self::Failed => words.failed.clone(),
        }
    }
}

fn failed(why: &RestError) -> Refusal {
    log("the server's settings could not be looked at", why);
    Refusal::Failed
}

/// Whether @everyone may view the channel: the role's own permission, changed by the channel's.
fn everyone_sees(guild: &PartialGuild, channel: &GuildChannel) -> bool {
    let everyone = RoleId::new(guild.id.get());
    let mut may = guild.roles.get(&everyone).map_or(Permissions::empty(), |role| role.permissions);
    for change in &channel.permission_overwrites {
        if change.kind == PermissionOverwriteType::Role(everyone) {
            may = (may - change.deny) | change.allow;
        }
    }
    may.intersects(Permissions::VIEW_CHANNEL | Permissions::ADMINISTRATOR)
}

fn options(command: &CommandInteraction) -> (Option<ChannelId>, Option<RoleId>, Option<RoleId>) {
    let (mut channel, mut role, mut fallback) = (None, None, None);
    for option in &command.data.options {
        let CommandDataOptionValue::SubCommand(given) = &option.value else { continue };
        for option in given {
            match (option.name.as_str(), &option.value) {
                (commands::CHANNEL, CommandDataOptionValue::Channel(id)) => channel = Some(*id),
                (commands::ROLE, CommandDataOptionValue::Role(id)) => role = Some(*id),
                (commands::FALLBACK, CommandDataOptionValue::Role(id)) => fallback = Some(*id),
                _ => {}
            }
        }
    }
    (channel, role, fallback)
}
