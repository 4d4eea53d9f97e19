//! How long a question takes and how much memory an index needs, on the real content and on 100 to 100,000 generated
//! phrasings. Prints one table: `cargo bench --bench questions`. Each size runs in a process of its own, so that memory
//! is its own too; everything generated comes from a fixed seed.

mod support;

use std::env;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crps_faq_bot::bot::Bot;
use crps_faq_bot::files::read_folder;
use crps_faq_bot::matching::{Document, Index, Lexicon, NotOurs};
use crps_faq_bot::message::Message;
use crps_faq_bot::question::Question;
use support::Random;

/// Phrasings of each generated entry.
const PER_ENTRY: usize = 25;
/// Questions timed at each size.
const QUESTIONS: usize = 2_000;
/// Names the size when the program runs itself.
const SIZE: &str = "CRPS_FAQ_BENCH_SIZE";

fn main() {
    // Runs with `--test` too, as cargo does with benches: then there is nothing to measure.
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    match env::var(SIZE) {
        Ok(size) if size == "real" => println!("{}", real()),
        Ok(size) => println!("{}", generated(size.parse().unwrap_or(100))),
        Err(_) => every_size(),
    }
}

fn every_size() {
    println!("| content | phrasings | load | p50 | p99 | memory |");
    println!("|---|---|---|---|---|---|");
    let program = env::current_exe().expect("a running program has a path");
    for size in ["real", "100", "1000", "10000", "100000"] {
        let output = Command::new(&program).env(SIZE, size).output().expect("the program can run itself");
        print!("{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// The real content, safety and composing included.
fn real() -> String {
    let files = read_folder(Path::new("faq")).expect("the content folder is here");
    let start = Instant::now();
    let bot = Bot::build(&files).unwrap_or_else(|problems| panic!("{}", problems[0]));
    let load = start.elapsed();
    let entries = bot.knowledge().entries();
    let phrasings: Vec<&str> = entries.iter().flat_map(|entry| &entry.also_asked).map(String::as_str).collect();
    let mut random = Random(7);
    let questions: Vec<String> = (0..QUESTIONS).map(|_| random.slip(random.clone().pick(&phrasings))).collect();
    let times = time(&questions, |question| {
        black_box(bot.answer(&Message::asked(question)));
    });
    let guard = |characters: usize| {
        let long = |first: usize| {
            let mut text = String::new();
            for nth in 0.. {
                text.push_str(&questions[(first + nth) % questions.len()]);
                text.push_str(". ");
                if text.len() >= characters {
                    break;
                }
            }
            text.chars().take(characters).collect::<String>()
        };
        let texts: Vec<String> = (0..500).map(long).collect();
        let times = time(&texts, |text| {
            black_box(bot.guard().look(text));
        });
        row(&format!("guard alone, {characters} characters"), phrasings.len(), load, &times)
    };
    format!("{}\n{}\n{}", row("real", phrasings.len(), load, &times), guard(200), guard(4_000))
}

/// Generated phrasings; matching alone.
fn generated(phrasings: usize) -> String {
    let mut random = Random(42);
    let documents: Vec<Document> = (0..phrasings.div_ceil(PER_ENTRY)).map(|nth| random.document(nth)).collect();
    let start = Instant::now();
    let index = Index::build(&documents, &Lexicon::default(), &NotOurs::default());
    let load = start.elapsed();
    let all: Vec<&str> = documents.iter().flat_map(|document| &document.phrasings).map(String::as_str).collect();
    let questions: Vec<String> = (0..QUESTIONS).map(|_| random.slip(random.clone().pick(&all))).collect();
    let times = time(&questions, |question| {
        black_box(Question::read(question).map(|question| index.find(&question)));
    });
    row("generated", all.len(), load, &times)
}

fn time(questions: &[String], ask: impl Fn(&str)) -> Vec<Duration> {
    for question in questions.iter().take(100) {
        ask(question);
    }
    let mut times: Vec<Duration> = questions
        .iter()
        .map(|question| {
            let start = Instant::now();
            ask(question);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

fn row(content: &str, phrasings: usize, load: Duration, times: &[Duration]) -> String {
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e6;
    let (load, p50, p99) = (load.as_secs_f64(), at(50), at(99));
    format!("| {content} | {phrasings} | {load:.2} s | {p50:.0} µs | {p99:.0} µs | {} |", resident())
}

/// Resident memory, where the system tells it (Linux).
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.map_or_else(|| "not known".to_owned(), |kibibytes| format!("{} MiB", kibibytes / 1_024))
}

impl Random {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// A word of two to four syllables.
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "ba", "ter", "lin", "mo", "ra", "ket", "sol", "pin", "du", "ver", "ast", "ni", "cor", "fel", "gra", "hus",
            "jo", "ley", "mar", "nor", "pel", "qui", "ris", "tam",
        ];
        (0..2 + self.below(3)).map(|_| self.pick(&SYLLABLES)).collect()
    }

    /// An entry about eight words of its own, asked in ordinary words around them.
    fn document(&mut self, nth: usize) -> Document {
        const ORDINARY: [&str; 24] = [
            "how", "can", "i", "get", "my", "the", "help", "with", "what", "does", "when", "is", "good", "for", "pain",
            "tell", "me", "about", "new", "does", "anyone", "long", "take", "to",
        ];
        let own: Vec<String> = (0..8).map(|_| self.word()).collect();
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let phrasing = |random: &mut Self| {
            let words: Vec<&str> = (0..4 + random.below(6))
                .map(|_| if random.below(3) == 0 { random.pick(&own) } else { random.pick(&ORDINARY) })
                .collect();
            words.join(" ")
        };
        Document {
            id: format!("entry-{nth}"),
            title: format!("what is {}", own[0]),
            phrasings: (0..PER_ENTRY).map(|_| phrasing(self)).collect(),
            ..Document::default()
        }
    }

    /// The text with one letter of one word left out, half the time.
    fn slip(&mut self, text: &str) -> String {
        if self.below(2) == 0 || text.len() < 8 {
            return text.to_owned();
        }
        let at = self.below(text.chars().count());
        text.chars().enumerate().filter(|(nth, _)| *nth != at).map(|(_, c)| c).collect()
    }
}
