//! The content files as people write them: one type per kind of file, strict about keys, with the sentences that
//! editors show as help. [`Knowledge`](super::Knowledge) is made from these once everything has been checked.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;

/// `questions/<theme>.yaml`: FAQ entries of one theme.
pub type QuestionsFile = Vec<EntryShape>;

/// A FAQ entry: one question and its answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryShape {
    /// Short name, used by `see_also` and in evaluation files: letters, digits, - and _. Never reuse one for something else.
    #[schemars(length(max = 60), regex(pattern = r"^[A-Za-z0-9_-]+$"))]
    pub id: String,
    /// The question as a member would ask it; the heading of the reply. At most 100 characters.
    #[serde(alias = "heading")]
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub question: String,
    /// How people really put it, one a line, at most 500 characters each: many, and varied in their words.
    #[serde(default)]
    pub also_asked: Vec<Phrasing>,
    /// A few telling words that the phrasings do not hold already.
    #[serde(default)]
    pub keywords: Vec<Phrasing>,
    /// The answer in paragraphs, an empty line between them. The first one is shown and must answer by itself.
    #[serde(alias = "body")]
    #[schemars(length(max = 8000), regex(pattern = r"\S"))]
    pub answer: String,
    /// A last line of the entry's own in place of the general reminder. It names who to talk to: a doctor, nurse,
    /// pharmacist, therapist, care team or emergency service.
    #[serde(default)]
    #[schemars(length(max = 300), regex(pattern = r"\S"))]
    pub care: Option<String>,
    /// How sure the main point is: strong, limited, contested (experts disagree) or practical (advice, not evidence).
    pub certainty: Certainty,
    /// Keys from sources.yaml. May be empty only when certainty is practical.
    #[serde(default)]
    pub sources: Vec<Phrasing>,
    /// Ids of related entries or sections.
    #[serde(default)]
    pub see_also: Vec<Phrasing>,
    /// Who reviewed the entry and when, as `{by: pain nurse, on: "2026-11-22"}`; null until a clinician has.
    #[serde(default)]
    pub reviewed: Option<ReviewShape>,
    /// false for the few entries that are not about health, such as what this bot is; they need no reminder.
    #[serde(default = "yes")]
    pub medical: bool,
    /// true where the entry is about warning signs: the line "if this is happening now" is added.
    #[serde(default)]
    pub urgent: bool,
}

fn yes() -> bool {
    true
}

/// A line of text in a list: a phrasing, keyword, key or id.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Phrasing(#[schemars(length(max = 500), regex(pattern = r"\S"))] pub String);

/// How sure the main point of an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Several good sources agree.
    Strong,
    /// Little or weak evidence.
    Limited,
    /// Experts or guidelines disagree.
    Contested,
    /// Everyday advice rather than evidence.
    Practical,
}

/// Who reviewed an entry, and when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewShape {
    /// The reviewer's role, not their name: pain nurse, GP.
    #[schemars(length(max = 80), regex(pattern = r"\S"))]
    pub by: String,
    /// The day, as year-month-day.
    #[schemars(regex(pattern = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"))]
    pub on: String,
}

/// `articles/<id>.yaml`: an article, read as a whole or section by section.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleFile {
    /// The article's own short name.
    #[schemars(length(max = 60), regex(pattern = r"^[A-Za-z0-9_-]+$"))]
    pub id: String,
    /// The article's title, at most 100 characters.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub title: String,
    /// The sections, in reading order. Each takes every key of an entry, with `heading` and `body`.
    #[schemars(length(min = 1), schema_with = "sections_schema")]
    pub sections: Vec<EntryShape>,
}

/// The schema of a list of sections: an entry's, with `heading` for `question` and `body` for `answer`.
fn sections_schema(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = generator.subschema_for::<Vec<EntryShape>>();
    if let Some(items) = schema.ensure_object().get_mut("items").and_then(Value::as_object_mut) {
        rename_section_keys(items);
    }
    schema
}

/// What a section calls an entry's keys.
const SECTION_KEYS: [(&str, &str); 2] = [("question", "heading"), ("answer", "body")];

fn rename_section_keys(item: &mut serde_json::Map<String, Value>) {
    for (entry_key, section_key) in SECTION_KEYS {
        if let Some(properties) = item.get_mut("properties").and_then(Value::as_object_mut)
            && let Some(property) = properties.remove(entry_key)
        {
            properties.insert(section_key.to_owned(), property);
        }
        for required in item.get_mut("required").and_then(Value::as_array_mut).into_iter().flatten() {
            if required == entry_key {
                *required = section_key.into();
            }
        }
    }
}

/// `sources.yaml`: where the facts come from.
pub type SourcesFile = Vec<SourceShape>;

/// One source: a page, paper or guideline.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceShape {
    /// The name entries use for it under `sources`.
    #[schemars(length(max = 60), regex(pattern = r"^[A-Za-z0-9_-]+$"))]
    pub key: String,
    /// Who publishes it.
    #[schemars(length(max = 120), regex(pattern = r"\S"))]
    pub publisher: String,
    /// Its title.
    #[schemars(length(max = 250), regex(pattern = r"\S"))]
    pub title: String,
    /// The year it was published; null is shown as undated.
    #[schemars(range(min = 1850, max = 2100))]
    pub year: Option<u16>,
    /// Its address at the publisher.
    #[schemars(length(max = 300), regex(pattern = r"^https?://[^\s<>]+$"))]
    pub url: String,
}

/// `words.yaml`: what members' words mean, and words that are never corrected.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WordsFile {
    /// Lay words, abbreviations, brands and misspellings, each with the word of the entries it stands for.
    #[serde(default)]
    pub rows: Vec<WordRow>,
    /// Names that must never be "corrected" into another: medicines, procedures.
    #[serde(default)]
    pub keep: Vec<Phrasing>,
}

/// One word and what it means here.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WordRow {
    /// What members write: a word or a few.
    #[schemars(length(max = 60), regex(pattern = r"\S"))]
    pub say: String,
    /// The word of the entries it stands for.
    #[schemars(length(max = 60), regex(pattern = r"\S"))]
    pub mean: String,
    /// What kind of word it is.
    pub kind: WordKind,
}

/// What kind of word a row of `words.yaml` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WordKind {
    /// An everyday word for a medical one.
    Lay,
    /// Letters or a short form.
    Abbreviation,
    /// A medicine's trade name.
    Brand,
    /// A spelling people really write.
    Misspelling,
    /// A long name, read as its short form in its place.
    Name,
}

/// `not_ours.yaml`: what the FAQ does not answer, for the engine to learn silence from.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotOursFile {
    /// Names of other conditions, animals and things that are not ours.
    #[serde(default)]
    pub names: Vec<Phrasing>,
    /// Ordinary talk and questions that look like ours and are not.
    #[serde(default)]
    pub talk: Vec<Phrasing>,
}

/// `helplines.yaml`: emergency numbers and crisis lines by country.
pub type HelplinesFile = Vec<CountryShape>;

/// A country with its numbers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountryShape {
    /// Its name.
    #[schemars(length(max = 60), regex(pattern = r"\S"))]
    pub country: String,
    /// Its emergency number, in quotes; left out where none was found written.
    #[serde(default)]
    #[schemars(length(max = 60), regex(pattern = r"\d"))]
    pub emergency: Option<String>,
    /// Its crisis lines.
    #[schemars(length(min = 1))]
    pub lines: Vec<LineShape>,
}

/// A crisis line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineShape {
    /// What it is called.
    #[schemars(length(max = 60), regex(pattern = r"\S"))]
    pub name: String,
    /// How to reach it: call, text, chat; in quotes when it is a number alone.
    #[schemars(length(max = 100), regex(pattern = r"\S"))]
    pub reach: String,
    /// Where its number was last seen written; for moderators.
    #[schemars(length(max = 300), regex(pattern = r"^https?://[^\s<>]+$"))]
    pub source: String,
    /// The day somebody last dialled or opened it and reached it, as "2026-11-22"; null until then.
    #[schemars(regex(pattern = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"))]
    pub checked_by_person: Option<String>,
}
