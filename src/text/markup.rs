//! Discord's markup, taken off before words are read: mentions, custom emoji, links, quoted lines, fences, spoilers.

/// The text without what is not words. Text inside code, bold or spoilers stays; a quoted line is somebody else's.
#[must_use]
pub fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("> ") || trimmed.starts_with(">>> ") || trimmed == ">" {
            continue;
        }
        strip_line(line, &mut out);
        out.push('\n');
    }
    out
}

fn strip_line(line: &str, out: &mut String) {
    for (nth, token) in line.split(' ').enumerate() {
        if nth > 0 {
            out.push(' ');
        }
        if is_link(token) {
            continue;
        }
        strip_tags(token, out);
    }
}

fn is_link(token: &str) -> bool {
    let inner = token.trim_start_matches(['<', '(', '[']);
    let lower = inner.get(..8).unwrap_or(inner).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.")
}

/// Drops `<@1>`, `<#1>`, `<@&1>`, `<:name:1>`, `<a:name:1>`, `<t:1>`, `</name:1>` and HTML-like tags; marks become spaces.
fn strip_tags(token: &str, out: &mut String) {
    let mut rest = token;
    while let Some(start) = rest.find('<') {
        push_without_marks(&rest[..start], out);
        match rest[start..].find('>') {
            Some(end) => {
                out.push(' ');
                rest = &rest[start + end + 1..];
            }
            None => {
                rest = &rest[start + 1..];
            }
        }
    }
    push_without_marks(rest, out);
}

/// `:shortcodes:` and the marks of bold, spoilers and code go.
fn push_without_marks(text: &str, out: &mut String) {
    if text.len() > 2 && text.starts_with(':') && text.ends_with(':') {
        return;
    }
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        // A single star between letters hides a letter ("k*ll"); any other is markup.
        let is_markup =
            matches!(c, '_' | '~' | '|' | '`') || c == '*' && !(letter(before) && letter(characters.peek().copied()));
        if !is_markup {
            out.push(c);
        }
        before = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::strip;

    fn check(text: &str, expected: &str) {
        assert_eq!(strip(text).split_whitespace().collect::<Vec<_>>().join(" "), expected, "{text:?}");
    }

    #[test]
    fn markup_goes_and_words_stay() {
        check("<@!123> **can** it ||spread||?", "can it spread?");
        check("> quoted\nmine", "mine");
        check("see https://example.org/a?b=c now", "see now");
        check("<:party:1> hello <a:x:2>", "hello");
        check("```rust\ncode\n```", "rust code");
        check(":smile: hi", "hi");
        check("a < b", "a b");
        check("<b>bold</b>", "bold");
    }
}
