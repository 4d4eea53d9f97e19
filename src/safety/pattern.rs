//! The pattern language of `safety.yaml`: words in a row, alternatives, endings, gaps, optional parts and named lists.
//!
//! A pattern is matched against at most 63 words from where it begins, as sets of positions in one machine word; the
//! time for a message is linear in its length, whatever the pattern.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::normalise::{Word, word};

/// A compiled pattern.
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

    /// The positions after a match, given the positions before it: bit n stands for the nth word of `words`.
    fn advance(&self, words: &[Word], before: u64) -> u64 {
        match self {
            Self::Word(wanted) => step(words, before, |word| word == wanted),
            Self::Beginning(wanted) => step(words, before, |word| word.starts_with(wanted.as_str())),
            Self::OneOf(wanted) => step(words, before, |word| wanted.contains(word)),
            Self::Row(parts) => parts.iter().fold(before, |at, part| if at == 0 { 0 } else { part.advance(words, at) }),
            Self::Either(options) => options.iter().fold(0, |at, option| at | option.advance(words, before)),
            Self::Maybe(inner) => before | inner.advance(words, before),
            Self::Gap(most) => (0..*most).fold(before, |at, _| at | at << 1) & within(words),
        }
    }

    /// Where the longest match that begins with the first of `words` ends: the number of words it takes.
    pub(super) fn match_length(&self, words: &[Word]) -> Option<usize> {
        let window = &words[..words.len().min(WINDOW)];
        let after = self.advance(window, 1) & !1;
        (after != 0).then(|| 63 - after.leading_zeros() as usize)
    }

    fn may_be_empty(&self) -> bool {
        match self {
            Self::Word(_) | Self::OneOf(_) | Self::Beginning(_) => false,
            Self::Maybe(_) | Self::Gap(_) => true,
            Self::Row(parts) => parts.iter().all(Self::may_be_empty),
            Self::Either(options) => options.iter().any(Self::may_be_empty),
        }
    }

    /// Of each part that must be there after the first: the words and beginnings with which it can begin.
    pub(super) fn needs(&self) -> Vec<(Vec<String>, Vec<String>)> {
        let Self::Row(parts) = self else { return Vec::new() };
        let mut needs = Vec::new();
        for part in parts.iter().skip(1).filter(|part| !part.may_be_empty()) {
            let (mut words, mut beginnings) = (Vec::new(), Vec::new());
            if !part.firsts(&mut words, &mut beginnings) {
                for list in [&mut words, &mut beginnings] {
                    list.sort_unstable();
                    list.dedup();
                }
                needs.push((words, beginnings));
            }
        }
        needs
    }

    /// The words and beginnings with which a match can begin; true when it can begin with anything.
    pub(super) fn firsts(&self, words: &mut Vec<String>, beginnings: &mut Vec<String>) -> bool {
        match self {
            Self::Word(word) => words.push(word.clone()),
            Self::OneOf(set) => words.extend(set.iter().cloned()),
            Self::Beginning(beginning) => beginnings.push(beginning.clone()),
            Self::Gap(_) => return true,
            Self::Maybe(inner) => return inner.firsts(words, beginnings),
            Self::Either(options) => {
                // Every option is read, also after one that begins with anything.
                let mut any = false;
                for option in options {
                    any |= option.firsts(words, beginnings);
                }
                return any;
            }
            Self::Row(parts) => {
                for part in parts {
                    if part.firsts(words, beginnings) {
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

/// Words a pattern can reach over: one less than the bits of a position set.
const WINDOW: usize = 63;

fn within(words: &[Word]) -> u64 {
    if words.len() >= WINDOW { u64::MAX } else { (1 << (words.len() + 1)) - 1 }
}

fn step(words: &[Word], before: u64, fits: impl Fn(&str) -> bool) -> u64 {
    let mut rest = before;
    let mut after = 0;
    while rest != 0 {
        let at = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        if words.get(at).is_some_and(|word| fits(&word.plain)) {
            after |= 1 << (at + 1);
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::{Lists, Misspellings, parse};
    use crate::safety::normalise::sentences;

    fn check(pattern: &str, text: &str, expected: Option<usize>) {
        let misspellings = Misspellings::from([("wana".to_owned(), "want to".to_owned())]);
        let end = parse("die|end it", &Lists::new(), &misspellings).expect("it parses");
        let node = parse(pattern, &Lists::from([("end".to_owned(), end)]), &misspellings)
            .unwrap_or_else(|problem| panic!("{pattern}: {problem}"));
        assert_eq!(node.match_length(&sentences(text)[0]), expected, "{pattern} on {text}");
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
