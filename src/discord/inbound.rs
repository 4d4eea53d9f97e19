//! From what Discord tells to what the core understands: was it a person, and was it said to us?

use serenity::all::{ChannelId, GuildId, Message, MessageId, MessageType, MessageUpdateEvent, RoleId, UserId};

/// A message that a person said to the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) id: MessageId,
    pub(super) channel: ChannelId,
    /// The server; None in direct messages.
    pub(super) guild: Option<GuildId>,
    pub(super) asker: UserId,
    pub(super) text: String,
}

/// Who we are in a server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Us {
    pub(super) id: UserId,
    /// The role Discord made for the bot in that server; people mention it as often as the bot.
    pub(super) role: Option<RoleId>,
}

impl Us {
    fn are_mentioned(self, people: &[UserId], roles: &[RoleId]) -> bool {
        people.contains(&self.id) || self.role.is_some_and(|role| roles.contains(&role))
    }
}

/// A message said to us: a direct message, or one that mentions us. A reply to one of our messages mentions us exactly
/// when its ping is on. Bots, webhooks, ourselves and Discord's own notices are nobody to answer.
pub(super) fn asked(message: &Message, us: Us) -> Option<Asked> {
    let by_a_person = !message.author.bot
        && message.webhook_id.is_none()
        && message.author.id != us.id
        && matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    let people: Vec<UserId> = message.mentions.iter().map(|user| user.id).collect();
    let to_us = message.guild_id.is_none() || us.are_mentioned(&people, &message.mention_roles);
    (by_a_person && to_us).then(|| Asked {
        id: message.id,
        channel: message.channel_id,
        guild: message.guild_id,
        asker: message.author.id,
        text: message.content.clone(),
    })
}

/// A message that a webhook posted in a server. A proxy may have taken it over from a person; whether it did shows only by
/// what was said just before.
pub(super) fn is_posted_by_webhook(message: &Message) -> bool {
    message.webhook_id.is_some() && message.guild_id.is_some()
}

/// Whether a message of a webhook was edited.
pub(super) fn is_edit_by_webhook(edit: &MessageUpdateEvent) -> bool {
    matches!(edit.webhook_id, Some(Some(_)))
}

/// An edited message that is said to us now. Link previews and pins change a message too, without its text. A webhook's
/// message is somebody's only when a proxy posted it for the person named by `by_proxy`.
pub(super) fn asked_by_edit(edit: &MessageUpdateEvent, us: Us, by_proxy: Option<UserId>) -> Option<Asked> {
    let by_a_person =
        || edit.author.as_ref().filter(|author| !author.bot && author.id != us.id).map(|author| author.id);
    let asker = if is_edit_by_webhook(edit) { by_proxy } else { by_a_person() }?;
    edit.edited_timestamp?;
    let people: Vec<UserId> = edit.mentions.iter().flatten().map(|user| user.id).collect();
    let to_us = edit.guild_id.is_none() || us.are_mentioned(&people, edit.mention_roles.as_deref().unwrap_or_default());
    let text = edit.content.clone()?;
    to_us.then_some(Asked { id: edit.id, channel: edit.channel_id, guild: edit.guild_id, asker, text })
}
