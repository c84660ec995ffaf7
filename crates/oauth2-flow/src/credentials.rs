//! How a client says who it is ([RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)):
//! in the body, or in a Basic header.

use crate::parameters::{Parameters, optional};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use oauth_wire::buf::{Encode, Writer};

/// What of the client's authentication stands in the body, after the grant's parameters.
///
/// ```
/// use oauth2_flow::credentials::ClientParameters;
///
/// let in_the_body = ClientParameters::post("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw");
/// let public = ClientParameters::public("s6BhdRkqt3");
/// let in_a_header = ClientParameters::default();
/// # let _ = (in_the_body, public, in_a_header);
/// ```
#[derive(Clone, Copy, Default)]
pub struct ClientParameters<'a> {
    client_id: Option<&'a str>,
    client_secret: Option<&'a str>,
    assertion: Option<(&'a str, &'a str)>,
}

impl<'a> ClientParameters<'a> {
    /// `client_id` and `client_secret` ([RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
    #[must_use]
    pub const fn post(client_id: &'a str, client_secret: &'a str) -> Self {
        Self { client_id: Some(client_id), client_secret: Some(client_secret), assertion: None }
    }

    /// `client_id` alone, for a client without a secret ([RFC 6749 §3.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.2.1)).
    #[must_use]
    pub const fn public(client_id: &'a str) -> Self {
        Self { client_id: Some(client_id), client_secret: None, assertion: None }
    }

    /// `client_id`, `client_assertion_type` and `client_assertion`
    /// ([RFC 7521 §4.2](https://www.rfc-editor.org/rfc/rfc7521#section-4.2)).
    #[must_use]
    pub const fn assertion(client_id: &'a str, assertion_type: &'a str, assertion: &'a str) -> Self {
        Self { client_id: Some(client_id), client_secret: None, assertion: Some((assertion_type, assertion)) }
    }
}

impl Parameters for ClientParameters<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        optional(pair, "client_id", self.client_id);
        optional(pair, "client_secret", self.client_secret);
        if let Some((assertion_type, assertion)) = self.assertion {
            pair("client_assertion_type", assertion_type);
            pair("client_assertion", assertion);
        }
    }
}

impl fmt::Debug for ClientParameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientParameters").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// The value of an `Authorization` field with a client's id and secret
/// ([RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
///
/// The RFC has both form-encoded before they are joined. `oidc-provider` demands it, Glewlwyd and
/// oxide-auth take them raw, Authlib decodes escapes but not `+`. So what is form-encoded here is
/// only what must be: letters, digits and `-_.*` stay, a space is `%20`; then ordinary secrets come
/// out the same in all three readings. [`raw`](Self::raw) encodes nothing.
///
/// ```
/// use oauth_wire::buf::Encode;
/// use oauth2_flow::credentials::BasicCredentials;
///
/// let value = BasicCredentials::new("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw");
/// // RFC 6749 §2.3.1's example names the same header.
/// assert_eq!(
///     value.encode_slice(&mut [0; 64]).unwrap(),
///     b"Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
/// );
/// ```
#[derive(Clone, Copy)]
pub struct BasicCredentials<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    raw: bool,
}

impl<'a> BasicCredentials<'a> {
    /// With the form encoding of RFC 6749.
    #[must_use]
    pub const fn new(client_id: &'a str, client_secret: &'a str) -> Self {
        Self { client_id, client_secret, raw: false }
    }

    /// As they are (RFC 7617), for servers that skip RFC 6749's form encoding.
    #[must_use]
    pub const fn raw(client_id: &'a str, client_secret: &'a str) -> Self {
        Self { client_id, client_secret, raw: true }
    }

    fn joined(&self, byte: &mut dyn FnMut(u8)) {
        for (index, part) in [self.client_id, self.client_secret].into_iter().enumerate() {
            if index == 1 {
                byte(b':');
            }
            for plain in part.bytes() {
                if self.raw || plain.is_ascii_alphanumeric() || b"-_.*".contains(&plain) {
                    byte(plain);
                } else {
                    byte(b'%');
                    byte(HEX[usize::from(plain >> 4)]);
                    byte(HEX[usize::from(plain & 15)]);
                }
            }
        }
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

impl Encode for BasicCredentials<'_> {
    fn encoded_len(&self) -> usize {
        let mut len = 0_usize;
        self.joined(&mut |_| len += 1);
        "Basic ".len() + len.div_ceil(3) * 4
    }

    fn emit(&self, out: &mut Writer<'_>) {
        out.bytes(b"Basic ");
        let mut group = [0; 3];
        let mut filled = 0;
        self.joined(&mut |byte| {
            group[filled] = byte;
            filled += 1;
            if filled == 3 {
                base64_group(&group, out);
                filled = 0;
            }
        });
        if filled > 0 {
            base64_group(&group[..filled], out);
        }
        oauth_wire::secret::wipe(&mut group);
    }
}

fn base64_group(group: &[u8], out: &mut Writer<'_>) {
    let mut text = [0; 4];
    let len = STANDARD.encode_slice(group, &mut text).expect("three bytes make four characters");
    out.bytes(&text[..len]);
}

impl fmt::Debug for BasicCredentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicCredentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    fn decoded(credentials: BasicCredentials<'_>) -> String {
        let mut buffer = [0; 256];
        let value = credentials.encode_slice(&mut buffer).unwrap();
        let mut plain = [0; 256];
        let len = STANDARD.decode_slice(&value[6..], &mut plain).unwrap();
        String::from_utf8(plain[..len].to_vec()).unwrap()
    }

    #[test]
    fn odd_secrets_are_form_encoded_or_raw() {
        for (id, secret, form) in [
            ("id", "a-b_c.d*e", "id:a-b_c.d*e"),
            ("id", "a b+c~", "id:a%20b%2Bc%7E"),
            ("a:b", "é%", "a%3Ab:%C3%A9%25"),
            ("", "", ":"),
            ("x", "y", "x:y"),
            ("x", "yz", "x:yz"),
        ] {
            assert_eq!(decoded(BasicCredentials::new(id, secret)), form);
            assert_eq!(decoded(BasicCredentials::raw(id, secret)), [id, ":", secret].concat());
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = std::format!(
            "{:?} {:?} {:?}",
            BasicCredentials::new("id", "SECRET"),
            ClientParameters::post("id", "SECRET"),
            ClientParameters::assertion("id", "type", "SECRET"),
        );
        assert!(!shown.contains("SECRET"), "{shown}");
    }
}
