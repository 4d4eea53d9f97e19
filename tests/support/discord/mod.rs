//! A stand-in for Discord: real HTTP and WebSocket on the loopback interface, strict about what Discord refuses.
//!
//! A test starts it, starts the program against it, lets members do things, and waits for what the program does. Waiting
//! ends on an event; the clock that deadlines are kept by is the stand-in's own and moves when a test moves it.

mod gateway;
mod rest;
mod rules;
mod shapes;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

pub(crate) const TOKEN: &str = "good.token.here";
pub(crate) const BOT: u64 = 900;
pub(crate) const BOT_ROLE: u64 = 901;
pub(crate) const SERVER: u64 = 100;
pub(crate) const CHANNEL: u64 = 200;
/// Where only moderators read.
pub(crate) const ALERTS: u64 = 201;
pub(crate) const DIRECT: u64 = 300;
/// A role that anybody may mention, one that nobody may, and one to fall back to.
pub(crate) const ON_CALL: u64 = 902;
pub(crate) const QUIET_ROLE: u64 = 903;
pub(crate) const FALLBACK: u64 = 904;
pub(crate) const MEMBER: u64 = 404_404_404_404;
pub(crate) const OTHER: u64 = 505_505_505_505;

pub(crate) const MESSAGE_CONTENT: u64 = 1 << 15;

/// How long a test waits for something before it fails: longer than any machine needs.
const PATIENCE: Duration = Duration::from_mins(1);

/// A call the program made.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) status: u16,
}

/// A message as Discord keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) id: u64,
    pub(crate) channel: u64,
    pub(crate) body: Value,
    /// Who alone sees it.
    pub(crate) only_for: Option<u64>,
    /// The message it replies to.
    pub(crate) in_reply_to: Option<u64>,
    /// Whom it pinged.
    pub(crate) pinged: Vec<String>,
    pub(crate) deleted: bool,
}

impl Said {
    /// A message without anything, seen by one person.
    pub(crate) fn empty_for(user: u64) -> Self {
        let (in_reply_to, pinged) = (None, Vec::new());
        Self { id: 1, channel: CHANNEL, body: json!({}), only_for: Some(user), in_reply_to, pinged, deleted: false }
    }

    pub(crate) fn text(&self) -> &str {
        self.body["content"].as_str().unwrap_or_default()
    }

    /// The ids of its buttons and menus by label or placeholder.
    pub(crate) fn parts(&self) -> Vec<(String, String)> {
        let rows = self.body["components"].as_array().cloned().unwrap_or_default();
        let parts = rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap_or_default());
        let label =
            |part: &Value| part["label"].as_str().or(part["placeholder"].as_str()).unwrap_or_default().to_owned();
        parts.map(|part| (label(&part), part["custom_id"].as_str().unwrap_or_default().to_owned())).collect()
    }

    /// The id of the button or menu with this label.
    pub(crate) fn id_of(&self, label: &str) -> String {
        let parts = self.parts();
        let part = parts.iter().find(|(own, _)| own == label);
        part.unwrap_or_else(|| panic!("there is no {label:?} among {parts:?}")).1.clone()
    }

    /// The options of its menu as label and value.
    pub(crate) fn options(&self) -> Vec<(String, String)> {
        let rows = self.body["components"].as_array().cloned().unwrap_or_default();
        let options =
            rows.iter().flat_map(|row| row["components"][0]["options"].as_array().cloned().unwrap_or_default());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        options.map(|option| (text(&option["label"]), text(&option["value"]))).collect()
    }
}

/// An interaction that waits for its answer.
#[derive(Debug, Clone)]
struct Pending {
    id: u64,
    user: u64,
    channel: u64,
    at: Duration,
    /// The message its component stands on.
    on: Option<u64>,
    is_typing: bool,
    answered: bool,
    /// The message that answers it.
    original: Option<u64>,
}

/// What happens to the next call whose path holds `path`.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    pub(crate) path: &'static str,
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) retry_after: Option<f64>,
}

/// How Discord is set up before the program comes.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) application_flags: u64,
    pub(crate) granted_intents: u64,
    pub(crate) starts_left: u64,
    /// Close the gateway with this code when the program identifies.
    pub(crate) close_with: Option<u16>,
}

impl Default for Setup {
    fn default() -> Self {
        let granted_intents = (1 << 0) | (1 << 9) | (1 << 12);
        Self { application_flags: 0, granted_intents, starts_left: 1000, close_with: None }
    }
}

#[derive(Default)]
struct World {
    setup: Setup,
    calls: Vec<Call>,
    said: Vec<Said>,
    completions: Vec<Value>,
    commands: Value,
    pending: BTreeMap<String, Pending>,
    troubles: VecDeque<Trouble>,
    closed_channels: Vec<u64>,
    alerts_are_open: bool,
    next_id: u64,
    clock: Duration,
    /// The connected program: where events go.
    socket: Option<UnboundedSender<gateway::Out>>,
    intents: u64,
    ready: usize,
    resumed: usize,
    beats: usize,
    /// Every event of the session, for a resume.
    events: Vec<Value>,
}

/// Shared by the servers and the test.
struct Shared {
    world: Mutex<World>,
    changed: Condvar,
    /// While true, a message that was posted is there, but the answer to the program is still on its way.
    held: watch::Sender<bool>,
    address: std::sync::OnceLock<String>,
}

impl Shared {
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("no holder of the lock panics while it changes the world")
    }

    fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world();
        let result = change(&mut world);
        drop(world);
        self.changed.notify_all();
        result
    }
}

/// The running stand-in.
pub(crate) struct Discord {
    shared: Arc<Shared>,
    _runtime: Runtime,
}

impl Discord {
    pub(crate) fn start() -> Self {
        Self::start_as(Setup::default())
    }

    pub(crate) fn start_as(setup: Setup) -> Self {
        let world = World { setup, next_id: 10_000, ..World::default() };
        let (world, changed, held) = (Mutex::new(world), Condvar::new(), watch::Sender::new(false));
        let shared = Arc::new(Shared { world, changed, held, address: std::sync::OnceLock::new() });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime can be started");
        let app = rest::routes(Arc::clone(&shared));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port is there");
        let address = listener.local_addr().expect("it is bound").to_string();
        shared.address.set(address).expect("it is set once");
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self { shared, _runtime: runtime }
    }

    /// What `DISCORD_API_URL` is set to.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.shared.address.get().expect("it is set at the start"))
    }

    /// Waits until `seen` gives something.
    fn wait<T>(&self, what: &str, seen: impl Fn(&World) -> Option<T>) -> T {
        let start = Instant::now();
        let mut world = self.shared.world();
        loop {
            if let Some(found) = seen(&world) {
                return found;
            }
            let left = PATIENCE.checked_sub(start.elapsed());
            let left = left.unwrap_or_else(|| panic!("waited in vain for {what}; calls: {:#?}", world.calls));
            let waited = self.shared.changed.wait_timeout(world, left);
            world = waited.expect("no holder of the lock panics while it changes the world").0;
        }
    }

    /// Waits until the program is connected.
    pub(crate) fn wait_until_ready(&self) {
        self.wait("READY", |world| (world.ready > 0).then_some(()));
    }

    pub(crate) fn times_ready(&self) -> usize {
        self.shared.world().ready
    }

    /// Waits until the program, or another start of it, is connected once more.
    pub(crate) fn wait_until_ready_again(&self, before: usize) {
        self.wait("READY once more", |world| (world.ready > before).then_some(()));
    }

    pub(crate) fn wait_for_resume(&self) {
        self.wait("a resumed session", |world| (world.resumed > 0).then_some(()));
    }

    /// Waits for a call that `is` the one.
    pub(crate) fn wait_for_call(&self, what: &str, is: impl Fn(&Call) -> bool) -> Call {
        self.wait(what, |world| world.calls.iter().find(|call| is(call)).cloned())
    }

    /// Waits for the message that replies to another, or that answers an interaction.
    pub(crate) fn wait_for_reply_to(&self, message: u64) -> Said {
        self.wait("a reply", |world| world.said.iter().find(|said| said.in_reply_to == Some(message)).cloned())
    }

    pub(crate) fn wait_until_deleted(&self, message: u64) {
        self.wait("a deletion", |world| world.said.iter().find(|said| said.id == message && said.deleted).map(drop));
    }

    /// Waits until a message of the program says something else than `before`.
    pub(crate) fn wait_for_change(&self, message: u64, before: &str) -> Said {
        self.wait("an edit", |world| {
            world.said.iter().find(|said| said.id == message && said.text() != before).cloned()
        })
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.shared.world().calls.clone()
    }

    pub(crate) fn said(&self) -> Vec<Said> {
        self.shared.world().said.clone()
    }

    /// What the program asked to hear when it identified.
    pub(crate) fn intents(&self) -> u64 {
        self.shared.world().intents
    }

    pub(crate) fn commands(&self) -> Value {
        self.shared.world().commands.clone()
    }

    /// The next call whose path holds `trouble.path` is answered with that.
    pub(crate) fn will_answer(&self, trouble: Trouble) {
        self.shared.change(|world| world.troubles.push_back(trouble));
    }

    /// From now on answers to posted messages are kept back.
    pub(crate) fn hold_answers(&self) {
        self.shared.held.send_replace(true);
    }

    pub(crate) fn release_answers(&self) {
        self.shared.held.send_replace(false);
    }

    /// Waits for a message that `is` the one.
    pub(crate) fn wait_for_said(&self, what: &str, is: impl Fn(&Said) -> bool) -> Said {
        self.wait(what, |world| world.said.iter().find(|said| is(said)).cloned())
    }

    /// A moderator uses `/faq safety` with these options; waits for what they see.
    pub(crate) fn faq_safety(&self, options: &[(&str, u64)]) -> Said {
        let mut shape = shapes::faq_safety(options);
        shape["member"] = shapes::member(OTHER, 1 << 13);
        let token = self.begin(shape, OTHER, CHANNEL, None, false);
        self.wait_for_answer(&token)
    }

    /// Somebody who may manage messages presses a button.
    pub(crate) fn press_as_moderator(&self, on: &Said, id: &str) -> Said {
        let mut shape = shapes::component(id, None, on);
        shape["member"] = shapes::member(OTHER, 1 << 13);
        let token = self.begin(shape, OTHER, on.channel, Some(on.id), false);
        self.wait_for_answer(&token)
    }

    /// Everyone may see the alert channel from now on.
    pub(crate) fn open_alert_channel(&self) {
        self.shared.change(|world| world.alerts_are_open = true);
    }

    /// The bot may not write in a channel any more.
    pub(crate) fn close_channel(&self, channel: u64) {
        self.shared.change(|world| world.closed_channels.push(channel));
    }

    /// Moves the clock that deadlines are kept by.
    pub(crate) fn pass(&self, time: Duration) {
        self.shared.change(|world| world.clock += time);
    }

    /// A new id, as Discord would give it now: its upper bits are the time.
    pub(crate) fn new_id(&self) -> u64 {
        self.shared.change(World::new_id)
    }

    /// Somebody writes a message; the program hears of it as its intents allow.
    pub(crate) fn write(&self, message: shapes::Writing) -> u64 {
        let id = self.new_id();
        self.shared.change(|world| world.tell_message("MESSAGE_CREATE", id, &message));
        id
    }

    /// The same message once more, as after a lost connection.
    pub(crate) fn repeat(&self, id: u64, message: &shapes::Writing) {
        self.shared.change(|world| world.tell_message("MESSAGE_CREATE", id, message));
    }

    pub(crate) fn edit(&self, id: u64, message: &shapes::Writing) {
        self.shared.change(|world| world.tell_message("MESSAGE_UPDATE", id, message));
    }

    /// A link preview appears: an update without an edit.
    pub(crate) fn preview(&self, id: u64, message: &shapes::Writing) {
        let quiet = shapes::Writing { edited: false, ..message.clone() };
        self.shared.change(|world| world.tell_message("MESSAGE_UPDATE", id, &quiet));
    }

    pub(crate) fn delete(&self, id: u64, channel: u64) {
        let gone = json!({"id": id.to_string(), "channel_id": channel.to_string(), "guild_id": SERVER.to_string()});
        self.shared.change(|world| world.tell("MESSAGE_DELETE", gone));
    }

    /// A raw event, well formed or not.
    pub(crate) fn tell(&self, name: &str, data: Value) {
        self.shared.change(|world| world.tell(name, data));
    }

    /// A member uses a slash command; waits for what they see.
    pub(crate) fn command(&self, user: u64, name: &str, question: Option<&str>) -> Said {
        self.interact(shapes::command(name, question, false), user, CHANNEL, None)
    }

    /// A member looks a message up by the message menu.
    pub(crate) fn look_up(&self, user: u64, target: u64, message: &shapes::Writing) -> Said {
        self.interact(shapes::message_command("Find in FAQ", target, message), user, CHANNEL, None)
    }

    /// A member presses a button, or picks from a menu.
    pub(crate) fn press(&self, user: u64, on: &Said, id: &str, picked: Option<&str>) -> Said {
        self.interact(shapes::component(id, picked, on), user, on.channel, Some(on.id))
    }

    /// The same without waiting for an answer that shows anything; gives the interaction's token.
    pub(crate) fn press_only(&self, user: u64, on: &Said, id: &str, permissions: u64) -> String {
        let mut shape = shapes::component(id, None, on);
        shape["member"] = shapes::member(user, permissions);
        self.begin(shape, user, on.channel, Some(on.id), false)
    }

    /// Choices offered while a member types; the last answer.
    pub(crate) fn type_question(&self, user: u64, typed: &str) -> Vec<(String, String)> {
        let before = self.shared.world().completions.len();
        self.begin(shapes::command("ask", Some(typed), true), user, CHANNEL, None, true);
        let data = self.wait("completions", |world| world.completions.get(before).cloned());
        let choices = data["choices"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        choices.iter().map(|choice| (text(&choice["name"]), text(&choice["value"]))).collect()
    }

    fn interact(&self, shape: Value, user: u64, channel: u64, on: Option<u64>) -> Said {
        let token = self.begin(shape, user, channel, on, false);
        self.wait_for_answer(&token)
    }

    /// Waits for what answers an interaction, after it was put off too.
    pub(crate) fn wait_for_answer(&self, token: &str) -> Said {
        self.wait("an answer to an interaction", |world| {
            let original = world.pending.get(token)?.original?;
            world.said.iter().find(|said| said.id == original && said.body.get("content").is_some()).cloned()
        })
    }

    fn begin(&self, mut shape: Value, user: u64, channel: u64, on: Option<u64>, is_typing: bool) -> String {
        self.shared.change(|world| {
            let id = world.new_id();
            let token = format!("token-{id}");
            shape["id"] = json!(id.to_string());
            shape["token"] = json!(token);
            shape["channel_id"] = json!(channel.to_string());
            if shape.get("member").is_none() {
                shape["member"] = shapes::member(user, 0);
            }
            let at = world.clock;
            let pending = Pending { id, user, channel, at, on, is_typing, answered: false, original: None };
            world.pending.insert(token.clone(), pending);
            world.tell("INTERACTION_CREATE", shape);
            token
        })
    }

    /// Ends the connection as Discord does when it moves a session; the program should resume.
    pub(crate) fn ask_to_reconnect(&self) {
        self.shared.change(|world| world.send(gateway::Out::Json(json!({"op": 7, "d": null}))));
    }
}

pub(crate) use shapes::Writing;

impl World {
    fn new_id(&mut self) -> u64 {
        const DISCORD_EPOCH: u64 = 1_420_070_400_000;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("the clock is set");
        let milliseconds = u64::try_from(now.as_millis()).expect("it fits for ages") - DISCORD_EPOCH;
        self.next_id += 1;
        (milliseconds << 22) | (self.next_id & 0x3f_ffff)
    }
}
