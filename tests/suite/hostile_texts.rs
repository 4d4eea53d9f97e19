//! No text makes the bot panic, overrun, repeat it, lose its reminder, or miss a danger in it.

use std::sync::LazyLock;

use crps_faq_bot::bot::Bot;
use crps_faq_bot::decision::Decision;
use crps_faq_bot::message::{Heard, Message};
use crps_faq_bot::reply::LONGEST_REPLY;
use proptest::prelude::*;

use crate::content::our_bot;

static BOT: LazyLock<Bot> = LazyLock::new(our_bot);

/// Holds what must be true of every outcome.
fn hold(text: &str, heard: Heard) {
    let outcome = BOT.answer(&Message { text, before: &[], heard });
    assert_eq!(outcome.reply.is_none(), outcome.decision == Decision::Quiet, "{text:?}");
    assert!(heard == Heard::Overheard || outcome.reply.is_some(), "asked, the bot is never silent: {text:?}");
    assert!(outcome.found.candidates.len() <= 5);
    assert!(outcome.found.candidates.iter().all(|candidate| (0.0..=1.0).contains(&candidate.score)), "{text:?}");
    let Some(reply) = outcome.reply else { return };
    let content = reply.to_markdown();
    assert!(!content.trim().is_empty() && content.chars().count() <= LONGEST_REPLY, "{text:?}");
    if let Decision::Answer { entry, .. } = outcome.decision {
        let entry = &BOT.knowledge().entries()[entry];
        let last = reply.notices.last().map(String::as_str);
        let wanted = entry.care.as_deref().unwrap_or(&BOT.knowledge().messages().reminder);
        assert!(!entry.medical || last == Some(wanted), "{text:?} lost its reminder");
        assert!(!entry.medical || content.ends_with(wanted), "{text:?} lost its reminder");
    }
}

const HOSTILE: [&str; 22] = [
    "",
    " ",
    "\n\n\n",
    "\u{200b}\u{200d}",
    "p̷̢̛a̶͇͝i̵̦͘n̴͚̅ s̸p̴r̵e̷a̸d̶?",
    "هل ينتشر الألم؟",
    "क्या यह फैल सकता है",
    "痛みは広がりますか",
    "😀😀😀🤖",
    "👨‍👩‍👧‍👦",
    "```rust\nfn main() { panic!() }\n```",
    "<@!123456789012345678> <#1> <@&2> <:a:1> @everyone @here",
    "**can** __it__ ~~spread~~ ||to my arm||?",
    "<script>alert(1)</script> <b>spread</b>",
    "> quoted line\n> another",
    "https://example.org/can-it-spread?x=1",
    "ｃａｎ ｉｔ ｓｐｒｅａｄ",
    "сan it sрrеаd",
    "'; DROP TABLE faq; --",
    "{article} {section} {month} {year}",
    "\u{202e}daerps ti nac",
    "\0\u{1}\u{7f}",
];

#[test]
fn hostile_texts_get_a_calm_reply_or_silence() {
    for text in HOSTILE {
        hold(text, Heard::Asked);
        hold(text, Heard::Overheard);
        hold(&text.repeat(4_000 / text.len().max(1)), Heard::Asked);
    }
}

#[test]
fn four_thousand_letters_are_read_to_the_end() {
    for filler in ["a", "a ", "pain ", "\u{301}", "((((", "😀", "don't "] {
        hold(&filler.repeat(4_000 / filler.chars().count()), Heard::Asked);
    }
}

#[test]
fn nothing_of_the_members_words_is_repeated() {
    let outcome = BOT.answer(&Message::asked("xylophonequark can crps spread to my xylophonequark"));
    let content = outcome.reply.map(|reply| reply.to_markdown()).unwrap_or_default();
    assert!(!content.contains("xylophonequark"), "{content}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,300}", overheard in any::<bool>()) {
        hold(&text, if overheard { Heard::Overheard } else { Heard::Asked });
    }

    #[test]
    fn no_sequence_of_words_makes_it_panic(words in prop::collection::vec("[a-z']{1,9}|crps|spread|pain|can|\\?|😀|[а-я]{1,5}", 0..60)) {
        hold(&words.join(" "), Heard::Asked);
    }

    #[test]
    fn no_text_around_it_hides_a_danger(before in "[a-zA-Z ,.\n]{0,400}", after in "[a-zA-Z ,.\n]{0,400}") {
        let text = format!("{before}\n\ni want to kill myself\n\n{after}");
        let outcome = BOT.answer(&Message::overheard(&text));
        prop_assert!(matches!(outcome.decision, Decision::Help(_)), "{text:?} gave {:?}", outcome.decision);
    }
}
