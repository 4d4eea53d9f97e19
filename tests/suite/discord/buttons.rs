//! Every button and menu: who may press it, who sees what, what is posted.

use std::fs;

use super::{Running, SPREAD};
use crate::content::Content;
use crate::stand_in::{CHANNEL, Discord, MEMBER, OTHER, Writing};

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
