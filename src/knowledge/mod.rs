//! What the bot knows: entries and sections with their sources, the words members use, and every fixed sentence.
//!
//! Files are read into their shapes ([`shape`], [`messages`]) with the place of every value, held against the schema
//! of their kind, then against a table of named checks. [`Knowledge`] exists only when nothing is wrong.

mod checks;
mod conform;
mod draft;
mod entry;
mod helplines;
mod kind;
pub mod messages;
mod problem;
pub mod shape;
mod sheet;

pub use entry::{Article, Entry, Review, Source};
pub use helplines::Day;
pub use kind::FileKind;
pub use problem::{Place, Problem, Severity, sort};
pub use sheet::{ContentFile, LARGEST_FILE};

use crate::matching::{Document, Lexicon, NotOurs};
use crate::safety::shape::ExamplesFile;
use crate::safety::{Guard, Language};
use draft::Draft;
use messages::{Messages, TranslatedMessages};
use shape::HelplinesFile;

/// Everything the bot knows, complete and checked.
#[derive(Debug)]
pub struct Knowledge {
    entries: Vec<Entry>,
    articles: Vec<Article>,
    messages: Messages,
    translated: Vec<(Language, TranslatedMessages)>,
    helplines: HelplinesFile,
    lexicon: Lexicon,
    not_ours: NotOurs,
}

/// Content that was read and found in order.
#[derive(Debug)]
pub struct Checked {
    /// What the bot knows.
    pub knowledge: Knowledge,
    /// The safety rules, compiled, their own examples run.
    pub guard: Guard,
    /// Messages that the guard can learn from.
    pub examples: ExamplesFile,
    /// What moderators should be told; nothing that keeps the content from being used.
    pub warnings: Vec<Problem>,
}

/// Warnings for the phrasings of `files` that find another entry than their own, or that `guard` hears as unsafe because
/// they are like its examples; `finds` gives the number of the entry that a text finds first. For content that was read
/// without errors.
#[must_use]
pub fn phrasings_that_miss(
    files: &[ContentFile],
    guard: &Guard,
    finds: impl Fn(&str) -> Option<usize> + Sync,
) -> Vec<Problem> {
    let draft = Draft::read(files, &mut Vec::new());
    checks::phrasings_find_their_entry(&draft, guard, &finds)
}

impl Knowledge {
    /// Reads and checks content files.
    ///
    /// # Errors
    /// Every problem at once, warnings included, sorted by place, when one of them at least is an error.
    pub fn read(files: &[ContentFile]) -> Result<Checked, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut draft = Draft::read(files, &mut problems);
        let guard = draft.guard(&mut problems);
        let examples = std::mem::take(&mut draft.examples);
        checks::run(&draft, guard.as_ref(), &mut problems);
        sort(&mut problems);
        let refused = problems.iter().any(|problem| problem.severity == Severity::Error);
        match (guard, draft.into_knowledge()) {
            (Some(guard), Some(knowledge)) if !refused => {
                Ok(Checked { knowledge, guard, examples, warnings: problems })
            }
            _ => Err(problems),
        }
    }

    /// Entries and sections, in the order of their files.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The number of the entry with this id.
    #[must_use]
    pub fn entry_number(&self, id: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == id)
    }

    /// The article a section stands in.
    #[must_use]
    pub fn article_of(&self, entry: &Entry) -> Option<&Article> {
        self.articles.get(entry.article?)
    }

    /// The fixed sentences.
    #[must_use]
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// The texts for danger and for dosing in another language; None where there are none.
    #[must_use]
    pub fn messages_in(&self, language: Language) -> Option<&TranslatedMessages> {
        self.translated.iter().find(|(own, _)| *own == language).map(|(_, messages)| messages)
    }

    /// Emergency numbers and crisis lines by country.
    #[must_use]
    pub fn helplines(&self) -> &HelplinesFile {
        &self.helplines
    }

    /// A warning about crisis lines that no person has checked lately; None when all are.
    #[must_use]
    pub fn helplines_to_check(&self, today: Day) -> Option<Problem> {
        helplines::to_check(&self.helplines, today)
    }

    /// What members' words mean.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What is not ours to answer.
    #[must_use]
    pub fn not_ours(&self) -> &NotOurs {
        &self.not_ours
    }

    /// Messages that ask for nothing but an answer, or for nothing at all: headings, phrasings, ordinary talk.
    pub fn ordinary(&self) -> impl Iterator<Item = &str> {
        let headings = self.entries.iter().map(|entry| entry.question.as_str());
        let phrasings = self.entries.iter().flat_map(|entry| &entry.also_asked).map(String::as_str);
        headings.chain(phrasings).chain(self.not_ours.talk.iter().map(String::as_str))
    }

    /// What the matching engine reads: one document an entry, in the same order.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        self.entries.iter().map(Entry::document).collect()
    }
}
