//! Signing against a plain, slow, obviously right model, and against our own verifier, over arbitrary
//! requests.

use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use oauth_wire::time::UnixTime;
use oauth1_sign::*;
use proptest::prelude::*;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use std::collections::HashSet;

/// RFC 5849 §3.6.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// RFC 5849 §3.4.1, for a URL in its parts and decoded parameters.
fn base_string(
    method: &str,
    scheme: &str,
    host: &str,
    port: Option<u16>,
    path: &str,
    parameters: &[(String, String)],
) -> String {
    let default = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
    let port = port.filter(|port| *port != default).map_or(String::new(), |port| format!(":{port}"));
    let path = if path.is_empty() { "/" } else { path };
    let uri = format!("{}://{}{port}{path}", scheme.to_lowercase(), host.to_lowercase());
    let mut encoded: Vec<(String, String)> = parameters
        .iter()
        .filter(|(name, _)| name != "oauth_signature")
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    encoded.sort();
    let normalized =
        encoded.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    format!("{}&{}&{}", method.to_uppercase(), encode(&uri), encode(&normalized))
}

fn hmac(method: &str, key: &str, text: &str) -> String {
    let raw = match method {
        "HMAC-SHA1" => Hmac::<Sha1>::new_from_slice(key.as_bytes())
            .unwrap()
            .chain_update(text)
            .finalize()
            .into_bytes()
            .to_vec(),
        "HMAC-SHA256" => Hmac::<Sha256>::new_from_slice(key.as_bytes())
            .unwrap()
            .chain_update(text)
            .finalize()
            .into_bytes()
            .to_vec(),
        _ => Hmac::<Sha512>::new_from_slice(key.as_bytes())
            .unwrap()
            .chain_update(text)
            .finalize()
            .into_bytes()
            .to_vec(),
    };
    base64::engine::general_purpose::STANDARD.encode(raw)
}

#[derive(Clone, Debug)]
struct Request {
    method: String,
    scheme: String,
    host: String,
    port: Option<u16>,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Vec<(String, String)>>,
    pairs: Vec<(String, String)>,
    client: (String, String),
    token: Option<(String, String)>,
    nonce: String,
    timestamp: u64,
    version: bool,
    callback: Option<String>,
    verifier: Option<String>,
    extra: Vec<(String, String)>,
}

/// Names and values that meet the rules' edges: near-equal, near `oauth_`, reserved, empty, not ASCII.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-cA-C0-2~_.\\[\\]-]{0,4}",
        2 => "[ -~]{0,24}",
        1 => any::<String>(),
        1 => "filter\\[[0-9]{1,2}\\]",
        1 => "(oauth|oauth_|oauth_a|oauth_z|oauth_signature_|oauth_tokens|realm|o|p){1}",
        1 => "[a-z]{15,18}",
    ]
}

fn pairs(most: usize) -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((text(), text()), 0..most)
}

fn request() -> impl Strategy<Value = Request> {
    let line = (
        "GET|POST|put|Patch",
        "http|https|HTTPS",
        "[a-zA-Z][a-zA-Z0-9.-]{0,40}|\\[::1\\]",
        prop::option::of(prop_oneof![Just(80_u16), Just(443), any::<u16>()]),
        "(/[a-zA-Z0-9%;:@~._-]{0,6}){0,3}",
    );
    let who = (
        (text(), text()),
        prop::option::of(("[ -~]{1,12}", text())),
        "[ -~]{1,40}",
        any::<u64>(),
        any::<bool>(),
    );
    (
        line,
        pairs(6),
        prop::option::of(pairs(6)),
        // More than 64 are sorted in another way.
        prop_oneof![9 => pairs(6), 1 => pairs(120)],
        who,
        prop::option::of(text()),
        prop::option::of(text()),
        pairs(2),
    )
        .prop_map(
            |(
                (method, scheme, host, port, path),
                query,
                body,
                pairs,
                (client, token, nonce, timestamp, version),
                callback,
                verifier,
                extra,
            )| Request {
                method,
                scheme,
                host,
                port,
                path,
                query,
                body,
                pairs,
                client,
                token,
                nonce,
                timestamp,
                version,
                callback,
                verifier,
                extra,
            },
        )
        .prop_map(without_doubles_of_the_protocol_s)
}

/// What starts with `oauth_` may stand in a request once; a test of its own has those that are refused.
fn without_doubles_of_the_protocol_s(mut request: Request) -> Request {
    let mut names = HashSet::new();
    let body = request.body.as_mut();
    for pairs in [&mut request.query, &mut request.pairs, &mut request.extra].into_iter().chain(body) {
        pairs.retain(|(name, _)| !name.starts_with("oauth_") || names.insert(name.clone()));
    }
    request
}

/// Pairs as they stand on the wire; `plus` writes spaces as forms do.
fn wire(pairs: &[(String, String)], plus: bool) -> String {
    let encode = |text: &str| if plus { encode(text).replace("%20", "+") } else { encode(text) };
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

impl Request {
    fn url(&self, plus: bool) -> String {
        let port = self.port.map_or(String::new(), |port| format!(":{port}"));
        let query =
            if self.query.is_empty() { String::new() } else { format!("?{}", wire(&self.query, plus)) };
        format!("{}://{}{port}{}{query}", self.scheme, self.host, self.path)
    }

    fn protocol(&self) -> ProtocolParameters<'_> {
        let mut protocol = ProtocolParameters::new(UnixTime::from_secs(self.timestamp), &self.nonce);
        if !self.version {
            protocol = protocol.without_version();
        }
        if let Some(callback) = &self.callback {
            protocol = protocol.with_callback(callback);
        }
        if let Some(verifier) = &self.verifier {
            protocol = protocol.with_verifier(verifier);
        }
        protocol
    }

    /// Every decoded parameter that is signed.
    fn signed_parameters(&self, method: &str) -> Vec<(String, String)> {
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut all = [
            self.query.clone(),
            self.body.clone().unwrap_or_default(),
            self.pairs.clone(),
            self.extra.clone(),
        ]
        .concat();
        all.push(own("oauth_consumer_key", &self.client.0));
        all.push(own("oauth_nonce", &self.nonce));
        all.push(own("oauth_signature_method", method));
        all.push(own("oauth_timestamp", &self.timestamp.to_string()));
        all.extend(self.token.as_ref().map(|(token, _)| own("oauth_token", token)));
        all.extend(self.version.then(|| own("oauth_version", "1.0")));
        all.extend(self.callback.as_ref().map(|callback| own("oauth_callback", callback)));
        all.extend(self.verifier.as_ref().map(|verifier| own("oauth_verifier", verifier)));
        all
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_model_agrees_and_the_verifier_accepts(
        request in request(),
        method in prop::sample::select(vec!["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"]),
        placement in prop::sample::select(vec![Placement::Header, Placement::FormBody, Placement::Query]),
        plus: bool,
        flipped: prop::sample::Index,
    ) {
        let client = ClientCredentials::new(&request.client.0, &request.client.1);
        let token = request.token.as_ref().map(|(token, secret)| TokenCredentials::new(token, secret));
        let url = request.url(plus);
        let body = request.body.as_ref().map(|body| wire(body, plus));
        let (pairs, mut extra) = (borrowed(&request.pairs), borrowed(&request.extra));
        if placement == Placement::Header {
            // Refused there, each by a test of its own.
            extra.retain(|(name, _)| !name.is_empty() && !name.eq_ignore_ascii_case("realm"));
        }
        let request = &Request { extra: extra.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(), ..request.clone() };
        let mut signable = SignableRequest::new(&request.method, &url).unwrap().with_parameters(&pairs);
        if let Some(body) = &body {
            signable = signable.with_form_body(body.as_bytes());
        }
        let (mut scratch, mut buffer) = ([Slot::EMPTY; 160], vec![0; 256 * 1024]);

        let key = format!("{}&{}", encode(&request.client.1), encode(token.map_or("", |token| token.secret)));
        let expected_base = base_string(&request.method, &request.scheme, &request.host, request.port, &request.path, &request.signed_parameters(method));
        let expected = hmac(method, &key, &expected_base);

        macro_rules! signer {
            ($key:expr) => {
                Signer::new(client.identifier, token.as_ref().map(|token| token.token), $key)
            };
        }
        macro_rules! run {
            ($each:ident) => {
                match method {
                    "HMAC-SHA1" => $each!(&HmacSha1::new(&client, token.as_ref())),
                    "HMAC-SHA256" => $each!(&HmacSha256::new(&client, token.as_ref())),
                    _ => $each!(&HmacSha512::new(&client, token.as_ref())),
                }
            };
        }
        macro_rules! base {
            ($key:expr) => {
                signer!($key).base_string(&signable, &request.protocol().with_extra(&extra), &mut scratch, &mut buffer).unwrap().to_owned()
            };
        }
        macro_rules! signature {
            ($key:expr) => {
                signer!($key).signature(&signable, &request.protocol().with_extra(&extra), &mut scratch, &mut buffer).unwrap().to_owned()
            };
        }
        macro_rules! signed {
            ($key:expr) => {
                signer!($key).sign(&signable, request.protocol().with_extra(&extra), placement, &mut scratch, &mut buffer).unwrap().to_owned()
            };
        }
        prop_assert_eq!(&run!(base), &expected_base);
        prop_assert_eq!(&run!(signature), &expected);

        // As it arrives at the server.
        let signed: String = run!(signed);
        let (url, header, body) = match placement {
            Placement::Header => (url, Some(signed), body),
            Placement::FormBody => (url, None, Some(signed)),
            Placement::Query => (signed, None, body),
        };
        let mut received = SignableRequest::new(&request.method, &url).unwrap().with_parameters(&pairs);
        if let Some(body) = &body {
            received = received.with_form_body(body.as_bytes());
        }
        let parsed = ReceivedRequest::parse(&received, header.as_deref()).unwrap();
        let methods = [method];
        let known = KnownClient::new(client.secret, &methods);
        let known_token = token.map(|token| KnownToken::new(token.secret, client.identifier));
        let now = UnixTime::from_secs(request.timestamp);
        let verified = parsed.verify(Some(&known), known_token.as_ref(), now, 0, &mut scratch).unwrap();
        prop_assert!(verified.nonce().unwrap().nonce.is(request.nonce.as_bytes()));
        prop_assert!(verified.accept(true).unwrap().client().is(client.identifier.as_bytes()));

        // With any other secret it does not hold.
        let mut other = request.client.1.clone().into_bytes();
        if other.is_empty() { other.push(b'x') } else { let at = flipped.index(other.len()); other[at] = if other[at] == b'x' { b'y' } else { b'x' } }
        if let Ok(other) = String::from_utf8(other) {
            let known = KnownClient::new(&other, &methods);
            let refused = parsed.verify(Some(&known), known_token.as_ref(), now, 0, &mut scratch);
            prop_assert_eq!(refused.unwrap_err(), VerifyError::WrongSignature);
        }
    }

    /// Exactly the length that was announced is enough, and one byte less is not and touches nothing.
    #[test]
    fn buffers(request in request(), placement in prop::sample::select(vec![Placement::Header, Placement::FormBody, Placement::Query])) {
        let client = ClientCredentials::new(&request.client.0, &request.client.1);
        let url = request.url(false);
        let signable = SignableRequest::new(&request.method, &url).unwrap();
        let signer = Signer::hmac_sha1(&client, None);
        let mut scratch = [Slot::EMPTY; 64];
        let enough = signer.max_encoded_len(&signable, &request.protocol(), placement);
        let mut roomy = vec![0; enough + 100];
        let whole = signer.sign(&signable, request.protocol(), placement, &mut scratch, &mut roomy).unwrap().to_owned();
        prop_assert!(whole.len() <= enough && enough <= whole.len() + 3 * 28);
        let mut exact = vec![0; enough];
        prop_assert_eq!(signer.sign(&signable, request.protocol(), placement, &mut scratch, &mut exact).unwrap(), &whole);
        let mut short = vec![7; enough - 1];
        let error = signer.sign(&signable, request.protocol(), placement, &mut scratch, &mut short).unwrap_err();
        prop_assert_eq!(error, SignError::BufferTooSmall { required: enough });
        prop_assert!(short.iter().all(|byte| *byte == 7));
    }
}
