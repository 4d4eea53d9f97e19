//! Connecting, staying connected, ending. All that only a person can mend is looked at before the connection is made, and
//! told with the variable or switch that is wrong.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use serenity::all::{
    ApplicationId, ConnectionStage, GatewayError, GatewayIntents, GuildId, HttpBuilder, ShardId, ShardManager,
};
use serenity::client::{Client, ClientBuilder};
use tokio::time::{interval, sleep, timeout};
use tracing::{info, warn};

use super::commands;
use super::rest::{Rest, RestError};
use super::room::Room;
use super::unread::Unread;
use crate::config::Config;
use crate::live::Live;
use crate::storage::Store;

/// Why the bot stopped, for an admin: what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Only a person can mend it; a supervisor must not start again.
    Setting(String),
    /// A start later may work.
    Failed(String),
}

/// All shards must be ready within this time.
const READY_WITHIN: Duration = Duration::from_secs(90);

/// What is in hand at the end may take this long, and so may closing the connection.
const GRACE: Duration = Duration::from_secs(10);

/// A connection without an acknowledged heartbeat for this long is dead.
const SILENCE: Duration = Duration::from_mins(3);

/// Starts kept back of Discord's daily allowance: when it is used up the token is reset.
const STARTS_KEPT: u64 = 100;

/// Application flags that say the Message Content intent is granted: for a verified bot, for a small one.
const MESSAGE_CONTENT_FLAGS: u64 = (1 << 18) | (1 << 19);

/// What Discord says about the bot before it connects.
pub(super) struct Account {
    pub(super) application: u64,
    pub(super) name: String,
    pub(super) may_read_content: bool,
    pub(super) gateway: String,
    pub(super) shards: u32,
    pub(super) starts_left: u64,
    pub(super) starts_reset: Duration,
}

/// Runs until `ended` is done or the connection cannot be kept.
///
/// # Errors
/// Why it stopped, when it was not `ended`.
pub async fn run(config: &Config, live: Arc<Live>, store: Store, ended: impl Future<Output = ()>) -> Result<(), Stop> {
    tokio::pin!(ended);
    tokio::select! {
        // A start that waits or hangs can be ended too.
        () = &mut ended => Ok(()),
        prepared = prepare(config, live, store) => {
            let (mut client, room, shards) = prepared?;
            let manager = Arc::clone(&client.shard_manager);
            let alerts = tokio::spawn(Arc::clone(&room).watch_alerts());
            let stopped = tokio::select! {
                () = &mut ended => Ok(()),
                done = client.start_shards(shards) => Err(why_closed(done.err())),
                () = not_ready(&room, shards) => Err(Stop::Failed(format!(
                    "Discord did not say READY within {} seconds; if it goes on, the number of shards may be wrong",
                    READY_WITHIN.as_secs()
                ))),
                () = silence(&manager) => Err(Stop::Failed("the connection to Discord is dead: no heartbeat is answered".to_owned())),
            };
            alerts.abort();
            finish(&room, &manager).await;
            stopped
        }
    }
}

async fn prepare(config: &Config, live: Arc<Live>, store: Store) -> Result<(Client, Arc<Room>, u32), Stop> {
    let rest = Rest::new(config).map_err(|why| Stop::Failed(format!("the network cannot be used: {why}")))?;
    let account = account(&rest).await?;
    if config.message_content && !account.may_read_content {
        return Err(Stop::Setting(
            "MESSAGE_CONTENT is true, but the Message Content intent is not switched on: switch it on on the Bot page of \
             the application at discord.com/developers, or set MESSAGE_CONTENT=false"
                .to_owned(),
        ));
    }
    wait_for_starts(&account).await;
    let words = live.bot().knowledge().messages().discord.commands.clone();
    let path = format!("/applications/{}/commands", account.application);
    rest.replace(&path, &commands::all(&words))
        .await
        .map_err(|why| stop("the commands could not be registered", &why))?;
    let room = Arc::new(Room::new(live, rest, store, config.home.map(GuildId::new), account.application));
    let client = client(config, &account, &room).await?;
    info!(name = account.name, shards = account.shards, "connecting to Discord");
    Ok((client, room, account.shards))
}

async fn client(config: &Config, account: &Account, room: &Arc<Room>) -> Result<Client, Stop> {
    let mut intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    if config.message_content {
        intents |= GatewayIntents::MESSAGE_CONTENT;
    }
    // Serenity makes no call but one for the gateway's address, and its answer is replaced by ours: when that call fails
    // it would dial the real Discord.
    let http = HttpBuilder::new(config.token.reveal())
        .application_id(ApplicationId::new(account.application.max(1)))
        .proxy(&config.api)
        .ratelimiter_disabled(true)
        .build();
    let client = ClientBuilder::new_with_http(http, intents)
        .event_handler_arc(Arc::clone(room))
        .raw_event_handler(Unread::default())
        .await;
    let client = client.map_err(|why| Stop::Failed(format!("the connection could not be set up: {why}")))?;
    (*client.ws_url.lock().await).clone_from(&account.gateway);
    Ok(client)
}

/// Asks Discord who we are, what we may do, and where to connect.
pub(super) async fn account(rest: &Rest) -> Result<Account, Stop> {
    let application = match rest.read("/applications/@me").await {
        // Discord keeps this older address too; proxies and test servers may know only that.
        Err(why) if why.status() == Some(404) => rest.read("/oauth2/applications/@me").await,
        answer => answer,
    };
    let application = application.map_err(|why| stop("Discord could not be asked about the application", &why))?;
    let gateway =
        rest.read("/gateway/bot").await.map_err(|why| stop("Discord could not be asked where to connect", &why))?;
    let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_u64);
    let limit = gateway.get("session_start_limit").cloned().unwrap_or_default();
    let address = gateway.get("url").and_then(Value::as_str).map(str::to_owned);
    let id = application.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let (Some(application_id), Some(address)) = (id, address) else {
        return Err(Stop::Failed(
            "what answers as Discord does not answer as Discord would: check DISCORD_API_URL".to_owned(),
        ));
    };
    Ok(Account {
        application: application_id,
        name: application.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        may_read_content: number(&application, "flags").unwrap_or(0) & MESSAGE_CONTENT_FLAGS != 0,
        gateway: address,
        shards: number(&gateway, "shards").and_then(|shards| u32::try_from(shards).ok()).unwrap_or(1).max(1),
        starts_left: number(&limit, "remaining").unwrap_or(STARTS_KEPT),
        starts_reset: Duration::from_millis(number(&limit, "reset_after").unwrap_or(0)),
    })
}

fn stop(what: &str, why: &RestError) -> Stop {
    match why.status() {
        Some(401) => Stop::Setting(
            "Discord refuses the token: copy a new one from the Bot page of the application at discord.com/developers \
             into DISCORD_TOKEN"
                .to_owned(),
        ),
        _ => Stop::Failed(format!("{what}: {why}")),
    }
}

/// Waits until Discord allows enough starts again.
async fn wait_for_starts(account: &Account) {
    if account.starts_left < STARTS_KEPT {
        let seconds = account.starts_reset.as_secs();
        warn!(
            left = account.starts_left,
            seconds, "few starts are left today: waiting, or Discord would reset the token"
        );
        sleep(account.starts_reset).await;
    }
}

async fn not_ready(room: &Room, shards: u32) {
    if timeout(READY_WITHIN, room.ready(shards)).await.is_ok() {
        std::future::pending::<()>().await;
    }
}

fn why_closed(error: Option<serenity::Error>) -> Stop {
    match error {
        Some(serenity::Error::Gateway(GatewayError::InvalidAuthentication)) => {
            stop("", &RestError::Refused { call: String::new(), status: 401, code: 0 })
        }
        Some(serenity::Error::Gateway(
            GatewayError::DisallowedGatewayIntents | GatewayError::InvalidGatewayIntents,
        )) => Stop::Setting(
            "Discord does not grant an intent: switch on Message Content on the Bot page of the application at \
                 discord.com/developers, or set MESSAGE_CONTENT=false"
                .to_owned(),
        ),
        Some(why) => Stop::Failed(format!("the connection to Discord was lost: {why}")),
        None => Stop::Failed("the connection to Discord was closed".to_owned()),
    }
}

/// Returns when a connected shard has had no heartbeat answered for too long: serenity would go on saying "connected".
async fn silence(manager: &ShardManager) {
    let mut beats: HashMap<ShardId, Beat> = HashMap::new();
    let mut look = interval(Duration::from_secs(15));
    loop {
        look.tick().await;
        for (shard, runner) in manager.runners.lock().await.iter() {
            let connected = runner.stage == ConnectionStage::Connected;
            let beat = beats.entry(*shard).or_insert_with(|| Beat { latency: runner.latency, since: Instant::now() });
            if beat.is_dead(runner.latency, connected, Instant::now()) {
                return;
            }
        }
    }
}

/// The last measured latency of a shard: it is measured anew with every heartbeat that is answered.
struct Beat {
    latency: Option<Duration>,
    since: Instant,
}

impl Beat {
    fn is_dead(&mut self, latency: Option<Duration>, connected: bool, now: Instant) -> bool {
        if latency != self.latency || !connected {
            *self = Self { latency, since: now };
        }
        now.duration_since(self.since) >= SILENCE
    }
}

/// Finishes what is in hand, then closes the connection.
async fn finish(room: &Room, manager: &ShardManager) {
    room.tasks.close();
    if timeout(GRACE, room.tasks.wait()).await.is_err() {
        warn!("not everything in hand was finished in time");
    }
    if timeout(GRACE, manager.shutdown_all()).await.is_err() {
        warn!("the connection did not close in time");
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Beat, SILENCE};

    #[test]
    fn a_connection_is_dead_when_no_beat_is_answered_for_long() {
        let start = Instant::now();
        let mut beat = Beat { latency: None, since: start };
        let some = Some(Duration::from_millis(40));
        assert!(!beat.is_dead(some, true, start + SILENCE), "a beat was answered just now");
        assert!(!beat.is_dead(some, true, start + SILENCE + SILENCE / 2));
        assert!(beat.is_dead(some, true, start + SILENCE * 2));
        assert!(!beat.is_dead(some, false, start + SILENCE * 3), "a lost connection is serenity's to mend");
    }
}
