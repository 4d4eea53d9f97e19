//! `check`: every problem of the content folder at once, for a person or as JSON.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::{FAILED, count, read_content};
use crate::bot::Bot;
use crate::knowledge::{Problem, Severity};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Print JSON for other programs
    #[arg(long)]
    json: bool,
    /// Count warnings as errors
    #[arg(long)]
    strict: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    ok: bool,
    errors: usize,
    warnings: usize,
    problems: &'a [Problem],
}

pub(super) fn run(faq: &Path, options: &Options) -> anyhow::Result<ExitCode> {
    let files = read_content(faq)?;
    let (problems, summary) = match Bot::build(&files) {
        Ok(bot) => (bot.review(&files, crate::files::today()), Some(summary(&bot))),
        Err(problems) => (problems, None),
    };
    let errors = problems.iter().filter(|problem| options.strict || problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &Report { ok: errors == 0, errors, warnings, problems: &problems })?;
        writeln!(out)?;
    } else {
        for problem in &problems {
            writeln!(out, "{problem}\n")?;
        }
        let found = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
        writeln!(out, "{}: {}", faq.display(), summary.map_or(found.clone(), |summary| format!("{summary}; {found}")))?;
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

fn summary(bot: &Bot) -> String {
    let entries = bot.knowledge().entries();
    let phrasings = entries.iter().map(|entry| entry.also_asked.len()).sum();
    let entries = if entries.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", entries.len()) };
    format!("{entries}, {}", count(phrasings, "phrasing"))
}
