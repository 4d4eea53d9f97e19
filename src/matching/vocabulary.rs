//! The words the content knows, for reading a question in them: what members' words mean (`words.yaml`), and the
//! correction of words that nobody knows to the nearest that somebody does.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Lexicon;
use crate::text::distance::{typo_budget, within};
use crate::text::{self, Token, english};

/// The words of the content, with how often each is used.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    counts: FxHashMap<Box<str>, u32>,
    /// Words that may be what was meant, by first letter and length in characters.
    shelves: FxHashMap<(char, usize), Vec<Shelved>>,
    /// The same words by their letters after the first, which may have been hit wrong or left out.
    tails: FxHashMap<Box<str>, Vec<Box<str>>>,
    kept: FxHashSet<Box<str>>,
    meanings: FxHashMap<Box<str>, Vec<Meaning>>,
    /// Long names that are read as a short one, by their first word.
    names: FxHashMap<Box<str>, Vec<Meaning>>,
}

/// A word that may be what was meant, with its letters.
type Shelved = (Letters, Box<str>);

/// What a word or a few in a row mean.
#[derive(Debug)]
struct Meaning {
    /// The words after the first.
    rest: Vec<String>,
    means: Vec<Token>,
}

/// Words shorter than this are never corrected to: too many other short words are near.
const SHORTEST_TARGET: usize = 4;

impl Vocabulary {
    /// Reads the words of the content, in the order given, and the lexicon.
    pub(crate) fn new<'a>(texts: impl Iterator<Item = &'a [String]>, lexicon: &Lexicon) -> Self {
        let mut vocabulary = Self::default();
        for row in lexicon.rows.iter().filter(|row| row.replaces) {
            if let Some((first, rest)) = text::words(&row.say).split_first() {
                let meaning = Meaning { rest: rest.to_vec(), means: tokens(&row.mean) };
                vocabulary.names.entry(first.as_str().into()).or_default().push(meaning);
            }
        }
        let mut order: Vec<Box<str>> = Vec::new();
        let mut know = |vocabulary: &mut Self, word: &str| {
            let count = vocabulary.counts.entry(word.into()).or_insert(0);
            *count += 1;
            if *count == 1 {
                order.push(word.into());
            }
        };
        for words in texts {
            for word in vocabulary.shorten(words) {
                know(&mut vocabulary, &word);
            }
        }
        for name in lexicon.keep.iter().flat_map(|name| text::words(name)) {
            know(&mut vocabulary, &name);
            vocabulary.kept.insert(name.into());
        }
        for row in lexicon.rows.iter().filter(|row| !row.replaces) {
            let say = text::words(&row.say);
            if let Some((first, rest)) = say.split_first() {
                for word in &say {
                    know(&mut vocabulary, word);
                }
                let meaning = Meaning { rest: rest.to_vec(), means: tokens(&row.mean) };
                vocabulary.meanings.entry(first.as_str().into()).or_default().push(meaning);
            }
        }
        for word in order {
            let length = word.chars().count();
            if let Some(first) = word.chars().next().filter(|_| length >= SHORTEST_TARGET) {
                vocabulary.tails.entry(word[first.len_utf8()..].into()).or_default().push(word.clone());
                vocabulary.shelves.entry((first, length)).or_default().push((Letters::of(&word), word));
            }
        }
        vocabulary
    }

    /// Whether the content uses this word.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.counts.contains_key(word)
    }

    /// The words with unknown ones corrected to the nearest known one, and long names shortened.
    pub(crate) fn correct(&self, words: &[String]) -> Vec<String> {
        let corrected = words.iter().map(|word| self.nearest(word).map_or_else(|| word.clone(), str::to_owned));
        self.shorten(&corrected.collect::<Vec<_>>())
    }

    /// The words with every long name in its short form: "complex regional pain syndrome" is "crps", or its four words
    /// would outweigh the rest of the question.
    pub(crate) fn shorten(&self, words: &[String]) -> Vec<String> {
        let mut out = Vec::with_capacity(words.len());
        let mut rest = words;
        while let Some((word, after)) = rest.split_first() {
            let named = self.names.get(word.as_str()).into_iter().flatten().find(|name| after.starts_with(&name.rest));
            if let Some(name) = named {
                out.extend(name.means.iter().map(|token| token.word.clone()));
                rest = &after[name.rest.len()..];
            } else {
                out.push(word.clone());
                rest = after;
            }
        }
        out
    }

    /// The word that `typed` was most likely meant to be; None when it stands as it is.
    fn nearest(&self, typed: &str) -> Option<&str> {
        let length = typed.chars().count();
        let budget = typo_budget(length);
        if budget == 0 || self.knows(typed) || english::is_common(typed) || !typed.chars().all(char::is_alphabetic) {
            return None;
        }
        let letters_of_typed = Letters::of(typed);
        let mut letters = typed.chars();
        let firsts = [letters.next(), letters.next()];
        let tail = typed.char_indices().nth(1).map_or("", |(second, _)| &typed[second..]);
        let same_tail = [tail, typed].into_iter().filter_map(|tail| self.tails.get(tail)).flatten();
        let mut best: Option<(usize, u32, &str)> = None;
        for word in same_tail {
            let count = self.counts[word];
            if best.is_none_or(|(_, most, _)| count > most) {
                best = Some((1, count, word));
            }
        }
        for first in firsts.into_iter().flatten() {
            for near in length.saturating_sub(budget)..=length + budget {
                for (has, word) in self.shelves.get(&(first, near)).into_iter().flatten() {
                    if has.differ_from(letters_of_typed) > 2 * budget {
                        continue;
                    }
                    let Some(distance) = within(typed, word, budget) else { continue };
                    let count = self.counts[word];
                    if best.is_none_or(|(d, c, _)| (distance, std::cmp::Reverse(count)) < (d, std::cmp::Reverse(c))) {
                        best = Some((distance, count, word));
                    }
                }
            }
        }
        best.map(|(_, _, word)| word)
    }

    /// Each word with what it means, when it is a lay word, abbreviation or brand.
    pub(crate) fn explain(&self, words: &[String]) -> Vec<Explained> {
        let means = |nth: usize, word: &String| {
            let meanings = self.meanings.get(word.as_str()).into_iter().flatten();
            let follows = |meaning: &&Meaning| words[nth + 1..].starts_with(&meaning.rest);
            let means = meanings.filter(follows).flat_map(|meaning| &meaning.means);
            means.filter(|mean| !words.contains(&mean.word)).cloned().collect()
        };
        let explained =
            |(nth, word): (usize, &String)| Explained { token: Token::new(word.clone()), means: means(nth, word) };
        words.iter().enumerate().map(explained).collect()
    }
}

/// Which letters a word has, as bits: words that differ in more letters than two for each edit cannot be near, which is
/// far quicker to tell than their distance.
#[derive(Debug, Clone, Copy)]
struct Letters(u32);

impl Letters {
    fn of(word: &str) -> Self {
        let bit =
            |c: char| 1 << if c.is_ascii_lowercase() { u32::from(c) - u32::from('a') } else { 26 + u32::from(c) % 6 };
        Self(word.chars().fold(0, |bits, c| bits | bit(c)))
    }

    fn differ_from(self, other: Self) -> usize {
        (self.0 ^ other.0).count_ones() as usize
    }
}

/// A word and the words it means.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    pub(crate) token: Token,
    pub(crate) means: Vec<Token>,
}

/// The words with their meanings after them, as features are read.
pub(crate) fn flatten(explained: &[Explained]) -> Vec<&Token> {
    explained.iter().flat_map(|one| std::iter::once(&one.token).chain(&one.means)).collect()
}

fn tokens(text: &str) -> Vec<Token> {
    text::words(text).into_iter().map(Token::new).collect()
}

#[cfg(test)]
mod tests {
    use super::{Vocabulary, flatten};
    use crate::matching::{Lexicon, LexiconRow};
    use crate::text::words;

    fn vocabulary() -> Vocabulary {
        let texts = [words("ketamine infusion whether spreading tramadol painful"), words("ketamine")];
        let row = |say: &str, mean: &str| LexiconRow { say: say.to_owned(), mean: mean.to_owned(), replaces: false };
        let lexicon = Lexicon {
            rows: vec![
                row("rsd", "crps"),
                row("pins and needles", "tingling"),
                LexiconRow { replaces: true, ..row("regional pain syndrome", "crps") },
            ],
            keep: vec!["trazodone".to_owned()],
        };
        Vocabulary::new(texts.iter().map(Vec::as_slice), &lexicon)
    }

    fn check(typed: &str, expected: &str) {
        let vocabulary = vocabulary();
        let read = vocabulary.explain(&vocabulary.correct(&words(typed)));
        let read: Vec<&str> = flatten(&read).iter().map(|token| token.word.as_str()).collect();
        assert_eq!(read.join(" "), expected);
    }

    #[test]
    fn unknown_words_are_read_as_the_nearest_known_one() {
        check("ketamin infushion", "ketamine infusion");
        check("kteamine", "ketamine");
    }

    #[test]
    fn words_that_somebody_knows_stay() {
        check("weather", "weather");
        check("trazodone", "trazodone");
        check("xyz", "xyz");
        check("qwertyuiop", "qwertyuiop");
    }

    #[test]
    fn what_a_word_means_is_put_beside_it() {
        check("is rsd real", "is rsd crps real");
        check("pins and needles at night", "pins tingling and needles at night");
        check("pins in it", "pins in it");
        check("is regional pain syndrome painful", "is crps painful");
    }
}
