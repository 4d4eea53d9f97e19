//! Measuring the bot on labelled questions: how often the right entry is first, is answered, is silent, is wrong.

use serde::{Deserialize, Serialize};

use crate::bot::{Bot, Outcome};
use crate::decision::Decision;
use crate::message::{Heard, Message};
use crate::safety::Category;

/// A labelled question.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    /// The message.
    pub q: String,
    /// Ids of the entries that answer it, or `none`.
    pub labels: Vec<String>,
    /// Whether it is put to the bot or overheard.
    #[serde(default)]
    pub mode: Mode,
    /// Whether silence and an answer are both acceptable; counted in nothing but false wrongs.
    #[serde(default)]
    pub either: bool,
}

/// How a message reaches the bot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Said to the bot.
    #[default]
    Ask,
    /// Said to others.
    Ambient,
}

/// The label of a message that must get no answer.
const NONE: &str = "none";

/// Shares of rows, each 0..1, and what they are shares of.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figures {
    /// Rows that have an entry.
    pub with_entry: usize,
    /// Rows that have none.
    pub without_entry: usize,
    /// Share of rows with an entry whose best candidate is right.
    pub top1: f64,
    /// … with the right one among the first three.
    pub top3: f64,
    /// … that were answered right.
    pub answered_right: f64,
    /// … that were answered right, or offered the right one to choose.
    pub right_or_offered: f64,
    /// … that were answered wrong.
    pub answered_wrong: f64,
    /// … that got no entry at all.
    pub silent: f64,
    /// Share of rows without an entry that were answered.
    pub false_answers: f64,
    /// Whether scores mean what they say: for each tenth of the scale, how many best candidates had such a score and what
    /// share of them was right. A row without an entry makes its best candidate wrong.
    #[serde(skip)]
    pub calibration: [Bin; 10],
}

/// The best candidates whose score lies in one tenth of the scale.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// How many there are.
    pub count: usize,
    /// The share that is right, 0..1.
    pub right: f64,
}

/// What became of a row, for comparing two states of the content.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// In words: `right`, `offered`, or what [`Miss`] says.
    pub what: &'static str,
    /// The best candidate.
    pub best: Option<String>,
}

/// What becomes of a row.
#[must_use]
pub fn fate(bot: &Bot, row: &Row) -> Fate {
    let outcome = answer(bot, row);
    let seen = Seen::new(bot, row, &outcome);
    let what = seen.miss(row).unwrap_or(if seen.offered { "offered" } else { "right" });
    let best = outcome.found.candidates.first();
    Fate { what, best: best.map(|best| bot.knowledge().entries()[best.document].id.clone()) }
}

fn answer(bot: &Bot, row: &Row) -> Outcome {
    let heard = if row.mode == Mode::Ask { Heard::Asked } else { Heard::Overheard };
    bot.answer(&Message { text: &row.q, before: &[], heard })
}

/// A row that did not go as it should.
#[derive(Debug, Clone, Serialize)]
pub struct Miss {
    /// The message.
    pub q: String,
    /// What was wanted.
    pub labels: Vec<String>,
    /// What happened: `wrong`, `silent`, `false answer`, or `second` when the right entry was only offered or lower.
    pub what: &'static str,
    /// The best candidate.
    pub best: Option<String>,
    /// Its score.
    pub score: f64,
}

/// Measures `bot` on `rows`.
#[must_use]
pub fn measure(bot: &Bot, rows: &[Row]) -> (Figures, Vec<Miss>) {
    let mut tally = Tally::default();
    let mut misses = Vec::new();
    for row in rows {
        let outcome = answer(bot, row);
        let seen = Seen::new(bot, row, &outcome);
        tally.add(row, &seen);
        if let Some(best) = outcome.found.candidates.first() {
            tally.weigh(row, best.score, seen.rank == Some(0));
        }
        if let Some(what) = seen.miss(row) {
            let best = outcome.found.candidates.first();
            misses.push(Miss {
                q: row.q.clone(),
                labels: row.labels.clone(),
                what,
                best: best.map(|best| bot.knowledge().entries()[best.document].id.clone()),
                score: best.map_or(0.0, |best| best.score),
            });
        }
    }
    (tally.figures(), misses)
}

/// What happened to one row.
struct Seen {
    /// Place of the right entry among the candidates.
    rank: Option<usize>,
    answered: Option<bool>,
    offered: bool,
}

impl Seen {
    fn new(bot: &Bot, row: &Row, outcome: &Outcome) -> Self {
        let right = |entry: usize| row.labels.contains(&bot.knowledge().entries()[entry].id);
        let rank = outcome.found.candidates.iter().position(|candidate| right(candidate.document));
        Self { rank, answered: answered(&outcome.decision, &right), offered: offered(&outcome.decision, &right) }
    }

    fn miss(&self, row: &Row) -> Option<&'static str> {
        let expects_none = row.labels.iter().any(|label| label == NONE);
        match self.answered {
            _ if row.either => None,
            Some(_) if expects_none => Some("false answer"),
            Some(false) => Some("wrong"),
            None if !expects_none && !self.offered => Some("silent"),
            None if !expects_none && self.rank != Some(0) => Some("second"),
            _ => None,
        }
    }
}

/// Whether an entry was answered with, and whether it was right. A decline serves by the entry it offers.
fn answered(decision: &Decision, right: &dyn Fn(usize) -> bool) -> Option<bool> {
    match decision {
        Decision::Answer { entry, .. } => Some(right(*entry)),
        Decision::Decline { offer: Some(entry), concern } if concern.category <= Category::Dosing && right(*entry) => {
            Some(true)
        }
        Decision::Comfort { then, .. } => answered(then, right),
        _ => None,
    }
}

fn offered(decision: &Decision, right: &dyn Fn(usize) -> bool) -> bool {
    match decision {
        Decision::Choose(entries) => entries.iter().any(|&entry| right(entry)),
        Decision::Comfort { then, .. } => offered(then, right),
        _ => false,
    }
}

#[derive(Default)]
struct Tally {
    with: usize,
    without: usize,
    top1: usize,
    top3: usize,
    right: usize,
    offered: usize,
    wrong: usize,
    silent: usize,
    false_answers: usize,
    /// By tenth of the score: how many best candidates, and how many of them right.
    scores: [(usize, usize); 10],
}

impl Tally {
    fn weigh(&mut self, row: &Row, score: f64, is_right: bool) {
        if !row.either {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score lies between 0 and 1")]
            let tenth = ((score * 10.0) as usize).min(9);
            self.scores[tenth].0 += 1;
            self.scores[tenth].1 += usize::from(is_right);
        }
    }

    fn add(&mut self, row: &Row, seen: &Seen) {
        if row.either {
            return;
        }
        if row.labels.iter().any(|label| label == NONE) {
            self.without += 1;
            self.false_answers += usize::from(seen.answered.is_some());
            return;
        }
        self.with += 1;
        self.top1 += usize::from(seen.rank == Some(0));
        self.top3 += usize::from(seen.rank.is_some_and(|rank| rank < 3));
        self.right += usize::from(seen.answered == Some(true));
        self.wrong += usize::from(seen.answered == Some(false));
        self.offered += usize::from(seen.offered);
        self.silent += usize::from(seen.answered.is_none() && !seen.offered);
    }

    fn figures(&self) -> Figures {
        Figures {
            with_entry: self.with,
            without_entry: self.without,
            top1: share(self.top1, self.with),
            top3: share(self.top3, self.with),
            answered_right: share(self.right, self.with),
            right_or_offered: share(self.right + self.offered, self.with),
            answered_wrong: share(self.wrong, self.with),
            silent: share(self.silent, self.with),
            false_answers: share(self.false_answers, self.without),
            calibration: self.scores.map(|(count, right)| Bin { count, right: share(right, count) }),
        }
    }
}

/// `part` of `whole`; 0 of nothing.
fn share(part: usize, whole: usize) -> f64 {
    let exact = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { exact(part) / exact(whole) }
}
