//! What speaks for an entry besides its score: how much of the question its own words explain, weighted by how telling
//! each word is (inverse document frequency, Spärck Jones 1972, over entries).

use rustc_hash::FxHashMap;

use super::vocabulary::Explained;
use crate::text::{Token, english};

/// Which entries use which stems.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    entries: FxHashMap<String, Vec<u32>>,
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
    pub(crate) fn new(asked: &[Vec<Vec<Explained>>], told: &[Vec<Vec<Explained>>]) -> Self {
        let mut entries: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (number, texts) in asked.iter().zip(told).enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let explained = texts.0.iter().chain(texts.1).flatten();
            for token in
                explained.flat_map(|one| std::iter::once(&one.token).chain(&one.means)).filter(|token| !token.is_stop)
            {
                let postings = entries.entry(token.stem.clone()).or_default();
                if postings.last() != Some(&number) {
                    postings.push(number);
                }
            }
        }
        Self { entries, entry_count: asked.len() }
    }

    /// How telling a word is; 0 for stop words.
    pub(crate) fn information(&self, token: &Token) -> f64 {
        if token.is_stop {
            return 0.0;
        }
        let most = (count(self.entry_count) + 1.0).ln() + std::f64::consts::LN_2;
        match self.entries.get(&token.stem) {
            Some(postings) => ((count(self.entry_count) + 1.0) / (count(postings.len()) + 0.5)).ln().max(0.0),
            None if english::is_common(&token.word) => ORDINARY * most,
            None => most,
        }
    }

    /// Whether an entry uses a word, or what it means.
    pub(crate) fn knows(&self, one: &Explained, document: usize) -> bool {
        let number = u32::try_from(document).unwrap_or(u32::MAX);
        let uses = |token: &Token| {
            self.entries.get(&token.stem).is_some_and(|postings| postings.binary_search(&number).is_ok())
        };
        uses(&one.token) || one.means.iter().any(uses)
    }

    fn is_known(&self, one: &Explained) -> bool {
        std::iter::once(&one.token).chain(&one.means).any(|token| self.entries.contains_key(&token.stem))
    }

    /// Weighs a question's words for an entry.
    pub(crate) fn weigh(&self, words: &[Explained], document: usize) -> Weighed {
        let (mut all, mut explained, mut unknown) = (0.0, 0.0, 0.0);
        for one in words {
            let information = self.information(&one.token);
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
