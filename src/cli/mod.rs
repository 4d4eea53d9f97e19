//! The command line: one file a subcommand. Exit codes: 0 in order, 1 broken content or a failure, 2 usage, 78 a
//! setting that only a person can mend (`EX_CONFIG` of sysexits.h).

mod ask;
mod chat;
mod check;
mod doctor;
mod evaluate;
mod run;
mod schema;
mod show;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::bot::Bot;
use crate::files::read_folder;
use crate::knowledge::{ContentFile, Problem, Severity};

/// Answers a CRPS community's questions from an FAQ kept in YAML.
///
/// Try it here, without Discord: `crps-faq-bot chat`
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Arguments {
    /// The content folder.
    #[arg(long, value_name = "DIR", env = "FAQ_DIR", default_value = "faq", global = true)]
    faq: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Connect to Discord (what happens without a command)
    Run,
    /// Ask in the terminal: the same bot, no Discord, no token
    Chat,
    /// Print the reply to one question, or answer JSON Lines from standard input
    Ask(ask::Options),
    /// Name everything that is wrong in the content folder
    Check(check::Options),
    /// Measure the bot on labelled questions
    Evaluate(evaluate::Options),
    /// Write the JSON Schemas of the content files, for editors
    Schema(schema::Options),
    /// Say whether the bot could run here, and what to do when it could not
    Doctor,
}

/// Something failed that is not the content's fault.
const FAILED: u8 = 1;

/// A setting only a person can mend.
pub const CONFIG: u8 = 78;

/// Runs the command that was asked for.
///
/// # Errors
/// What failed, with its causes, when it is neither broken content nor usage.
pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let faq = arguments.faq.as_path();
    let done = match arguments.command.unwrap_or(Command::Run) {
        Command::Run => run::run(faq),
        Command::Doctor => doctor::run(faq),
        Command::Chat => chat::run(faq),
        Command::Ask(options) => ask::run(faq, &options),
        Command::Check(options) => check::run(faq, &options),
        Command::Evaluate(options) => evaluate::run(faq, &options),
        Command::Schema(options) => schema::run(faq, &options),
    };
    match done {
        // `check | head` is a normal way to use a command; the reader has seen enough.
        Err(error) if is_broken_pipe(&error) => Ok(ExitCode::SUCCESS),
        done => done,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// The content files of `faq`.
fn read_content(faq: &Path) -> anyhow::Result<Vec<ContentFile>> {
    read_folder(faq).with_context(|| {
        format!(
            "no content folder at {}: point to it with --faq DIR or the variable FAQ_DIR, or start in the folder that \
             holds faq/",
            std::path::absolute(faq).as_deref().unwrap_or(faq).display()
        )
    })
}

/// The bot, or None when the content is broken, after every problem has been told on standard error.
fn load(faq: &Path) -> anyhow::Result<Option<Bot>> {
    match Bot::build(&read_content(faq)?) {
        Ok(bot) => Ok(Some(bot)),
        Err(problems) => {
            let errors: Vec<&Problem> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
            for problem in &errors {
                eprintln!("{problem}\n");
            }
            eprintln!("{} in {}: nothing was loaded", count(errors.len(), "error"), faq.display());
            Ok(None)
        }
    }
}

/// `3 errors`, `1 error`.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
