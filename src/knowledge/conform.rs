//! Holds a file's values against the JSON Schema of its kind, the same that editors use, and words every difference
//! for a moderator.

use jsonschema::Validator;
use jsonschema::error::{ValidationError, ValidationErrorKind};
use serde_json::Value;

use super::kind::FileKind;
use super::problem::Problem;
use super::sheet::Sheet;

/// Something that the kind does not allow: the JSON Pointer of the value, and the problem.
pub(crate) type Difference = (String, Problem);

/// Everything in `sheet` that its kind does not allow.
pub(crate) fn differences(sheet: &Sheet, kind: FileKind) -> Vec<Difference> {
    let schema = kind.schema().to_value();
    let validator: Validator =
        jsonschema::validator_for(&schema).expect("the schemas are generated, and a test validates with each of them");
    let mut found = Vec::new();
    for error in validator.iter_errors(&sheet.value) {
        let at = error.instance_path().as_str();
        found.extend(word(sheet, &schema, &error).into_iter().map(|problem| (at.to_owned(), problem)));
    }
    found
}

fn word(sheet: &Sheet, schema: &Value, error: &ValidationError<'_>) -> Vec<Problem> {
    let pointer = error.instance_path().as_str();
    let name = name_of(pointer);
    let value = error.instance();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = known_keys(schema, error.schema_path().as_str());
            unexpected.iter().map(|key| unknown_key(sheet, pointer, key, &known)).collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            vec![sheet.error(pointer, format!("`{key}` is missing"), format!("add a line `{key}:` with its text"))]
        }
        ValidationErrorKind::Type { .. } => {
            vec![wrong_type(sheet, pointer, &name, value, expected_type(schema, error))]
        }
        ValidationErrorKind::OneOfNotValid { .. } => {
            let options = schema.pointer(error.schema_path().as_str()).and_then(Value::as_array);
            let names: Vec<&str> =
                options.into_iter().flatten().filter_map(|option| option["const"].as_str()).collect();
            let remedy = format!("write one of: {}", names.join(", "));
            vec![sheet.error(pointer, format!("{name} cannot be {value}"), remedy)]
        }
        ValidationErrorKind::MaxLength { limit } => {
            let length = value.as_str().map_or(0, |text| text.chars().count());
            let what = format!("{name} has {length} characters, {limit} at most");
            vec![sheet.error(pointer, what, "shorten it")]
        }
        ValidationErrorKind::Pattern { pattern } => vec![wrong_form(sheet, pointer, &name, value, pattern)],
        ValidationErrorKind::MinItems { .. } => {
            vec![sheet.error(pointer, format!("{name} is empty"), "add one at least")]
        }
        _ => vec![sheet.error(pointer, format!("{name}: {error}"), "see the key's help in the schema")],
    }
}

/// How a person names the value at `pointer`: its key, or the key of the list it stands in.
fn name_of(pointer: &str) -> String {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    match steps.iter().rev().find(|step| step.parse::<usize>().is_err()) {
        Some(key) if steps.last() == Some(key) => format!("`{key}`"),
        Some(key) => format!("an item of `{key}`"),
        None if steps.is_empty() => "the file".to_owned(),
        None => "an item of the file".to_owned(),
    }
}

fn known_keys(schema: &Value, schema_path: &str) -> Vec<String> {
    let around = schema_path.rfind('/').map_or("", |at| &schema_path[..at]);
    let properties = schema.pointer(&format!("{around}/properties")).and_then(Value::as_object);
    properties.map(|all| all.keys().cloned().collect()).unwrap_or_default()
}

fn unknown_key(sheet: &Sheet, pointer: &str, key: &str, known: &[String]) -> Problem {
    let at = sheet.key_span(&format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")));
    let what = format!("`{key}` is not a key here");
    let nearest = known.iter().max_by(|a, b| strsim::jaro_winkler(a, key).total_cmp(&strsim::jaro_winkler(b, key)));
    let remedy = match nearest {
        Some(near) if strsim::jaro_winkler(near, key) > CLOSE_KEY => format!("did you mean `{near}`?"),
        _ => format!("the keys are: {}", known.join(", ")),
    };
    sheet.error_at(at, what, remedy)
}

/// Jaro-Winkler similarity above which a known key is taken for the one that was meant ("anwser" is 0.95 from
/// "answer", "note" 0.6 from the nearest).
const CLOSE_KEY: f64 = 0.75;

/// The type the schema wants at the error's place, such as `string` or `array`.
fn expected_type<'a>(schema: &'a Value, error: &ValidationError<'_>) -> &'a str {
    let wanted = schema.pointer(error.schema_path().as_str());
    wanted.and_then(|wanted| wanted.as_str().or_else(|| wanted.get(0)?.as_str())).unwrap_or("string")
}

fn wrong_type(sheet: &Sheet, pointer: &str, name: &str, value: &Value, expected: &str) -> Problem {
    let span = sheet.key_span(pointer);
    let (what, remedy) = match (value, expected) {
        (Value::Null, _) => {
            (format!("{name} is empty"), "write its text after the colon, or take the line out".to_owned())
        }
        (Value::Number(_) | Value::Bool(_), "string") => {
            (format!("{name} is read as {}, not as text", kind_of(value)), format!("put it in quotes: \"{value}\""))
        }
        (_, "array") => (
            format!("{name} must be a list, not {}", kind_of(value)),
            "put each item on a line of its own that begins with `- `".to_owned(),
        ),
        (_, "object") => (
            format!("{name} must have keys of its own, not be {}", kind_of(value)),
            "write `key: text` on the lines below it, indented by two spaces".to_owned(),
        ),
        (_, "boolean") => (format!("{name} must be true or false"), "write true or false, without quotes".to_owned()),
        (_, "integer") => (format!("{name} must be a whole number"), "write digits only, without quotes".to_owned()),
        (_, _) => (
            format!("{name} must be text, not {}", kind_of(value)),
            "write it on one line, or below `|` with two more spaces; text that holds a colon goes in quotes"
                .to_owned(),
        ),
    };
    sheet.error_at(span, what, remedy)
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a group of keys",
    }
}

fn wrong_form(sheet: &Sheet, pointer: &str, name: &str, value: &Value, pattern: &str) -> Problem {
    let span = sheet.key_span(pointer);
    let text = value.as_str().unwrap_or_default();
    let (what, remedy) = match pattern {
        r"\S" => (format!("{name} is empty"), "write its text, or take the line out"),
        _ if pattern.starts_with("^[A-Za-z0-9_-]") => (
            format!("{name} \"{text}\" holds more than letters, digits, - and _"),
            "use only those, such as `flare-ups`",
        ),
        _ if pattern.starts_with("^https?") => {
            (format!("{name} \"{text}\" is not a web address"), "write the whole address, beginning with https://")
        }
        _ if pattern.starts_with(r"^\d{4}") => {
            (format!("{name} \"{text}\" is not a date"), "write it as year-month-day in quotes, such as \"2026-11-22\"")
        }
        _ => (
            format!("{name} lacks a part that is filled in: {}", pattern.replace(['\\', '.', '*'], " ")),
            "put it back",
        ),
    };
    sheet.error_at(span, what, remedy)
}
