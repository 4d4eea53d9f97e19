//! The program as its users meet it: content folders, replies, the command line.

#![allow(clippy::needless_pass_by_value, reason = "the shapes of a story read better without borrows")]
#![recursion_limit = "256"] // a whole server of Discord is one json! call

mod architecture;
mod broken_files;
mod command_line;
mod content;
mod discord;
mod hostile_texts;
mod our_content;
mod perturbations;
mod replies;
mod schemas;

#[path = "../support/discord/mod.rs"]
mod stand_in;
