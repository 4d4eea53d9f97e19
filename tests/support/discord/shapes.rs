//! What Discord sends, in its own shape.

use serde_json::{Value, json};

use super::{ALERTS, BOT, BOT_ROLE, CHANNEL, FALLBACK, MEMBER, ON_CALL, QUIET_ROLE, SERVER, Said, World};

/// A message as somebody writes it.
#[derive(Debug, Clone)]
pub(crate) struct Writing {
    pub(crate) text: String,
    pub(crate) by: u64,
    pub(crate) channel: u64,
    pub(crate) server: Option<u64>,
    pub(crate) mentions: Vec<u64>,
    pub(crate) mention_roles: Vec<u64>,
    pub(crate) by_a_bot: bool,
    pub(crate) webhook: Option<u64>,
    pub(crate) kind: u8,
    pub(crate) edited: bool,
}

impl Writing {
    /// In the channel of the server, to nobody.
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            by: MEMBER,
            channel: CHANNEL,
            server: Some(SERVER),
            mentions: Vec::new(),
            mention_roles: Vec::new(),
            by_a_bot: false,
            webhook: None,
            kind: 0,
            edited: true,
        }
    }

    /// With the bot mentioned.
    pub(crate) fn to_the_bot(text: &str) -> Self {
        Self { mentions: vec![BOT], ..Self::new(&format!("<@{BOT}> {text}")) }
    }

    pub(crate) fn directly(text: &str) -> Self {
        Self { channel: super::DIRECT, server: None, ..Self::new(text) }
    }

    /// The event as the program gets it: without the text where its intents do not allow it.
    fn event(&self, id: u64, intents: u64) -> Value {
        let readable = self.server.is_none() || self.mentions.contains(&BOT) || intents & super::MESSAGE_CONTENT != 0;
        let mut message = self.message(id, readable);
        if let Some(server) = self.server {
            message["guild_id"] = json!(server.to_string());
            message["member"] =
                json!({"roles": [], "joined_at": "2024-01-01T00:00:00Z", "deaf": false, "mute": false, "flags": 0});
        }
        message
    }

    fn message(&self, id: u64, readable: bool) -> Value {
        let mentions: Vec<Value> = self.mentions.iter().map(|id| user(*id, *id == BOT)).collect();
        let roles: Vec<String> = self.mention_roles.iter().map(u64::to_string).collect();
        let mut message = json!({
            "id": id.to_string(), "channel_id": self.channel.to_string(), "author": user(self.by, self.by_a_bot),
            "content": if readable { self.text.as_str() } else { "" },
            "timestamp": "2026-11-22T10:00:00.000000+00:00", "edited_timestamp": null, "tts": false,
            "mention_everyone": false, "mentions": mentions, "mention_roles": roles, "attachments": [], "embeds": [],
            "pinned": false, "type": self.kind, "flags": 0, "components": [],
        });
        if let Some(webhook) = self.webhook {
            message["webhook_id"] = json!(webhook.to_string());
        }
        message
    }
}

impl World {
    /// Tells the program of a message when its intents include such.
    pub(super) fn tell_message(&mut self, name: &str, id: u64, message: &Writing) {
        let needed = if message.server.is_some() { 1 << 9 } else { 1 << 12 };
        if self.intents & needed == 0 {
            return;
        }
        let mut event = message.event(id, self.intents);
        if name == "MESSAGE_UPDATE" && message.edited {
            let at = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("the clock is set");
            event["edited_timestamp"] = json!(rfc3339(at.as_secs()));
        }
        self.tell(name, event);
    }
}

/// Seconds since 1970 as a timestamp (days to civil date after Howard Hinnant's algorithm).
fn rfc3339(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let z = days + 719_468;
    let (era, of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.000000+00:00", rest / 3_600, rest / 60 % 60, rest % 60)
}

pub(super) fn user(id: u64, bot: bool) -> Value {
    json!({"id": id.to_string(), "username": format!("person{id}"), "discriminator": "0", "avatar": null, "bot": bot, "global_name": null})
}

pub(super) fn member(id: u64, permissions: u64) -> Value {
    json!({
        "user": user(id, false), "roles": [], "joined_at": "2024-01-01T00:00:00Z", "deaf": false, "mute": false,
        "flags": 0, "permissions": permissions.to_string(), "nick": null, "avatar": null, "premium_since": null,
        "pending": false, "communication_disabled_until": null,
    })
}

fn interaction(kind: u8, data: Value) -> Value {
    json!({
        "application_id": BOT.to_string(), "type": kind, "data": data, "guild_id": SERVER.to_string(), "version": 1,
        "app_permissions": "277025508352", "locale": "en-GB", "guild_locale": "en-GB", "entitlements": [],
        "authorizing_integration_owners": {"0": SERVER.to_string()}, "context": 0, "attachment_size_limit": 10_485_760,
    })
}

/// A slash command, or the text typed so far.
pub(super) fn command(name: &str, question: Option<&str>, typing: bool) -> Value {
    let option = question.map(|text| {
        let mut option = json!({"name": "question", "type": 3, "value": text});
        if typing {
            option["focused"] = json!(true);
        }
        option
    });
    let data = json!({"id": "7000", "name": name, "type": 1, "options": option.into_iter().collect::<Vec<_>>()});
    interaction(if typing { 4 } else { 2 }, data)
}

pub(super) fn message_command(name: &str, target: u64, message: &Writing) -> Value {
    let resolved = json!({"messages": {target.to_string(): message.message(target, true)}});
    let data = json!({"id": "7001", "name": name, "type": 3, "target_id": target.to_string(), "resolved": resolved});
    interaction(2, data)
}

pub(super) fn component(id: &str, picked: Option<&str>, on: &Said) -> Value {
    let data = match picked {
        Some(value) => json!({"custom_id": id, "component_type": 3, "values": [value]}),
        None => json!({"custom_id": id, "component_type": 2}),
    };
    let mut shape = interaction(3, data);
    let mut message = Writing { by: BOT, by_a_bot: true, ..Writing::new(on.text()) }.message(on.id, true);
    message["channel_id"] = json!(on.channel.to_string());
    message["flags"] = json!(if on.only_for.is_some() { 64 } else { 4 });
    shape["message"] = message;
    shape
}

/// `/faq safety` with its options.
pub(super) fn faq_safety(options: &[(&str, u64)]) -> Value {
    let option = |(name, id): &(&str, u64)| {
        let kind = if *name == "channel" { 7 } else { 8 };
        json!({"name": name, "type": kind, "value": id.to_string()})
    };
    let given: Vec<Value> = options.iter().map(option).collect();
    let sub = json!({"name": "safety", "type": 1, "options": given});
    interaction(2, json!({"id": "7002", "name": "faq", "type": 1, "options": [sub]}))
}

/// A channel of the server; the one for alerts is hidden from @everyone unless it has been opened.
pub(super) fn channel(id: &str, alerts_are_open: bool) -> Value {
    let view = (1u64 << 10).to_string();
    let hidden = id == ALERTS.to_string() && !alerts_are_open;
    let deny = if hidden { view.as_str() } else { "0" };
    json!({
        "id": id, "type": 0, "guild_id": SERVER.to_string(), "name": "a-channel", "position": 0, "topic": null,
        "nsfw": false, "last_message_id": null, "rate_limit_per_user": 0, "parent_id": null, "flags": 0,
        "permission_overwrites": [
            {"id": SERVER.to_string(), "type": 0, "allow": "0", "deny": deny},
            {"id": BOT_ROLE.to_string(), "type": 0, "allow": view, "deny": "0"},
        ],
    })
}

pub(super) fn bot_member() -> Value {
    let mut member = member(BOT, 0);
    member["user"] = user(BOT, true);
    member["roles"] = json!([BOT_ROLE.to_string()]);
    member
}

/// Roles that anybody may mention.
pub(super) const MENTIONABLE: [u64; 2] = [ON_CALL, FALLBACK];

/// The server with the bot's own role.
pub(super) fn server() -> Value {
    let role = |id: u64, name: &str, bot: bool| {
        let mut role = json!({
            "id": id.to_string(), "name": name, "color": 0, "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
            "hoist": false, "icon": null, "unicode_emoji": null, "position": 0,
            "permissions": ((1u64 << 10) | (1 << 11) | (1 << 16)).to_string(), "managed": bot,
            "mentionable": MENTIONABLE.contains(&id), "flags": 0,
        });
        if bot {
            role["tags"] = json!({"bot_id": BOT.to_string()});
        }
        role
    };
    json!({
        "id": SERVER.to_string(), "name": "A community", "icon": null, "splash": null, "discovery_splash": null,
        "owner_id": MEMBER.to_string(), "afk_channel_id": null, "afk_timeout": 300, "verification_level": 0,
        "default_message_notifications": 0, "explicit_content_filter": 0, "emojis": [], "features": [], "mfa_level": 0,
        "roles": [role(SERVER, "@everyone", false), role(BOT_ROLE, "FAQ", true), role(ON_CALL, "on call", false),
            role(QUIET_ROLE, "not to be pinged", false), role(FALLBACK, "second", false)],
        "application_id": null, "system_channel_id": null, "system_channel_flags": 0, "rules_channel_id": null,
        "vanity_url_code": null, "description": null, "banner": null, "premium_tier": 0, "preferred_locale": "en-GB",
        "public_updates_channel_id": null, "nsfw_level": 0, "stickers": [], "premium_progress_bar_enabled": false,
        "joined_at": "2024-01-01T00:00:00Z", "large": false, "unavailable": false, "member_count": 3, "voice_states": [],
        "members": [], "channels": [], "threads": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
        "safety_alerts_channel_id": null, "max_members": 500_000, "incidents_data": null, "soundboard_sounds": [],
    })
}
