//! Learning to tell texts apart: the features of a text, a linear model fitted to examples when content is loaded, and
//! the nearest examples. Matching learns entries from their phrasings, safety learns from examples of each category.

pub(crate) mod features;
pub(crate) mod model;
pub(crate) mod nearest;
pub(crate) mod reader;
