//! Answers of token endpoints and their kin, and the JSON reader under them, held against serde_json.
//!
//! Input: two bytes (status, content type), then the body.
#![no_main]

use fuzz::{assert_hides, assert_safe_to_show};
use libfuzzer_sys::fuzz_target;
use oauth_wire::buf::Encode;
use oauth_wire::message::Response;
use oauth_wire::text::Untrusted;
use oauth_wire::time::UnixTime;
use oauth2_flow::answer::{Answer, ErrorResponse, MAX_LIFETIME};
use oauth2_flow::ciba::AuthenticationResponse;
use oauth2_flow::device_code::DeviceAuthorizationResponse;
use oauth2_flow::introspection::IntrospectionResponse;
use oauth2_flow::json::{JsonError, MAX_DEPTH, Value};
use oauth2_flow::pushed::PushedAuthorizationResponse;
use oauth2_flow::token::Token;
use oauth2_flow::token_response::{TokenAnswer, TokenTypes};

const STATUSES: &[u16] = &[200, 200, 200, 400, 401, 429, 500, 302, 201];
const TYPES: &[&[u8]] =
    &[b"application/json;charset=UTF-8", b"text/plain", b"application/x-www-form-urlencoded", b"text/html"];

fuzz_target!(|input: &[u8]| {
    let Some((&[status, kind], body)) = input.split_first_chunk() else { return };
    let headers: [(&str, &[u8]); 1] = [("Content-Type", TYPES[kind as usize % TYPES.len()])];
    let response = Response::new(STATUSES[status as usize % STATUSES.len()], &headers, body);
    json(body);
    token(&response);
    shown_to_people(&response);
    for shown in [
        format!("{:?}", ErrorResponse::parse(&response)),
        format!("{:?}", DeviceAuthorizationResponse::parse(&response)),
        format!("{:?}", AuthenticationResponse::parse(&response)),
        format!("{:?}", PushedAuthorizationResponse::parse(&response)),
        format!("{:?}", IntrospectionResponse::parse(&response)),
    ] {
        assert_safe_to_show(&shown);
    }
});

/// What a device shows, and where it sends its user; where a browser is sent with a pushed request.
fn shown_to_people(response: &Response<'_>) {
    if let Ok(Answer::Success(codes)) = DeviceAuthorizationResponse::parse(response) {
        let code = codes.user_code.to_str().unwrap();
        assert_eq!(Untrusted::new(code.as_bytes()).at_most(usize::MAX).to_string(), code);
        for page in [Some(codes.verification_uri), codes.verification_uri_complete].into_iter().flatten() {
            // A browser refuses more: a host of another script that is none.
            let Ok(page) = url::Url::parse(&page.to_str().unwrap()) else { continue };
            assert!(page.scheme() == "https" || page.scheme() == "http", "{page}");
        }
        assert!(codes.interval >= 1 && codes.interval.max(codes.expires_in) <= MAX_LIFETIME);
    }
    if let Ok(Answer::Success(pushed)) = PushedAuthorizationResponse::parse(response) {
        let name = pushed.request_uri.to_str().unwrap();
        assert!(name.contains(':') && name.bytes().all(|byte| byte.is_ascii_graphic()), "{name:?}");
        assert!((1..=MAX_LIFETIME).contains(&pushed.expires_in));
    }
}

fn token(response: &Response<'_>) {
    let now = UnixTime::from_secs(1_000_000);
    let answer = match TokenAnswer::parse(response) {
        Ok(answer) => answer,
        Err(error) => return assert_safe_to_show(&error.to_string()),
    };
    assert!(TokenAnswer::parse_types(response, TokenTypes::BearerOrNotApplicable).is_ok());
    let TokenAnswer::Token(token) = answer else { return };
    assert!(response.is_success());
    let owned = Token::from_response(&token, now).unwrap_or_else(|error| {
        assert_safe_to_show(&error.to_string());
        Token::new("none")
    });
    let text = token.access_token.to_str().unwrap();
    assert!(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()));
    if let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(response.body())
        && owned.access_token().expose() == text
    {
        assert_eq!(object["access_token"], serde_json::Value::String(text.clone()));
        assert!(
            !object.get("error").is_some_and(|error| error.as_str().is_some_and(|error| !error.is_empty()))
        );
    }
    for secret in
        [Some(text), token.refresh_token.and_then(|token| token.to_str().ok())].into_iter().flatten()
    {
        if secret.contains("hunter2-") {
            assert_hides(&format!("{token:?} {owned:?}"), &secret);
        }
    }
    if let Some(scope) = token.scope {
        assert_eq!(scope.encode_vec().len(), scope.encoded_len());
    }
    token.extra().for_each(drop);
}

fn json(text: &[u8]) {
    let value = match Value::parse(text) {
        Ok(value) => value,
        Err(error) => {
            assert_safe_to_show(&error.to_string());
            let (JsonError::Utf8 { offset } | JsonError::Syntax { offset } | JsonError::TooDeep { offset }) =
                error
            else {
                return;
            };
            assert!(offset <= text.len());
            // serde_json goes deeper.
            if !matches!(error, JsonError::TooDeep { .. }) {
                let theirs = std::str::from_utf8(text).is_ok()
                    && serde_json::from_slice::<serde_json::Value>(text).is_ok();
                assert!(!theirs, "serde_json reads it");
            }
            return;
        }
    };
    let text = std::str::from_utf8(text).unwrap();
    match serde_json::from_str(text) {
        Ok(theirs) => same(value, &theirs, 0),
        // Numbers beyond f64 are none there.
        Err(error) => assert!(error.to_string().starts_with("number out of range"), "serde_json: {error}"),
    }
}

fn same(ours: Value<'_>, theirs: &serde_json::Value, depth: usize) {
    assert!(depth <= MAX_DEPTH);
    match (ours, theirs) {
        (Value::Null, serde_json::Value::Null) => {}
        (Value::Bool(ours), serde_json::Value::Bool(theirs)) => assert_eq!(ours, *theirs),
        (Value::Number(ours), serde_json::Value::Number(theirs)) => {
            if let Some(theirs) = theirs.as_u64() {
                assert_eq!(ours.as_u64(), Some(theirs));
            }
        }
        (Value::String(ours), serde_json::Value::String(theirs)) => {
            assert!(ours.is(theirs));
            assert_eq!(ours.chars().collect::<String>(), *theirs);
            if let Some(plain) = ours.as_plain() {
                assert_eq!(plain, theirs);
            }
        }
        (Value::Array(ours), serde_json::Value::Array(theirs)) => {
            assert_eq!(ours.items().count(), theirs.len());
            ours.items().zip(theirs).for_each(|(ours, theirs)| same(ours, theirs, depth + 1));
        }
        (Value::Object(ours), serde_json::Value::Object(theirs)) => {
            for (name, theirs) in theirs {
                // Of members of one name serde_json keeps the last.
                let last = ours.members().filter(|member| member.name.is(name)).last().unwrap();
                same(last.value, theirs, depth + 1);
            }
        }
        _ => panic!("of another kind"),
    }
}
