//! The pattern language of `safety.yaml`: words in a row, alternatives, endings, gaps, optional parts and named lists.
//!
//! A pattern is a small automaton whose states are sets of positions, moved on for all places of a sentence at once in
//! one machine word (bit-parallel search, Baeza-Yates and Gonnet 1992). The time for a message is linear in its length,
//! whatever the pattern.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::normalise::word;
use crate::text::is_stop_word;

/// A pattern as it is written.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Word(String),
    Beginning(String),
    Row(Vec<Node>),
    /// One of many words: lists of medicines are long, and a set is quicker than trying each.
    OneOf(FxHashSet<String>),
    Either(Vec<Node>),
    Maybe(Box<Node>),
    Gap(u32),
}

/// Named lists that patterns can use; each is alternatives.
pub(super) type Lists = BTreeMap<String, Node>;

/// Spellings that are read as other words, in patterns as in messages.
pub(super) type Misspellings = BTreeMap<String, String>;

/// Parses a pattern, or says what is wrong with it.
pub(super) fn parse(pattern: &str, lists: &Lists, misspellings: &Misspellings) -> Result<Node, String> {
    let spaced = pattern.replace('(', " ( ").replace(')', " ) ").replace('|', " | ").replace(") ?", ")?");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser { tokens: &tokens, at: 0, lists, misspellings };
    let node = parser.either()?;
    if parser.at < tokens.len() {
        return Err("a closing bracket has no opening one".to_owned());
    }
    if node.may_be_empty() {
        return Err("it must hold a word that is not optional".to_owned());
    }
    Ok(node)
}

struct Parser<'a> {
    tokens: &'a [&'a str],
    at: usize,
    lists: &'a Lists,
    misspellings: &'a Misspellings,
}

impl Parser<'_> {
    fn either(&mut self) -> Result<Node, String> {
        let mut options = vec![self.row()?];
        while self.tokens.get(self.at) == Some(&"|") {
            self.at += 1;
            options.push(self.row()?);
        }
        Ok(if options.len() == 1 { options.remove(0) } else { Node::any_of(options) })
    }

    fn row(&mut self) -> Result<Node, String> {
        let mut parts = Vec::new();
        while let Some(token) = self.tokens.get(self.at) {
            match *token {
                "|" | ")" | ")?" => break,
                "(" => {
                    self.at += 1;
                    let inner = self.either()?;
                    match self.tokens.get(self.at) {
                        Some(&")") => parts.push(inner),
                        Some(&")?") => parts.push(Node::Maybe(Box::new(inner))),
                        _ => return Err("a bracket is not closed".to_owned()),
                    }
                }
                other => parts.push(self.part(other)?),
            }
            self.at += 1;
        }
        match parts.len() {
            0 => Err("a part of it is empty".to_owned()),
            1 => Ok(parts.remove(0)),
            _ => Ok(Node::Row(parts)),
        }
    }

    fn part(&self, token: &str) -> Result<Node, String> {
        if let Some(name) = token.strip_prefix('@') {
            return self.lists.get(name).cloned().ok_or_else(|| format!("there is no list `{name}`"));
        }
        if let Some(count) = token.strip_prefix('~') {
            let count = count.parse().ok().filter(|count| (1..=MOST_BETWEEN).contains(count));
            return count.map(Node::Gap).ok_or_else(|| format!("`{token}` is not a gap: write ~1 to ~16"));
        }
        if let Some(beginning) = token.strip_suffix('*') {
            let beginning = word(beginning).plain;
            return if beginning.chars().count() < SHORTEST_BEGINNING {
                Err(format!("`{token}` fits too many words: write three letters at least before *"))
            } else {
                Ok(Node::Beginning(beginning))
            };
        }
        if let Some(meant) = self.misspellings.get(token) {
            let words: Vec<Node> = meant.split_whitespace().map(|meant| Node::Word(word(meant).plain)).collect();
            return Ok(Node::Row(words));
        }
        let plain = word(token).plain;
        if plain.chars().all(|c| c.is_ascii_punctuation()) {
            return Err(format!("`{token}` is not a word"));
        }
        Ok(Node::Word(plain))
    }
}

/// Most words a gap may reach over.
const MOST_BETWEEN: u32 = 16;

/// Fewest letters before `*`.
pub(super) const SHORTEST_BEGINNING: usize = 3;

impl Node {
    /// One of these; their single words as a set, those of alternatives among them too.
    pub(super) fn any_of(options: Vec<Self>) -> Self {
        let (mut words, mut others) = (FxHashSet::default(), Vec::new());
        let mut waiting = options;
        waiting.reverse();
        while let Some(option) = waiting.pop() {
            match option {
                Self::Word(word) => {
                    words.insert(word);
                }
                Self::OneOf(more) => words.extend(more),
                Self::Either(inner) => waiting.extend(inner.into_iter().rev()),
                other => others.push(other),
            }
        }
        if !words.is_empty() {
            others.insert(0, Self::OneOf(words));
        }
        if others.len() == 1 { others.remove(0) } else { Self::Either(others) }
    }

    fn may_be_empty(&self) -> bool {
        match self {
            Self::Word(_) | Self::OneOf(_) | Self::Beginning(_) => false,
            Self::Maybe(_) | Self::Gap(_) => true,
            Self::Row(parts) => parts.iter().all(Self::may_be_empty),
            Self::Either(options) => options.iter().any(Self::may_be_empty),
        }
    }

    /// Whether a match can begin with any word.
    pub(super) fn begins_with_anything(&self) -> bool {
        match self {
            Self::Word(_) | Self::OneOf(_) | Self::Beginning(_) => false,
            Self::Gap(_) => true,
            Self::Maybe(inner) => inner.begins_with_anything(),
            Self::Either(options) => options.iter().any(Self::begins_with_anything),
            Self::Row(parts) => {
                let first = parts.iter().position(|part| !part.may_be_empty()).map_or(parts.len(), |first| first + 1);
                parts[..first].iter().any(Self::begins_with_anything)
            }
        }
    }

    /// The pattern over numbered leaves.
    pub(super) fn compile(&self, leaves: &mut Leaves) -> Program {
        let all = |nodes: &[Self], leaves: &mut Leaves| nodes.iter().map(|node| node.compile(leaves)).collect();
        match self {
            Self::Word(word) => Program::Leaf(leaves.number([word.as_str()])),
            Self::OneOf(words) => Program::Leaf(leaves.number(words.iter().map(String::as_str))),
            Self::Beginning(beginning) => Program::Leaf(leaves.number_of_beginning(beginning)),
            Self::Row(parts) => Program::Row(all(parts, leaves)),
            Self::Either(options) => Program::Either(all(options, leaves)),
            Self::Maybe(inner) => Program::Maybe(Box::new(inner.compile(leaves))),
            Self::Gap(most) => Program::Gap(*most),
        }
    }
}

/// A pattern ready to run.
#[derive(Debug)]
pub(super) enum Program {
    Leaf(LeafId),
    Row(Vec<Program>),
    Either(Vec<Program>),
    Maybe(Box<Program>),
    Gap(u32),
}

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

    fn may_be_empty(&self) -> bool {
        match self {
            Self::Leaf(_) => false,
            Self::Maybe(_) | Self::Gap(_) => true,
            Self::Row(parts) => parts.iter().all(Self::may_be_empty),
            Self::Either(options) => options.iter().any(Self::may_be_empty),
        }
    }

    /// Of each part that must be there: the leaves with which it can begin. There is one part at least, since no pattern
    /// begins with anything.
    pub(super) fn needs(&self) -> Vec<Vec<LeafId>> {
        let parts = if let Self::Row(parts) = self { parts.as_slice() } else { std::slice::from_ref(self) };
        let firsts = |part: &Self| {
            let mut leaves = Vec::new();
            let any = part.firsts(&mut leaves);
            leaves.sort_unstable();
            leaves.dedup();
            (!any).then_some(leaves)
        };
        parts.iter().filter(|part| !part.may_be_empty()).filter_map(firsts).collect()
    }

    /// The leaves with which a match can begin; true when it can begin with anything.
    pub(super) fn firsts(&self, leaves: &mut Vec<LeafId>) -> bool {
        match self {
            Self::Leaf(leaf) => leaves.push(*leaf),
            Self::Gap(_) => return true,
            Self::Maybe(inner) => return inner.firsts(leaves),
            Self::Either(options) => {
                // Every option is read, also after one that begins with anything.
                return options.iter().fold(false, |any, option| option.firsts(leaves) | any);
            }
            Self::Row(parts) => {
                for part in parts {
                    if part.firsts(leaves) {
                        return true;
                    }
                    if !part.may_be_empty() {
                        return false;
                    }
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{Leaves, Lists, Misspellings, parse};
    use crate::safety::normalise::sentences;

    fn check(pattern: &str, text: &str, expected: Option<usize>) {
        let misspellings = Misspellings::from([("wana".to_owned(), "want to".to_owned())]);
        let end = parse("die|end it", &Lists::new(), &misspellings).expect("it parses");
        let node = parse(pattern, &Lists::from([("end".to_owned(), end)]), &misspellings)
            .unwrap_or_else(|problem| panic!("{pattern}: {problem}"));
        let mut leaves = Leaves::default();
        let program = node.compile(&mut leaves);
        let sentences = sentences(text);
        let words: Vec<&str> = sentences[0].iter().map(|word| word.plain.as_str()).collect();
        assert_eq!(program.match_length(&leaves.places(&words), 0), expected, "{pattern} on {text}");
    }

    #[test]
    fn patterns_match_words_in_a_row() {
        check("want to die", "want to die now", Some(3));
        check("want to die", "want to diet", None);
        check("(want|wanna) ~2 die", "wanna just really die", Some(4));
        check("(want|wanna) ~2 die", "wanna just really please die", None);
        check("suicid*", "suicidal", Some(1));
        check("want (to)? @end", "want end it", Some(3));
        check("want (to)? @end", "want to die", Some(3));
        check("kill", "killll", Some(1));
        check("wana die", "want to die", Some(3));
    }

    #[test]
    fn a_pattern_that_says_nothing_is_refused() {
        for pattern in ["", "(a", "a)", "~2", "(a)?", "a |", "@nothing", "~99", "a*", "?!"] {
            assert!(parse(pattern, &Lists::new(), &Misspellings::new()).is_err(), "{pattern}");
        }
    }
}
