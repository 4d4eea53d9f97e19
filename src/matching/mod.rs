//! Finding the entry that answers.
//!
//! A question is read in the content's own words (`vocabulary`), turned into features (`features`), scored by a
//! linear model fitted to the phrasings (`model`) and by the nearest phrasing, and judged: how sure is it that the
//! best entry answers (`confidence`)? docs/matching.md tells what was tried and what each idea gave.

mod confidence;
mod evidence;
mod explanation;
mod vocabulary;

pub use explanation::{CountedWord, Explanation};

use rustc_hash::FxHashSet;

use crate::learn::features::{Counted, FeatureCounts, Features, Kinds, Vector, dot};
use crate::learn::model::{Fit, Lesson, Model};
use crate::learn::nearest::Nearest;
use crate::question::{Addressing, Question};
use crate::text::{self, is_stop_word};
use confidence::Signals;
use evidence::Evidence;
use vocabulary::{Explained, Vocabulary, flatten};

/// An entry as the engine reads it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its question or heading.
    pub title: String,
    /// How people put it.
    pub phrasings: Vec<String>,
    /// Telling words.
    pub keywords: Vec<String>,
    /// The paragraphs of its answer.
    pub passages: Vec<String>,
}

/// What members' words mean.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Words with their meanings.
    pub rows: Vec<LexiconRow>,
    /// Names that are never corrected into another.
    pub keep: Vec<String>,
}

/// A word and what it means.
#[derive(Debug, Clone)]
pub struct LexiconRow {
    /// What members write.
    pub say: String,
    /// The words of the entries it stands for.
    pub mean: String,
    /// Whether it is read in place of what was written, not beside it.
    pub replaces: bool,
}

/// What is not ours to answer.
#[derive(Debug, Clone, Default)]
pub struct NotOurs {
    /// Names of other conditions, animals and things.
    pub names: Vec<String>,
    /// Ordinary talk, and questions that look like ours.
    pub talk: Vec<String>,
}

/// An entry that may answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The entry's number.
    pub document: usize,
    /// Of the best candidate the confidence, 0 to 1, that it answers; of the others their share of it.
    pub score: f64,
}

/// How sure the engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Band {
    /// One entry answers.
    Sure,
    /// One of a few may.
    Perhaps,
    /// None does.
    #[default]
    Nothing,
}

/// What was found for a question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// At most [`MOST_CANDIDATES`], best first.
    pub candidates: Vec<Candidate>,
    /// How sure, when the question was put to us.
    pub band: Band,
    /// Whether to answer though nobody asked us: an open question, sure, and clear of the next entry.
    pub speaks_up: bool,
}

/// Most candidates told of.
pub const MOST_CANDIDATES: usize = 5;

/// Entries looked at closely, after the linear model's first choice.
const SHORT_LIST: usize = 12;

/// Share of the nearest phrasing in an entry's score; the rest is the linear model's. Accuracy is flat between 0.2 and 0.5
/// on the public sets and on ours; with this much a phrasing added word for word is found at once.
const NEAREST_SHARE: f32 = 0.3;

/// What an entry gains for using all telling words of the question: "what is the deal with tramadol" is about tramadol.
/// 0.15 gains half a point on our evaluation questions, 0.5 costs one.
const KNOWN_SHARE: f32 = 0.15;

/// How much a paragraph of the answer, or a keyword, counts in fitting, against 1 for a phrasing: answers hold words
/// that members use later, but also words of neighbouring subjects.
const PASSAGE_LESSON: f32 = 0.3;

/// Shares found by cross-validation on three public question sets; accuracy moves by less than a point within ±30 % of
/// each. Stop words say little by themselves, yet tell "how is it" from "what is it": 0.35 costs half a point. Pairs further
/// apart cost a point here.
const KINDS: Kinds = Kinds {
    stop_word: 0.8,
    pair: 0.7,
    apart: [0.0; 2],
    end: 0.0,
    gram: 0.4,
    gram_sizes: (2, 4),
    grams_repeat: false,
    seen_in: 1,
};

/// The content, indexed.
#[derive(Debug)]
pub struct Index {
    vocabulary: Vocabulary,
    features: Features,
    model: Model,
    nearest: Nearest,
    /// Where the phrasings of an entry begin among those of the index; one more at the end.
    starts: Vec<usize>,
    passages: Vec<Vec<Vector>>,
    evidence: Evidence,
    foreign: FxHashSet<String>,
}

/// An entry of the short list with its scores, each 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Scored {
    document: usize,
    score: f32,
    nearest: f32,
}

/// One reading of a text: its words and what they found, best first.
struct Reading {
    words: Vec<Explained>,
    scored: Vec<Scored>,
    signals: Signals,
}

impl Index {
    /// Indexes the content and fits the model to it. The same content gives the same index.
    #[must_use]
    pub fn build(documents: &[Document], lexicon: &Lexicon, not_ours: &NotOurs) -> Self {
        let asked: Vec<Vec<Vec<String>>> = documents.iter().map(asked_words).collect();
        let told: Vec<Vec<Vec<String>>> = documents.iter().map(told_words).collect();
        let texts = asked.iter().chain(&told).flatten().map(Vec::as_slice);
        let vocabulary = Vocabulary::new(texts, lexicon);
        let read = |texts: &[Vec<String>]| -> Vec<Vec<Explained>> {
            texts.iter().map(|words| vocabulary.explain(&vocabulary.shorten(words))).collect()
        };
        let asked: Vec<Vec<Vec<Explained>>> = asked.iter().map(|texts| read(texts)).collect();
        let told: Vec<Vec<Vec<Explained>>> = told.iter().map(|texts| read(texts)).collect();
        let talk = read(&not_ours.talk.iter().map(|talk| text::words(talk)).collect::<Vec<_>>());
        let mut counts = FeatureCounts::new(KINDS);
        let mut vectors = |texts: &[Vec<Explained>]| -> Vec<Counted> {
            texts.iter().map(|words| counts.add(&flatten(words))).collect()
        };
        let mut phrasings: Vec<Vec<Counted>> = asked.iter().map(|texts| vectors(texts)).collect();
        let mut told_vectors: Vec<Vec<Counted>> = told.iter().map(|texts| vectors(texts)).collect();
        let mut talk = vectors(&talk);
        let features = counts.finish(phrasings.iter_mut().chain(&mut told_vectors).flatten().chain(&mut talk));
        let lessons = lessons(&phrasings, &told_vectors, &talk);
        let classes = documents.len() + usize::from(!talk.is_empty());
        let model = Model::fit(&lessons, features.len(), classes, Fit::default());
        let nearest = Nearest::new(phrasings.iter().flatten().map(Counted::words), features.len(), usize::MAX);
        let ends = asked.iter().scan(0, |end, texts| {
            *end += texts.len();
            Some(*end)
        });
        let passages = documents.iter().zip(told_vectors).map(|(document, mut told)| {
            told.split_off(document.keywords.len()).into_iter().map(|passage| sorted(passage.vector)).collect()
        });
        Self {
            model,
            starts: std::iter::once(0).chain(ends).collect(),
            passages: passages.collect(),
            evidence: Evidence::new(&asked, &told),
            foreign: not_ours.names.iter().flat_map(|name| foreign_words(name, &vocabulary)).collect(),
            vocabulary,
            features,
            nearest,
        }
    }

    /// Finds the entries that may answer, and how sure that is. Depends on the text alone but for
    /// [`Found::speaks_up`].
    #[must_use]
    pub fn find(&self, question: &Question) -> Found {
        let readings = self.readings(question);
        let Some(best) = best_of(&readings) else { return Found::default() };
        let confidence = best.signals.confidence();
        let candidates = candidates(best, &readings, confidence);
        let band = confidence::band(confidence, &best.signals);
        let open = question.addressing() == Addressing::OpenQuestion;
        Found { speaks_up: open && confidence::speaks_up(confidence, &best.signals), candidates, band }
    }

    /// Which passage of an entry answers; 0 when none stands out.
    #[must_use]
    pub fn passage(&self, question: &Question, document: usize) -> usize {
        let words = self.vocabulary.explain(&self.vocabulary.correct(&question.words()));
        let vector = self.features.vector(&flatten(&words));
        let mut best = (0, 0.0);
        for (nth, passage) in self.passages[document].iter().enumerate() {
            let near = dot(&vector, passage);
            // The first passage is written to answer; another must be clearly nearer.
            if near > best.1 + if best.0 == 0 && nth > 0 { CLEARLY_NEARER } else { 0.0 } {
                best = (nth, near);
            }
        }
        best.0
    }

    /// Entries whose question begins with or holds what has been typed so far, best first.
    #[must_use]
    pub fn complete(&self, titles: &[&str], typed: &str, limit: usize) -> Vec<usize> {
        let typed = text::words(typed);
        let typed = self.vocabulary.correct(&typed);
        let mut scored: Vec<(usize, usize)> = titles
            .iter()
            .enumerate()
            .map(|(number, title)| (number, matching_words(&typed, &text::words(title))))
            .filter(|(_, matched)| typed.is_empty() || *matched > 0)
            .collect();
        scored.sort_by_key(|(number, matched)| (std::cmp::Reverse(*matched), *number));
        scored.into_iter().take(limit).map(|(number, _)| number).collect()
    }

    /// Why a question finds what it finds.
    #[must_use]
    pub fn explain(&self, question: &Question) -> Explanation {
        let readings = self.readings(question);
        let found = self.find(question);
        let Some(best) = best_of(&readings) else { return Explanation::default() };
        let top = best.scored[0].document;
        let words = best.words.iter().filter(|one| !one.token.is_stop).map(|one| CountedWord {
            word: one.token.word.clone(),
            means: one.means.iter().map(|token| token.word.clone()).collect(),
            weight: self.evidence.information(&one.token),
            known_to_entry: self.evidence.knows(one, top),
        });
        Explanation::new(words.collect(), &best.signals, &found)
    }

    /// The question read as a whole and, when it has several sentences, sentence by sentence.
    fn readings(&self, question: &Question) -> Vec<Reading> {
        let mut readings = vec![self.read(&question.words(), question.asks())];
        if question.sentence_count() > 1 {
            readings.extend(question.segments().map(|segment| self.read(&segment.words, segment.asks)));
        }
        readings
    }

    fn read(&self, words: &[String], asks: bool) -> Reading {
        let words = self.vocabulary.explain(&self.vocabulary.correct(words));
        let vector = self.features.vector(&flatten(&words));
        let probabilities = self.model.probabilities(&vector);
        let scored = self.short_list(&words, &self.features.word_vector(&flatten(&words)), &probabilities);
        let nothing = probabilities.get(self.passages.len()).copied().unwrap_or(0.0);
        let signals = self.signals(&words, &scored, nothing, asks);
        Reading { words, scored, signals }
    }

    fn short_list(&self, words: &[Explained], vector: &Vector, probabilities: &[f32]) -> Vec<Scored> {
        let mut order: Vec<usize> = (0..self.passages.len()).collect();
        let better = |a: &usize, b: &usize| probabilities[*b].total_cmp(&probabilities[*a]).then(a.cmp(b));
        if order.len() > SHORT_LIST {
            order.select_nth_unstable_by(SHORT_LIST - 1, better);
            order.truncate(SHORT_LIST);
        }
        let alike = self.nearest.alike(vector);
        let score = |document: usize| {
            let own = self.starts[document]..self.starts[document + 1];
            let nearest = alike[own].iter().copied().fold(0.0, f32::max);
            #[allow(clippy::cast_possible_truncation, reason = "a share keeps its meaning in f32")]
            let coverage = self.evidence.weigh(words, document).coverage as f32;
            let score =
                (1.0 - NEAREST_SHARE) * probabilities[document] + NEAREST_SHARE * nearest + KNOWN_SHARE * coverage;
            Scored { document, score, nearest }
        };
        let mut scored: Vec<Scored> = order.into_iter().map(score).collect();
        scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        scored
    }

    fn signals(&self, words: &[Explained], scored: &[Scored], nothing: f32, asks: bool) -> Signals {
        let Some(best) = scored.first() else { return Signals::default() };
        let weighed = self.evidence.weigh(words, best.document);
        let points_here = words.iter().any(|one| POINTS_HERE.contains(&one.token.word.as_str()));
        let is_foreign = |one: &Explained| {
            self.foreign.contains(&one.token.word) && !(points_here && self.evidence.knows(one, best.document))
        };
        let foreign = words.iter().any(is_foreign);
        Signals {
            score: f64::from(best.score),
            gap: f64::from(best.score - scored.get(1).map_or(0.0, |next| next.score)),
            nearest: f64::from(best.nearest),
            coverage: weighed.coverage,
            explained: weighed.explained,
            unknown: weighed.unknown,
            foreign: if foreign { 1.0 } else { 0.0 },
            nothing: f64::from(nothing),
            asks: if asks { 1.0 } else { 0.0 },
            length: confidence::length(words.len()),
        }
    }
}

/// Words that point at what the content is about. Without one a question that names another condition is about that, also
/// when an entry speaks of it: halves the false answers to what is not ours, and costs nothing.
const POINTS_HERE: [&str; 12] = ["crps", "rsd", "it", "this", "mine", "my", "i", "im", "ive", "we", "me", "us"];

/// How much nearer a later passage must be than the first to lead the reply (cosine).
const CLEARLY_NEARER: f32 = 0.05;

/// A vector as two are compared.
fn sorted(mut vector: Vector) -> Vector {
    vector.sort_unstable_by_key(|(number, _)| *number);
    vector
}

fn asked_words(document: &Document) -> Vec<Vec<String>> {
    std::iter::once(&document.title).chain(&document.phrasings).map(|phrasing| text::words(phrasing)).collect()
}

/// Keywords, then passages.
fn told_words(document: &Document) -> Vec<Vec<String>> {
    document.keywords.iter().chain(&document.passages).map(|told| text::words(told)).collect()
}

fn lessons<'a>(phrasings: &'a [Vec<Counted>], told: &'a [Vec<Counted>], talk: &'a [Counted]) -> Vec<Lesson<'a>> {
    let of = |class: usize, texts: &'a [Counted], weight: f32| {
        let class = u32::try_from(class).unwrap_or(u32::MAX);
        texts.iter().map(move |Counted { vector, key, .. }| Lesson { class, vector, weight, key: *key })
    };
    let asked = phrasings.iter().enumerate().flat_map(|(class, vectors)| of(class, vectors, 1.0));
    let told = told.iter().enumerate().flat_map(|(class, vectors)| of(class, vectors, PASSAGE_LESSON));
    asked.chain(told).chain(of(phrasings.len(), talk, 1.0)).collect()
}

/// The words by which a name that is not ours is known: those of names of one word, and telling ones of longer names
/// that the content never uses.
fn foreign_words(name: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let words = text::words(name);
    let telling = |word: &String| words.len() == 1 || (!is_stop_word(word) && !vocabulary.knows(word));
    words.iter().filter(|word| telling(word)).cloned().collect()
}

/// The reading to go by: the surest, of equals the one of the whole message.
fn best_of(readings: &[Reading]) -> Option<&Reading> {
    let sure = |reading: &&Reading| reading.signals.confidence();
    let with_entries = readings.iter().filter(|reading| !reading.scored.is_empty());
    with_entries.rev().max_by(|a, b| sure(a).total_cmp(&sure(b)))
}

/// The entries of the best reading, then those that other sentences found; scores follow the best one's confidence.
fn candidates(best: &Reading, readings: &[Reading], confidence: f64) -> Vec<Candidate> {
    let top = f64::from(best.scored[0].score).max(f64::MIN_POSITIVE);
    let own = best.scored.iter().map(|one| (one.document, confidence * f64::from(one.score) / top));
    let others = readings.iter().filter(|reading| !std::ptr::eq(*reading, best));
    let others = others.filter_map(|reading| Some((reading.scored.first()?.document, reading.signals.confidence())));
    let mut all: Vec<Candidate> = Vec::new();
    for (document, score) in own.chain(others.filter(|(_, score)| *score > confidence / 2.0)) {
        match all.iter_mut().find(|candidate| candidate.document == document) {
            Some(candidate) => candidate.score = candidate.score.max(score),
            None => all.push(Candidate { document, score }),
        }
    }
    let first = all[0].document;
    all.sort_by(|a, b| {
        (b.document == first)
            .cmp(&(a.document == first))
            .then(b.score.total_cmp(&a.score))
            .then(a.document.cmp(&b.document))
    });
    all.truncate(MOST_CANDIDATES);
    all
}

/// How many of the typed words begin a word of the title.
fn matching_words(typed: &[String], title: &[String]) -> usize {
    typed.iter().filter(|typed| title.iter().any(|word| word.starts_with(typed.as_str()))).count()
}
