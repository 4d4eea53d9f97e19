//! The bot: the whole path of a message on one screen.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::decision::{Decision, decide};
use crate::knowledge::{Checked, ContentFile, Day, Knowledge, Problem, phrasings_that_miss, sort};
use crate::matching::{Explanation, Found, Index};
use crate::message::{Heard, Message};
use crate::question::Question;
use crate::reply::{Reply, compose};
use crate::safety::{Concern, Guard};

/// Everything needed to answer, built once from the content files and never changed.
#[derive(Debug)]
pub struct Bot {
    knowledge: Knowledge,
    guard: Guard,
    index: Index,
    warnings: Vec<Problem>,
}

/// What came of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What was decided.
    pub decision: Decision,
    /// What the guard heard.
    pub concern: Option<Concern>,
    /// What matching found, whatever was decided.
    pub found: Found,
    /// What is said; None is silence.
    pub reply: Option<Reply>,
}

impl Bot {
    /// Reads, checks and indexes content.
    ///
    /// # Errors
    /// Every problem of the content, when one of them at least is an error.
    pub fn build(files: &[ContentFile]) -> Result<Self, Vec<Problem>> {
        let Checked { knowledge, mut guard, examples, warnings } = Knowledge::read(files)?;
        let documents = knowledge.documents();
        // The two longest steps need nothing of each other.
        let (index, ()) = rayon::join(
            || Index::build(&documents, knowledge.lexicon(), knowledge.not_ours()),
            || guard.learn(&examples, knowledge.ordinary()),
        );
        Ok(Self { knowledge, guard, index, warnings })
    }

    /// The same in half the time: until [`Bot::build`] is done, the guard hears by examples as `before` does. Its rules are
    /// those of the files.
    ///
    /// # Errors
    /// As [`Bot::build`].
    pub fn build_like(files: &[ContentFile], before: &Self) -> Result<Self, Vec<Problem>> {
        let Checked { knowledge, mut guard, warnings, .. } = Knowledge::read(files)?;
        guard.hear_as(&before.guard);
        let index = Index::build(&knowledge.documents(), knowledge.lexicon(), knowledge.not_ours());
        Ok(Self { knowledge, guard, index, warnings })
    }

    /// Answers a message. Cannot fail on any text.
    #[must_use]
    pub fn answer(&self, message: &Message<'_>) -> Outcome {
        let Ok(concern) = ran(|| self.guard.look_after(message.text, message.before)) else {
            return self.without_safety(message.heard);
        };
        let question = Question::read(message.text);
        let found = question.as_ref().map(|question| self.index.find(question)).unwrap_or_default();
        let decision = decide(message.heard, concern.clone(), question.as_ref(), &found);
        let passage = |entry| question.as_ref().map_or(0, |question| self.passage(question, entry));
        let reply = compose(&self.knowledge, &decision, passage);
        Outcome { decision, concern, found, reply }
    }

    /// What comes of a message that the guard could not look at: never an answer of the FAQ.
    fn without_safety(&self, heard: Heard) -> Outcome {
        let decision = if heard == Heard::Asked { Decision::WithoutSafety } else { Decision::Quiet };
        let reply = compose(&self.knowledge, &decision, |_| 0);
        Outcome { decision, concern: None, found: Found::default(), reply }
    }

    /// Why matching found what it found; None when there is no question in the text.
    #[must_use]
    pub fn explain(&self, text: &str) -> Option<Explanation> {
        Some(self.index.explain(&Question::read(text)?))
    }

    /// Which passage of an entry answers a text.
    #[must_use]
    pub fn passage_for(&self, text: &str, entry: usize) -> usize {
        Question::read(text).map_or(0, |question| self.passage(&question, entry))
    }

    /// What the bot knows.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The search index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The safety rules.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// What moderators should be told about the content, as far as it shows without measuring.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Every warning about `files`, from which this bot was built: also the phrasings that find another entry first, and
    /// crisis lines to check.
    #[must_use]
    pub fn review(&self, files: &[ContentFile], today: Day) -> Vec<Problem> {
        let finds = |text: &str| {
            let found = self.index.find(&Question::read(text)?);
            found.candidates.first().map(|best| best.document)
        };
        let mut problems = self.warnings.clone();
        problems.extend(phrasings_that_miss(files, &self.guard, finds));
        problems.extend(self.knowledge.helplines_to_check(today));
        sort(&mut problems);
        problems
    }

    /// The passage that leads the reply: the first of an entry, which is written to answer; of a section the one that
    /// answers this question.
    fn passage(&self, question: &Question, entry: usize) -> usize {
        let is_section = self.knowledge.article_of(&self.knowledge.entries()[entry]).is_some();
        if is_section { self.index.passage(question, entry) } else { 0 }
    }
}

/// The guard panicked.
#[derive(Debug, PartialEq)]
struct GuardFailed;

/// What the guard heard. It never panics: this is the last line of defence, so that a fault in it cannot let the FAQ
/// answer a message in danger.
fn ran(look: impl FnOnce() -> Option<Concern>) -> Result<Option<Concern>, GuardFailed> {
    catch_unwind(AssertUnwindSafe(look)).map_err(|_| GuardFailed)
}

#[cfg(test)]
mod tests {
    use super::{GuardFailed, ran};

    #[test]
    fn a_guard_that_fails_is_not_a_guard_that_hears_nothing() {
        assert_eq!(ran(|| None), Ok(None));
        assert_eq!(ran(|| panic!("the rules are at fault")), Err(GuardFailed));
    }
}
