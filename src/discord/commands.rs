//! The commands that Discord shows to members.

use serenity::all::{CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InteractionContext};

use crate::knowledge::messages::CommandMessages;

/// Longest question taken by `/ask`: what fits in a message.
const LONGEST_QUESTION: u16 = 2_000;

pub(super) const ASK: &str = "ask";
pub(super) const QUESTION: &str = "question";
pub(super) const TOPICS: &str = "topics";
pub(super) const URGENT: &str = "urgent";
pub(super) const PRIVACY: &str = "privacy";
pub(super) const HELP: &str = "help";

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
        in_every_place(CreateCommand::new(&words.find_in_faq).kind(CommandType::Message)),
    ]
}

fn slash(name: &str, description: &str) -> CreateCommand {
    in_every_place(CreateCommand::new(name).description(description))
}

/// In servers and in direct messages with the bot.
fn in_every_place(command: CreateCommand) -> CreateCommand {
    command.contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
}
