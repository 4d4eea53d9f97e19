//! `ask`: one reply as a person reads it, or JSON Lines in and out for other programs.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::{FAILED, load, show};
use crate::bot::{Bot, Outcome};
use crate::decision::Decision;
use crate::message::{Heard, Message};
use crate::reply::Reply;
use crate::safety::Category;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The question, in your own words
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    text: Option<String>,
    /// Answer JSON Lines {"text": "...", "overheard": false} from standard input
    #[arg(long)]
    jsonl: bool,
    /// Tell why, too
    #[arg(long, conflicts_with = "jsonl")]
    why: bool,
}

pub(super) fn run(faq: &Path, options: &Options) -> anyhow::Result<ExitCode> {
    let Some(bot) = load(faq)? else { return Ok(ExitCode::from(FAILED)) };
    let mut out = io::stdout().lock();
    match &options.text {
        Some(text) => {
            if let Some(reply) = bot.answer(&Message::asked(text)).reply {
                writeln!(out, "{}", show::reply(&reply))?;
            }
            if options.why {
                writeln!(out, "\n{}", show::why(&bot, text))?;
            }
        }
        None => answer_lines(&bot, io::stdin().lock(), &mut out)?,
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    overheard: bool,
}

/// Answers every line in its place; a line that cannot be read gets an error object.
fn answer_lines(bot: &Bot, mut lines: impl BufRead, out: &mut impl Write) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if lines.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(());
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Line>(&bytes) {
            Ok(line) => serde_json::to_writer(&mut *out, &answer(bot, &line))?,
            Err(error) => serde_json::to_writer(&mut *out, &Failure { error: error.to_string() })?,
        }
        writeln!(out)?;
    }
}

fn answer<'a>(bot: &'a Bot, line: &'a Line) -> Answer<'a> {
    let heard = if line.overheard { Heard::Overheard } else { Heard::Asked };
    let start = Instant::now();
    let outcome = bot.answer(&Message { text: &line.text, before: &[], heard });
    let micros = start.elapsed().as_secs_f64() * 1e6;
    Answer::new(bot, &line.text, outcome, micros)
}

#[derive(Serialize)]
struct Failure {
    error: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    text: &'a str,
    outcome: &'static str,
    safety: Option<&'static str>,
    entry: Option<&'a str>,
    score: f64,
    candidates: Vec<CandidateLine<'a>>,
    reply: Option<ReplyLine>,
    micros: f64,
}

#[derive(Serialize)]
struct CandidateLine<'a> {
    entry: &'a str,
    score: f64,
}

#[derive(Serialize)]
struct ReplyLine {
    title: String,
    text: String,
    sources: Vec<SourceLine>,
    notices: Vec<String>,
}

#[derive(Serialize)]
struct SourceLine {
    title: String,
    url: String,
}

impl<'a> Answer<'a> {
    fn new(bot: &'a Bot, text: &'a str, outcome: Outcome, micros: f64) -> Self {
        let id = |entry: usize| bot.knowledge().entries()[entry].id.as_str();
        let shown = if outcome.decision == Decision::Quiet { None } else { outcome.concern.as_ref() };
        let offered = outcome.reply.as_ref().and_then(|reply| shown_entry(&outcome.decision, reply));
        let reply = outcome.reply.map(|reply| ReplyLine {
            title: reply.title,
            text: reply.text,
            sources: reply.sources.into_iter().map(|s| SourceLine { title: s.title, url: s.url }).collect(),
            notices: reply.from.into_iter().chain(reply.notices).collect(),
        });
        Self {
            text,
            outcome: name_of(&outcome.decision),
            safety: shown.map(|concern| label(concern.category)),
            entry: offered.map(id),
            score: outcome.found.candidates.first().map_or(0.0, |best| best.score),
            candidates: outcome
                .found
                .candidates
                .iter()
                .map(|candidate| CandidateLine { entry: id(candidate.document), score: candidate.score })
                .collect(),
            reply,
            micros,
        }
    }
}

fn name_of(decision: &Decision) -> &'static str {
    match decision {
        Decision::Help(_) | Decision::Decline { .. } => "safety",
        Decision::Comfort { then, .. } => match name_of(then) {
            known @ ("answer" | "choose") => known,
            _ => "safety",
        },
        Decision::Answer { .. } => "answer",
        Decision::Choose(_) => "choose",
        Decision::Unknown | Decision::HowToAsk | Decision::WithoutSafety => "unknown",
        Decision::Quiet => "quiet",
    }
}

/// The entry that the reply tells or, under a decline, offers.
fn shown_entry(decision: &Decision, reply: &Reply) -> Option<usize> {
    match decision {
        Decision::Answer { entry, .. } => Some(*entry),
        Decision::Comfort { then, .. } => shown_entry(then, reply),
        Decision::Decline { .. } => reply.choices.first().map(|choice| choice.entry),
        _ => None,
    }
}

fn label(category: Category) -> &'static str {
    match category {
        Category::Crisis => "crisis",
        Category::Emergency => "emergency",
        Category::Dosing => "dosing",
        Category::Diagnosis => "diagnosis",
        Category::Soft => "soft",
    }
}
