//! A long row of words in pieces that overlap, so that what is said anywhere stands whole in one of them, and a message
//! costs in proportion to its length.

use std::ops::Range;

/// Pieces of `size` words at most, each beginning `stride` words after the one before; together all `length` words. One,
/// and empty, when there are none.
pub(super) fn pieces(length: usize, size: usize, stride: usize) -> impl Iterator<Item = Range<usize>> {
    let last = length.saturating_sub(size).div_ceil(stride);
    (0..=last).map(move |nth| nth * stride..length.min(nth * stride + size))
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn every_word_and_every_short_row_stands_in_a_piece() {
        for length in 0..400 {
            let all: Vec<_> = pieces(length, 40, 20).collect();
            assert_eq!(all[0].start, 0);
            assert_eq!(all[all.len() - 1].end, length);
            for start in 0..length.saturating_sub(20) {
                assert!(all.iter().any(|piece| piece.start <= start && start + 20 <= piece.end), "{start} of {length}");
            }
        }
    }

    #[test]
    fn twice_the_words_are_twice_the_work() {
        let work = |length: usize| pieces(length, 40, 20).map(|piece| piece.len()).sum::<usize>();
        for length in [100, 1_000, 10_000, 100_000] {
            assert!(work(length) <= 2 * length, "{length} words cost {}", work(length));
            assert!(work(2 * length) <= 2 * work(length) + 40, "{length}");
        }
    }
}
