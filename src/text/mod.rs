//! Text as the rest of the program compares it: folding of what only looks different, markup off, words, stems, and
//! edit distance within a typo budget.

pub mod distance;
pub mod english;
pub mod fold;
pub mod markup;

use std::collections::BTreeSet;

use frostem::{Algorithm, Stemmer};

/// The words of a message: folded, without Discord markup, apostrophes taken out ("can't" is "cant").
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    split(&fold::fold(&markup::strip(text)))
}

/// The words of text that is already folded and free of markup.
fn split(folded: &str) -> Vec<String> {
    let plain: String = folded.chars().filter(|c| *c != '\'').collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(shorten).collect()
}

/// Letters drawn out for effect come down to two ("sooooo" to "soo"); no word is longer than a person types.
fn shorten(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let (mut last, mut run) = (None, 0);
    for c in word.chars().take(LONGEST_WORD) {
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        if run <= 2 || c.is_ascii_digit() {
            out.push(c);
        }
    }
    out
}

/// Longest word that is compared, in characters: the longest names of medicines have 30.
const LONGEST_WORD: usize = 40;

/// The stem of a folded word, by the Snowball English stemmer (Porter 2001).
#[must_use]
pub fn stem(word: &str) -> String {
    Stemmer::new(Algorithm::English).stem(word).into_owned()
}

/// Whether a word carries no subject: articles, pronouns, auxiliaries, question words.
#[must_use]
pub fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// A word with its stem, so that each is stemmed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The folded word.
    pub word: String,
    /// Its stem.
    pub stem: String,
    /// Whether it is a stop word.
    pub is_stop: bool,
}

impl Token {
    /// Reads a folded word.
    #[must_use]
    pub fn new(word: String) -> Self {
        Self { stem: stem(&word), is_stop: is_stop_word(&word), word }
    }
}

/// The distinct stems of a text without stop words, sorted.
#[must_use]
pub fn content_stems(text: &str) -> Vec<String> {
    let stems: BTreeSet<String> =
        words(text).iter().filter(|word| !is_stop_word(word)).map(|word| stem(word)).collect();
    stems.into_iter().collect()
}

/// Sorted, so that it can be searched by halving. Negations and "not" are kept out: they change what is asked.
const STOP_WORDS: [&str; 140] = [
    "a",
    "about",
    "after",
    "again",
    "all",
    "also",
    "am",
    "an",
    "and",
    "any",
    "anybody",
    "anyone",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "being",
    "but",
    "by",
    "can",
    "cant",
    "could",
    "did",
    "do",
    "does",
    "doing",
    "dont",
    "else",
    "ever",
    "every",
    "for",
    "from",
    "get",
    "gets",
    "getting",
    "go",
    "going",
    "gonna",
    "got",
    "guys",
    "had",
    "has",
    "have",
    "having",
    "he",
    "hello",
    "her",
    "hers",
    "hey",
    "hi",
    "him",
    "his",
    "how",
    "i",
    "id",
    "if",
    "ill",
    "im",
    "in",
    "is",
    "isnt",
    "it",
    "its",
    "ive",
    "just",
    "know",
    "like",
    "lol",
    "many",
    "may",
    "me",
    "might",
    "mine",
    "much",
    "must",
    "my",
    "myself",
    "need",
    "of",
    "ok",
    "on",
    "one",
    "or",
    "our",
    "out",
    "please",
    "pls",
    "really",
    "she",
    "should",
    "so",
    "some",
    "somebody",
    "someone",
    "something",
    "such",
    "tell",
    "than",
    "thanks",
    "that",
    "thats",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "this",
    "those",
    "to",
    "too",
    "u",
    "up",
    "ur",
    "us",
    "very",
    "wanna",
    "want",
    "was",
    "we",
    "were",
    "what",
    "whats",
    "when",
    "where",
    "which",
    "who",
    "whose",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::{STOP_WORDS, content_stems, words};

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(words(text), expected, "{text:?}");
    }

    #[test]
    fn words_are_what_a_person_reads() {
        check("Can't it SPREAD?!", &["cant", "it", "spread"]);
        check("<@123> **does** it ||hurt||", &["does", "it", "hurt"]);
        check("colour/temperature", &["colour", "temperature"]);
        check("soooooo painful", &["soo", "painful"]);
        check("https://example.org/spread me", &["me"]);
        check("call 1000 or 999", &["call", "1000", "or", "999"]);
        check("", &[]);
        check("😀", &[]);
    }

    #[test]
    fn stems_bring_forms_together_and_stop_words_go() {
        assert_eq!(content_stems("What are the spreading symptoms?"), content_stems("does the symptom spread"));
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }
}
