//! `schema`: writes the JSON Schema of every kind of content file, for completion and checks in editors.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::knowledge::FileKind;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Where to write them [default: schema/ in the content folder]
    dir: Option<PathBuf>,
}

pub(super) fn run(faq: &Path, options: &Options) -> anyhow::Result<ExitCode> {
    let folder = options.dir.clone().unwrap_or_else(|| faq.join("schema"));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    for kind in FileKind::ALL {
        let path = folder.join(kind.schema_file());
        fs::write(&path, kind.schema_text()).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}
