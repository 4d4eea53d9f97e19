//! `safety.yaml` as people write it: lists of words, masks, and rules by category, each with its own examples.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Variant, Whom};

/// The safety rules of one language. Patterns are words in a row: `a|b` in brackets are alternatives, `*` at the end of a
/// word is any ending, `~3` up to three words between, `(x)?` may be missing, `@name` a list from `lists`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyFile {
    /// Version of the form of this file; 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// Named lists of patterns, for use as `@name` in patterns and by name in conditions.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<Pattern>>,
    /// Words that are also read when one letter is wrong, missing, added or swapped, as long as what was typed is no
    /// word itself.
    #[serde(default)]
    pub one_slip: Vec<Pattern>,
    /// Spellings that are read as another word or words: `sewerslide: suicide`.
    #[serde(default)]
    pub misspellings: BTreeMap<String, String>,
    /// Phrases that only look like a trigger; they are taken out before rules are tried.
    #[serde(default)]
    pub pseudo: Vec<Pattern>,
    /// The rules by category.
    pub categories: Categories,
}

/// A pattern, 1,000 characters at most.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Pattern(#[schemars(length(max = 1000), regex(pattern = r"\S"))] pub String);

/// `safety_examples/<name>.yaml`: messages of each category, for hearing what no rule has words for. A message that was missed, or
/// that was heard for nothing, belongs here in other words: never a member's own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamplesFile {
    /// Wish to be dead, suicidal thought, plan, goodbye, self-harm, of the person who writes.
    #[serde(default)]
    pub crisis: Vec<Pattern>,
    /// Somebody else in such danger now.
    #[serde(default)]
    pub crisis_someone_else: Vec<Pattern>,
    /// A medical emergency, happening or new.
    #[serde(default)]
    pub emergency: Vec<Pattern>,
    /// Amounts, timing, mixing, stopping, starting, buying, sharing.
    #[serde(default)]
    pub dosing: Vec<Pattern>,
    /// "Do I have it", "is this it", reading photos and tests.
    #[serde(default)]
    pub diagnosis: Vec<Pattern>,
    /// Past and safe now, worried about somebody, bereaved, facts, denial, ambiguous.
    #[serde(default)]
    pub soft: Vec<Pattern>,
    /// Everything else, above all what only sounds like one of the others.
    #[serde(default)]
    pub ordinary: Vec<Pattern>,
}

impl ExamplesFile {
    /// Takes over the examples of another file.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.crisis.append(&mut other.crisis);
        self.crisis_someone_else.append(&mut other.crisis_someone_else);
        self.emergency.append(&mut other.emergency);
        self.dosing.append(&mut other.dosing);
        self.diagnosis.append(&mut other.diagnosis);
        self.soft.append(&mut other.soft);
        self.ordinary.append(&mut other.ordinary);
    }

    /// Whether there is nothing to learn from.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.crisis.is_empty() && self.emergency.is_empty() && self.dosing.is_empty()
    }
}

/// The rules by category, most urgent first.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Categories {
    /// Present wish to be dead, suicidal thought, plan, goodbye, self-harm; or somebody else in danger now.
    #[serde(default)]
    pub crisis: Vec<RuleShape>,
    /// A medical emergency, happening or new.
    #[serde(default)]
    pub emergency: Vec<RuleShape>,
    /// Amounts, timing, mixing, stopping, starting, buying, sharing.
    #[serde(default)]
    pub dosing: Vec<RuleShape>,
    /// "Do I have it", "is this it", reading photos and tests.
    #[serde(default)]
    pub diagnosis: Vec<RuleShape>,
    /// Past and safe now, worried about somebody, bereaved, facts, denial, ambiguous.
    #[serde(default)]
    pub soft: Vec<RuleShape>,
}

/// A rule: what makes it fire, what keeps it from firing, and examples of both that are tried when the file is loaded.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleShape {
    /// Its name, shown to moderators.
    #[schemars(length(max = 60), regex(pattern = r"^[A-Za-z0-9_-]+$"))]
    pub id: String,
    /// One of these must be found in a sentence.
    #[serde(default)]
    pub any: Vec<Pattern>,
    /// One of each group must be found in the same sentence.
    #[serde(default)]
    pub all_of: Vec<Vec<Pattern>>,
    /// None of these may be found in that sentence.
    #[serde(default)]
    pub unless: Vec<Pattern>,
    /// One of these conditions must hold, when there are any: `pain_words`, `now & !past`, `laugh in message`.
    #[serde(default)]
    pub needs: Vec<Pattern>,
    /// When one of these conditions holds, the rule does not fire.
    #[serde(default)]
    pub cancel_if: Vec<Pattern>,
    /// When one of these conditions holds, the message is soft instead.
    #[serde(default)]
    pub soften_if: Vec<Pattern>,
    /// Whether the moderators are shown a public message that fires it, without a ping.
    #[serde(default)]
    pub flag: bool,
    /// Who is in danger.
    #[serde(default)]
    pub about: Whom,
    /// Which wording of the reply fits.
    #[serde(default)]
    pub variant: Variant,
    /// Which wording fits when the rule is softened.
    #[serde(default)]
    pub softened: Variant,
    /// Messages that must fire it: in its category, or a more urgent one.
    #[schemars(length(min = 1))]
    pub must_fire: Vec<Pattern>,
    /// Messages that must not fire it.
    #[schemars(length(min = 1))]
    pub must_not: Vec<Pattern>,
}
