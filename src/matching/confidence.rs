//! From signals to a confidence that means what it says, and from confidence to what is done.

use super::Band;

/// What is known about the best entry for a question. Shares are 0 to 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Signals {
    /// Its score: model and nearest phrasing.
    pub(crate) score: f64,
    /// How far it is ahead of the next.
    pub(crate) gap: f64,
    /// Similarity of the nearest phrasing.
    pub(crate) nearest: f64,
    /// Share of the question that its words explain.
    pub(crate) coverage: f64,
    /// How much that is.
    pub(crate) explained: f64,
    /// Share of the question that nobody knows.
    pub(crate) unknown: f64,
    /// Whether another condition or thing is named.
    pub(crate) foreign: f64,
    /// How much it looks like ordinary talk.
    pub(crate) nothing: f64,
    /// Whether it asks.
    pub(crate) asks: f64,
    /// How long it is.
    pub(crate) length: f64,
}

/// The logarithm of the number of words, over 3: about 0 for a word, 1 for twenty.
pub(crate) fn length(words: usize) -> f64 {
    f64::from(u32::try_from(words.max(1)).unwrap_or(u32::MAX)).ln() / 3.0
}

/// A signal: its name, what one unit of it adds, and how it is read; see [`WEIGHTS`].
pub(crate) struct Weight {
    pub(crate) name: &'static str,
    pub(crate) factor: f64,
    pub(crate) value: fn(&Signals) -> f64,
}

/// Constant term of the logistic model.
const BIAS: f64 = -7.10;

/// The logistic model of "the best entry answers", fitted to `faq/evaluation` (2,007 messages) and, lighter, to phrasings held
/// out of five folds and three public sets; checked on questions it was not fitted to (docs/matching.md).
pub(crate) const WEIGHTS: [Weight; 10] = [
    // The model and the nearest phrasing agree on an entry.
    Weight { name: "score", factor: 3.50, value: |s| s.score },
    // And no other is near.
    Weight { name: "gap", factor: 2.01, value: |s| s.gap },
    // Somebody put it almost like this.
    Weight { name: "nearest", factor: 0.60, value: |s| s.nearest },
    // The entry uses its telling words.
    Weight { name: "coverage", factor: 0.55, value: |s| s.coverage },
    // And there are several of them, not one.
    Weight { name: "explained", factor: 0.36, value: |s| s.explained },
    // Words that nobody here uses: another subject.
    Weight { name: "unknown", factor: -1.33, value: |s| s.unknown },
    // Another condition is named.
    Weight { name: "foreign", factor: -2.20, value: |s| s.foreign },
    // It reads like ordinary talk.
    Weight { name: "nothing", factor: -1.24, value: |s| s.nothing },
    // It asks.
    Weight { name: "asks", factor: 0.77, value: |s| s.asks },
    // A word or two alone could mean many things.
    Weight { name: "length", factor: 4.50, value: |s| s.length },
];

/// Confidence from which one entry is answered with: of messages without an entry one in thirteen is answered.
pub(crate) const SURE: f64 = 0.45;
/// Confidence from which a few entries are offered: to pick costs a tired person little, and "none of these" is there.
pub(crate) const PERHAPS: f64 = 0.04;
/// Confidence from which the bot answers though nobody asked it: of ordinary talk one message in 200 is answered.
pub(crate) const SPEAKS_UP: f64 = 0.65;
/// Lead over the next entry that it needs then.
pub(crate) const CLEAR_LEAD: f64 = 0.1;

impl Signals {
    /// The confidence, 0 to 1, that the best entry answers.
    pub(crate) fn confidence(&self) -> f64 {
        let sum = WEIGHTS.iter().fold(BIAS, |sum, weight| sum + weight.factor * (weight.value)(self));
        1.0 / (1.0 + (-sum).exp())
    }
}

/// What a confidence allows. Nothing is offered for a question that shares no telling word with the best entry, unless
/// it is nearly one of its phrasings ("will i have this for ever").
pub(crate) fn band(confidence: f64, signals: &Signals) -> Band {
    match confidence {
        _ if signals.coverage <= 0.0 && signals.nearest < NEARLY_SAID => Band::Nothing,
        confidence if confidence >= SURE => Band::Sure,
        confidence if confidence >= PERHAPS => Band::Perhaps,
        _ => Band::Nothing,
    }
}

/// Similarity from which a question without telling words is taken as a phrasing.
const NEARLY_SAID: f64 = 0.85;

/// Whether to answer an open question that was not put to us.
pub(crate) fn speaks_up(confidence: f64, signals: &Signals) -> bool {
    confidence >= SPEAKS_UP && signals.gap >= CLEAR_LEAD && band(confidence, signals) == Band::Sure
}
