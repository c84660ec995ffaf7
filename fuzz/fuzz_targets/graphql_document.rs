//! Documents and schemas as text: a document that was read is written so that it reads the same, and
//! errors point into the text.
#![no_main]

use fuzz::assert_safe_to_show;
use libfuzzer_sys::fuzz_target;
use upwork_graphql::document::{Document, SyntaxError, outline};
use upwork_graphql::schema::Schema;

fuzz_target!(|text: &str| {
    match Document::parse(text) {
        Ok(document) => {
            let written = document.as_str();
            assert_eq!(Document::parse(written).as_ref(), Ok(&document), "{written}");
            assert!(written.len() <= 4 * text.len());
            let operations = outline(text).expect("a document is one for the outline too");
            assert!(operations.len() == 1 && operations[0].name == document.name());
            assert_eq!(operations[0].kind, document.kind());
        }
        Err(error) => assert_error(error, text),
    }
    if let Err(error) = outline(text) {
        assert_error(error, text);
    }
    match Schema::from_sdl(text) {
        Ok(schema) => drop(schema.drift()),
        Err(error) => assert_error(error, text),
    }
});

fn assert_error(error: SyntaxError, text: &str) {
    assert!(error.offset <= text.len());
    assert_safe_to_show(&error.to_string());
}
