//! What the model sees of a text: word stems, pairs of neighbouring stems, and character 2- to 4-grams, weighted by how
//! telling each is. Character grams carry a word through typing slips, words carry its meaning.

use std::collections::HashMap;

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
    numbers: HashMap<Box<str>, u32>,
    idf: Vec<f32>,
}

/// The dictionary while phrasings are still being read.
#[derive(Default)]
pub(crate) struct FeatureCounts {
    numbers: HashMap<Box<str>, u32>,
    seen_in: Vec<u32>,
    last_text: Vec<u32>,
    texts: u32,
}

impl FeatureCounts {
    /// Counts the features of one more text.
    pub(crate) fn add(&mut self, words: &[&Token]) {
        self.texts += 1;
        let text = self.texts;
        each_feature(words, |name, _| {
            let number = if let Some(number) = self.numbers.get(name) {
                *number as usize
            } else {
                let number = self.seen_in.len();
                self.numbers.insert(name.into(), u32::try_from(number).unwrap_or(u32::MAX));
                self.seen_in.push(0);
                self.last_text.push(0);
                number
            };
            if self.last_text[number] != text {
                self.last_text[number] = text;
                self.seen_in[number] += 1;
            }
        });
    }

    pub(crate) fn finish(self) -> Features {
        #[allow(clippy::cast_precision_loss, reason = "counts of texts are far below 2^24")]
        let idf = |seen: u32| ((self.texts as f32 + 1.0) / (seen as f32 + 0.5)).ln().max(0.1);
        Features { idf: self.seen_in.iter().map(|seen| idf(*seen)).collect(), numbers: self.numbers }
    }
}

impl Features {
    /// How many features there are.
    pub(crate) fn len(&self) -> usize {
        self.idf.len()
    }

    /// The vector of a text. Features no phrasing has are left out.
    pub(crate) fn vector(&self, words: &[&Token]) -> Vector {
        let mut found: Vector = Vec::with_capacity(words.len() * 12);
        each_feature(words, |name, weight| {
            if let Some(number) = self.numbers.get(name) {
                found.push((*number, weight));
            }
        });
        found.sort_unstable_by_key(|(number, _)| *number);
        let mut vector: Vector = Vec::with_capacity(found.len());
        for (number, weight) in found {
            match vector.last_mut() {
                // A feature that comes twice counts once: repeating a word does not make it truer.
                Some((last, kept)) if *last == number => *kept = kept.max(weight),
                _ => vector.push((number, weight)),
            }
        }
        for (number, weight) in &mut vector {
            *weight *= self.idf[*number as usize].sqrt();
        }
        normalise(&mut vector);
        vector
    }
}

fn normalise(vector: &mut Vector) {
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in vector {
            *weight /= length;
        }
    }
}

/// A vector laid out by feature, for many inner products with it.
pub(crate) struct Dense(Vec<f32>);

impl Dense {
    pub(crate) fn new(vector: &[(u32, f32)], features: &Features) -> Self {
        let mut values = vec![0.0; features.len()];
        for (number, weight) in vector {
            values[*number as usize] = *weight;
        }
        Self(values)
    }

    /// The inner product with another vector of the same features; of two of length 1 their cosine.
    pub(crate) fn dot(&self, other: &[(u32, f32)]) -> f32 {
        other.iter().map(|(number, weight)| self.0[*number as usize] * weight).sum()
    }
}

/// Calls `take` with the name and weight of every feature of a text, in reading order.
fn each_feature(words: &[&Token], mut take: impl FnMut(&str, f32)) {
    let mut name = String::with_capacity(48);
    let mut previous = "^";
    for token in words {
        let stem = token.stem.as_str();
        name.clear();
        name.push_str("w ");
        name.push_str(stem);
        take(&name, if token.is_stop { STOP_WORD } else { WORD });
        name.clear();
        name.push_str("p ");
        name.push_str(previous);
        name.push(' ');
        name.push_str(stem);
        take(&name, PAIR);
        if !token.is_stop {
            each_gram(&token.word, &mut name, &mut take);
        }
        previous = stem;
    }
}

/// Character grams of a word with its edges marked.
fn each_gram(word: &str, name: &mut String, take: &mut impl FnMut(&str, f32)) {
    let edged: Vec<char> = std::iter::once('_').chain(word.chars()).chain(std::iter::once('_')).collect();
    for size in 2..=4 {
        for gram in edged.windows(size) {
            name.clear();
            name.push_str("g ");
            name.extend(gram);
            take(name, GRAM);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Dense, FeatureCounts};
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
        let ketamine = Dense::new(&vector("ketamine infusion"), &features);
        assert!((ketamine.dot(&vector("ketamine infusion")) - 1.0).abs() < 1e-5);
        assert!(ketamine.dot(&vector("ketamin infushion")) > 0.5);
        assert!(ketamine.dot(&vector("sleep at night")) < 0.1);
        assert!(vector("zzz qqq").is_empty());
    }
}
