//! What Discord refuses in a message, a command and a component, and whom a message pings.

use std::collections::BTreeSet;

use serde_json::Value;

type Refusal = Result<(), String>;

fn only(value: &Value, known: &[&str]) -> Refusal {
    let fields = value.as_object().ok_or("it is not an object")?;
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("unknown field {key}")),
        None => Ok(()),
    }
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn between(what: &str, text: Option<&str>, least: usize, most: usize) -> Refusal {
    let count = length(text.ok_or_else(|| format!("{what} is missing"))?);
    if (least..=most).contains(&count) { Ok(()) } else { Err(format!("{what} has {count} characters")) }
}

const MESSAGE: [&str; 13] = [
    "content",
    "embeds",
    "allowed_mentions",
    "sticker_ids",
    "components",
    "flags",
    "attachments",
    "poll",
    "message_reference",
    "nonce",
    "enforce_nonce",
    "tts",
    "shared_client_theme",
];

/// A message to be sent.
pub(super) fn message(body: &Value) -> Refusal {
    only(body, &MESSAGE)?;
    content(body, true)
}

/// What replaces a message.
pub(super) fn edit(body: &Value) -> Refusal {
    only(body, &["content", "embeds", "flags", "allowed_mentions", "sticker_ids", "components", "attachments"])?;
    content(body, false)
}

fn content(body: &Value, must_say_something: bool) -> Refusal {
    let text = body["content"].as_str().unwrap_or_default();
    if must_say_something && text.trim().is_empty() {
        return Err("50006: the message is empty".to_owned());
    }
    if length(text) > 2_000 {
        return Err(format!("the content has {} characters", length(text)));
    }
    let flags = body["flags"].as_u64().unwrap_or(0);
    if flags & !(4 | 64 | 4096) != 0 {
        return Err(format!("flags {flags}"));
    }
    components(&body["components"])
}

fn components(rows: &Value) -> Refusal {
    let rows = match rows {
        Value::Null => return Ok(()),
        Value::Array(rows) => rows,
        _ => return Err("components is not a list".to_owned()),
    };
    if rows.len() > 5 {
        return Err(format!("{} rows", rows.len()));
    }
    let mut ids = BTreeSet::new();
    for row in rows {
        only(row, &["type", "components", "id"])?;
        let parts = row["components"].as_array().filter(|parts| !parts.is_empty()).ok_or("an empty row")?;
        let has_menu = parts.iter().any(|part| part["type"] == 3);
        if parts.len() > if has_menu { 1 } else { 5 } {
            return Err(format!("{} parts in a row", parts.len()));
        }
        for part in parts {
            component(part)?;
            if !ids.insert(part["custom_id"].as_str().unwrap_or_default()) {
                return Err("50035: a custom_id stands twice".to_owned());
            }
        }
    }
    Ok(())
}

fn component(part: &Value) -> Refusal {
    between("a custom_id", part["custom_id"].as_str(), 1, 100)?;
    match part["type"].as_u64() {
        Some(2) => {
            only(part, &["type", "style", "label", "emoji", "custom_id", "disabled", "url", "sku_id", "id"])?;
            between("a label", part["label"].as_str(), 1, 80)
        }
        Some(3) => {
            only(
                part,
                &[
                    "type",
                    "custom_id",
                    "options",
                    "placeholder",
                    "min_values",
                    "max_values",
                    "disabled",
                    "id",
                    "required",
                ],
            )?;
            if part["placeholder"].is_string() {
                between("a placeholder", part["placeholder"].as_str(), 1, 150)?;
            }
            let options = part["options"].as_array().ok_or("a menu without options")?;
            if !(1..=25).contains(&options.len()) {
                return Err(format!("{} options", options.len()));
            }
            let mut values = BTreeSet::new();
            for option in options {
                only(option, &["label", "value", "description", "emoji", "default"])?;
                between("an option's label", option["label"].as_str(), 1, 100)?;
                between("an option's value", option["value"].as_str(), 1, 100)?;
                if !values.insert(option["value"].as_str()) {
                    return Err("an option's value stands twice".to_owned());
                }
            }
            Ok(())
        }
        other => Err(format!("a component of type {other:?}")),
    }
}

/// The answer to an interaction.
pub(super) fn answer(body: &Value, is_typing: bool, on_component: bool) -> Refusal {
    only(body, &["type", "data"])?;
    let data = &body["data"];
    match (body["type"].as_u64(), is_typing, on_component) {
        (Some(8), true, _) => {
            only(data, &["choices"])?;
            let choices = data["choices"].as_array().ok_or("no choices")?;
            if choices.len() > 25 {
                return Err(format!("{} choices", choices.len()));
            }
            for choice in choices {
                only(choice, &["name", "value", "name_localizations"])?;
                between("a choice's name", choice["name"].as_str(), 1, 100)?;
                between("a choice's value", choice["value"].as_str(), 1, 100)?;
            }
            Ok(())
        }
        (Some(4), false, _) => {
            only(
                data,
                &["content", "embeds", "allowed_mentions", "components", "attachments", "poll", "tts", "flags"],
            )?;
            content(data, true)
        }
        (Some(7), false, true) => {
            only(
                data,
                &["content", "embeds", "allowed_mentions", "components", "attachments", "flags", "poll", "tts"],
            )?;
            content(data, true)
        }
        (Some(5), false, _) | (Some(6), false, true) => Ok(()),
        other => Err(format!("an answer of kind {other:?}")),
    }
}

/// The commands of an application.
pub(super) fn commands(body: &Value) -> Refusal {
    let mut names = BTreeSet::new();
    for command in body.as_array().ok_or("commands are a list")? {
        only(
            command,
            &[
                "name",
                "name_localizations",
                "description",
                "description_localizations",
                "options",
                "default_member_permissions",
                "dm_permission",
                "contexts",
                "integration_types",
                "handler",
                "type",
                "id",
                "nsfw",
            ],
        )?;
        let name = command["name"].as_str().unwrap_or_default();
        between("a command's name", Some(name), 1, 32)?;
        let is_slash = command["type"].as_u64().unwrap_or(1) == 1;
        if is_slash && (name != name.to_lowercase() || name.contains(' ')) {
            return Err(format!("the name {name}"));
        }
        if is_slash {
            between("a description", command["description"].as_str(), 1, 100)?;
        } else if command["description"].as_str().is_some_and(|text| !text.is_empty()) {
            return Err("a menu command has no description".to_owned());
        }
        if !names.insert((command["type"].as_u64(), name)) {
            return Err(format!("{name} stands twice"));
        }
        let options = command["options"].as_array().into_iter().flatten();
        let below = options.clone().flat_map(|option| option["options"].as_array().into_iter().flatten());
        for option in options.chain(below) {
            between("an option's name", option["name"].as_str(), 1, 32)?;
            between("an option's description", option["description"].as_str(), 1, 100)?;
            if option["max_length"].as_u64().is_some_and(|most| most > 6_000) {
                return Err("max_length".to_owned());
            }
        }
    }
    Ok(())
}

/// Whom a message pings: what it names, as far as its allowed mentions let it.
pub(super) fn pings(body: &Value) -> Vec<String> {
    let text = body["content"].as_str().unwrap_or_default();
    let allowed = &body["allowed_mentions"];
    let parse: Vec<&str> = match allowed.get("parse").and_then(Value::as_array) {
        Some(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        None if allowed.is_object() => Vec::new(),
        None => vec!["everyone", "roles", "users"],
    };
    let mut pinged = Vec::new();
    if parse.contains(&"everyone") && (text.contains("@everyone") || text.contains("@here")) {
        pinged.push("everyone".to_owned());
    }
    if (parse.contains(&"users") || parse.contains(&"roles")) && text.contains("<@") {
        pinged.push("somebody named in the text".to_owned());
    }
    let roles = allowed["roles"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for role in roles.filter(|role| text.contains(&format!("<@&{role}>"))) {
        // A role that nobody may mention is shown, and nobody hears of it.
        if super::shapes::MENTIONABLE.iter().any(|known| known.to_string() == role) {
            pinged.push(format!("role {role}"));
        }
    }
    if allowed["users"].as_array().is_some_and(|users| !users.is_empty()) {
        pinged.push("somebody named".to_owned());
    }
    if body["message_reference"].is_object() && allowed["replied_user"] != false {
        pinged.push("the asker".to_owned());
    }
    pinged
}
