//! The schemas beside the content are the ones the program checks with, and every content file names its own.

use std::fs;

use crps_faq_bot::files::read_folder;
use crps_faq_bot::knowledge::FileKind;

use crate::content::our_folder;

#[test]
fn the_schema_files_are_current() {
    for kind in FileKind::ALL {
        let path = our_folder().join("schema").join(kind.schema_file());
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == kind.schema_text(), "{} is out of date: run `crps-faq-bot schema`", path.display());
    }
}

#[test]
fn every_content_file_names_its_schema_in_its_first_line() {
    for file in read_folder(&our_folder()).expect("faq/ is there") {
        let kind = FileKind::of(&file.name).unwrap_or_else(|| panic!("{} is of no kind", file.name));
        let up = "../".repeat(file.name.matches('/').count());
        let expected = format!("# yaml-language-server: $schema={up}schema/{}", kind.schema_file());
        let text = String::from_utf8(file.bytes).expect("content is UTF-8");
        assert_eq!(text.lines().next(), Some(expected.as_str()), "{}", file.name);
    }
}
