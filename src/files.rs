//! The content folder on disk: its YAML files as names and bytes.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::knowledge::{ContentFile, Day, LARGEST_FILE};

/// Folders below the content folder that hold no content: evaluation questions and schemas.
const NOT_CONTENT: [&str; 2] = ["evaluation", "schema"];

/// Reads every `.yaml` file below `folder`, sorted by name; of a file too large only as much as shows that it is.
///
/// # Errors
/// The path that could not be read, and why.
pub fn read_folder(folder: &Path) -> Result<Vec<ContentFile>, ReadError> {
    let mut paths = Vec::new();
    list(folder, &mut paths)?;
    paths.sort();
    paths.iter().map(|path| read(folder, path)).collect()
}

/// A file or folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}: {why}", path = path.display())]
pub struct ReadError {
    /// Which.
    pub path: PathBuf,
    /// Why; told by the error itself, so that a chain of causes does not say it twice.
    pub why: io::Error,
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let failed = |why| ReadError { path: folder.to_owned(), why };
    for item in fs::read_dir(folder).map_err(failed)? {
        let path = item.map_err(failed)?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        // Editors leave hidden and backup files beside the one that is edited.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        if path.is_dir() {
            if !NOT_CONTENT.contains(&name) {
                list(&path, paths)?;
            }
        } else if matches!(path.extension().and_then(OsStr::to_str), Some("yaml" | "yml")) {
            paths.push(path);
        }
    }
    Ok(())
}

fn read(folder: &Path, path: &Path) -> Result<ContentFile, ReadError> {
    let failed = |why| ReadError { path: path.to_owned(), why };
    let mut bytes = Vec::new();
    let limit = u64::try_from(LARGEST_FILE + 1).unwrap_or(u64::MAX);
    File::open(path).map_err(failed)?.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    let below = path.strip_prefix(folder).unwrap_or(path);
    let steps: Vec<_> = below.components().map(|step| step.as_os_str().to_string_lossy()).collect();
    Ok(ContentFile { name: steps.join("/"), bytes })
}

/// The day it is, in UTC. No test reads it.
#[must_use]
pub fn today() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Day::of_unix(since.map_or(0, |since| since.as_secs()))
}
