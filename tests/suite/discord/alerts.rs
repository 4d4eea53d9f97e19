//! Telling the moderators: who sees what, who is pinged, what is kept.

use std::fs;
use std::path::Path;

use super::Running;
use crate::content::{Content, our_folder};
use crate::stand_in::{ALERTS, CHANNEL, Discord, FALLBACK, MEMBER, ON_CALL, OTHER, QUIET_ROLE, SERVER, Said, Writing};

/// What somebody in danger writes, with a word that must be found in no file and no log.
const CRISIS: &str = "i want to kill myself marmalade";
const EMERGENCY: &str = "cant breathe and my lips are blue marmalade";

/// A server whose moderators switched alerts on.
fn with_alerts() -> (Discord, Running) {
    let discord = Discord::start();
    let bot = Running::start(&discord);
    let shown = discord.faq_safety(&[("channel", ALERTS), ("role", ON_CALL), ("fallback", FALLBACK)]);
    assert!(shown.text().contains("Safety alerts are on"), "{}", shown.text());
    (discord, bot)
}

fn alert(discord: &Discord) -> Said {
    discord.wait_for_said("an alert", |said| said.channel == ALERTS)
}

fn posted(discord: &Discord) -> Vec<Said> {
    discord.said().into_iter().filter(|said| said.channel == ALERTS && !said.deleted).collect()
}

/// Everything in a folder as one text.
fn all_text(folder: &Path) -> String {
    let items = fs::read_dir(folder).expect("the folder is there").map(|item| item.expect("it can be listed").path());
    items
        .map(|path| if path.is_dir() { all_text(&path) } else { fs::read_to_string(&path).unwrap_or_default() })
        .collect()
}

#[test]
fn a_crisis_in_public_is_answered_and_told_without_a_word_or_a_name() {
    let (discord, mut bot) = with_alerts();
    let asked = discord.write(Writing::to_the_bot(CRISIS));
    let alert = alert(&discord);
    assert!(alert.text().contains(&format!("discord.com/channels/{SERVER}/{CHANNEL}/{asked}")), "{}", alert.text());
    assert!(!alert.text().contains("marmalade") && !alert.text().contains(&MEMBER.to_string()), "{}", alert.text());
    assert_eq!(alert.pinged, [format!("role {ON_CALL}")]);

    let reply = discord.wait_for_said("that it was told", |said| said.text().contains("have been told"));
    assert_eq!(reply.in_reply_to, Some(asked));
    assert!(reply.text().contains("988") && reply.pinged.is_empty());
    assert!(reply.text().split_whitespace().count() <= 105, "the text stays short");

    // Counting comes after all that is sent; an end finishes what is in hand.
    assert_eq!(bot.terminate(), Some(0));
    let kept = all_text(bot.data.path());
    assert!(kept.contains("crisis/"), "the day's count is kept");
    for never in ["marmalade", &MEMBER.to_string(), &asked.to_string()] {
        assert!(!kept.contains(never) && !bot.log().contains(never), "{never} is kept nowhere");
    }
}

#[test]
fn an_emergency_is_told_and_so_is_what_an_edit_makes_of_a_message() {
    let (discord, _bot) = with_alerts();
    discord.write(Writing::to_the_bot(EMERGENCY));
    assert!(alert(&discord).text().contains("medical emergency"));

    let asked = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(asked);
    discord.edit(asked, &Writing::to_the_bot(CRISIS));
    discord.wait_for_said("the second alert", |said| said.channel == ALERTS && said.text().contains("crisis"));
    discord.edit(asked, &Writing::to_the_bot("i want to kill myself please"));
    discord.wait_for_call("the second change", |call| {
        call.method == "PATCH" && call.body["content"].as_str().is_some_and(|text| text.contains("have been told"))
    });
    assert_eq!(posted(&discord).len(), 2, "one alert a message");
}

#[test]
fn without_settings_nobody_is_told_and_nothing_says_so() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let asked = discord.write(Writing::to_the_bot(CRISIS));
    let reply = discord.wait_for_reply_to(asked);
    assert!(reply.text().contains("988") && !reply.text().contains("have been told"));
    assert_eq!(discord.said().len(), 1);
}

#[test]
fn an_alert_that_cannot_be_posted_is_never_called_told() {
    let (discord, bot) = with_alerts();
    discord.close_channel(ALERTS);
    let asked = discord.write(Writing::to_the_bot(CRISIS));
    let reply = discord.wait_for_reply_to(asked);
    bot.wait_for_log("an alert could not be posted");
    assert!(!discord.wait_for_reply_to(asked).text().contains("have been told"), "{}", reply.text());
}

#[test]
fn what_is_private_stays_private_unless_the_person_says_so() {
    let (discord, bot) = with_alerts();
    let shown = discord.command(MEMBER, "ask", Some(CRISIS));
    assert_eq!(shown.only_for, Some(MEMBER));
    assert_eq!(posted(&discord).len(), 0, "nobody is told");

    let first = discord.press(MEMBER, &shown, &shown.id_of("Tell a moderator"), None);
    assert!(first.text().contains("will see your name"), "{}", first.text());
    assert_eq!(posted(&discord).len(), 0, "nobody is told yet");

    let done = discord.press(MEMBER, &first, &first.id_of("Yes, show them my name"), None);
    assert!(done.text().contains("have been told"), "{}", done.text());
    let post = alert(&discord);
    assert!(post.text().contains(&format!("<@{MEMBER}>")) && !post.text().contains("marmalade"), "{}", post.text());
    assert_eq!(post.pinged, [format!("role {ON_CALL}")], "the person is not pinged");
    assert!(!all_text(bot.data.path()).contains(&MEMBER.to_string()), "the name is kept nowhere");
}

#[test]
fn from_a_direct_message_the_home_servers_moderators_can_be_told() {
    let discord = Discord::start();
    let content = Content::in_order();
    let home = SERVER.to_string();
    let _bot = Running::with(&discord, &content, &[("HOME_GUILD_ID", home.as_str())]);
    discord.wait_until_ready();
    let asked = discord.write(Writing::directly(CRISIS));
    let labels = |said: &Said| said.parts().into_iter().map(|(label, _)| label).collect::<Vec<_>>();
    assert_eq!(labels(&discord.wait_for_reply_to(asked)), ["Lines by country"], "nobody could be told yet");

    discord.faq_safety(&[("channel", ALERTS), ("role", ON_CALL)]);
    let again = discord.write(Writing::directly(CRISIS));
    assert_eq!(labels(&discord.wait_for_reply_to(again)), ["Lines by country", "Tell a moderator"]);
    assert_eq!(posted(&discord).len(), 0);
}

#[test]
fn settings_are_refused_with_the_switch_that_is_wrong() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let check = |options: &[(&str, u64)], says: &str| {
        let shown = discord.faq_safety(options);
        assert!(shown.text().contains(says), "{options:?}: {}", shown.text());
        assert_eq!(shown.only_for, Some(OTHER));
    };
    check(&[], "Safety alerts are off");
    check(&[("channel", ALERTS)], "choose both");
    check(&[("channel", CHANNEL), ("role", ON_CALL)], "switch View Channel off for @everyone");
    check(&[("channel", ALERTS), ("role", QUIET_ROLE)], "Allow anyone to @mention this role");
    check(&[("channel", ALERTS), ("role", ON_CALL), ("fallback", QUIET_ROLE)], "Allow anyone to @mention");
    check(&[("channel", ALERTS), ("role", SERVER)], "not @everyone");
    check(&[("channel", ALERTS), ("role", ON_CALL)], "Safety alerts are on");
    check(&[("fallback", FALLBACK)], &format!("<@&{FALLBACK}>"));
    discord.close_channel(ALERTS);
    check(&[("channel", ALERTS), ("role", ON_CALL)], "allow me View Channel");
}

#[test]
fn a_test_alert_proves_it_and_alerts_can_be_switched_off() {
    let (discord, _bot) = with_alerts();
    let shown = discord.faq_safety(&[]);
    let done = discord.press_as_moderator(&shown, &shown.id_of("Test alert"));
    assert!(done.text().contains("posted"), "{}", done.text());
    assert_eq!(alert(&discord).pinged, [format!("role {ON_CALL}")]);

    let not_a_moderator = discord.press(MEMBER, &shown, &shown.id_of("Switch alerts off"), None);
    assert!(not_a_moderator.text().contains("Only the person"), "{}", not_a_moderator.text());
    discord.open_alert_channel();
    let refused = discord.press_as_moderator(&shown, &shown.id_of("Test alert"));
    assert!(refused.text().contains("Everyone can see"), "{}", refused.text());

    let off = discord.press_as_moderator(&shown, &shown.id_of("Switch alerts off"));
    assert!(off.text().contains("are off"), "{}", off.text());
    let asked = discord.write(Writing::to_the_bot(CRISIS));
    discord.wait_for_reply_to(asked);
    assert_eq!(posted(&discord).len(), 1, "only the test");
}

#[test]
fn moderators_take_an_alert_call_it_false_or_ask_for_help() {
    let (discord, bot) = with_alerts();
    discord.write(Writing::to_the_bot(CRISIS));
    let alert = alert(&discord);
    let taken = discord.press_as_moderator(&alert, &alert.id_of("I'm on it"));
    assert!(taken.text().contains(&format!("<@{OTHER}> is on it")), "{}", taken.text());
    assert!(taken.text().contains("discord.com/channels"), "the link stays");

    discord.press_as_moderator(&taken, &taken.id_of("I need help"));
    let help = discord.wait_for_said("a call for help", |said| said.text().contains("another moderator"));
    assert_eq!((help.in_reply_to, help.pinged), (Some(alert.id), vec![format!("role {FALLBACK}")]));

    let nothing = discord.press_as_moderator(&taken, &taken.id_of("False alarm"));
    assert!(nothing.text().contains("false alarm") && nothing.parts().is_empty(), "{}", nothing.text());
    let kept = all_text(bot.data.path());
    assert!(kept.contains("taken: 1") && kept.contains("false alarm: 1"), "{kept}");
    assert!(!kept.contains(&OTHER.to_string()), "who took it is kept nowhere");
}

#[test]
fn an_alert_that_nobody_takes_is_repeated_once_also_after_a_restart() {
    let (discord, mut bot) = with_alerts();
    discord.write(Writing::to_the_bot(CRISIS));
    let first = alert(&discord);
    assert_eq!(bot.terminate(), Some(0));

    let settings = bot.data.path().join("settings.yaml");
    let text = fs::read_to_string(&settings).expect("it was written").replace("repeat_after: 600", "repeat_after: 0");
    fs::write(&settings, text).expect("it can be written");
    let _again = bot.again(&discord);
    let repeat = discord.wait_for_said("the repeat", |said| said.text().contains("Nobody has taken"));
    assert_eq!((repeat.in_reply_to, repeat.pinged), (Some(first.id), vec![format!("role {FALLBACK}")]));

    // An alert later comes after any second repeat of this one would have.
    discord.write(Writing::to_the_bot(EMERGENCY));
    discord.wait_for_said("its repeat", |said| said.text().contains("Nobody has taken") && said.id != repeat.id);
    assert_eq!(posted(&discord).len(), 4, "each was repeated once");
}

#[test]
fn lines_by_country_are_for_whoever_presses() {
    let discord = Discord::start();
    let lines = fs::read(our_folder().join("helplines.yaml")).expect("it is there");
    let _bot = Running::with(&discord, &Content::in_order().with("helplines.yaml", lines), &[]);
    discord.wait_until_ready();
    let asked = discord.write(Writing::to_the_bot(CRISIS));
    let reply = discord.wait_for_reply_to(asked);
    let lines = discord.press(OTHER, &reply, &reply.id_of("Lines by country"), None);
    assert_eq!(lines.only_for, Some(OTHER));
    assert!(lines.text().contains("116 123") && lines.text().contains("not checked by us"), "{}", lines.text());
    let last = discord
        .wait_for_said("the rest", |said| said.text().contains("findahelpline.com") && said.only_for == Some(OTHER));
    assert!(last.text().contains("South Africa"));
}

#[test]
fn a_sentence_in_three_messages_is_heard() {
    let (discord, _bot) = with_alerts();
    let is_crisis = |writing: Writing| {
        let said = discord.write(writing);
        discord.wait_for_reply_to(said).text().starts_with("**You matter here")
    };
    for (piece, heard) in [("i just", false), ("want to", false), ("die", true)] {
        assert_eq!(is_crisis(Writing::directly(piece)), heard, "{piece}");
    }
    assert!(!is_crisis(Writing { by: OTHER, ..Writing::directly("die") }), "pieces of one person only");
}

#[test]
fn french_is_answered_in_french() {
    let (discord, _bot) = with_alerts();
    let asked = discord.write(Writing::to_the_bot("je veux mourir"));
    let reply = discord.wait_for_reply_to(asked);
    assert!(reply.text().contains("3114"), "{}", reply.text());
    discord.wait_for_said("that it was told", |said| said.text().contains("ont été prévenus"));
}

#[test]
fn selling_medicines_and_wishing_somebody_dead_are_shown_to_moderators_without_a_ping() {
    let (discord, bot) = with_alerts();
    let asked = discord.write(Writing::to_the_bot("where can i buy oxy without a prescription"));
    assert!(discord.wait_for_reply_to(asked).text().contains("I cannot"), "the person is answered");
    let flag = alert(&discord);
    assert!(flag.text().contains("Rule: obtain") && flag.text().contains(&asked.to_string()), "{}", flag.text());
    assert!(flag.pinged.is_empty() && flag.parts().is_empty(), "{flag:?}");

    let cruel = discord.write(Writing::to_the_bot("kys"));
    discord.wait_for_said("the second flag", |said| said.channel == ALERTS && said.text().contains("Rule: insult"));
    let next = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(next);
    assert!(discord.said().iter().all(|said| said.in_reply_to != Some(cruel)), "who says it gets no reply");
    assert!(!all_text(bot.data.path()).contains(&MEMBER.to_string()));
}

#[test]
fn danger_that_an_edit_brings_is_answered_though_nothing_was_said_before() {
    let (discord, _bot) = with_alerts();
    let asked = discord.write(Writing::to_the_bot("kys"));
    discord.wait_for_said("the flag", |said| said.channel == ALERTS && said.text().contains("Rule: insult"));
    discord.edit(asked, &Writing::to_the_bot(CRISIS));
    assert!(discord.wait_for_reply_to(asked).text().starts_with("**You matter here"));
    discord.wait_for_said("the alert", |said| said.channel == ALERTS && said.text().contains("crisis"));
}
