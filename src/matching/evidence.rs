//! What speaks for an entry besides its score: how much of the question its own words explain, weighted by how telling
//! each word is (inverse document frequency, Spärck Jones 1972, over entries).

use std::collections::HashMap;

use super::vocabulary::Explained;
use crate::text::{self, english, is_stop_word};

/// Which entries use which stems.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    entries: HashMap<String, Vec<u32>>,
    entry_count: usize,
}

/// Shares of a question's information.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weighed {
    /// What the entry's words explain, 0 to 1.
    pub(crate) coverage: f64,
    /// How much that is, on a scale that flattens.
    pub(crate) explained: f64,
    /// What nobody knows, 0 to 1.
    pub(crate) unknown: f64,
}

/// An ordinary English word that the content never uses counts this much of a telling one; a word no list knows counts
/// in full, since it may be a name.
const ORDINARY: f64 = 0.7;

impl Evidence {
    /// `asked` and `told` hold, for each entry, the words of each of its texts.
    pub(crate) fn new(asked: &[Vec<Vec<String>>], told: &[Vec<Vec<String>>]) -> Self {
        let mut entries: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, texts) in asked.iter().zip(told).enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            for word in texts.0.iter().chain(texts.1).flatten().filter(|word| !is_stop_word(word)) {
                let postings = entries.entry(text::stem(word)).or_default();
                if postings.last() != Some(&number) {
                    postings.push(number);
                }
            }
        }
        Self { entries, entry_count: asked.len() }
    }

    /// How telling a word is; 0 for stop words.
    pub(crate) fn information(&self, word: &str) -> f64 {
        if is_stop_word(word) {
            return 0.0;
        }
        let most = (count(self.entry_count) + 1.0).ln() + std::f64::consts::LN_2;
        match self.entries.get(&text::stem(word)) {
            Some(postings) => ((count(self.entry_count) + 1.0) / (count(postings.len()) + 0.5)).ln().max(0.0),
            None if english::is_common(word) => ORDINARY * most,
            None => most,
        }
    }

    /// Whether an entry uses a word, or what it means.
    pub(crate) fn knows(&self, one: &Explained, document: usize) -> bool {
        let number = u32::try_from(document).unwrap_or(u32::MAX);
        let uses = |word: &String| {
            self.entries.get(&text::stem(word)).is_some_and(|postings| postings.binary_search(&number).is_ok())
        };
        uses(&one.word) || one.means.iter().any(uses)
    }

    fn is_known(&self, one: &Explained) -> bool {
        std::iter::once(&one.word).chain(&one.means).any(|word| self.entries.contains_key(&text::stem(word)))
    }

    /// Weighs a question's words for an entry.
    pub(crate) fn weigh(&self, words: &[Explained], document: usize) -> Weighed {
        let (mut all, mut explained, mut unknown) = (0.0, 0.0, 0.0);
        for one in words {
            let information = self.information(&one.word);
            all += information;
            if self.knows(one, document) {
                explained += information;
            }
            if !self.is_known(one) {
                unknown += information;
            }
        }
        if all <= 0.0 {
            return Weighed::default();
        }
        Weighed { coverage: explained / all, explained: (1.0 + explained).ln(), unknown: unknown / all }
    }
}

/// Counts of entries are far below the 2^32 up to which f64 is exact here.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
