//! Events that cannot be read: serenity drops them in silence, and a member would wait in vain. Told once for each kind,
//! without a word of what was in them.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serenity::all::{Context, Event, RawEventHandler};
use serenity::async_trait;
use tracing::{debug, warn};

/// Kinds that the bot lives by.
const NEEDED: [&str; 5] = ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "INTERACTION_CREATE", "GUILD_CREATE"];

/// Which kinds were told of.
#[derive(Debug, Default)]
pub(super) struct Unread {
    told: Mutex<BTreeSet<String>>,
}

#[async_trait]
impl RawEventHandler for Unread {
    async fn raw_event(&self, _: Context, event: Event) {
        let Event::Unknown(unknown) = event else { return };
        let kind = unknown.kind;
        if !self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(kind.clone()) {
            return;
        }
        if NEEDED.contains(&kind.as_str()) {
            warn!(kind, "an event of Discord cannot be read: the bot may need a newer version");
        } else {
            debug!(kind, "an event of Discord is not known");
        }
    }
}
