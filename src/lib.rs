//! Answers a CRPS community's questions from an FAQ kept in YAML.
//!
//! [`Bot::answer`](bot::Bot::answer) is one synchronous function that cannot fail. The command line and Discord are thin
//! ways to call it.
//!
//! # The path of a message
//! 1. **guard**: [`safety::Guard::look`] reads the text itself, first, also when nothing is left to match.
//! 2. **read**: [`question::Question::read`] keeps the words; None when there are none.
//! 3. **find**: [`matching::Index::find`] scores the entries.
//! 4. **decide**: [`decision::decide`]: safety, then "were we asked?", then what we know.
//! 5. **compose**: [`reply::compose`]: fixed sentences and an entry's own text; staying quiet is None.
//!
//! # Invariants
//! 1. The core (everything but `cli`, `config`, `discord`, `files`, `live`, `storage`) has no clock, randomness, file, environment or network. A test reads the
//!    source and fails otherwise.
//! 2. Edges depend on the core, never the reverse.
//! 3. Once a [`bot::Bot`] is built, nothing returns `Result` or panics on any text. Safety wins over every other
//!    decision.
//! 4. No message text is kept or logged.

pub mod message;
pub mod question;
pub mod decision;
pub mod reply;
pub mod bot;

pub mod knowledge;
pub mod text;
mod learn;
pub mod matching;
pub mod safety;
pub mod evaluation;

pub mod config;
pub mod files;
pub mod storage;
pub mod live;
pub mod discord;
pub mod cli;
