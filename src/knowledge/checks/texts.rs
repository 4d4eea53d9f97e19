//! Checks on what members are told: length, doses, phrases that have no place here.

use crate::knowledge::draft::{At, Draft, Item};
use crate::knowledge::problem::Problem;
use crate::text::fold::fold;

/// Longest paragraph, in characters: a reply of 2,000 has room for it, its sources and its notices.
const LONGEST_PARAGRAPH: usize = 1_000;

/// What an item tells, with places: answer and care line.
fn told(item: &Item) -> impl Iterator<Item = (&str, At)> {
    let care = item.shape.care.as_deref().map(|care| (care, item.at("/care")));
    std::iter::once((item.shape.answer.as_str(), item.at("/answer"))).chain(care)
}

pub(super) fn leads_are_short(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in &draft.items {
        let paragraphs = item.shape.answer.split("\n\n");
        for long in paragraphs.filter(|paragraph| paragraph.chars().count() > LONGEST_PARAGRAPH) {
            let opening: String = long.trim().chars().take(30).collect();
            let what = format!(
                "the paragraph \"{opening}…\" of `{}` has {} characters, {LONGEST_PARAGRAPH} at most",
                item.shape.id,
                long.chars().count()
            );
            problems.push(draft.error(
                &item.at("/answer"),
                what,
                "split it with an empty line; the first part must answer",
            ));
        }
    }
}

/// Units that make a number before them an amount of medicine.
const UNITS: [&str; 21] = [
    "mg",
    "mgs",
    "milligram",
    "milligrams",
    "milligramme",
    "milligrammes",
    "mcg",
    "µg",
    "ug",
    "microgram",
    "micrograms",
    "ml",
    "mls",
    "millilitre",
    "millilitres",
    "tablet",
    "tablets",
    "pill",
    "pills",
    "capsule",
    "capsules",
];

/// Numbers written as words, as far as people count tablets.
const NUMBER_WORDS: [&str; 6] = ["one", "two", "three", "four", "half", "ten"];

pub(super) fn no_doses(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in &draft.items {
        for (text, at) in told(item) {
            if let Some(dose) = first_dose(text) {
                let what = format!("`{}` names an amount of medicine: \"{dose}\"", item.shape.id);
                let remedy = "take the amount out and say who can answer: the prescriber or a pharmacist";
                problems.push(draft.error(&at, what, remedy));
            }
        }
    }
}

/// The first amount in `text`, such as "50 mg", "50mg/day" or "two tablets".
fn first_dose(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !(c.is_alphanumeric() || c == '.')).filter(|word| !word.is_empty()).collect();
    for (nth, word) in words.iter().enumerate() {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        if digits.len() < word.len() && UNITS.contains(&digits.trim_end_matches('.')) {
            return Some((*word).to_owned());
        }
        let counted = NUMBER_WORDS.contains(word) || (digits.is_empty() && word.chars().any(|c| c.is_ascii_digit()));
        if counted && let Some(unit) = words.get(nth + 1).filter(|unit| UNITS.contains(&unit.trim_end_matches('.'))) {
            return Some(format!("{word} {unit}"));
        }
    }
    None
}

/// Phrases that promise, order about medicines, or hurt; each with what to do instead.
const BANNED: [(&str, &str); 14] = [
    ("miracle", "say what studies found, without praise"),
    ("guaranteed", "nothing here can be promised"),
    ("100% effective", "nothing here can be promised"),
    ("you should start", "say who can decide with the member"),
    ("you should stop", "say who can decide with the member"),
    ("you should change", "say who can decide with the member"),
    ("you should take", "say who can decide with the member"),
    ("you should increase", "say who can decide with the member"),
    ("you should reduce", "say who can decide with the member"),
    ("stop taking your", "say who can decide with the member"),
    ("start taking", "say who can decide with the member"),
    ("committed suicide", "say \"died by suicide\""),
    ("all in your mind", "say that the pain is real"),
    ("stay strong", "leave it out; it can hurt people who have no strength left"),
];

pub(super) fn no_banned_phrases(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in &draft.items {
        for (text, at) in told(item) {
            let folded = fold(text).split_whitespace().collect::<Vec<_>>().join(" ");
            for (phrase, remedy) in BANNED.iter().filter(|(phrase, _)| folded.contains(phrase)) {
                problems.push(draft.error(&at, format!("`{}` says \"{phrase}\"", item.shape.id), *remedy));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::first_dose;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(first_dose(text).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn an_amount_of_medicine_is_seen_however_it_is_written() {
        check("Take 50 mg at night.", Some("50 mg"));
        check("about 300mg/day", Some("300mg"));
        check("up to 0.5 ml.", Some("0.5 ml."));
        check("two tablets a day", Some("two tablets"));
        check("2 tablets", Some("2 tablets"));
        check("5-10 mcg", Some("10 mcg"));
    }

    #[test]
    fn other_numbers_are_not_doses() {
        check("In 2018, 67 trials were reviewed.", None);
        check("Three months after the injury", None);
        check("a tablet or a patch", None);
        check("988 or 116 123", None);
        check("one of the tablets", None);
    }
}
