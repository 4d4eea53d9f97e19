//! Hearing what no rule has words for: a small linear model fitted to examples of each category tells how alike a message
//! is to them. Rules stay the first ear: what they hear stands, whatever the model thinks.
//!
//! A keyword filter with logistic regression behind it is what a crisis service reports to work (Swaminathan et al. 2023,
//! npj Digital Medicine 6:213); here both are fitted and read on the moderators' own files.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::normalise::Word;
use super::pieces::pieces;
use super::shape::ExamplesFile;
use super::spelling::Spelling;
use super::{Category, Variant, Whom};
use crate::learn::features::{Counted, FeatureCounts, Kinds, stem_name};
use crate::learn::model::{Fit, Lesson, Model};
use crate::learn::nearest::Nearest;
use crate::learn::reader::{Place, Reader};
use crate::text::Token;

/// What examples teach.
#[derive(Debug)]
pub(super) struct Likeness {
    reader: Reader<CLASS_COUNT>,
    /// The examples, and the class of each.
    nearest: Nearest,
    classes: Vec<u32>,
    telling: FxHashMap<u64, u8>,
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
const CLASS_COUNT: usize = 7;
type Likely = [f32; CLASS_COUNT];

/// What the model sees. Pairs with one and two words between them hear how a thing is said: at half a false alarm in 100
/// they bring 13 more plain crises in 100, and the last word as last 2 more requests. Letter groups of two add nothing.
const KINDS: Kinds = Kinds {
    stop_word: 0.8,
    pair: 0.7,
    apart: [0.6, 0.4],
    end: 0.4,
    gram: 0.4,
    gram_sizes: (3, 4),
    grams_repeat: true,
    seen_in: 2,
};

/// How likely a category must be to be heard.
struct Measures {
    crisis: f32,
    emergency: f32,
    /// A request for a dose or a diagnosis.
    decline: f32,
    /// Likely enough for a few kind words, when it is either low or worse.
    soft: f32,
}

/// Chosen on evaluation messages written apart from the examples (2,186 in two files): crisis at 0.55 loses 1 to 2
/// points of plain and 10 of veiled crisis messages and saves half a false alarm in 100 ordinary ones, 0.42 finds 1 and 4
/// points more and costs as much; soft at 0.45 loses 5 points of what is veiled and saves half a false alarm.
const MEASURES: Measures = Measures { crisis: 0.45, emergency: 0.45, decline: 0.38, soft: 0.4 };

/// A story is read in many pieces, and one of them may sound like anything: it takes more.
const IN_A_STORY: Measures = Measures { crisis: 0.55, emergency: 0.6, decline: 0.5, soft: 0.5 };

/// A message of more words is a story.
const STORY: usize = 30;

/// How much more often a word stands in a category's examples than in ordinary talk to be telling of it. 4 loses a tenth of
/// what is said without plain words, 2 doubles the false alarms on talk about shops and banks.
const MORE_OFTEN: f64 = 2.5;

/// A request for a dose or a diagnosis has this many words at least: "cbd oil" and "clonidine patch" only name a subject.
const SHORTEST_REQUEST: usize = 3;

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

/// What was heard in a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Alike {
    pub(super) heard: Vec<Heard>,
    /// How likely a crisis is in the most telling piece, whatever its words.
    pub(super) crisis: f32,
    /// How likely it is that the person is low or worse.
    pub(super) trouble: f32,
    /// How likely an emergency is.
    pub(super) emergency: f32,
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
        let mut words = Dictionary::default();
        let mut texts: Vec<Text> = Vec::new();
        for (class, list) in (0..).zip(lists) {
            texts.extend(list.iter().map(|text| words.text(class, &super::normalise::sentences(&text.0).concat())));
        }
        texts.extend(ordinary.iter().map(|sentences| words.text(ORDINARY, &sentences.concat())));
        // Every sentence of an ordinary message is ordinary by itself too, and is read by itself later.
        let apart = ordinary.iter().filter(|sentences| sentences.len() > 1).flatten();
        texts.extend(apart.map(|sentence| words.text(ORDINARY, sentence)));
        let mut counts = FeatureCounts::new(KINDS);
        let mut vectors: Vec<Counted> = texts.iter().map(|text| counts.add(&words.tokens_of(text))).collect();
        let features = counts.finish(&mut vectors);
        let lesson = |(text, counted)| {
            let (Text { class, .. }, Counted { vector, key, .. }): (&Text, &Counted) = (text, counted);
            Lesson { class: *class, vector, weight: 1.0, key: *key }
        };
        let lessons: Vec<Lesson<'_>> = texts.iter().zip(&vectors).map(lesson).collect();
        let model = Model::fit(&lessons, features.len(), CLASS_COUNT, Fit { learnt: LEARNT, decay: DECAY });
        let spelling = Spelling::new(&BTreeMap::new(), words.usual(&texts).into_iter());
        // What is spelt wrong is read as what was meant.
        let spelt = words.tokens.iter().filter(|token| spelling.is_spelt(&token.word));
        let reader = Reader::new(&features, &model, spelt);
        let nearest = Nearest::new(vectors.iter().map(Counted::words), features.len(), texts.len() / RARER_THAN);
        let classes = texts.iter().map(|text| text.class).collect();
        Self { reader, nearest, classes, telling: words.telling(&texts), spelling }
    }

    /// What a message is like: each sentence, and the whole in pieces that overlap, since some things are said only
    /// between the lines.
    pub(super) fn hear(&self, sentences: &[Vec<Word>]) -> Alike {
        let mut words: Vec<&str> = Vec::with_capacity(sentences.iter().map(Vec::len).sum());
        let mut ends = Vec::with_capacity(sentences.len());
        for sentence in sentences {
            words.extend(sentence.iter().map(|word| self.meant(word)));
            ends.push(words.len());
        }
        let places = self.reader.places(words.iter().copied());
        let measures = if places.len() > STORY { &IN_A_STORY } else { &MEASURES };
        let mut alike = Alike::default();
        let mut start = 0;
        for end in &ends {
            self.hear_pieces(&places[start..*end], measures, &mut alike);
            start = *end;
        }
        if ends.len() > 1 {
            self.hear_pieces(&places, measures, &mut alike);
        }
        alike
    }

    /// A word as it was meant.
    fn meant<'a>(&'a self, word: &'a Word) -> &'a str {
        if self.reader.knows(&word.raw) { &word.raw } else { self.spelling.meant(word) }
    }

    fn hear_pieces(&self, places: &[Place<CLASS_COUNT>], measures: &Measures, alike: &mut Alike) {
        for piece in pieces(places.len(), PIECE, STRIDE) {
            self.hear_piece(&places[piece], measures, alike);
        }
    }

    fn hear_piece(&self, piece: &[Place<CLASS_COUNT>], measures: &Measures, alike: &mut Alike) {
        let mut likely = self.likely(piece);
        let crisis = likely[0] + likely[1];
        alike.crisis = alike.crisis.max(crisis);
        alike.trouble = alike.trouble.max(crisis + likely[5]);
        alike.emergency = alike.emergency.max(likely[2]);
        let said =
            piece.iter().filter_map(|place| self.telling.get(&place.stem())).fold(0, |all, classes| all | classes);
        for (class, likely) in likely.iter_mut().enumerate().take(ORDINARY as usize) {
            let declines = matches!(CLASSES[class].0, Category::Dosing | Category::Diagnosis);
            if said & (1 << class) == 0 || (declines && piece.len() < SHORTEST_REQUEST) {
                *likely = 0.0;
            }
        }
        alike.heard.extend(decide(&likely, measures));
    }

    /// How likely each class is: what the model says and, where it is not sure that all is well, what the nearest examples
    /// are.
    fn likely(&self, piece: &[Place<CLASS_COUNT>]) -> Likely {
        let mut likely = self.reader.probabilities(piece);
        if likely[ORDINARY as usize] < SURELY_ORDINARY {
            let near = self.near(piece);
            for (likely, near) in likely.iter_mut().zip(near) {
                *likely += (near - *likely) * NEAREST_SHARE;
            }
        }
        likely
    }

    /// The classes of the nearest examples, each by the fourth power of how near it is, so that one said word for word
    /// outvotes many a little alike; together 1.
    fn near(&self, piece: &[Place<CLASS_COUNT>]) -> Likely {
        let nearest = self.nearest.to(&self.reader.word_vector(piece), NEAREST);
        let mut classes = [0.0; CLASS_COUNT];
        let mut sum = f32::MIN_POSITIVE;
        for (alike, text) in nearest {
            let say = alike.powi(4);
            classes[self.classes[text as usize] as usize] += say;
            sum += say;
        }
        classes.map(|class| class / sum)
    }
}

/// How many of the nearest examples have a say. 8 to 100 measure the same.
const NEAREST: usize = 15;

/// Their share. At half a false alarm in 100 they bring 10 more plain crises in 100, at one 4 more emergencies; against 0.4
/// this much halves the false alarms on other people's questions and loses one veiled crisis in 100.
const NEAREST_SHARE: f32 = 0.5;

/// Examples are compared by features that fewer than one in this many have: the small words cost most and change nothing.
const RARER_THAN: usize = 60;

/// What the model is this sure of is not compared with examples, to save time.
const SURELY_ORDINARY: f32 = 0.95;

/// Shrinking of weights while learning; a third of it learns more by heart.
const DECAY: f32 = 3e-4;

/// Lessons learnt in all: every example some six times over.
const LEARNT: usize = 360_000;

fn decide(likely: &[f32], measures: &Measures) -> Option<Heard> {
    let of = |class: usize| likely.get(class).copied().unwrap_or(0.0);
    let crisis = of(0) + of(1);
    let hear =
        |class: usize| Some(Heard { category: CLASSES[class].0, about: CLASSES[class].1, variant: Variant::Plain });
    if crisis >= measures.crisis {
        return hear(usize::from(of(1) > of(0)));
    }
    if of(2) >= measures.emergency {
        return hear(2);
    }
    if of(3) + of(4) >= measures.decline {
        return hear(if of(3) >= of(4) { 3 } else { 4 });
    }
    if crisis + of(5) >= measures.soft {
        return hear(5);
    }
    None
}

/// A text to learn from: its class, and its words by their numbers in the dictionary.
struct Text {
    class: u32,
    words: Vec<u32>,
}

/// Every word of the texts once: words come again and again.
#[derive(Default)]
struct Dictionary {
    numbers: FxHashMap<String, u32>,
    tokens: Vec<Token>,
}

impl Dictionary {
    fn text(&mut self, class: u32, words: &[Word]) -> Text {
        let number = |word: &Word| {
            if let Some(number) = self.numbers.get(&word.raw) {
                return *number;
            }
            let number = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
            self.numbers.insert(word.raw.clone(), number);
            self.tokens.push(Token::new(word.raw.clone()));
            number
        };
        Text { class, words: words.iter().map(number).collect() }
    }

    fn tokens_of(&self, text: &Text) -> Vec<&Token> {
        text.words.iter().map(|number| &self.tokens[*number as usize]).collect()
    }

    /// Words that come [`USUAL`] times and more, the most frequent first: what a slip is taken for.
    fn usual(&self, texts: &[Text]) -> Vec<String> {
        let mut counts = vec![0_u32; self.tokens.len()];
        for number in texts.iter().flat_map(|text| &text.words) {
            counts[*number as usize] += 1;
        }
        let words = counts.into_iter().zip(&self.tokens).map(|(count, token)| (count, token.word.as_str()));
        let mut usual: Vec<(u32, &str)> = words.filter(|(count, _)| *count >= USUAL).collect();
        usual.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        usual.into_iter().map(|(_, word)| word.to_owned()).collect()
    }

    /// For each stem the classes, as bits, in whose examples it stands [`MORE_OFTEN`] than in ordinary talk. A message
    /// without such a word is like nothing, whatever its small words say.
    fn telling(&self, texts: &[Text]) -> FxHashMap<u64, u8> {
        let mut counts: FxHashMap<&str, [u32; 7]> = FxHashMap::default();
        let mut totals = [0_u32; 7];
        for text in texts {
            let class = text.class as usize;
            totals[class] += 1;
            let told = self.tokens_of(text).into_iter().filter(|token| !token.is_stop);
            let mut seen: Vec<&str> = told.map(|token| token.stem.as_str()).collect();
            seen.sort_unstable();
            seen.dedup();
            for stem in seen {
                counts.entry(stem).or_default()[class] += 1;
            }
        }
        let rate = |count: u32, total: u32| (f64::from(count) + 0.5) / (f64::from(total) + 1.0);
        let is_telling = |count: &[u32; 7], class: usize| {
            let ordinary = rate(count[ORDINARY as usize], totals[ORDINARY as usize]);
            count[class] >= 2 && rate(count[class], totals[class]) >= MORE_OFTEN * ordinary
        };
        let classes = |count: &[u32; 7]| {
            (0..6).filter(|class| is_telling(count, *class)).fold(0, |bits, class| bits | 1 << class)
        };
        let telling = counts.into_iter().map(|(stem, count)| (stem_name(stem), classes(&count)));
        telling.filter(|(_, classes)| *classes != 0).collect()
    }
}
