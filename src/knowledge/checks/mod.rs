//! The checks that content must pass. Each looks at the whole draft and adds what it finds; none stops the others.

mod care;
mod links;
mod phrasings;
mod style;
mod texts;

use super::draft::Draft;
use super::problem::Problem;
use crate::safety::Guard;

pub(crate) use phrasings::phrasings_find_their_entry;

/// A check: looks at everything that was read, adds problems.
type Check = fn(&Draft, &mut Vec<Problem>);

/// Every check by name, in no order that matters.
const CHECKS: [(&str, Check); 18] = [
    ("files_are_there", links::files_are_there),
    ("ids_are_unique", links::ids_are_unique),
    ("see_also_leads_somewhere", links::see_also_leads_somewhere),
    ("source_keys_are_unique", links::source_keys_are_unique),
    ("sources_are_known", links::sources_are_known),
    ("claims_have_sources", links::claims_have_sources),
    ("sources_are_used", links::sources_are_used),
    ("article_files_bear_their_id", links::article_files_bear_their_id),
    ("phrasings_are_unique", phrasings::phrasings_are_unique),
    ("phrasings_differ_in_words", phrasings::phrasings_differ_in_words),
    ("phrasings_are_many", phrasings::phrasings_are_many),
    ("words_are_unique", phrasings::words_are_unique),
    ("leads_are_short", texts::leads_are_short),
    ("no_doses", texts::no_doses),
    ("no_banned_phrases", texts::no_banned_phrases),
    ("care_names_somebody", care::care_names_somebody),
    ("answers_read_easily", style::answers_read_easily),
    ("no_sentence_twice", style::no_sentence_twice),
];

/// Runs every check; those that need the safety rules only when these compile.
pub(crate) fn run(draft: &Draft, guard: Option<&Guard>, problems: &mut Vec<Problem>) {
    for (_name, check) in CHECKS {
        check(draft, problems);
    }
    if let Some(guard) = guard {
        phrasings::phrasings_are_safe(draft, guard, problems);
    }
}
