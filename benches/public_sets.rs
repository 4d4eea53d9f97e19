//! How well the engine tells the questions of any field apart: public sets of labelled questions, turned into a content
//! folder and asked. `cargo bench --bench public_sets -- FOLDER...`; each folder holds `kb.jsonl` (`id`, `question`,
//! `variants`) and `queries.jsonl` (`q`, `labels`, `none` when nothing answers), as CLINC150, BANKING77 and HINT3 are easily
//! brought to. Prints top-1 as typed and with one edit in 30 % of the words of four letters and more, and what the guard
//! heard in questions that have nothing to do with danger.
//!
//! The messages, safety rules, helplines and sources are the project's own; duplicates are dropped, and questions too long
//! for a heading stand among the phrasings.

mod support;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crps_faq_bot::bot::Bot;
use crps_faq_bot::files::read_folder;
use crps_faq_bot::knowledge::ContentFile;
use crps_faq_bot::message::Message;
use crps_faq_bot::safety::Category;
use serde::Deserialize;
use serde_json::json;
use support::Random;

/// Longest heading of an entry that the content allows, and longest phrasing, in characters.
const LONGEST_HEADING: usize = 100;
const LONGEST_PHRASING: usize = 300;

#[derive(Deserialize)]
struct Topic {
    id: String,
    question: String,
    variants: Vec<String>,
}

#[derive(Deserialize)]
struct Query {
    q: String,
    labels: Vec<String>,
}

fn main() {
    let folders: Vec<PathBuf> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).map(PathBuf::from).collect();
    if folders.is_empty() {
        return println!("name the folders of the sets, each with kb.jsonl and queries.jsonl");
    }
    println!("| set | topics | questions | top-1 | with typos | crisis | emergency |\n|---|---|---|---|---|---|---|");
    let files = read_folder(Path::new("faq")).expect("the content folder is here");
    let ours = Bot::build(&files).unwrap_or_else(|problems| panic!("{}", problems[0]));
    for folder in folders {
        println!("{}", measure(&folder, &files, &ours));
    }
}

fn measure(folder: &Path, files: &[ContentFile], ours: &Bot) -> String {
    let topics: Vec<Topic> = rows(&folder.join("kb.jsonl"));
    let queries: Vec<Query> = rows(&folder.join("queries.jsonl"));
    let bot =
        Bot::build(&content(&topics, files)).unwrap_or_else(|problems| panic!("{}: {}", folder.display(), problems[0]));
    let mut random = Random(5);
    let (mut asked, mut right, mut right_with_slips, mut crisis, mut emergency) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for query in &queries {
        match ours.guard().look(&query.q).map(|concern| concern.category) {
            Some(Category::Crisis) => crisis += 1,
            Some(Category::Emergency) => emergency += 1,
            _ => {}
        }
        let typed = random.with_slips(&query.q);
        if query.labels.iter().any(|label| label == "none") {
            continue;
        }
        asked += 1;
        let finds = |text: &str| {
            let found = bot.answer(&Message::asked(text)).found;
            let first = found.candidates.first().map(|best| bot.knowledge().entries()[best.document].id.clone());
            u32::from(first.is_some_and(|first| query.labels.iter().any(|label| id(label) == first)))
        };
        right += finds(&query.q);
        right_with_slips += finds(&typed);
    }
    let share = |right: u32| f64::from(right) * 100.0 / f64::from(asked.max(1));
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (clean, slips, topics) = (share(right), share(right_with_slips), topics.len());
    format!("| {name} | {topics} | {asked} | {clean:.1} | {slips:.1} | {crisis} | {emergency} |")
}

fn rows<T: for<'a> Deserialize<'a>>(path: &Path) -> Vec<T> {
    let text = fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let row = |line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{}: {why}: {line}", path.display()));
    text.lines().map(row).collect()
}

/// The topics as entries, beside the project's own messages, safety, helplines and sources.
fn content(topics: &[Topic], ours: &[ContentFile]) -> Vec<ContentFile> {
    let is_kept = |file: &ContentFile| {
        !["questions/", "articles/", "not_ours", "words"].iter().any(|other| file.name.starts_with(other))
    };
    let mut files: Vec<ContentFile> = ours.iter().filter(|file| is_kept(file)).cloned().collect();
    let mut seen = HashSet::new();
    let entries: Vec<_> = topics.iter().map(|topic| entry(topic, &mut seen)).collect();
    let bytes = serde_json::to_vec(&entries).expect("entries are plain data");
    files.push(ContentFile { name: "questions/set.yaml".to_owned(), bytes });
    files
}

fn entry(topic: &Topic, seen: &mut HashSet<String>) -> serde_json::Value {
    let heading: String = topic.question.chars().take(LONGEST_HEADING).collect();
    let mut phrasings: Vec<&str> = Vec::new();
    for phrasing in topic.variants.iter().chain([&topic.question]) {
        let key: String = phrasing.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let is_heading = *phrasing == heading;
        let fits = phrasing.chars().count() <= LONGEST_PHRASING && !key.is_empty();
        if fits && seen.insert(key) && !is_heading {
            phrasings.push(phrasing);
        }
    }
    json!({
        "id": id(&topic.id), "question": heading, "also_asked": phrasings, "answer": "An answer.",
        "care": "Ask your doctor.", "certainty": "practical", "reviewed": null,
    })
}

/// A topic's name as an id of the content.
fn id(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect()
}

impl Random {
    /// One edit in 30 % of the words of four letters and more.
    fn with_slips(&mut self, text: &str) -> String {
        let words = text.split(' ').map(|word| {
            let letters: Vec<char> = word.chars().collect();
            if letters.len() < 4 || !letters.iter().all(char::is_ascii_alphabetic) || self.below(10) >= 3 {
                return word.to_owned();
            }
            self.slip(letters)
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn slip(&mut self, mut letters: Vec<char>) -> String {
        let at = self.below(letters.len());
        let other = char::from(b'a' + u8::try_from(self.below(26)).unwrap_or_default());
        match self.below(4) {
            0 => letters[at] = other,
            1 => drop(letters.remove(at)),
            2 => letters.insert(at, other),
            _ => {
                let at = at.min(letters.len() - 2);
                letters.swap(at, at + 1);
            }
        }
        letters.into_iter().collect()
    }
}
