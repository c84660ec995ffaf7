//! What is told: the same, nothing found, where base strings part, and how large a request may be.

use crate::rig::*;
use oauth1_sign::explain::{Layer, MAX_PARAMETERS, Mistake, Observed, Ours, Part, Verdict, explain};
use oauth1_sign::{Authorization, PublicKey, SignableRequest, Sink};

const OAUTH: &str = "oauth_nonce=n&oauth_timestamp=1";

/// RFC 5849 §3.4.1.1, as it stands there.
const RFC_URL: &str = "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
const RFC_BODY: &[u8] = b"c2&a3=2+q";
const RFC_HEADER: &str = "OAuth realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\", oauth_token=\"kkk9d7dh3k39sjv7\", \
    oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"7d8f3e4a\", \
    oauth_signature=\"bYT5CMsGcbgUdFHObYMEfcx6bsw%3D\"";
const RFC_BASE_STRING: &str = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26\
    oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26\
    oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";

fn rfc() -> Ours<'static> {
    let request = SignableRequest::new("POST", RFC_URL).unwrap().with_form_body(RFC_BODY);
    Ours::new(request).with_authorization(&Authorization::parse(RFC_HEADER).unwrap())
}

#[test]
fn the_rfc_s_example_has_nothing_wrong() {
    let explanation = explain(&rfc(), Observed::BaseString(RFC_BASE_STRING));
    assert_eq!(explanation.verdict(), Verdict::Same);
    assert!(explanation.causes().is_empty() && explanation.first_difference().is_none());
    assert!(explanation.to_string().starts_with("Both sides have the same base string."));
    // Erratum 2550 to the printed signature.
    let signed = rfc().with_client_secret("j49sk3j29djd").with_token_secret("dh893hdasih9");
    assert_eq!(
        explain(&signed, Observed::Signature("r6/TJjbCOr97/+UU0NsvSne7s5g=")).verdict(),
        Verdict::Same
    );
    // What it corrects was computed for a GET.
    let printed = explain(&signed, Observed::Signature("bYT5CMsGcbgUdFHObYMEfcx6bsw="));
    assert_eq!(printed.causes().len(), 1);
    assert_eq!(printed.causes()[0].mistakes(), [Mistake::OtherMethod { method: "GET".into() }]);
    // And that of §3.4.1.3.1 is made up.
    let printed = explain(&signed, Observed::Signature("djosJKDKJSD8743243/jdk33klY="));
    assert_eq!((printed.verdict(), printed.is_complete()), (Verdict::Unexplained, true));
}

/// §1.2 signs its photos with http; whoever takes the https of the other examples gets another signature.
#[test]
fn the_rfc_s_photos() {
    let request =
        SignableRequest::new("GET", "https://photos.example.net/photos?file=vacation.jpg&size=original");
    let protocol = [
        ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
        ("oauth_token", "nnch734d00sl2jdk"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131202"),
        ("oauth_nonce", "chapoH"),
    ];
    let ours = Ours::new(request.unwrap())
        .with_protocol_parameters(&protocol)
        .with_client_secret("kd94hf93k423kf44")
        .with_token_secret("pfkkdhi9sl3r4s00");
    let explanation = explain(&ours, Observed::Signature("MdpQcU8iPSUjWoN/UDMsK2sui9I="));
    assert_eq!(explanation.causes()[0].mistakes(), [Mistake::OtherScheme]);
}

#[test]
fn a_base_string_out_of_an_error_message() {
    for text in [
        format!("  {RFC_BASE_STRING}\n"),
        RFC_BASE_STRING.replace('&', "&amp;"),
        RFC_BASE_STRING.replace('&', "\\u0026"),
    ] {
        assert_eq!(explain(&rfc(), Observed::BaseString(&text)).verdict(), Verdict::Same, "{text}");
    }
}

/// What Mastercard's server answered, with another client key: issue 12 of Mastercard/oauth1-signer-csharp.
/// There the library had signed without encoding the body hash and the key, but sent both encoded.
#[test]
fn mastercard_s_signers_and_its_server() {
    let request = SignableRequest::new(
        "GET",
        "https://sandbox.api.mastercard.com/settlement/currencyrate/conversion-rate-issued?date=2020-09-01",
    )
    .unwrap();
    let header = "OAuth oauth_consumer_key=\"abcdefgh%2194dc33eb\",oauth_nonce=\"40e031a22c0bbcde\",\
        oauth_timestamp=\"1616572266\",oauth_signature_method=\"RSA-SHA256\",oauth_version=\"1.0\",\
        oauth_body_hash=\"47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D\"";
    let ours = Ours::new(request).with_authorization(&Authorization::parse(header).unwrap());
    let uri = "https%3A%2F%2Fsandbox.api.mastercard.com%2Fsettlement%2Fcurrencyrate%2Fconversion-rate-issued";
    let of = |key: &str, hash: &str| {
        format!(
            "GET&{uri}&date%3D2020-09-01%26oauth_body_hash%3D{hash}%26oauth_consumer_key%3D{key}%26\
            oauth_nonce%3D40e031a22c0bbcde%26oauth_signature_method%3DRSA-SHA256%26oauth_timestamp%3D1616572266%26oauth_version%3D1.0"
        )
    };
    let server = of("abcdefgh%252194dc33eb", "47DEQpj8HBSa%252B%252FTImW%252B5JCeuQeRkm5NMpJWZG3hSuFU%253D");
    assert_eq!(explain(&ours, Observed::BaseString(&server)).verdict(), Verdict::Same);
    let library = of("abcdefgh%2194dc33eb", "47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D");
    let explanation = explain(&ours, Observed::BaseString(&library));
    let found: Vec<_> = explanation.causes().iter().map(|cause| cause.mistakes()).collect();
    assert!(found.contains(&[Mistake::ProtocolValuesNotEncoded].as_slice()), "{found:?}");
}

#[test]
fn nothing_known_explains_it() {
    let explanation = CASE.explain(Observed::Signature("AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    assert_eq!(explanation.verdict(), Verdict::Unexplained);
    assert!(explanation.causes().is_empty() && explanation.is_complete() && explanation.tried() > 500);
    assert_eq!(
        explanation.to_string(),
        format!(
            "No known mistake gives the other side's signature, alone or with another: {} were tried. \
            Ask for its base string: then the place where they part can be told.",
            explanation.tried()
        )
    );
    for no_signature in ["", "%", "=", "a", "no signature at all", "\u{0}\u{ff}"] {
        assert_eq!(
            CASE.explain(Observed::Signature(no_signature)).verdict(),
            Verdict::Unexplained,
            "{no_signature}"
        );
    }
}

#[test]
fn a_key_that_is_not_here() {
    let rsa = Case { protocol: &[("oauth_signature_method", "RSA-SHA256")], ..CASE };
    let explanation = rsa.explain(Observed::Signature("AAAA"));
    assert_eq!((explanation.verdict(), explanation.tried()), (Verdict::NotComputable, 0));
    assert!(explanation.to_string().contains("Ask the other side for its base string"));

    /// Takes a base string for its own signature.
    struct Fake;
    impl PublicKey for Fake {
        fn verify(&self, method: &str, base_string: &dyn Fn(&mut dyn Sink), signature: &[u8]) -> bool {
            struct Text(Vec<u8>);
            impl Sink for Text {
                fn update(&mut self, piece: &[u8]) {
                    self.0.extend_from_slice(piece);
                }
            }
            let mut text = Text(Vec::new());
            base_string(&mut text);
            method == "RSA-SHA256" && text.0 == signature
        }
    }
    let ours = rsa.ours().with_public_key(&Fake);
    let signed = |uri| base64(base_string("GET", uri, "oauth_signature_method=RSA-SHA256").as_bytes());
    assert_eq!(
        explain(&ours, Observed::Signature(&signed("https://api.example.com/a"))).verdict(),
        Verdict::Same
    );
    let explanation = explain(&ours, Observed::Signature(&signed("http://api.example.com/a")));
    assert_eq!(explanation.causes()[0].mistakes(), [Mistake::OtherScheme]);
}

/// The first difference for each part: what is observed, then part, parameter, both texts.
#[test]
fn where_base_strings_part() {
    let case = Case {
        protocol: &[("oauth_nonce", "n"), ("oauth_token", "T0K3N-1"), ("oauth_timestamp", "1")],
        ..Case::url("https://api.example.com:8443/a?q=x%20y&r=1&r=2")
    };
    let right = "oauth_nonce=n&oauth_timestamp=1&oauth_token=T0K3N-1&q=x%20y&r=1&r=2";
    let uri = "https://api.example.com:8443/a";
    let in_uri = |uri| base_string("GET", uri, right);
    let in_parameters = |from: &str, to: &str| base_string("GET", uri, &right.replace(from, to));
    for (theirs, part, parameter, a, b) in [
        ("GET".into(), Part::Form, None, "", ""),
        (base_string("PUT", uri, right), Part::Method, None, "GET", "PUT"),
        (in_uri("http://api.example.com:8443/a"), Part::Scheme, None, "https", "http"),
        (in_uri("https://example.com:8443/a"), Part::Host, None, "api.example.com", "example.com"),
        (in_uri("https://api.example.com/a"), Part::Port, None, "8443", "none"),
        (in_uri("https://api.example.com:8443/b"), Part::Path, None, "/a", "/b"),
        (
            in_uri("https://api.example.com:8443/a?q=1&oauth_token=T0K3N"),
            Part::Uri,
            None,
            uri,
            "https://api.example.com:8443/a?q=1&oauth_token=••••",
        ),
        (in_uri("here"), Part::Uri, None, uri, "here"),
        (in_parameters("&q=x%20y", ""), Part::ParameterMissing, Some("q"), "x y", ""),
        (in_parameters("&q", "&p=%7C&q"), Part::ParameterAdded, Some("p"), "", "|"),
        (in_parameters("q=x%20y&r=1", "r=1&q=x%20y"), Part::ParameterOrder, Some("q"), "q", "r"),
        (in_parameters("q=", "s="), Part::ParameterName, Some("q"), "q", "s"),
        (in_parameters("r=1", "r=%21"), Part::ParameterValue, Some("r"), "1", "!"),
        (in_parameters("r=1&", ""), Part::ParameterMissing, Some("r"), "1", ""),
        (in_parameters("x%20y", "x y"), Part::Encoding, Some("q"), "x%20y", "x y"),
        (in_parameters("q=", "%71="), Part::Encoding, Some("q"), "q", "%71"),
        (in_parameters("", "").replace("%2520y", "%2520%79"), Part::Encoding, Some("q"), "", ""),
        (
            in_parameters("T0K3N-1", "T0K3N-22"),
            Part::ParameterValue,
            Some("oauth_token"),
            "•••• (7 bytes, the same up to byte 6)",
            "•••• (8 bytes, the same up to byte 6)",
        ),
    ] {
        let explanation = case.explain(Observed::BaseString(&theirs));
        let difference = explanation.first_difference().unwrap();
        assert_eq!((difference.part(), difference.parameter()), (part, parameter), "{theirs}");
        assert_eq!((difference.ours(), difference.theirs()), (a, b), "{theirs}");
        let ours = in_parameters("", "");
        let same = ours.bytes().zip(theirs.bytes()).take_while(|(a, b)| a == b).count();
        assert_eq!(difference.offset(), same, "{theirs}");
    }
    let explanation = case.explain(Observed::BaseString(&in_parameters("q=x%20y", "q=\u{1b}[2Jz")));
    assert_eq!(
        explanation.to_string(),
        format!(
            "No known mistake gives the other side's base string, alone or with another: {} were tried.\n\n\
            First difference: a parameter's value, at \"q\" (byte {} of the base string)\n      \
            ours: x y\n    theirs: \\u{{1b}}[2Jz",
            explanation.tried(),
            explanation.first_difference().unwrap().offset()
        )
    );
}

#[test]
fn a_body_that_is_taken_for_a_name_is_not_shown() {
    let name = encode("{\"password\":\"hunter2\"}");
    let theirs = base_string("GET", CASE.url, &format!("{name}=&{OAUTH}"));
    let explanation = CASE.explain(Observed::BaseString(&theirs));
    assert_eq!(
        explanation.causes()[0].mistakes(),
        [Mistake::ParameterAdded { parameter: "•••• (22 bytes)".into() }]
    );
    assert_eq!(explanation.first_difference().unwrap().parameter(), Some("•••• (22 bytes)"));
}

#[test]
fn two_mistakes_in_words() {
    let case = Case::url("https://api.example.com/a?q=x%20y");
    let theirs = base_string("GET", "http://api.example.com/a", &format!("{OAUTH}&q=x+y"));
    let report = case.explain(Observed::Signature(&signature(KEY, &theirs))).to_string();
    assert_eq!(
        report,
        "The other side's value comes out when two things come together\n  \
        - a space is encoded as +. Encode it as %20 (RFC 5849 §3.6). PHP's urlencode and Java's URLEncoder do this.\n  \
        - the scheme is http on one side and https on the other. Sign the URL as the client calls it; a server behind a TLS proxy \
        must be told that URL (RFC 5849 §3.4.1.2). LTI tools behind a proxy meet this all the time."
    );
}

/// What compares each with each takes many seconds for this.
#[test]
fn thousands_of_parameters_on_both_sides() {
    let list = |name: &str| (0..20_000).map(|at| format!("{name}{at:05}=1")).collect::<Vec<_>>().join("&");
    let url = format!("https://api.example.com/a?{}", list("p"));
    let theirs = base_string("GET", "https://api.example.com/a", &list("q"));
    let ours = Ours::new(SignableRequest::new("GET", &url).unwrap()).at_most(1);
    let started = std::time::Instant::now();
    assert!(!explain(&ours, Observed::BaseString(&theirs)).is_complete());
    assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
}

#[test]
fn the_bound_is_kept_and_told() {
    let query: Vec<String> = (0..300).map(|index| format!("a{index}={index}%20")).collect();
    let url = format!("https://api.example.com/a?{}", query.join("&"));
    let request = SignableRequest::new("GET", &url).unwrap();
    let ours =
        Ours::new(request).with_protocol_parameters(PROTOCOL).with_client_secret(CLIENT).at_most(1 << 20);
    let wrong = Observed::Signature("AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let explanation = explain(&ours, wrong);
    assert!(!explanation.is_complete() && explanation.verdict() == Verdict::Unexplained);
    assert!((20..2100).contains(&explanation.tried()), "{}", explanation.tried());
    assert!(explanation.to_string().ends_with("The request is large, so not everything was tried."));
    assert_eq!(explain(&ours.clone().at_most(0), wrong).tried(), 0);

    // A likely mistake is found before the bound, all the same.
    let right: Vec<String> = {
        let mut sorted: Vec<String> = query.iter().map(|pair| pair.replace("%20", "+")).collect();
        sorted.extend(PROTOCOL.iter().map(|(name, value)| format!("{name}={value}")));
        sorted.sort_by(|a, b| a.split('=').next().cmp(&b.split('=').next()));
        sorted
    };
    let plus = base_string("GET", "https://api.example.com/a", &right.join("&"));
    let explanation = explain(&ours, Observed::BaseString(&plus));
    assert_eq!(explanation.causes()[0].mistakes(), [Mistake::PlusForSpace(Layer::Both)]);

    // The last parameter has no mistakes of its own, and the report says so.
    assert!(query.len() > MAX_PARAMETERS);
    let last = base_string(
        "GET",
        "https://api.example.com/a",
        &right.join("&").replace("&a99=99+", "").replace('+', "%20"),
    );
    let explanation = explain(&ours.clone().at_most(64 << 10), Observed::BaseString(&last));
    assert_eq!(explanation.verdict(), Verdict::Unexplained);
    assert_eq!(explanation.first_difference().unwrap().part(), Part::ParameterMissing);
    assert!(!explanation.is_complete());
}
