//! What a button or menu means, written into its id: the entry and the asker. Nothing is remembered for a button, so it
//! works after a restart; an entry that is gone is told as such.

use serenity::all::{MessageId, UserId};

use crate::knowledge::Knowledge;

/// A press on a button or a pick from a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Press {
    /// Show the whole answer to whoever asks.
    More(Key),
    /// Offer the asker other entries.
    Not { asker: UserId, others: Vec<Key> },
    /// Post the entry in the channel, as a reply to a message when one is named.
    Share { entry: Key, to: Option<MessageId> },
    /// Take a reply of the bot away.
    Dismiss { asker: UserId },
    /// Show an entry privately.
    Open(Key),
    /// Show the themes.
    Browse,
    /// A theme was picked; its name is the value.
    Theme,
    /// An entry was picked while browsing.
    Topic,
    /// An entry was picked as what was meant; with the public reply it should replace, when there is one.
    Pick { asker: UserId, reply: Option<MessageId> },
    /// Show emergency numbers and crisis lines by country.
    Lines,
    /// Ask whether the moderators should be told, by name.
    Tell,
    /// Tell them.
    TellNow,
    /// A moderator's button under an alert.
    Alert(AlertPress),
    /// Post a test alert.
    TestAlert,
    /// Switch alerts off.
    AlertsOff,
}

/// What a moderator does about an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AlertPress {
    /// Looks after it.
    Take,
    /// It was nothing.
    FalseAlarm,
    /// Wants another moderator.
    NeedHelp,
}

/// An entry, short enough for an id: the FNV-1a hash of its id (RFC 9923).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(u32);

impl Key {
    pub(super) fn of(id: &str) -> Self {
        Self(id.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
    }

    /// The number of the entry; None when it has been removed.
    pub(super) fn entry(self, knowledge: &Knowledge) -> Option<usize> {
        knowledge.entries().iter().position(|entry| Self::of(&entry.id) == self)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        u32::from_str_radix(text, 16).ok().map(Self)
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// The value of the last choice: none of the others.
pub(super) const NONE_OF_THESE: &str = "none";

impl Press {
    /// The id as Discord keeps it; at most 100 characters.
    pub(super) fn to_id(&self) -> String {
        let message = |id: &Option<MessageId>| id.map_or(0, MessageId::get);
        match self {
            Self::More(entry) => format!("more:{entry}"),
            Self::Not { asker, others } => {
                let others: Vec<String> = others.iter().take(4).map(Key::to_string).collect();
                format!("not:{asker}:{}", others.join(","))
            }
            Self::Share { entry, to } => format!("share:{entry}:{}", message(to)),
            Self::Dismiss { asker } => format!("dismiss:{asker}"),
            Self::Open(entry) => format!("open:{entry}"),
            Self::Browse => "browse".to_owned(),
            Self::Theme => "theme".to_owned(),
            Self::Topic => "topic".to_owned(),
            Self::Pick { asker, reply } => format!("pick:{asker}:{}", message(reply)),
            Self::Lines => "lines".to_owned(),
            Self::Tell => "tell".to_owned(),
            Self::TellNow => "tell-now".to_owned(),
            Self::Alert(AlertPress::Take) => "alert:take".to_owned(),
            Self::Alert(AlertPress::FalseAlarm) => "alert:false".to_owned(),
            Self::Alert(AlertPress::NeedHelp) => "alert:help".to_owned(),
            Self::TestAlert => "test-alert".to_owned(),
            Self::AlertsOff => "alerts-off".to_owned(),
        }
    }

    /// Reads an id. Menus that stand in several rows carry a number after `#`, since ids of a message must differ.
    pub(super) fn parse(id: &str) -> Option<Self> {
        let id = id.split_once('#').map_or(id, |(id, _)| id);
        let mut parts = id.split(':');
        let (kind, first, second) = (parts.next()?, parts.next(), parts.next());
        let user = |text: Option<&str>| text?.parse::<u64>().ok().filter(|id| *id != 0).map(UserId::new);
        let message = |text: Option<&str>| Some(text?.parse::<u64>().ok().filter(|id| *id != 0).map(MessageId::new));
        Some(match kind {
            "more" => Self::More(Key::parse(first?)?),
            "not" => Self::Not { asker: user(first)?, others: second?.split(',').filter_map(Key::parse).collect() },
            "share" => Self::Share { entry: Key::parse(first?)?, to: message(second)? },
            "dismiss" => Self::Dismiss { asker: user(first)? },
            "open" => Self::Open(Key::parse(first?)?),
            "browse" => Self::Browse,
            "theme" => Self::Theme,
            "topic" => Self::Topic,
            "lines" => Self::Lines,
            "tell" => Self::Tell,
            "tell-now" => Self::TellNow,
            "alert" => Self::Alert(match first? {
                "take" => AlertPress::Take,
                "false" => AlertPress::FalseAlarm,
                "help" => AlertPress::NeedHelp,
                _ => return None,
            }),
            "test-alert" => Self::TestAlert,
            "alerts-off" => Self::AlertsOff,
            "pick" => Self::Pick { asker: user(first)?, reply: message(second)? },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serenity::all::{MessageId, UserId};

    use super::{AlertPress, Key, Press};

    #[test]
    fn every_id_reads_back_and_fits() {
        let (asker, message, key) = (UserId::new(u64::MAX), MessageId::new(u64::MAX), Key::of("what-is-crps"));
        for press in [
            Press::More(key),
            Press::Not { asker, others: vec![key; 4] },
            Press::Not { asker, others: Vec::new() },
            Press::Share { entry: key, to: Some(message) },
            Press::Share { entry: key, to: None },
            Press::Dismiss { asker },
            Press::Open(key),
            Press::Browse,
            Press::Theme,
            Press::Topic,
            Press::Pick { asker, reply: Some(message) },
            Press::Pick { asker, reply: None },
            Press::Lines,
            Press::Tell,
            Press::TellNow,
            Press::Alert(AlertPress::Take),
            Press::Alert(AlertPress::FalseAlarm),
            Press::Alert(AlertPress::NeedHelp),
            Press::TestAlert,
            Press::AlertsOff,
        ] {
            let id = press.to_id();
            assert!(id.len() <= 95, "{id}");
            assert_eq!(Press::parse(&id), Some(press.clone()));
            assert_eq!(Press::parse(&format!("{id}#2")), Some(press));
        }
    }

    #[test]
    fn what_we_did_not_write_is_nothing() {
        for id in ["", "more", "more:xyz", "not:0:", "share:1", "pick:a:0", "dismiss:", "alert:1", "else:1"] {
            assert_eq!(Press::parse(id), None, "{id}");
        }
    }
}
