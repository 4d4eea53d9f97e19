//! The nearest phrasing of each entry: how alike the whole question and a whole phrasing are, by their words and pairs of
//! words. An inverted index (Zobel and Moffat 2006), so that only phrasings that share a word cost time.

use crate::learn::features::Vector;

/// Phrasings by their features.
#[derive(Debug)]
pub(crate) struct Nearest {
    /// Where the postings of a feature begin; one more at the end.
    starts: Vec<u32>,
    /// Phrasing and weight.
    postings: Vec<(u32, f32)>,
    /// Where the phrasings of an entry begin; one more at the end.
    entries: Vec<u32>,
}

impl Nearest {
    /// Indexes the phrasings of each entry.
    pub(crate) fn new(phrasings: &[Vec<Vector>], feature_count: usize) -> Self {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut entries = vec![0];
        let mut all: Vec<(u32, u32, f32)> = Vec::new();
        let mut phrasing = 0;
        for vectors in phrasings {
            for vector in vectors {
                all.extend(vector.iter().map(|(feature, weight)| (*feature, phrasing, *weight)));
                phrasing += 1;
            }
            entries.push(phrasing);
        }
        all.sort_unstable_by_key(|(feature, phrasing, _)| (*feature, *phrasing));
        let mut starts = vec![0; feature_count + 1];
        for (feature, ..) in &all {
            starts[*feature as usize + 1] += 1;
        }
        for feature in 0..feature_count {
            starts[feature + 1] += starts[feature];
        }
        debug_assert_eq!(starts[feature_count], number(all.len()));
        Self { starts, postings: all.into_iter().map(|(_, phrasing, weight)| (phrasing, weight)).collect(), entries }
    }

    /// The cosine of a question and every phrasing.
    pub(crate) fn all(&self, question: &Vector) -> Vec<f32> {
        let mut alike = vec![0.0; self.entries.last().copied().unwrap_or(0) as usize];
        for (feature, value) in question {
            let (from, to) = (self.starts[*feature as usize] as usize, self.starts[*feature as usize + 1] as usize);
            for (phrasing, weight) in &self.postings[from..to] {
                alike[*phrasing as usize] += value * weight;
            }
        }
        alike
    }

    /// The highest of an entry's phrasings.
    pub(crate) fn of(&self, entry: usize, alike: &[f32]) -> f32 {
        let (from, to) = (self.entries[entry] as usize, self.entries[entry + 1] as usize);
        alike[from..to].iter().copied().fold(0.0, f32::max)
    }
}
