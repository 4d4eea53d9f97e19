//! The running program against the stand-in Discord: every way in, every button, and what goes wrong, as stories.

mod alerts;
mod buttons;
mod content;
mod failures;
mod proxies;
mod ways_in;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::content::Content;
use crate::stand_in::{Discord, TOKEN};

/// The program, connected to a stand-in, with content of its own.
struct Running {
    program: Child,
    log: Arc<(Mutex<Vec<String>>, Condvar)>,
    faq: TempDir,
    data: TempDir,
}

impl Running {
    fn start(discord: &Discord) -> Self {
        let running = Self::with(discord, &Content::in_order(), &[]);
        discord.wait_until_ready();
        running
    }

    fn with(discord: &Discord, content: &Content, settings: &[(&str, &str)]) -> Self {
        let data = TempDir::new().expect("a temporary folder can be made");
        Self::in_folders(discord, content.on_disk(), data, settings)
    }

    fn in_folders(discord: &Discord, faq: TempDir, data: TempDir, settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crps-faq-bot"));
        command
            .args(["run", "--faq"])
            .arg(faq.path())
            .env("DISCORD_TOKEN", TOKEN)
            .env("DISCORD_API_URL", discord.url())
            .env("DATA_DIR", data.path())
            .env_remove("MESSAGE_CONTENT")
            .env("RUST_LOG", "trace")
            .envs(settings.iter().copied())
            .current_dir(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut program = command.spawn().expect("the program starts");
        let lines = BufReader::new(program.stderr.take().expect("standard error is piped")).lines();
        let log = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.0.lock().expect("no holder panics").push(line);
                kept.1.notify_all();
            }
        });
        Self { program, log, faq, data }
    }

    /// Waits for a log line that holds `text`.
    fn wait_for_log(&self, text: &str) -> String {
        let start = Instant::now();
        let mut lines = self.log.0.lock().expect("no holder panics");
        loop {
            if let Some(line) = lines.iter().find(|line| line.contains(text)) {
                return line.clone();
            }
            let left = Duration::from_mins(1).checked_sub(start.elapsed());
            let left = left.unwrap_or_else(|| panic!("no line says {text:?}: {lines:#?}"));
            lines = self.log.1.wait_timeout(lines, left).expect("no holder panics").0;
        }
    }

    fn log(&self) -> String {
        self.log.0.lock().expect("no holder panics").join("\n")
    }

    /// Waits for the end and gives the exit code.
    fn exit_code(&mut self) -> Option<i32> {
        self.program.wait().expect("it was started").code()
    }

    /// The program started once more in the same folders.
    fn again(mut self, discord: &Discord) -> Self {
        let empty = || TempDir::new().expect("a temporary folder can be made");
        let faq = std::mem::replace(&mut self.faq, empty());
        let data = std::mem::replace(&mut self.data, empty());
        let before = discord.times_ready();
        let running = Self::in_folders(discord, faq, data, &[]);
        discord.wait_until_ready_again(before);
        running
    }

    fn terminate(&mut self) -> Option<i32> {
        let id = self.program.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().expect("kill is there");
        self.exit_code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

const SPREAD: &str = "Can CRPS spread?";
