//! The kinds of content file: which name is which kind, and the JSON Schema of each.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::messages::{Messages, TranslatedMessages};
use super::shape::{ArticleFile, HelplinesFile, NotOursFile, QuestionsFile, SourcesFile, WordsFile};
use crate::safety::shape::{ExamplesFile, SafetyFile};

/// A kind of content file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// `questions/<theme>.yaml`
    Questions,
    /// `articles/<id>.yaml`
    Article,
    /// `sources.yaml`
    Sources,
    /// `words.yaml`
    Words,
    /// `not_ours.yaml`
    NotOurs,
    /// `messages.yaml`
    Messages,
    /// `messages.yaml` in a folder named by another language
    TranslatedMessages,
    /// `helplines.yaml`
    Helplines,
    /// `safety.yaml`, and the same in a folder named by another language
    Safety,
    /// `safety_examples/<name>.yaml`
    SafetyExamples,
}

impl FileKind {
    /// Every kind, in the order a newcomer meets them.
    pub const ALL: [Self; 10] = [
        Self::Questions,
        Self::Article,
        Self::Sources,
        Self::Words,
        Self::NotOurs,
        Self::Messages,
        Self::TranslatedMessages,
        Self::Helplines,
        Self::Safety,
        Self::SafetyExamples,
    ];

    /// The kind of a file by its name below the content folder; None for a name no kind has.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name.split_once('/') {
            Some(("questions", rest)) if !rest.contains('/') => Some(Self::Questions),
            Some(("articles", rest)) if !rest.contains('/') => Some(Self::Article),
            Some(("safety_examples", rest)) if !rest.contains('/') => Some(Self::SafetyExamples),
            Some(("fr", "safety.yaml")) => Some(Self::Safety),
            Some(("fr", "messages.yaml")) => Some(Self::TranslatedMessages),
            Some(_) => None,
            None => Self::ALL.into_iter().find(|kind| kind.single_file() == Some(name)),
        }
    }

    /// The file's name where there is only one of the kind.
    #[must_use]
    pub fn single_file(self) -> Option<&'static str> {
        match self {
            Self::Questions | Self::Article | Self::TranslatedMessages | Self::SafetyExamples => None,
            Self::Helplines => Some("helplines.yaml"),
            Self::Sources => Some("sources.yaml"),
            Self::Words => Some("words.yaml"),
            Self::NotOurs => Some("not_ours.yaml"),
            Self::Messages => Some("messages.yaml"),
            Self::Safety => Some("safety.yaml"),
        }
    }

    /// The name of the kind's schema file.
    #[must_use]
    pub fn schema_file(self) -> &'static str {
        match self {
            Self::Questions => "questions.json",
            Self::Article => "article.json",
            Self::Sources => "sources.json",
            Self::Words => "words.json",
            Self::NotOurs => "not_ours.json",
            Self::Messages => "messages.json",
            Self::TranslatedMessages => "translated_messages.json",
            Self::Helplines => "helplines.json",
            Self::Safety => "safety.json",
            Self::SafetyExamples => "safety_examples.json",
        }
    }

    /// The kind's schema as the text of its file.
    #[must_use]
    pub fn schema_text(self) -> String {
        let schema = self.schema();
        format!("{:#}\n", schema.as_value())
    }

    /// The JSON Schema (draft 2020-12) of the kind, without references, so that a path in it is a path in the file.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::Questions => schema_of::<QuestionsFile>(),
            Self::Article => schema_of::<ArticleFile>(),
            Self::Sources => schema_of::<SourcesFile>(),
            Self::Words => schema_of::<WordsFile>(),
            Self::NotOurs => schema_of::<NotOursFile>(),
            Self::Messages => schema_of::<Messages>(),
            Self::TranslatedMessages => schema_of::<TranslatedMessages>(),
            Self::Helplines => schema_of::<HelplinesFile>(),
            Self::Safety => schema_of::<SafetyFile>(),
            Self::SafetyExamples => schema_of::<ExamplesFile>(),
        }
    }
}

fn schema_of<T: JsonSchema>() -> Schema {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<T>()
}
