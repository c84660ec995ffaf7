//! `WWW-Authenticate` fields: errors point into the field, and what was read reads the same once it is
//! written again.
#![no_main]

use fuzz::assert_safe_to_show;
use libfuzzer_sys::fuzz_target;
use oauth_wire::message::Response;
use oauth2_flow::challenge::{Challenge, ChallengeErrorKind, challenges, challenges_in};

fuzz_target!(|field: &[u8]| {
    let read: Vec<_> = challenges_in(field).collect();
    let good: Vec<_> = read.iter().filter_map(|item| item.as_ref().ok()).copied().collect();
    for (index, item) in read.iter().enumerate() {
        if let Err(error) = item {
            // Only what breaks the grammar hides what follows.
            assert!(error.kind != ChallengeErrorKind::Syntax || index + 1 == read.len());
            assert!(error.offset <= field.len());
            assert_safe_to_show(&error.to_string());
        }
    }
    for challenge in &good {
        assert!(challenge.is(&challenge.scheme().to_ascii_lowercase()) && !challenge.scheme().is_empty());
        assert!(challenge.token68().is_none() || challenge.parameters().next().is_none());
        for (name, value) in challenge.parameters() {
            assert_eq!(
                challenge.parameters().filter(|(other, _)| other.eq_ignore_ascii_case(name)).count(),
                1
            );
            assert!(challenge.get(&name.to_ascii_uppercase()).unwrap().bytes().eq(value.bytes()));
            assert!(value.bytes().all(|byte| byte == b'\t' || !byte.is_ascii_control()));
        }
        assert_safe_to_show(&format!("{challenge:?}"));
    }

    let written: Vec<_> = good.iter().map(write).collect();
    let written = written.join(&b", "[..]);
    let again: Vec<_> = challenges_in(&written).map(Result::unwrap).collect();
    assert!(again.iter().map(parts).eq(good.iter().map(parts)), "{}", String::from_utf8_lossy(&written));

    // In two fields it says the same as in one, an error in the first costs nothing of the second.
    let headers = [("WWW-Authenticate", field), ("www-authenticate", &written)];
    let response = Response::new(401, &headers, b"");
    assert_eq!(challenges(&response).count(), read.len() + good.len());
});

fn write(challenge: &Challenge<'_>) -> Vec<u8> {
    let mut field = challenge.scheme().as_bytes().to_vec();
    if let Some(token68) = challenge.token68() {
        field.push(b' ');
        field.extend(token68.as_bytes());
    }
    for (index, (name, value)) in challenge.parameters().enumerate() {
        field.extend(if index == 0 { &b" "[..] } else { b", " });
        field.extend(name.as_bytes());
        field.extend(b"=\"");
        for byte in value.bytes() {
            if matches!(byte, b'"' | b'\\') {
                field.push(b'\\');
            }
            field.push(byte);
        }
        field.push(b'"');
    }
    field
}

fn parts<'a>(challenge: &Challenge<'a>) -> (&'a str, Option<&'a str>, Vec<(&'a str, Vec<u8>)>) {
    let parameters = challenge.parameters().map(|(name, value)| (name, value.bytes().collect())).collect();
    (challenge.scheme(), challenge.token68(), parameters)
}
