//! Checks on what points to what: ids, `see_also`, sources, files.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::knowledge::draft::Draft;
use crate::knowledge::problem::{Problem, Severity};
use crate::knowledge::shape::Certainty;

/// Files without which nothing can be answered.
pub(super) fn files_are_there(draft: &Draft, problems: &mut Vec<Problem>) {
    let missing = |file, remedy: &str| Problem::with_file(Severity::Error, file, "the file is missing", remedy);
    if draft.messages.is_none() && !draft.has_file("messages.yaml") {
        problems
            .push(missing("messages.yaml", "it holds every fixed sentence; copy it from the project's faq/ folder"));
    }
    if draft.items.is_empty() && !draft.has_file("questions/") && !draft.has_file("articles/") {
        problems.push(missing("questions/", "add a file with at least one entry, such as questions/basics.yaml"));
    }
}

pub(super) fn ids_are_unique(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut first = HashMap::new();
    for item in &draft.items {
        let at = item.at("/id");
        if let Some(other) = first.get(item.shape.id.as_str()) {
            let what = format!("the id `{}` stands at {} already", item.shape.id, draft.spot(other));
            problems.push(draft.error(
                &at,
                what,
                "give one of the two another id; entries and sections share one space",
            ));
        } else {
            first.insert(item.shape.id.as_str(), at);
        }
    }
}

pub(super) fn see_also_leads_somewhere(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in &draft.items {
        for (nth, id) in item.shape.see_also.iter().enumerate() {
            let at = item.at(&format!("/see_also/{nth}"));
            if id.0 == item.shape.id {
                problems.push(draft.error(&at, "see_also names its own entry", "name another entry, or take it out"));
            } else if !draft.ids.contains(&id.0) {
                let what = format!("see_also names `{}`, which no entry or section has as id", id.0);
                problems.push(draft.error(&at, what, nearest(&id.0, &draft.ids)));
            }
        }
    }
}

pub(super) fn source_keys_are_unique(draft: &Draft, problems: &mut Vec<Problem>) {
    let mut first = HashMap::new();
    for source in &draft.sources {
        if let Some(other) = first.insert(source.value.key.as_str(), &source.at) {
            let what = format!("the source `{}` stands at {} already", source.value.key, draft.spot(other));
            problems.push(draft.error(&source.at.below("/key"), what, "keep one of the two, or give one another key"));
        }
    }
}

pub(super) fn sources_are_known(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in &draft.items {
        for (nth, key) in item.shape.sources.iter().enumerate() {
            if !draft.source_keys.contains(&key.0) {
                let what = format!("`{}` is not a key in sources.yaml", key.0);
                let at = item.at(&format!("/sources/{nth}"));
                problems.push(draft.error(&at, what, nearest(&key.0, &draft.source_keys)));
            }
        }
    }
}

/// A claim about health needs a source, unless the entry says that it is practical advice.
pub(super) fn claims_have_sources(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in &draft.items {
        let shape = &item.shape;
        if shape.medical && shape.sources.is_empty() && shape.certainty != Certainty::Practical {
            let what = format!("`{}` makes a medical claim without a source", shape.id);
            let remedy = "name its sources by their keys in sources.yaml, or write `certainty: practical` if it is \
                          everyday advice";
            problems.push(draft.error(&item.at("/id"), what, remedy));
        }
    }
}

pub(super) fn sources_are_used(draft: &Draft, problems: &mut Vec<Problem>) {
    // A file that cannot be read may use them.
    if draft.is_incomplete {
        return;
    }
    let used: HashSet<&str> =
        draft.items.iter().flat_map(|item| &item.shape.sources).map(|key| key.0.as_str()).collect();
    for source in draft.sources.iter().filter(|source| !used.contains(source.value.key.as_str())) {
        let what = format!("no entry uses the source `{}`", source.value.key);
        problems.push(draft.warning(
            &source.at.below("/key"),
            what,
            "take it out, or name it in the entry it supports",
        ));
    }
}

pub(super) fn article_files_bear_their_id(draft: &Draft, problems: &mut Vec<Problem>) {
    for article in &draft.articles {
        if !draft.spot(&article.at).starts_with(&format!("articles/{}.yaml:", article.id)) {
            let what = format!("the article `{}` stands in a file of another name", article.id);
            problems.push(draft.warning(&article.at.below("/id"), what, "name the file as the article's id"));
        }
    }
}

/// The remedy for a name that does not exist: the nearest one that does.
fn nearest(wanted: &str, names: &BTreeSet<String>) -> String {
    let scored = names.iter().map(|name| (strsim::jaro_winkler(wanted, name), name));
    match scored.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))) {
        Some((score, name)) if score > CLOSE_NAME => format!("did you mean `{name}`?"),
        _ => "check the spelling, or add it first".to_owned(),
    }
}

/// Jaro-Winkler similarity above which a name is taken for the one that was meant: one wrong letter in a short id
/// stays above it, two unrelated ids stay below.
const CLOSE_NAME: f64 = 0.8;
