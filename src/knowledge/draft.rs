//! Content on its way to being Knowledge: every file read into its shape, each item knowing its place, nothing checked
//! yet beyond its form.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::conform::differences;
use super::kind::FileKind;
use super::messages::{Messages, TranslatedMessages};
use super::problem::{Problem, Severity};
use super::shape::{EntryShape, HelplinesFile, NotOursFile, SourceShape, WordsFile};
use super::sheet::{ContentFile, Sheet};
use crate::safety::shape::{ExamplesFile, SafetyFile};
use crate::safety::{Guard, Language, RuleProblem};

/// Everything that could be read.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) items: Vec<Item>,
    pub(crate) articles: Vec<DraftArticle>,
    pub(crate) sources: Vec<Placed<SourceShape>>,
    pub(crate) messages: Option<Placed<Messages>>,
    pub(crate) translated: Vec<(Language, TranslatedMessages)>,
    pub(crate) helplines: HelplinesFile,
    pub(crate) words: Option<Placed<WordsFile>>,
    pub(crate) not_ours: Option<Placed<NotOursFile>>,
    /// Ids and source keys of everything that was named, whole or not: what points to it is not dead.
    pub(crate) ids: BTreeSet<String>,
    pub(crate) source_keys: BTreeSet<String>,
    /// Whether a file could not be read: what it uses is not known.
    pub(crate) is_incomplete: bool,
    safety: Vec<(Language, Placed<SafetyFile>)>,
    pub(crate) examples: ExamplesFile,
    sheets: Vec<Sheet>,
    names: Vec<String>,
}

/// An entry or a section.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) shape: EntryShape,
    /// Which article it is a section of.
    pub(crate) article: Option<usize>,
    /// The file's name without folder and ending: a theme or an article.
    pub(crate) theme: String,
    at: At,
}

#[derive(Debug)]
pub(crate) struct DraftArticle {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) at: At,
}

/// Something read from a file, with its place.
#[derive(Debug)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) at: At,
}

/// Where something stands: the sheet and the JSON Pointer in it.
#[derive(Debug, Clone)]
pub(crate) struct At {
    sheet: usize,
    pointer: String,
}

impl At {
    /// A place below this one, such as `/also_asked/3`.
    pub(crate) fn below(&self, rest: &str) -> Self {
        Self { sheet: self.sheet, pointer: format!("{}{rest}", self.pointer) }
    }
}

impl Item {
    /// The place of one of the item's keys, under the name the file has for it.
    pub(crate) fn at(&self, rest: &str) -> At {
        let rest = match rest {
            "/question" if self.article.is_some() => "/heading",
            "/answer" if self.article.is_some() => "/body",
            rest => rest,
        };
        self.at.below(rest)
    }
}

impl Draft {
    /// Reads every file, collecting the problems of all of them.
    pub(crate) fn read(files: &[ContentFile], problems: &mut Vec<Problem>) -> Self {
        let names = files.iter().map(|file| file.name.clone()).collect();
        let mut draft = Self { names, ..Self::default() };
        for file in files {
            match FileKind::of(&file.name) {
                Some(kind) => draft.add(file, kind, problems),
                None => problems.push(unknown_file(file)),
            }
        }
        draft
    }

    fn add(&mut self, file: &ContentFile, kind: FileKind, problems: &mut Vec<Problem>) {
        let Some(sheet) = Sheet::read(file, problems) else {
            self.remember_names(file);
            return;
        };
        let (broken, found): (Vec<String>, Vec<Problem>) = differences(&sheet, kind).into_iter().unzip();
        problems.extend(found);
        self.take(&sheet, kind, &broken);
        self.sheets.push(sheet);
    }

    /// Remembers what a file that cannot be read names, as far as its lines show: what points there is not dead, and one
    /// slip is not drowned by a complaint from every entry that points to its file.
    fn remember_names(&mut self, file: &ContentFile) {
        self.is_incomplete = true;
        for line in String::from_utf8_lossy(&file.bytes).lines() {
            let line = line.trim_start_matches(['-', ' ', '\t']);
            let value = |key: &str| line.strip_prefix(key).map(|value| value.trim().trim_matches('"').to_owned());
            self.ids.extend(value("id:"));
            self.source_keys.extend(value("key:"));
        }
    }

    /// Takes what is whole of a sheet, which will be the next in `sheets`: of a list each item that holds no broken
    /// place, so that a slip in one entry does not hide the problems of the others.
    fn take(&mut self, sheet: &Sheet, kind: FileKind, broken: &[String]) {
        let root = At { sheet: self.sheets.len(), pointer: String::new() };
        let root_is_whole = || broken.is_empty();
        match kind {
            FileKind::Questions => self.take_items(sheet, &root, broken, None),
            FileKind::Article => {
                let article = self.articles.len();
                self.take_items(sheet, &root.below("/sections"), broken, Some(article));
                let text = |key: &str| sheet.value[key].as_str().unwrap_or_default().to_owned();
                self.articles.push(DraftArticle { id: text("id"), title: text("title"), at: root });
            }
            FileKind::Sources => {
                self.source_keys.extend(named(&sheet.value, "key"));
                self.sources.extend(whole_items(sheet, &root, broken).map(|(at, value)| Placed { value, at }));
            }
            FileKind::Words if root_is_whole() => self.words = Some(Placed { value: shape(&sheet.value), at: root }),
            FileKind::NotOurs if root_is_whole() => {
                self.not_ours = Some(Placed { value: shape(&sheet.value), at: root });
            }
            FileKind::Messages if root_is_whole() => {
                self.messages = Some(Placed { value: shape(&sheet.value), at: root });
            }
            FileKind::TranslatedMessages if root_is_whole() => {
                self.translated.push((language_of(&sheet.name), shape(&sheet.value)));
            }
            FileKind::Helplines if root_is_whole() => self.helplines = shape(&sheet.value),
            FileKind::Safety if root_is_whole() => {
                self.safety.push((language_of(&sheet.name), Placed { value: shape(&sheet.value), at: root }));
            }
            FileKind::SafetyExamples if root_is_whole() => self.examples.append(shape(&sheet.value)),
            FileKind::Words
            | FileKind::NotOurs
            | FileKind::Messages
            | FileKind::TranslatedMessages
            | FileKind::Helplines
            | FileKind::Safety
            | FileKind::SafetyExamples => {}
        }
    }

    fn take_items(&mut self, sheet: &Sheet, list: &At, broken: &[String], article: Option<usize>) {
        let theme = sheet.name.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
        let values = sheet.value.pointer(&list.pointer).unwrap_or(&Value::Null);
        self.ids.extend(named(values, "id"));
        let items = whole_items(sheet, list, broken);
        self.items.extend(items.map(|(at, shape)| Item { shape, article, theme: theme.to_owned(), at }));
    }

    /// The safety rules compiled, their examples run; None when they are not in order, which is told.
    pub(crate) fn guard(&self, problems: &mut Vec<Problem>) -> Option<Guard> {
        let files: Vec<_> = self.safety.iter().map(|(language, placed)| (*language, placed.value.clone())).collect();
        if files.iter().all(|(language, _)| *language != Language::English) {
            if !self.has_file("safety.yaml") {
                let remedy =
                    "without its rules a message in danger would be missed; copy it from the project's faq/ folder";
                problems.push(Problem::with_file(Severity::Error, "safety.yaml", "the file is missing", remedy));
            }
            return None;
        }
        let found = Guard::compile(&files).map_err(|found| problems.extend(found.iter().map(|p| self.rule_problem(p))));
        found.ok()
    }

    fn rule_problem(&self, problem: &RuleProblem) -> Problem {
        let file = self.safety.iter().find(|(language, _)| *language == problem.language);
        let at = file.map(|(_, placed)| placed.at.below(&problem.pointer));
        match at {
            Some(at) => self.error(&at, &problem.what, problem.remedy),
            None => Problem::with_file(Severity::Error, "safety.yaml", &problem.what, problem.remedy),
        }
    }

    pub(crate) fn error(&self, at: &At, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        self.sheets[at.sheet].error(&at.pointer, what, remedy)
    }

    pub(crate) fn warning(&self, at: &At, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        self.sheets[at.sheet].warning(&at.pointer, what, remedy)
    }

    /// Whether a file of this name, or in this folder, was there, in order or not.
    pub(crate) fn has_file(&self, beginning: &str) -> bool {
        self.names.iter().any(|name| name.starts_with(beginning))
    }

    /// `file:line` of a place, for naming it in another problem.
    pub(crate) fn spot(&self, at: &At) -> String {
        let sheet = &self.sheets[at.sheet];
        format!("{}:{}", sheet.name, sheet.span(&at.pointer).place.line)
    }
}

/// The language of a file by its folder.
fn language_of(name: &str) -> Language {
    if name.starts_with("fr/") { Language::French } else { Language::English }
}

/// The items of a list that hold no broken place.
fn whole_items<'a, T: DeserializeOwned>(
    sheet: &'a Sheet,
    list: &'a At,
    broken: &'a [String],
) -> impl Iterator<Item = (At, T)> + 'a {
    let values = sheet.value.pointer(&list.pointer).and_then(Value::as_array);
    let whole = move |at: &At| {
        let within = |place: &String| *place == at.pointer || place.starts_with(&format!("{}/", at.pointer));
        !broken.iter().any(within)
    };
    let placed = values.into_iter().flatten().enumerate().map(|(nth, value)| (list.below(&format!("/{nth}")), value));
    placed.filter(move |(at, _)| whole(at)).map(|(at, value)| (at, shape(value)))
}

/// What the items of a list are called, also those that are broken elsewhere.
fn named<'a>(list: &'a Value, key: &'a str) -> impl Iterator<Item = String> + 'a {
    list.as_array().into_iter().flatten().filter_map(move |item| item[key].as_str().map(str::to_owned))
}

/// A value that fits its schema, in its Rust type.
fn shape<T: DeserializeOwned>(value: &Value) -> T {
    T::deserialize(value).expect("the schema that the value fits is generated from this type")
}

fn unknown_file(file: &ContentFile) -> Problem {
    Problem::with_file(
        Severity::Warning,
        &file.name,
        "no content file has this name, so it is not read",
        "entries go into questions/, articles into articles/; the other names are sources.yaml, words.yaml, \
         not_ours.yaml, messages.yaml, helplines.yaml and safety.yaml, and examples for safety go into safety_examples/",
    )
}
