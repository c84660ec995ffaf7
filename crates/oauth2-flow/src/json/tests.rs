use super::*;
use proptest::prelude::*;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

/// The same value, as serde_json has it.
fn to_serde(value: Value<'_>) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(yes) => yes.into(),
        Value::Number(number) => serde_json::from_str(number.as_str()).unwrap(),
        Value::String(text) => text.chars().collect::<String>().into(),
        Value::Array(array) => array.items().map(to_serde).collect::<Vec<_>>().into(),
        Value::Object(object) => serde_json::Value::Object(
            object.members().map(|m| (m.name.chars().collect(), to_serde(m.value))).collect(),
        ),
    }
}

#[test]
fn escapes() {
    let text = br#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00x""#;
    let Value::String(text) = Value::parse(text).unwrap() else { panic!() };
    assert_eq!(text.chars().collect::<String>(), "\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f600}x");
    assert_eq!(text.as_plain(), None);
}

#[test]
fn refused() {
    let syntax = |offset| JsonError::Syntax { offset };
    for (text, error) in [
        ("", syntax(0)),
        ("{", syntax(1)),
        ("{\"a\"}", syntax(4)),
        ("{\"a\":1,}", syntax(7)),
        ("{,}", syntax(1)),
        ("[1 2]", syntax(3)),
        ("[1,]", syntax(3)),
        ("{} x", syntax(3)),
        ("nul", syntax(0)),
        ("01", syntax(1)),
        ("-", syntax(1)),
        ("1.", syntax(2)),
        ("1e+", syntax(3)),
        ("+1", syntax(0)),
        ("'a'", syntax(0)),
        ("\"\n\"", syntax(1)),
        ("\"\\x\"", syntax(1)),
        ("\"\\u12\"", syntax(1)),
        ("\"\\u+123\"", syntax(1)),
        ("\"\\ud800\"", syntax(1)),
        ("\"\\ud800\\u0041\"", syntax(1)),
        ("\"\\udc00\"", syntax(1)),
        ("\"\\", syntax(1)),
        ("\"\\u00é\"", syntax(1)),
    ] {
        assert_eq!(Value::parse(text.as_bytes()), Err(error), "{text}");
    }
    assert_eq!(Value::parse(b"\"\xff\""), Err(JsonError::Utf8 { offset: 1 }));
}

#[test]
fn depth() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Value::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    let too_deep = nested(MAX_DEPTH + 1);
    let error = Value::parse(too_deep.as_bytes());
    assert_eq!(error, Err(JsonError::TooDeep { offset: MAX_DEPTH }));
    assert!(Value::parse("[".repeat(1_000_000).as_bytes()).is_err());
    // The members of a document stand one deep themselves.
    let document = |depth: usize| format!("{{\"a\":{}}}", nested(depth));
    let read = |text: String| Members::of(text.as_bytes()).unwrap().next_member().map(|_| ());
    assert_eq!(read(document(MAX_DEPTH - 1)), Ok(()));
    assert!(read(document(MAX_DEPTH)).is_err());
}

#[test]
fn numbers() {
    for (text, number) in [
        ("3600", Some(3600)),
        ("3600.9", Some(3600)),
        ("3.6e3", Some(3600)),
        ("-1", None),
        ("-0", Some(0)),
        ("18446744073709551616", Some(u64::MAX)),
        ("1e999", Some(u64::MAX)),
        ("0.1", Some(0)),
    ] {
        assert_eq!(Number::parse(text).unwrap().as_u64(), number, "{text}");
    }
    assert!(Number::parse(" 1").is_err());
    assert!(Number::parse("inf").is_err());
}

#[test]
fn members_are_read_one_by_one() {
    let mut members = Members::of(b" { \"a\" : 1 , \"\\u0062\":\"x\" } ").unwrap();
    let first = members.next_member().unwrap().unwrap();
    assert_eq!((first.name.is("a"), first.value.raw()), (true, "1"));
    let second = members.next_member().unwrap().unwrap();
    assert_eq!((second.name.is("b"), second.value.raw()), (true, "\"x\""));
    assert_eq!(members.next_member(), Ok(None));
    assert_eq!(Members::of(b"[]").unwrap_err(), JsonError::Syntax { offset: 0 });
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            proptest::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reads_what_serde_json_writes(value in json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
        let ours = Value::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(ours.raw(), &text);
        // Read again, because serde_json rounds some floats by the last bit.
        prop_assert_eq!(to_serde(ours), serde_json::from_str::<serde_json::Value>(&text).unwrap());
    }

    #[test]
    fn accepts_what_serde_json_accepts(text in "[\\[\\]{}\",:0-9eE+.\\\\u\\- a-fntrls\n\u{e9}]{0,24}") {
        // serde_json refuses numbers beyond f64, which are valid JSON.
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match Value::parse(text.as_bytes()) {
            Ok(ours) => match theirs {
                Ok(theirs) => prop_assert_eq!(to_serde(ours), theirs),
                Err(error) => prop_assert!(error.to_string().contains("number out of range"), "{} {}", text, error),
            },
            Err(_) => prop_assert!(theirs.is_err(), "{}", text),
        }
    }

    #[test]
    fn any_bytes(bytes: Vec<u8>) {
        let ours = Value::parse(&bytes).is_ok();
        let theirs = serde_json::from_slice::<serde_json::Value>(&bytes);
        prop_assert!(ours == theirs.is_ok() || theirs.is_err_and(|error| error.to_string().contains("number out of range")));
    }

    #[test]
    fn a_broken_document_never_panics(value in json(), cut: prop::sample::Index, byte: u8) {
        let mut text = value.to_string().into_bytes();
        let at = cut.index(text.len());
        text[at] = byte;
        let _ = Value::parse(&text).map(|value| std::format!("{value:?}"));
        let _ = Value::parse(&text[..at]);
    }
}

#[test]
fn debug_shows_no_content() {
    let value = Value::parse(br#"{"access_token":"SECRET"}"#).unwrap();
    let Value::Object(object) = value else { panic!() };
    let member = object.members().next().unwrap();
    let shown = format!("{value:?} {object:?} {member:?}");
    assert!(!shown.contains("SECRET") && !shown.contains("access"), "{shown}");
}
