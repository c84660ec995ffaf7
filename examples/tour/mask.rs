//! Bodies as they may be shown.

use oauth_wire::redact::{self, RedactedForm};
use oauth_wire::text::Untrusted;

/// A body with its secrets masked. Of one that can't be masked (broken JSON, say, with a token in it) only
/// the length; plain text of a refusal is shown as it is.
pub fn shown_body(content_type: &str, body: &[u8], plain_text_is_safe: bool) -> String {
    let is = |media_type: &str| content_type.starts_with(media_type);
    if let Ok(json) = serde_json::from_slice::<serde_json::Value>(body) {
        Untrusted::new(masked(json).to_string().as_bytes()).at_most(400).to_string()
    } else if is("text/html") {
        let text = String::from_utf8_lossy(body);
        let title = text.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        format!("a page: {}", Untrusted::new(title.map_or("", |(title, _)| title).as_bytes()))
    } else if is(oauth_wire::form::CONTENT_TYPE) {
        RedactedForm::new(body).to_string()
    } else if is("text/javascript") || plain_text_is_safe && is("text/plain") {
        Untrusted::new(body).at_most(400).to_string()
    } else {
        format!("{} bytes that are not shown", body.len())
    }
}

/// JSON with the values of secret members masked.
fn masked(json: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match json {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| {
                    let value =
                        if redact::is_secret_parameter(&name) { redact::MASK.into() } else { masked(value) };
                    (name, value)
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(masked).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_is_shown_whatever_the_body() {
        for (content_type, body) in [
            ("application/json", "{\"access_token\":\"SECRET\",\"expires_in\":1}"),
            ("application/json", "{\"access_token\":\"SECRET\",}"),
            ("application/json", "\u{feff}{\"access_token\":\"SECRET\"}"),
            ("application/json", "{\"access_token\":\"SECRET"),
            ("application/json", "[{\"data\":{\"refresh_token\":\"SECRET\"}}]"),
            ("text/plain", "access_token=SECRET"),
            ("text/html", "access_token=SECRET"),
            ("", "oauth_token=SECRET"),
            ("application/x-www-form-urlencoded", "oauth_token=SECRET&user_id=1"),
        ] {
            let shown = shown_body(content_type, body.as_bytes(), false);
            assert!(!shown.contains("SECRET"), "{shown}");
        }
        assert_eq!(
            shown_body("text/plain", b"Verification of signature failed", true),
            "Verification of signature failed"
        );
    }
}
