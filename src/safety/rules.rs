//! The compiled rules of one language, and hearing a message with them.

use rustc_hash::FxHashSet;

use super::normalise::Word;
use super::pattern::Written;
use super::pieces::pieces;
use super::program::{LeafId, Leaves, Places, Program, WINDOW};
use super::spelling::Spelling;
use super::{Category, Concern, Language, Variant, Whom};

/// Number of a set of patterns of which any one counts.
pub(super) type SetId = usize;

/// A compiled rule; its parts are numbers of pattern sets.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) category: Category,
    pub(super) any: Option<SetId>,
    pub(super) all_of: Vec<SetId>,
    pub(super) unless: Option<SetId>,
    pub(super) needs: Vec<Condition>,
    pub(super) cancel_if: Vec<Condition>,
    pub(super) soften_if: Vec<Condition>,
    pub(super) about: Whom,
    pub(super) variant: Variant,
    pub(super) softened: Variant,
    pub(super) flag: bool,
}

/// Terms that must all hold.
pub(super) type Condition = Vec<Term>;

/// A list that must, or must not, be found in the sentence or the whole message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub(super) set: SetId,
    pub(super) wanted: bool,
    pub(super) scope: Scope,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Sentence,
    Message,
}

/// Every pattern of a language, found by the part of it that is rarest in talk: most begin with words as common as "i".
#[derive(Debug, Default)]
pub(super) struct Patterns {
    leaves: Leaves,
    /// With the set each belongs to and what else it needs, so that a pattern is only tried where all of it may be.
    programs: Vec<(SetId, Program, Vec<Vec<LeafId>>)>,
    by_leaf: Vec<Vec<usize>>,
    sets: usize,
}

/// Words from one part of a long sentence to the next. A match of more words than parts have in common is not found; no
/// pattern is that long.
const STRIDE: usize = WINDOW / 2;

impl Patterns {
    pub(super) fn new_set(&mut self) -> SetId {
        self.sets += 1;
        self.sets - 1
    }

    pub(super) fn add(&mut self, set: SetId, written: &Written) {
        let program = self.leaves.compile(written);
        self.by_leaf.resize_with(self.leaves.len(), Vec::new);
        let mut needs: Vec<Vec<LeafId>> =
            program.needs().into_iter().map(|leaves| leaves.into_iter().copied().collect()).collect();
        for leaves in &mut needs {
            leaves.sort_unstable();
            leaves.dedup();
        }
        let how_usual = |leaves: &Vec<LeafId>| leaves.iter().map(|leaf| self.leaves.how_usual(*leaf)).sum::<usize>();
        let rarest = (0..needs.len()).min_by_key(|part| how_usual(&needs[*part]));
        for leaf in rarest.map(|part| needs.swap_remove(part)).unwrap_or_default() {
            self.by_leaf[leaf].push(self.programs.len());
        }
        self.programs.push((set, program, needs));
    }

    /// Calls `found` with every pattern that may be in a sentence, its set, and where the leaves are in a part of it that
    /// begins so many words in.
    fn each_likely(&self, sentence: &[&str], mut found: impl FnMut(SetId, &Program, &Places, usize)) {
        for piece in pieces(sentence.len(), WINDOW, STRIDE) {
            let places = self.leaves.places(&sentence[piece.clone()]);
            let mut tried = FxHashSet::default();
            for number in places.held().iter().flat_map(|leaf| &self.by_leaf[*leaf]) {
                let (set, program, needs) = &self.programs[*number];
                if needs.iter().all(|leaves| leaves.iter().any(|leaf| places.holds(*leaf))) && tried.insert(*number) {
                    found(*set, program, &places, piece.start);
                }
            }
        }
    }

    /// Which words of a sentence are part of a match.
    fn matched(&self, sentence: &[&str]) -> Vec<bool> {
        let mut matched = vec![false; sentence.len()];
        self.each_likely(sentence, |_, program, places, start| {
            if program.advance(places, places.everywhere()) == 0 {
                return;
            }
            for at in 0..sentence.len().min(start + WINDOW) - start {
                if let Some(length) = program.match_length(places, at) {
                    matched[start + at..start + at + length].fill(true);
                }
            }
        });
        matched
    }

    /// Which sets are found in a sentence.
    fn sets_in(&self, sentence: &[&str]) -> Sets {
        let mut sets = Sets::new(self.sets);
        self.each_likely(sentence, |set, program, places, _| {
            if !sets.holds(set) && program.advance(places, places.everywhere()) != 0 {
                sets.insert(set);
            }
        });
        sets
    }
}

/// A set of pattern sets.
#[derive(Debug, Clone)]
struct Sets(Vec<u64>);

impl Sets {
    fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn insert(&mut self, set: SetId) {
        self.0[set / 64] |= 1 << (set % 64);
    }

    fn holds(&self, set: SetId) -> bool {
        self.0[set / 64] & (1 << (set % 64)) != 0
    }

    fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }
}

/// The rules of one language.
#[derive(Debug)]
pub(super) struct RuleBook {
    pub(super) language: Language,
    pub(super) spelling: Spelling,
    pub(super) masks: Patterns,
    pub(super) patterns: Patterns,
    pub(super) rules: Vec<Rule>,
}

impl RuleBook {
    /// Everything heard in the sentences of a message.
    pub(super) fn hear(&self, sentences: &[Vec<Word>]) -> Vec<Concern> {
        let found: Vec<Sets> = sentences.iter().map(|sentence| self.sets_of(sentence)).collect();
        let mut message = Sets::new(self.patterns.sets);
        for sets in &found {
            message.join(sets);
        }
        let mut heard = Vec::new();
        for sentence in &found {
            for rule in &self.rules {
                if let Some(category) = rule.hears(sentence, &message) {
                    heard.push(rule.concern(category, self.language));
                }
            }
        }
        heard
    }

    /// The sets found in a sentence as it was meant, once masked phrases are taken out.
    fn sets_of(&self, sentence: &[Word]) -> Sets {
        let mut meant = self.spelling.correct(sentence);
        let masked = self.masks.matched(&meant);
        for (word, _) in meant.iter_mut().zip(masked).filter(|(_, masked)| *masked) {
            *word = MASK;
        }
        self.patterns.sets_in(&meant)
    }
}

/// Stands where a masked word stood; no pattern has it.
const MASK: &str = "\u{2022}";

impl Rule {
    /// The category in which the rule fires for a sentence.
    fn hears(&self, sentence: &Sets, message: &Sets) -> Option<Category> {
        let fires = self.any.is_none_or(|any| sentence.holds(any))
            && self.all_of.iter().all(|group| sentence.holds(*group))
            && !self.unless.is_some_and(|unless| sentence.holds(unless));
        let any_holds = |conditions: &[Condition]| conditions.iter().any(|terms| holds(terms, sentence, message));
        if !fires || (!self.needs.is_empty() && !any_holds(&self.needs)) || any_holds(&self.cancel_if) {
            return None;
        }
        Some(if any_holds(&self.soften_if) { Category::Soft } else { self.category })
    }

    fn concern(&self, category: Category, language: Language) -> Concern {
        Concern {
            category,
            with_emergency: false,
            rule: self.id.clone(),
            about: self.about,
            flag: self.flag,
            variant: if category == self.category { self.variant } else { self.softened },
            language,
        }
    }
}

fn holds(terms: &[Term], sentence: &Sets, message: &Sets) -> bool {
    terms.iter().all(|term| {
        let sets = if term.scope == Scope::Message { message } else { sentence };
        sets.holds(term.set) == term.wanted
    })
}
