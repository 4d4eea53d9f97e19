//! Checks on the words by which an entry is found.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use crate::knowledge::draft::{At, Draft, Item};
use crate::knowledge::problem::Problem;
use crate::safety::{BY_EXAMPLES, Category, Guard};
use crate::text;

/// Phrasings below which members' own words rarely find an entry.
const FEW_PHRASINGS: usize = 10;

/// Every phrasing of an item with its place, the question first.
fn phrasings(item: &Item) -> impl Iterator<Item = (&str, At)> {
    let asked = item.shape.also_asked.iter().enumerate();
    std::iter::once((item.shape.question.as_str(), item.at("/question")))
        .chain(asked.map(|(nth, phrasing)| (phrasing.0.as_str(), item.at(&format!("/also_asked/{nth}")))))
}

/// The same question, however it is spelled, cannot lead to two entries, nor help one twice.
pub(super) fn phrasings_are_unique(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut first: HashMap<String, (usize, At)> = HashMap::new();
    for (number, item) in draft.items.iter().enumerate() {
        for (phrasing, at) in phrasings(item) {
            let Some((other, place)) = first.get(&plain(phrasing)) else {
                first.insert(plain(phrasing), (number, at));
                continue;
            };
            // What repeats the entry's own heading leads nowhere else: untidy, not wrong.
            let repeats_heading = *other == number && plain(phrasing) == plain(&item.shape.question);
            let owner = if *other == number { "this entry" } else { draft.items[*other].shape.id.as_str() };
            let what = format!("the phrasing \"{phrasing}\" stands at {} already, in {owner}", draft.spot(place));
            problems.push(if repeats_heading {
                draft.warning(&at, what, "keep it in the entry that answers it best")
            } else {
                draft.error(&at, what, "keep it in the entry that answers it best")
            });
        }
    }
}

/// Letters and digits only, folded: what a phrasing is whatever its punctuation.
fn plain(phrasing: &str) -> String {
    let folded = text::fold::fold(phrasing);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { folded.trim().to_owned() } else { words.join(" ") }
}

/// Phrasings of one entry that say the same in the same words add nothing.
pub(super) fn phrasings_differ_in_words(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in &draft.items {
        let mut first: HashMap<BTreeSet<String>, At> = HashMap::new();
        for (phrasing, at) in phrasings(item) {
            let stems: BTreeSet<String> = text::content_stems(phrasing).into_iter().collect();
            if stems.is_empty() {
                continue;
            }
            if let Some(other) = first.get(&stems) {
                let what = format!("\"{phrasing}\" holds the same words as the phrasing at {}", draft.spot(other));
                problems.push(draft.warning(
                    &at,
                    what,
                    "replace it by one with other words, as another member would put it",
                ));
            } else {
                first.insert(stems, at);
            }
        }
    }
}

pub(super) fn phrasings_are_many(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in &draft.items {
        let count = item.shape.also_asked.len();
        if count < FEW_PHRASINGS {
            let what = format!("`{}` has {count} phrasings under also_asked", item.shape.id);
            let remedy = format!("add ways members really ask it, {FEW_PHRASINGS} or more");
            problems.push(draft.warning(&item.at("/id"), what, remedy));
        }
    }
}

/// A phrasing that a safety rule catches would never reach its entry; it belongs among that rule's examples. Kind words
/// (soft) come before an answer and do not keep it back.
pub(super) fn phrasings_are_safe(draft: &Draft, guard: &Guard, problems: &mut Vec<Problem>) {
    problems.extend(every_phrasing(draft, |_, phrasing, at| {
        let concern = guard.look(phrasing).filter(|concern| concern.category != Category::Soft)?;
        let what = format!("the safety rule `{}` catches \"{phrasing}\"", concern.rule);
        let remedy = "take it out here, and add it to the rule's must_fire in safety.yaml; or, if the rule is wrong, to \
                      its must_not";
        Some(draft.error(at, what, remedy))
    }));
}

/// A phrasing that finds another entry first shows two entries that claim the same words; one that `guard` hears as
/// unsafe never reaches its entry.
pub(crate) fn phrasings_find_their_entry(
    draft: &Draft,
    guard: &Guard,
    finds: &(dyn Fn(&str) -> Option<usize> + Sync),
) -> Vec<Problem> {
    every_phrasing(draft, |number, phrasing, at| {
        if guard.look(phrasing).is_some_and(|concern| concern.rule == BY_EXAMPLES && concern.category != Category::Soft)
        {
            let what = format!("\"{phrasing}\" is heard as unsafe: it is like the safety examples");
            let remedy = "put it another way, or add a message like it to safety_examples/ordinary.yaml";
            return Some(draft.warning(at, what, remedy));
        }
        let found = finds(phrasing);
        if found == Some(number) {
            return None;
        }
        let other = found.map_or("nothing", |other| draft.items[other].shape.id.as_str());
        let what = format!("\"{phrasing}\" finds {other} first, not `{}`", draft.items[number].shape.id);
        Some(draft.warning(at, what, "move it to the entry that answers it, or make it more telling"))
    })
}

/// What `look` finds wrong with each phrasing, given with its entry's number, in order; on every core, for there are many.
fn every_phrasing(draft: &Draft, look: impl Fn(usize, &str, &At) -> Option<Problem> + Sync) -> Vec<Problem> {
    let of_item = |(number, item): (usize, &Item)| {
        phrasings(item).filter_map(|(phrasing, at)| look(number, phrasing, &at)).collect::<Vec<_>>()
    };
    draft.items.par_iter().enumerate().flat_map_iter(of_item).collect()
}

/// A word of words.yaml can mean two things, but not the same thing twice.
pub(super) fn words_are_unique(draft: &Draft, problems: &mut Vec<Problem>) {
    let Some(words) = &draft.words else { return };
    let mut first: HashMap<(String, String), At> = HashMap::new();
    for (nth, row) in words.value.rows.iter().enumerate() {
        let at = words.at.below(&format!("/rows/{nth}"));
        let key = (plain(&row.say), plain(&row.mean));
        if key.0 == key.1 {
            problems.push(draft.warning(&at, format!("\"{}\" means itself", row.say), "take the row out"));
        } else if let Some(other) = first.get(&key) {
            let what = format!("\"{}\" stands at {} already", row.say, draft.spot(other));
            problems.push(draft.warning(&at, what, "take one of the rows out"));
        } else {
            first.insert(key, at);
        }
    }
}
