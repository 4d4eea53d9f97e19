//! Which words are ordinary English: a list of about 12,000 common ones, so that none of them is ever "corrected".

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

static COMMON: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("english.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Whether a folded word is a common English one.
#[must_use]
pub fn is_common(word: &str) -> bool {
    COMMON.contains(word)
}

#[cfg(test)]
mod tests {
    use super::is_common;

    #[test]
    fn common_words_are_known_and_others_are_not() {
        for word in ["weather", "whether", "colour", "color", "walking"] {
            assert!(is_common(word), "{word}");
        }
        for word in ["allodynia", "ketamine", "infushion", "#"] {
            assert!(!is_common(word), "{word}");
        }
    }
}
