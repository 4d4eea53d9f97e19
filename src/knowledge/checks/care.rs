//! The check that holds the promise of every medical reply: it ends by naming somebody who can help.

use crate::knowledge::draft::Draft;
use crate::knowledge::problem::Problem;
use crate::text::fold::fold;

/// Beginnings of words that name somebody who can help, or the service to call.
const HELPERS: [&str; 31] = [
    "clinician",
    "doctor",
    "gp",
    "nurse",
    "pharmac",
    "consultant",
    "specialist",
    "surgeon",
    "surgery",
    "anaesthetist",
    "physiotherap",
    "physio",
    "therapist",
    "psychologist",
    "psychiatrist",
    "dentist",
    "dietitian",
    "midwife",
    "midwi",
    "paediatrician",
    "pediatrician",
    "clinic",
    "hospital",
    "prescriber",
    "emergency",
    "ambulance",
    "999",
    "911",
    "112",
    "provider",
    "obstetric",
];

/// Teams, where "team" alone would be too little.
const TEAMS: [&str; 8] = [
    "care team",
    "pain team",
    "medical team",
    "health team",
    "healthcare team",
    "treatment team",
    "treating team",
    "maternity team",
];

/// Whether a line names a clinician, care team, pharmacist or emergency service.
fn names_somebody(line: &str) -> bool {
    let folded = fold(line);
    let words = || folded.split(|c: char| !c.is_alphanumeric());
    words().any(|word| HELPERS.iter().any(|helper| is_form_of(word, helper)))
        || TEAMS.iter().any(|team| folded.contains(team))
}

/// Short names and numbers must stand by themselves; longer beginnings cover their plurals and relatives.
fn is_form_of(word: &str, helper: &str) -> bool {
    if helper.len() <= 3 { word == helper || word.strip_suffix('s') == Some(helper) } else { word.starts_with(helper) }
}

pub(super) fn care_names_somebody(draft: &Draft, problems: &mut Vec<Problem>) {
    for item in draft.items.iter().filter(|item| item.shape.medical) {
        if let Some(care) = &item.shape.care
            && !names_somebody(care)
        {
            let what = format!("the care line of `{}` names nobody who can help", item.shape.id);
            let remedy = "name a doctor, nurse, pharmacist, therapist, care team or emergency service, or take the line \
                          out so that the general reminder stands there";
            problems.push(draft.error(&item.at("/care"), what, remedy));
        }
    }
    if let Some(messages) = &draft.messages {
        for (key, line) in [
            ("/reminder", &messages.value.reminder),
            ("/safety/ask_pharmacist", &messages.value.safety.ask_pharmacist),
            ("/safety/ask_clinician", &messages.value.safety.ask_clinician),
        ] {
            if !names_somebody(line) {
                let what = "the reminder names nobody who can help";
                problems.push(draft.error(
                    &messages.at.below(key),
                    what,
                    "name a clinician, a care team or a pharmacist",
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::names_somebody;

    fn check(line: &str, expected: bool) {
        assert_eq!(names_somebody(line), expected, "{line:?}");
    }

    #[test]
    fn a_care_line_names_somebody_who_can_help() {
        check("Tell your pain team about new pain.", true);
        check("Your GP or a pharmacist can answer for you.", true);
        check("Call 999 or go to the emergency department.", true);
        check("Ask a physical therapist first.", true);
    }

    #[test]
    fn a_line_that_names_nobody_is_seen() {
        check("Take care of yourself.", false);
        check("Talk it over with your team at work.", false);
        check("Gpsomething is not a person.", false);
        check("", false);
    }
}
