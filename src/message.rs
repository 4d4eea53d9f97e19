//! A message: what was said, and whether it was said to us.

/// Whether a message was meant for the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It was: a command, a mention, a direct message. It always gets a reply.
    Asked,
    /// It was not; it was read in a channel that moderators switched on. Silence is the normal reply.
    Overheard,
}

/// A message as the core sees it: no name, no place, nothing of who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// The text as it was typed.
    pub text: &'a str,
    /// What the same person said just before, oldest first: only safety reads it, since some people write one sentence in
    /// several messages.
    pub before: &'a [String],
    /// Whether it was said to us.
    pub heard: Heard,
}

impl<'a> Message<'a> {
    /// A message to the bot.
    #[must_use]
    pub fn asked(text: &'a str) -> Self {
        Self { text, before: &[], heard: Heard::Asked }
    }

    /// A message to others.
    #[must_use]
    pub fn overheard(text: &'a str) -> Self {
        Self { text, before: &[], heard: Heard::Overheard }
    }
}
