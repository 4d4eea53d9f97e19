//! Answers a CRPS community's questions from an FAQ kept in YAML.

pub mod text;
