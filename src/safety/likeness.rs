//! Hearing what no rule has words for: a small linear model fitted to examples of each category tells how alike a message
//! is to them. Rules stay the first ear: what they hear stands, whatever the model thinks.
//!
//! A keyword filter with logistic regression behind it is what a crisis service reports to work (Swaminathan et al. 2023,
//! npj Digital Medicine 6:213); here both are fitted and read on the moderators' own files.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::normalise::Word;
use super::shape::ExamplesFile;
use super::spelling::Spelling;
use super::{Category, Variant, Whom};
use crate::learn::features::{FeatureCounts, Features, Vector};
use crate::learn::model::{Fit, Lesson, Model};
use crate::text::Token;

/// What examples teach.
#[derive(Debug)]
pub(super) struct Likeness {
    features: Features,
    model: Model,
    telling: FxHashMap<String, u8>,
    spelling: Spelling,
}

/// The classes of the model; everything else is ordinary.
const CLASSES: [(Category, Whom); 6] = [
    (Category::Crisis, Whom::Speaker),
    (Category::Crisis, Whom::SomeoneElse),
    (Category::Emergency, Whom::Speaker),
    (Category::Dosing, Whom::Speaker),
    (Category::Diagnosis, Whom::Speaker),
    (Category::Soft, Whom::Speaker),
];
const ORDINARY: u32 = 6;

/// How likely a category must be to be heard. On evaluation messages written apart from the examples, 0.1 more for
/// CRISIS loses 2 points of plain and 9 of veiled crisis messages, and saves one false alarm in 180 ordinary ones.
const CRISIS: f32 = 0.7;
const EMERGENCY: f32 = 0.55;
const DECLINE: f32 = 0.55;
/// Likely enough for a few kind words, when it is either low or worse.
const SOFT: f32 = 0.55;

/// How much more often a word stands in a category's examples than in ordinary talk to be telling of it. 4 loses a tenth of
/// what is said without plain words, 2 doubles the false alarms on talk about shops and banks.
const MORE_OFTEN: f64 = 2.5;

/// A request for a dose or a diagnosis has this many words at least: "cbd oil" and "clonidine patch" only name a subject.
const SHORTEST_REQUEST: usize = 4;

/// Texts that a word stands in to be one that a slip may be taken for.
const USUAL: u32 = 8;

/// Words read at once: a sentence said in one breath is longer only in dictation, and is then read in pieces that
/// overlap.
const PIECE: usize = 40;
const STRIDE: usize = 20;

/// What was heard in a piece of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Heard {
    pub(super) category: Category,
    pub(super) about: Whom,
    pub(super) variant: Variant,
}

impl Likeness {
    /// Fits the model; `ordinary` are messages that ask for nothing but an answer, each as its sentences.
    pub(super) fn fit(examples: &ExamplesFile, ordinary: &[Vec<Vec<Word>>]) -> Self {
        let lists = [
            &examples.crisis,
            &examples.crisis_someone_else,
            &examples.emergency,
            &examples.dosing,
            &examples.diagnosis,
            &examples.soft,
            &examples.ordinary,
        ];
        let mut texts: Vec<(u32, Vec<Token>)> = Vec::new();
        for (class, list) in (0..).zip(lists) {
            texts.extend(list.iter().map(|text| (class, tokens(&super::normalise::sentences(&text.0).concat()))));
        }
        texts.extend(ordinary.iter().map(|sentences| (ORDINARY, tokens(&sentences.concat()))));
        // Every sentence of an ordinary message is ordinary by itself too, and is read by itself later.
        let apart = ordinary.iter().filter(|sentences| sentences.len() > 1).flatten();
        texts.extend(apart.map(|sentence| (ORDINARY, tokens(sentence))));
        let mut counts = FeatureCounts::default();
        let mut vectors: Vec<Vector> =
            texts.iter().map(|(_, tokens)| counts.add(&tokens.iter().collect::<Vec<_>>())).collect();
        let features = counts.finish();
        vectors.iter_mut().for_each(|vector| features.weigh(vector));
        let classes = texts.iter().map(|(class, _)| *class);
        let lessons: Vec<Lesson<'_>> =
            classes.zip(&vectors).map(|(class, vector)| Lesson { class, vector, weight: 1.0 }).collect();
        let fit = Fit { learnt: LEARNT };
        let model = Model::fit(&lessons, features.len(), ORDINARY as usize + 1, fit);
        let spelling = Spelling::new(&BTreeMap::new(), usual_words(&texts).into_iter());
        Self { features, model, telling: telling(&texts), spelling }
    }

    /// What a message is like: each sentence, and the whole in pieces that overlap, since some things are said only
    /// between the lines.
    pub(super) fn hear(&self, sentences: &[Vec<Word>]) -> Vec<Heard> {
        let sentences: Vec<Vec<Word>> = sentences.iter().map(|sentence| self.spelling.correct(sentence)).collect();
        let mut heard: Vec<Heard> = sentences.iter().flat_map(|sentence| self.hear_pieces(sentence)).collect();
        if sentences.len() > 1 {
            heard.extend(self.hear_pieces(&sentences.concat()));
        }
        heard
    }

    fn hear_pieces(&self, words: &[Word]) -> Vec<Heard> {
        let mut heard = Vec::new();
        let mut start = 0;
        loop {
            let end = words.len().min(start + PIECE);
            heard.extend(self.hear_piece(&words[start..end]));
            if end == words.len() {
                return heard;
            }
            start += STRIDE;
        }
    }

    fn hear_piece(&self, piece: &[Word]) -> Option<Heard> {
        let tokens = tokens(piece);
        let tokens: Vec<&Token> = tokens.iter().collect();
        let mut likely = self.model.probabilities(&self.features.vector(&tokens));
        let said =
            tokens.iter().filter_map(|token| self.telling.get(&token.stem)).fold(0, |all, classes| all | classes);
        for (class, likely) in likely.iter_mut().enumerate().take(ORDINARY as usize) {
            let declines = matches!(CLASSES[class].0, Category::Dosing | Category::Diagnosis);
            if said & (1 << class) == 0 || (declines && tokens.len() < SHORTEST_REQUEST) {
                *likely = 0.0;
            }
        }
        decide(&likely)
    }
}

/// Lessons learnt in all: every example some five times over.
const LEARNT: usize = 200_000;

fn decide(likely: &[f32]) -> Option<Heard> {
    let of = |class: usize| likely.get(class).copied().unwrap_or(0.0);
    let crisis = of(0) + of(1);
    let hear =
        |class: usize| Some(Heard { category: CLASSES[class].0, about: CLASSES[class].1, variant: Variant::Plain });
    if crisis >= CRISIS {
        return hear(usize::from(of(1) > of(0)));
    }
    if of(2) >= EMERGENCY {
        return hear(2);
    }
    if of(3) + of(4) >= DECLINE {
        return hear(if of(3) >= of(4) { 3 } else { 4 });
    }
    if crisis + of(5) >= SOFT {
        return hear(5);
    }
    None
}

/// Words that stand in this many texts and more, the most frequent first: what a slip is taken for.
fn usual_words(texts: &[(u32, Vec<Token>)]) -> Vec<String> {
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for token in texts.iter().flat_map(|(_, tokens)| tokens) {
        *counts.entry(token.word.as_str()).or_default() += 1;
    }
    let mut usual: Vec<(u32, &str)> =
        counts.into_iter().filter(|(_, count)| *count >= USUAL).map(|(word, count)| (count, word)).collect();
    usual.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    usual.into_iter().map(|(_, word)| word.to_owned()).collect()
}

fn tokens(words: &[Word]) -> Vec<Token> {
    words.iter().map(|word| Token::new(word.raw.clone())).collect()
}

/// For each stem the classes, as bits, in whose examples it stands this much more often than in ordinary talk. A message
/// without such a word is like nothing, whatever its small words say.
fn telling(texts: &[(u32, Vec<Token>)]) -> FxHashMap<String, u8> {
    let mut counts: FxHashMap<&str, [u32; 7]> = FxHashMap::default();
    let mut totals = [0_u32; 7];
    for (class, tokens) in texts {
        let class = *class as usize;
        totals[class] += 1;
        let mut seen: Vec<&str> =
            tokens.iter().filter(|token| !token.is_stop).map(|token| token.stem.as_str()).collect();
        seen.sort_unstable();
        seen.dedup();
        for stem in seen {
            counts.entry(stem).or_default()[class] += 1;
        }
    }
    let rate = |count: u32, total: u32| (f64::from(count) + 0.5) / (f64::from(total) + 1.0);
    let mut telling = FxHashMap::default();
    for (stem, count) in counts {
        let ordinary = rate(count[6], totals[6]);
        let classes =
            (0..6).filter(|class| count[*class] >= 2 && rate(count[*class], totals[*class]) >= MORE_OFTEN * ordinary);
        let classes = classes.fold(0_u8, |bits, class| bits | 1 << class);
        if classes != 0 {
            telling.insert(stem.to_owned(), classes);
        }
    }
    telling
}
