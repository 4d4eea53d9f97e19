//! Replies as people read them, on a small content.

use crps_faq_bot::message::Message;

use crate::content::Content;

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
