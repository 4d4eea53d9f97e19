//! Misspelled trigger words, read as what was meant: a listed table, and one slip in listed words when what was typed
//! is no word of its own. Uses a deletion index (Garbe 2012), so that a lookup costs the same however many words
//! there are.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::normalise::{Word, word};
use crate::text::english;

#[derive(Debug, Default)]
pub(super) struct Spelling {
    listed: FxHashMap<String, Vec<Word>>,
    /// Each word with one letter taken out, to the words it may come from.
    deletions: FxHashMap<String, Vec<String>>,
    exact: FxHashSet<String>,
}

/// Listed words shorter than this are never read from a slip.
const SHORTEST: usize = 4;

impl Spelling {
    pub(super) fn new(misspellings: &BTreeMap<String, String>, one_slip: impl Iterator<Item = String>) -> Self {
        let mut spelling = Self::default();
        for (typed, meant) in misspellings {
            let meant = meant.split_whitespace().map(word).collect();
            spelling.listed.insert(word(typed).plain, meant);
        }
        for meant in one_slip.map(|meant| word(&meant)).filter(|meant| meant.raw.chars().count() >= SHORTEST) {
            let meant = meant.plain;
            if spelling.exact.insert(meant.clone()) {
                for shorter in deletions(&meant).chain([meant.clone()]) {
                    spelling.deletions.entry(shorter).or_default().push(meant.clone());
                }
            }
        }
        spelling
    }

    /// The sentence as it was meant.
    pub(super) fn correct(&self, sentence: &[Word]) -> Vec<Word> {
        let mut out = Vec::with_capacity(sentence.len());
        for typed in sentence {
            if let Some(meant) = self.listed.get(&typed.plain) {
                out.extend(meant.iter().cloned());
            } else if let Some(meant) = self.one_slip(typed) {
                out.push(word(meant));
            } else {
                out.push(typed.clone());
            }
        }
        out
    }

    fn one_slip(&self, typed: &Word) -> Option<&str> {
        let plain = typed.plain.as_str();
        if typed.raw.len() + 1 < SHORTEST || self.exact.contains(plain) || is_word(&typed.raw) {
            return None;
        }
        let near = |shorter: &String| self.deletions.get(shorter).map(Vec::as_slice).unwrap_or_default();
        let own = plain.to_owned();
        near(&own)
            .iter()
            .chain(deletions(plain).collect::<Vec<_>>().iter().flat_map(near))
            .find(|meant| {
                strsim::osa_distance(plain, meant) == 1 && (meant.len() >= FREE_FIRST || same_first(plain, meant))
            })
            .map(String::as_str)
    }
}

/// Whether what was typed is a word of its own: a common one, or a contraction without its apostrophe.
fn is_word(raw: &str) -> bool {
    const CONTRACTIONS: [&str; 20] = [
        "ive", "im", "id", "ill", "dont", "cant", "wont", "isnt", "arent", "hes", "shes", "youre", "youve", "theyre",
        "thats", "whats", "lets", "didnt", "doesnt", "havent",
    ];
    english::is_common(raw) || CONTRACTIONS.contains(&raw)
}

/// Words of this many letters and more may also be hit wrong in their first letter.
const FREE_FIRST: usize = 7;

fn same_first(typed: &str, meant: &str) -> bool {
    typed.chars().next() == meant.chars().next()
}

fn deletions(word: &str) -> impl Iterator<Item = String> {
    word.char_indices().map(|(at, c)| format!("{}{}", &word[..at], &word[at + c.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Spelling;
    use crate::safety::normalise::sentences;

    fn check(typed: &str, expected: &str) {
        let listed = BTreeMap::from([
            ("sewerslide".to_owned(), "suicide".to_owned()),
            ("kms".to_owned(), "kill myself".to_owned()),
        ]);
        let spelling = Spelling::new(&listed, ["suicide", "kill", "myself"].map(str::to_owned).into_iter());
        let words = spelling.correct(&sentences(typed)[0]);
        assert_eq!(words.iter().map(|word| word.plain.as_str()).collect::<Vec<_>>().join(" "), expected, "{typed}");
    }

    #[test]
    fn one_slip_and_listed_spellings_are_read_as_meant() {
        check("siucide", "suicide");
        check("kll mysef", "kil myself");
        check("sewerslide", "suicide");
        check("kms", "kil myself");
    }

    #[test]
    fn words_of_their_own_stay() {
        check("hill", "hil");
        check("skill", "skil");
        check("itself", "itself");
    }
}
