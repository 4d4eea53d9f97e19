//! From what Discord tells to what the core understands: was it a person, and was it said to us?

use serenity::all::{ChannelId, Message, MessageId, MessageType, MessageUpdateEvent, RoleId, UserId};

/// A message that a person said to the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) id: MessageId,
    pub(super) channel: ChannelId,
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
        asker: message.author.id,
        text: message.content.clone(),
    })
}

/// An edited message that is said to us now. Link previews and pins change a message too, without its text.
pub(super) fn asked_by_edit(edit: &MessageUpdateEvent, us: Us) -> Option<Asked> {
    let author = edit.author.as_ref().filter(|author| !author.bot && author.id != us.id)?;
    if matches!(edit.webhook_id, Some(Some(_))) || edit.edited_timestamp.is_none() {
        return None;
    }
    let people: Vec<UserId> = edit.mentions.iter().flatten().map(|user| user.id).collect();
    let to_us = edit.guild_id.is_none() || us.are_mentioned(&people, edit.mention_roles.as_deref().unwrap_or_default());
    let text = edit.content.clone()?;
    to_us.then_some(Asked { id: edit.id, channel: edit.channel_id, asker: author.id, text })
}
