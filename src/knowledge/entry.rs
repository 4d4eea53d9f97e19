//! The checked content: entries and sections, sources, articles.

use std::collections::HashMap;

use super::Knowledge;
use super::draft::{Draft, Item};
use super::shape::{Certainty, Phrasing, ReviewShape, SourceShape, WordKind, WordsFile};
use crate::matching::{Document, Lexicon, LexiconRow, NotOurs};

/// An entry or an article section.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id, unique among entries and sections.
    pub id: String,
    /// The question, or the section's heading: the heading of the reply.
    pub question: String,
    /// How people put it.
    pub also_asked: Vec<String>,
    /// Telling words.
    pub keywords: Vec<String>,
    /// The paragraphs of the answer; one at least.
    pub passages: Vec<String>,
    /// Its own last line, in place of the general reminder.
    pub care: Option<String>,
    /// How sure the main point is.
    pub certainty: Certainty,
    /// Its sources.
    pub sources: Vec<Source>,
    /// Numbers of related entries.
    pub see_also: Vec<usize>,
    /// The clinician's review, when there was one.
    pub review: Option<Review>,
    /// Whether it is about health, and so needs a reminder.
    pub medical: bool,
    /// Whether it is about warning signs.
    pub urgent: bool,
    /// Number of the article it is a section of.
    pub(super) article: Option<usize>,
    /// The file it stands in, without folder and ending.
    pub theme: String,
}

/// A source as members see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Who publishes it.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// The year; None is shown as undated.
    pub year: Option<u16>,
    /// Its address.
    pub url: String,
}

/// A review by a clinician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The reviewer's role.
    pub by: String,
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

impl Entry {
    pub(super) fn document(&self) -> Document {
        Document {
            id: self.id.clone(),
            title: self.question.clone(),
            phrasings: self.also_asked.clone(),
            keywords: self.keywords.clone(),
            passages: self.passages.clone(),
        }
    }
}

impl Draft {
    /// The knowledge of a draft that passed its checks; None when something it needs is missing.
    pub(super) fn into_knowledge(self) -> Option<Knowledge> {
        let messages = self.messages?.value;
        let sources: HashMap<String, SourceShape> =
            self.sources.into_iter().map(|source| (source.value.key.clone(), source.value)).collect();
        let numbers: HashMap<String, usize> =
            self.items.iter().enumerate().map(|(number, item)| (item.shape.id.clone(), number)).collect();
        let entries = self.items.into_iter().map(|item| entry(item, &sources, &numbers)).collect();
        let articles =
            self.articles.into_iter().map(|article| Article { id: article.id, title: article.title }).collect();
        let not_ours = self.not_ours.map(|placed| placed.value).unwrap_or_default();
        Some(Knowledge {
            entries,
            articles,
            messages,
            translated: self.translated,
            helplines: self.helplines,
            lexicon: lexicon(self.words.map(|placed| placed.value).unwrap_or_default()),
            not_ours: NotOurs { names: texts(not_ours.names), talk: texts(not_ours.talk) },
        })
    }
}

fn texts(phrasings: Vec<Phrasing>) -> Vec<String> {
    phrasings.into_iter().map(|phrasing| phrasing.0.trim().to_owned()).collect()
}

fn lexicon(words: WordsFile) -> Lexicon {
    let rows = words
        .rows
        .into_iter()
        .map(|row| LexiconRow { say: row.say, mean: row.mean, replaces: row.kind == WordKind::Name })
        .collect();
    Lexicon { rows, keep: texts(words.keep) }
}

fn entry(item: Item, sources: &HashMap<String, SourceShape>, numbers: &HashMap<String, usize>) -> Entry {
    let shape = item.shape;
    Entry {
        id: shape.id,
        question: shape.question.trim().to_owned(),
        also_asked: texts(shape.also_asked),
        keywords: texts(shape.keywords),
        passages: passages(&shape.answer),
        care: shape.care.map(|care| care.trim().to_owned()),
        certainty: shape.certainty,
        sources: shape.sources.iter().filter_map(|key| sources.get(&key.0)).map(source).collect(),
        see_also: shape.see_also.iter().filter_map(|id| numbers.get(&id.0).copied()).collect(),
        review: shape.reviewed.as_ref().and_then(review),
        medical: shape.medical,
        urgent: shape.urgent,
        article: item.article,
        theme: item.theme,
    }
}

/// The paragraphs of an answer. A line break inside a paragraph is a space unless the next line begins a list item.
fn passages(answer: &str) -> Vec<String> {
    let joined = |paragraph: &str| {
        let lines = paragraph.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.fold(String::new(), |mut text, line| {
            if !text.is_empty() {
                text.push(if line.starts_with("- ") { '\n' } else { ' ' });
            }
            text.push_str(line);
            text
        })
    };
    let normal = answer.replace("\r\n", "\n");
    normal.split("\n\n").map(joined).filter(|paragraph| !paragraph.is_empty()).collect()
}

fn source(shape: &SourceShape) -> Source {
    Source {
        publisher: shape.publisher.trim().to_owned(),
        title: shape.title.trim().to_owned(),
        year: shape.year,
        url: shape.url.clone(),
    }
}

fn review(shape: &ReviewShape) -> Option<Review> {
    let mut parts = shape.on.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    Some(Review { by: shape.by.clone(), year, month })
}

#[cfg(test)]
mod tests {
    use super::passages;

    #[test]
    fn paragraphs_are_parted_by_empty_lines_and_lists_keep_their_lines() {
        let answer = "First line\nruns on.\n\nSecond:\n- one\n- two\n\n\n";
        assert_eq!(passages(answer), ["First line runs on.", "Second:\n- one\n- two"]);
    }
}
