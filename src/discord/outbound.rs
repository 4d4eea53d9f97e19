//! From the core's reply to what Discord shows: text, buttons and menus within Discord's limits, and never a ping.

use serenity::all::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateButton, CreateInteractionResponse,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse, EditMessage, InteractionResponseFlags,
    MessageFlags, MessageId, UserId,
};

use super::custom_id::{Key, NONE_OF_THESE, Press};
use crate::decision::Decision;
use crate::knowledge::Knowledge;
use crate::knowledge::messages::Text;
use crate::reply::{Choice, LONGEST_REPLY, Reply};
use crate::safety::Language;

/// Options of a menu, rows of a message.
pub(super) const MOST_OPTIONS: usize = 25;
const MOST_ROWS: usize = 5;
/// Characters of a button's label and of an option's.
const LONGEST_LABEL: usize = 80;
const LONGEST_OPTION: usize = 100;

/// What is shown: text, and rows of buttons and menus under it.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    text: String,
    rows: Vec<CreateActionRow>,
}

/// Who sees a reply decides which buttons it has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen {
    /// In the channel, under the asker's message.
    ByAll { asker: UserId },
    /// By the asker alone; Share posts it, as a reply to `about` when there is one.
    ByAsker { asker: UserId, about: Option<MessageId> },
}

impl Page {
    /// A page of fixed text.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: clip(text, LONGEST_REPLY), rows: Vec::new() }
    }

    /// A page of fixed text under a heading.
    pub(super) fn titled(text: &Text) -> Self {
        Self::plain(&format!("**{}**\n\n{}", text.title.trim(), text.text.trim()))
    }

    /// A reply of the core with what can be done about it. `others` are the entries that may be meant instead.
    pub(super) fn reply(knowledge: &Knowledge, decision: &Decision, reply: &Reply, others: &[Key], seen: Seen) -> Self {
        let rows = rows(knowledge, decision, reply, others, seen);
        Self { text: reply.to_markdown(), rows }
    }

    /// The whole answer of an entry, one page a part.
    pub(super) fn parts(parts: &[Reply]) -> Vec<Self> {
        parts.iter().map(|part| Self { text: part.to_markdown(), rows: Vec::new() }).collect()
    }

    /// The same with a row more, while there is room.
    pub(super) fn with_row(mut self, row: CreateActionRow) -> Self {
        self.rows.push(row);
        self.rows.truncate(MOST_ROWS);
        self
    }

    /// The same, saying that the moderators have been told.
    pub(super) fn told(mut self, knowledge: &Knowledge, language: Language) -> Self {
        let told = knowledge.messages_in(language).map_or(&knowledge.messages().alerts.told, |own| &own.told);
        self.text = clip(&format!("{}\n\n{}", self.text, told.trim()), LONGEST_REPLY);
        self
    }

    /// As a message in a channel, in answer to another when one is named.
    pub(super) fn message(&self, channel: serenity::all::ChannelId, to: Option<MessageId>) -> CreateMessage {
        let message = CreateMessage::new()
            .content(&self.text)
            .components(self.rows.clone())
            .flags(MessageFlags::SUPPRESS_EMBEDS)
            .allowed_mentions(nobody());
        match to {
            Some(id) => message
                .reference_message(serenity::all::MessageReference::from((channel, id)).fail_if_not_exists(false)),
            None => message,
        }
    }

    /// In place of what a message said before.
    pub(super) fn edit(&self) -> EditMessage {
        EditMessage::new().content(&self.text).components(self.rows.clone()).allowed_mentions(nobody())
    }

    /// As the answer to an interaction, seen by whoever caused it alone.
    pub(super) fn privately(&self) -> CreateInteractionResponse {
        CreateInteractionResponse::Message(
            self.answer().flags(InteractionResponseFlags::SUPPRESS_EMBEDS | InteractionResponseFlags::EPHEMERAL),
        )
    }

    /// In place of the message that a button or menu stands on.
    pub(super) fn in_place(&self) -> CreateInteractionResponse {
        CreateInteractionResponse::UpdateMessage(self.answer())
    }

    /// After the first answer to an interaction, seen by whoever caused it alone.
    pub(super) fn afterwards(&self) -> CreateInteractionResponseFollowup {
        CreateInteractionResponseFollowup::new()
            .content(&self.text)
            .components(self.rows.clone())
            .allowed_mentions(nobody())
            .flags(MessageFlags::SUPPRESS_EMBEDS | MessageFlags::EPHEMERAL)
    }

    /// As the answer that was put off.
    pub(super) fn at_last(&self) -> EditInteractionResponse {
        EditInteractionResponse::new().content(&self.text).components(self.rows.clone()).allowed_mentions(nobody())
    }

    fn answer(&self) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(&self.text)
            .components(self.rows.clone())
            .allowed_mentions(nobody())
    }
}

/// Nothing in a message of ours can ping anybody.
fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new().replied_user(false)
}

/// The text, cut where it would be too long for Discord.
pub(super) fn clip(text: &str, longest: usize) -> String {
    let mut out = String::new();
    let mut units = 0;
    for letter in unicode_segmentation::UnicodeSegmentation::graphemes(text, true) {
        units += letter.encode_utf16().count();
        if units > longest {
            break;
        }
        out.push_str(letter);
    }
    out
}

fn rows(knowledge: &Knowledge, decision: &Decision, reply: &Reply, others: &[Key], seen: Seen) -> Vec<CreateActionRow> {
    let words = &knowledge.messages().discord;
    match decision {
        Decision::Answer { entry, .. } => {
            let key = Key::of(&knowledge.entries()[*entry].id);
            vec![CreateActionRow::Buttons(answer_buttons(knowledge, key, others, seen))]
        }
        Decision::Choose(_) => vec![pick(knowledge, &reply.choices, asker(seen), None)],
        Decision::Decline { .. } => match reply.choices.first() {
            Some(choice) => vec![CreateActionRow::Buttons(vec![open_button(knowledge, choice)])],
            None => Vec::new(),
        },
        // A few kind words come with the answer, but without what would pass it on.
        Decision::Comfort { then, .. } => match then.as_ref() {
            Decision::Answer { entry, .. } => {
                let key = Key::of(&knowledge.entries()[*entry].id);
                vec![CreateActionRow::Buttons(vec![button(&Press::More(key), &words.read_more)])]
            }
            Decision::Choose(_) => vec![pick(knowledge, &reply.choices, asker(seen), None)],
            _ => Vec::new(),
        },
        Decision::Unknown | Decision::HowToAsk => {
            vec![CreateActionRow::Buttons(vec![button(&Press::Browse, &words.browse)])]
        }
        // Whoever shows help adds its row, since only they know whether anybody can be told.
        Decision::Help(_) | Decision::WithoutSafety | Decision::Quiet => Vec::new(),
    }
}

fn asker(seen: Seen) -> UserId {
    match seen {
        Seen::ByAll { asker } | Seen::ByAsker { asker, .. } => asker,
    }
}

fn answer_buttons(knowledge: &Knowledge, entry: Key, others: &[Key], seen: Seen) -> Vec<CreateButton> {
    let words = &knowledge.messages().discord;
    let mut buttons = vec![button(&Press::More(entry), &words.read_more)];
    let not = Press::Not { asker: asker(seen), others: others.to_vec() };
    buttons.push(button(&not, &words.not_what_i_asked));
    buttons.push(match seen {
        Seen::ByAll { asker } => button(&Press::Dismiss { asker }, &words.dismiss),
        Seen::ByAsker { about, .. } => button(&Press::Share { entry, to: about }, &words.share),
    });
    buttons
}

/// The buttons of an entry that was shared.
pub(super) fn shared_row(knowledge: &Knowledge, entry: Key, by: UserId) -> CreateActionRow {
    let words = &knowledge.messages().discord;
    CreateActionRow::Buttons(vec![
        button(&Press::More(entry), &words.read_more),
        button(&Press::Dismiss { asker: by }, &words.dismiss),
    ])
}

fn button(press: &Press, label: &str) -> CreateButton {
    CreateButton::new(press.to_id()).label(clip(label, LONGEST_LABEL)).style(ButtonStyle::Secondary)
}

/// The one button of a decline: the general entry, opened privately.
fn open_button(knowledge: &Knowledge, choice: &Choice) -> CreateButton {
    button(&Press::Open(Key::of(&knowledge.entries()[choice.entry].id)), &choice.title)
}

/// Under a reply about danger: lines by country, and telling the moderators where that is possible.
pub(super) fn help_row(knowledge: &Knowledge, may_tell: bool) -> CreateActionRow {
    let messages = knowledge.messages();
    let mut buttons = vec![button(&Press::Lines, &messages.discord.lines_by_country)];
    if may_tell {
        buttons.push(button(&Press::Tell, &messages.alerts.tell));
    }
    CreateActionRow::Buttons(buttons)
}

/// The one button that tells the moderators, under what it will show them.
pub(super) fn tell_row(knowledge: &Knowledge) -> CreateActionRow {
    CreateActionRow::Buttons(vec![button(&Press::TellNow, &knowledge.messages().alerts.tell_now)])
}

/// A menu of entries that may be meant, "none of these" last.
pub(super) fn pick(
    knowledge: &Knowledge,
    choices: &[Choice],
    asker: UserId,
    reply: Option<MessageId>,
) -> CreateActionRow {
    let messages = knowledge.messages();
    let mut options: Vec<CreateSelectMenuOption> =
        choices.iter().take(MOST_OPTIONS - 1).map(|choice| option(knowledge, choice.entry)).collect();
    options.push(CreateSelectMenuOption::new(clip(&messages.none_of_these, LONGEST_OPTION), NONE_OF_THESE));
    menu(&Press::Pick { asker, reply }.to_id(), &messages.discord.pick, options)
}

fn option(knowledge: &Knowledge, entry: usize) -> CreateSelectMenuOption {
    let entry = &knowledge.entries()[entry];
    CreateSelectMenuOption::new(clip(&entry.question, LONGEST_OPTION), Key::of(&entry.id).to_string())
}

fn menu(id: &str, placeholder: &str, options: Vec<CreateSelectMenuOption>) -> CreateActionRow {
    CreateActionRow::SelectMenu(
        CreateSelectMenu::new(id, CreateSelectMenuKind::String { options })
            .placeholder(clip(placeholder, LONGEST_OPTION)),
    )
}

/// The menu of themes: files of questions by their name, articles by their title.
pub(super) fn themes(knowledge: &Knowledge) -> CreateActionRow {
    let mut names: Vec<&str> = knowledge.entries().iter().map(|entry| entry.theme.as_str()).collect();
    names.dedup();
    let option = |name: &&str| {
        CreateSelectMenuOption::new(clip(&theme_title(knowledge, name), LONGEST_OPTION), clip(name, LONGEST_OPTION))
    };
    let options = names.iter().take(MOST_OPTIONS).map(option).collect();
    menu(&Press::Theme.to_id(), &knowledge.messages().discord.pick_theme, options)
}

fn theme_title(knowledge: &Knowledge, theme: &str) -> String {
    let in_theme = knowledge.entries().iter().find(|entry| entry.theme == theme);
    if let Some(article) = in_theme.and_then(|entry| knowledge.article_of(entry)) {
        return article.title.clone();
    }
    let words = theme.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(words.clone(), |first| first.to_uppercase().chain(letters).collect())
}

/// The menus of a theme's entries, as many as fit.
pub(super) fn topics(knowledge: &Knowledge, theme: &str) -> Vec<CreateActionRow> {
    let in_theme = knowledge.entries().iter().enumerate().filter(|(_, entry)| entry.theme == theme);
    let numbers: Vec<usize> = in_theme.map(|(number, _)| number).collect();
    let row = |(nth, numbers): (usize, &[usize])| {
        let options = numbers.iter().map(|number| option(knowledge, *number)).collect();
        menu(&format!("{}#{nth}", Press::Topic.to_id()), &knowledge.messages().discord.pick, options)
    };
    numbers.chunks(MOST_OPTIONS).take(MOST_ROWS - 1).enumerate().map(row).collect()
}

/// A button that leads back to the themes.
pub(super) fn browse_row(knowledge: &Knowledge) -> CreateActionRow {
    CreateActionRow::Buttons(vec![button(&Press::Browse, &knowledge.messages().discord.browse)])
}
