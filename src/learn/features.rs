//! What the engine sees of a text: word stems, pairs of neighbouring stems, and character 2- to 4-grams, weighted by how
//! telling each is. Character grams carry a word through typing slips, words carry its meaning.

use rustc_hash::FxHashMap;

use crate::text::Token;

/// A sparse vector: feature numbers, rising, with their weights; of length 1 (Euclidean) unless empty.
pub(crate) type Vector = Vec<(u32, f32)>;

/// Share of each kind of feature in a vector, before normalising. Found by cross-validation on three public question
/// sets; accuracy moves by less than a point within ±30 % of each (docs/matching.md).
const WORD: f32 = 1.0;
const PAIR: f32 = 0.7;
const GRAM: f32 = 0.4;
/// Stop words say little by themselves, yet tell "how is it" from "what is it": 0.35 costs half a point.
const STOP_WORD: f32 = 0.8;

/// Every feature of the phrasings, numbered, with its inverse document frequency.
#[derive(Debug, Default)]
pub(crate) struct Features {
    numbers: FxHashMap<u64, u32>,
    idf: Vec<f32>,
}

/// The dictionary while texts are still being read.
#[derive(Default)]
pub(crate) struct FeatureCounts {
    numbers: FxHashMap<u64, u32>,
    /// The numbers of each word's character grams: words come again and again.
    grams: FxHashMap<u64, Box<[u32]>>,
    seen_in: Vec<u32>,
    texts: u32,
}

/// The features of a text: its vector once [`Features::weigh`] has weighed them.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) vector: Vector,
    /// A number that hangs on the text's words alone.
    pub(crate) key: u64,
}

impl FeatureCounts {
    /// Counts the features of one more text, and gives them.
    pub(crate) fn add(&mut self, words: &[&Token]) -> Counted {
        self.texts += 1;
        let mut found: Vector = Vec::with_capacity(words.len() * 20);
        let number = |numbers: &mut FxHashMap<u64, u32>, name: u64| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(name).or_insert(next)
        };
        let mut key = 0_u64;
        each_word(words, |name, weight| {
            key = key.rotate_left(5) ^ name;
            found.push((number(&mut self.numbers, name), weight));
        });
        for token in words.iter().filter(|token| !token.is_stop) {
            let grams = self.grams.entry(name(A_WORD, token.word.as_bytes())).or_insert_with(|| {
                let mut grams = Vec::new();
                each_gram(&token.word, &mut |name, _| grams.push(number(&mut self.numbers, name)));
                grams.into_boxed_slice()
            });
            found.extend(grams.iter().map(|gram| (*gram, GRAM)));
        }
        self.seen_in.resize(self.numbers.len(), 0);
        once_each(&mut found);
        found.shrink_to_fit();
        for (number, _) in &found {
            self.seen_in[*number as usize] += 1;
        }
        Counted { vector: found, key }
    }

    pub(crate) fn finish(self) -> Features {
        #[allow(clippy::cast_precision_loss, reason = "counts of texts are far below 2^24")]
        let idf = |seen: u32| ((self.texts as f32 + 1.0) / (seen as f32 + 0.5)).ln().max(0.1).sqrt();
        Features { idf: self.seen_in.iter().map(|seen| idf(*seen)).collect(), numbers: self.numbers }
    }
}

impl Features {
    /// How many features there are.
    pub(crate) fn len(&self) -> usize {
        self.idf.len()
    }

    /// Makes a vector of the features that were counted.
    pub(crate) fn weigh(&self, counted: &mut Counted) {
        for (number, weight) in &mut counted.vector {
            *weight *= self.idf[*number as usize];
        }
        normalise(&mut counted.vector);
    }

    /// The vector of a text. Features no phrasing has are left out.
    pub(crate) fn vector(&self, words: &[&Token]) -> Vector {
        let mut found: Vector = Vec::with_capacity(words.len() * 20);
        each_feature(words, |name, weight| {
            if let Some(number) = self.numbers.get(&name) {
                found.push((*number, weight * self.idf[*number as usize]));
            }
        });
        once_each(&mut found);
        normalise(&mut found);
        found
    }

    /// The vector of a text's words and pairs alone, for comparing whole phrasings: a tenth of the features, and a
    /// phrasing said word for word is still nearest.
    pub(crate) fn word_vector(&self, words: &[&Token]) -> Vector {
        let mut found: Vector = Vec::with_capacity(words.len() * 2);
        each_word(words, |name, weight| {
            if let Some(number) = self.numbers.get(&name) {
                found.push((*number, weight * self.idf[*number as usize]));
            }
        });
        found.sort_unstable_by_key(|(number, _)| *number);
        found.dedup_by_key(|(number, _)| *number);
        normalise(&mut found);
        found
    }
}

/// Sorts features by number. One that comes twice counts once: repeating a word does not make it truer.
fn once_each(found: &mut Vector) {
    found.sort_unstable_by_key(|(number, _)| *number);
    found.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 = kept.1.max(later.1);
        }
        same
    });
}

fn normalise(vector: &mut Vector) {
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

/// Kinds of features, so that a word and a gram of the same letters differ.
const A_WORD: u64 = 0x9e37_79b9_7f4a_7c15;
const A_PAIR: u64 = 0xc2b2_ae3d_27d4_eb4f;
const A_GRAM: u64 = 0x1656_67b1_9e37_79f9;

/// A name of a feature: the FNV-1a hash (RFC 9923) of its kind and bytes. Two features share one about never: of a
/// million, one pair in ten million dictionaries.
fn name(kind: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(kind, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Calls `take` with the name and weight of every feature of a text.
fn each_feature(words: &[&Token], mut take: impl FnMut(u64, f32)) {
    each_word(words, &mut take);
    for token in words.iter().filter(|token| !token.is_stop) {
        each_gram(&token.word, &mut take);
    }
}

/// The stems of a text and the pairs of neighbours.
fn each_word(words: &[&Token], mut take: impl FnMut(u64, f32)) {
    let mut previous = name(A_PAIR, b"^");
    for token in words {
        let stem = token.stem.as_bytes();
        take(name(A_WORD, stem), if token.is_stop { STOP_WORD } else { WORD });
        take(name(previous, stem), PAIR);
        previous = name(name(A_PAIR, stem), b" ");
    }
}

/// Character grams of a word with its edges marked.
fn each_gram(word: &str, take: &mut impl FnMut(u64, f32)) {
    let edged = format!("_{word}_");
    let starts: Vec<usize> = edged.char_indices().map(|(at, _)| at).chain([edged.len()]).collect();
    for size in 2..=4 {
        for window in starts.windows(size + 1) {
            take(name(A_GRAM, &edged.as_bytes()[window[0]..window[size]]), GRAM);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FeatureCounts, dot};
    use crate::text::{Token, words};

    #[test]
    fn a_text_is_nearest_to_itself_and_near_to_a_misspelling() {
        let mut counts = FeatureCounts::default();
        let tokens = |text: &str| words(text).into_iter().map(Token::new).collect::<Vec<_>>();
        for text in ["can it spread", "ketamine infusion", "sleep at night"] {
            counts.add(&tokens(text).iter().collect::<Vec<_>>());
        }
        let features = counts.finish();
        let vector = |text: &str| features.vector(&tokens(text).iter().collect::<Vec<_>>());
        let ketamine = vector("ketamine infusion");
        assert!((dot(&ketamine, &vector("ketamine infusion")) - 1.0).abs() < 1e-5);
        assert!(dot(&ketamine, &vector("ketamin infushion")) > 0.5);
        assert!(dot(&ketamine, &vector("sleep at night")) < 0.1);
        assert!(vector("zzz qqq").is_empty());
    }
}
