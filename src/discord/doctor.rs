//! `doctor`: could the bot run here? Each point looked at, with what to do when it is wrong.

use super::connect::{Stop, account};
use super::rest::Rest;
use crate::config::Config;

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it should be.
    pub good: bool,
    /// What was found, and what to do about it.
    pub what: String,
}

/// View Channels, Send Messages, Read Message History, Send Messages in Threads.
const PERMISSIONS: u64 = (1 << 10) | (1 << 11) | (1 << 16) | (1 << 38);

/// Asks Discord about the account.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let good = |what: String| Finding { good: true, what };
    let bad = |what: String| Finding { good: false, what };
    let rest = match Rest::new(config) {
        Ok(rest) => rest,
        Err(why) => return vec![bad(format!("the network cannot be used: {why}"))],
    };
    let account = match account(&rest).await {
        Ok(account) => account,
        Err(Stop::Setting(why) | Stop::Failed(why)) => return vec![bad(why)],
    };
    let mut findings = vec![
        good(format!("the token is good: it is {}'s", account.name)),
        good(format!("Discord can be reached; {} starts are left today", account.starts_left)),
    ];
    findings.push(match (config.message_content, account.may_read_content) {
        (true, false) => bad(
            "MESSAGE_CONTENT is true, but the Message Content intent is not switched on: switch it on on the Bot page of \
             the application, or set MESSAGE_CONTENT=false"
                .to_owned(),
        ),
        (true, true) => good("the Message Content intent is granted".to_owned()),
        (false, _) => good("the Message Content intent is not asked for, and not needed".to_owned()),
    });
    findings.push(good(format!(
        "to invite the bot to a server: https://discord.com/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions={PERMISSIONS}",
        account.application
    )));
    findings
}
