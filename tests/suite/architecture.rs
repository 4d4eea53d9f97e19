//! The invariants of the source that no compiler holds.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms that may touch the world.
const EDGES: [&str; 7] = ["main.rs", "cli", "files.rs", "config.rs", "live.rs", "storage.rs", "discord"];

/// What the core must not use: files, environment, clock, randomness, network, runtime.
const WORLD: [&str; 14] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant",
    "rand::",
    "tokio",
    "serenity",
    "poise",
    "sqlx",
    "println!",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for item in fs::read_dir(folder).expect("the source is there") {
        let path = item.expect("the folder can be listed").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// The lines of a file that are code: no comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("source is text");
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_edge(path: &Path) -> bool {
    let below = path.strip_prefix(source()).expect("it is below src");
    EDGES.iter().any(|edge| below.starts_with(edge))
}

#[test]
fn the_core_does_not_touch_the_world() {
    for path in files_below(&source()).iter().filter(|path| !is_edge(path)) {
        let code = code(path);
        for word in WORLD {
            assert!(!code.contains(word), "{} uses {word}", path.display());
        }
    }
}

#[test]
fn the_core_does_not_depend_on_an_edge() {
    for path in files_below(&source()).iter().filter(|path| !is_edge(path) && !path.ends_with("lib.rs")) {
        let code = code(path);
        for edge in ["crate::cli", "crate::files", "crate::config", "crate::discord", "crate::live"] {
            assert!(!code.contains(edge), "{} depends on {edge}", path.display());
        }
    }
}

#[test]
fn discord_types_stay_in_their_room() {
    for path in files_below(&source()).iter().filter(|path| !path.starts_with(source().join("discord"))) {
        let code = code(path);
        assert!(!code.contains("serenity::") && !code.contains("poise::"), "{} uses a Discord type", path.display());
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for path in files_below(&source()) {
        let text = fs::read_to_string(&path).expect("source is text");
        assert!(text.starts_with("//!"), "{} does not open with what it is for", path.display());
    }
}

#[test]
fn the_entry_point_stays_on_one_screen() {
    let lines = fs::read_to_string(source().join("main.rs")).expect("main.rs is there").lines().count();
    assert!(lines <= 40, "main.rs has {lines} lines");
}
