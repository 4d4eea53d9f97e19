//! The compiled rules of one language, and hearing a message with them.

use rustc_hash::FxHashMap;

use super::normalise::Word;
use super::pattern::{Node, SHORTEST_BEGINNING};
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

/// Every pattern of a language, found by the words they can begin with.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    nodes: Vec<(SetId, Node, Vec<PartId>)>,
    by_word: FxHashMap<String, Vec<usize>>,
    /// By the first letters of a beginning such as `suicid*`.
    by_beginning: FxHashMap<String, Vec<usize>>,
    sets: usize,
    parts: Parts,
}

/// What patterns need besides their first word, so that a pattern is only tried where all of it may be: most begin with
/// words as common as "i".
#[derive(Debug, Default)]
struct Parts {
    numbers: FxHashMap<(Vec<String>, Vec<String>), PartId>,
    by_word: FxHashMap<String, Vec<PartId>>,
    by_beginning: FxHashMap<String, Vec<(String, PartId)>>,
}

/// The number of a part of patterns.
type PartId = usize;

impl Parts {
    fn number(&mut self, words: Vec<String>, beginnings: Vec<String>) -> PartId {
        let next = self.numbers.len();
        let number = *self.numbers.entry((words.clone(), beginnings.clone())).or_insert(next);
        if number == next {
            for word in words {
                self.by_word.entry(word).or_default().push(number);
            }
            for beginning in beginnings {
                self.by_beginning.entry(first_letters(&beginning).to_owned()).or_default().push((beginning, number));
            }
        }
        number
    }

    /// Which parts a sentence holds.
    fn in_sentence(&self, sentence: &[Word]) -> Sets {
        let mut held = Sets::new(self.numbers.len());
        for word in sentence {
            for number in self.by_word.get(word.plain.as_str()).into_iter().flatten() {
                held.insert(*number);
            }
            for (beginning, number) in self.by_beginning.get(first_letters(&word.plain)).into_iter().flatten() {
                if word.plain.starts_with(beginning.as_str()) {
                    held.insert(*number);
                }
            }
        }
        held
    }
}

/// As many letters as the shortest beginning has.
fn first_letters(word: &str) -> &str {
    let end = word.char_indices().nth(SHORTEST_BEGINNING).map_or(word.len(), |(at, _)| at);
    &word[..end]
}

impl Patterns {
    pub(super) fn new_set(&mut self) -> SetId {
        self.sets += 1;
        self.sets - 1
    }

    pub(super) fn add(&mut self, set: SetId, node: Node) {
        let (mut words, mut beginnings) = (Vec::new(), Vec::new());
        node.firsts(&mut words, &mut beginnings);
        let number = self.nodes.len();
        words.sort_unstable();
        words.dedup();
        for word in words {
            self.by_word.entry(word).or_default().push(number);
        }
        let mut keys: Vec<String> = beginnings.iter().map(|beginning| first_letters(beginning).to_owned()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.by_beginning.entry(key).or_default().push(number);
        }
        let needs = node.needs().into_iter().map(|(words, beginnings)| self.parts.number(words, beginnings)).collect();
        self.nodes.push((set, node, needs));
    }

    /// Calls `found` with the set, start and length of every match in a sentence.
    fn each_match(&self, sentence: &[Word], mut found: impl FnMut(SetId, usize, usize)) {
        let held = self.parts.in_sentence(sentence);
        for (start, word) in sentence.iter().enumerate() {
            let by_word = self.by_word.get(word.plain.as_str());
            let by_beginning = self.by_beginning.get(first_letters(&word.plain));
            for number in by_word.into_iter().chain(by_beginning).flatten() {
                let (set, node, needs) = &self.nodes[*number];
                if !needs.iter().all(|part| held.holds(*part)) {
                    continue;
                }
                if let Some(length) = node.match_length(&sentence[start..]) {
                    found(*set, start, length);
                }
            }
        }
    }

    /// Which sets are found in a sentence.
    fn sets_in(&self, sentence: &[Word]) -> Sets {
        let mut sets = Sets::new(self.sets);
        self.each_match(sentence, |set, _, _| sets.insert(set));
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
        let mut masked = vec![false; meant.len()];
        self.masks.each_match(&meant, |_, start, length| masked[start..start + length].fill(true));
        for (word, _) in meant.iter_mut().zip(masked).filter(|(_, masked)| *masked) {
            MASK.clone_into(&mut word.plain);
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
