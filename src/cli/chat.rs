//! `chat`: the same bot in the terminal, with a prompt, history, and the reasons when asked for.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

use super::{FAILED, load, show};
use crate::bot::Bot;
use crate::decision::Decision;
use crate::message::Message;
use crate::reply::{Choice, compose, read_more};

const WELCOME: &str = "Ask anything about CRPS, in your own words. This is a program, not a clinician.\n\
                       /topics lists what it knows, /more shows the whole answer, /why tells why it answered, /quit ends.";

const PROMPT: &str = "> ";

pub(super) fn run(faq: &Path) -> anyhow::Result<ExitCode> {
    let Some(bot) = load(faq)? else { return Ok(ExitCode::from(FAILED)) };
    let mut editor = DefaultEditor::new()?;
    let typed_by_hand = io::stdin().is_terminal();
    println!("{WELCOME}\n");
    let mut chat = Chat { bot: &bot, asked: None, offered: Vec::new(), shown: None };
    loop {
        match editor.readline(PROMPT) {
            Ok(line) => {
                if !typed_by_hand {
                    println!("{PROMPT}{line}");
                }
                editor.add_history_entry(line.as_str())?;
                match chat.hear(line.trim()) {
                    Some(said) => println!("\n{said}\n"),
                    None => return Ok(ExitCode::SUCCESS),
                }
            }
            Err(ReadlineError::Eof | ReadlineError::Interrupted) => return Ok(ExitCode::SUCCESS),
            Err(error) => return Err(error.into()),
        }
    }
}

/// A conversation: what was asked, offered and shown last.
struct Chat<'a> {
    bot: &'a Bot,
    asked: Option<String>,
    offered: Vec<Choice>,
    shown: Option<usize>,
}

impl Chat<'_> {
    /// What is said to a line; None ends the conversation.
    fn hear(&mut self, line: &str) -> Option<String> {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        Some(match command {
            "/quit" | "/exit" => return None,
            "/help" => WELCOME.to_owned(),
            "/topics" => self.topics(rest.trim()),
            "/why" => match &self.asked {
                Some(asked) => show::why(self.bot, asked),
                None => "Ask something first.".to_owned(),
            },
            "/more" => self.more(),
            _ if command.starts_with('/') => format!("There is no {command}. {WELCOME}"),
            _ => match self.picked(line) {
                Some(entry) => self.open(entry),
                None => self.answer(line),
            },
        })
    }

    fn answer(&mut self, text: &str) -> String {
        let outcome = self.bot.answer(&Message::asked(text));
        self.asked = Some(text.to_owned());
        self.shown = match outcome.decision {
            Decision::Answer { entry, .. } => Some(entry),
            _ => None,
        };
        let reply = outcome.reply.unwrap_or_default();
        self.offered.clone_from(&reply.choices);
        show::reply(&reply)
    }

    /// The choice that a bare number stands for.
    fn picked(&self, line: &str) -> Option<usize> {
        let number: usize = line.parse().ok()?;
        Some(self.offered.get(number.checked_sub(1)?)?.entry)
    }

    fn open(&mut self, entry: usize) -> String {
        self.shown = Some(entry);
        let decision = Decision::Answer { entry, personal: false };
        compose(self.bot.knowledge(), &decision, |_| 0).map(|reply| show::reply(&reply)).unwrap_or_default()
    }

    fn more(&self) -> String {
        match self.shown {
            Some(entry) => {
                let parts: Vec<String> = read_more(self.bot.knowledge(), entry).iter().map(show::reply).collect();
                parts.join("\n\n")
            }
            None => "Nothing is shown yet that has more to read.".to_owned(),
        }
    }

    /// The questions of a theme, or the themes.
    fn topics(&mut self, theme: &str) -> String {
        let entries = self.bot.knowledge().entries();
        self.offered = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.theme == theme)
            .map(|(number, entry)| Choice { entry: number, title: entry.question.clone() })
            .collect();
        if self.offered.is_empty() {
            let mut themes: Vec<&str> = entries.iter().map(|entry| entry.theme.as_str()).collect();
            themes.dedup();
            return format!("/topics followed by one of: {}", themes.join(", "));
        }
        let lines = self.offered.iter().enumerate().map(|(nth, choice)| format!("  {}. {}", nth + 1, choice.title));
        format!("{}\n\nType a number to read it.", lines.collect::<Vec<_>>().join("\n"))
    }
}
