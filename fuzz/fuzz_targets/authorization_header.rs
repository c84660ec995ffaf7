//! The `Authorization` header: errors point into the value, and what was read reads the same once it
//! is written again.
#![no_main]

use fuzz::{assert_safe_to_show, model};
use libfuzzer_sys::fuzz_target;
use oauth_wire::buf::{BufferTooSmall, Encode};
use oauth1_sign::{Authorization, AuthorizationHeader};

fuzz_target!(|value: &str| {
    let header = match Authorization::parse(value) {
        Ok(header) => header,
        Err(error) => {
            assert!(error.offset <= value.len());
            return assert_safe_to_show(&error.to_string());
        }
    };
    let pairs: model::Pairs = header.pairs().map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
    for (name, value) in header.pairs() {
        assert!(name.check().is_ok() && value.check().is_ok());
    }
    assert_eq!(pairs, model::header_pairs(value));

    for (name, value) in &pairs {
        let Ok(name) = std::str::from_utf8(name) else { continue };
        let alone = pairs.iter().filter(|(other, _)| other == name.as_bytes()).count() == 1;
        match header.single(name) {
            Ok(found) => assert!(alone && found.is_some_and(|found| found.is(value))),
            Err(_) => assert!(!alone),
        }
    }

    let texts: Option<Vec<_>> = pairs
        .iter()
        .map(|(name, value)| Some((std::str::from_utf8(name).ok()?, std::str::from_utf8(value).ok()?)))
        .collect();
    let Some(texts) = texts else { return };
    // One whose name was percent-encoded would be taken for the realm next time.
    if texts.iter().any(|(name, _)| name.eq_ignore_ascii_case("realm")) {
        return;
    }
    let realm = header.realm().map(unescaped);
    if let Some(realm) = &realm {
        assert!(!realm.contains(|c: char| c.is_ascii_control() && c != '\t'), "{realm:?}");
    }
    let again = AuthorizationHeader { realm: realm.as_deref(), parameters: &texts };
    let mut buffer = vec![0; again.encoded_len()];
    let required = buffer.len();
    assert_eq!(again.write(&mut buffer[..required - 1]), Err(BufferTooSmall { required }));
    let written = again.write(&mut buffer).unwrap();
    if realm.is_none() && texts.is_empty() {
        return;
    }
    let read = Authorization::parse(written).unwrap();
    assert_eq!(read.realm().map(unescaped), realm);
    assert!(read.pairs().map(|(name, value)| (name.to_vec(), value.to_vec())).eq(pairs));
});

/// RFC 9110 §5.6.4.
fn unescaped(realm: &str) -> String {
    let mut chars = realm.chars();
    let mut text = String::new();
    while let Some(c) = chars.next() {
        text.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    text
}
