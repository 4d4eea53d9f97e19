//! Calls to Discord's REST API: one place with a timeout, patience with rate limits, and errors that name no content.
//!
//! Serenity's own client is not used for calls: it ignores a proxy while it keeps rate limits, and tells no Retry-After
//! when it does not. Here both are the same, and a test can see it. Rate limits after
//! <https://discord.com/developers/docs/topics/rate-limits>.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{Instant, sleep, sleep_until};

use crate::config::Config;

/// A call takes at most this long, answers included.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Calls in flight at once, answers to interactions apart: after a global limit all would wake together.
const AT_ONCE: usize = 25;

/// Times a call is made before it is given up.
const TRIES: usize = 4;

/// A wait longer than this is not worth it: nobody reads the reply any more.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Discord's REST API.
#[derive(Debug)]
pub(super) struct Rest {
    client: reqwest::Client,
    api: String,
    in_flight: Semaphore,
    /// When a route may be called again.
    free_at: Mutex<HashMap<String, Instant>>,
}

/// A call that failed. Names the call, never what was said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RestError {
    /// Discord refused: HTTP status and Discord's own code.
    Refused { call: String, status: u16, code: i64 },
    /// No answer: why, in the words of the network.
    NoAnswer { call: String, why: String },
}

impl RestError {
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::NoAnswer { .. } => None,
        }
    }
}

impl std::error::Error for RestError {}

impl fmt::Display for RestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { call, status, code } => {
                write!(f, "{call}: Discord answered {status} (code {code}){}", meaning(*status, *code))
            }
            Self::NoAnswer { call, why } => write!(f, "{call}: no answer ({why})"),
        }
    }
}

/// What an admin can do about the usual refusals.
fn meaning(status: u16, code: i64) -> &'static str {
    match (status, code) {
        (401, _) => ": the token is not valid",
        (_, 50013) => ": the bot lacks Send Messages or Read Message History there",
        (_, 50001) => ": the bot cannot see that channel",
        (_, 10003 | 10008) => ": it has been deleted",
        (_, 50007) => ": that person takes no direct messages",
        _ => "",
    }
}

impl Rest {
    pub(super) fn new(config: &Config) -> anyhow::Result<Self> {
        let mut headers = HeaderMap::new();
        let mut token = HeaderValue::from_str(&format!("Bot {}", config.token.reveal()))?;
        token.set_sensitive(true);
        headers.insert(AUTHORIZATION, token);
        let agent = concat!("DiscordBot (https://github.com/crps-faq-bot, ", env!("CARGO_PKG_VERSION"), ")");
        let client = reqwest::Client::builder().timeout(TIMEOUT).default_headers(headers).user_agent(agent).build()?;
        let api = format!("{}/api/v10", config.api);
        Ok(Self { client, api, in_flight: Semaphore::new(AT_ONCE), free_at: Mutex::new(HashMap::new()) })
    }

    /// Reads something.
    pub(super) async fn read(&self, path: &str) -> Result<Value, RestError> {
        self.call(Method::GET, path, None).await
    }

    /// Creates something.
    pub(super) async fn create(&self, path: &str, body: &impl Serialize) -> Result<Value, RestError> {
        self.call(Method::POST, path, Some(to_json(body))).await
    }

    /// Changes something.
    pub(super) async fn change(&self, path: &str, body: &impl Serialize) -> Result<Value, RestError> {
        self.call(Method::PATCH, path, Some(to_json(body))).await
    }

    /// Replaces something.
    pub(super) async fn replace(&self, path: &str, body: &impl Serialize) -> Result<Value, RestError> {
        self.call(Method::PUT, path, Some(to_json(body))).await
    }

    /// Deletes something.
    pub(super) async fn delete(&self, path: &str) -> Result<(), RestError> {
        self.call(Method::DELETE, path, None).await.map(drop)
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, RestError> {
        let call = name_of(&method, path);
        // The answer to an interaction has three seconds and a limit of its own.
        let is_answer = path.starts_with("/interactions/");
        let _permit = if is_answer { None } else { self.in_flight.acquire().await.ok() };
        let mut tries = 1;
        loop {
            self.wait_for(&call).await;
            let sent = self.send(&method, path, body.as_ref()).await;
            let wait = match &sent {
                Ok(response) if response.status() == StatusCode::TOO_MANY_REQUESTS => Some(retry_after(response)),
                Ok(response) if response.status().is_server_error() && !is_answer => Some(backoff(tries)),
                Err(why) if why.is_connect() && !is_answer => Some(backoff(tries)),
                _ => None,
            };
            match wait {
                Some(wait) if tries < TRIES && wait <= LONGEST_WAIT => {
                    tries += 1;
                    sleep(wait).await;
                }
                _ => {
                    let response = sent.map_err(|why| no_answer(&call, &why))?;
                    self.note_limit(&call, response.headers()).await;
                    return read_answer(call, response).await;
                }
            }
        }
    }

    async fn send(&self, method: &Method, path: &str, body: Option<&Value>) -> reqwest::Result<Response> {
        let request = self.client.request(method.clone(), format!("{}{path}", self.api));
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        request.send().await
    }

    async fn wait_for(&self, call: &str) {
        let until = self.free_at.lock().await.get(call).copied();
        if let Some(until) = until.filter(|until| *until > Instant::now()) {
            sleep_until(until).await;
        }
    }

    /// Remembers until when a route that has no calls left must rest.
    async fn note_limit(&self, call: &str, headers: &HeaderMap) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<f64>().ok();
        let mut free_at = self.free_at.lock().await;
        match (number("x-ratelimit-remaining"), number("x-ratelimit-reset-after")) {
            (Some(left), Some(seconds)) if left < 1.0 && (0.0..=LONGEST_WAIT.as_secs_f64()).contains(&seconds) => {
                free_at.insert(call.to_owned(), Instant::now() + Duration::from_secs_f64(seconds));
            }
            _ => {
                free_at.remove(call);
            }
        }
        let now = Instant::now();
        free_at.retain(|_, until| *until > now);
    }
}

fn to_json(body: &impl Serialize) -> Value {
    // Builders are plain maps and lists; a body that is not would be refused by Discord and told as such.
    serde_json::to_value(body).unwrap_or_default()
}

/// A call by method and route, with the channel it is limited by but without tokens or other ids.
fn name_of(method: &Method, path: &str) -> String {
    let mut parts = path.trim_start_matches('/').split('/');
    let name = match (parts.next(), parts.next(), parts.next()) {
        (Some("channels"), Some(id), rest) => format!("channels/{id}/{}", rest.unwrap_or_default()),
        (Some(first @ ("interactions" | "webhooks")), _, _) => first.to_owned(),
        (Some(first), second, rest) => {
            let part =
                |part: Option<&str>| part.filter(|part| !part.chars().all(|c| c.is_ascii_digit())).map(str::to_owned);
            [Some(first.to_owned()), part(second), part(rest)].into_iter().flatten().collect::<Vec<_>>().join("/")
        }
        _ => String::new(),
    };
    format!("{method} {name}")
}

fn retry_after(response: &Response) -> Duration {
    let seconds = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse::<f64>().ok());
    Duration::try_from_secs_f64(seconds.unwrap_or(1.0)).unwrap_or(LONGEST_WAIT)
}

fn backoff(tries: usize) -> Duration {
    Duration::from_millis(250) * (1 << tries.min(6))
}

fn no_answer(call: &str, why: &reqwest::Error) -> RestError {
    let why = if why.is_timeout() { "timed out" } else { "the connection failed" };
    RestError::NoAnswer { call: call.to_owned(), why: why.to_owned() }
}

async fn read_answer(call: String, response: Response) -> Result<Value, RestError> {
    let status = response.status();
    let text = response.text().await.map_err(|why| no_answer(&call, &why))?;
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    if status.is_success() {
        return Ok(value);
    }
    let code = value.get("code").and_then(Value::as_i64).unwrap_or(0);
    Err(RestError::Refused { call, status: status.as_u16(), code })
}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::name_of;

    #[test]
    fn a_call_is_named_without_tokens() {
        let check = |path: &str, expected: &str| assert_eq!(name_of(&Method::POST, path), expected);
        check("/channels/12/messages/34", "POST channels/12/messages");
        check("/interactions/1/secret/callback", "POST interactions");
        check("/webhooks/1/secret/messages/@original", "POST webhooks");
        check("/applications/1/commands", "POST applications/commands");
        check("/users/@me", "POST users/@me");
    }
}
