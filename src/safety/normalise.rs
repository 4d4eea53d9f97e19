//! One spelling for what is meant, whatever is done to hide or hurt it. Applied to rules and messages alike: folding,
//! markup off, leet letters, letters spaced out, drawn-out letters. Sentences come out as rows of words.

use crate::text::{english, fold::fold, markup};

/// A word as rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded and without leet, as it would stand in a dictionary.
    pub(super) raw: String,
    /// The same with double letters made single: what is compared.
    pub(super) plain: String,
}

/// The sentences of a message; each has a word at least.
pub(super) fn sentences(text: &str) -> Vec<Vec<Word>> {
    let folded = fold(&markup::strip(text));
    let mut sentences = Vec::new();
    let mut tokens: Vec<String> = Vec::new();
    let mut token = String::new();
    let mut characters = folded.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        if is_inside_word(c, &token, next) {
            token.push(c);
            continue;
        }
        if !c.is_ascii() && !c.is_whitespace() && splits_a_word(&token, characters.clone()) {
            continue;
        }
        if !token.is_empty() {
            tokens.push(std::mem::take(&mut token));
        }
        if matches!(c, '\n' | ';') || matches!(c, '.' | '!' | '?') && !next.is_some_and(char::is_alphanumeric) {
            end_sentence(&mut tokens, &mut sentences);
        } else if is_picture(c) {
            tokens.push(c.to_string());
        }
    }
    if !token.is_empty() {
        tokens.push(token);
    }
    end_sentence(&mut tokens, &mut sentences);
    sentences
}

fn end_sentence(tokens: &mut Vec<String>, sentences: &mut Vec<Vec<Word>>) {
    let words = words(&join_spaced(std::mem::take(tokens)));
    if !words.is_empty() {
        sentences.push(words);
    }
}

/// Whether a sign stands inside a word: what comes before and after make a common one together, or neither is one. Between
/// two words, as in "fine😂thanks", it parts them.
fn splits_a_word(before: &str, after: impl Iterator<Item = char>) -> bool {
    let rest: String = after.take_while(|c| c.is_alphabetic()).collect();
    let is_whole = || english::is_common(&format!("{before}{rest}"));
    let are_parts = || !english::is_common(before) && !english::is_common(&rest);
    before.ends_with(char::is_alphabetic) && !rest.is_empty() && (is_whole() || are_parts())
}

/// Letters, digits and apostrophes; of the leet signs those between two letters.
fn is_inside_word(c: char, before: &str, next: Option<char>) -> bool {
    let between =
        || before.ends_with(char::is_alphanumeric) && next.is_some_and(|next| next.is_alphabetic() || next == '\'');
    match c {
        '\'' => !before.is_empty(),
        '@' | '$' => next.is_some_and(char::is_alphabetic) && !before.is_empty(),
        '!' | '*' | '+' | '|' => between(),
        c => c.is_alphanumeric(),
    }
}

/// Emoji that change how a sentence is meant.
fn is_picture(c: char) -> bool {
    matches!(c, '😂' | '🤣' | '😭' | '🙃' | '💀' | '😅' | '😆' | '😹' | '🔪' | '🔫' | '💊' | '💔')
}

/// Joins runs of three single letters and more: `s u i c i d e`, and `k.i.l.l`, whose dots do not end sentences.
fn join_spaced(tokens: Vec<String>) -> Vec<String> {
    let is_single = |token: &String| token.chars().count() == 1 && token.chars().all(char::is_alphabetic);
    let mut out: Vec<String> = Vec::with_capacity(tokens.len());
    let mut run: Vec<String> = Vec::new();
    for token in tokens {
        if is_single(&token) {
            run.push(token);
        } else {
            flush(&mut run, &mut out);
            out.push(token);
        }
    }
    flush(&mut run, &mut out);
    out
}

fn flush(run: &mut Vec<String>, out: &mut Vec<String>) {
    if run.len() >= 3 {
        out.push(run.concat());
        run.clear();
    } else {
        out.append(run);
    }
}

/// The words of tokens: leet read as letters, apostrophes out, double letters single.
pub(super) fn words(tokens: &[String]) -> Vec<Word> {
    let apart = tokens.iter().flat_map(|token| number_and_unit(token));
    apart.map(word).filter(|word| !word.plain.is_empty()).collect()
}

/// `600mg` as `600` and `mg`; anything else as it is.
fn number_and_unit(token: &str) -> impl Iterator<Item = &str> {
    const UNITS: [&str; 8] = ["mg", "mcg", "ml", "kg", "g", "hz", "hrs", "mgs"];
    let digits = token.chars().take_while(char::is_ascii_digit).count();
    let at = if digits > 0 && UNITS.contains(&&token[digits..]) { digits } else { 0 };
    [&token[..at], &token[at..]].into_iter().filter(|part| !part.is_empty())
}

/// One token as a word.
pub(super) fn word(token: &str) -> Word {
    let has_letter = token.chars().any(char::is_alphabetic);
    let has_sign = token.chars().any(|c| c.is_ascii_digit() || matches!(c, '@' | '$' | '!' | '*' | '+' | '|'));
    // "900mg" and "3rd" are a number with a unit, "k1ll" is a word in disguise: it begins with a letter.
    let disguised = has_letter && has_sign && !token.starts_with(|c: char| c.is_ascii_digit());
    let raw: String = token.chars().filter(|c| *c != '\'').map(|c| if disguised { unleet(c) } else { c }).collect();
    let mut plain = String::with_capacity(raw.len());
    for c in raw.chars().take(LONGEST_WORD) {
        if c.is_ascii_digit() || !plain.ends_with(c) {
            plain.push(c);
        }
    }
    Word { raw, plain }
}

/// Longest word that is compared, in characters.
const LONGEST_WORD: usize = 48;

fn unleet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' | '*' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = sentences(text)
            .iter()
            .map(|sentence| sentence.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn disguises_come_off() {
        check("I DON’T want t o d i e", &["i dont want t o d i e".replace("t o d i e", "todie").as_str()]);
        check("su1c1de", &["suicide"]);
        check("k*ll myself", &["kill myself"]);
        check("wanna d!e", &["wanna die"]);
        check("||kill|| **myself**", &["kill myself"]);
        check("s.u.i.c.i.d.e", &["suicide"]);
        check("k\u{200b}ill", &["kill"]);
        check("ki😀ll my❤self", &["kill myself"]);
        check("fine😂thanks", &["fine 😂 thanks"]);
        check("900mg at 3pm", &["900 mg at 3pm"]);
    }

    #[test]
    fn sentences_end_where_they_end() {
        check("One. Two! Three? four\nfive; six", &["one", "two", "three", "four", "five", "six"]);
        check("at 39.8 degrees", &["at 39 8 degrees"]);
        check("", &[]);
        check("> quoted\nmine", &["mine"]);
        check("no 😂", &["no 😂"]);
    }
}
