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
    /// Words that a slip may have been meant as.
    usual: Vec<Word>,
    /// Each of them with one letter taken out, by its number.
    deletions: FxHashMap<String, Vec<u32>>,
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
            if spelling.exact.insert(meant.plain.clone()) {
                let number = u32::try_from(spelling.usual.len()).unwrap_or(u32::MAX);
                for shorter in deletions(&meant.plain).chain([meant.plain.clone()]) {
                    spelling.deletions.entry(shorter).or_default().push(number);
                }
                spelling.usual.push(meant);
            }
        }
        spelling
    }

    /// The words of a sentence as they were meant.
    pub(super) fn correct<'a>(&'a self, sentence: &'a [Word]) -> Vec<&'a str> {
        let mut out = Vec::with_capacity(sentence.len());
        for typed in sentence {
            if let Some(meant) = self.listed.get(&typed.plain) {
                out.extend(meant.iter().map(|meant| meant.plain.as_str()));
            } else {
                out.push(self.one_slip(typed).unwrap_or(typed).plain.as_str());
            }
        }
        out
    }

    /// Whether a word stands for itself.
    pub(super) fn is_spelt(&self, raw: &str) -> bool {
        let typed = word(raw);
        !self.listed.contains_key(&typed.plain) && self.one_slip(&typed).is_none()
    }

    /// A word as it was meant, by one slip alone.
    pub(super) fn meant<'a>(&'a self, typed: &'a Word) -> &'a str {
        &self.one_slip(typed).unwrap_or(typed).raw
    }

    fn one_slip(&self, typed: &Word) -> Option<&Word> {
        let plain = typed.plain.as_str();
        if typed.raw.len() + 1 < SHORTEST || self.exact.contains(plain) || is_word(&typed.raw) {
            return None;
        }
        let near = |shorter: &str| self.deletions.get(shorter).map(Vec::as_slice).unwrap_or_default();
        let shorter: Vec<String> = deletions(plain).collect();
        let near = near(plain).iter().chain(shorter.iter().flat_map(|shorter| near(shorter)));
        near.map(|number| &self.usual[*number as usize]).find(|Word { plain: meant, .. }| {
            strsim::osa_distance(plain, meant) == 1 && (meant.len() >= FREE_FIRST || same_first(plain, meant))
        })
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
        assert_eq!(spelling.correct(&sentences(typed)[0]).join(" "), expected, "{typed}");
    }

    #[test]
    fn one_slip_and_listed_spellings_are_read_as_meant() {
        check("siucide", "suicide");
        check("kll mysef", "kil myself");
        check("sewerslide", "suicide");
        check("kms", "kil myself");
    }

    #[test]
    fn a_slip_is_read_as_the_word_itself_double_letters_and_all() {
        let spelling = Spelling::new(&BTreeMap::new(), ["killed"].map(str::to_owned).into_iter());
        assert_eq!(spelling.meant(&sentences("kiled")[0][0]), "kiled", "read as plain, this is the word");
        assert_eq!(spelling.meant(&sentences("klled")[0][0]), "killed");
        assert!(spelling.is_spelt("killed") && !spelling.is_spelt("klled"));
    }

    #[test]
    fn words_of_their_own_stay() {
        check("hill", "hil");
        check("skill", "skil");
        check("itself", "itself");
    }
}
