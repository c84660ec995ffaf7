//! A case, an encoder and an HMAC of the tests' own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use oauth1_sign::SignableRequest;
use oauth1_sign::explain::{Explanation, Mistake, Observed, Ours, Verdict, explain};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// Secrets that stand out, with characters that a key must have encoded.
pub(crate) const CLIENT: &str = "c1-Zq/+";
pub(crate) const OTHER_CLIENT: &str = "c2-Zq=";
pub(crate) const TOKEN: &str = "t1-Xw=!";
pub(crate) const OTHER_TOKEN: &str = "t2-Xw/";
/// The key of `CLIENT` and `TOKEN`.
pub(crate) const KEY: &str = "c1-Zq%2F%2B&t1-Xw%3D%21";
/// What no output may hold.
const MARKS: [&str; 4] = ["Zq", "Xw", "T0K3N", "hunter2"];

/// The protocol parameters of most cases, and what they are in the normalized parameters.
pub(crate) const PROTOCOL: &[(&str, &str)] = &[("oauth_nonce", "n"), ("oauth_timestamp", "1")];

/// Our side of a case.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) method: &'static str,
    pub(crate) url: &'static str,
    pub(crate) form: Option<&'static str>,
    pub(crate) given: &'static [(&'static str, &'static str)],
    pub(crate) protocol: &'static [(&'static str, &'static str)],
    pub(crate) realm: Option<&'static str>,
    pub(crate) body: Option<&'static str>,
    pub(crate) client: &'static [&'static str],
    pub(crate) token: &'static [&'static str],
    pub(crate) host: Option<&'static str>,
}

pub(crate) const CASE: Case = Case {
    method: "GET",
    url: "https://api.example.com/a",
    form: None,
    given: &[],
    protocol: PROTOCOL,
    realm: None,
    body: None,
    client: &[CLIENT],
    token: &[TOKEN],
    host: None,
};

impl Case {
    pub(crate) fn url(url: &'static str) -> Self {
        Self { url, ..CASE }
    }

    pub(crate) fn given(given: &'static [(&'static str, &'static str)]) -> Self {
        Self { given, ..CASE }
    }

    pub(crate) fn ours(&self) -> Ours<'_> {
        let mut request = SignableRequest::new(self.method, self.url).unwrap().with_parameters(self.given);
        if let Some(form) = self.form {
            request = request.with_form_body(form.as_bytes());
        }
        let mut ours = Ours::new(request).with_protocol_parameters(self.protocol);
        ours = self.client.iter().fold(ours, |ours, secret| ours.with_client_secret(secret));
        ours = self.token.iter().fold(ours, |ours, secret| ours.with_token_secret(secret));
        if let Some(realm) = self.realm {
            ours = ours.with_realm(realm);
        }
        if let Some(body) = self.body {
            ours = ours.with_body(body.as_bytes());
        }
        if let Some(host) = self.host {
            ours = ours.with_host(host);
        }
        ours
    }

    /// What is found, after a look whether something in it is secret.
    pub(crate) fn explain(&self, observed: Observed<'_>) -> Explanation {
        let ours = self.ours();
        let explanation = explain(&ours, observed);
        for output in [explanation.to_string(), format!("{explanation:?} {ours:?} {observed:?}")] {
            for mark in MARKS {
                assert!(!output.contains(mark), "{output}");
            }
        }
        explanation
    }

    /// Asserts that exactly these causes are found.
    #[track_caller]
    pub(crate) fn assert(&self, observed: Observed<'_>, causes: &[&[Mistake]]) {
        let explanation = self.explain(observed);
        let found: Vec<&[Mistake]> = explanation.causes().iter().map(|cause| cause.mistakes()).collect();
        assert_eq!(
            found,
            causes,
            "{}",
            explanation.first_difference().map_or(String::new(), ToString::to_string)
        );
        assert_eq!(explanation.verdict(), Verdict::Explained);
        assert!(explanation.tried() > 0 && explanation.is_complete());
    }
}

/// Encodes all but letters, digits and `kept`.
pub(crate) fn encode_keeping(text: &str, kept: &str) -> String {
    let one = |byte: u8| match char::from(byte) {
        c if c.is_ascii_alphanumeric() || kept.contains(c) => c.to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

pub(crate) fn encode(text: &str) -> String {
    encode_keeping(text, "-._~")
}

/// A base string of this URI and these normalized parameters.
pub(crate) fn base_string(method: &str, uri: &str, normalized: &str) -> String {
    format!("{method}&{}&{}", encode(uri), encode(normalized))
}

pub(crate) fn sha1(key: &str, text: &str) -> Vec<u8> {
    hmac::<Hmac<Sha1>>(key, text)
}

pub(crate) fn sha256(key: &str, text: &str) -> Vec<u8> {
    hmac::<Hmac<Sha256>>(key, text)
}

pub(crate) fn sha512(key: &str, text: &str) -> Vec<u8> {
    hmac::<Hmac<Sha512>>(key, text)
}

fn hmac<M: KeyInit + Mac>(key: &str, text: &str) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The `HMAC-SHA1` signature of a base string.
pub(crate) fn signature(key: &str, base_string: &str) -> String {
    base64(&sha1(key, base_string))
}
