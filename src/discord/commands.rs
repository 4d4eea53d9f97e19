//! The commands that Discord shows to members.

use serenity::all::{
    ChannelType, CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InteractionContext, Permissions,
};

use crate::knowledge::messages::CommandMessages;

/// Longest question taken by `/ask`: what fits in a message.
const LONGEST_QUESTION: u16 = 2_000;

pub(super) const ASK: &str = "ask";
pub(super) const QUESTION: &str = "question";
pub(super) const TOPICS: &str = "topics";
pub(super) const URGENT: &str = "urgent";
pub(super) const PRIVACY: &str = "privacy";
pub(super) const HELP: &str = "help";
pub(super) const FAQ: &str = "faq";
const SAFETY: &str = "safety";
pub(super) const CHANNEL: &str = "channel";
pub(super) const ROLE: &str = "role";
pub(super) const FALLBACK: &str = "fallback";

/// Every command; they replace what was registered before.
pub(super) fn all(words: &CommandMessages) -> Vec<CreateCommand> {
    let question = CreateCommandOption::new(CommandOptionType::String, QUESTION, &words.question)
        .required(true)
        .max_length(LONGEST_QUESTION)
        .set_autocomplete(true);
    vec![
        slash(ASK, &words.ask).add_option(question),
        slash(TOPICS, &words.topics),
        slash(URGENT, &words.urgent),
        slash(PRIVACY, &words.privacy),
        slash(HELP, &words.help),
        for_moderators(words),
        in_every_place(CreateCommand::new(&words.find_in_faq).kind(CommandType::Message)),
    ]
}

/// `/faq`: in servers only, and at first only for those who may manage messages there; admins widen that.
fn for_moderators(words: &CommandMessages) -> CreateCommand {
    let role = |name: &str, description: &str| CreateCommandOption::new(CommandOptionType::Role, name, description);
    let channel = CreateCommandOption::new(CommandOptionType::Channel, CHANNEL, &words.faq_safety_channel);
    let safety = CreateCommandOption::new(CommandOptionType::SubCommand, SAFETY, &words.faq_safety)
        .add_sub_option(channel.channel_types(vec![ChannelType::Text]))
        .add_sub_option(role(ROLE, &words.faq_safety_role))
        .add_sub_option(role(FALLBACK, &words.faq_safety_fallback));
    CreateCommand::new(FAQ)
        .description(&words.faq)
        .add_option(safety)
        .default_member_permissions(Permissions::MANAGE_MESSAGES)
        .contexts(vec![InteractionContext::Guild])
}

fn slash(name: &str, description: &str) -> CreateCommand {
    in_every_place(CreateCommand::new(name).description(description))
}

/// In servers and in direct messages with the bot.
fn in_every_place(command: CreateCommand) -> CreateCommand {
    command.contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
}
