//! Checks on style; they only warn. Reading grade after Kincaid et al. 1975, "Derivation of new readability formulas"
//! (US Navy, Research Branch Report 8-75).

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::knowledge::draft::{At, Draft};
use crate::knowledge::problem::Problem;
use crate::text::fold::fold;

/// Grade above which an answer is too hard: members are about twelve in reading age when tired and in pain.
const HARDEST_GRADE: f64 = 9.0;

/// Sentences shorter than this many words may stand in several entries.
const SHORT_SENTENCE: usize = 6;

pub(super) fn answers_read_easily(draft: &Draft, problems: &mut Vec<Problem>) {
    let names: Vec<String> = draft.words.iter().flat_map(|words| &words.value.keep).map(|name| fold(&name.0)).collect();
    for item in &draft.items {
        let grade = reading_grade(&item.shape.answer, &names);
        if grade > HARDEST_GRADE {
            let what =
                format!("the answer of `{}` reads at school grade {grade:.1}, {HARDEST_GRADE} at most", item.shape.id);
            problems.push(draft.warning(&item.at("/answer"), what, "shorten its sentences and use everyday words"));
        }
    }
}

/// Flesch–Kincaid grade of `text`; each of `names` (already folded) counts as one word of two syllables, because
/// members know the names of their medicines whatever their length.
pub(crate) fn reading_grade(text: &str, names: &[String]) -> f64 {
    let mut folded = fold(text);
    for name in names.iter().filter(|name| name.chars().count() > 2) {
        folded = replace_word(&folded, name);
    }
    // Sentences are counted in the text itself: a capital letter is part of how one is told from an abbreviation.
    let sentences = text.split("\n\n").flat_map(UnicodeSegmentation::unicode_sentences);
    let sentences = sentences.filter(|sentence| sentence.chars().any(char::is_alphabetic)).count();
    let words: Vec<&str> = folded.unicode_words().collect();
    if sentences == 0 || words.is_empty() {
        return 0.0;
    }
    let syllables: usize = words.iter().map(|word| count_syllables(word)).sum();
    let (sentences, words, syllables) = (count(sentences), count(words.len()), count(syllables));
    0.39 * words / sentences + 11.8 * syllables / words - 15.59
}

/// Counts in a text are far below the 2^32 up to which f64 is exact here.
fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// `text` with every whole-word occurrence of `name` replaced by a two-syllable word.
fn replace_word(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let whole = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        out.push_str(before);
        out.push_str(if whole { NAME_TWO_SYLLABLES } else { name });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A word of two syllables that stands for a name.
const NAME_TWO_SYLLABLES: &str = "answer";

/// Syllables by vowel groups, less a silent final e; one at least.
fn count_syllables(word: &str) -> usize {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut in_group = false;
    for c in word.chars() {
        if is_vowel(c) && !in_group {
            groups += 1;
        }
        in_group = is_vowel(c);
    }
    let silent = word.ends_with('e') && !word.ends_with("le") || word.ends_with("es") || word.ends_with("ed");
    if silent && groups > 1 { groups - 1 } else { groups.max(1) }
}

pub(super) fn no_sentence_twice(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut first: HashMap<String, At> = HashMap::new();
    for item in &draft.items {
        for sentence in item.shape.answer.unicode_sentences().filter(|s| s.unicode_words().count() >= SHORT_SENTENCE) {
            let plain = fold(sentence).unicode_words().collect::<Vec<_>>().join(" ");
            let at = item.at("/answer");
            if let Some(other) = first.get(&plain) {
                let what = format!("\"{}\" stands at {} too", sentence.trim(), draft.spot(other));
                problems.push(draft.warning(&at, what, "say it in other words, or only once"));
            } else {
                first.insert(plain, at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{count_syllables, reading_grade};

    #[test]
    fn syllables_are_counted_by_vowel_groups() {
        for (word, expected) in [("pain", 1), ("doctor", 2), ("medicine", 3), ("like", 1), ("table", 2), ("the", 1)] {
            assert_eq!(count_syllables(word), expected, "{word}");
        }
    }

    #[test]
    fn short_plain_sentences_read_easily_and_long_ones_do_not() {
        assert!(reading_grade("The hand may swell. It can feel hot. Tell your doctor.", &[]) < 4.0);
        let hard = "Multidisciplinary rehabilitation incorporating physiotherapeutic desensitisation constitutes the \
                    predominant recommendation of international consensus guidelines.";
        assert!(reading_grade(hard, &[]) > 15.0);
    }

    #[test]
    fn a_medicine_name_counts_as_two_syllables() {
        let names = vec!["amitriptyline".to_owned()];
        let text = "Some people use amitriptyline at night.";
        assert!(reading_grade(text, &names) < reading_grade(text, &[]));
    }
}
