//! The bot that is answering now: built when the program starts, built anew beside it when content is saved, swapped
//! whole when that is in order. The last good content is kept as a copy, so that a broken folder never stops a start.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use arc_swap::ArcSwap;
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use tracing::{debug, error, info, warn};

use crate::bot::Bot;
use crate::files::read_folder;
use crate::knowledge::{ContentFile, Problem, Severity};

/// The bot that is answering now.
#[derive(Debug)]
pub struct Live {
    bot: ArcSwap<Bot>,
}

/// Saves that follow each other within this time are read as one: editors write a file in several steps.
const SETTLE: Duration = Duration::from_millis(300);

/// Content is also looked at this often, for folders that tell of no change (network drives).
const LOOK_ANYWAY: Duration = Duration::from_mins(1);

/// Folder of the last good copy, below the data folder.
const LAST_GOOD: &str = "last-good";
/// Its name while it is being replaced.
const LAST_GOOD_BEFORE: &str = "last-good.old";

/// Content that could not be used, and no copy to fall back to.
#[derive(Debug)]
pub struct Broken(pub Vec<Problem>);

impl Live {
    /// Builds the bot from `faq`, or from the last good copy below `data` when `faq` is broken.
    ///
    /// # Errors
    /// The problems of `faq`, when there is no copy that can be used.
    pub fn start(faq: &Path, data: &Path) -> Result<Arc<Self>, Broken> {
        let problems = match load(faq) {
            Ok((bot, files)) => {
                keep(&files, data);
                return Ok(Arc::new(Self { bot: ArcSwap::from_pointee(bot) }));
            }
            Err(problems) => problems,
        };
        tell(&problems);
        // A stop in the middle of replacing the copy leaves the one before under its other name.
        for copy in [LAST_GOOD, LAST_GOOD_BEFORE].map(|name| data.join(name)).iter().filter(|copy| copy.exists()) {
            if let Ok((bot, _)) = load(copy) {
                error!("the content in {} is broken: running on the last good copy, {}", faq.display(), copy.display());
                return Ok(Arc::new(Self { bot: ArcSwap::from_pointee(bot) }));
            }
        }
        Err(Broken(problems))
    }

    /// The bot that is answering now. Hold it for one message only.
    #[must_use]
    pub fn bot(&self) -> Arc<Bot> {
        self.bot.load_full()
    }

    /// Watches `faq` from a thread of its own for as long as the program runs.
    ///
    /// # Errors
    /// Why the folder cannot be watched; content is then looked at once a minute.
    pub fn watch(self: &Arc<Self>, faq: &Path, data: &Path) -> anyhow::Result<()> {
        let (saved, changes) = channel();
        let mut debouncer = new_debouncer(SETTLE, None, move |seen: DebounceEventResult| {
            // A receiver that is gone means that the program ends.
            let _ = saved.send(seen.is_ok());
        })?;
        let watched = debouncer.watch(faq, RecursiveMode::Recursive).context("cannot watch the content folder");
        let (live, faq, data) = (Arc::clone(self), faq.to_owned(), data.to_owned());
        thread::Builder::new().name("content".to_owned()).spawn(move || {
            let _debouncer = debouncer;
            live.follow(&changes, &faq, &data);
        })?;
        watched
    }

    fn follow(&self, changes: &Receiver<bool>, faq: &Path, data: &Path) {
        let mut known = read_folder(faq).unwrap_or_default();
        loop {
            match changes.recv_timeout(LOOK_ANYWAY) {
                Ok(_) | Err(RecvTimeoutError::Timeout) => self.reload_if_changed(&mut known, faq, data),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn reload_if_changed(&self, known: &mut Vec<ContentFile>, faq: &Path, data: &Path) {
        match read_folder(faq) {
            Ok(files) if files == *known => {}
            Ok(files) => {
                self.reload(&files, data);
                *known = files;
            }
            Err(why) => warn!("the content cannot be read, the bot goes on with what it has: {why}"),
        }
    }

    /// Takes new content in two steps: entries, texts and rules first, what the guard learns from all of it after.
    fn reload(&self, files: &[ContentFile], data: &Path) {
        match Bot::build_like(files, &self.bot()) {
            Ok(bot) => {
                let entries = bot.knowledge().entries().len();
                self.bot.store(Arc::new(bot));
                info!(entries, "new content is live");
                keep(files, data);
                // The same files were in order a moment ago.
                if let Ok(bot) = Bot::build(files) {
                    self.bot.store(Arc::new(bot));
                    debug!("the guard has learnt from the new content");
                }
            }
            Err(problems) => {
                tell(&problems);
                error!("the new content is broken and was not taken: the bot goes on with what it has");
            }
        }
    }
}

fn load(folder: &Path) -> Result<(Bot, Vec<ContentFile>), Vec<Problem>> {
    let files = read_folder(folder).map_err(|why| {
        warn!("{why}");
        Vec::new()
    })?;
    Bot::build(&files).map(|bot| (bot, files))
}

/// Logs every error of the content: what stands in the files is for moderators, not about members.
fn tell(problems: &[Problem]) {
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        error!("{problem}");
    }
}

/// Keeps a copy of good content; a copy that cannot be written leaves the one before.
fn keep(files: &[ContentFile], data: &Path) {
    if let Err(why) = write_copy(files, data) {
        warn!("the last good copy of the content could not be kept in {}: {why}", data.display());
    }
}

/// Writes the copy beside the old one and renames it into place, so that there is a whole copy at every moment.
fn write_copy(files: &[ContentFile], data: &Path) -> io::Result<()> {
    let (new, old, place) = (data.join("last-good.new"), data.join(LAST_GOOD_BEFORE), data.join(LAST_GOOD));
    remove_if_there(&new)?;
    for file in files {
        let path: PathBuf = new.join(&file.name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &file.bytes)?;
        fs::File::open(&path)?.sync_all()?;
    }
    remove_if_there(&old)?;
    if place.exists() {
        fs::rename(&place, &old)?;
    }
    fs::rename(&new, &place)?;
    remove_if_there(&old)
}

fn remove_if_there(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{LAST_GOOD, write_copy};
    use crate::files::read_folder;
    use crate::knowledge::ContentFile;

    #[test]
    fn a_copy_replaces_the_one_before_whole() {
        let data = tempfile::tempdir().expect("a temporary folder can be made");
        let file = |name: &str, text: &str| ContentFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
        let first = vec![file("a.yaml", "1"), file("questions/b.yaml", "2")];
        write_copy(&first, data.path()).expect("it can be written");
        let second = vec![file("a.yaml", "3")];
        write_copy(&second, data.path()).expect("it can be written");
        assert_eq!(read_folder(&data.path().join(LAST_GOOD)).expect("it is there"), second);
        assert_eq!(std::fs::read_dir(data.path()).expect("it is there").count(), 1);
    }
}
