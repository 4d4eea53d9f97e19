//! Replies as people read them, on a small content.

use crps_faq_bot::message::Message;

use crate::content::{Content, our_folder};

/// The reply to a question, as Discord message content.
fn reply(content: &Content, text: &str) -> String {
    let reply = content.bot().answer(&Message::asked(text)).reply.expect("asked, the bot replies");
    reply.to_markdown()
}

#[test]
fn an_answer_has_heading_lead_source_review_and_care_line() {
    insta::assert_snapshot!(reply(&Content::in_order(), "will it move to my other arm"));
}

#[test]
fn an_entry_without_a_care_line_ends_with_the_reminder() {
    let text = reply(&Content::in_order(), "painsomnia");
    assert!(text.ends_with("Please talk to your doctor or care team about what is right for you."), "{text}");
}

#[test]
fn a_review_is_shown_by_month_and_year() {
    let content = Content::in_order().changed(
        "questions/basics.yaml",
        "reviewed: null",
        "reviewed: {by: pain nurse, on: \"2026-11-22\"}",
    );
    let text = reply(&content, "will it move to my other arm");
    assert!(text.contains("Reviewed November 2026") && !text.contains("Not yet reviewed"), "{text}");
}

const ARTICLE: &str = "
id: water
title: Water and CRPS
sections:
  - id: water-therapy
    heading: Does moving in water help?
    also_asked: [swimming pool, aqua gym, hydrotherapy sessions]
    body: |
      Water carries your weight, so a sore leg can move more freely. Many people like a warm pool.

      Cold water and strong jets can set off a flare. A lifeguard does not know CRPS, so tell the staff first.

      Chlorine can dry sore skin. Rinse with lukewarm water after swimming.
    certainty: practical
";

#[test]
fn a_section_answers_with_the_passage_that_fits_and_says_where_it_is_from() {
    let content = Content::in_order().with("articles/water.yaml", ARTICLE);
    let text = reply(&content, "is chlorine in the swimming pool bad for my skin");
    assert!(text.contains("Chlorine can dry sore skin") && !text.contains("carries your weight"), "{text}");
    assert!(text.contains("From: Water and CRPS › Does moving in water help?"), "{text}");
}

#[test]
fn an_entry_that_is_not_medical_needs_no_reminder() {
    let about = "- id: about\n  question: What is this bot?\n  also_asked: [who made you, are you a robot]\n  answer: A program.\n  certainty: practical\n  medical: false\n";
    let text = reply(&Content::in_order().with("questions/about.yaml", about), "are you a robot");
    assert_eq!(text, "**What is this bot?**\n\nA program.");
}

#[test]
fn warning_signs_carry_the_line_for_now() {
    let content = Content::in_order().changed("questions/basics.yaml", "  reviewed: null", "  urgent: true");
    let text = reply(&content, "will it move to my other arm");
    assert!(text.contains("Some signs cannot wait"), "{text}");
}

#[test]
fn what_is_not_known_is_said_and_not_guessed() {
    let text = reply(&Content::in_order(), "what is the capital of peru");
    assert!(text.contains("I will not guess"), "{text}");
}

/// Every text that answers danger or a request for a dose or a diagnosis, with its name and language file.
fn safety_texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (file, at) in [("messages.yaml", "/safety"), ("fr/messages.yaml", "")] {
        let yaml = std::fs::read_to_string(our_folder().join(file)).expect("it is there");
        let value: serde_json::Value = serde_yaml::from_str(&yaml).expect("it is YAML");
        let texts_there = value.pointer(at).and_then(serde_json::Value::as_object).expect("texts by name");
        for (name, text) in texts_there {
            let part = |key: &str| text[key].as_str().unwrap_or_default().to_owned();
            if text.is_object() {
                texts.push((format!("{file} {name}"), format!("{}\n{}", part("title"), part("text"))));
            }
        }
    }
    assert!(texts.len() > 15);
    texts
}

#[test]
fn safety_texts_are_short() {
    for (name, text) in safety_texts() {
        // French says the same in a fifth more words.
        let english = if name.contains("crisis_and_emergency") { 120 } else { 90 };
        let most = if name.starts_with("fr") { english * 6 / 5 } else { english };
        let body = text.split_once('\n').map_or("", |(_, body)| body);
        let words = body.split_whitespace().count();
        assert!(words <= most, "{name} has {words} words");
    }
}

#[test]
fn safety_texts_say_nothing_that_hurts() {
    const NEVER: [&str; 22] = [
        "committed",
        "commit suicide",
        "successful",
        "failed attempt",
        "stay strong",
        "i promise",
        "we promise",
        "think of your family",
        "saves lives",
        "detects suicide",
        "god",
        "pray",
        "you must not",
        "attention seeking",
        "it gets better",
        "everything happens for",
        "confidential",
        "@everyone",
        "@here",
        "are you planning",
        "how would you do",
        "s'est suicidé avec succès",
    ];
    for (name, text) in safety_texts() {
        let folded = text.to_lowercase();
        for never in NEVER {
            let found = folded.split(|c: char| !c.is_alphanumeric() && c != '@' && c != '\'' && c != ' ').any(|part| {
                part.contains(never) && (never.contains(' ') || part.split_whitespace().any(|word| word == never))
            });
            assert!(!found, "{name} says {never:?}");
        }
        assert!(!folded.contains(" mg") && !folded.contains('%'), "{name} names an amount or a rate");
        let quotes_nickname = folded.matches("suicide disease").count();
        let in_quotes = folded.matches("\"suicide disease\"").count();
        assert_eq!(quotes_nickname, in_quotes, "{name} uses the nickname in its own voice");
    }
}
