//! Every way a content file can be broken is named with file, line, column, the line itself and the remedy.

use crate::content::Content;

const BASICS: &str = "questions/basics.yaml";
const MORE: &str = "questions/more.yaml";

/// Holds the problems of `content` against the snapshot `name`, and that it is refused.
fn refused(name: &str, content: &Content) {
    assert!(content.is_refused(), "{name} is accepted");
    insta::assert_snapshot!(name, content.problems());
}

/// Holds the warnings of `content` against the snapshot `name`, and that it is used all the same.
fn warned(name: &str, content: &Content) {
    assert!(!content.is_refused(), "{name} is refused:\n{}", content.problems());
    insta::assert_snapshot!(name, content.problems());
}

#[test]
fn content_in_order_has_no_problems() {
    assert_eq!(Content::in_order().problems(), "");
}

#[test]
fn a_value_of_the_wrong_type() {
    let text = "- id: 988\n  question: Text?\n  also_asked: one\n  answer: {a: b}\n  certainty: maybe\n  medical: 1\n";
    refused("wrong_type", &Content::in_order().with(MORE, text));
}

#[test]
fn an_unknown_key() {
    refused("unknown_key", &Content::in_order().changed(BASICS, "  answer: |", "  anwser: |"));
}

#[test]
fn an_id_that_is_taken() {
    refused("duplicate_id", &Content::in_order().changed(BASICS, "- id: sleep", "- id: spread"));
}

#[test]
fn a_phrasing_that_is_taken() {
    refused(
        "duplicate_phrasing",
        &Content::in_order().changed(BASICS, "- painsomnia", "- Will it move, to MY other arm?!"),
    );
}

#[test]
fn an_empty_answer() {
    let empty = "- id: a\n  question: Null?\n  answer:\n  certainty: practical\n\
                 - id: b\n  question: Blank?\n  answer: \"  \"\n  certainty: practical\n";
    refused("empty_answer", &Content::in_order().with(MORE, empty));
}

#[test]
fn a_tab() {
    refused("tab", &Content::in_order().changed(BASICS, "  certainty: limited", "\tcertainty: limited"));
}

#[test]
fn a_byte_order_mark() {
    warned("byte_order_mark", &Content::in_order().changed(BASICS, "\n- id: spread", "\u{FEFF}- id: spread"));
}

#[test]
fn a_source_that_does_not_exist() {
    refused("unknown_source", &Content::in_order().changed(BASICS, "[study]", "[stdy]"));
}

#[test]
fn a_claim_without_a_source() {
    refused("missing_source", &Content::in_order().changed(BASICS, "sources: [study]", "sources: []"));
}

#[test]
fn a_see_also_that_leads_nowhere() {
    refused("dead_see_also", &Content::in_order().changed(BASICS, "[sleep]", "[slep, spread]"));
}

#[test]
fn a_file_of_three_mebibytes() {
    refused("too_large", &Content::in_order().with(MORE, vec![b'#'; 3 * 1024 * 1024]));
}

#[test]
fn a_file_that_is_not_utf8() {
    refused("not_utf8", &Content::in_order().with(MORE, b"- id: a\n  question: caf\xe9?\n"));
}

#[test]
fn an_alias_bomb() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n";
    refused("alias_bomb", &Content::in_order().with(MORE, bomb));
}

#[test]
fn the_same_key_twice() {
    refused(
        "key_twice",
        &Content::in_order().changed(BASICS, "  certainty: limited", "  certainty: limited\n  certainty: strong"),
    );
}

#[test]
fn text_that_is_not_yaml() {
    refused("not_yaml", &Content::in_order().with(MORE, "- id: a\n  question: \"never closed\n  answer: x\n"));
}

#[test]
fn a_phrasing_that_a_safety_rule_catches() {
    refused("unsafe_phrasing", &Content::in_order().changed(BASICS, "- full body crps", "- i want to kill myself"));
}

#[test]
fn a_care_line_that_names_nobody() {
    refused("care_line", &Content::in_order().changed(BASICS, "Tell your pain team about", "Take note of"));
}

#[test]
fn an_amount_of_medicine() {
    refused("dose", &Content::in_order().changed(BASICS, "A set time for bed", "Taking 50 mg at a set time"));
}

#[test]
fn a_phrase_that_is_never_said() {
    refused("banned_phrase", &Content::in_order().changed(BASICS, "A set time", "You should stop coffee. A set time"));
}

#[test]
fn texts_that_are_too_long() {
    let long = "It can move. ".repeat(100);
    let question = format!("Can CRPS {}?", "spread ".repeat(20));
    let content = Content::in_order().changed(BASICS, "It can, but", &format!("{long}But"));
    refused("too_long", &content.changed(BASICS, "How can I sleep with CRPS?", &question));
}

#[test]
fn a_missing_file_of_fixed_sentences() {
    refused("no_messages", &Content::in_order().without("messages.yaml"));
}

#[test]
fn no_entries_at_all() {
    refused("no_entries", &Content::in_order().without(BASICS));
}

#[test]
fn things_that_only_matter_for_style() {
    let hard = "Multidisciplinary rehabilitation incorporating physiotherapeutic desensitisation constitutes the \
                predominant recommendation of international consensus guidelines.";
    let content = Content::in_order()
        .changed(BASICS, "A set time for bed helps many people.", hard)
        .changed(BASICS, "- does it travel to another leg\n", "- move to the other arm, will it?\n")
        .with("notes.yaml", "x: y")
        .with("sources.yaml", "- {key: study, publisher: J, title: T, url: \"https://example.org\"}\n- {key: spare, publisher: J, title: T, year: null, url: \"http://example.org/2\"}");
    warned("style", &content);
}

#[test]
fn a_slip_in_one_entry_does_not_hide_the_problems_of_others() {
    let content = Content::in_order().changed(BASICS, "certainty: limited", "certainty: perhaps").changed(
        BASICS,
        "A set time for bed",
        "Take 50 mg",
    );
    refused("two_entries", &content);
}

#[test]
fn one_slip_is_one_problem_however_many_entries_point_to_its_file() {
    let other = "- id: cold\n  question: Does cold matter?\n  also_asked: [chilly hands, ice packs]\n  answer: It can.\n  certainty: practical\n  see_also: [spread, sleep]\n";
    let broken = "- id: spread\n  question: One?\n- id: sleep\n\tquestion: [\n";
    let content = Content::in_order().with("questions/cold.yaml", other).with("questions/basics.yaml", broken);
    let problems = content.problems();
    assert_eq!(problems.matches("error: ").count(), 1, "{problems}");
    assert!(problems.contains("a tab stands") && !problems.contains("see_also"), "{problems}");
}
