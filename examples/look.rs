//! Prints what the guard hears in each line of standard input.
use std::io::BufRead as _;
fn main() {
    let faq = std::env::args().nth(1).unwrap_or_else(|| "faq".to_owned());
    let files = crps_faq_bot::files::read_folder(std::path::Path::new(&faq)).expect("folder");
    let bot = crps_faq_bot::bot::Bot::build(&files).unwrap_or_else(|p| panic!("{} problems, first: {}", p.len(), p[0]));
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("line");
        match bot.guard().look(&line) {
            Some(c) => println!("{:?} {} {:?} {:?} | {line}", c.category, c.rule, c.about, c.variant),
            None => println!("- | {line}"),
        }
    }
}
