//! What the engine sees of a text: word stems, pairs of stems, and groups of letters, weighted by how telling each is.
//! Letter groups carry a word through typing slips, words carry its meaning, pairs how it is meant.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::Token;

/// A sparse vector: feature numbers with their weights; of length 1 (Euclidean) unless empty.
pub(crate) type Vector = Vec<(u32, f32)>;

/// What is taken of a text, and the share of each kind of feature before normalising. A word counts 1, a kind of 0 is not
/// taken.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kinds {
    pub(crate) stop_word: f32,
    /// Neighbours.
    pub(crate) pair: f32,
    /// Pairs with one word, and with two, between them (skip-grams, Guthrie et al. 2006).
    pub(crate) apart: [f32; 2],
    /// The last word, as last.
    pub(crate) end: f32,
    /// Letter groups of a word with its edges marked, of these sizes.
    pub(crate) gram: f32,
    pub(crate) gram_sizes: (usize, usize),
    /// Whether letters that several words share count for each of them: then what a word brings can be added up
    /// beforehand.
    pub(crate) grams_repeat: bool,
    /// Texts that a feature must be in: what one text alone has tells nothing about the next.
    pub(crate) seen_in: u32,
}

/// Every feature of the texts that were learnt from, numbered, with its inverse document frequency.
#[derive(Debug)]
pub(crate) struct Features {
    kinds: Kinds,
    numbers: FxHashMap<u64, u32>,
    idf: Vec<f32>,
}

/// The dictionary while texts are still being read.
pub(crate) struct FeatureCounts {
    kinds: Kinds,
    numbers: FxHashMap<u64, u32>,
    /// The numbers of each word's letter groups: words come again and again.
    grams: FxHashMap<u64, Box<[u32]>>,
    seen_in: Vec<u32>,
    /// The last text that had a feature, counted from 1.
    last: Vec<u32>,
    texts: u32,
}

/// The features of a text: its vector once [`FeatureCounts::finish`] has weighed them.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) vector: Vector,
    /// How many of them, from the first, are stems and pairs.
    words: usize,
    /// A number that hangs on the text's words alone.
    pub(crate) key: u64,
}

impl Counted {
    /// Its stems and pairs alone, for comparing whole texts; not of length 1.
    pub(crate) fn words(&self) -> &[(u32, f32)] {
        &self.vector[..self.words]
    }
}

impl FeatureCounts {
    pub(crate) fn new(kinds: Kinds) -> Self {
        let (numbers, grams) = (FxHashMap::default(), FxHashMap::default());
        Self { kinds, numbers, grams, seen_in: Vec::new(), last: Vec::new(), texts: 0 }
    }

    /// Counts the features of one more text, and gives them.
    pub(crate) fn add(&mut self, words: &[&Token]) -> Counted {
        self.texts += 1;
        let mut found: Vector = Vec::with_capacity(words.len() * 20);
        let number = |numbers: &mut FxHashMap<u64, u32>, name: u64| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(name).or_insert(next)
        };
        let mut key = 0_u64;
        each_word(words, &self.kinds, |name, weight| {
            key = key.rotate_left(5) ^ name;
            found.push((number(&mut self.numbers, name), weight));
        });
        let stems_and_pairs = found.len();
        each_new(words, |token| {
            let grams = self.grams.entry(word_name(&token.word)).or_insert_with(|| {
                let mut grams = Vec::new();
                each_gram(&token.word, &self.kinds, &mut |name| grams.push(number(&mut self.numbers, name)));
                grams.into_boxed_slice()
            });
            found.extend(grams.iter().map(|gram| (*gram, self.kinds.gram)));
        });
        if !self.kinds.grams_repeat {
            let mut grams = found.split_off(stems_and_pairs);
            once_each(&mut grams);
            found.append(&mut grams);
        }
        self.seen_in.resize(self.numbers.len(), 0);
        self.last.resize(self.numbers.len(), 0);
        for (number, _) in &found {
            let number = *number as usize;
            if self.last[number] != self.texts {
                self.last[number] = self.texts;
                self.seen_in[number] += 1;
            }
        }
        found.shrink_to_fit();
        Counted { vector: found, words: stems_and_pairs, key }
    }

    /// The features, and what was counted made into vectors of them.
    pub(crate) fn finish<'a>(self, counted: impl IntoIterator<Item = &'a mut Counted>) -> Features {
        const DROPPED: u32 = u32::MAX;
        #[allow(clippy::cast_precision_loss, reason = "counts of texts are far below 2^24")]
        let idf = |seen: u32| ((self.texts as f32 + 1.0) / (seen as f32 + 0.5)).ln().max(0.1).sqrt();
        let mut kept = 0;
        let new_numbers: Vec<u32> = self
            .seen_in
            .iter()
            .map(|seen| {
                let number = if *seen >= self.kinds.seen_in { kept } else { DROPPED };
                kept += u32::from(number != DROPPED);
                number
            })
            .collect();
        let mut numbers = self.numbers;
        numbers.retain(|_, number| {
            *number = new_numbers[*number as usize];
            *number != DROPPED
        });
        numbers.shrink_to_fit();
        let often = self.seen_in.iter().filter(|seen| **seen >= self.kinds.seen_in);
        let features = Features { kinds: self.kinds, numbers, idf: often.map(|seen| idf(*seen)).collect() };
        for one in counted {
            let is_kept = |(number, _): &&(u32, f32)| new_numbers[*number as usize] != DROPPED;
            one.words = one.words().iter().filter(is_kept).count();
            one.vector.retain_mut(|(number, _)| {
                *number = new_numbers[*number as usize];
                *number != DROPPED
            });
            for (number, weight) in &mut one.vector {
                *weight *= features.idf[*number as usize];
            }
            normalise(&mut one.vector);
        }
        features
    }
}

impl Features {
    /// How many features there are.
    pub(crate) fn len(&self) -> usize {
        self.idf.len()
    }

    /// What is taken of a text.
    pub(crate) fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// The number and inverse document frequency of a feature, by its name.
    pub(crate) fn named(&self, name: u64) -> Option<(u32, f32)> {
        self.numbers.get(&name).map(|number| (*number, self.idf[*number as usize]))
    }

    /// Every feature: name and number, in no order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u64, u32)> {
        self.numbers.iter().map(|(name, number)| (*name, *number))
    }

    /// The vector of a text. Features no text had are left out.
    pub(crate) fn vector(&self, words: &[&Token]) -> Vector {
        let mut found: Vector = Vec::with_capacity(words.len() * 20);
        let mut take = |name, weight| found.extend(self.named(name).map(|(number, idf)| (number, weight * idf)));
        each_word(words, &self.kinds, &mut take);
        each_new(words, |token| each_gram(&token.word, &self.kinds, &mut |name| take(name, self.kinds.gram)));
        if !self.kinds.grams_repeat {
            once_each(&mut found);
        }
        normalise(&mut found);
        found
    }

    /// The vector of a text's words and pairs alone, for comparing whole texts: a tenth of the features, and a text said
    /// word for word is still nearest. Each feature stands in it once.
    pub(crate) fn word_vector(&self, words: &[&Token]) -> Vector {
        let mut found: Vector = Vec::with_capacity(words.len() * 2);
        each_word(words, &self.kinds, |name, weight| {
            found.extend(self.named(name).map(|(number, idf)| (number, weight * idf)));
        });
        once_each(&mut found);
        normalise(&mut found);
        found
    }
}

/// Sorts features by number; one that comes twice counts once: repeating a word does not make it truer.
pub(crate) fn once_each(found: &mut Vector) {
    found.sort_unstable_by_key(|(number, _)| *number);
    found.dedup_by_key(|(number, _)| *number);
}

pub(super) fn normalise(vector: &mut Vector) {
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in vector {
            *weight /= length;
        }
    }
}

/// The inner product of two vectors; of two of length 1 their cosine.
pub(crate) fn dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut a, mut b) = (a, b);
    let mut sum = 0.0;
    while let (Some(((x, v), after_a)), Some(((y, w), after_b))) = (a.split_first(), b.split_first()) {
        if x == y {
            sum += v * w;
        }
        if x <= y {
            a = after_a;
        }
        if y <= x {
            b = after_b;
        }
    }
    sum
}

/// Kinds of features, so that a word and letters of the same spelling differ.
const A_WORD: u64 = 0x9e37_79b9_7f4a_7c15;
const A_STEM: u64 = 0x27d4_eb2f_1656_67c5;
const A_PAIR: u64 = 0xc2b2_ae3d_27d4_eb4f;
const A_GRAM: u64 = 0x1656_67b1_9e37_79f9;

/// A name of a feature: the FNV-1a hash (RFC 9923) of its kind and bytes. Two features share one about never: of a
/// million, one pair in ten million dictionaries.
fn name(kind: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(kind, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The name of a word as it is written.
pub(crate) fn word_name(word: &str) -> u64 {
    name(A_WORD, word.as_bytes())
}

/// The name of a stem.
pub(crate) fn stem_name(stem: &str) -> u64 {
    name(A_STEM, stem.as_bytes())
}

/// What stands before the first word of a text, and after the last.
pub(crate) const EDGE: u64 = 0;

/// The name of a pair of stems by theirs, with so many words between them.
pub(crate) fn pair_name(first: u64, second: u64, between: usize) -> u64 {
    let first = name(A_PAIR ^ between as u64, &first.to_le_bytes());
    name(first, &second.to_le_bytes())
}

/// Calls `take` with the name and weight of every stem of a text and of its pairs. What comes twice is taken once.
fn each_word(words: &[&Token], kinds: &Kinds, mut take: impl FnMut(u64, f32)) {
    let mut seen = FxHashSet::with_capacity_and_hasher(words.len() * 4, rustc_hash::FxBuildHasher);
    let mut take = |name: u64, weight: f32| {
        if weight > 0.0 && seen.insert(name) {
            take(name, weight);
        }
    };
    // The stems before: the nearest first.
    let mut before = [Some(EDGE), None, None];
    for token in words {
        let stem = stem_name(&token.stem);
        take(stem, if token.is_stop { kinds.stop_word } else { 1.0 });
        for (between, (first, weight)) in before.iter().zip([kinds.pair, kinds.apart[0], kinds.apart[1]]).enumerate() {
            if let Some(first) = first {
                take(pair_name(*first, stem, between), weight);
            }
        }
        before = [Some(stem), before[0].filter(|stem| *stem != EDGE), before[1]];
    }
    if let [Some(last), ..] = before {
        take(pair_name(last, EDGE, 0), kinds.end);
    }
}

/// Calls `take` with every word that tells, once.
fn each_new<'a>(words: &[&'a Token], mut take: impl FnMut(&'a Token)) {
    let mut seen = FxHashSet::default();
    for token in words.iter().filter(|token| !token.is_stop) {
        if seen.insert(word_name(&token.word)) {
            take(token);
        }
    }
}

/// Calls `take` with the name of every letter group of a word with its edges marked.
pub(crate) fn each_gram(word: &str, kinds: &Kinds, take: &mut impl FnMut(u64)) {
    if kinds.gram == 0.0 {
        return;
    }
    let edged = format!("_{word}_");
    let starts: Vec<usize> = edged.char_indices().map(|(at, _)| at).chain([edged.len()]).collect();
    for size in kinds.gram_sizes.0..=kinds.gram_sizes.1 {
        for window in starts.windows(size + 1) {
            take(name(A_GRAM, &edged.as_bytes()[window[0]..window[size]]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FeatureCounts, Features, Kinds, dot, once_each};
    use crate::text::{Token, words};

    fn learnt_all(texts: &[&str]) -> Features {
        learnt(texts, Kinds { gram: 0.4, gram_sizes: (2, 4), ..words_alone() })
    }

    fn words_alone() -> Kinds {
        Kinds { pair: 0.7, seen_in: 1, ..Kinds::default() }
    }

    fn learnt(texts: &[&str], kinds: Kinds) -> Features {
        let mut counts = FeatureCounts::new(kinds);
        let mut counted: Vec<_> = texts
            .iter()
            .map(|text| {
                let tokens: Vec<Token> = words(text).into_iter().map(Token::new).collect();
                counts.add(&tokens.iter().collect::<Vec<_>>())
            })
            .collect();
        counts.finish(&mut counted)
    }

    fn vector(features: &Features, text: &str) -> Vec<(u32, f32)> {
        let tokens: Vec<Token> = words(text).into_iter().map(Token::new).collect();
        let mut vector = features.vector(&tokens.iter().collect::<Vec<_>>());
        once_each(&mut vector);
        vector
    }

    #[test]
    fn a_text_is_nearest_to_itself_and_near_to_a_misspelling() {
        let features = learnt_all(&["can it spread", "ketamine infusion", "sleep at night"]);
        let ketamine = vector(&features, "ketamine infusion");
        assert!((dot(&ketamine, &vector(&features, "ketamine infusion")) - 1.0).abs() < 0.05);
        assert!(dot(&ketamine, &vector(&features, "ketamin infushion")) > 0.5);
        assert!(dot(&ketamine, &vector(&features, "sleep at night")) < 0.1);
        assert!(vector(&features, "zzz qqq").is_empty());
    }

    #[test]
    fn what_one_text_alone_has_is_dropped() {
        let features = learnt(&["ready to go", "ready for bed"], Kinds { seen_in: 2, ..words_alone() });
        assert_eq!(features.len(), 2, "the stem, and that it comes first");
    }

    #[test]
    fn pairs_reach_over_words_between() {
        let kinds = Kinds { apart: [0.5, 0.5], pair: 0.0, ..words_alone() };
        let features = learnt(&["cannot go on living"], kinds);
        let near = vector(&features, "cannot stop on living");
        assert_eq!(near.len(), 4, "two stems that tell, and two pairs apart: {near:?}");
    }
}
