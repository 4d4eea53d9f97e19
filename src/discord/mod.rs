//! The Discord room: everything that knows of Discord. Events come in, the core answers, replies go out.
//!
//! Commands, buttons and menus are read from serenity's types directly: there are six commands and every id is
//! stateless, so a command framework would bring its own cooldowns, error texts and collectors to switch off again.

mod commands;
mod connect;
mod custom_id;
mod doctor;
mod inbound;
mod interactions;
mod memory;
mod outbound;
mod rest;
mod room;

pub use connect::{Stop, run};
pub use doctor::{Finding, examine};
