//! The REST API, as far as the bot uses it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::{Value, json};

use super::{BOT, Call, SERVER, Said, Shared, TOKEN, World, gateway, rules, shapes};

/// The first answer to an interaction must come within this time.
const DEADLINE: Duration = Duration::from_secs(3);

pub(super) fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/gateway", get(connect))
        .route("/gateway/", get(connect))
        .route("/api/v10/{*path}", any(call))
        .with_state(shared)
}

async fn connect(upgrade: WebSocketUpgrade, State(shared): State<Arc<Shared>>) -> Response {
    upgrade.on_upgrade(move |socket| gateway::serve(socket, shared))
}

/// An answer: status and body.
struct Answer(u16, Value);

fn refused(status: u16, code: i64, message: &str) -> Answer {
    Answer(status, json!({"code": code, "message": message}))
}

async fn call(
    State(shared): State<Arc<Shared>>,
    method: Method,
    Path(path): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body: Value = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap_or(Value::Null) };
    let authorised =
        headers.get("authorization").and_then(|value| value.to_str().ok()) == Some(&format!("Bot {TOKEN}"));
    let address = shared.address.get().cloned().unwrap_or_default();
    let (answer, retry_after) = shared.change(|world| {
        let trouble = world.troubles.iter().position(|trouble| path.contains(trouble.path));
        let trouble = trouble.and_then(|at| world.troubles.remove(at));
        let retry_after = trouble.as_ref().and_then(|trouble| trouble.retry_after);
        let answer = match trouble {
            Some(trouble) => Answer(trouble.status, trouble.body),
            None if !authorised => refused(401, 0, "401: Unauthorized"),
            None => world.answer(&method, &path, &body, &address),
        };
        let path = uri.path().trim_start_matches("/api/v10").to_owned();
        world.calls.push(Call { method: method.to_string(), path, body, status: answer.0 });
        (answer, retry_after)
    });
    if method == Method::POST && path.starts_with("channels/") {
        // The sender lives as long as the stand-in, so that waiting cannot fail.
        let _ = shared.held.subscribe().wait_for(|held| !held).await;
    }
    let status = StatusCode::from_u16(answer.0).expect("it is a status");
    let mut response =
        if answer.0 == 204 { status.into_response() } else { (status, axum::Json(answer.1)).into_response() };
    if let Some(seconds) = retry_after {
        response.headers_mut().insert("retry-after", seconds.to_string().parse().expect("it is a header"));
    }
    response
}

impl World {
    fn answer(&mut self, method: &Method, path: &str, body: &Value, address: &str) -> Answer {
        let parts: Vec<&str> = path.split('/').collect();
        match (method.as_str(), parts.as_slice()) {
            ("GET", ["applications", "@me"]) => {
                Answer(200, json!({"id": BOT.to_string(), "name": "FAQ", "flags": self.setup.application_flags}))
            }
            ("GET", ["gateway"]) => Answer(200, json!({"url": format!("ws://{address}/gateway")})),
            ("GET", ["gateway", "bot"]) => {
                let limit = json!({"total": 1000, "remaining": self.setup.starts_left, "reset_after": 50, "max_concurrency": 1});
                Answer(
                    200,
                    json!({"url": format!("ws://{address}/gateway"), "shards": 1, "session_start_limit": limit}),
                )
            }
            ("PUT", ["applications", _, "commands"]) => match rules::commands(body) {
                Ok(()) => {
                    self.commands = body.clone();
                    Answer(200, body.clone())
                }
                Err(why) => refused(400, 50035, &why),
            },
            ("GET", ["channels", channel])
                if self.closed_channels.iter().any(|closed| closed.to_string() == *channel) =>
            {
                refused(403, 50001, "Missing Access")
            }
            ("GET", ["channels", channel]) => Answer(200, shapes::channel(channel, self.alerts_are_open)),
            ("GET", ["guilds", guild]) if *guild == SERVER.to_string() => Answer(200, shapes::server()),
            ("GET", ["guilds", _, "members", member]) if *member == BOT.to_string() => {
                Answer(200, shapes::bot_member())
            }
            ("POST", ["channels", channel, "messages"]) => self.create(channel, body),
            ("PATCH", ["channels", _, "messages", message]) => self.change_message(message, body),
            ("DELETE", ["channels", _, "messages", message]) => self.delete_message(message),
            ("POST", ["interactions", id, token, "callback"]) => self.callback(id, token, body),
            ("POST", ["webhooks", _, token]) => self.follow_up(token, body),
            ("PATCH", ["webhooks", _, token, "messages", "@original"]) => self.change_original(token, body),
            _ => refused(404, 0, "404: Not Found"),
        }
    }

    fn create(&mut self, channel: &str, body: &Value) -> Answer {
        let channel: u64 = channel.parse().unwrap_or(0);
        if self.closed_channels.contains(&channel) {
            return refused(403, 50013, "Missing Permissions");
        }
        if let Err(why) = rules::message(body) {
            return refused(400, 50035, &why);
        }
        let in_reply_to = body["message_reference"]["message_id"].as_str().and_then(|id| id.parse().ok());
        let id = self.keep(channel, body, None, in_reply_to);
        Answer(200, json!({"id": id.to_string(), "channel_id": channel.to_string(), "content": body["content"]}))
    }

    fn keep(&mut self, channel: u64, body: &Value, only_for: Option<u64>, in_reply_to: Option<u64>) -> u64 {
        let id = self.new_id();
        let pinged = rules::pings(body);
        self.said.push(Said { id, channel, body: body.clone(), only_for, in_reply_to, pinged, deleted: false });
        id
    }

    fn change_message(&mut self, message: &str, body: &Value) -> Answer {
        if let Err(why) = rules::edit(body) {
            return refused(400, 50035, &why);
        }
        let known = self.said.iter_mut().find(|said| said.id.to_string() == message && !said.deleted);
        let Some(said) = known.filter(|said| said.only_for.is_none()) else {
            return refused(404, 10008, "Unknown Message");
        };
        merge(&mut said.body, body);
        Answer(200, json!({"id": message}))
    }

    /// A message that only one person sees cannot be deleted this way.
    fn delete_message(&mut self, message: &str) -> Answer {
        let known = self.said.iter_mut().find(|said| said.id.to_string() == message && !said.deleted);
        let Some(said) = known.filter(|said| said.only_for.is_none()) else {
            return refused(404, 10008, "Unknown Message");
        };
        said.deleted = true;
        Answer(204, Value::Null)
    }

    fn callback(&mut self, id: &str, token: &str, body: &Value) -> Answer {
        let now = self.clock;
        let Some(pending) = self.pending.get_mut(token).filter(|pending| pending.id.to_string() == id) else {
            return refused(404, 10062, "Unknown interaction");
        };
        if pending.answered {
            return refused(400, 40060, "Interaction has already been acknowledged");
        }
        if now > pending.at + DEADLINE {
            return refused(404, 10062, "Unknown interaction");
        }
        if let Err(why) = rules::answer(body, pending.is_typing, pending.on.is_some()) {
            return refused(400, 50035, &why);
        }
        pending.answered = true;
        let (user, channel, on) = (pending.user, pending.channel, pending.on);
        let data = &body["data"];
        let only_for = (data["flags"].as_u64().unwrap_or(0) & 64 != 0).then_some(user);
        let original = match body["type"].as_u64() {
            Some(8) => {
                self.completions.push(data.clone());
                None
            }
            Some(7) => {
                if let Some(said) = self.said.iter_mut().find(|said| Some(said.id) == on) {
                    merge(&mut said.body, data);
                }
                on
            }
            Some(6) => on,
            Some(5) => Some(self.keep(channel, &json!({}), only_for, None)),
            _ => Some(self.keep(channel, data, only_for, None)),
        };
        if let Some(pending) = self.pending.get_mut(token) {
            pending.original = original;
        }
        Answer(204, Value::Null)
    }

    fn follow_up(&mut self, token: &str, body: &Value) -> Answer {
        let Some(pending) = self.pending.get(token).filter(|pending| pending.answered) else {
            return refused(404, 10015, "Unknown Webhook");
        };
        if body.get("message_reference").is_some() {
            return refused(400, 50035, "a follow-up cannot reference a message");
        }
        if let Err(why) = rules::message(body) {
            return refused(400, 50035, &why);
        }
        let only_for = (body["flags"].as_u64().unwrap_or(0) & 64 != 0).then_some(pending.user);
        let channel = pending.channel;
        let id = self.keep(channel, body, only_for, None);
        Answer(200, json!({"id": id.to_string()}))
    }

    fn change_original(&mut self, token: &str, body: &Value) -> Answer {
        if let Err(why) = rules::edit(body) {
            return refused(400, 50035, &why);
        }
        let original = self.pending.get(token).and_then(|pending| pending.original);
        match self.said.iter_mut().find(|said| Some(said.id) == original) {
            Some(said) => {
                merge(&mut said.body, body);
                Answer(200, json!({"id": said.id.to_string()}))
            }
            None => refused(404, 10008, "Unknown Message"),
        }
    }
}

fn merge(old: &mut Value, new: &Value) {
    if let (Some(old), Some(new)) = (old.as_object_mut(), new.as_object()) {
        old.extend(new.clone());
    }
}
