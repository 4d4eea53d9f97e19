//! Settings: the environment read once, in one place. Secrets are hidden in Debug.

use std::fmt;
use std::path::PathBuf;

/// Every variable the program reads, as `.env.example` explains them; a test keeps the two equal.
pub const VARIABLES: [&str; 9] = [
    "DISCORD_TOKEN",
    "DISCORD_TOKEN_FILE",
    "FAQ_DIR",
    "DATA_DIR",
    "HOME_GUILD_ID",
    "MESSAGE_CONTENT",
    "LOG_LEVEL",
    "LOG_FORMAT",
    "DISCORD_API_URL",
];

/// Where Discord answers when `DISCORD_API_URL` does not say otherwise.
const DISCORD: &str = "https://discord.com";

/// What an admin sets.
#[derive(Debug, Clone)]
pub struct Config {
    /// The bot's token.
    pub token: Secret,
    /// Where Discord's REST API answers, without the path.
    pub api: String,
    /// Whether `api` is not Discord itself.
    pub api_is_set: bool,
    /// Whether the privileged Message Content intent is asked for.
    pub message_content: bool,
    /// Where what is kept between runs lies: settings, open alerts, the last good copy of the content.
    pub data: PathBuf,
    /// The server whose moderators can be told from direct messages.
    pub home: Option<u64>,
}

/// How log lines look and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logs {
    /// Down to which level.
    pub level: tracing::Level,
    /// One JSON object a line.
    pub json: bool,
}

/// Text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one call that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// A setting that cannot be used: which variable, why, and what to set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} {problem}")]
pub struct ConfigError {
    variable: &'static str,
    problem: String,
}

fn wrong(variable: &'static str, problem: impl Into<String>) -> ConfigError {
    ConfigError { variable, problem: problem.into() }
}

impl Config {
    /// Reads the environment of the process.
    ///
    /// # Errors
    /// The first variable that cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok(), |path| std::fs::read_to_string(path).map_err(|why| why.to_string()))
    }

    fn read(
        variable: impl Fn(&str) -> Option<String>,
        file: impl Fn(&str) -> Result<String, String>,
    ) -> Result<Self, ConfigError> {
        let set = |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let api = set("DISCORD_API_URL");
        Ok(Self {
            token: token(&set, &file)?,
            api_is_set: api.is_some(),
            api: api.map_or_else(|| Ok(DISCORD.to_owned()), |url| base_of(&url))?,
            message_content: truth("MESSAGE_CONTENT", set("MESSAGE_CONTENT").as_deref())?,
            home: id("HOME_GUILD_ID", set("HOME_GUILD_ID").as_deref())?,
            data: set("DATA_DIR").unwrap_or_else(|| "data".to_owned()).into(),
        })
    }
}

impl Logs {
    /// Reads the environment of the process.
    ///
    /// # Errors
    /// The variable that cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        let set = |name: &str| std::env::var(name).ok().map(|value| value.trim().to_ascii_lowercase());
        let level = match set("LOG_LEVEL").as_deref() {
            None | Some("" | "info") => tracing::Level::INFO,
            Some("error") => tracing::Level::ERROR,
            Some("warn") => tracing::Level::WARN,
            Some("debug") => tracing::Level::DEBUG,
            Some(_) => return Err(wrong("LOG_LEVEL", "is none of error, warn, info, debug")),
        };
        let json = match set("LOG_FORMAT").as_deref() {
            None | Some("" | "plain") => false,
            Some("json") => true,
            Some(_) => return Err(wrong("LOG_FORMAT", "is neither plain nor json")),
        };
        Ok(Self { level, json })
    }
}

fn token(
    set: &impl Fn(&str) -> Option<String>,
    file: &impl Fn(&str) -> Result<String, String>,
) -> Result<Secret, ConfigError> {
    let (name, token) = match (set("DISCORD_TOKEN"), set("DISCORD_TOKEN_FILE")) {
        (Some(token), _) => ("DISCORD_TOKEN", token),
        (None, Some(path)) => {
            let text = file(&path).map_err(|why| wrong("DISCORD_TOKEN_FILE", format!("cannot be read: {why}")))?;
            ("DISCORD_TOKEN_FILE", text.trim().to_owned())
        }
        (None, None) => {
            return Err(wrong(
                "DISCORD_TOKEN",
                "is not set: copy the token from the Bot page of your application at discord.com/developers into .env",
            ));
        }
    };
    let token = token.strip_prefix("Bot ").unwrap_or(&token);
    if token.is_empty() || !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(wrong(name, "does not look like a token: it is one word of letters, digits and dots"));
    }
    Ok(Secret(token.to_owned()))
}

/// The address without a trailing slash or API path.
fn base_of(url: &str) -> Result<String, ConfigError> {
    if !(url.starts_with("http://") || url.starts_with("https://")) {
        return Err(wrong("DISCORD_API_URL", "must begin with http:// or https://"));
    }
    let base = url.trim_end_matches('/');
    let base = base.rsplit_once("/api").filter(|(_, after)| is_version(after)).map_or(base, |(base, _)| base);
    Ok(base.to_owned())
}

fn is_version(path: &str) -> bool {
    path.is_empty() || path.strip_prefix("/v").is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()))
}

fn id(variable: &'static str, value: Option<&str>) -> Result<Option<u64>, ConfigError> {
    let read = |value: &str| value.parse::<u64>().ok().filter(|id| *id != 0);
    let remedy =
        "is not an id: switch on Developer Mode in Discord's settings, then right-click the server and Copy Server ID";
    value.map(|value| read(value).ok_or_else(|| wrong(variable, remedy))).transpose()
}

fn truth(variable: &'static str, value: Option<&str>) -> Result<bool, ConfigError> {
    match value.map(str::to_ascii_lowercase).as_deref() {
        None | Some("false" | "no" | "0" | "off") => Ok(false),
        Some("true" | "yes" | "1" | "on") => Ok(true),
        Some(_) => Err(wrong(variable, "is neither true nor false")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, ConfigError, VARIABLES};

    fn read(set: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let variable = |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::read(variable, |path| if path == "there" { Ok("abc.def\n".to_owned()) } else { Err("gone".to_owned()) })
    }

    #[test]
    fn a_token_comes_from_the_environment_or_a_file() {
        assert_eq!(
            read(&[("DISCORD_TOKEN", " abc.def ")]).map(|c| c.token.reveal().to_owned()),
            Ok("abc.def".to_owned())
        );
        assert_eq!(read(&[("DISCORD_TOKEN", "Bot abc")]).map(|c| c.token.reveal().to_owned()), Ok("abc".to_owned()));
        let from_file = read(&[("DISCORD_TOKEN_FILE", "there")]);
        assert_eq!(from_file.map(|c| c.token.reveal().to_owned()), Ok("abc.def".to_owned()));
    }

    #[test]
    fn what_is_wrong_is_said_by_the_name_of_the_variable() {
        for (set, variable) in [
            (&[][..], "DISCORD_TOKEN is not set"),
            (&[("DISCORD_TOKEN", "two words")], "DISCORD_TOKEN does not look"),
            (&[("DISCORD_TOKEN_FILE", "away")], "DISCORD_TOKEN_FILE cannot be read"),
            (&[("DISCORD_TOKEN", "a"), ("MESSAGE_CONTENT", "perhaps")], "MESSAGE_CONTENT is neither"),
            (&[("DISCORD_TOKEN", "a"), ("HOME_GUILD_ID", "my server")], "HOME_GUILD_ID is not an id"),
            (&[("DISCORD_TOKEN", "a"), ("DISCORD_API_URL", "ftp://x")], "DISCORD_API_URL must begin"),
        ] {
            let said = read(set).map(|_| ()).expect_err("it is wrong").to_string();
            assert!(said.starts_with(variable), "{said}");
        }
    }

    #[test]
    fn the_address_may_carry_the_path_of_the_api() {
        for url in
            ["http://localhost:9", "http://localhost:9/", "http://localhost:9/api", "http://localhost:9/api/v10/"]
        {
            let api = read(&[("DISCORD_TOKEN", "a"), ("DISCORD_API_URL", url)]).map(|config| config.api);
            assert_eq!(api, Ok("http://localhost:9".to_owned()), "{url}");
        }
    }

    #[test]
    fn no_debug_output_shows_the_token() {
        let config = read(&[("DISCORD_TOKEN", "hush.hush")]).expect("it is in order");
        assert!(!format!("{config:?}").contains("hush"));
    }

    #[test]
    fn the_example_file_names_every_variable_and_no_other() {
        let example = include_str!("../.env.example");
        let named: Vec<&str> = example
            .lines()
            .filter_map(|line| line.trim_start_matches("# ").split_once('=').map(|(name, _)| name))
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
            .collect();
        assert_eq!(named, VARIABLES);
    }
}
