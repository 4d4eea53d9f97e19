//! What goes wrong, and starting and ending: each told once, without a word of what was said.

use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::Running;
use crate::content::Content;
use crate::stand_in::{Discord, MEMBER, MESSAGE_CONTENT, Setup, TOKEN, Trouble, Writing};

#[test]
fn what_only_a_person_can_mend_ends_with_78_and_says_where() {
    for (setup, settings, says) in [
        (Setup::default(), vec![("DISCORD_TOKEN", "")], "DISCORD_TOKEN is not set"),
        (Setup::default(), vec![("DISCORD_TOKEN", "two words")], "does not look like a token"),
        (Setup::default(), vec![("DISCORD_TOKEN", "wrong.token")], "refuses the token"),
        (Setup::default(), vec![("MESSAGE_CONTENT", "true")], "Message Content intent is not switched on"),
        (Setup::default(), vec![("MESSAGE_CONTENT", "maybe")], "MESSAGE_CONTENT is neither"),
        (Setup { close_with: Some(4004), ..Setup::default() }, vec![], "refuses the token"),
        (Setup { close_with: Some(4014), ..Setup::default() }, vec![], "does not grant an intent"),
    ] {
        let discord = Discord::start_as(setup);
        let mut bot = Running::with(&discord, &Content::in_order(), &settings);
        assert_eq!(bot.exit_code(), Some(78), "{says}: {}", bot.log());
        bot.wait_for_log(says);
        assert!(!bot.log().contains(TOKEN), "the token is in no log");
    }
}

#[test]
fn no_network_and_no_gateway_end_with_1() {
    let discord = Discord::start();
    let mut away = Running::with(&discord, &Content::in_order(), &[("DISCORD_API_URL", "http://127.0.0.1:9")]);
    assert_eq!(away.exit_code(), Some(1));
    away.wait_for_log("no answer");

    let trouble = Trouble { path: "gateway/bot", status: 404, body: json!({"code": 0}), retry_after: None };
    discord.will_answer(trouble);
    let mut lost = Running::with(&discord, &Content::in_order(), &[]);
    assert_eq!(lost.exit_code(), Some(1), "the real Discord is never dialled in its place");
    lost.wait_for_log("where to connect");
}

#[test]
fn with_the_intent_granted_it_is_asked_for() {
    let setup = Setup { application_flags: 1 << 19, granted_intents: u64::MAX, ..Setup::default() };
    let discord = Discord::start_as(setup);
    let _bot = Running::with(&discord, &Content::in_order(), &[("MESSAGE_CONTENT", "true")]);
    discord.wait_until_ready();
    assert_ne!(discord.intents() & MESSAGE_CONTENT, 0, "the intent is asked for");
    let unasked = discord.write(Writing::new("will it move to my other arm"));
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(asked);
    assert!(discord.said().iter().all(|said| said.in_reply_to != Some(unasked)));
}

#[test]
fn a_call_that_is_limited_waits_as_long_as_discord_says() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let body = json!({"message": "You are being rate limited.", "retry_after": 0.2, "global": false});
    discord.will_answer(Trouble { path: "messages", status: 429, body, retry_after: Some(0.2) });
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(asked);
    let tries = discord.calls().iter().filter(|call| call.path.contains("messages")).count();
    assert_eq!(tries, 2);
    let bodies: Vec<serde_json::Value> =
        discord.calls().into_iter().filter(|call| call.path.contains("messages")).map(|call| call.body).collect();
    assert_eq!(bodies[0], bodies[1], "the same is said again");
}

#[test]
fn a_failing_call_is_logged_once_without_a_word_of_it_and_the_bot_goes_on() {
    let discord = Discord::start();
    let bot = Running::start(&discord);
    for (status, code) in [(403, 50013), (404, 10003), (400, 50035)] {
        discord.will_answer(Trouble { path: "messages", status, body: json!({"code": code}), retry_after: None });
        discord.write(Writing::to_the_bot("marker-of-a-member painsomnia"));
        discord.wait_for_call("the refused call", |call| call.status == status);
    }
    for _ in 0..4 {
        discord.will_answer(Trouble { path: "messages", status: 502, body: json!(null), retry_after: None });
    }
    discord.write(Writing::to_the_bot("marker-of-a-member painsomnia"));
    bot.wait_for_log("Discord answered 502");
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(asked);
    let log = bot.log();
    assert_eq!(log.matches("answered 502").count(), 1, "{log}");
    assert!(log.contains("lacks Send Messages"), "{log}");
    assert!(!log.contains("marker-of-a-member") && !log.contains(&MEMBER.to_string()), "{log}");
}

#[test]
fn an_event_that_cannot_be_read_is_in_no_log_and_stops_nothing() {
    let discord = Discord::start();
    let bot = Running::start(&discord);
    discord.tell("MESSAGE_CREATE", json!({"id": 5, "content": "marker-of-a-member", "author": "nobody"}));
    discord.tell("SOMETHING_NEW", json!({"content": "marker-of-a-member"}));
    bot.wait_for_log("cannot be read: the bot may need a newer version kind=\"MESSAGE_CREATE\"");
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(asked);
    assert!(!bot.log().contains("marker-of-a-member"), "{}", bot.log());
}

#[test]
fn a_moved_session_is_resumed_and_nothing_is_missed() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    discord.ask_to_reconnect();
    let missed = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_resume();
    discord.wait_for_reply_to(missed);
}

#[test]
fn told_to_stop_it_finishes_what_is_in_hand_and_ends_with_0() {
    let discord = Discord::start();
    let mut bot = Running::start(&discord);
    let body = json!({"message": "limited", "retry_after": 1.0, "global": false});
    discord.will_answer(Trouble { path: "messages", status: 429, body, retry_after: Some(1.0) });
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_call("the limited call", |call| call.status == 429);
    assert_eq!(bot.terminate(), Some(0));
    discord.wait_for_reply_to(asked);
}

#[test]
fn doctor_names_what_is_wrong_and_what_to_do() {
    let discord = Discord::start();
    let faq = Content::in_order().on_disk();
    let doctor = |token: &str| {
        let data = TempDir::new().expect("a temporary folder can be made");
        let output = Command::new(env!("CARGO_BIN_EXE_crps-faq-bot"))
            .args(["doctor", "--faq"])
            .arg(faq.path())
            .env("DISCORD_TOKEN", token)
            .env("DISCORD_API_URL", discord.url())
            .env("DATA_DIR", data.path())
            .current_dir(data.path())
            .output()
            .expect("the program runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("it is text"))
    };
    let (code, said) = doctor(TOKEN);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("client_id=900") && said.contains("The bot can run here."), "{said}");
    let (code, said) = doctor("wrong.token");
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("refuses the token"), "{said}");
}

#[test]
fn an_answer_that_comes_too_late_is_refused_and_logged_without_content() {
    let discord = Discord::start();
    let bot = Running::start(&discord);
    let trouble = Trouble { path: "interactions", status: 404, body: json!({"code": 10062}), retry_after: None };
    discord.will_answer(trouble);
    let shown = crate::stand_in::Said::empty_for(MEMBER);
    discord.press_only(MEMBER, &shown, "browse", 0);
    discord.wait_for_call("the refused answer", |call| call.status == 404);
    discord.pass(Duration::from_secs(10));
    let shown = discord.command(MEMBER, "help", None);
    assert!(shown.text().contains("your own words"));
    assert!(!bot.log().contains(&MEMBER.to_string()));
}

#[test]
fn when_few_starts_are_left_it_waits_as_long_as_discord_says() {
    let discord = Discord::start_as(Setup { starts_left: 3, ..Setup::default() });
    let bot = Running::with(&discord, &Content::in_order(), &[]);
    bot.wait_for_log("few starts are left today");
    discord.wait_until_ready();
    let log = bot.log();
    let (waited, connected) = (log.find("few starts"), log.find("connecting to Discord"));
    assert!(waited < connected, "{log}");
}
