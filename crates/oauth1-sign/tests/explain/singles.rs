//! Each mistake by itself.

use crate::rig::*;
use oauth1_sign::BodyHashAlgorithm::{Sha1, Sha256};
use oauth1_sign::explain::{Half, Layer, Mistake, Observed, SecretOf};

/// What a row's value is planted in.
enum Planted {
    /// A base string; it must be found from it and from its signature.
    BaseString(String),
    /// A base string that can't be guessed from its signature.
    BaseStringOnly(String),
    /// A key: the base string is right.
    Key(&'static str),
    /// The signature's text.
    Signature(String),
}

use Planted::*;

type Row = (Mistake, Case, Planted);

const URI: &str = "https://api.example.com/a";
/// The normalized protocol parameters of most cases.
const OAUTH: &str = "oauth_nonce=n&oauth_timestamp=1";

/// Wrong in the normalized parameters.
fn parameters(mistake: Mistake, case: Case, normalized: &str) -> Row {
    (mistake, case, BaseString(base_string("GET", case.url.split('?').next().unwrap(), normalized)))
}

/// Wrong in the base string URI, with no parameter beside the protocol's.
fn uri(mistake: Mistake, url: &'static str, uri: &str) -> Row {
    (mistake, Case::url(url), BaseString(base_string("GET", uri, OAUTH)))
}

/// Wrong in the whole: `%` starts an escape there, written out.
fn whole(mistake: Mistake, case: Case, base_string: impl Into<String>) -> Row {
    (mistake, case, BaseString(base_string.into()))
}

fn orders() -> Vec<Row> {
    let brackets = Case::url("https://api.example.com/a?filter%5B1%5D=x&filter%5B10%5D=y");
    let (z_a, cases) =
        (Case::url("https://api.example.com/a?z=1&a=2"), Case::url("https://api.example.com/a?B=1&a=2"));
    vec![
        parameters(
            Mistake::SortedByDecodedBytes,
            brackets,
            &format!("filter%5B10%5D=y&filter%5B1%5D=x&{OAUTH}"),
        ),
        parameters(
            Mistake::SortedAsJoinedPairs,
            Case::url("https://api.example.com/a?a=1&a1=2"),
            &format!("a1=2&a=1&{OAUTH}"),
        ),
        parameters(
            Mistake::SortedByNameAlone,
            Case::url("https://api.example.com/a?z=0&a=2&a=1&a=3"),
            &format!("a=2&a=1&a=3&{OAUTH}&z=0"),
        ),
        parameters(Mistake::SortedIgnoringCase, cases, &format!("a=2&B=1&{OAUTH}")),
        parameters(Mistake::NotSorted { protocol_first: false }, z_a, &format!("z=1&a=2&{OAUTH}")),
        parameters(Mistake::NotSorted { protocol_first: true }, z_a, &format!("{OAUTH}&z=1&a=2")),
        parameters(Mistake::SortedApart { protocol_first: false }, z_a, &format!("a=2&z=1&{OAUTH}")),
        parameters(Mistake::SortedApart { protocol_first: true }, z_a, &format!("{OAUTH}&a=2&z=1")),
    ]
}

fn times() -> Vec<Row> {
    let bars = Case::given(&[("a[", "x|y"), ("b", "|")]);
    let escapes = Case::given(&[("a", "%7c"), ("b", "%7c")]);
    let on_the_wire = Case::url("https://api.example.com/a?a=x+y&b=%7c");
    let hash = Case {
        protocol: &[("oauth_body_hash", "x+y="), ("oauth_consumer_key", "k!"), ("oauth_nonce", "n")],
        ..Case::given(&[("a", "/")])
    };
    let one = Case::given(&[("b", "1")]);
    let normalized = format!("b=1&{OAUTH}");
    let (encoded_uri, encoded) = (encode(URI), encode(&normalized));
    vec![
        parameters(Mistake::NotEncoded(Half::Values), bars, &format!("a%5B=x|y&b=|&{OAUTH}")),
        parameters(Mistake::NotEncoded(Half::Names), bars, &format!("a[=x%7Cy&b=%7C&{OAUTH}")),
        parameters(Mistake::NotEncoded(Half::Both), bars, &format!("a[=x|y&b=|&{OAUTH}")),
        parameters(Mistake::EncodedTwice(Half::Values), bars, &format!("a%5B=x%257Cy&b=%257C&{OAUTH}")),
        parameters(Mistake::EncodedTwice(Half::Names), bars, &format!("a%255B=x%7Cy&b=%7C&{OAUTH}")),
        parameters(Mistake::EncodedTwice(Half::Both), bars, &format!("a%255B=x%257Cy&b=%257C&{OAUTH}")),
        parameters(
            Mistake::ProtocolValuesNotEncoded,
            hash,
            "a=%2F&oauth_body_hash=x+y=&oauth_consumer_key=k!&oauth_nonce=n",
        ),
        parameters(
            Mistake::ValueNotEncoded { parameter: "b".into() },
            bars,
            &format!("a%5B=x%7Cy&b=|&{OAUTH}"),
        ),
        parameters(
            Mistake::ValueEncodedTwice { parameter: "b".into() },
            bars,
            &format!("a%5B=x%7Cy&b=%257C&{OAUTH}"),
        ),
        parameters(
            Mistake::ValueDecodedTwice { parameter: "b".into() },
            escapes,
            &format!("a=%257c&b=%7C&{OAUTH}"),
        ),
        parameters(Mistake::ValuesDecodedTwice, escapes, &format!("a=%7C&b=%7C&{OAUTH}")),
        parameters(Mistake::NotDecoded, on_the_wire, &format!("a=x%2By&b=%257c&{OAUTH}")),
        parameters(Mistake::TakenAsSent, on_the_wire, &format!("a=x+y&b=%7c&{OAUTH}")),
        whole(Mistake::ParametersNotEncoded, one, format!("GET&{encoded_uri}&{normalized}")),
        whole(Mistake::ParametersEncodedTwice, one, format!("GET&{encoded_uri}&{}", encode(&encoded))),
        whole(Mistake::UriNotEncoded, one, format!("GET&{URI}&{encoded}")),
        whole(Mistake::UriEncodedTwice, one, format!("GET&{}&{encoded}", encode(&encoded_uri))),
        whole(Mistake::BaseStringEncoded, one, encode(&format!("GET&{encoded_uri}&{encoded}"))),
    ]
}

/// One encoder for both times, or another one for one of them.
fn layered(
    mistake: fn(Layer) -> Mistake,
    case: Case,
    pairs: &[(&str, &str)],
    wrong: fn(&str) -> String,
) -> Vec<Row> {
    let row = |layer| {
        let inner = if layer == Layer::Parts { encode } else { wrong };
        let outer = if layer == Layer::Parameters { encode } else { wrong };
        let mut all: Vec<_> =
            pairs.iter().chain(PROTOCOL).map(|(name, value)| (inner(name), inner(value))).collect();
        all.sort();
        let normalized: Vec<_> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
        whole(mistake(layer), case, format!("GET&{}&{}", outer(case.url), outer(&normalized.join("&"))))
    };
    [Layer::Both, Layer::Parameters, Layer::Parts].map(row).into()
}

fn characters() -> Vec<Row> {
    macro_rules! given {
        ($url:literal, $value:literal) => {
            (Case { given: &[("v", $value)], ..Case::url($url) }, &[("v", $value)])
        };
    }
    let mut rows = vec![
        parameters(
            Mistake::PlusForSpace(Layer::Both),
            Case::given(&[("a", "x y")]),
            &format!("a=x+y&{OAUTH}"),
        ),
        parameters(
            Mistake::PlusKept,
            Case::url("https://api.example.com/a?a=x+y&b=%7C"),
            &format!("a=x%2By&b=%7C&{OAUTH}"),
        ),
        parameters(Mistake::PlusReadAsSpace, Case::given(&[("a", "x+y")]), &format!("a=x%20y&{OAUTH}")),
        parameters(Mistake::Latin1, Case::given(&[("a", "\u{e9}")]), &format!("a=%E9&{OAUTH}")),
    ];
    let (case, pairs) = given!("https://api.example.com/a", "|");
    rows.extend(layered(Mistake::LowerCaseEscapes, case, pairs, |text| {
        let mut lower = encode(text);
        for (at, _) in lower.clone().match_indices('%') {
            lower.replace_range(at..at + 3, &lower[at..at + 3].to_lowercase());
        }
        lower
    }));
    let (case, pairs) = given!("https://api.example.com/~a", "~|");
    rows.extend(layered(Mistake::TildeEncoded, case, pairs, |text| encode_keeping(text, "-._")));
    let (case, pairs) = given!("https://api.example.com/a-b_c~", "-._~|");
    rows.extend(layered(Mistake::UnreservedEncoded, case, pairs, |text| encode_keeping(text, "")));
    let (case, pairs) = given!("https://api.example.com/a*(", "*(|:");
    rows.extend(layered(Mistake::AsteriskKept, case, pairs, |text| encode_keeping(text, "-._~*")));
    rows.extend(layered(Mistake::SubDelimitersKept, case, pairs, |text| encode_keeping(text, "-._~!'()*")));
    let (case, pairs) = given!("https://api.example.com/a", "x/y:|");
    rows.extend(layered(Mistake::SlashKept, case, pairs, |text| encode_keeping(text, "-._~/")));
    rows.extend(layered(Mistake::ReservedKept, case, pairs, |text| {
        encode_keeping(text, "-._~;,/?:@&=+$#!'()*")
    }));
    let (case, pairs) = given!("https://api.example.com/~*", "x y*~|");
    rows.extend(layered(Mistake::FormEncoded, case, pairs, |text| {
        encode_keeping(text, "-._* ").replace(' ', "+")
    }));
    rows
}

fn which_parameters() -> Vec<Row> {
    let query = Case::url("https://api.example.com/a?a=1&b=2");
    let form = Case { form: Some("a=1&b=2"), ..CASE };
    let thrice = Case::url("https://api.example.com/a?a=1&a=2&a=3");
    let hashed = Case { body: Some("Hello World!"), ..CASE };
    let sha1 = Case {
        protocol: &[
            ("oauth_body_hash", "Lve95gjOVATpfV8EL5X4nxwjKHE="),
            ("oauth_nonce", "n"),
            ("oauth_timestamp", "1"),
        ],
        ..hashed
    };
    let hash = |hash: &str| format!("oauth_body_hash={}&{OAUTH}", encode(hash));
    let without_signature = base_string("GET", URI, OAUTH);
    vec![
        parameters(Mistake::QueryLeftOut, query, OAUTH),
        parameters(Mistake::FormBodyLeftOut, form, OAUTH),
        parameters(Mistake::ParameterMissing { parameter: "b".into() }, query, &format!("a=1&{OAUTH}")),
        parameters(Mistake::ParameterMissing { parameter: "b".into() }, form, &format!("a=1&{OAUTH}")),
        parameters(Mistake::ParameterMissing { parameter: "oauth_nonce".into() }, CASE, "oauth_timestamp=1"),
        parameters(
            Mistake::ParameterAdded { parameter: "oauth_version".into() },
            CASE,
            &format!("{OAUTH}&oauth_version=1.0"),
        ),
        parameters(
            Mistake::ParameterAdded { parameter: "oauth_callback".into() },
            CASE,
            &format!("oauth_callback=oob&{OAUTH}"),
        ),
        parameters(
            Mistake::ParameterAdded { parameter: "oauth_verifier".into() },
            CASE,
            &format!("{OAUTH}&oauth_verifier="),
        ),
        (
            Mistake::ParameterAdded { parameter: "c".into() },
            query,
            BaseStringOnly(base_string("GET", URI, &format!("a=1&b=2&c=3&{OAUTH}"))),
        ),
        (
            Mistake::ParameterAdded { parameter: "a".into() },
            query,
            BaseStringOnly(base_string("GET", URI, &format!("a=1&a=2&b=2&{OAUTH}"))),
        ),
        (
            Mistake::ParameterAdded { parameter: "a".into() },
            query,
            BaseStringOnly(base_string("GET", URI, &format!("a=1&a=1&b=2&{OAUTH}"))),
        ),
        (
            Mistake::ParametersAdded { parameters: vec!["c".into(), "d".into()] },
            query,
            BaseStringOnly(base_string("GET", URI, &format!("a=1&b=2&c=3&d=4&{OAUTH}"))),
        ),
        parameters(Mistake::EmptyTokenAdded, CASE, &format!("{OAUTH}&oauth_token=")),
        parameters(
            Mistake::RealmSigned,
            Case { realm: Some("My Photos"), ..CASE },
            &format!("{OAUTH}&realm=My%20Photos"),
        ),
        parameters(
            Mistake::SignatureSigned,
            Case {
                protocol: &[("oauth_nonce", "n"), ("oauth_signature", "abc="), ("oauth_timestamp", "1")],
                ..CASE
            },
            "oauth_nonce=n&oauth_signature=abc%3D&oauth_timestamp=1",
        ),
        parameters(
            Mistake::SignatureSigned,
            CASE,
            &format!(
                "oauth_nonce=n&oauth_signature={}&oauth_timestamp=1",
                encode(&signature(KEY, &without_signature))
            ),
        ),
        parameters(
            Mistake::JsonMembersSigned,
            Case { body: Some("{\"text\": \"hi there\", \"n\": 1}"), ..CASE },
            &format!("n=1&{OAUTH}&text=hi%20there"),
        ),
        parameters(Mistake::BodyReadAsForm, Case { body: Some("x=1&y"), ..CASE }, &format!("{OAUTH}&x=1&y=")),
        parameters(Mistake::BodyHashAdded(Sha1), hashed, &hash("Lve95gjOVATpfV8EL5X4nxwjKHE=")),
        parameters(
            Mistake::BodyHashAdded(Sha256),
            CASE,
            &hash("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        ),
        parameters(
            Mistake::BodyHashAlgorithm(Sha256),
            sha1,
            &hash("f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk="),
        ),
        parameters(Mistake::BodyHashOfNothing(Sha1), sha1, &hash("2jmj7l5rSw0yVb/vlWAYkK/YBwk=")),
        parameters(Mistake::DuplicatesCollapsedToFirst, thrice, &format!("a=1&{OAUTH}")),
        parameters(Mistake::DuplicatesCollapsedToLast, thrice, &format!("a=3&{OAUTH}")),
        parameters(Mistake::DuplicatesJoined, thrice, &format!("a=1%2C2%2C3&{OAUTH}")),
        parameters(
            Mistake::IdenticalCollapsed,
            Case::url("https://api.example.com/a?a=1&a=1&a=2&a=1"),
            &format!("a=1&a=2&{OAUTH}"),
        ),
        parameters(
            Mistake::EmptyValuesLeftOut,
            Case::url("https://api.example.com/a?a=&b&c=1"),
            &format!("c=1&{OAUTH}"),
        ),
        parameters(
            Mistake::EmptyNamesLeftOut,
            Case::url("https://api.example.com/a?=1&=2&c=1"),
            &format!("c=1&{OAUTH}"),
        ),
        parameters(
            Mistake::EqualsLeftOut,
            Case::url("https://api.example.com/a?a&b="),
            &format!("a&b=&{OAUTH}"),
        ),
        (
            Mistake::ProtocolValueDiffers { parameter: "oauth_token".into() },
            Case {
                protocol: &[("oauth_nonce", "n"), ("oauth_timestamp", "1"), ("oauth_token", "T0K3N")],
                ..CASE
            },
            BaseStringOnly(base_string("GET", URI, &format!("{OAUTH}&oauth_token=T0K3N2"))),
        ),
        (
            Mistake::AnotherAttempt,
            CASE,
            BaseStringOnly(base_string("GET", URI, "oauth_nonce=m&oauth_timestamp=2")),
        ),
    ]
}

fn uris() -> Vec<Row> {
    const PATH: &str = "https://api.example.com/a/b/c";
    vec![
        uri(Mistake::OtherScheme, URI, "http://api.example.com/a"),
        uri(Mistake::OtherScheme, "https://api.example.com:80/a", "http://api.example.com/a"),
        uri(Mistake::SchemeCaseKept, "HTTPS://api.example.com/a", "HTTPS://api.example.com/a"),
        uri(Mistake::HostCaseKept, "https://API.example.com/a", "https://API.example.com/a"),
        uri(
            Mistake::UserInfoKept,
            "https://me:hunter2@api.example.com/a",
            "https://me:hunter2@api.example.com/a",
        ),
        uri(Mistake::DefaultPortKept, URI, "https://api.example.com:443/a"),
        uri(Mistake::DefaultPortKept, "http://api.example.com:80/a", "http://api.example.com:80/a"),
        uri(Mistake::PortDropped, "https://api.example.com:8443/a", URI),
        uri(Mistake::OtherPort { port: "8080".into() }, URI, "https://api.example.com:8080/a"),
        uri(Mistake::EmptyPortKept, "https://api.example.com:/a", "https://api.example.com:/a"),
        uri(Mistake::RootPathLeftOut, "https://api.example.com", "https://api.example.com"),
        uri(Mistake::TrailingSlashDropped, "https://api.example.com/a/", URI),
        uri(Mistake::TrailingSlashAdded, URI, "https://api.example.com/a/"),
        uri(Mistake::PathDecoded, "https://api.example.com/r%20v", "https://api.example.com/r v"),
        uri(Mistake::PathEncodedTwice, "https://api.example.com/r%20v", "https://api.example.com/r%2520v"),
        uri(Mistake::PathReencoded, "https://api.example.com/r%2fv;x", "https://api.example.com/r/v%3Bx"),
        uri(Mistake::PathLowerCased, "https://api.example.com/Abc", "https://api.example.com/abc"),
        uri(Mistake::SlashesMerged, "https://api.example.com/a//b", "https://api.example.com/a/b"),
        uri(Mistake::SlashDoubled, URI, "https://api.example.com//a"),
        uri(
            Mistake::DotSegmentsResolved,
            "https://api.example.com/a/../b/./c",
            "https://api.example.com/b/c",
        ),
        uri(Mistake::PathParametersDropped, "https://api.example.com/a;x=1/b", "https://api.example.com/a/b"),
        uri(Mistake::PathPrefixDropped { segments: 1 }, PATH, "https://api.example.com/b/c"),
        uri(Mistake::PathPrefixDropped { segments: 2 }, PATH, "https://api.example.com/c"),
        uri(Mistake::PathPrefixDropped { segments: 3 }, PATH, "https://api.example.com/"),
        uri(Mistake::PathPrefixDoubled, "https://h.example/wp/oauth1", "https://h.example/wp/wp/oauth1"),
        uri(Mistake::PathLeftOut, PATH, "https://api.example.com"),
        uri(Mistake::FragmentKept, "https://api.example.com/a#top", "https://api.example.com/a#top"),
        uri(Mistake::OtherHost { host: "www.api.example.com".into() }, URI, "https://www.api.example.com/a"),
        (
            Mistake::OtherHost { host: "inside.example".into() },
            Case { host: Some("inside.example"), ..CASE },
            BaseString(base_string("GET", "https://inside.example/a", OAUTH)),
        ),
        (
            Mistake::OtherPath { path: "/elsewhere".into() },
            CASE,
            BaseStringOnly(base_string("GET", "https://api.example.com/elsewhere", OAUTH)),
        ),
        (
            Mistake::QueryKept,
            Case::url("https://api.example.com/a?b=1"),
            BaseString(base_string("GET", "https://api.example.com/a?b=1", &format!("b=1&{OAUTH}"))),
        ),
        (Mistake::MethodCase { method: "get".into() }, CASE, BaseString(base_string("get", URI, OAUTH))),
        (Mistake::MethodCase { method: "Get".into() }, CASE, BaseString(base_string("Get", URI, OAUTH))),
        (Mistake::MethodCase { method: "gEt".into() }, CASE, BaseStringOnly(base_string("gEt", URI, OAUTH))),
        (
            Mistake::MethodCase { method: "Get".into() },
            Case { method: "Get", ..CASE },
            BaseString(base_string("Get", URI, OAUTH)),
        ),
        (Mistake::OtherMethod { method: "POST".into() }, CASE, BaseString(base_string("POST", URI, OAUTH))),
    ]
}

fn keys() -> Vec<Row> {
    let (client, token) = (SecretOf::Client, SecretOf::Token);
    let candidates = Case { client: &[CLIENT, "no", OTHER_CLIENT], token: &[TOKEN, OTHER_TOKEN], ..CASE };
    let named = Case {
        protocol: &[("oauth_consumer_key", "ck"), ("oauth_nonce", "n"), ("oauth_token", "tk")],
        ..CASE
    };
    let no_token = Case { token: &[], ..CASE };
    let methods = Case { protocol: &[("oauth_signature_method", "HMAC-SHA256")], ..CASE };
    let plaintext = Case { protocol: &[("oauth_signature_method", "PLAINTEXT")], ..CASE };
    let right = base_string("GET", URI, OAUTH);
    vec![
        (Mistake::OtherSecret { secret: client, candidate: 3 }, candidates, Key("c2-Zq%3D&t1-Xw%3D%21")),
        (Mistake::OtherSecret { secret: token, candidate: 2 }, candidates, Key("c1-Zq%2F%2B&t2-Xw%2F")),
        (Mistake::SecretsSwapped, CASE, Key("t1-Xw%3D%21&c1-Zq%2F%2B")),
        (Mistake::SecretsNotEncoded, CASE, Key("c1-Zq/+&t1-Xw=!")),
        (Mistake::SecretsEncodedTwice, CASE, Key("c1-Zq%252F%252B&t1-Xw%253D%2521")),
        (Mistake::AmpersandMissing, CASE, Key("c1-Zq%2F%2Bt1-Xw%3D%21")),
        (Mistake::AmpersandMissing, no_token, Key("c1-Zq%2F%2B")),
        (Mistake::SecretLeftOut { secret: token }, CASE, Key("c1-Zq%2F%2B&")),
        (Mistake::SecretLeftOut { secret: client }, CASE, Key("&t1-Xw%3D%21")),
        (Mistake::IdentifierAsSecret { secret: client }, named, Key("ck&t1-Xw%3D%21")),
        (Mistake::IdentifierAsSecret { secret: token }, named, Key("c1-Zq%2F%2B&tk")),
        (
            Mistake::WhiteSpaceBehindSecret { secret: client, white_space: "\n" },
            CASE,
            Key("c1-Zq%2F%2B%0A&t1-Xw%3D%21"),
        ),
        (
            Mistake::WhiteSpaceBehindSecret { secret: token, white_space: "\r\n" },
            CASE,
            Key("c1-Zq%2F%2B&t1-Xw%3D%21%0D%0A"),
        ),
        (
            Mistake::WhiteSpaceBehindSecret { secret: token, white_space: " " },
            CASE,
            Key("c1-Zq%2F%2B&t1-Xw%3D%21%20"),
        ),
        (Mistake::SecretTrimmed { secret: client }, Case { client: &["c1-Zq/+\n"], ..CASE }, Key(KEY)),
        (Mistake::SecretTrimmed { secret: token }, Case { token: &[" t1-Xw=!"], ..CASE }, Key(KEY)),
        (Mistake::OtherHash { method: "HMAC-SHA256" }, CASE, Signature(base64(&sha256(KEY, &right)))),
        (Mistake::OtherHash { method: "HMAC-SHA512" }, CASE, Signature(base64(&sha512(KEY, &right)))),
        (
            Mistake::OtherSignatureMethod { method: "HMAC-SHA1" },
            methods,
            BaseString(base_string("GET", URI, "oauth_signature_method=HMAC-SHA1")),
        ),
        (Mistake::SecretsSwapped, plaintext, Signature("t1-Xw%3D%21&c1-Zq%2F%2B".into())),
        (Mistake::SecretsNotEncoded, plaintext, Signature("c1-Zq/+&t1-Xw=!".into())),
        (Mistake::SignatureWhiteSpace, plaintext, Signature(format!("{KEY}\n"))),
        (Mistake::SignaturePercentEncoded, plaintext, Signature(encode(KEY))),
    ]
}

fn signatures() -> Vec<Row> {
    // Chosen so that its signature has every character that goes wrong.
    let case = Case { protocol: &[("oauth_nonce", "22"), ("oauth_timestamp", "1")], ..CASE };
    let raw = sha1(KEY, &base_string("GET", URI, "oauth_nonce=22&oauth_timestamp=1"));
    let right = base64(&raw);
    assert!(right.contains('+') && right.contains('/') && right.ends_with('='), "{right}");
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    let url_safe = right.replace('+', "-").replace('/', "_");
    vec![
        (Mistake::SignaturePercentEncoded, case, Signature(encode(&right))),
        (Mistake::SignaturePercentEncoded, case, Signature(encode(&encode(&right)))),
        (Mistake::SignatureWhiteSpace, case, Signature(format!("{right}\n"))),
        (Mistake::SignaturePlusReadAsSpace, case, Signature(right.replace('+', " "))),
        (Mistake::SignatureUrlSafe, case, Signature(url_safe.clone())),
        (Mistake::SignatureUrlSafe, case, Signature(url_safe.trim_end_matches('=').into())),
        (Mistake::SignatureUnpadded, case, Signature(right.trim_end_matches('=').into())),
        (Mistake::SignatureHex, case, Signature(hex.to_uppercase())),
        (Mistake::SignatureHexInBase64, case, Signature(base64(hex.as_bytes()))),
    ]
}

fn all() -> Vec<Row> {
    [orders(), times(), characters(), which_parameters(), uris(), keys(), signatures()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn each_mistake_is_found_and_nothing_else() {
    for (mistake, case, planted) in all() {
        let causes: &[&[Mistake]] = &[std::slice::from_ref(&mistake)];
        let signed_with = |key: &str| signature(key, &base_string("GET", URI, &normalized(&case)));
        match planted {
            BaseString(text) => {
                case.assert(Observed::BaseString(&text), causes);
                let is_sha256 = case.protocol.contains(&("oauth_signature_method", "HMAC-SHA256"));
                assert!(!is_sha256 || matches!(mistake, Mistake::OtherSignatureMethod { .. }));
                case.assert(Observed::Signature(&signature(&key(&case), &text)), causes);
            }
            BaseStringOnly(text) => case.assert(Observed::BaseString(&text), causes),
            Key(key) => case.assert(Observed::Signature(&signed_with(key)), causes),
            Signature(text) => case.assert(Observed::Signature(&text), causes),
        }
    }
}

/// The key that is right for a case.
fn key(case: &Case) -> String {
    let first = |secrets: &[&str]| encode(secrets.first().copied().unwrap_or_default());
    format!("{}&{}", first(case.client), first(case.token))
}

/// The normalized parameters of a case that has the protocol's alone.
fn normalized(case: &Case) -> String {
    let pairs: Vec<_> =
        case.protocol.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

/// Each variant has its row: read from where they are declared.
#[test]
fn none_is_forgotten() {
    let source = include_str!("../../src/explain/mistake.rs");
    let body = source.split("pub enum Mistake {").nth(1).unwrap().split("\n}\n").next().unwrap();
    let variants = body.lines().filter_map(|line| {
        let name = line.strip_prefix("    ")?;
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        name.starts_with(|c: char| c.is_ascii_uppercase()).then(|| &name[..end])
    });
    let variants: Vec<&str> = variants.collect();
    assert!(variants.len() > 80, "{variants:?}");
    let planted: Vec<String> = all().iter().map(|(mistake, ..)| format!("{mistake:?}")).collect();
    for variant in variants {
        let is_it =
            |planted: &&String| planted.split(|c: char| !c.is_ascii_alphanumeric()).next() == Some(variant);
        assert!(planted.iter().any(|planted| is_it(&planted)), "{variant} has no row");
    }
}
