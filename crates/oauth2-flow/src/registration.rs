//! Dynamic client registration ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)): an app becomes a
//! client by itself.

use crate::json::Value;
use crate::parameters::Parameters;
use core::fmt;
use oauth_wire::buf::{Encode, Writer};

#[cfg(feature = "alloc")]
mod flow;
#[cfg(feature = "alloc")]
pub use flow::{RegisteredClient, RegistrationFlow};

/// A registration request ([RFC 7591 §3.1](https://www.rfc-editor.org/rfc/rfc7591#section-3.1)): a JSON
/// document, and with an allocator the start of its flow.
///
/// ```
/// use oauth_wire::buf::Encode;
/// use oauth2_flow::json::Value;
/// use oauth2_flow::registration::Registration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let request = Registration::new(&["https://client.example.org/callback"])
///     .text(&[("client_name", "My \"Example\""), ("token_endpoint_auth_method", "client_secret_basic")])
///     .lists(&[("grant_types", &["authorization_code", "refresh_token"])]);
/// assert_eq!(
///     request.encode_slice(&mut [0; 256]).unwrap(),
///     br#"{"redirect_uris":["https://client.example.org/callback"],"client_name":"My \"Example\"","token_endpoint_auth_method":"client_secret_basic","grant_types":["authorization_code","refresh_token"]}"#
/// );
///
/// // Members of any other kind, as JSON.
/// let keys = Value::parse(br#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#)?;
/// let members = [("jwks", keys), ("require_pushed_authorization_requests", Value::Bool(true))];
/// let request = Registration::new(&[]).json(&members);
/// assert_eq!(
///     request.encode_slice(&mut [0; 256])?,
///     br#"{"jwks":{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]},"require_pushed_authorization_requests":true}"#
/// );
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Registration<'a> {
    redirect_uris: &'a [&'a str],
    text: &'a [(&'a str, &'a str)],
    lists: &'a [(&'a str, &'a [&'a str])],
    json: &'a [(&'a str, Value<'a>)],
}

impl<'a> Registration<'a> {
    /// For a client with these redirect URIs; none for one that needs none.
    #[must_use]
    pub const fn new(redirect_uris: &'a [&'a str]) -> Self {
        Self { redirect_uris, text: &[], lists: &[], json: &[] }
    }

    /// Members that are texts ([RFC 7591 §2](https://www.rfc-editor.org/rfc/rfc7591#section-2)):
    /// `client_name`, `token_endpoint_auth_method`, `scope`, `software_statement`.
    #[must_use]
    pub const fn text(self, text: &'a [(&'a str, &'a str)]) -> Self {
        Self { text, ..self }
    }

    /// Members that are lists of texts: `grant_types`, `response_types`, `contacts`.
    #[must_use]
    pub const fn lists(self, lists: &'a [(&'a str, &'a [&'a str])]) -> Self {
        Self { lists, ..self }
    }

    /// Members of any kind, each as the JSON value that it is: objects such as `jwks`, Booleans such as
    /// `tls_client_certificate_bound_access_tokens`, numbers such as `default_max_age`.
    /// [`Value::parse`] makes a value of JSON text, and lets nothing else through.
    #[must_use]
    pub const fn json(self, json: &'a [(&'a str, Value<'a>)]) -> Self {
        Self { json, ..self }
    }
}

impl Encode for Registration<'_> {
    fn encoded_len(&self) -> usize {
        let mut counter = Writer::new(&mut []);
        self.emit(&mut counter);
        counter.written()
    }

    fn emit(&self, out: &mut Writer<'_>) {
        out.byte(b'{');
        let mut first = true;
        let mut name = |name: &str, out: &mut Writer<'_>| {
            if !core::mem::take(&mut first) {
                out.byte(b',');
            }
            emit_text(name, out);
            out.byte(b':');
        };
        if !self.redirect_uris.is_empty() {
            name("redirect_uris", out);
            emit_list(self.redirect_uris, out);
        }
        self.text.each(&mut |own, value| {
            name(own, out);
            emit_text(value, out);
        });
        for (own, list) in self.lists {
            name(own, out);
            emit_list(list, out);
        }
        for (own, value) in self.json {
            name(own, out);
            out.bytes(value.raw().as_bytes());
        }
        out.byte(b'}');
    }
}

impl fmt::Debug for Registration<'_> {
    // A software statement among the texts is signed, and as good as a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration").field("redirect_uris", &self.redirect_uris).finish_non_exhaustive()
    }
}

fn emit_list(list: &[&str], out: &mut Writer<'_>) {
    out.byte(b'[');
    for (index, text) in list.iter().enumerate() {
        if index > 0 {
            out.byte(b',');
        }
        emit_text(text, out);
    }
    out.byte(b']');
}

/// Writes a JSON string ([RFC 8259 §7](https://www.rfc-editor.org/rfc/rfc8259#section-7)).
fn emit_text(text: &str, out: &mut Writer<'_>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.byte(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.bytes(&[b'\\', byte]),
            0..0x20 => {
                out.bytes(b"\\u00");
                out.bytes(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            }
            _ => out.byte(byte),
        }
    }
    out.byte(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    proptest! {
        #[test]
        fn any_text_is_json(name: String, value: String, list: Vec<String>) {
            let (text, texts) = ([(&*name, &*value)], list.iter().map(String::as_str).collect::<Vec<_>>());
            let lists = [("list", &*texts)];
            let raw = serde_json::json!({"a": [value, 1.5, null, list]}).to_string();
            let json = [("raw", Value::parse(raw.as_bytes()).unwrap())];
            let request = Registration::new(&texts).text(&text).lists(&lists).json(&json);
            let mut buffer = std::vec![0; request.encoded_len()];
            let written: serde_json::Value = serde_json::from_slice(request.encode_slice(&mut buffer).unwrap()).unwrap();
            prop_assert_eq!(&written["list"], &serde_json::json!(texts));
            prop_assert_eq!(written["raw"].to_string(), raw);
            if !["list", "raw", "redirect_uris"].contains(&&*name) {
                prop_assert_eq!(&written[&name], &value);
            }
        }
    }

    #[test]
    fn members_of_every_kind() {
        let text = b" {\"keys\": [ ]}, 1";
        assert!(Value::parse(text).is_err());
        let json = [
            ("jwks", Value::parse(&text[..text.len() - 3]).unwrap()),
            ("default_max_age", Value::parse(b"3600").unwrap()),
            ("require_auth_time", Value::Bool(false)),
            ("x\"", Value::Null),
        ];
        assert_eq!(
            Registration::new(&[]).json(&json).encode_slice(&mut [0; 128]).unwrap(),
            br#"{"jwks":{"keys": [ ]},"default_max_age":3600,"require_auth_time":false,"x\"":null}"#
        );
    }
}
