//! Every way in: mentions, direct messages, commands, completion, the message menu, edits and deletions.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::{Running, SPREAD};
use crate::stand_in::{BOT, BOT_ROLE, CHANNEL, DIRECT, Discord, MEMBER, OTHER, Writing};

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
    assert_eq!(shown.parts(), [("Lines by country".to_owned(), "lines".to_owned())]);
    assert_eq!(discord.said().len(), 1, "nothing is posted");
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
    assert_eq!(names.len(), 7, "{names:?}");
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

#[test]
fn danger_gets_help_without_faq_and_no_button_but_for_lines() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    for (text, title) in [
        ("i want to kill myself. also will it move to my other arm", "You matter here"),
        ("my chest hurts and i cant breathe right now", "This may be an emergency"),
    ] {
        let asked = discord.write(Writing::to_the_bot(text));
        let reply = discord.wait_for_reply_to(asked);
        assert!(reply.text().starts_with(&format!("**{title}")), "{}", reply.text());
        assert_eq!(reply.parts(), [("Lines by country".to_owned(), "lines".to_owned())]);
        assert!(!reply.text().contains(SPREAD) && reply.pinged.is_empty());
        assert!(discord.command(MEMBER, "ask", Some(text)).only_for.is_some());
    }
}
