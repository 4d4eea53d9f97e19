//! One content file as a sheet of text whose values know where they stand. Reads YAML once for its positions and for
//! what a moderator must not write (tabs, the same key twice, anchors), once for its values.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser};
use serde_json::Value;

use super::problem::{Place, Problem, Severity, Span};

/// Largest content file, in bytes: nesting costs quadratic time, and no file people keep by hand comes near it.
pub const LARGEST_FILE: usize = 2 * 1024 * 1024;

/// A content file: its name below the content folder and its bytes as they are on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentFile {
    /// The name with `/`, such as `questions/basics.yaml`.
    pub name: String,
    /// What the file holds. A reader need not go on past [`LARGEST_FILE`] + 1 bytes.
    pub bytes: Vec<u8>,
}

/// A file that has been read: text, values, and the place of each value by its JSON Pointer (RFC 6901).
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) value: Value,
    lines: Vec<String>,
    places: HashMap<String, Span>,
    keys: HashMap<String, Span>,
}

impl Sheet {
    /// Reads a file; problems that leave nothing to read come back alone.
    pub(crate) fn read(file: &ContentFile, problems: &mut Vec<Problem>) -> Option<Self> {
        let text = text_of(file, problems)?;
        let mut sheet = Self {
            name: file.name.clone(),
            value: Value::Null,
            lines: text.lines().map(str::to_owned).collect(),
            places: HashMap::new(),
            keys: HashMap::new(),
        };
        let before = problems.len();
        sheet.locate(text, problems);
        if problems[before..].iter().any(|p| p.severity == Severity::Error) {
            return None;
        }
        match serde_yaml::from_str(text) {
            Ok(value) => sheet.value = value,
            Err(error) => {
                let at = error.location().map_or(Place::START, |at| Place { line: at.line(), column: at.column() });
                problems.push(sheet.error_at(at, format!("this is not YAML: {error}"), SYNTAX_REMEDY));
                return None;
            }
        }
        Some(sheet)
    }

    /// The place of a value, or of the nearest thing around it.
    pub(crate) fn span(&self, pointer: &str) -> Span {
        let mut around = pointer;
        loop {
            if let Some(span) = self.places.get(around) {
                return *span;
            }
            match around.rfind('/') {
                Some(at) => around = &around[..at],
                None => return Place::START.into(),
            }
        }
    }

    /// The place of the key of a value, or of the value when it stands in a list.
    pub(crate) fn key_span(&self, pointer: &str) -> Span {
        self.keys.get(pointer).copied().unwrap_or_else(|| self.span(pointer))
    }

    pub(crate) fn error(&self, pointer: &str, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        self.error_at(self.span(pointer), what, remedy)
    }

    pub(crate) fn warning(&self, pointer: &str, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        self.at(Severity::Warning, self.span(pointer), what, remedy)
    }

    pub(crate) fn error_at(&self, at: impl Into<Span>, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        self.at(Severity::Error, at.into(), what, remedy)
    }

    fn at(&self, severity: Severity, span: Span, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        let text = self.lines.get(span.place.line - 1).map_or("", String::as_str);
        Problem::at(severity, &self.name, span, text, what, remedy)
    }

    /// Walks the YAML events and notes where each value and key stands.
    fn locate(&mut self, text: &str, problems: &mut Vec<Problem>) {
        let mut walk = Walk::default();
        for event in Parser::new_from_str(text) {
            match event {
                Ok((event, span)) => {
                    if let Err((what, remedy)) = walk.step(self, &event, span) {
                        problems.push(self.error_at(span_of(span), what, remedy));
                        return;
                    }
                }
                Err(error) => {
                    let at = Place { line: error.marker().line().max(1), column: error.marker().col() + 1 };
                    problems.push(self.syntax_problem(at, error.info()));
                    return;
                }
            }
        }
    }

    fn syntax_problem(&self, at: Place, info: &str) -> Problem {
        let tab = |line: &String| line.chars().take_while(|c| c.is_whitespace()).position(|c| c == '\t');
        let near = at.line.saturating_sub(2)..(at.line + 1).min(self.lines.len());
        if let Some((line, column)) = near.rev().find_map(|line| Some((line, tab(self.lines.get(line)?)?))) {
            let at = Place { line: line + 1, column: column + 1 };
            return self.error_at(
                at,
                "a tab stands at the start of the line",
                "use spaces to indent, two for each step",
            );
        }
        self.error_at(at, format!("this is not YAML: {info}"), SYNTAX_REMEDY)
    }
}

const SYNTAX_REMEDY: &str = "look at this line and the one before it: indent with spaces, put a space after each colon, \
                             and put text that holds a colon or # in double quotes";

/// Values that run over several lines are shown by their first line as a whole.
fn span_of(span: saphyr_parser::Span) -> Span {
    let place = Place { line: span.start.line().max(1), column: span.start.col() + 1 };
    Span { place, width: (span.start.line() == span.end.line() && !span.is_empty()).then(|| span.len()) }
}

/// The text of a file, without the byte-order mark that Windows editors put first.
fn text_of<'a>(file: &'a ContentFile, problems: &mut Vec<Problem>) -> Option<&'a str> {
    if file.bytes.len() > LARGEST_FILE {
        problems.push(Problem::with_file(
            Severity::Error,
            &file.name,
            "the file is larger than 2 MiB",
            "split it into several files of one theme each",
        ));
        return None;
    }
    let text = match std::str::from_utf8(&file.bytes) {
        Ok(text) => text,
        Err(error) => {
            problems.push(not_utf8(file, error.valid_up_to()));
            return None;
        }
    };
    let Some(rest) = text.strip_prefix('\u{FEFF}') else { return Some(text) };
    problems.push(Problem::at(
        Severity::Warning,
        &file.name,
        Place::START.into(),
        rest.lines().next().unwrap_or_default(),
        "the file begins with a byte-order mark, which some programs cannot read",
        "save it as \"UTF-8\" rather than \"UTF-8 with BOM\"",
    ));
    Some(rest)
}

fn not_utf8(file: &ContentFile, valid: usize) -> Problem {
    let before = String::from_utf8_lossy(&file.bytes[..valid]).into_owned();
    let line = before.lines().count().max(1) + usize::from(before.ends_with('\n'));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count() + 1;
    let text = String::from_utf8_lossy(&file.bytes[start..]).lines().next().unwrap_or_default().to_owned();
    let place = Place { line, column }.into();
    let what = "the file is not UTF-8 text from here on";
    Problem::at(Severity::Error, &file.name, place, &text, what, "save the file again with the encoding UTF-8")
}

/// The open collections while walking through the events of a file.
#[derive(Default)]
struct Walk {
    open: Vec<Open>,
}

/// An open list or mapping, with its JSON Pointer.
enum Open {
    List { pointer: String, next: usize },
    Mapping { pointer: String, key: Option<String> },
}

type Refusal = (String, &'static str);

impl Walk {
    fn step(&mut self, sheet: &mut Sheet, event: &Event<'_>, span: saphyr_parser::Span) -> Result<(), Refusal> {
        match event {
            Event::Alias(_) => return Err(no_anchors()),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _)
                if *anchor != 0 =>
            {
                return Err(no_anchors());
            }
            Event::Scalar(text, ..) => {
                if let Some(pointer) = self.enter(sheet, Some(text), span)? {
                    sheet.places.insert(pointer, span_of(span));
                }
            }
            Event::SequenceStart(..) => {
                if let Some(pointer) = self.enter(sheet, None, span)? {
                    sheet.places.insert(pointer.clone(), span_of(span));
                    self.open.push(Open::List { pointer, next: 0 });
                }
            }
            Event::MappingStart(..) => {
                if let Some(pointer) = self.enter(sheet, None, span)? {
                    sheet.places.insert(pointer.clone(), span_of(span));
                    self.open.push(Open::Mapping { pointer, key: None });
                }
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.open.pop();
            }
            _ => {}
        }
        Ok(())
    }

    /// The pointer of the value that begins here; None when it is the key of a mapping.
    fn enter(
        &mut self,
        sheet: &mut Sheet,
        scalar: Option<&str>,
        span: saphyr_parser::Span,
    ) -> Result<Option<String>, Refusal> {
        match self.open.last_mut() {
            None => Ok(Some(String::new())),
            Some(Open::List { pointer, next }) => {
                *next += 1;
                Ok(Some(format!("{pointer}/{}", *next - 1)))
            }
            Some(Open::Mapping { pointer, key }) => match (key.take(), scalar) {
                (Some(name), _) => Ok(Some(format!("{pointer}/{}", escape(&name)))),
                (None, Some(name)) => {
                    let place = format!("{pointer}/{}", escape(name));
                    if sheet.keys.insert(place, span_of(span)).is_some() {
                        return Err((format!("`{name}` stands here twice"), "keep one of the two"));
                    }
                    *key = Some(name.to_owned());
                    Ok(None)
                }
                (None, None) => Err(("a key must be a plain word".to_owned(), SYNTAX_REMEDY)),
            },
        }
    }
}

fn no_anchors() -> Refusal {
    (
        "anchors (&name) and aliases (*name) are not used in these files".to_owned(),
        "write the text out, or put it in quotes",
    )
}

/// One step of a JSON Pointer (RFC 6901 §3).
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
