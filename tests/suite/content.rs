//! Content for tests: a small folder in order, to which a test adds what it is about.

use std::fs;
use std::path::{Path, PathBuf};

use crps_faq_bot::bot::Bot;
use crps_faq_bot::files::read_folder;
use crps_faq_bot::knowledge::{ContentFile, Day, Problem};
use tempfile::TempDir;

/// The day it is in tests: no test reads the clock.
pub(crate) fn today() -> Day {
    Day::parse("2026-11-26").expect("it is a day")
}

/// The project's own content folder.
pub(crate) fn our_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("faq")
}

/// The bot on the project's own content.
pub(crate) fn our_bot() -> Bot {
    let files = read_folder(&our_folder()).expect("faq/ is there");
    Bot::build(&files).unwrap_or_else(|problems| panic!("faq/ is broken:\n{}", told(&problems)))
}

/// Whether a row of a safety evaluation file says it without plain words, by its subtype.
pub(crate) fn is_veiled(row: &serde_json::Value) -> bool {
    const VEILED: [&str; 10] = [
        "burden",
        "conditional",
        "goodbye",
        "indirect",
        "long",
        "means-vague",
        "no-keyword",
        "passive",
        "plan-vague",
        "prep",
    ];
    let subtype = row["note"].as_str().and_then(|note| note.split(';').next()).unwrap_or_default();
    VEILED.contains(&subtype.trim())
}

/// Problems as `check` prints them.
pub(crate) fn told(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect::<Vec<_>>().join("\n")
}

/// A content folder in the making.
pub(crate) struct Content {
    files: Vec<ContentFile>,
}

/// Two entries and a source, all in order.
const BASICS: &str = "
- id: spread
  question: Can CRPS spread?
  also_asked:
    - will it move to my other arm
    - does it travel to another leg
    - can it jump to the other side
    - is it going to reach my whole body
    - new limb hurts too
    - pain in a second hand
    - both feet now
    - mirror image pain
    - full body crps
    - creeping up from my wrist
  answer: |
    It can, but in most people it stays in one limb. New pain has many causes.
  care: Tell your pain team about new pain elsewhere.
  certainty: limited
  sources: [study]
  see_also: [sleep]
  reviewed: null
- id: sleep
  question: How can I sleep with CRPS?
  also_asked:
    - awake all night
    - painsomnia
    - bed sheets keep me up
    - what helps at bedtime
    - insomnia tips
    - tired but cannot drop off
    - waking at three every morning
    - best position for resting my foot
    - naps in the daytime
    - routine before going to bed
  answer: |
    A set time for bed helps many people. A cradle can keep the sheets off a sore foot.
  certainty: practical
";

const SOURCES: &str = "
- key: study
  publisher: A Journal
  title: A study of spread
  year: 2011
  url: https://example.org/study
";

impl Content {
    /// A small folder in order, with the project's own fixed sentences and safety rules.
    pub(crate) fn in_order() -> Self {
        let ours = read_folder(&our_folder()).expect("faq/ is there");
        let kept = |file: &ContentFile| file.name.ends_with("messages.yaml") || file.name.ends_with("safety.yaml");
        let mut content = Self { files: ours.into_iter().filter(kept).collect() };
        content.put("questions/basics.yaml", BASICS.as_bytes());
        content.put("sources.yaml", SOURCES.as_bytes());
        content
    }

    /// The same with one more file, or another in its place.
    pub(crate) fn with(mut self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.put(name, bytes.as_ref());
        self
    }

    /// The same with `from` replaced by `to` in a file.
    pub(crate) fn changed(mut self, name: &str, from: &str, to: &str) -> Self {
        let file = self.files.iter_mut().find(|file| file.name == name).expect("the test names a file that is there");
        let text = String::from_utf8(file.bytes.clone()).expect("the test's files are text");
        assert!(text.contains(from), "{name} holds {from:?}");
        file.bytes = text.replacen(from, to, 1).into_bytes();
        self
    }

    /// The same without a file.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.files.retain(|file| file.name != name);
        self
    }

    fn put(&mut self, name: &str, bytes: &[u8]) {
        self.files.retain(|file| file.name != name);
        self.files.push(ContentFile { name: name.to_owned(), bytes: bytes.to_vec() });
        self.files.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// The bot on this content.
    pub(crate) fn bot(&self) -> Bot {
        Bot::build(&self.files).unwrap_or_else(|problems| panic!("the content is broken:\n{}", told(&problems)))
    }

    /// Everything that is wrong, as `check` prints it.
    pub(crate) fn problems(&self) -> String {
        match Bot::build(&self.files) {
            Ok(bot) => told(&bot.review(&self.files, today())),
            Err(problems) => told(&problems),
        }
    }

    /// Whether the content is refused.
    pub(crate) fn is_refused(&self) -> bool {
        Bot::build(&self.files).is_err()
    }

    /// The content as a folder on disk.
    pub(crate) fn on_disk(&self) -> TempDir {
        let folder = TempDir::new().expect("a temporary folder can be made");
        for file in &self.files {
            let path = folder.path().join(&file.name);
            fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("the folder can be made");
            fs::write(path, &file.bytes).expect("the file can be written");
        }
        folder
    }
}
