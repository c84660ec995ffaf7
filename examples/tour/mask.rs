//! Bodies as they may be shown.

use oauth_wire::redact::{self, RedactedForm};
use oauth_wire::text::Untrusted;
use serde_json::Value;

/// A body with its secrets masked. Of one that can't be masked (broken JSON, say, with a token in it) only
/// the length; plain text of a refusal is shown as it is.
pub fn shown_body(content_type: &str, body: &[u8], plain_text_is_safe: bool) -> String {
    let is = |media_type: &str| content_type.starts_with(media_type);
    let json = std::str::from_utf8(body).ok().filter(|text| serde_json::from_str::<Value>(text).is_ok());
    if let Some(json) = json {
        Untrusted::new(masked(json).as_bytes()).at_most(600).to_string()
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

/// Valid JSON as it is written, but for the values of secret members, which are masked.
fn masked(mut json: &str) -> String {
    let mut out = String::new();
    while let Some(start) = json.find('"') {
        let end = start + value_len(&json[start..]);
        let (before, rest) = json.split_at(end);
        out.push_str(before);
        json = rest;
        // A text before a colon is a member's name.
        let Some(value) = rest.trim_start().strip_prefix(':') else { continue };
        let name = serde_json::from_str::<String>(&before[start..]).unwrap_or_default();
        if redact::is_secret_parameter(&name) {
            let value = value.trim_start();
            out.push_str(&format!(":\"{}\"", redact::MASK));
            json = &value[value_len(value)..];
        }
    }
    out + json
}

/// How long the value is that valid JSON starts with.
fn value_len(json: &str) -> usize {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in json.bytes().enumerate() {
        if in_text {
            in_text = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            if !in_text && depth == 0 {
                return at + 1;
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    json.len()
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
            ("application/json", r#"{"access\u005ftoken":"SECRET"}"#),
            (
                "application/json",
                r#"{ "a" : [ { "access_token" : "x\"SECRET" } ] , "refresh_token" : "SECRET" }"#,
            ),
            ("application/json", r#"{"access_token":{"a\\":["}",{"b":"SECRET"}]},"token":["SECRET"]}"#),
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

    #[test]
    fn json_is_shown_as_it_is_written() {
        let shown = |body: &str| shown_body("application/json", body.as_bytes(), false);
        for body in [
            r#"{"query":"{ a(b: \"c:\") }", "operationName":null,"variables":{"z":1.50,"a":[true,"\\"]}}"#,
            r#"[{}, [], "a", {"a": {"b": "c"}}]"#,
            "\"text\"",
            "17",
        ] {
            assert_eq!(shown(body), body);
        }
        let token = r#"{"token_type":"Bearer", "access_token" : "SECRET" , "expires_in":86400,"a":{"refresh_token":17}}"#;
        let masked = r#"{"token_type":"Bearer", "access_token":"••••" , "expires_in":86400,"a":{"refresh_token":"••••"}}"#;
        assert_eq!(shown(token), masked);
    }
}
