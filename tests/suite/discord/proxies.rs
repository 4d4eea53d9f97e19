//! Messages that come late, out of order, or once more under another name.

use super::{Running, SPREAD};
use crate::stand_in::{ALERTS, CHANNEL, Discord, MEMBER, ON_CALL, Writing};

/// What a proxy makes of a message: the same text without its tags, under a webhook.
fn posted_again(text: &str) -> Writing {
    Writing { by: 777, by_a_bot: true, webhook: Some(777), ..Writing::to_the_bot(text) }
}

#[test]
fn the_reply_moves_to_the_message_of_a_proxy() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let tagged = Writing { text: "L: <@900> will it move to my other arm".to_owned(), ..Writing::to_the_bot("") };
    let original = discord.write(tagged);
    let reply = discord.wait_for_reply_to(original);
    let again = discord.write(posted_again("will it move to my other arm"));
    discord.delete(original, CHANNEL);
    let moved = discord.wait_for_reply_to(again);
    assert!(moved.text().contains(SPREAD));
    discord.wait_until_deleted(reply.id);

    // Its buttons are the member's own, and it follows what the proxy edits.
    discord.press(MEMBER, &moved, &moved.id_of("Not what I asked"), None);
    discord.edit(again, &posted_again("awake all night"));
    let changed = discord.wait_for_change(moved.id, moved.text());
    assert!(changed.text().contains("sleep"));
    assert_eq!(discord.said().iter().filter(|said| said.only_for.is_none() && !said.deleted).count(), 1);
}

#[test]
fn a_crisis_under_a_proxy_is_told_once_and_the_link_leads_to_what_is_still_there() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    discord.faq_safety(&[("channel", ALERTS), ("role", ON_CALL)]);
    let original = discord.write(Writing::to_the_bot("i want to kill myself"));
    let alert = discord.wait_for_said("an alert", |said| said.channel == ALERTS);
    let again = discord.write(posted_again("i want to kill myself"));
    discord.delete(original, CHANNEL);
    assert!(discord.wait_for_reply_to(again).text().contains("988"));
    let moved = discord.wait_for_change(alert.id, alert.text());
    assert!(moved.text().ends_with(&again.to_string()), "{}", moved.text());
    assert_eq!(discord.said().iter().filter(|said| said.channel == ALERTS).count(), 1);
}

#[test]
fn other_webhooks_get_no_reply() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let news = discord.write(posted_again("will it move to my other arm"));
    let asked = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(asked);
    assert!(discord.said().iter().all(|said| said.in_reply_to != Some(news)));
}

#[test]
fn an_edit_while_the_reply_is_on_its_way_is_followed() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    discord.hold_answers();
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    let reply = discord.wait_for_reply_to(asked);
    discord.edit(asked, &Writing::to_the_bot("awake all night"));
    // Events come in order: once a later message has its reply, the edit has been heard.
    let later = discord.write(Writing::to_the_bot("bed sheets keep me up"));
    discord.wait_for_reply_to(later);
    discord.release_answers();
    assert!(discord.wait_for_change(reply.id, reply.text()).text().contains("sleep"));
}

#[test]
fn a_deletion_while_the_reply_is_on_its_way_takes_it_away() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    discord.hold_answers();
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    let reply = discord.wait_for_reply_to(asked);
    discord.delete(asked, CHANNEL);
    let later = discord.write(Writing::to_the_bot("bed sheets keep me up"));
    discord.wait_for_reply_to(later);
    discord.release_answers();
    discord.wait_until_deleted(reply.id);
}

#[test]
fn a_mention_lost_in_an_edit_leaves_the_reply() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    let reply = discord.wait_for_reply_to(asked);
    discord.edit(asked, &Writing::new("awake all night"));
    let later = discord.write(Writing::to_the_bot("awake all night"));
    discord.wait_for_reply_to(later);
    let now = discord.wait_for_reply_to(asked);
    assert_eq!((now.text(), now.deleted), (reply.text(), false));
}

#[test]
fn a_mention_without_words_is_told_how_to_ask() {
    let discord = Discord::start();
    let _bot = Running::start(&discord);
    let asked = discord.write(Writing::to_the_bot(""));
    assert!(discord.wait_for_reply_to(asked).text().contains("How to ask me"));
}
