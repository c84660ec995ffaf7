//! The message about missing scopes: only names come out of it, and those that are written so come out.
#![no_main]

use fuzz::assert_safe_to_show;
use libfuzzer_sys::fuzz_target;
use upwork_graphql::answer::{FieldCoordinate, missing_scopes};

const START: &str =
    "The client or authentication token doesn't have enough oauth2 permissions/scopes to access: ";

fuzz_target!(|text: &str| {
    for message in [text.to_owned(), format!("{START}{text}"), format!("{START}[{text}].")] {
        let found = missing_scopes(&message);
        for field in &found {
            let shown = field.to_string();
            assert_safe_to_show(&shown);
            assert!(shown.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')));
            assert!(message.contains(&shown));
            assert_eq!(shown.parse().as_ref(), Ok(field));
        }
        let written: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(missing_scopes(&format!("{START}[{}].", written.join(", "))), found);
    }
    if let Ok(field) = text.parse::<FieldCoordinate>() {
        assert_eq!(format!("{}.{}", field.type_name(), field.field()), text);
    }
});
