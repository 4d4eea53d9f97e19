//! The running program against the stand-in Discord: every way in, every button, and what goes wrong, as stories.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::json;
use tempfile::TempDir;

use crate::content::Content;
use crate::stand_in::{
    BOT, BOT_ROLE, CHANNEL, DIRECT, Discord, MEMBER, MESSAGE_CONTENT, OTHER, Setup, TOKEN, Trouble, Writing,
};

/// The program, connected to a stand-in, with content of its own.
struct Running {
    program: Child,
    log: Arc<(Mutex<Vec<String>>, Condvar)>,
    faq: TempDir,
    data: TempDir,
}

impl Running {
    fn start(discord: &Discord) -> Self {
        let running = Self::with(discord, &Content::in_order(), &[]);
        discord.wait_until_ready();
        running
    }

    fn with(discord: &Discord, content: &Content, settings: &[(&str, &str)]) -> Self {
        let data = TempDir::new().expect("a temporary folder can be made");
        Self::in_folders(discord, content.on_disk(), data, settings)
    }

    fn in_folders(discord: &Discord, faq: TempDir, data: TempDir, settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crps-faq-bot"));
        command
            .args(["run", "--faq"])
            .arg(faq.path())
            .env("DISCORD_TOKEN", TOKEN)
            .env("DISCORD_API_URL", discord.url())
            .env("DATA_DIR", data.path())
            .env_remove("MESSAGE_CONTENT")
            .env("RUST_LOG", "trace")
            .envs(settings.iter().copied())
            .current_dir(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut program = command.spawn().expect("the program starts");
        let lines = BufReader::new(program.stderr.take().expect("standard error is piped")).lines();
        let log = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.0.lock().expect("no holder panics").push(line);
                kept.1.notify_all();
            }
        });
        Self { program, log, faq, data }
    }

    /// Waits for a log line that holds `text`.
    fn wait_for_log(&self, text: &str) -> String {
        let start = Instant::now();
        let mut lines = self.log.0.lock().expect("no holder panics");
        loop {
            if let Some(line) = lines.iter().find(|line| line.contains(text)) {
                return line.clone();
            }
            let left = Duration::from_mins(1).checked_sub(start.elapsed());
            let left = left.unwrap_or_else(|| panic!("no line says {text:?}: {lines:#?}"));
            lines = self.log.1.wait_timeout(lines, left).expect("no holder panics").0;
        }
    }

    fn log(&self) -> String {
        self.log.0.lock().expect("no holder panics").join("\n")
    }

    /// Waits for the end and gives the exit code.
    fn exit_code(&mut self) -> Option<i32> {
        self.program.wait().expect("it was started").code()
    }

    fn terminate(&mut self) -> Option<i32> {
        let id = self.program.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().expect("kill is there");
        self.exit_code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

const SPREAD: &str = "Can CRPS spread?";

#[test]
fn a_mention_is_answered_under_the_message_without_a_ping() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    let reply = discord.wait_for_reply_to(asked);
    assert!(reply.text().starts_with(&format!("**{SPREAD}**")), "{}", reply.text());
    assert!(reply.text().ends_with("Tell your pain team about new pain elsewhere."), "{}", reply.text());
    assert_eq!(reply.pinged, Vec::<String>::new());
    assert_eq!(reply.body["flags"], 4, "link previews are suppressed");
    let labels: Vec<String> = reply.parts().into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, ["Read more", "Not what I asked", "Dismiss"]);
}

#[test]
fn its_own_role_a_direct_message_and_nothing_else_are_meant_for_the_bot() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let unasked = discord.write(Writing::new("will it move to my other arm"));
    let role = Writing { mention_roles: vec![BOT_ROLE], mentions: vec![BOT], ..Writing::new("awake all night") };
    let by_role = discord.write(role);
    let directly = discord.write(Writing::directly("awake all night"));
    assert!(discord.wait_for_reply_to(by_role).text().contains("sleep"));
    assert_eq!(discord.wait_for_reply_to(directly).channel, DIRECT);
    assert!(discord.said().iter().all(|said| said.in_reply_to != Some(unasked)));
}

#[test]
fn bots_webhooks_itself_and_notices_are_never_answered() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let to_us = || Writing::to_the_bot("will it move to my other arm");
    discord.write(Writing { by_a_bot: true, by: OTHER, ..to_us() });
    discord.write(Writing { webhook: Some(77), ..to_us() });
    discord.write(Writing { by: BOT, by_a_bot: true, ..to_us() });
    discord.write(Writing { kind: 7, ..to_us() });
    let person = discord.write(to_us());
    discord.wait_for_reply_to(person);
    assert_eq!(discord.said().len(), 1);
}

#[test]
fn a_bare_mention_is_told_how_to_ask() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let asked = discord.write(Writing::to_the_bot(""));
    assert!(discord.wait_for_reply_to(asked).text().starts_with("**How to ask me**"));
}

#[test]
fn a_message_told_twice_is_answered_once() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let message = Writing::to_the_bot("awake all night");
    let asked = discord.write(message.clone());
    discord.wait_for_reply_to(asked);
    discord.repeat(asked, &message);
    let last = discord.write(Writing::to_the_bot("both feet now"));
    discord.wait_for_reply_to(last);
    assert_eq!(discord.said().len(), 2);
}

#[test]
fn ask_is_private_and_share_posts_the_faq_text_alone() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let shown = discord.command(MEMBER, "ask", Some("will it move to my other arm, my secret worry"));
    assert_eq!(shown.only_for, Some(MEMBER));
    let labels: Vec<String> = shown.parts().into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, ["Read more", "Not what I asked", "Share"]);

    let told = discord.press(MEMBER, &shown, &shown.id_of("Share"), None);
    assert!(told.text().contains("in the channel now"), "{}", told.text());
    let shared = discord.said().into_iter().find(|said| said.only_for.is_none()).expect("it was posted");
    assert!(shared.text().contains(SPREAD) && !shared.text().contains("secret"));
    assert_eq!(shared.in_reply_to, None);
    assert_eq!(shared.pinged, Vec::<String>::new());

    let again = discord.press(MEMBER, &shown, &shown.id_of("Share"), None);
    assert!(again.text().contains("a few minutes ago"), "{}", again.text());
    let sleep = discord.command(MEMBER, "ask", Some("awake all night"));
    let too_soon = discord.press(MEMBER, &sleep, &sleep.id_of("Share"), None);
    assert!(too_soon.text().contains("wait a minute"), "{}", too_soon.text());
}

#[test]
fn share_says_so_where_the_bot_may_not_write() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let shown = discord.command(MEMBER, "ask", Some("awake all night"));
    discord.close_channel(CHANNEL);
    let told = discord.press(MEMBER, &shown, &shown.id_of("Share"), None);
    assert!(told.text().contains("may not write"), "{}", told.text());
}

#[test]
fn typing_offers_questions_with_slips_and_help_alone_in_danger() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    assert_eq!(discord.type_question(MEMBER, "").len(), 2);
    let offered = discord.type_question(MEMBER, "slep");
    assert_eq!(offered[0].0, "How can I sleep with CRPS?");
    let help = discord.type_question(MEMBER, "i want to kill myself");
    assert_eq!(help.len(), 1);
    assert!(help[0].0.starts_with("Get help now"));
    let shown = discord.command(MEMBER, "ask", Some(&help[0].1));
    assert!(shown.text().contains("988") && shown.text().contains("911"));
}

#[test]
fn find_in_faq_answers_the_presser_alone_and_shares_as_a_reply() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let message = Writing { by: OTHER, ..Writing::new("will it move to my other arm") };
    let target = discord.write(message.clone());
    let shown = discord.look_up(MEMBER, target, &message);
    assert_eq!(shown.only_for, Some(MEMBER));
    assert!(shown.text().contains(SPREAD));
    discord.press(MEMBER, &shown, &shown.id_of("Share"), None);
    assert!(discord.wait_for_reply_to(target).pinged.is_empty());

    let by_bot = Writing { by: OTHER, by_a_bot: true, ..Writing::new("beep") };
    assert!(discord.look_up(MEMBER, target, &by_bot).text().contains("that people wrote"));
}

#[test]
fn find_in_faq_on_a_message_in_danger_shows_the_text_for_someone_who_worries() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let message = Writing { by: OTHER, ..Writing::new("i want to kill myself tonight") };
    let shown = discord.look_up(MEMBER, discord.new_id(), &message);
    assert!(shown.text().starts_with("**If someone may be in danger now**"), "{}", shown.text());
    assert_eq!(shown.parts(), Vec::new());
    assert_eq!(discord.said().len(), 1, "nothing is posted");
}

#[test]
fn danger_gets_help_without_buttons_and_without_faq() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    for (text, title) in [
        ("i want to kill myself. also will it move to my other arm", "You matter here"),
        ("my chest hurts and i cant breathe right now", "This may be an emergency"),
    ] {
        let asked = discord.write(Writing::to_the_bot(text));
        let reply = discord.wait_for_reply_to(asked);
        assert!(reply.text().starts_with(&format!("**{title}")), "{}", reply.text());
        assert_eq!(reply.parts(), Vec::new());
        assert!(!reply.text().contains(SPREAD) && reply.pinged.is_empty());
        assert!(discord.command(MEMBER, "ask", Some(text)).only_for.is_some());
    }
}

#[test]
fn a_dose_is_declined_with_one_button_to_a_general_entry() {
    let discord = Discord::start();
    let general = "- id: medications\n  question: Which medicines are used?\n  also_asked: [tablets for this, drug list]\n  answer: Several kinds are.\n  certainty: practical\n";
    let content = Content::in_order().with("questions/medicines.yaml", general);
    let _bot = Running::with(&discord, &content, &[]);
    discord.wait_until_ready();
    let asked = discord.write(Writing::to_the_bot("how many mg of gabapentin can i take"));
    let reply = discord.wait_for_reply_to(asked);
    assert!(reply.text().starts_with("**I cannot answer this one**"), "{}", reply.text());
    let parts = reply.parts();
    assert_eq!(parts.len(), 1, "{parts:?}");
    let opened = discord.press(OTHER, &reply, &parts[0].1, None);
    assert_eq!(opened.only_for, Some(OTHER));
}

#[test]
fn read_more_is_for_anyone_and_private() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    let reply = discord.wait_for_reply_to(asked);
    let more = discord.press(OTHER, &reply, &reply.id_of("Read more"), None);
    assert_eq!(more.only_for, Some(OTHER));
    assert!(more.text().contains(SPREAD));
}

#[test]
fn not_what_i_asked_offers_others_to_the_asker_and_a_pick_changes_the_reply() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    let reply = discord.wait_for_reply_to(asked);
    let id = reply.id_of("Not what I asked");
    assert!(discord.press(OTHER, &reply, &id, None).text().starts_with("Only the person who asked"));
    let offered = discord.press(MEMBER, &reply, &id, None);
    assert_eq!(offered.only_for, Some(MEMBER));
    let sleep = offered.options().into_iter().find(|(label, _)| label.contains("sleep")).expect("it is offered");
    let done = discord.press(MEMBER, &offered, &offered.id_of("Pick one"), Some(&sleep.1));
    assert!(done.text().contains("shows this now"), "{}", done.text());
    let changed = discord.wait_for_change(reply.id, reply.text());
    assert!(changed.text().starts_with("**How can I sleep with CRPS?**"), "{}", changed.text());
}

#[test]
fn dismiss_is_for_the_asker_and_for_whoever_manages_messages() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let reply = |text: &str| discord.wait_for_reply_to(discord.write(Writing::to_the_bot(text)));
    let first = reply("awake all night");
    let refused = discord.press(OTHER, &first, &first.id_of("Dismiss"), None);
    assert!(refused.text().starts_with("Only the person who asked"));
    discord.press_only(MEMBER, &first, &first.id_of("Dismiss"), 0);
    discord.wait_until_deleted(first.id);
    let second = reply("both feet now");
    discord.press_only(OTHER, &second, &second.id_of("Dismiss"), 1 << 13);
    discord.wait_until_deleted(second.id);
}

#[test]
fn the_reply_follows_edits_and_goes_with_the_message() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let message = Writing::to_the_bot("will it move to my other arm");
    let asked = discord.write(message.clone());
    let reply = discord.wait_for_reply_to(asked);

    discord.preview(asked, &message);
    let edited = Writing::to_the_bot("awake all night");
    discord.edit(asked, &edited);
    let changed = discord.wait_for_change(reply.id, reply.text());
    assert!(changed.text().starts_with("**How can I sleep with CRPS?**"));
    let edits = discord.calls().iter().filter(|call| call.method == "PATCH").count();
    assert_eq!(edits, 1, "a link preview changes nothing");

    discord.edit(asked, &Writing::to_the_bot("i want to kill myself"));
    let urgent = discord.wait_for_change(reply.id, changed.text());
    assert!(urgent.text().starts_with("**You matter here"), "{}", urgent.text());

    discord.delete(asked, CHANNEL);
    discord.wait_until_deleted(reply.id);
}

#[test]
fn a_mention_added_by_an_edit_is_answered() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let asked = discord.write(Writing::new("awake all night"));
    discord.edit(asked, &Writing::to_the_bot("awake all night"));
    assert!(discord.wait_for_reply_to(asked).text().contains("sleep"));
}

#[test]
fn topics_are_browsed_with_menus_alone() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let themes = discord.command(MEMBER, "topics", None);
    assert_eq!(themes.only_for, Some(MEMBER));
    assert_eq!(themes.options()[0], ("Basics".to_owned(), "basics".to_owned()));
    let topics = discord.press(MEMBER, &themes, &themes.id_of("Pick a theme"), Some("basics"));
    let (title, value) = topics.options()[0].clone();
    assert_eq!(title, SPREAD);
    let shown = discord.press(MEMBER, &topics, &topics.id_of("Pick one"), Some(&value));
    assert!(shown.text().starts_with(&format!("**{SPREAD}**")));
    let back = discord.press(MEMBER, &shown, &shown.id_of("Look through the topics"), None);
    assert_eq!(back.options().len(), 1);
}

#[test]
fn urgent_privacy_and_help_are_private() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    for (name, says) in [("urgent", "116 123"), ("privacy", "Nothing that you write"), ("help", "your own words")] {
        let shown = discord.command(MEMBER, name, None);
        assert_eq!(shown.only_for, Some(MEMBER), "{name}");
        assert!(shown.text().contains(says), "{name}: {}", shown.text());
    }
    let names: Vec<String> =
        discord.commands().as_array().expect("a list").iter().map(|command| command["name"].to_string()).collect();
    assert_eq!(names.len(), 6, "{names:?}");
}

#[test]
fn a_button_of_an_entry_that_is_gone_says_so() {
    let discord = Discord::start();
    let bot = Running::start(&discord);
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    let reply = discord.wait_for_reply_to(asked);
    let path = bot.faq.path().join("questions/basics.yaml");
    let content = fs::read_to_string(&path).expect("it is there");
    let at = content.find("- id: sleep").expect("it is there");
    fs::write(&path, content[..at].replace("see_also: [sleep]", "see_also: []")).expect("it can be written");
    bot.wait_for_log("new content is live");
    let told = discord.press(MEMBER, &reply, &reply.id_of("Read more"), None);
    assert!(told.text().contains("has changed"), "{}", told.text());
}

#[test]
fn saved_content_is_live_and_broken_content_changes_nothing() {
    let discord = Discord::start();
    let bot = Running::start(&discord);
    let path = bot.faq.path().join("questions/basics.yaml");
    let good = fs::read_to_string(&path).expect("it is there");
    fs::write(&path, good.replace(SPREAD, "May CRPS spread?")).expect("it can be written");
    bot.wait_for_log("new content is live");
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    assert!(discord.wait_for_reply_to(asked).text().starts_with("**May CRPS spread?**"));

    fs::write(&path, format!("{good}\n- id: [")).expect("it can be written");
    bot.wait_for_log("was not taken");
    assert!(bot.log().contains("questions/basics.yaml"), "the file is named");
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    assert!(discord.wait_for_reply_to(asked).text().contains("sleep"));
}

#[test]
fn a_start_with_broken_content_runs_on_the_last_good_copy() {
    let discord = Discord::start();
    let mut first = Running::start(&discord);
    assert_eq!(first.terminate(), Some(0));
    let data = std::mem::replace(&mut first.data, TempDir::new().expect("a temporary folder can be made"));
    assert!(data.path().join("last-good/questions/basics.yaml").is_file());

    let broken = Content::in_order().with("questions/basics.yaml", "- id: [");
    let discord = Discord::start();
    let second = Running::in_folders(&discord, broken.on_disk(), data, &[]);
    discord.wait_until_ready();
    second.wait_for_log("running on the last good copy");
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(asked);
}

#[test]
fn broken_content_without_a_copy_ends_with_1() {
    let discord = Discord::start();
    let broken = Content::in_order().with("questions/basics.yaml", "- id: [");
    let mut bot = Running::with(&discord, &broken, &[]);
    assert_eq!(bot.exit_code(), Some(1));
    bot.wait_for_log("there is no good copy");
}

#[test]
fn a_start_without_safety_rules_is_refused() {
    let discord = Discord::start();
    let mut bot = Running::with(&discord, &Content::in_order().without("safety.yaml"), &[]);
    assert_eq!(bot.exit_code(), Some(1));
}

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
fn a_thousand_hostile_messages_get_calm_replies_that_repeat_and_ping_nothing() {
    let discord = Discord::start();
    let bot = Running::start(&discord);
    let mut runner = TestRunner::deterministic();
    let any = proptest::string::string_regex("(?s).{0,400}").expect("it is a pattern");
    let nasty = [
        "@everyone @here <@&901> <@404404404404>",
        "```rust\nloop {}\n```",
        "<script>alert(1)</script> [x](https://example.org)",
        "p̷̢̛a̶͇͝i̵̦͘n̴͚̅ \u{202e}reversed\u{202c} \u{200b}\u{feff}",
        "😀😀😀",
        "боль مرحبا 痛み",
    ];
    let mut asked = Vec::new();
    for nth in 0..1_000 {
        let random = any.new_tree(&mut runner).expect("a text can be made").current();
        let text = format!("zqxmarker {} {random}", nasty[nth % nasty.len()]).repeat(1 + nth % 4);
        let text: String = text.chars().take(3_900).collect();
        asked.push(discord.write(Writing::to_the_bot(&text)));
    }
    for id in asked {
        let reply = discord.wait_for_reply_to(id);
        assert!(!reply.text().trim().is_empty() && !reply.text().contains("zqxmarker"), "{}", reply.text());
        assert_eq!(reply.pinged, Vec::<String>::new());
    }
    assert!(discord.calls().iter().all(|call| call.status < 400), "nothing is refused");
    assert!(!bot.log().contains("zqxmarker"));
}
