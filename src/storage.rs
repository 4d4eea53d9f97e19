//! What is kept between runs, and nothing else: where each server's alerts go, which alerts are open, how many there were
//! a day. No words, and nobody who wrote any.
//!
//! Two small files below the data folder, each replaced whole: a stop at any moment leaves the old or the new one.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Where a server's alerts go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertSettings {
    /// The channel that only moderators see.
    pub channel: u64,
    /// The role that is pinged.
    pub role: u64,
    /// The role that is pinged when nobody answers; the first one again when there is none.
    #[serde(default)]
    pub fallback: Option<u64>,
    /// Seconds until an alert that nobody took is repeated, once.
    #[serde(default = "ten_minutes")]
    pub repeat_after: u64,
}

fn ten_minutes() -> u64 {
    600
}

/// A post of ours in a moderators' channel that is still followed. It says nothing about who is in danger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertPost {
    /// The server.
    pub server: u64,
    /// The channel it stands in.
    pub channel: u64,
    /// Its own id.
    pub post: u64,
    /// When it was posted, in seconds since 1970.
    pub at: u64,
    /// Whether it still waits for somebody, and so will be repeated.
    pub waits: bool,
}

/// Posts are deleted after seven days.
pub const ALERT_KEPT: u64 = 7 * 24 * 60 * 60;

/// Days of counts kept: a year and a month, to compare a month with the same one before.
const DAYS_KEPT: usize = 400;

const SETTINGS: &str = "settings.yaml";
const ALERTS: &str = "alerts.yaml";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    /// By server.
    alerts: BTreeMap<u64, AlertSettings>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Alerts {
    open: Vec<AlertPost>,
    /// Day, then what was counted: `crisis/wish-to-die`, `false alarm`.
    counts: BTreeMap<String, BTreeMap<String, u64>>,
}

/// What is kept between runs.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    settings: Mutex<Settings>,
    alerts: Mutex<Alerts>,
}

/// A file that cannot be read as ours, for an admin.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read ({why}): put it right, or move it away to begin anew", path.display())]
pub struct StoreError {
    path: PathBuf,
    why: String,
}

impl Store {
    /// Opens what is kept in `folder`; nothing there yet is an empty store.
    ///
    /// # Errors
    /// A file that is there and cannot be read: going on without it would lose where alerts go.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let (settings, alerts) = (read(&folder.join(SETTINGS))?, read(&folder.join(ALERTS))?);
        Ok(Self { folder: folder.to_owned(), settings: Mutex::new(settings), alerts: Mutex::new(alerts) })
    }

    /// Where a server's alerts go; None while they are off.
    #[must_use]
    pub fn alert_settings(&self, server: u64) -> Option<AlertSettings> {
        held(&self.settings).alerts.get(&server).cloned()
    }

    /// Sets where a server's alerts go, or switches them off. What cannot be written is not changed either.
    ///
    /// # Errors
    /// Why the file could not be written.
    pub fn set_alerts(&self, server: u64, wanted: Option<AlertSettings>) -> io::Result<()> {
        let mut settings = held(&self.settings);
        let mut changed = settings.clone();
        match wanted {
            Some(wanted) => changed.alerts.insert(server, wanted),
            None => changed.alerts.remove(&server),
        };
        write(&self.folder.join(SETTINGS), &changed)?;
        *settings = changed;
        Ok(())
    }

    /// Follows a post from now on.
    ///
    /// # Errors
    /// Why the file could not be written; the post is followed in this run all the same.
    pub fn follow(&self, post: AlertPost) -> io::Result<()> {
        self.change(|alerts| alerts.open.push(post))
    }

    /// Somebody has taken an alert; it is not repeated. Whether it waited.
    ///
    /// # Errors
    /// Why the file could not be written.
    pub fn take(&self, post: u64) -> io::Result<bool> {
        let mut waited = false;
        self.change(|alerts| {
            for open in alerts.open.iter_mut().filter(|open| open.post == post) {
                waited |= std::mem::take(&mut open.waits);
            }
        })?;
        Ok(waited)
    }

    /// Alerts that nobody took in time: each is given once, also when the file could not be written. `now` in seconds since
    /// 1970.
    pub fn due(&self, now: u64) -> (Vec<AlertPost>, io::Result<()>) {
        let after: BTreeMap<u64, u64> =
            held(&self.settings).alerts.iter().map(|(server, alerts)| (*server, alerts.repeat_after)).collect();
        let is_due = |open: &AlertPost| {
            open.waits && now >= open.at + after.get(&open.server).copied().unwrap_or_else(ten_minutes)
        };
        let due = self.open_posts(is_due);
        let written = self.change_if(!due.is_empty(), |alerts| {
            alerts.open.iter_mut().filter(|open| is_due(open)).for_each(|open| open.waits = false);
        });
        (due, written)
    }

    /// Posts older than [`ALERT_KEPT`]: each is given once, and followed no more. `now` in seconds since 1970.
    pub fn expired(&self, now: u64) -> (Vec<AlertPost>, io::Result<()>) {
        let is_old = |open: &AlertPost| now >= open.at + ALERT_KEPT;
        let old = self.open_posts(is_old);
        let written = self.change_if(!old.is_empty(), |alerts| alerts.open.retain(|open| !is_old(open)));
        (old, written)
    }

    fn open_posts(&self, is_wanted: impl Fn(&AlertPost) -> bool) -> Vec<AlertPost> {
        held(&self.alerts).open.iter().filter(|open| is_wanted(open)).cloned().collect()
    }

    fn change_if(&self, is_needed: bool, change: impl FnOnce(&mut Alerts)) -> io::Result<()> {
        if is_needed { self.change(change) } else { Ok(()) }
    }

    /// Counts something on a day, written as year-month-day.
    ///
    /// # Errors
    /// Why the file could not be written.
    pub fn count(&self, day: &str, what: &str) -> io::Result<()> {
        self.change(|alerts| {
            *alerts.counts.entry(day.to_owned()).or_default().entry(what.to_owned()).or_default() += 1;
            while alerts.counts.len() > DAYS_KEPT {
                alerts.counts.pop_first();
            }
        })
    }

    /// Changes what is held, then writes it: when the disk is full this run goes on with what it knows.
    fn change(&self, change: impl FnOnce(&mut Alerts)) -> io::Result<()> {
        let mut alerts = held(&self.alerts);
        change(&mut alerts);
        write(&self.folder.join(ALERTS), &*alerts)
    }
}

/// A change is made on a whole value, so a panic elsewhere leaves it whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T: DeserializeOwned + Default>(path: &Path) -> Result<T, StoreError> {
    let wrong = |why: String| StoreError { path: path.to_owned(), why };
    match fs::read_to_string(path) {
        Ok(text) if text.trim().is_empty() => Ok(T::default()),
        Ok(text) => serde_yaml::from_str(&text).map_err(|why| wrong(why.to_string())),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(T::default()),
        Err(why) => Err(wrong(why.to_string())),
    }
}

/// Writes beside the old file and renames into its place.
fn write(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let text = serde_yaml::to_string(value).map_err(io::Error::other)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    let mut file = fs::File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::{ALERT_KEPT, ALERTS, AlertPost, AlertSettings, SETTINGS, Store};

    fn post(post: u64, at: u64) -> AlertPost {
        AlertPost { server: 1, channel: 2, post, at, waits: true }
    }

    #[test]
    fn settings_and_alerts_outlive_a_run() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let wanted = AlertSettings { channel: 2, role: 3, fallback: None, repeat_after: 600 };
        let store = Store::open(folder.path()).expect("nothing is an empty store");
        store.set_alerts(1, Some(wanted.clone())).expect("it can be written");
        store.follow(post(9, 100)).expect("it can be written");
        let again = Store::open(folder.path()).expect("it was written");
        assert_eq!(again.alert_settings(1), Some(wanted));
        assert_eq!(again.due(699).0, vec![]);
        assert_eq!(again.due(700).0, vec![post(9, 100)]);
        assert_eq!(again.due(9_999).0, vec![], "it is repeated once");
    }

    #[test]
    fn what_somebody_took_is_not_repeated_and_all_goes_after_a_week() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = Store::open(folder.path()).expect("nothing is an empty store");
        store.follow(post(9, 100)).expect("it can be written");
        assert!(store.take(9).expect("it can be written"));
        assert!(!store.take(9).expect("it can be written"));
        assert_eq!(store.due(5_000).0, vec![]);
        assert_eq!(store.expired(99 + ALERT_KEPT).0, vec![]);
        assert_eq!(store.expired(100 + ALERT_KEPT).0.len(), 1);
        assert_eq!(store.expired(100 + ALERT_KEPT).0.len(), 0);
    }

    #[test]
    fn a_full_disk_keeps_no_repeat_back() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = Store::open(folder.path()).expect("nothing is an empty store");
        std::fs::create_dir(folder.path().join("alerts.new")).expect("it can be made");
        assert!(store.follow(post(9, 100)).is_err());
        let (due, written) = store.due(700);
        assert_eq!(due, vec![post(9, 100)]);
        assert!(written.is_err());
    }

    #[test]
    fn counts_add_up_by_day() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = Store::open(folder.path()).expect("nothing is an empty store");
        for (day, what) in [("2026-11-26", "crisis/plan"), ("2026-11-26", "crisis/plan"), ("2026-11-27", "false alarm")]
        {
            store.count(day, what).expect("it can be written");
        }
        let text = std::fs::read_to_string(folder.path().join(ALERTS)).expect("it was written");
        assert!(text.contains("2026-11-26:\n    crisis/plan: 2"), "{text}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_and_one_that_cannot_be_written_changes_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(folder.path().join(SETTINGS), "alerts: [").expect("it can be written");
        let said = Store::open(folder.path()).expect_err("it is broken").to_string();
        assert!(said.contains(SETTINGS) && said.contains("move it away"), "{said}");

        std::fs::remove_file(folder.path().join(SETTINGS)).expect("it is there");
        let store = Store::open(folder.path()).expect("nothing is an empty store");
        std::fs::create_dir(folder.path().join("settings.new")).expect("it can be made");
        let wanted = AlertSettings { channel: 2, role: 3, fallback: None, repeat_after: 600 };
        assert!(store.set_alerts(1, Some(wanted)).is_err());
        assert_eq!(store.alert_settings(1), None);
    }
}
