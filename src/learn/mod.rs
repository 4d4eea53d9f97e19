//! Learning to tell texts apart: the features of a text, and a linear model fitted to examples when content is loaded.
//! Matching learns entries from their phrasings, safety learns from examples of each category.

pub(crate) mod features;
pub(crate) mod model;
