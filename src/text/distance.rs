//! Edit distance within a typo budget that grows with the word, as meilisearch counts it (milli, typo budget by length).

/// Edits allowed in a word of this many characters: none under four, one under eight, else two.
#[must_use]
pub fn typo_budget(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Optimal string alignment distance (strsim's `osa_distance`: insert, delete, replace, swap neighbours), or None when
/// it is above `budget`. A wrong first letter counts one more, because people rarely miss it.
#[must_use]
pub fn within(typed: &str, known: &str, budget: usize) -> Option<usize> {
    if typed.len().abs_diff(known.len()) > budget * 4 {
        return None;
    }
    let distance = strsim::osa_distance(typed, known);
    let (mut typed, mut known) = (typed.chars(), known.chars());
    let (typed, known) = ((typed.next(), typed.next()), (known.next(), known.next()));
    let first_differs = typed.0 != known.0;
    let swapped = typed == (known.1, known.0);
    let penalty = usize::from(first_differs && !swapped);
    (distance + penalty <= budget).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::{typo_budget, within};

    fn check(typed: &str, known: &str, expected: Option<usize>) {
        assert_eq!(within(typed, known, typo_budget(typed.chars().count())), expected, "{typed} {known}");
    }

    #[test]
    fn a_slip_of_the_finger_is_within_budget() {
        check("infushion", "infusion", Some(1));
        check("ketmaine", "ketamine", Some(1));
        check("spreed", "spread", Some(1));
        check("psread", "spread", Some(1));
        check("ketemene", "ketamine", Some(2));
    }

    #[test]
    fn another_word_is_not() {
        check("arm", "art", None);
        check("cane", "pane", None);
        check("tramadol", "trazodone", None);
        check("spread", "bread", None);
    }
}
