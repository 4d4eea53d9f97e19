//! A problem in a content file, told so that a moderator can put it right: where, the line itself, what is wrong, the
//! remedy. An error refuses the content; a warning never does.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The content is refused.
    Error,
    /// Told to moderators; the content is used.
    Warning,
}

/// A place in a content file; line and column count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// A place and how many characters from there are meant; None is the rest of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub place: Place,
    /// Its length in characters.
    pub width: Option<usize>,
}

impl From<Place> for Span {
    fn from(place: Place) -> Self {
        Self { place, width: None }
    }
}

/// One thing wrong in a content file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// The file, relative to the content folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line itself, shortened when very long.
    pub text: String,
    /// What is wrong, in one sentence without a full stop.
    pub what: String,
    /// How to put it right.
    pub remedy: String,
    /// How many characters of the line are meant.
    #[serde(skip)]
    pub width: usize,
}

/// Longest line shown in full, in characters; a longer one is cut after it.
const SHOWN_LINE: usize = 160;

impl Problem {
    /// A problem with a whole file, where no line can be shown.
    #[must_use]
    pub fn with_file(severity: Severity, file: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::at(severity, file, Span { place: Place::START, width: None }, "", what, remedy)
    }

    /// A problem at `span`, whose line reads `text`.
    #[must_use]
    pub fn at(
        severity: Severity,
        file: &str,
        span: Span,
        text: &str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let shown: String = text.chars().take(SHOWN_LINE).collect();
        let Span { place, width } = span;
        let to_end = shown.trim_end().chars().count().saturating_sub(place.column - 1).max(1);
        Self {
            severity,
            file: file.to_owned(),
            line: place.line,
            column: place.column,
            text: shown,
            what: what.into(),
            remedy: remedy.into(),
            width: width.map_or(to_end, |width| width.clamp(1, to_end)),
        }
    }

    fn order(&self) -> (&str, usize, usize, Severity, &str) {
        (&self.file, self.line, self.column, self.severity, &self.what)
    }
}

/// Sorts problems as a person works through them: by file, line and column; the same one is told once.
pub fn sort(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| a.order().cmp(&b.order()));
    problems.dedup();
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(self.what.as_str());
        let help = Level::HELP.message(self.remedy.as_str());
        let report = if self.text.is_empty() {
            let origin = annotate_snippets::Origin::path(self.file.as_str()).line(self.line).char_column(self.column);
            title.element(origin).element(help)
        } else {
            let start = self.text.char_indices().nth(self.column - 1).map_or(self.text.len(), |(at, _)| at);
            let end = self.text.char_indices().nth(self.column - 1 + self.width).map_or(self.text.len(), |(at, _)| at);
            let snippet = Snippet::source(self.text.as_str())
                .path(self.file.as_str())
                .line_start(self.line)
                .annotation(AnnotationKind::Primary.span(start..end));
            title.element(snippet).element(help)
        };
        f.write_str(&Renderer::plain().render(&[report]))
    }
}
