//! The Discord room: everything that knows of Discord. Events come in, the core answers, replies go out.
//!
//! Commands, buttons and menus are read from serenity's types directly: there are seven commands and every id is
//! stateless, so a command framework would bring its own cooldowns, error texts and collectors to switch off again.

mod alert_settings;
mod alerts;
mod commands;
mod connect;
mod custom_id;
mod doctor;
mod inbound;
mod interactions;
mod memory;
mod outbound;
mod recent;
mod rest;
mod room;
mod unread;

pub use connect::{Stop, run};
pub use doctor::{Finding, examine};
