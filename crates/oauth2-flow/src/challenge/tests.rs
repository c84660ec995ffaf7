use super::*;
use proptest::prelude::*;
use std::format;
use std::string::String;
use std::vec;
use std::vec::Vec;

/// Schemes and errors, in order.
fn items(field: &str) -> Vec<Result<&str, ChallengeError>> {
    challenges_in(field.as_bytes()).map(|item| item.map(|challenge| challenge.scheme())).collect()
}

const fn syntax<'a>(offset: usize) -> Result<&'a str, ChallengeError> {
    Err(ChallengeError { offset, kind: ChallengeErrorKind::Syntax })
}

/// The challenges of one field, written out: `scheme`, `scheme:token68`, `scheme{name=value;…}`.
fn read(field: &str) -> Result<Vec<String>, usize> {
    challenges_in(field.as_bytes())
        .map(|challenge| {
            let challenge = challenge.map_err(|error| error.offset)?;
            let text = |value: ParameterValue<'_>| {
                String::from_utf8_lossy(&value.bytes().collect::<Vec<_>>()).into_owned()
            };
            let parameters: Vec<_> =
                challenge.parameters().map(|(name, value)| format!("{name}={}", text(value))).collect();
            Ok(match (challenge.token68(), &*parameters) {
                (Some(token68), []) => format!("{}:{token68}", challenge.scheme()),
                (None, []) => challenge.scheme().into(),
                (None, some) => format!("{}{{{}}}", challenge.scheme(), some.join(";")),
                (Some(_), _) => panic!("both"),
            })
        })
        .collect()
}

#[test]
fn as_the_grammar_has_it() {
    for (field, expected) in [
        ("", vec![]),
        (" , ,", vec![]),
        ("Bearer", vec!["Bearer"]),
        ("Bearer ", vec!["Bearer"]),
        ("Negotiate, Basic realm=\"x\"", vec!["Negotiate", "Basic{realm=x}"]),
        ("Negotiate YII+/~-._==", vec!["Negotiate:YII+/~-._=="]),
        ("Negotiate abc=", vec!["Negotiate:abc="]),
        ("Negotiate abc, Bearer", vec!["Negotiate:abc", "Bearer"]),
        ("A a=b", vec!["A{a=b}"]),
        ("A a = \"b\" , c\t=\td", vec!["A{a=b;c=d}"]),
        ("A a=b,,c=d,", vec!["A{a=b;c=d}"]),
        ("A a=\"x, B y=z\", B c=d", vec!["A{a=x, B y=z}", "B{c=d}"]),
        ("A a=\"\\\"\\\\\\x\"", vec!["A{a=\"\\x}"]),
        ("A a=\"\"", vec!["A{a=}"]),
        ("A a=https://h/?x=y", vec!["A{a=https://h/?x=y}"]),
        ("A , a=b", vec!["A{a=b}"]),
        ("A,B,C x", vec!["A", "B", "C:x"]),
        ("A a=b, B", vec!["A{a=b}", "B"]),
        ("A a=b, B, C c=d", vec!["A{a=b}", "B", "C{c=d}"]),
        ("A realm=\"caf\u{e9}\"", vec!["A{realm=caf\u{e9}}"]),
        // The three of RFC 6750 §3
        (r#"Bearer realm="example""#, vec!["Bearer{realm=example}"]),
        // What some send
        ("Bearer realm=\"a\" , error=invalid_token", vec!["Bearer{realm=a;error=invalid_token}"]),
    ] {
        assert_eq!(
            read(field).as_deref(),
            Ok(&*expected.iter().map(|s| String::from(*s)).collect::<Vec<_>>()),
            "{field}"
        );
    }
}

#[test]
fn refused() {
    for (field, offset) in [
        ("=", 0),
        ("\"x\"", 0),
        ("A a=b c=d", 6),
        ("A a=\"b", 6),
        ("A a=\"b\\", 6),
        ("A a=\"b\n\"", 6),
        ("A a=\"b\"c", 7),
        ("A x y", 2),
        ("A(B)", 1),
        ("A a=b, =c", 7),
        ("A abc==, d=e", 10),
    ] {
        assert_eq!(read(field), Err(offset), "{field}");
    }
}

#[test]
fn a_broken_field_does_not_hide_the_next() {
    let response = Response::new(
        401,
        &[("WWW-Authenticate", b"A x y"), ("x", b"B"), ("www-authenticate", b"C, D a=b")],
        b"",
    );
    let schemes: Vec<_> =
        challenges(&response).map(|challenge| challenge.map(|challenge| challenge.scheme())).collect();
    assert_eq!(schemes, [syntax(2), Ok("C"), Ok("D")]);
}

#[test]
fn what_was_read_before_an_error_has_come() {
    assert_eq!(
        items("Basic realm=\"x\", Bearer error=invalid_token, DPoP x y, A"),
        [Ok("Basic"), Ok("Bearer"), syntax(50)]
    );
}

#[test]
fn a_parameter_stands_once_in_a_challenge() {
    let twice = Err(ChallengeError { offset: 28, kind: ChallengeErrorKind::DuplicateParameter });
    for (field, expected) in [
        ("Bearer error=invalid_token, error=insufficient_scope", vec![twice]),
        ("Bearer error=invalid_token, ERROR=invalid_token", vec![twice]),
        // The grammar holds, so the next challenge is found.
        ("Bearer error=invalid_token, error=x, scope=y, scope=z, A b=c", vec![twice, Ok("A")]),
        ("A a=b, Bearer e=x, b=y, c=z,e=f", vec![Ok("A"), twice]),
        ("A realm=x, B realm=y", vec![Ok("A"), Ok("B")]),
        ("A a=b, a=c d", vec![syntax(11)]),
    ] {
        assert_eq!(items(field), expected, "{field}");
    }
}

#[test]
fn a_parameter_has_a_value() {
    let empty = |offset| Err(ChallengeError { offset, kind: ChallengeErrorKind::MalformedParameter });
    for (field, expected) in [
        ("Bearer realm=, error=\"x\"", vec![empty(7)]),
        ("Bearer realm=,error =x, A b=c", vec![empty(7), Ok("A")]),
        ("A b=c, Bearer realm= , , error=x, D, E f==", vec![Ok("A"), empty(14), Ok("D"), Ok("E")]),
        ("Bearer error=x, realm=", vec![empty(16)]),
        ("Bearer error=x, realm=, A", vec![empty(16), Ok("A")]),
        ("Bearer realm = , A", vec![empty(7), Ok("A")]),
        ("Bearer, realm=, error=x, A", vec![empty(8), Ok("A")]),
        // The grammar has these be a token68.
        ("Negotiate abc=, Basic realm=x", vec![Ok("Negotiate"), Ok("Basic")]),
        ("Negotiate abc=, Basic , realm=x", vec![Ok("Negotiate"), Ok("Basic")]),
    ] {
        assert_eq!(items(field), expected, "{field}");
    }
    assert_eq!(read("A a=\"\", b=c").as_deref(), Ok(&[String::from("A{a=;b=c}")][..]));
}

/// The one rule that it took to read the field's first challenge.
#[track_caller]
fn used(field: &str, rule: Option<Leniency>) {
    let challenge = challenges_in(field.as_bytes()).next().unwrap().unwrap();
    assert!(challenge.leniencies().iter().eq(rule), "{field}: {:?}", challenge.leniencies());
}

#[test]
fn leniency_unquoted_value() {
    for (field, lenient) in
        [("A a=b, c=\"https://h/\"", false), ("A a=b, c=https://h/, d=e", true), ("A a=x=y, c=d", true)]
    {
        used(field, lenient.then_some(Leniency::UnquotedValue));
    }
}

#[test]
fn leniency_comma_after_scheme() {
    for (field, lenient) in [
        ("Bearer,error=x", true),
        ("Bearer, error=\"invalid_token\", error_description=\"gone\"", true),
        ("Bearer ,error=x", false), // an empty element of the list (RFC 9110 §5.6.1.2)
        ("Bearer error=x", false),
        ("Bearer, Basic realm=x", false),
        ("Bearer,", false),
    ] {
        used(field, lenient.then_some(Leniency::CommaAfterScheme));
    }
    assert_eq!(
        read("bearer,error=x, A, b=c").as_deref(),
        Ok(&["bearer{error=x}", "A{b=c}"].map(String::from)[..])
    );
}

/// Finding a name twice takes time that grows with the square of how many there are.
#[test]
fn parameters_without_end() {
    let parameters = |count| (0..count).map(|n| format!("p{n}=v")).collect::<Vec<_>>().join(",");
    for more in [1, 100_000] {
        let field = format!("A {}, B {}", parameters(MAX_PARAMETERS), parameters(MAX_PARAMETERS + more));
        let items = items(&field);
        assert_eq!(items.len(), 2);
        assert_eq!(items[0], Ok("A"));
        assert_eq!(items[1].unwrap_err().kind, ChallengeErrorKind::TooManyParameters);
    }
}

#[test]
fn names_are_found_in_any_case() {
    let challenge = challenges_in(b"bEARER Error=\"x\", scop=y").next().unwrap().unwrap();
    assert!(challenge.is("Bearer") && challenge.get("ERROR").unwrap().is("x"));
    assert!(challenge.get("scope").is_none());
    assert!(!format!("{challenge:?} {:?}", challenge.get("error")).contains("\"x\""));
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

proptest! {
    #[test]
    fn reads_what_is_written(
        written in proptest::collection::vec(
            ("[A-Za-z][A-Za-z0-9-]{0,8}", proptest::collection::btree_map("[a-z_]{1,8}", "[^\\x00-\\x1f\\x7f]{0,12}", 0..4)),
            0..4,
        ),
    ) {
        let field: Vec<String> = written.iter().map(|(scheme, parameters)| {
            let parameters: Vec<String> =
                parameters.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
            format!("{scheme} {}", parameters.join(", "))
        }).collect();
        let field = field.join(", ");
        let read: Vec<_> = challenges_in(field.as_bytes()).collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read.len(), written.len(), "{}", field);
        for (challenge, (scheme, parameters)) in read.iter().zip(&written) {
            prop_assert_eq!(challenge.scheme(), scheme);
            let found: Vec<_> = challenge.parameters().collect();
            prop_assert_eq!(found.len(), parameters.len());
            for ((name, value), (own_name, own_value)) in found.iter().zip(parameters) {
                prop_assert!(name == own_name && value.is(own_value), "{}", field);
            }
        }
    }

    #[test]
    fn any_bytes(field: Vec<u8>) {
        for challenge in challenges_in(&field).take(field.len() + 1).flatten() {
            let _ = challenge.parameters().take(field.len() + 1).count();
        }
    }

    #[test]
    fn anything_near(field in "[A-Ba-b=,\" \\\\]{0,20}") {
        prop_assert!(challenges_in(field.as_bytes()).count() <= field.len() + 1);
    }
}
