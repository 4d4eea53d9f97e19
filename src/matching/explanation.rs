//! Why a question found what it found, in words a moderator understands.

use std::fmt;

use super::confidence::{CLEAR_LEAD, PERHAPS, SPEAKS_UP, SURE, Signals, WEIGHTS};
use super::{Band, Found};

/// A word of the question that counted.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedWord {
    /// The word as it was read, after correction.
    pub word: String,
    /// What words.yaml says it means.
    pub means: Vec<String>,
    /// How telling it is; 0 is not at all.
    pub weight: f64,
    /// Whether the best entry uses it.
    pub known_to_entry: bool,
}

/// Why a question found what it found.
#[derive(Debug, Clone, Default)]
pub struct Explanation {
    words: Vec<CountedWord>,
    signals: Vec<(&'static str, f64, f64)>,
    confidence: f64,
    gap: f64,
    band: Band,
    speaks_up: bool,
}

impl Explanation {
    pub(crate) fn new(words: Vec<CountedWord>, signals: &Signals, found: &Found) -> Self {
        let share = |weight: &super::confidence::Weight| {
            let value = (weight.value)(signals);
            (weight.name, value, weight.factor * value)
        };
        Self {
            words,
            signals: WEIGHTS.iter().map(share).collect(),
            confidence: signals.confidence(),
            gap: signals.gap,
            band: found.band,
            speaks_up: found.speaks_up,
        }
    }

    /// Each signal by name, with its value and what it adds to the confidence before it is squeezed into 0 to 1.
    #[must_use]
    pub fn signals(&self) -> &[(&'static str, f64, f64)] {
        &self.signals
    }

    /// The words that counted, in the order of the question.
    #[must_use]
    pub fn words(&self) -> &[CountedWord] {
        &self.words
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Words that counted (the larger, the more telling):")?;
        for word in &self.words {
            let means =
                if word.means.is_empty() { String::new() } else { format!(", read as {}", word.means.join(" ")) };
            let known = if word.known_to_entry { "the entry uses it" } else { "the entry does not use it" };
            writeln!(f, "  {:<18} {:.1}  {known}{means}", word.word, word.weight)?;
        }
        writeln!(f, "Signals (value, and what it adds to or takes from the confidence):")?;
        for (name, value, share) in &self.signals {
            writeln!(f, "  {name:<10} {value:.2}  {share:+.2}")?;
        }
        let rule = match self.band {
            Band::Sure => format!("at or above {SURE}: answered"),
            Band::Perhaps => format!("between {PERHAPS} and {SURE}: offered as a choice"),
            Band::Nothing => format!("below {PERHAPS}: \"I have no answer\""),
        };
        writeln!(f, "Confidence {:.2}, {rule}.", self.confidence)?;
        let overheard = if self.speaks_up { "it would speak up" } else { "it would stay quiet" };
        write!(
            f,
            "Overheard, {overheard}: that needs an open question, {SPEAKS_UP} and a lead of {CLEAR_LEAD} (here {:.2}).",
            self.gap
        )
    }
}
