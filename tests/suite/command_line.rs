//! The command line to the letter of its contract, through the real program.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::content::{Content, our_folder};

/// Runs the program on a content folder with `input` on standard input.
fn run(faq: &Path, arguments: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_crps-faq-bot"))
        .arg("--faq")
        .arg(faq)
        .args(arguments)
        .env_remove("FAQ_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = program.stdin.take().expect("standard input is piped");
    // A program that refuses its arguments does not read; its output tells why.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    program.wait_with_output().expect("the program ends")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

/// The answers of `ask --jsonl` to lines of input.
fn ask(faq: &Path, lines: &str) -> Vec<Value> {
    let output = run(faq, &["ask", "--jsonl"], lines);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

#[test]
fn ask_prints_one_reply_as_a_person_reads_it() {
    let folder = Content::in_order().on_disk();
    let output = run(folder.path(), &["ask", "will it move to my other arm"], "");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn json_lines_come_back_in_order_each_in_its_place() {
    let folder = Content::in_order().on_disk();
    let lines = "{\"text\": \"painsomnia\"}\nnot json\n{\"text\": \"will it move to my other arm\", \"overheard\": false}\n{\"txt\": 1}\n";
    let answers = ask(folder.path(), lines);
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["entry"], "sleep");
    assert!(answers[1]["error"].is_string());
    assert_eq!(answers[2]["entry"], "spread");
    assert!(answers[3]["error"].is_string());
}

#[test]
fn an_answer_has_every_field_of_the_contract() {
    let folder = Content::in_order().on_disk();
    let answer = &ask(folder.path(), "{\"text\": \"will it move to my other arm\"}\n")[0];
    let keys: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["candidates", "entry", "micros", "outcome", "reply", "safety", "score", "text"]);
    assert_eq!(answer["outcome"], "answer");
    assert_eq!(answer["safety"], Value::Null);
    assert_eq!(answer["reply"]["title"], "Can CRPS spread?");
    assert_eq!(answer["reply"]["sources"][0]["url"], "https://example.org/study");
    let notices = answer["reply"]["notices"].as_array().expect("a list");
    assert_eq!(notices.last().expect("a notice"), "Tell your pain team about new pain elsewhere.");
    assert!(answer["micros"].as_f64().expect("a number") > 0.0);
}

#[test]
fn candidates_and_score_do_not_depend_on_who_was_asked() {
    let folder = Content::in_order().on_disk();
    let texts = ["painsomnia", "can it spread", "good morning", "i want to kill myself", "what is the capital of peru"];
    let lines: String = texts
        .iter()
        .flat_map(|text| {
            [false, true].map(|overheard| format!("{}\n", serde_json::json!({"text": text, "overheard": overheard})))
        })
        .collect();
    for pair in ask(folder.path(), &lines).chunks(2) {
        assert_eq!(pair[0]["candidates"], pair[1]["candidates"]);
        assert_eq!(pair[0]["score"], pair[1]["score"]);
    }
}

#[test]
fn nothing_to_read_gets_a_hint_when_asked_and_silence_when_overheard() {
    let folder = Content::in_order().on_disk();
    for text in ["", "   ", "<@123456789>", "😀😀", "**__~~", "<:party:12345>"] {
        let lines = format!(
            "{}\n{}\n",
            serde_json::json!({ "text": text }),
            serde_json::json!({"text": text, "overheard": true})
        );
        let answers = ask(folder.path(), &lines);
        assert_eq!(answers[0]["outcome"], "unknown", "{text:?}");
        assert_eq!(answers[0]["reply"]["title"], "How to ask me", "{text:?}");
        assert_eq!(answers[1]["outcome"], "quiet", "{text:?}");
        assert_eq!(answers[1]["reply"], Value::Null, "{text:?}");
    }
}

#[test]
fn danger_gets_help_however_it_is_heard() {
    for overheard in [false, true] {
        let line = format!("{}\n", serde_json::json!({"text": "i want to kill myself", "overheard": overheard}));
        let answer = &ask(&our_folder(), &line)[0];
        assert_eq!(answer["outcome"], "safety");
        assert_eq!(answer["safety"], "crisis");
        assert_eq!(answer["entry"], Value::Null);
        assert_eq!(answer["reply"]["sources"].as_array().map(Vec::len), Some(0));
    }
}

#[test]
fn check_tells_every_problem_and_its_exit_code_follows_errors() {
    let broken = Content::in_order().changed("questions/basics.yaml", "[study]", "[stdy]").on_disk();
    let output = run(broken.path(), &["check"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("did you mean `study`?"));
    let json: Value = serde_json::from_slice(&run(broken.path(), &["check", "--json"], "").stdout).expect("JSON");
    assert_eq!(json["ok"], false);
    assert_eq!(json["problems"][0]["file"], "questions/basics.yaml");
    assert_eq!(json["problems"][0]["line"], 19);
}

#[test]
fn warnings_are_errors_only_when_strict() {
    let folder = Content::in_order().with("notes.yaml", "a: b").on_disk();
    assert_eq!(run(folder.path(), &["check"], "").status.code(), Some(0));
    assert_eq!(run(folder.path(), &["check", "--strict"], "").status.code(), Some(1));
}

#[test]
fn broken_content_is_told_and_nothing_is_answered() {
    let folder = Content::in_order().changed("questions/basics.yaml", "[study]", "[stdy]").on_disk();
    let output = run(folder.path(), &["ask", "can it spread"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("questions/basics.yaml:19"));
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_missing_folder_says_what_was_looked_for_and_how_to_point_elsewhere() {
    let output = run(Path::new("no-such-folder"), &["check"], "");
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("no-such-folder") && told.contains("--faq") && told.contains("FAQ_DIR"), "{told}");
}

#[test]
fn wrong_usage_exits_with_two() {
    let folder = Content::in_order().on_disk();
    for arguments in [&["ask"][..], &["nonsense"], &["ask", "--jsonl", "text"], &["evaluate"]] {
        assert_eq!(run(folder.path(), arguments, "").status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn help_and_version_work_without_content() {
    let nowhere = Path::new("no-such-folder");
    let help = run(nowhere, &["--help"], "");
    assert_eq!(help.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&help));
    assert_eq!(stdout(&run(nowhere, &["--version"], "")), format!("crps-faq-bot {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn schema_writes_a_file_for_every_kind() {
    let folder = Content::in_order().on_disk();
    assert_eq!(run(folder.path(), &["schema"], "").status.code(), Some(0));
    assert!(folder.path().join("schema/questions.json").is_file());
    let elsewhere = folder.path().join("elsewhere");
    let output = run(folder.path(), &["schema", elsewhere.to_str().expect("a path in UTF-8")], "");
    assert_eq!(output.status.code(), Some(0));
    assert!(elsewhere.join("article.json").is_file());
}

#[test]
fn evaluate_prints_figures_and_misses_and_holds_a_floor() {
    let folder = Content::in_order().on_disk();
    let rows = "{\"q\": \"painsomnia\", \"labels\": [\"sleep\"], \"mode\": \"ask\"}\n\
                {\"q\": \"painsomnia\", \"labels\": [\"spread\"], \"mode\": \"ask\"}\n";
    let file = folder.path().join("rows.jsonl");
    std::fs::write(&file, rows).expect("the file can be written");
    let file = file.to_str().expect("a path in UTF-8");
    let output = run(folder.path(), &["evaluate", file], "");
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("top1 0.500"), "{}", stdout(&output));
    assert!(stdout(&output).contains("wants spread"), "{}", stdout(&output));
    assert!(stdout(&output).contains("2 questions, 0.50 right"), "{}", stdout(&output));
    let floor = folder.path().join("floor.json");
    std::fs::write(&floor, "{\"ask\": {\"top1\": 0.9}}").expect("the file can be written");
    let output = run(folder.path(), &["evaluate", file, "--floor", floor.to_str().expect("UTF-8")], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("top1"), "{}", stderr(&output));
}

#[test]
fn evaluate_compares_with_an_older_folder() {
    let old = Content::in_order().on_disk();
    let new = Content::in_order()
        .changed("questions/basics.yaml", "    - painsomnia", "    - noodling on the sofa")
        .on_disk();
    let file = new.path().join("rows.jsonl");
    let rows = "{\"q\": \"noodling on the sofa\", \"labels\": [\"sleep\"]}\n\
                {\"q\": \"will it move to my other arm\", \"labels\": [\"spread\"]}\n";
    std::fs::write(&file, rows).expect("the file can be written");
    let (file, old) = (file.to_str().expect("UTF-8"), old.path().to_str().expect("UTF-8"));
    let output = run(new.path(), &["evaluate", file, "--compare", old], "");
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(said.contains("\"noodling on the sofa\" wants sleep: was") && said.contains("is right (sleep)"), "{said}");
    assert!(said.contains("1 of 2 questions changed"), "{said}");
}

#[test]
fn chat_answers_line_by_line_and_knows_its_commands() {
    let folder = Content::in_order().on_disk();
    let input = "will it move to my other arm\n/more\n/why\n/topics\n/topics basics\n2\n/nonsense\n/quit\nnever read\n";
    let output = run(folder.path(), &["chat"], input);
    assert_eq!(output.status.code(), Some(0));
    let said = stdout(&output);
    assert!(said.contains("Can CRPS spread?") && said.contains("How can I sleep with CRPS?"), "{said}");
    assert!(said.contains("There is no /nonsense") && !said.contains("never read"), "{said}");
}
