//! A fitted model made ready to read many pieces of a text fast. What a known word brings by itself - its stem and all
//! its letter groups - is added up beforehand, and what a word and those before it bring is looked up once for all
//! pieces that hold them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::features::{EDGE, Features, Kinds, Vector, each_gram, once_each, pair_name, stem_name, word_name};
use super::model::{Model, softmax};
use crate::text::Token;

/// A model of `CLASSES` classes over words.
#[derive(Debug)]
pub(crate) struct Reader<const CLASSES: usize> {
    kinds: Kinds,
    words: FxHashMap<u64, Known<CLASSES>>,
    features: FxHashMap<u64, Feature<CLASSES>>,
}

/// What features bring to a text: scores, and the square of the vector's length.
#[derive(Debug, Clone, Copy)]
struct Share<const CLASSES: usize> {
    scores: [f32; CLASSES],
    square: f32,
}

/// A feature at weight 1.
#[derive(Debug, Clone, Copy)]
struct Feature<const CLASSES: usize> {
    share: Share<CLASSES>,
    number: u32,
}

/// What a word brings by itself.
#[derive(Debug, Clone, Copy)]
struct Known<const CLASSES: usize> {
    /// Its stem, and its letter groups when it is no stop word.
    stem_share: Share<CLASSES>,
    gram_share: Share<CLASSES>,
    stem: u64,
    /// The stem as a feature: number and weight; None when no text had it.
    feature: Option<(u32, f32)>,
}

/// A word at its place, with the pairs that end in it: with the word before, and with those one and two further back.
#[derive(Debug)]
pub(crate) struct Place<const CLASSES: usize> {
    word: u64,
    known: Known<CLASSES>,
    pairs: [Option<(u64, Feature<CLASSES>)>; 3],
}

impl<const CLASSES: usize> Place<CLASSES> {
    /// The name of the word's stem.
    pub(crate) fn stem(&self) -> u64 {
        self.known.stem
    }
}

impl<const CLASSES: usize> Reader<CLASSES> {
    /// Makes a model ready. `words` are those that are met most.
    pub(crate) fn new<'a>(features: &Features, model: &Model, words: impl Iterator<Item = &'a Token>) -> Self {
        let feature = |(name, number): (u64, u32)| {
            let idf = features.named(name).map_or(0.0, |(_, idf)| idf);
            let mut scores = [0.0; CLASSES];
            model.score_into(&[(number, idf)], &mut scores);
            (name, Feature { share: Share { scores, square: idf * idf }, number })
        };
        let mut reader = Self {
            kinds: *features.kinds(),
            words: FxHashMap::default(),
            features: features.all().map(feature).collect(),
        };
        for token in words {
            let known = reader.read_word(token);
            reader.words.insert(word_name(&token.word), known);
        }
        reader
    }

    /// Whether a word is one of those met most.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.words.contains_key(&word_name(word))
    }

    /// Each word at its place in a text.
    pub(crate) fn places<'a>(&self, words: impl Iterator<Item = &'a str>) -> Vec<Place<CLASSES>> {
        let mut places: Vec<Place<CLASSES>> = Vec::with_capacity(words.size_hint().0);
        for word in words {
            let name = word_name(word);
            let known = self.words.get(&name).copied();
            let known = known.unwrap_or_else(|| self.read_word(&Token::new(word.to_owned())));
            let mut pairs = [None; 3];
            for (between, (pair, before)) in pairs.iter_mut().zip(places.iter().rev()).enumerate() {
                let pair_name = pair_name(before.known.stem, known.stem, between);
                *pair = self.features.get(&pair_name).map(|feature| (pair_name, *feature));
            }
            places.push(Place { word: name, known, pairs });
        }
        places
    }

    /// The probability of each class for a piece of a text.
    pub(crate) fn probabilities(&self, piece: &[Place<CLASSES>]) -> [f32; CLASSES] {
        let mut sum = Share::NOTHING;
        let mut seen = FxHashSet::with_capacity_and_hasher(piece.len() * 5, rustc_hash::FxBuildHasher);
        for place in piece {
            if seen.insert(place.known.stem) {
                sum.add(&place.known.stem_share, 1.0);
            }
            if seen.insert(place.word) {
                sum.add(&place.known.gram_share, 1.0);
            }
        }
        self.each_pair(piece, |name, feature, weight| {
            if seen.insert(name) {
                sum.add(&feature.share, weight);
            }
        });
        if sum.square > 0.0 {
            let length = sum.square.sqrt();
            sum.scores.iter_mut().for_each(|score| *score /= length);
        }
        softmax(&mut sum.scores);
        sum.scores
    }

    /// A piece's words and pairs as a vector, as [`Features::word_vector`] makes it.
    pub(crate) fn word_vector(&self, piece: &[Place<CLASSES>]) -> Vector {
        let mut vector: Vector = piece.iter().filter_map(|place| place.known.feature).collect();
        self.each_pair(piece, |_, feature, weight| {
            vector.push((feature.number, weight * feature.share.square.sqrt()));
        });
        once_each(&mut vector);
        super::features::normalise(&mut vector);
        vector
    }

    /// Calls `take` with every pair of a piece that is a feature: its name and weight.
    fn each_pair(&self, piece: &[Place<CLASSES>], mut take: impl FnMut(u64, &Feature<CLASSES>, f32)) {
        let (Some(first), Some(last)) = (piece.first(), piece.last()) else { return };
        let edges = [
            (pair_name(EDGE, first.known.stem, 0), self.kinds.pair),
            (pair_name(last.known.stem, EDGE, 0), self.kinds.end),
        ];
        for (name, weight) in edges {
            if let Some(feature) = self.features.get(&name) {
                take(name, feature, weight);
            }
        }
        let weights = [self.kinds.pair, self.kinds.apart[0], self.kinds.apart[1]];
        for (nth, place) in piece.iter().enumerate() {
            for ((name, feature), weight) in
                place.pairs.iter().zip(weights).take(nth).filter_map(|(pair, weight)| Some((pair.as_ref()?, weight)))
            {
                take(*name, feature, weight);
            }
        }
    }

    fn read_word(&self, token: &Token) -> Known<CLASSES> {
        let stem = stem_name(&token.stem);
        let (mut stem_share, mut gram_share) = (Share::NOTHING, Share::NOTHING);
        let weight = if token.is_stop { self.kinds.stop_word } else { 1.0 };
        let feature = self.features.get(&stem);
        if let Some(feature) = feature {
            stem_share.add(&feature.share, weight);
        }
        if !token.is_stop {
            each_gram(&token.word, &self.kinds, &mut |name| {
                if let Some(feature) = self.features.get(&name) {
                    gram_share.add(&feature.share, self.kinds.gram);
                }
            });
        }
        let feature = feature.map(|feature| (feature.number, weight * feature.share.square.sqrt()));
        Known { stem_share, gram_share, stem, feature }
    }
}

impl<const CLASSES: usize> Share<CLASSES> {
    const NOTHING: Self = Self { scores: [0.0; CLASSES], square: 0.0 };

    fn add(&mut self, other: &Self, weight: f32) {
        for (score, more) in self.scores.iter_mut().zip(&other.scores) {
            *score += more * weight;
        }
        self.square += other.square * weight * weight;
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;
    use crate::learn::features::{Counted, FeatureCounts, Kinds};
    use crate::learn::model::{Fit, Lesson, Model};
    use crate::text::{Token, words};

    #[test]
    fn it_reads_as_the_model_does_known_words_and_others_whole_and_in_part() {
        let texts = ["can it spread to my arm", "spreads it to an arm", "ketamine infusion at night", "sleep at night"];
        let tokens = |text: &str| words(text).into_iter().map(Token::new).collect::<Vec<_>>();
        let grams = Kinds { gram: 0.4, gram_sizes: (3, 4), grams_repeat: true, ..Kinds::default() };
        let kinds = Kinds { stop_word: 0.8, pair: 0.7, apart: [0.6, 0.4], end: 0.4, seen_in: 1, ..grams };
        let mut counts = FeatureCounts::new(kinds);
        let mut counted: Vec<Counted> =
            texts.iter().map(|text| counts.add(&tokens(text).iter().collect::<Vec<_>>())).collect();
        let features = counts.finish(&mut counted);
        let lessons: Vec<Lesson<'_>> = counted
            .iter()
            .zip([0, 0, 1, 1])
            .map(|(one, class)| Lesson { class, vector: &one.vector, weight: 1.0, key: one.key })
            .collect();
        let model = Model::fit(&lessons, features.len(), 2, Fit::default());
        let known: Vec<Token> = texts[..2].iter().flat_map(|text| tokens(text)).collect();
        let reader: Reader<2> = Reader::new(&features, &model, known.iter());
        let message = "so can it spread at night it can arm spread spreads ketamin";
        let all: Vec<String> = words(message);
        let places = reader.places(all.iter().map(String::as_str));
        for (from, to) in [(0, all.len()), (1, 5), (3, 4), (4, 9), (0, 0)] {
            let piece: Vec<Token> = all[from..to].iter().cloned().map(Token::new).collect();
            let piece: Vec<&Token> = piece.iter().collect();
            let expected = model.probabilities(&features.vector(&piece));
            let found = reader.probabilities(&places[from..to]);
            assert!((expected[0] - found[0]).abs() < 1e-5, "{from}..{to}: {expected:?} {found:?}");
            let (expected, found) = (features.word_vector(&piece), reader.word_vector(&places[from..to]));
            assert_eq!(expected.len(), found.len());
            for (a, b) in expected.iter().zip(&found) {
                assert!(a.0 == b.0 && (a.1 - b.1).abs() < 1e-6, "{a:?} {b:?}");
            }
        }
    }
}
