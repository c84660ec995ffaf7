//! Two mistakes at a time.

use crate::rig::*;
use oauth1_sign::explain::{Half, Layer, Mistake, Observed, SecretOf, Verdict};

const OAUTH: &str = "oauth_nonce=n&oauth_timestamp=1";

/// Asserts that the two are found together, and no other pair.
#[track_caller]
fn assert_pair(case: &Case, observed: Observed<'_>, expected: [Mistake; 2]) {
    let explanation = case.explain(observed);
    assert_eq!(explanation.verdict(), Verdict::Explained, "{expected:?}");
    let found: Vec<&[Mistake]> = explanation.causes().iter().map(|cause| cause.mistakes()).collect();
    let is_it = |pair: &&[Mistake]| pair.len() == 2 && expected.iter().all(|mistake| pair.contains(mistake));
    assert!(found.iter().all(is_it) && found.len() == 1, "{found:?}, not {expected:?}");
}

/// From the base string and from its signature.
#[track_caller]
fn assert_both_ways(case: &Case, base_string: &str, expected: [Mistake; 2]) {
    assert_pair(case, Observed::BaseString(base_string), expected.clone());
    assert_pair(case, Observed::Signature(&signature(KEY, base_string)), expected);
}

#[test]
fn order_and_encoding() {
    let case = Case::url("https://api.example.com/a?filter%5B1%5D=x%20y&filter%5B10%5D=%7C");
    let wrong = |normalized: &str| base_string("GET", "https://api.example.com/a", normalized);
    assert_both_ways(
        &case,
        &wrong(&format!("filter%5B10%5D=%7C&filter%5B1%5D=x+y&{OAUTH}")),
        [Mistake::SortedByDecodedBytes, Mistake::PlusForSpace(Layer::Both)],
    );
    assert_both_ways(
        &case,
        &wrong(&format!("filter%5B10%5D=|&filter%5B1%5D=x y&{OAUTH}")),
        [Mistake::SortedByDecodedBytes, Mistake::NotEncoded(Half::Values)],
    );
    assert_both_ways(
        &Case::url("https://api.example.com/a?z=%7C&b=~&a=x%2Fy"),
        &wrong(&format!("z=%7C&b=%7E&a=x%2Fy&{OAUTH}")),
        [Mistake::NotSorted { protocol_first: false }, Mistake::TildeEncoded(Layer::Both)],
    );
}

#[test]
fn sorted_as_joined_texts_that_are_not_encoded() {
    let case = Case::given(&[("a", "1"), ("a1", "2"), ("a]", "3")]);
    assert_both_ways(
        &case,
        &base_string("GET", case.url, &format!("a1=2&a=1&a%5D=3&{OAUTH}")),
        [Mistake::SortedByDecodedBytes, Mistake::SortedAsJoinedPairs],
    );
}

#[test]
fn scheme_and_port() {
    assert_both_ways(
        &Case::url("https://api.example.com/a"),
        &base_string("GET", "http://api.example.com:8080/a", OAUTH),
        [Mistake::OtherScheme, Mistake::OtherPort { port: "8080".into() }],
    );
    assert_both_ways(
        &Case::url("https://api.example.com/a"),
        &base_string("GET", "http://api.example.com:443/a", OAUTH),
        [Mistake::OtherScheme, Mistake::DefaultPortKept],
    );
    // What Mastercard's Insomnia plug-in was reported to do: issue 6 of insomnia-plugin-mastercard.
    assert_both_ways(
        &Case::url("http://localhost:8080/test/it"),
        &base_string("GET", "http://localhost", OAUTH),
        [Mistake::PortDropped, Mistake::PathLeftOut],
    );
}

#[test]
fn scheme_and_something_else() {
    let case = Case::url("https://api.example.com/app/a?x=1&y=2");
    for (uri, normalized, other) in [
        ("http://api.example.com/a", format!("{OAUTH}&x=1&y=2"), Mistake::PathPrefixDropped { segments: 1 }),
        ("http://api.example.com/app/a/", format!("{OAUTH}&x=1&y=2"), Mistake::TrailingSlashAdded),
        ("http://api.example.com/app/a", OAUTH.into(), Mistake::QueryLeftOut),
        (
            "http://api.example.com/app/a",
            format!("{OAUTH}&x=1"),
            Mistake::ParameterMissing { parameter: "y".into() },
        ),
        (
            "http://api.example.com/app/a",
            "oauth_nonce=n&x=1&y=2".into(),
            Mistake::ParameterMissing { parameter: "oauth_timestamp".into() },
        ),
    ] {
        assert_both_ways(&case, &base_string("GET", uri, &normalized), [Mistake::OtherScheme, other]);
    }
}

#[test]
fn the_query_left_in_the_uri_alone() {
    assert_both_ways(
        &Case::url("https://api.example.com/a?x=1&y=2"),
        &base_string("GET", "https://api.example.com/a?x=1&y=2", OAUTH),
        [Mistake::QueryKept, Mistake::QueryLeftOut],
    );
}

/// What is encoded once too often does not hide what else the base string shows.
#[test]
fn something_behind_a_double_encoding() {
    let case = Case::url("https://api.example.com/a?x=%20");
    let parameters = |more: &str| format!("{OAUTH}{more}&x=%20");
    let parts = |uri: &str, normalized: &str| format!("GET&{uri}&{normalized}");
    let (port, host) = ("https://api.example.com:8443/a", "https://other.example/a");
    let other_port = Mistake::OtherPort { port: "8443".into() };
    let other_host = Mistake::OtherHost { host: "other.example".into() };
    let added = Mistake::ParameterAdded { parameter: "oauth_zz".into() };
    let version = parameters("&oauth_zz=1");
    let twice = |text: &str| encode(&encode(text));
    for (text, expected) in [
        (parts(&twice(port), &encode(&parameters(""))), [Mistake::UriEncodedTwice, other_port.clone()]),
        (parts(&twice(host), &encode(&parameters(""))), [Mistake::UriEncodedTwice, other_host.clone()]),
        (
            parts(&encode("https://api.example.com/a"), &twice(&version)),
            [Mistake::ParametersEncodedTwice, added.clone()],
        ),
        (encode(&base_string("GET", port, &parameters(""))), [Mistake::BaseStringEncoded, other_port]),
        (encode(&base_string("GET", host, &parameters(""))), [Mistake::BaseStringEncoded, other_host]),
        (
            encode(&base_string("GET", "https://api.example.com/a", &version)),
            [Mistake::BaseStringEncoded, added],
        ),
    ] {
        assert_pair(&case, Observed::BaseString(&text), expected);
    }
}

#[test]
fn not_sorted_and_one_more() {
    let version = Mistake::ParameterAdded { parameter: "oauth_version".into() };
    for (normalized, protocol_first) in [
        (format!("y=1&x=2&{OAUTH}&oauth_version=1.0"), false),
        (format!("{OAUTH}&oauth_version=1.0&y=1&x=2"), true),
    ] {
        assert_both_ways(
            &Case::url("https://api.example.com/a?y=1&x=2"),
            &base_string("GET", "https://api.example.com/a", &normalized),
            [Mistake::NotSorted { protocol_first }, version.clone()],
        );
    }
}

/// Where it stands the base string tells; from a signature alone it is not found everywhere.
#[test]
fn not_sorted_and_one_more_anywhere() {
    let case = Case::url("https://api.example.com/a?y=1&x=2");
    let added = Mistake::ParameterAdded { parameter: "zz".into() };
    for (normalized, protocol_first) in [
        (format!("zz=9&y=1&x=2&{OAUTH}"), false),
        (format!("y=1&zz=9&x=2&{OAUTH}"), false),
        (format!("y=1&x=2&zz=9&{OAUTH}"), false),
        (format!("y=1&x=2&{OAUTH}&zz=9"), false),
        (format!("{OAUTH}&y=1&x=2&zz=9"), true),
        (format!("{OAUTH}&zz=9&y=1&x=2"), true),
        (format!("zz=9&{OAUTH}&y=1&x=2"), true),
    ] {
        assert_pair(
            &case,
            Observed::BaseString(&base_string("GET", "https://api.example.com/a", &normalized)),
            [Mistake::NotSorted { protocol_first }, added.clone()],
        );
    }
    let several = Mistake::ParametersAdded { parameters: ["zz".into(), "b".into(), "a".into()].into() };
    for normalized in [format!("y=1&zz=9&b=8&x=2&{OAUTH}&a=7"), format!("zz=9&b=8&y=1&a=7&x=2&{OAUTH}")] {
        assert_pair(
            &case,
            Observed::BaseString(&base_string("GET", "https://api.example.com/a", &normalized)),
            [Mistake::NotSorted { protocol_first: false }, several.clone()],
        );
    }
}

#[test]
fn two_parameters() {
    let case = Case::url("https://api.example.com/a?a=%7C&b=%7C&c=1");
    let missing = |parameter: &str| Mistake::ParameterMissing { parameter: parameter.into() };
    assert_both_ways(
        &case,
        &base_string("GET", "https://api.example.com/a", &format!("b=%7C&{OAUTH}")),
        [missing("a"), missing("c")],
    );
    assert_both_ways(
        &case,
        &base_string("GET", "https://api.example.com/a", &format!("a=%257C&b=%7C&{OAUTH}")),
        [Mistake::ValueEncodedTwice { parameter: "a".into() }, missing("c")],
    );
    assert_both_ways(
        &Case { method: "post", form: Some("a=1&a=2&a=3"), ..CASE },
        &base_string("post", CASE.url, &format!("a=3&{OAUTH}")),
        [Mistake::DuplicatesCollapsedToLast, Mistake::MethodCase { method: "post".into() }],
    );
}

#[test]
fn secrets() {
    let right = base_string("GET", CASE.url, OAUTH);
    let candidates = Case { client: &[CLIENT, OTHER_CLIENT], token: &[TOKEN, OTHER_TOKEN], ..CASE };
    let other = |secret| Mistake::OtherSecret { secret, candidate: 2 };
    let line_feed = |secret| Mistake::WhiteSpaceBehindSecret { secret, white_space: "\n" };
    for (case, key, expected) in [
        (CASE, "t1-Xw=!&c1-Zq/+", [Mistake::SecretsSwapped, Mistake::SecretsNotEncoded]),
        (CASE, "c1-Zq/+t1-Xw=!", [Mistake::AmpersandMissing, Mistake::SecretsNotEncoded]),
        (candidates, "c2-Zq%3D&t2-Xw%2F", [other(SecretOf::Client), other(SecretOf::Token)]),
        (candidates, "t2-Xw%2F&c1-Zq%2F%2B", [other(SecretOf::Token), Mistake::SecretsSwapped]),
        (
            candidates,
            "c2-Zq%3D&",
            [other(SecretOf::Client), Mistake::SecretLeftOut { secret: SecretOf::Token }],
        ),
        (CASE, "c1-Zq%2F%2B%0A&t1-Xw%3D%21%0A", [line_feed(SecretOf::Client), line_feed(SecretOf::Token)]),
        (CASE, "c1-Zq/+\n&t1-Xw=!", [line_feed(SecretOf::Client), Mistake::SecretsNotEncoded]),
    ] {
        assert_pair(&case, Observed::Signature(&signature(key, &right)), expected);
    }
    let plaintext = Case { protocol: &[("oauth_signature_method", "PLAINTEXT")], ..CASE };
    assert_pair(
        &plaintext,
        Observed::Signature("t1-Xw=!&c1-Zq/+"),
        [Mistake::SecretsSwapped, Mistake::SecretsNotEncoded],
    );
}

#[test]
fn a_base_string_and_a_key_or_a_signature() {
    let case = Case { client: &[CLIENT, OTHER_CLIENT], ..Case::url("https://api.example.com/a?q=x%20y") };
    let plus = base_string("GET", "https://api.example.com/a", &format!("{OAUTH}&q=x+y"));
    let other = Mistake::OtherSecret { secret: SecretOf::Client, candidate: 2 };
    assert_pair(
        &case,
        Observed::Signature(&signature("c2-Zq%3D&t1-Xw%3D%21", &plus)),
        [Mistake::PlusForSpace(Layer::Both), other.clone()],
    );
    assert_pair(
        &case,
        Observed::Signature(&base64(&sha256(KEY, &plus))),
        [Mistake::PlusForSpace(Layer::Both), Mistake::OtherHash { method: "HMAC-SHA256" }],
    );
    assert_pair(
        &case,
        Observed::Signature(&encode(&signature(KEY, &plus))),
        [Mistake::PlusForSpace(Layer::Both), Mistake::SignaturePercentEncoded],
    );
    let right = base_string("GET", "https://api.example.com/a", &format!("{OAUTH}&q=x%20y"));
    let hex: String = sha1("c2-Zq%3D&t1-Xw%3D%21", &right).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_pair(&case, Observed::Signature(&base64(hex.as_bytes())), [other, Mistake::SignatureHexInBase64]);
}

/// How parts are encoded shows only once there is something in them.
#[test]
fn text_in_the_uri() {
    let case = Case::url("https://api.example.com/x%20%2Fy?q=a%20%2Fb&t=~");
    let form_encoded = |text: &str| encode(text).replace("%20", "+");
    let (decoded, right) = ("https://api.example.com/x /y", format!("{OAUTH}&q=a%20%2Fb&t=~"));
    let plus = format!("{OAUTH}&q=a+%2Fb&t=~");
    let cases = [
        (encode(decoded), encode(&plus), Mistake::PlusForSpace(Layer::Parameters)),
        (form_encoded(decoded), encode(&plus), Mistake::PlusForSpace(Layer::Both)),
        (form_encoded(decoded), encode(&right), Mistake::PlusForSpace(Layer::Parts)),
        (encode_keeping(decoded, "-._~/"), encode(&right), Mistake::SlashKept(Layer::Parts)),
    ];
    for (uri, normalized, layer) in cases {
        assert_both_ways(&case, &format!("GET&{uri}&{normalized}"), [Mistake::PathDecoded, layer]);
    }
}

/// What a part of the URI brings in that is kept there, or another path.
#[test]
fn reserved_characters_in_the_uri_alone() {
    for (ours, uri, normalized, mistake) in [
        (
            "https://api.example.com/a?x=*",
            "https://api.example.com/a?x=*",
            format!("{OAUTH}&x=%2A"),
            Mistake::QueryKept,
        ),
        ("https://api.example.com/a#*", "https://api.example.com/a#*", OAUTH.into(), Mistake::FragmentKept),
        ("https://u*@api.example.com/a", "https://u*@api.example.com/a", OAUTH.into(), Mistake::UserInfoKept),
        (
            "https://api.example.com/a",
            "https://api.example.com/b*",
            OAUTH.into(),
            Mistake::OtherPath { path: "/b*".into() },
        ),
    ] {
        let text = format!("GET&{}&{}", encode_keeping(uri, "-._~*"), encode(&normalized));
        let explanation = Case::url(ours).explain(Observed::BaseString(&text));
        let found: Vec<&[Mistake]> = explanation.causes().iter().map(|cause| cause.mistakes()).collect();
        // Which reserved characters are kept beside this one, and in which layer, nothing here tells.
        let is_it = |pair: &&[Mistake]| {
            let other = pair.iter().find(|one| **one != mistake);
            let is_kept = matches!(other, Some(Mistake::AsteriskKept(_) | Mistake::SubDelimitersKept(_)));
            pair.contains(&mistake) && is_kept
        };
        assert!(!found.is_empty() && found.iter().all(is_it), "{found:?}, not {mistake:?}");
    }
}

/// The other side's `+` in what only it has.
#[test]
fn a_space_as_plus_in_what_is_added() {
    let several = Mistake::ParametersAdded { parameters: ["yy".into(), "zz".into()].into() };
    for (more, added) in
        [("&zz=3+4", Mistake::ParameterAdded { parameter: "zz".into() }), ("&yy=5&zz=3+4", several)]
    {
        let theirs = base_string("GET", "https://api.example.com/a", &format!("{OAUTH}&x=1+2{more}"));
        assert_pair(
            &Case::url("https://api.example.com/a?x=1%202"),
            Observed::BaseString(&theirs),
            [Mistake::PlusForSpace(Layer::Both), added],
        );
    }
}

/// Ours has no other that is not the protocol's, so this one stands behind those because they come first.
#[test]
fn one_alone_behind_the_protocol_s() {
    assert_pair(
        &CASE,
        Observed::BaseString(&base_string("GET", CASE.url, &format!("{OAUTH}&b=2"))),
        [Mistake::NotSorted { protocol_first: true }, Mistake::ParameterAdded { parameter: "b".into() }],
    );
}

/// A mistake that shows only because of the other.
#[test]
fn text_that_the_other_mistake_brings() {
    assert_both_ways(
        &Case { body: Some("{\"text\":\"x y\"}"), ..CASE },
        &base_string("GET", CASE.url, &format!("{OAUTH}&text=x+y")),
        [Mistake::JsonMembersSigned, Mistake::PlusForSpace(Layer::Both)],
    );
    assert_both_ways(
        &Case { realm: Some("Photos"), ..Case::url("https://api.example.com/a?z=1") },
        &base_string("GET", "https://api.example.com/a", &format!("{OAUTH}&z=1&realm=Photos")),
        [Mistake::RealmSigned, Mistake::NotSorted { protocol_first: true }],
    );
    let plain = Case { client: &["abcZq"], token: &[], ..CASE };
    let right = base_string("GET", CASE.url, OAUTH);
    assert_pair(
        &plain,
        Observed::Signature(&signature("abcZq\n&", &right)),
        [
            Mistake::WhiteSpaceBehindSecret { secret: SecretOf::Client, white_space: "\n" },
            Mistake::SecretsNotEncoded,
        ],
    );
}
