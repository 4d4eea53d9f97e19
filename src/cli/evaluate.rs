//! `evaluate`: labelled questions in, figures and every miss out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::{FAILED, load};
use crate::bot::Bot;
use crate::evaluation::{Bin, Fate, Figures, Mode, Row, fate, measure};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// JSON Lines: q, labels (entry ids, or "none"), mode ("ask" or "ambient"), and either (true when both are right)
    file: PathBuf,
    /// JSON of figures that must be reached: by mode and name, {"ask": {"top1": 0.8}}
    #[arg(long, value_name = "FILE")]
    floor: Option<PathBuf>,
    /// An older content folder: shows only the questions that fare differently there
    #[arg(long, value_name = "OLD", conflicts_with = "floor")]
    compare: Option<PathBuf>,
}

pub(super) fn run(faq: &Path, options: &Options) -> anyhow::Result<ExitCode> {
    let rows = read_rows(&options.file)?;
    let floors = options.floor.as_deref().map(read_floors).transpose()?.unwrap_or_default();
    let Some(bot) = load(faq)? else { return Ok(ExitCode::from(FAILED)) };
    if let Some(old) = &options.compare {
        return compare(&bot, old, &rows);
    }
    let mut below = Vec::new();
    for (mode, name) in [(Mode::Ask, "ask"), (Mode::Ambient, "ambient")] {
        let rows: Vec<Row> = rows.iter().filter(|row| row.mode == mode).cloned().collect();
        if rows.is_empty() {
            continue;
        }
        let (figures, misses) = measure(&bot, &rows);
        for miss in &misses {
            let best = miss.best.as_deref().unwrap_or("nothing");
            println!(
                "{name} {}: {:?} wants {}, best is {best} at {:.2}",
                miss.what,
                miss.q,
                miss.labels.join(" or "),
                miss.score
            );
        }
        println!("{name}: {}", line(&figures)?);
        print!("{}", calibration(name, &figures));
        below.extend(missed(name, &figures, floors.get(name))?);
    }
    for miss in &below {
        eprintln!("{miss}");
    }
    Ok(if below.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// Questions whose fate differs between an older folder and this one.
fn compare(bot: &Bot, old: &Path, rows: &[Row]) -> anyhow::Result<ExitCode> {
    let Some(before) = load(old)? else { return Ok(ExitCode::from(FAILED)) };
    let mut changed = 0;
    for row in rows {
        let (was, is) = (fate(&before, row), fate(bot, row));
        if was != is {
            changed += 1;
            let said = |fate: &Fate| format!("{} ({})", fate.what, fate.best.as_deref().unwrap_or("nothing"));
            println!("{:?} wants {}: was {}, is {}", row.q, row.labels.join(" or "), said(&was), said(&is));
        }
    }
    println!("{changed} of {} questions changed", rows.len());
    Ok(ExitCode::SUCCESS)
}

/// Whether scores mean what they say, a line for each tenth in which there are any.
fn calibration(name: &str, figures: &Figures) -> String {
    let bins = figures.calibration.iter().enumerate().filter(|(_, bin)| bin.count > 0);
    let row = |(tenth, bin): (usize, &Bin)| {
        format!("{name} score 0.{tenth} and up: {} questions, {:.2} right\n", bin.count, bin.right)
    };
    bins.map(row).collect()
}

fn read_rows(path: &Path) -> anyhow::Result<Vec<Row>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let row = |(nth, line)| serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), nth + 1));
    lines.map(row).collect()
}

type Floors = BTreeMap<String, BTreeMap<String, f64>>;

fn read_floors(path: &Path) -> anyhow::Result<Floors> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not a floor file", path.display()))
}

fn values(figures: &Figures) -> anyhow::Result<serde_json::Map<String, serde_json::Value>> {
    match serde_json::to_value(figures)? {
        serde_json::Value::Object(values) => Ok(values),
        other => bail!("figures are an object, not {other}"),
    }
}

fn line(figures: &Figures) -> anyhow::Result<String> {
    let shown = values(figures)?.into_iter().map(|(name, value)| match value.as_f64() {
        Some(share) if !value.is_u64() => format!("{name} {share:.3}"),
        _ => format!("{name} {value}"),
    });
    Ok(shown.collect::<Vec<_>>().join(", "))
}

/// Figures where less is better; a floor is the most they may be.
const LESS_IS_BETTER: [&str; 3] = ["answered_wrong", "silent", "false_answers"];

fn missed(mode: &str, figures: &Figures, floors: Option<&BTreeMap<String, f64>>) -> anyhow::Result<Vec<String>> {
    let values = values(figures)?;
    let mut missed = Vec::new();
    for (name, floor) in floors.into_iter().flatten() {
        let Some(value) = values.get(name).and_then(serde_json::Value::as_f64) else {
            bail!("the floor names `{name}`; figures are: {}", values.keys().cloned().collect::<Vec<_>>().join(", "));
        };
        let less = LESS_IS_BETTER.contains(&name.as_str());
        if (less && value > *floor) || (!less && value < *floor) {
            missed
                .push(format!("{mode} {name} is {value:.3}, {} {floor}", if less { "more than" } else { "less than" }));
        }
    }
    Ok(missed)
}
