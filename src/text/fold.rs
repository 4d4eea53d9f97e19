//! Folding: one spelling for what a person would read as the same text.
//!
//! Compatibility forms (NFKC), case, accents and stacked marks, zero-width characters, typographic apostrophes and
//! quotes, and Cyrillic or Greek letters that stand in for Latin ones inside a Latin word. Everything that compares
//! text starts here; nothing that is shown to a member is ever folded.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds `text`: lower case, no marks, no invisible characters, plain apostrophes and quotes, Latin look-alikes.
///
/// Line breaks stay, so that quoted lines can still be told apart; other control characters become spaces.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text
            .chars()
            .map(|c| if c.is_ascii_control() && c != '\n' { ' ' } else { c.to_ascii_lowercase() })
            .collect();
    }
    let mut folded = String::with_capacity(text.len());
    // Compatibility composition first (fullwidth, mathematical letters), then decomposition to drop the marks.
    for c in text.nfkc().collect::<String>().nfd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c)) {
        match c {
            '\n' => folded.push('\n'),
            c if c.is_control() => folded.push(' '),
            c => folded.extend(plain_punctuation(c).to_lowercase()),
        }
    }
    if folded.is_ascii() { folded } else { latin_look_alikes(&folded) }
}

/// Characters that take no room on the screen: zero-width joiners and spaces, direction marks, soft hyphen, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

fn plain_punctuation(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{02BC}' | '\u{02B9}' | '\u{0060}' | '\u{00B4}'
        | '\u{2032}' | '\u{FF07}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{00AB}' | '\u{00BB}' | '\u{2033}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    }
}

/// Replaces look-alike letters in every word that holds a Latin letter, and everywhere when all letters of the text are
/// Latin or look-alikes; a text in another script keeps its own words.
fn latin_look_alikes(text: &str) -> String {
    let disguised = text.chars().filter(|c| c.is_alphabetic()).all(|c| c.is_ascii() || latin_twin(c).is_some());
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        if disguised || piece.chars().any(|c| c.is_ascii_alphabetic()) {
            out.extend(piece.chars().map(|c| latin_twin(c).unwrap_or(c)));
        } else {
            out.push_str(piece);
        }
    }
    out
}

/// The Latin letter that `c`, already lower case, is drawn like (a hand-picked part of Unicode UTS 39 confusables).
fn latin_twin(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'ь' | 'β' => 'b',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' | 'ɗ' => 'd',
        'е' | 'є' | 'ε' | 'ҽ' => 'e',
        'ԍ' | 'ɡ' => 'g',
        'һ' | 'н' => 'h',
        'і' | 'ι' | 'ı' | 'ɪ' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' | 'ł' => 'l',
        'м' | 'μ' => 'm',
        'п' | 'η' => 'n',
        'о' | 'ο' | 'σ' | 'ø' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' | 'ш' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'ᴢ' => 'z',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    fn check(input: &str, expected: &str) {
        assert_eq!(fold(input), expected, "{input:?}");
    }

    #[test]
    fn what_reads_the_same_becomes_the_same() {
        check("Can’t", "can't");
        check("DYSTROPHIE RÉFLEXE", "dystrophie reflexe");
        check("ｆｕｌｌ ｗｉｄｔｈ", "full width");
        check("𝓹𝓪𝓲𝓷", "pain");
        check("p\u{200b}ai\u{200d}n", "pain");
        check("p̷̢̛a̶͇͝i̵̦͘n̴͚̅", "pain");
        check("раіn", "pain");
        check("tab\there", "tab here");
    }

    #[test]
    fn another_script_stays_itself() {
        check("Боль в руке", "боль в руке");
        check("مرحبا", "مرحبا");
        check("痛み", "痛み");
    }

    #[test]
    fn nothing_stays_nothing() {
        check("", "");
        check("\u{200b}\u{feff}", "");
    }
}
