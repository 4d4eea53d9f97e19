//! `run`: connect to Discord and answer until told to stop.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tracing::{error, info, warn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, filter::Targets, fmt};

use super::{CONFIG, FAILED, read_content};
use crate::config::{Config, Logs};
use crate::discord::{self, Stop};
use crate::live::{Broken, Live};
use crate::storage::Store;

pub(super) fn run(faq: &Path) -> anyhow::Result<ExitCode> {
    let (logs, config) = match Logs::from_env().and_then(|logs| Ok((logs, Config::from_env()?))) {
        Ok(settings) => settings,
        Err(why) => {
            eprintln!("error: {why}");
            return Ok(ExitCode::from(CONFIG));
        }
    };
    start_logs(logs);
    // The words of a panic may hold what a member wrote: only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        error!(place = panic.location().map(ToString::to_string), "a step failed that cannot fail; please report it");
    }));
    let store = match Store::open(&config.data) {
        Ok(store) => store,
        Err(why) => {
            error!("{why}");
            return Ok(ExitCode::from(CONFIG));
        }
    };
    if !faq.is_dir() && !config.data.is_dir() {
        // Says what was looked for, and how to point elsewhere.
        read_content(faq)?;
    }
    let live = match Live::start(faq, &config.data) {
        Ok(live) => live,
        Err(Broken(problems)) => {
            error!(
                problems = problems.len(),
                "the content in {} is broken and there is no good copy of it",
                faq.display()
            );
            return Ok(ExitCode::from(FAILED));
        }
    };
    if let Err(why) = live.watch(faq, &config.data) {
        warn!("content is looked at once a minute only: {why:#}");
    }
    warn!(
        "the safety rules have not been reviewed by a clinician or a crisis organisation: not yet for use with members"
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    Ok(exit(runtime.block_on(connect(&config, live, store))))
}

async fn connect(config: &Config, live: Arc<Live>, store: Store) -> anyhow::Result<Result<(), Stop>> {
    let (mut terminated, mut interrupted) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let ended = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        info!("told to stop: finishing what is in hand");
    };
    Ok(discord::run(config, live, store, ended).await)
}

fn exit(done: anyhow::Result<Result<(), Stop>>) -> ExitCode {
    match done {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(Stop::Setting(why))) => {
            error!("{why}");
            ExitCode::from(CONFIG)
        }
        Ok(Err(Stop::Failed(why))) => {
            error!("{why}");
            ExitCode::from(FAILED)
        }
        Err(why) => {
            error!("{why:#}");
            ExitCode::from(FAILED)
        }
    }
}

/// Logs of this program alone, to standard error: others' lines may hold what members write, at any level.
fn start_logs(logs: Logs) {
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), logs.level);
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false);
    let layer = if logs.json {
        lines.json().with_filter(ours).boxed()
    } else {
        lines.with_ansi(false).with_filter(ours).boxed()
    };
    // Only a second call could fail; there is none.
    let _ = tracing_subscriber::registry().with(layer).try_init();
}
