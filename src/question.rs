//! A question: what is left of a message once markup is gone, sentence by sentence, and how it was put.

use crate::text::{self, markup};

/// The words of a message, ready to be matched.
#[derive(Debug, Clone)]
pub struct Question {
    segments: Vec<Segment>,
    addressing: Addressing,
    personal: bool,
}

/// A sentence, or a piece of a long one.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) words: Vec<String>,
    pub(crate) asks: bool,
}

/// To whom a message is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressing {
    /// A question or plea to nobody in particular.
    OpenQuestion,
    /// Something put to one person.
    ToSomeone,
    /// Neither asks nor pleads.
    Statement,
}

/// Words after which a long sentence without full stops is cut: dictated text has none.
const LONGEST_SEGMENT: usize = 30;

/// Most segments that are matched one by one, the ones that ask first; the rest of a very long message counts only as a
/// whole.
pub(crate) const MOST_SEGMENTS: usize = 12;

/// Words with which questions begin.
const ASKING: [&str; 48] = [
    "am",
    "any",
    "anybody",
    "anyone",
    "anything",
    "are",
    "can",
    "could",
    "curious",
    "did",
    "do",
    "does",
    "doesnt",
    "dont",
    "explain",
    "give",
    "has",
    "have",
    "how",
    "hows",
    "is",
    "isnt",
    "may",
    "need",
    "please",
    "recommend",
    "should",
    "tell",
    "was",
    "wat",
    "were",
    "what",
    "whats",
    "when",
    "whens",
    "where",
    "wheres",
    "which",
    "who",
    "whos",
    "whose",
    "why",
    "will",
    "wondering",
    "would",
    "wot",
    "y",
    "advice",
];

/// Phrases by which people ask without a question.
const PLEAS: [&str; 22] = [
    "does anyone",
    "does anybody",
    "anyone else",
    "anybody else",
    "any tips",
    "any advice",
    "any ideas",
    "anyone know",
    "help with",
    "how do",
    "how can",
    "how long",
    "what is",
    "what are",
    "is there",
    "looking for",
    "wondering if",
    "want to know",
    "need advice",
    "need help",
    "not sure if",
    "can someone",
];

impl Question {
    /// Reads a message; None when nothing is left to match.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let stripped = markup::strip(text);
        let mut segments = Vec::new();
        for line in stripped.lines() {
            for sentence in sentences(line) {
                let words = text::words(sentence);
                let asks = asks(sentence, &words);
                segments.extend(words.chunks(LONGEST_SEGMENT).map(|words| Segment { words: words.to_vec(), asks }));
            }
        }
        segments.retain(|segment| !segment.words.is_empty());
        if segments.is_empty() {
            return None;
        }
        let addressing = addressing(text, &segments);
        let personal = segments.iter().any(is_personal);
        Some(Self { segments, addressing, personal })
    }

    /// To whom the message is put.
    #[must_use]
    pub fn addressing(&self) -> Addressing {
        self.addressing
    }

    /// Whether somebody asks about their own body: "is it normal that my hand …".
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.personal
    }

    /// Every word, in order.
    pub(crate) fn words(&self) -> Vec<String> {
        self.segments.iter().flat_map(|segment| &segment.words).cloned().collect()
    }

    /// Whether any sentence asks.
    pub(crate) fn asks(&self) -> bool {
        self.segments.iter().any(|segment| segment.asks)
    }

    /// The sentences to match one by one: those that ask before the others, [`MOST_SEGMENTS`] at most.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &Segment> {
        let asking = self.segments.iter().filter(|segment| segment.asks);
        asking.chain(self.segments.iter().filter(|segment| !segment.asks)).take(MOST_SEGMENTS)
    }

    /// How many sentences there are.
    pub(crate) fn sentence_count(&self) -> usize {
        self.segments.len()
    }
}

/// The sentences of a line, each with its mark: members rarely write capitals, so a mark before a space is what counts.
fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let is_end = |(at, c): &(usize, char)| {
            matches!(c, '.' | '!' | '?' | '…')
                && rest[at + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace)
        };
        let end = rest.char_indices().find(is_end).map_or(rest.len(), |(at, c)| at + c.len_utf8());
        let (sentence, after) = rest.split_at(end);
        rest = after;
        (!sentence.is_empty()).then_some(sentence)
    })
}

fn asks(sentence: &str, words: &[String]) -> bool {
    let opens = |word: &String| ASKING.contains(&word.as_str());
    let joined = words.join(" ");
    sentence.contains('?')
        || words.first().is_some_and(opens)
        || (words.len() > 1
            && matches!(words[0].as_str(), "so" | "but" | "and" | "hi" | "hey" | "hello" | "ok" | "um")
            && opens(&words[1]))
        || PLEAS.iter().any(|plea| joined.contains(plea))
}

fn addressing(text: &str, segments: &[Segment]) -> Addressing {
    if text.contains("<@") || text.trim_start().starts_with('@') {
        return Addressing::ToSomeone;
    }
    if segments.iter().filter(|segment| segment.asks).any(|segment| !is_to_one_person(&segment.words)) {
        return Addressing::OpenQuestion;
    }
    if segments.iter().any(|segment| segment.asks) { Addressing::ToSomeone } else { Addressing::Statement }
}

/// Signs that "you" is everybody.
const TO_A_GROUP: [&str; 11] = [
    " you guys ",
    " you all ",
    " yall ",
    " any of you ",
    " anyone ",
    " anybody ",
    " do you get ",
    " can you get ",
    " how do you ",
    " do you need ",
    " can you have ",
];

/// Signs that one person is asked about themselves.
const TO_ONE: [&str; 26] = [
    " are you ",
    " did you ",
    " have you ",
    " were you ",
    " will you ",
    " do you want ",
    " do you like ",
    " do you think ",
    " do you have ",
    " do you still ",
    " do you know ",
    " did u ",
    " are u ",
    " have u ",
    " your ",
    " ur ",
    " youre ",
    " how about you ",
    " what about you ",
    " you ok ",
    " you okay ",
    " you alright ",
    " you feeling ",
    " would you like ",
    " you there ",
    " hbu ",
];

/// Whether a sentence asks one person about themselves: "did you", "how is your", "are you ok".
fn is_to_one_person(words: &[String]) -> bool {
    let joined = format!(" {} ", words.join(" "));
    if TO_A_GROUP.iter().any(|group| joined.contains(group)) {
        return false;
    }
    TO_ONE.iter().any(|sign| joined.contains(sign))
}

fn is_personal(segment: &Segment) -> bool {
    let has = |words: &[&str]| segment.words.iter().any(|word| words.contains(&word.as_str()));
    segment.asks
        && has(&["my", "i", "im", "ive", "me", "mine", "am"])
        && has(&[
            "normal",
            "typical",
            "usual",
            "weird",
            "ok",
            "okay",
            "worried",
            "worry",
            "should",
            "supposed",
            "concerned",
            "strange",
            "bad",
        ])
}

#[cfg(test)]
mod tests {
    use super::{Addressing, Question};

    fn check(text: &str, expected: Option<Addressing>) {
        assert_eq!(Question::read(text).map(|question| question.addressing()), expected, "{text:?}");
    }

    #[test]
    fn a_message_is_put_to_nobody_to_somebody_or_says_something() {
        check("can it spread?", Some(Addressing::OpenQuestion));
        check("does anyone know if it spreads", Some(Addressing::OpenQuestion));
        check("my hand is blue. is that usual", Some(Addressing::OpenQuestion));
        check("how are you today?", Some(Addressing::ToSomeone));
        check("<@123> can it spread?", Some(Addressing::ToSomeone));
        check("did your block help?", Some(Addressing::ToSomeone));
        check("i had a block today", Some(Addressing::Statement));
    }

    #[test]
    fn nothing_to_read_is_no_question() {
        for text in ["", "  ", "<@123>", "😀", "https://example.org", "**"] {
            check(text, None);
        }
    }

    #[test]
    fn asking_about_ones_own_body_is_personal() {
        let personal = |text: &str| Question::read(text).is_some_and(|question| question.is_personal());
        assert!(personal("is it normal that my hand sweats?"));
        assert!(!personal("does it make hands sweat?"));
        assert!(!personal("my hand sweats"));
    }
}
