//! Replies and reasons as text for the terminal: what Discord would show, without its markup.

use std::fmt::Write as _;

use crate::bot::Bot;
use crate::reply::Reply;

/// The reply as a person reads it; links stand in full, choices are numbered.
pub(super) fn reply(reply: &Reply) -> String {
    let mut shown = format!("{}\n\n{}\n", reply.title, reply.text);
    if !reply.choices.is_empty() {
        shown.push('\n');
    }
    for (nth, choice) in reply.choices.iter().enumerate() {
        let _ = writeln!(shown, "  {}. {}", nth + 1, choice.title);
    }
    let below: Vec<String> = reply
        .from
        .iter()
        .cloned()
        .chain(reply.sources.iter().map(|source| format!("Source: {}\n        {}", source.title, source.url)))
        .collect();
    for part in [below, reply.notices.clone()] {
        if !part.is_empty() {
            let _ = write!(shown, "\n{}\n", part.join("\n"));
        }
    }
    shown.trim_end().to_owned()
}

/// Why a text found what it found.
pub(super) fn why(bot: &Bot, text: &str) -> String {
    match bot.explain(text) {
        Some(explanation) => explanation.to_string(),
        None => "There is nothing to look for in this text: no words are left once markup is gone.".to_owned(),
    }
}
