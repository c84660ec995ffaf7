//! OAuth 1 read off RFC 5849, slow and plain: everything is decoded into vectors, encoded again and
//! sorted as text. It shares no code with the crates under test.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};

/// Decoded names and values, in order.
pub type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// RFC 5849 §3.6.
pub fn percent_encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(byte as char);
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// A `%` that no two hexadecimal digits follow stands for itself.
pub fn percent_decode(raw: &[u8], plus_is_space: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        match (raw[at], escape(&raw[at..])) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) if plus_is_space => bytes.push(b' '),
            (byte, _) => bytes.push(byte),
        }
        at += 1;
    }
    bytes
}

/// Where the first `%` stands that no two hexadecimal digits follow.
pub fn stray_percent(raw: &[u8]) -> Option<usize> {
    (0..raw.len()).find(|&at| raw[at] == b'%' && escape(&raw[at..]).is_none())
}

fn escape(raw: &[u8]) -> Option<u8> {
    let digits = raw.get(1..3)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// The pairs of a query or a form body.
pub fn form_pairs(raw: &[u8]) -> Pairs {
    let mut pairs = Pairs::new();
    for piece in raw.split(|&byte| byte == b'&').filter(|piece| !piece.is_empty()) {
        let mut halves = piece.splitn(2, |&byte| byte == b'=');
        let mut half = || percent_decode(halves.next().unwrap_or_default(), true);
        pairs.push((half(), half()));
    }
    pairs
}

/// The parameters of a well-formed `Authorization` header. Its realm is none; one in the query or the body is.
pub fn header_pairs(value: &str) -> Pairs {
    let mut pairs = Pairs::new();
    let mut rest = value.trim_start()["OAuth".len()..].trim_start();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        let quoted = after.trim_start().strip_prefix('"').unwrap_or_default();
        // Only a realm knows backslashes; everything else is percent-encoded.
        let mut end = quoted.len();
        let mut escaped = false;
        for (at, c) in quoted.char_indices() {
            if c == '"' && !escaped {
                end = at;
                break;
            }
            escaped = c == '\\' && !escaped && name.eq_ignore_ascii_case("realm");
        }
        // A name that only decodes to `realm` is a parameter like any other.
        if !name.eq_ignore_ascii_case("realm") {
            let (name, value) = (name.as_bytes(), &quoted.as_bytes()[..end]);
            pairs.push((percent_decode(name, false), percent_decode(value, false)));
        }
        rest = quoted.get(end + 1..).unwrap_or_default();
    }
    pairs
}

/// The raw query of a URL.
pub fn query(url: &str) -> &str {
    url.split('#').next().unwrap_or_default().split_once('?').map_or("", |(_, query)| query)
}

/// RFC 5849 §3.4.1.2, for a URL that is one.
pub fn base_string_uri(url: &str) -> String {
    let place = url.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = place.split_once("://").unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, after)| after);
    let host_end = match host_and_port.find(']') {
        Some(bracket) if host_and_port.starts_with('[') => bracket + 1,
        _ => host_and_port.find(':').unwrap_or(host_and_port.len()),
    };
    let (host, port) = host_and_port.split_at(host_end);
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let number = port.trim_start_matches(':').parse().unwrap_or(0_u16);
    let default = scheme == "http" && number == 80 || scheme == "https" && number == 443;
    let port = if default || port.len() <= 1 { "" } else { port };
    let path = if path.is_empty() { "/" } else { path };
    format!("{scheme}://{host}{port}{path}")
}

/// RFC 5849 §3.4.1.3.2: every parameter but `oauth_signature`.
pub fn normalized_parameters(pairs: &Pairs) -> String {
    let mut encoded: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| name != b"oauth_signature")
        .map(|(name, value)| (percent_encode(name), percent_encode(value)))
        .collect();
    encoded.sort();
    let joined: Vec<_> = encoded.iter().map(|(name, value)| format!("{name}={value}")).collect();
    joined.join("&")
}

/// RFC 5849 §3.4.1.1.
pub fn base_string(method: &str, url: &str, pairs: &Pairs) -> String {
    let parts = [method.to_ascii_uppercase(), base_string_uri(url), normalized_parameters(pairs)];
    parts.map(|part| percent_encode(part.as_bytes())).join("&")
}

/// RFC 5849 §3.4.2 and §3.4.4; `None` for a method that it does not know.
pub fn signature(method: &[u8], base_string: &str, client: &str, token: &str) -> Option<String> {
    fn mac<M: Mac + KeyInit>(key: &str, base_string: &str) -> Option<String> {
        let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).ok()?;
        mac.update(base_string.as_bytes());
        Some(STANDARD.encode(mac.finalize().into_bytes()))
    }
    let key = format!("{}&{}", percent_encode(client.as_bytes()), percent_encode(token.as_bytes()));
    match method {
        b"HMAC-SHA1" => mac::<Hmac<sha1::Sha1>>(&key, base_string),
        b"HMAC-SHA256" => mac::<Hmac<sha2::Sha256>>(&key, base_string),
        b"HMAC-SHA512" => mac::<Hmac<sha2::Sha512>>(&key, base_string),
        b"PLAINTEXT" => Some(key),
        _ => None,
    }
}
