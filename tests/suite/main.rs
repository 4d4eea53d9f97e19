//! The program as its users meet it: content folders, replies, the command line.

mod architecture;
mod broken_files;
mod command_line;
mod content;
mod hostile_texts;
mod our_content;
mod replies;
mod schemas;
