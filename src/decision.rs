//! What to do about a message: safety, then "were we asked?", then what we know.

use crate::matching::{Band, Found};
use crate::message::Heard;
use crate::question::{Addressing, Question};
use crate::safety::{Category, Concern, Variant};

/// What the bot does about a message. Entries are named by their number in Knowledge.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Crisis or emergency: the fixed text, nothing else.
    Help(Concern),
    /// Dosing or diagnosis: say who can answer, offer one general entry.
    Decline {
        /// What was asked for.
        concern: Concern,
        /// The entry offered, when the question finds one; the composer has a general one otherwise.
        offer: Option<usize>,
    },
    /// Soft: a few kind words, then the FAQ's answer or choices when it has any.
    Comfort {
        /// What was heard.
        concern: Concern,
        /// What follows the kind words.
        then: Box<Decision>,
    },
    /// One entry answers.
    Answer {
        /// The entry.
        entry: usize,
        /// Whether the member asked about their own body: a line says who can answer for them.
        personal: bool,
    },
    /// Two or three entries may be meant.
    Choose(Vec<usize>),
    /// The FAQ has no answer.
    Unknown,
    /// There is nothing to read in the message.
    HowToAsk,
    /// The safety rules could not run: nothing of the FAQ, only where to find a person.
    WithoutSafety,
    /// Say nothing.
    Quiet,
}

/// At most this many entries are offered: more is a list to read, and reading tires.
const CHOICES: usize = 3;

/// Decides what to do. `question` is None when nothing is left of the text once markup is gone; `found` is what
/// matching found for it.
#[must_use]
pub fn decide(heard: Heard, concern: Option<Concern>, question: Option<&Question>, found: &Found) -> Decision {
    let open = question.is_some_and(|question| question.addressing() == Addressing::OpenQuestion);
    let known = || knows(heard, question, found);
    match (concern, heard) {
        (Some(concern), _) if concern.category >= Category::Emergency => Decision::Help(concern),
        (Some(concern), _) if concern.variant == Variant::Insult => Decision::Quiet,
        (Some(_), Heard::Overheard) if !open => Decision::Quiet,
        (Some(concern), _) if concern.category >= Category::Diagnosis => {
            Decision::Decline { concern, offer: offer(found) }
        }
        (Some(concern), _) => Decision::Comfort { concern, then: Box::new(known()) },
        (None, _) => known(),
    }
}

/// What the FAQ says to a message without a concern.
fn knows(heard: Heard, question: Option<&Question>, found: &Found) -> Decision {
    let Some(question) = question else {
        return if heard == Heard::Asked { Decision::HowToAsk } else { Decision::Quiet };
    };
    let best = found.candidates.first().map(|candidate| candidate.document);
    match (heard, found.band, best) {
        (Heard::Overheard, _, Some(entry)) if found.speaks_up => {
            Decision::Answer { entry, personal: question.is_personal() }
        }
        (Heard::Overheard, _, _) => Decision::Quiet,
        (Heard::Asked, Band::Sure, Some(entry)) => Decision::Answer { entry, personal: question.is_personal() },
        (Heard::Asked, Band::Perhaps, Some(_)) => {
            Decision::Choose(found.candidates.iter().take(CHOICES).map(|candidate| candidate.document).collect())
        }
        (Heard::Asked, _, _) => Decision::Unknown,
    }
}

/// The entry a decline may offer: the best one, when it is not far-fetched.
fn offer(found: &Found) -> Option<usize> {
    match found.band {
        Band::Sure | Band::Perhaps => found.candidates.first().map(|candidate| candidate.document),
        Band::Nothing => None,
    }
}
