//! The gateway: hello, identify, ready, heartbeats, events with numbers, resume with replay, close codes.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{BOT, Shared, TOKEN, World, shapes};

/// What goes to the program.
pub(super) enum Out {
    Json(Value),
    Close(u16),
}

const SESSION: &str = "a-session";

pub(super) async fn serve(mut socket: WebSocket, shared: Arc<Shared>) {
    let (sender, mut outgoing) = unbounded_channel();
    let _ = sender.send(Out::Json(json!({"op": 10, "d": {"heartbeat_interval": 20_000}})));
    loop {
        tokio::select! {
            out = next(&mut outgoing) => match out {
                Some(Out::Json(value)) => {
                    if socket.send(Message::Text(value.to_string().into())).await.is_err() {
                        return;
                    }
                }
                Some(Out::Close(code)) => {
                    let frame = CloseFrame { code, reason: "".into() };
                    let _ = socket.send(Message::Close(Some(frame))).await;
                    return;
                }
                None => return,
            },
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(text))) => {
                    let Ok(value) = serde_json::from_str::<Value>(&text) else { return };
                    shared.change(|world| world.hear(&value, &sender, shared.address.get().map_or("", String::as_str)));
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

async fn next(outgoing: &mut UnboundedReceiver<Out>) -> Option<Out> {
    outgoing.recv().await
}

impl World {
    fn hear(&mut self, value: &Value, sender: &tokio::sync::mpsc::UnboundedSender<Out>, address: &str) {
        let answer = |out: Out| {
            // A program that has gone hears nothing.
            let _ = sender.send(out);
        };
        match value["op"].as_u64() {
            Some(1) => {
                self.beats += 1;
                answer(Out::Json(json!({"op": 11, "d": null})));
            }
            Some(2) => {
                let identify = &value["d"];
                let intents = identify["intents"].as_u64().unwrap_or(0);
                if identify["token"].as_str().map(|token| token.trim_start_matches("Bot ")) != Some(TOKEN) {
                    return answer(Out::Close(4004));
                }
                if let Some(code) = self.setup.close_with {
                    return answer(Out::Close(code));
                }
                if intents & !self.setup.granted_intents != 0 {
                    return answer(Out::Close(4014));
                }
                self.intents = intents;
                self.socket = Some(sender.clone());
                self.events.clear();
                let guild = json!({"id": super::SERVER.to_string(), "unavailable": true});
                let ready = json!({
                    "v": 10, "user": shapes::user(BOT, true), "guilds": [guild], "session_id": SESSION,
                    "resume_gateway_url": format!("ws://{address}/gateway"), "shard": identify["shard"],
                    "application": {"id": BOT.to_string(), "flags": self.setup.application_flags},
                });
                self.tell("READY", ready);
                self.tell("GUILD_CREATE", shapes::server());
                self.ready += 1;
            }
            Some(6) => {
                let resume = &value["d"];
                if resume["session_id"] != SESSION {
                    return answer(Out::Json(json!({"op": 9, "d": false})));
                }
                self.socket = Some(sender.clone());
                let last = resume["seq"].as_u64().unwrap_or(0);
                let missed: Vec<Value> =
                    self.events.iter().filter(|event| event["s"].as_u64() > Some(last)).cloned().collect();
                for event in missed {
                    self.send(Out::Json(event));
                }
                self.tell("RESUMED", json!({}));
                self.resumed += 1;
            }
            _ => {}
        }
    }

    /// Tells the program of an event.
    pub(super) fn tell(&mut self, name: &str, data: Value) {
        let event = json!({"op": 0, "s": self.events.len() + 1, "t": name, "d": data});
        self.events.push(event.clone());
        self.send(Out::Json(event));
    }

    pub(super) fn send(&mut self, out: Out) {
        if let Some(socket) = &self.socket {
            // Kept in `events` for a resume when the program is away.
            let _ = socket.send(out);
        }
    }
}
