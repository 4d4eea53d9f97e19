//! The pattern language of `safety.yaml`: words in a row, alternatives, endings, gaps, optional parts and named lists.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::normalise::word;

/// A pattern over leaves: as it is written over words, ready to run over their numbers.
#[derive(Debug, Clone)]
pub(super) enum Node<L> {
    Leaf(L),
    Row(Vec<Self>),
    Either(Vec<Self>),
    Maybe(Box<Self>),
    /// Up to so many words.
    Gap(u32),
}

/// What one word of a message is held against.
#[derive(Debug, Clone)]
pub(super) enum Leaf {
    Word(String),
    Beginning(String),
    /// One of many words: lists of medicines are long, and a set is quicker than trying each.
    OneOf(FxHashSet<String>),
}

/// A pattern as it is written.
pub(super) type Written = Node<Leaf>;

/// Named lists that patterns can use; each is alternatives.
pub(super) type Lists = BTreeMap<String, Written>;

/// Spellings that are read as other words, in patterns as in messages.
pub(super) type Misspellings = BTreeMap<String, String>;

/// Parses a pattern, or says what is wrong with it.
pub(super) fn parse(pattern: &str, lists: &Lists, misspellings: &Misspellings) -> Result<Written, String> {
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
    fn either(&mut self) -> Result<Written, String> {
        let mut options = vec![self.row()?];
        while self.tokens.get(self.at) == Some(&"|") {
            self.at += 1;
            options.push(self.row()?);
        }
        Ok(if options.len() == 1 { options.remove(0) } else { Node::any_of(options) })
    }

    fn row(&mut self) -> Result<Written, String> {
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

    fn part(&self, token: &str) -> Result<Written, String> {
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
                Ok(Node::Leaf(Leaf::Beginning(beginning)))
            };
        }
        if let Some(meant) = self.misspellings.get(token) {
            let words = meant.split_whitespace().map(|meant| Written::word(word(meant).plain)).collect();
            return Ok(Node::Row(words));
        }
        let plain = word(token).plain;
        if plain.chars().all(|c| c.is_ascii_punctuation()) {
            return Err(format!("`{token}` is not a word"));
        }
        Ok(Written::word(plain))
    }
}

/// Most words a gap may reach over.
const MOST_BETWEEN: u32 = 16;

/// Fewest letters before `*`.
pub(super) const SHORTEST_BEGINNING: usize = 3;

impl<L> Node<L> {
    pub(super) fn may_be_empty(&self) -> bool {
        match self {
            Self::Leaf(_) => false,
            Self::Maybe(_) | Self::Gap(_) => true,
            Self::Row(parts) => parts.iter().all(Self::may_be_empty),
            Self::Either(options) => options.iter().any(Self::may_be_empty),
        }
    }

    /// The leaves with which a match can begin; None when it can begin with anything.
    pub(super) fn firsts(&self) -> Option<Vec<&L>> {
        match self {
            Self::Leaf(leaf) => Some(vec![leaf]),
            Self::Gap(_) => None,
            Self::Maybe(inner) => inner.firsts(),
            Self::Either(options) => all_firsts(options),
            Self::Row(parts) => {
                let first = parts.iter().position(|part| !part.may_be_empty()).map_or(parts.len(), |first| first + 1);
                all_firsts(&parts[..first])
            }
        }
    }

    /// Of each part that must be there: the leaves with which it can begin. There is one part at least, since no pattern
    /// begins with anything.
    pub(super) fn needs(&self) -> Vec<Vec<&L>> {
        let parts = if let Self::Row(parts) = self { parts.as_slice() } else { std::slice::from_ref(self) };
        parts.iter().filter(|part| !part.may_be_empty()).filter_map(Self::firsts).collect()
    }
}

fn all_firsts<L>(nodes: &[Node<L>]) -> Option<Vec<&L>> {
    let each: Option<Vec<Vec<&L>>> = nodes.iter().map(Node::firsts).collect();
    each.map(|each| each.concat())
}

impl Written {
    fn word(word: String) -> Self {
        Self::Leaf(Leaf::Word(word))
    }

    /// One of these; their single words as a set, those of alternatives among them too.
    pub(super) fn any_of(options: Vec<Self>) -> Self {
        let (mut words, mut others) = (FxHashSet::default(), Vec::new());
        let mut waiting = options;
        waiting.reverse();
        while let Some(option) = waiting.pop() {
            match option {
                Self::Leaf(Leaf::Word(word)) => {
                    words.insert(word);
                }
                Self::Leaf(Leaf::OneOf(more)) => words.extend(more),
                Self::Either(inner) => waiting.extend(inner.into_iter().rev()),
                other => others.push(other),
            }
        }
        if !words.is_empty() {
            others.insert(0, Self::Leaf(Leaf::OneOf(words)));
        }
        if others.len() == 1 { others.remove(0) } else { Self::Either(others) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lists, Misspellings, parse};
    use crate::safety::normalise::sentences;
    use crate::safety::program::Leaves;

    fn check(pattern: &str, text: &str, expected: Option<usize>) {
        let misspellings = Misspellings::from([("wana".to_owned(), "want to".to_owned())]);
        let end = parse("die|end it", &Lists::new(), &misspellings).expect("it parses");
        let node = parse(pattern, &Lists::from([("end".to_owned(), end)]), &misspellings)
            .unwrap_or_else(|problem| panic!("{pattern}: {problem}"));
        let mut leaves = Leaves::default();
        let program = leaves.compile(&node);
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
