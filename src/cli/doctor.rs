//! `doctor`: look at everything the bot needs, and say what to do about what is wrong.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::{CONFIG, FAILED, count};
use crate::bot::Bot;
use crate::config::{Config, Logs};
use crate::discord::{Finding, examine};
use crate::files::read_folder;
use crate::knowledge::Severity;

pub(super) fn run(faq: &Path) -> anyhow::Result<ExitCode> {
    let content = content(faq);
    let content_is_broken = !content.good;
    let mut findings = vec![content];
    match Logs::from_env().and_then(|_| Config::from_env()) {
        Ok(config) => {
            findings.push(data(&config.data));
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            findings.extend(runtime.block_on(examine(&config)));
        }
        Err(why) => findings.push(Finding { good: false, what: why.to_string() }),
    }
    for finding in &findings {
        println!("{} {}", if finding.good { "ok     " } else { "problem" }, finding.what);
    }
    let problems = findings.iter().filter(|finding| !finding.good).count();
    println!("{}", if problems == 0 { "The bot can run here.".to_owned() } else { count(problems, "problem") });
    Ok(match (problems, content_is_broken) {
        (0, _) => ExitCode::SUCCESS,
        (1, true) => ExitCode::from(FAILED),
        _ => ExitCode::from(CONFIG),
    })
}

fn content(faq: &Path) -> Finding {
    let files = match read_folder(faq) {
        Ok(files) => files,
        Err(why) => return Finding { good: false, what: format!("{why}: point to the content with FAQ_DIR or --faq") },
    };
    match Bot::build(&files) {
        Ok(bot) => {
            let entries = bot.knowledge().entries().len();
            Finding { good: true, what: format!("the content in {} is in order: {entries} entries", faq.display()) }
        }
        Err(problems) => {
            let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
            let what =
                format!("the content in {} has {}: see `crps-faq-bot check`", faq.display(), count(errors, "error"));
            Finding { good: false, what }
        }
    }
}

/// Whether the last good copy can be kept.
fn data(folder: &Path) -> Finding {
    let probe = folder.join(".doctor");
    match fs::create_dir_all(folder).and_then(|()| fs::write(&probe, "")).and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => Finding { good: true, what: format!("{} can be written", folder.display()) },
        Err(why) => Finding {
            good: false,
            what: format!("{} cannot be written ({why}): make it writable, or set DATA_DIR", folder.display()),
        },
    }
}
