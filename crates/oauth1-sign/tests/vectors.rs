//! The published test vectors in `tests/vectors/`: the RFC's own examples first, then those of other
//! implementations, each under the name of its source.
#![cfg(feature = "alloc")]

use oauth_wire::buf::Encode;
use oauth_wire::form;
use oauth_wire::time::UnixTime;
use oauth_wire::url::Url;
use oauth1_sign::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// Sources whose value is not the RFC's, with the reason; the test fails when one is fixed or added.
const DIVERGENT: &[(&str, &str)] = &[(
    "signet.json plaintext-a",
    "percent-encoded already, as for the header: oauth_signature itself is not encoded",
)];

/// Only how strict the source's header parser is. Ours is as strict.
const SOURCE_POLICY: &[&str] = &["simple_oauth.json bad-0", "simple_oauth.json bad-2"];

const FILES: &[(&str, &str)] = &[
    ("rfc5849.json", include_str!("vectors/rfc5849.json")),
    ("oauth_core_1_0.json", include_str!("vectors/oauth_core_1_0.json")),
    ("oauth_wiki_testcases.json", include_str!("vectors/oauth_wiki_testcases.json")),
    ("twitter_docs.json", include_str!("vectors/twitter_docs.json")),
    ("oauth_ruby.json", include_str!("vectors/oauth_ruby.json")),
    ("signet.json", include_str!("vectors/signet.json")),
    ("signpost.json", include_str!("vectors/signpost.json")),
    ("simple_oauth.json", include_str!("vectors/simple_oauth.json")),
];

type Pairs = Vec<(String, String)>;

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

fn pairs(value: &Value) -> Pairs {
    let pair = |pair: &Value| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned());
    value.as_array().map(|list| list.iter().map(pair).collect()).unwrap_or_default()
}

fn borrowed(pairs: &Pairs) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn scratch() -> [Slot; 32] {
    [Slot::EMPTY; 32]
}

#[test]
fn all_vectors() {
    let (mut seen, mut divergent, mut policy) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (file, json) in FILES {
        let json: Value = serde_json::from_str(json).unwrap();
        for vector in json["vectors"].as_array().unwrap() {
            let name = format!("{file} {}", text(vector, "id"));
            let kind = text(vector, "kind");
            *seen.entry(kind.to_owned()).or_insert(0) += 1;
            match text(vector, "status") {
                "divergent" => divergent.push(name.clone()),
                "source-policy" => policy.push(name.clone()),
                _ => {}
            }
            let expected =
                if vector["status"] == "divergent" { &vector["derived"] } else { &vector["expected"] };
            match kind {
                "sign" => sign(&name, vector, expected),
                "sign_base_string" => {
                    assert_signature(
                        &name,
                        vector,
                        text(vector, "base_string"),
                        text(expected, "signature"),
                        true,
                    );
                }
                "verify_negative" => {
                    assert_signature(
                        &name,
                        vector,
                        text(vector, "base_string"),
                        text(vector, "signature"),
                        false,
                    );
                }
                "base_uri" => base_uri(&name, vector),
                "normalize" => normalize(&name, vector),
                "percent_encode" => {
                    let encoded = oauth_wire::percent::encode(text(vector, "input").as_bytes()).to_string();
                    assert_eq!(encoded, text(expected, "encoded"), "{name}");
                }
                "form_decode" => {
                    let decoded: Pairs = form::pairs(text(vector, "input").as_bytes())
                        .map(|pair| (pair.name.to_str().unwrap(), pair.value.to_str().unwrap()))
                        .collect();
                    assert_eq!(decoded, pairs(&expected["pairs"]), "{name}");
                }
                "header_parse" => header_parse(&name, vector),
                "header_parse_error" => {
                    assert!(Authorization::parse(text(vector, "header")).is_err(), "{name}")
                }
                "header_build" => {
                    let parameters = pairs(&vector["oauth_params"]);
                    assert_eq!(
                        header(vector["realm"].as_str(), &borrowed(&parameters)),
                        text(expected, "header"),
                        "{name}"
                    );
                }
                other => panic!("{name}: nothing runs vectors of kind {other}"),
            }
        }
    }
    assert_eq!(divergent, DIVERGENT.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    assert_eq!(policy, SOURCE_POLICY);
    // A vector that is lost is a check that is lost.
    assert_eq!(
        seen.iter().map(|(kind, count)| (kind.as_str(), *count)).collect::<Vec<_>>(),
        [
            ("base_uri", 12),
            ("form_decode", 8),
            ("header_build", 3),
            ("header_parse", 9),
            ("header_parse_error", 7),
            ("normalize", 11),
            ("percent_encode", 17),
            ("sign", 36),
            ("sign_base_string", 5),
            ("verify_negative", 4),
        ]
    );
}

/// A whole request: base string, signature, header; from decoded parameters, from the wire, and
/// back through the verifier.
fn sign(name: &str, vector: &Value, expected: &Value) {
    let url = text(vector, "url");
    let bare = url.split('?').next().unwrap();
    let (query, body) = (pairs(&vector["params"]), pairs(&vector["body_params"]));
    let protocol = pairs(&vector["oauth_params"]);
    let all: Pairs = query.iter().chain(&body).cloned().collect();
    let decoded = borrowed(&all);
    let request = SignableRequest::new(text(vector, "method"), bare).unwrap().with_parameters(&decoded);

    let mut buffer = [0; 2048];
    let base_string = signature_base_string(&request, &borrowed(&protocol), &mut scratch(), &mut buffer)
        .unwrap()
        .to_owned();
    assert_eq!(base_string, text(&vector["derived"], "base_string"), "{name}");
    if let Some(printed) = expected["base_string"].as_str() {
        assert_eq!(base_string, printed, "{name}");
    }
    let Some(signature) = vector["derived"]["signature"].as_str() else { return };
    assert_signature(name, vector, &base_string, signature, true);

    let mut with_signature = borrowed(&protocol);
    with_signature.push(("oauth_signature", signature));
    if let Some(printed) = expected["header"].as_str() {
        // The sources' orders differ, which means nothing: compare as sets.
        let parsed = |value| {
            let header = Authorization::parse(value).unwrap();
            let mut pairs: Pairs = header
                .pairs()
                .map(|(name, value)| (name.to_str().unwrap(), value.to_str().unwrap()))
                .collect();
            pairs.sort();
            (header.realm().map(str::to_owned), pairs)
        };
        assert_eq!(parsed(printed), parsed(&header(vector["realm"].as_str(), &with_signature)), "{name}");
    }

    // From the wire: the URL with its query, the form body as bytes.
    let raw = |pairs: &Pairs| {
        let encode = |text: &str| oauth_wire::percent::encode(text.as_bytes()).to_string();
        pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect::<Vec<_>>()
            .join("&")
    };
    let wire_url = if query.is_empty() { bare.to_owned() } else { format!("{bare}?{}", raw(&query)) };
    let wire_body = vector["raw_body"].as_str().map_or_else(|| raw(&body), str::to_owned);
    let mut request = SignableRequest::new(text(vector, "method"), &wire_url).unwrap();
    if !body.is_empty() {
        request = request.with_form_body(wire_body.as_bytes());
    }
    let mut buffer = [0; 2048];
    let from_wire =
        signature_base_string(&request, &borrowed(&protocol), &mut scratch(), &mut buffer).unwrap();
    assert_eq!(from_wire, base_string, "{name}");
    if vector["signature_method"].as_str().is_some_and(|method| method.starts_with("RSA")) {
        return;
    }

    // Signed and verified as a whole.
    let find =
        |wanted: &str| protocol.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let client = ClientCredentials::new(find("oauth_consumer_key").unwrap(), text(vector, "consumer_secret"));
    let token = find("oauth_token").map(|token| TokenCredentials::new(token, text(vector, "token_secret")));
    let parameters = || {
        let mut parameters = match find("oauth_timestamp") {
            Some(timestamp) => ProtocolParameters::new(
                UnixTime::from_secs(timestamp.parse().unwrap()),
                find("oauth_nonce").unwrap(),
            ),
            None => ProtocolParameters::plaintext_only(),
        };
        if let Some(callback) = find("oauth_callback") {
            parameters = parameters.with_callback(callback);
        }
        if let Some(verifier) = find("oauth_verifier") {
            parameters = parameters.with_verifier(verifier);
        }
        if find("oauth_version").is_none() {
            parameters = parameters.without_version();
        }
        if let Some(realm) = vector["realm"].as_str() {
            parameters = parameters.with_realm(realm);
        }
        parameters
    };
    let mut buffer = [0; 2048];
    let method = text(vector, "signature_method");
    let signed = match method {
        "HMAC-SHA1" => whole(
            &HmacSha1::new(&client, token.as_ref()),
            &request,
            parameters(),
            &client,
            token.as_ref(),
            &mut buffer,
        ),
        "HMAC-SHA256" => whole(
            &HmacSha256::new(&client, token.as_ref()),
            &request,
            parameters(),
            &client,
            token.as_ref(),
            &mut buffer,
        ),
        "PLAINTEXT" => whole(
            &Plaintext::new(&client, token.as_ref()),
            &request,
            parameters(),
            &client,
            token.as_ref(),
            &mut buffer,
        ),
        other => panic!("{name}: {other}"),
    };
    let sent = Authorization::parse(signed).unwrap().single("oauth_signature").unwrap().unwrap();
    assert_eq!(sent.to_str().unwrap(), signature, "{name}");
    let received = ReceivedRequest::parse(&request, Some(signed)).unwrap();
    let known_token = token.map(|token| KnownToken::new(token.secret, client.identifier));
    let methods = [method];
    let known = KnownClient::new(client.secret, &methods);
    let now = UnixTime::from_secs(find("oauth_timestamp").map_or(0, |timestamp| timestamp.parse().unwrap()));
    let verified = received.verify(Some(&known), known_token.as_ref(), now, 0, &mut scratch());
    assert!(verified.unwrap().accept(true).is_ok(), "{name}");
}

fn whole<'b, M: SignatureMethod>(
    key: &M,
    request: &SignableRequest<'_>,
    parameters: ProtocolParameters<'_>,
    client: &ClientCredentials<'_>,
    token: Option<&TokenCredentials<'_>>,
    buffer: &'b mut [u8],
) -> &'b str
where
    M::Error: std::fmt::Debug,
{
    let signer = Signer::new(client.identifier, token.map(|token| token.token), key);
    signer.sign(request, parameters, Placement::Header, &mut scratch(), buffer).unwrap()
}

/// Whether the vector's method gives `signature` for `base_string`.
fn assert_signature(name: &str, vector: &Value, base_string: &str, signature: &str, right: bool) {
    let client = ClientCredentials::new("", text(vector, "consumer_secret"));
    let token = TokenCredentials::new("", text(vector, "token_secret"));
    let given = match text(vector, "signature_method") {
        "HMAC-SHA1" => oauth1_sign::sign_base_string(&HmacSha1::new(&client, Some(&token)), base_string),
        "HMAC-SHA256" => oauth1_sign::sign_base_string(&HmacSha256::new(&client, Some(&token)), base_string),
        "PLAINTEXT" => oauth1_sign::sign_base_string(&Plaintext::new(&client, Some(&token)), base_string),
        method => {
            return rsa::assert_signature(
                name,
                method,
                text(vector, "rsa_key"),
                base_string,
                signature,
                right,
            );
        }
    };
    assert_eq!(given.unwrap() == signature, right, "{name}");
}

/// With the feature `rsa`; the workspace's own `cargo test` has it on, because the shim does.
#[cfg(feature = "rsa")]
mod rsa {
    use oauth_wire::seed::Seed;
    use oauth1_sign::rsa::*;
    use oauth1_sign::{PublicKey, Sink};
    use serde_json::Value;

    pub(crate) fn assert_signature(
        name: &str,
        method: &str,
        key: &str,
        base_string: &str,
        signature: &str,
        right: bool,
    ) {
        let json: Value = serde_json::from_str(include_str!("vectors/rsa_test_keys.json")).unwrap();
        let number = |part: &str| hex(json["keys"][key][part].as_str().unwrap());
        let (n, e, d, p, q) = (number("n"), number("e"), number("d"), number("p"), number("q"));
        let private = RsaPrivateKey::from_components(&n, &e, &d, &p, &q, Seed::from_bytes([1; 32])).unwrap();
        let given = match method {
            "RSA-SHA1" => oauth1_sign::sign_base_string(&RsaSha1::new(&private), base_string),
            "RSA-SHA256" => oauth1_sign::sign_base_string(&RsaSha256::new(&private), base_string),
            "RSA-SHA512" => oauth1_sign::sign_base_string(&RsaSha512::new(&private), base_string),
            other => panic!("{name}: {other}"),
        };
        let given = given.unwrap();
        assert_eq!(given == signature, right, "{name}");

        let public = RsaPublicKey::from_components(&n, &e).unwrap();
        let stream = |sink: &mut dyn Sink| sink.update(base_string.as_bytes());
        let raw = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &given).unwrap();
        assert!(public.verify(method, &stream, &raw), "{name}");
        assert!(!public.verify(method, &stream, &raw[1..]), "{name}");
        assert!(!public.verify("HMAC-SHA1", &stream, &raw), "{name}");
        let other = |sink: &mut dyn Sink| sink.update(b"another base string");
        assert!(!public.verify(method, &other, &raw), "{name}");
    }

    fn hex(text: &str) -> Vec<u8> {
        let padded = format!("{}{text}", "0".repeat(text.len() % 2));
        (0..padded.len()).step_by(2).map(|at| u8::from_str_radix(&padded[at..at + 2], 16).unwrap()).collect()
    }
}

#[cfg(not(feature = "rsa"))]
mod rsa {
    pub(crate) fn assert_signature(name: &str, _: &str, _: &str, _: &str, _: &str, _: bool) {
        println!("{name}: signature not checked, the feature `rsa` is off");
    }
}

fn base_uri(name: &str, vector: &Value) {
    let mut buffer = [0; 256];
    let uri = base_string_uri(&Url::parse(text(vector, "url")).unwrap(), &mut buffer).unwrap();
    assert_eq!(uri, text(&vector["expected"], "base_uri"), "{name}");
}

fn normalize(name: &str, vector: &Value) {
    let expected = text(&vector["expected"], "normalized");
    let parameters = pairs(&vector["params"]);
    let mut buffer = [0; 1024];
    let request = SignableRequest::new("GET", "http://example.com/").unwrap();
    let decoded =
        normalized_parameters(&request, &borrowed(&parameters), &mut scratch(), &mut buffer).unwrap();
    assert_eq!(decoded, expected, "{name}");
    if let Some(raw) = vector["raw"].as_str() {
        let request = request.with_form_body(raw.as_bytes());
        assert_eq!(
            normalized_parameters(&request, &[], &mut scratch(), &mut buffer).unwrap(),
            expected,
            "{name}"
        );
    }
}

fn header_parse(name: &str, vector: &Value) {
    let header = Authorization::parse(text(vector, "header")).unwrap();
    let mut expected = pairs(&vector["expected"]["pairs"]);
    let realm = expected.iter().position(|(name, _)| name == "realm").map(|index| expected.remove(index).1);
    assert_eq!(header.realm(), realm.as_deref(), "{name}");
    let found: Pairs =
        header.pairs().map(|(name, value)| (name.to_str().unwrap(), value.to_str().unwrap())).collect();
    assert_eq!(found, expected, "{name}");
}

fn header(realm: Option<&str>, parameters: &[(&str, &str)]) -> String {
    String::from_utf8(AuthorizationHeader { realm, parameters }.encode_vec()).unwrap()
}
