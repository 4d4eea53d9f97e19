//! Text as the rest of the program compares it: folding of what only looks different, words, stems, edit distance.

pub mod fold;
