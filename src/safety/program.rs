//! Patterns ready to run, and where their words stand in a sentence.
//!
//! A pattern is a small automaton whose states are sets of positions, moved on for all places of a sentence at once in
//! one machine word (bit-parallel search, Baeza-Yates and Gonnet 1992). The time for a message is linear in its length,
//! whatever the pattern.

use rustc_hash::FxHashMap;

use super::pattern::{Leaf, Node, SHORTEST_BEGINNING, Written};
use crate::text::is_stop_word;

/// A pattern over the numbers of its leaves.
pub(super) type Program = Node<LeafId>;

/// The number of a leaf: a word, one of many words, or a beginning.
pub(super) type LeafId = usize;

/// The leaves of many patterns, by the words that fit them.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    numbers: FxHashMap<Vec<String>, LeafId>,
    usual: Vec<usize>,
    by_word: FxHashMap<String, Vec<LeafId>>,
    /// Beginnings by their first letters.
    by_beginning: FxHashMap<String, Vec<(String, LeafId)>>,
}

impl Leaves {
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// How usual the words of a leaf are in talk, roughly: a stop word as a hundred others.
    pub(super) fn how_usual(&self, leaf: LeafId) -> usize {
        self.usual[leaf]
    }

    /// A pattern over the numbers of its leaves.
    pub(super) fn compile(&mut self, written: &Written) -> Program {
        let mut all = |nodes: &[Written]| nodes.iter().map(|node| self.compile(node)).collect();
        match written {
            Node::Row(parts) => Node::Row(all(parts)),
            Node::Either(options) => Node::Either(all(options)),
            Node::Maybe(inner) => Node::Maybe(Box::new(self.compile(inner))),
            Node::Gap(most) => Node::Gap(*most),
            Node::Leaf(Leaf::Word(word)) => Node::Leaf(self.number([word.as_str()])),
            Node::Leaf(Leaf::OneOf(words)) => Node::Leaf(self.number(words.iter().map(String::as_str))),
            Node::Leaf(Leaf::Beginning(beginning)) => Node::Leaf(self.number_of_beginning(beginning)),
        }
    }

    fn number<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) -> LeafId {
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        words.sort_unstable();
        let (next, known) = (self.len(), self.numbers.get(&words));
        if let Some(number) = known {
            return *number;
        }
        self.usual.push(words.iter().map(|word| if is_stop_word(word) { 100 } else { 1 }).sum());
        for word in &words {
            self.by_word.entry(word.clone()).or_default().push(next);
        }
        self.numbers.insert(words, next);
        next
    }

    fn number_of_beginning(&mut self, beginning: &str) -> LeafId {
        let next = self.len();
        // No word ends in a star.
        let number = *self.numbers.entry(vec![format!("{beginning}*")]).or_insert(next);
        if number == next {
            self.usual.push(1);
            let same = self.by_beginning.entry(first_letters(beginning).to_owned()).or_default();
            same.push((beginning.to_owned(), number));
        }
        number
    }

    /// Where the words of a part of a sentence, [`WINDOW`] at most, fit which leaves.
    pub(super) fn places(&self, words: &[&str]) -> Places {
        let mut places = Places { of_leaf: vec![0; self.len()], held: Vec::new(), end: words.len() };
        for (at, word) in words.iter().enumerate() {
            for leaf in self.by_word.get(*word).into_iter().flatten() {
                places.add(*leaf, at);
            }
            for (beginning, leaf) in self.by_beginning.get(first_letters(word)).into_iter().flatten() {
                if word.starts_with(beginning.as_str()) {
                    places.add(*leaf, at);
                }
            }
        }
        places
    }
}

/// As many letters as the shortest beginning has.
fn first_letters(word: &str) -> &str {
    let end = word.char_indices().nth(SHORTEST_BEGINNING).map_or(word.len(), |(at, _)| at);
    &word[..end]
}

/// Words that a set of positions can tell apart: one less than its bits.
pub(super) const WINDOW: usize = 127;

/// A set of positions between the words of a part of a sentence: bit n is before the nth word.
pub(super) type Positions = u128;

/// Where the leaves are.
#[derive(Debug)]
pub(super) struct Places {
    of_leaf: Vec<Positions>,
    held: Vec<LeafId>,
    end: usize,
}

impl Places {
    fn add(&mut self, leaf: LeafId, at: usize) {
        if self.of_leaf[leaf] == 0 {
            self.held.push(leaf);
        }
        self.of_leaf[leaf] |= 1 << at;
    }

    /// The leaves that are there.
    pub(super) fn held(&self) -> &[LeafId] {
        &self.held
    }

    pub(super) fn holds(&self, leaf: LeafId) -> bool {
        self.of_leaf[leaf] != 0
    }

    /// Every position that a match can begin at.
    pub(super) fn everywhere(&self) -> Positions {
        (1 << self.end) - 1
    }
}

impl Program {
    /// The positions after a match, given the positions before it.
    pub(super) fn advance(&self, places: &Places, before: Positions) -> Positions {
        match self {
            Self::Leaf(leaf) => (before & places.of_leaf[*leaf]) << 1,
            Self::Row(parts) => {
                parts.iter().fold(before, |at, part| if at == 0 { 0 } else { part.advance(places, at) })
            }
            Self::Either(options) => options.iter().fold(0, |at, option| at | option.advance(places, before)),
            Self::Maybe(inner) => before | inner.advance(places, before),
            Self::Gap(most) => {
                // Each turn doubles how far it reaches.
                let (mut at, mut reach) = (before, 0);
                while reach < *most {
                    let further = (reach + 1).min(most - reach);
                    at |= at << further;
                    reach += further;
                }
                at & (places.everywhere() | 1 << places.end)
            }
        }
    }

    /// How many words the longest match takes that begins at a position.
    pub(super) fn match_length(&self, places: &Places, at: usize) -> Option<usize> {
        let after = self.advance(places, 1 << at);
        (after != 0).then(|| 127 - after.leading_zeros() as usize - at)
    }
}
