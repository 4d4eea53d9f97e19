//! A reply as data, and composing it: heading, lead, where it comes from, sources, notices, and last the reminder.
//!
//! Everything said is an entry's own text or a fixed sentence of `messages.yaml`; nothing of the member's words.

use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;

use crate::decision::Decision;
use crate::knowledge::messages::{Messages, Text, TranslatedMessages};
use crate::knowledge::shape::{Certainty, CountryShape};
use crate::knowledge::{Day, Entry, Knowledge, Source};
use crate::safety::{Category, Concern, Variant, Whom};

/// Longest reply, in characters, that Discord takes as message content.
pub const LONGEST_REPLY: usize = 2_000;

/// Longest lead, in characters.
pub const LONGEST_LEAD: usize = 1_000;

/// A lead grows by the paragraphs that follow while it stays within this many characters and sentences: enough to answer,
/// short enough to read when tired.
const LEAD_AIM: (usize, usize) = (600, 5);

/// Sources shown in a reply; the rest stand under Read more.
const SHOWN_SOURCES: usize = 3;

/// What the bot says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// The heading: the entry's own question, or a fixed one.
    pub title: String,
    /// The passage that answers, or a fixed text; paragraphs parted by an empty line.
    pub text: String,
    /// The article and section the passage comes from.
    pub from: Option<String>,
    /// Where the facts come from.
    pub sources: Vec<SourceLine>,
    /// Short lines under the text; on a medical reply the last is the care line or the reminder.
    pub notices: Vec<String>,
    /// Entries that the reader may pick.
    pub choices: Vec<Choice>,
}

/// A source as one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// Publisher, title and year.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// An entry that the reader may pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The entry's number in Knowledge.
    pub entry: usize,
    /// Its question.
    pub title: String,
}

/// Composes the reply to a decision; None for [`Decision::Quiet`]. `passage` tells which passage of an entry answers.
#[must_use]
pub fn compose(knowledge: &Knowledge, decision: &Decision, passage: impl Fn(usize) -> usize) -> Option<Reply> {
    let composer = Composer { knowledge, messages: knowledge.messages() };
    composer.reply(decision, &passage)
}

/// The whole answer of an entry, cut into parts that each fit a message; the notices stand on the last.
#[must_use]
pub fn read_more(knowledge: &Knowledge, entry: usize) -> Vec<Reply> {
    let composer = Composer { knowledge, messages: knowledge.messages() };
    let Some(entry) = knowledge.entries().get(entry) else { return Vec::new() };
    let parts = joined(entry.passages.iter().cloned(), LONGEST_LEAD);
    let last = parts.len() - 1;
    let part = |(nth, text): (usize, String)| {
        let title = entry.question.clone();
        if nth == last {
            Reply { text, ..composer.about(entry, 0, Personal::No) }
        } else {
            Reply { title, text, ..Reply::default() }
        }
    };
    parts.into_iter().enumerate().map(part).collect()
}

/// Emergency numbers and crisis lines by country, in parts that each fit a message.
#[must_use]
pub fn helplines(knowledge: &Knowledge, today: Day) -> Vec<Reply> {
    let words = &knowledge.messages().discord;
    let country = |country: &CountryShape| {
        let emergency = country.emergency.as_ref().map_or_else(String::new, |number| format!(" · {number}"));
        let mut block = format!("**{}{emergency}**", country.country);
        for line in &country.lines {
            let note = if line.is_checked(today) { String::new() } else { format!(" ({})", words.line_not_checked) };
            let _ = write!(block, "\n{}: {}{note}", line.name, line.reach);
        }
        block
    };
    let blocks = knowledge.helplines().iter().map(country).chain([words.lines_elsewhere.clone()]);
    let parts = joined(blocks, LONGEST_REPLY - words.lines_title.chars().count() - 10);
    parts.into_iter().map(|text| Reply { title: words.lines_title.clone(), text, ..Reply::default() }).collect()
}

/// Paragraphs put together into as few texts as fit within `limit` characters each.
fn joined(paragraphs: impl IntoIterator<Item = String>, limit: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for paragraph in paragraphs {
        match parts.last_mut() {
            Some(part) if part.is_empty() => part.push_str(&paragraph),
            Some(part) if part.chars().count() + 2 + paragraph.chars().count() <= limit => {
                let _ = write!(part, "\n\n{paragraph}");
            }
            _ => parts.push(paragraph),
        }
    }
    parts
}

/// Whether the member asked about their own body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Personal {
    Yes,
    No,
}

struct Composer<'a> {
    knowledge: &'a Knowledge,
    messages: &'a Messages,
}

impl Composer<'_> {
    fn reply(&self, decision: &Decision, passage: &dyn Fn(usize) -> usize) -> Option<Reply> {
        Some(match decision {
            Decision::Quiet => return None,
            Decision::Help(concern) => fixed(self.safety_text(concern)),
            Decision::Decline { concern, offer } => self.decline(concern, *offer),
            Decision::Comfort { concern, then } => self.comfort(concern, self.reply(then, passage)),
            Decision::Answer { entry, personal } => {
                let personal = if *personal { Personal::Yes } else { Personal::No };
                self.about(&self.knowledge.entries()[*entry], passage(*entry), personal)
            }
            Decision::Choose(entries) => self.choose(entries),
            Decision::Unknown => self.with_reminder(fixed(&self.messages.unknown)),
            Decision::HowToAsk => fixed(&self.messages.how_to_ask),
            Decision::WithoutSafety => fixed(&self.messages.safety.minimal),
        })
    }

    /// What an entry says, led by one of its passages.
    fn about(&self, entry: &Entry, passage: usize, personal: Personal) -> Reply {
        let article = self.knowledge.article_of(entry);
        Reply {
            title: entry.question.clone(),
            text: lead(entry, passage),
            from: article.map(|article| {
                self.messages.from.replace("{article}", &article.title).replace("{section}", &entry.question)
            }),
            sources: entry.sources.iter().map(|source| self.source_line(source)).collect(),
            notices: self.notices(entry, personal),
            choices: Vec::new(),
        }
    }

    fn source_line(&self, source: &Source) -> SourceLine {
        let year = source.year.map_or_else(|| self.messages.undated.clone(), |year| year.to_string());
        SourceLine { title: format!("{}: {} ({year})", source.publisher, source.title), url: source.url.clone() }
    }

    /// Warning signs first, the reminder last.
    fn notices(&self, entry: &Entry, personal: Personal) -> Vec<String> {
        let mut notices = Vec::new();
        if entry.urgent {
            notices.push(self.messages.happening_now.clone());
        }
        if !entry.medical {
            return notices;
        }
        notices.push(self.certainty(entry.certainty).to_owned());
        notices.push(match &entry.review {
            Some(review) => {
                let month = MONTHS[usize::from(review.month.clamp(1, 12)) - 1];
                self.messages.reviewed.replace("{month}", month).replace("{year}", &review.year.to_string())
            }
            None => self.messages.not_reviewed.clone(),
        });
        if personal == Personal::Yes {
            notices.push(self.messages.personal.clone());
        }
        notices.push(entry.care.clone().unwrap_or_else(|| self.messages.reminder.clone()));
        notices
    }

    fn certainty(&self, certainty: Certainty) -> &str {
        let lines = &self.messages.certainty;
        match certainty {
            Certainty::Strong => &lines.strong,
            Certainty::Limited => &lines.limited,
            Certainty::Contested => &lines.contested,
            Certainty::Practical => &lines.practical,
        }
    }

    fn choose(&self, entries: &[usize]) -> Reply {
        let choices = entries.iter().filter_map(|&entry| self.choice(entry)).collect();
        self.with_reminder(Reply { choices, ..fixed(&self.messages.choose) })
    }

    fn choice(&self, entry: usize) -> Option<Choice> {
        Some(Choice { entry, title: self.knowledge.entries().get(entry)?.question.clone() })
    }

    fn decline(&self, concern: &Concern, offer: Option<usize>) -> Reply {
        let safety = &self.messages.safety;
        let (general, last) = if concern.category == Category::Dosing {
            let translated = self.knowledge.messages_in(concern.language);
            (&safety.offer_for_dosing, translated.map_or(&safety.ask_pharmacist, |own| &own.ask_pharmacist))
        } else {
            (&safety.offer_for_diagnosis, &safety.ask_clinician)
        };
        let offer = offer.or_else(|| self.knowledge.entry_number(general.as_deref()?));
        Reply {
            notices: vec![last.clone()],
            choices: offer.and_then(|entry| self.choice(entry)).into_iter().collect(),
            ..fixed(self.safety_text(concern))
        }
    }

    /// Kind words first, then what the FAQ has to say, under the FAQ's own heading.
    fn comfort(&self, concern: &Concern, known: Option<Reply>) -> Reply {
        let words = self.safety_text(concern);
        match known {
            Some(known) if !known.sources.is_empty() || !known.choices.is_empty() || known.from.is_some() => {
                Reply { text: format!("{}\n\n{}", words.text.trim(), known.text), ..known }
            }
            _ => self.with_reminder(fixed(words)),
        }
    }

    /// In the language of the rule that fired, as far as there is such a text.
    fn safety_text(&self, concern: &Concern) -> &Text {
        let translated = self.knowledge.messages_in(concern.language);
        if let Some(text) = translated.and_then(|translated| translated_text(translated, concern)) {
            return text;
        }
        let safety = &self.messages.safety;
        match (concern.category, concern.about, concern.variant) {
            (Category::Crisis, _, _) if concern.with_emergency => &safety.crisis_and_emergency,
            (Category::Crisis, Whom::SomeoneElse, _) => &safety.crisis_someone_else,
            (Category::Crisis, _, Variant::NoHotlines) => &safety.crisis_no_hotlines,
            (Category::Crisis, _, _) => &safety.crisis,
            (Category::Emergency, _, _) => &safety.emergency,
            (Category::Dosing, _, _) => &safety.dosing,
            (Category::Diagnosis, _, _) => &safety.diagnosis,
            (Category::Soft, _, Variant::Survivor) => &safety.soft_survivor,
            (Category::Soft, _, Variant::Bereaved) => &safety.soft_bereaved,
            (Category::Soft, _, Variant::Fact) => &safety.soft_fact,
            (Category::Soft, _, Variant::Harassment) => &safety.soft_harassment,
            (Category::Soft, Whom::SomeoneElse, _) => &safety.soft_someone_else,
            (Category::Soft, _, _) => &safety.soft,
        }
    }

    fn with_reminder(&self, mut reply: Reply) -> Reply {
        reply.notices.push(self.messages.reminder.clone());
        reply
    }
}

fn translated_text<'a>(messages: &'a TranslatedMessages, concern: &Concern) -> Option<&'a Text> {
    Some(match (concern.category, concern.about) {
        (Category::Crisis, _) if concern.with_emergency => &messages.crisis_and_emergency,
        (Category::Crisis, Whom::SomeoneElse) => &messages.crisis_someone_else,
        (Category::Crisis, Whom::Speaker) => &messages.crisis,
        (Category::Emergency, _) => &messages.emergency,
        (Category::Dosing, _) => &messages.dosing,
        (Category::Diagnosis, _) => return None,
        (Category::Soft, _) => &messages.soft,
    })
}

/// The passage that answers, and what follows it while it stays short.
fn lead(entry: &Entry, passage: usize) -> String {
    let from = entry.passages.get(passage..).filter(|passages| !passages.is_empty()).unwrap_or(&entry.passages);
    let mut paragraphs = from.iter();
    let mut lead = paragraphs.next().map(|first| cut_at_sentence(first, LONGEST_LEAD).to_owned()).unwrap_or_default();
    for paragraph in paragraphs {
        let longer = format!("{lead}\n\n{paragraph}");
        if longer.chars().count() > LEAD_AIM.0 || longer.unicode_sentences().count() > LEAD_AIM.1 {
            break;
        }
        lead = longer;
    }
    lead
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn fixed(text: &Text) -> Reply {
    Reply { title: text.title.trim().to_owned(), text: text.text.trim().to_owned(), ..Reply::default() }
}

/// The longest beginning of `text` that ends with a sentence and has at most `limit` characters; when the first
/// sentence alone is longer, as many of its letters as fit.
#[must_use]
pub fn cut_at_sentence(text: &str, limit: usize) -> &str {
    if text.chars().count() <= limit {
        return text.trim_end();
    }
    let fits = |end: usize| text[..end].chars().count() <= limit;
    let ends =
        |bounds: Vec<(usize, &str)>| bounds.into_iter().map(|(at, part)| at + part.len()).rfind(|end| fits(*end));
    let end = ends(text.split_sentence_bound_indices().collect())
        .or_else(|| ends(text.grapheme_indices(true).collect()))
        .unwrap_or(0);
    text[..end].trim_end()
}

impl Reply {
    /// The reply as Discord message content: bold heading, text, lines below; links without previews. Never longer
    /// than [`LONGEST_REPLY`]: sources give way first, then the end of the text; the last notice always stays.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        for shown in (0..=self.sources.len().min(SHOWN_SOURCES)).rev() {
            let content = self.markdown_with(&self.text, shown);
            if content.chars().count() <= LONGEST_REPLY {
                return content;
            }
        }
        let rest = self.markdown_with("", 0).chars().count();
        self.markdown_with(cut_at_sentence(&self.text, LONGEST_REPLY.saturating_sub(rest)), 0)
    }

    fn markdown_with(&self, text: &str, shown_sources: usize) -> String {
        let mut parts = vec![format!("**{}**", self.title), text.to_owned()];
        let mut below = Vec::new();
        below.extend(self.from.clone());
        let line = |source: &SourceLine| format!("Source: [{}](<{}>)", link_text(&source.title), source.url);
        below.extend(self.sources.iter().take(shown_sources).map(line));
        if !below.is_empty() {
            parts.push(below.join("\n"));
        }
        if let Some((last, others)) = self.notices.split_last() {
            if !others.is_empty() {
                parts.push(others.join("\n"));
            }
            parts.push(last.clone());
        }
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }
}

/// Text that cannot end a markdown link early.
fn link_text(title: &str) -> String {
    title.replace(['[', ']'], "")
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_REPLY, Reply, SourceLine, cut_at_sentence};

    fn check(text: &str, limit: usize, expected: &str) {
        assert_eq!(cut_at_sentence(text, limit), expected);
    }

    #[test]
    fn a_text_is_cut_only_where_a_sentence_ends() {
        check("One. Two. Three.", 100, "One. Two. Three.");
        check("One. Two. Three.", 10, "One. Two.");
        check("Dr. Who came. He left.", 15, "Dr. Who came.");
        check("Averylongword without end", 5, "Avery");
        check("e\u{301}e\u{301}e\u{301}", 3, "e\u{301}");
        check("", 10, "");
    }

    #[test]
    fn an_overfull_reply_gives_up_sources_then_text_and_keeps_the_last_notice() {
        let source =
            SourceLine { title: "A publisher".repeat(20), url: format!("https://example.org/{}", "x".repeat(250)) };
        let reply = Reply {
            title: "Title".to_owned(),
            text: "A sentence of the answer. ".repeat(90),
            sources: vec![source; 5],
            notices: vec!["Ask your doctor.".to_owned()],
            ..Reply::default()
        };
        let content = reply.to_markdown();
        assert!(content.chars().count() <= LONGEST_REPLY);
        assert!(content.ends_with("Ask your doctor."));
        assert!(!content.contains("example.org"));
    }
}
