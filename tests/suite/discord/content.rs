//! Content while the program runs: live when good, refused when bad, a last good copy to start from.

use std::fs;

use tempfile::TempDir;

use super::{Running, SPREAD};
use crate::content::Content;
use crate::stand_in::{Discord, Writing};

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
fn a_save_that_was_cut_short_never_loads_and_the_whole_one_does() {
    let discord = Discord::start();
    let bot = Running::start(&discord);
    let path = bot.faq.path().join("questions/basics.yaml");
    let whole = fs::read_to_string(&path).expect("it is there").replace(SPREAD, "May CRPS spread?");
    let (half, _) = whole.split_at(whole.len() * 3 / 4);
    fs::write(&path, half).expect("it can be written");
    bot.wait_for_log("was not taken");
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    assert!(discord.wait_for_reply_to(asked).text().contains(SPREAD), "the content before goes on");
    let kept = fs::read_to_string(bot.data.path().join("last-good/questions/basics.yaml")).expect("it is there");
    assert!(kept.contains(SPREAD), "and so does its copy");

    fs::write(&path, whole).expect("it can be written");
    bot.wait_for_log("new content is live");
    let asked = discord.write(Writing::to_the_bot("will it move to my other arm"));
    assert!(discord.wait_for_reply_to(asked).text().contains("May CRPS spread?"));
}
