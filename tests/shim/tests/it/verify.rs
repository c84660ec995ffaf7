//! `verify`, with the store in the request.

use crate::program::{Shim, rsa_key, with};
use serde_json::{Value, json};

/// RFC 5849 §1.2's last request, with its header as the RFC prints it.
fn photos() -> Value {
    json!({
        "op": "verify", "method": "GET",
        "url": "http://photos.example.net/photos?file=vacation.jpg&size=original",
        "authorization": "OAuth realm=\"Photos\",\n oauth_consumer_key=\"dpf43f3p2l4k3l03\",\n \
            oauth_token=\"nnch734d00sl2jdk\",\n oauth_signature_method=\"HMAC-SHA1\",\n \
            oauth_timestamp=\"137131202\",\n oauth_nonce=\"chapoH\",\n \
            oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"",
        "clients": {
            "dpf43f3p2l4k3l03": {"secret": "kd94hf93k423kf44", "signature_methods": ["HMAC-SHA1"]},
            "another": {"secret": "x", "signature_methods": ["HMAC-SHA1"]},
        },
        "tokens": {"nnch734d00sl2jdk": {"secret": "pfkkdhi9sl3r4s00", "client": "dpf43f3p2l4k3l03"}},
        "now": 137131202, "max_age": 300, "used_nonces": [],
    })
}

/// `photos` with another text in place of one in its header.
fn header(from: &str, to: &str) -> Value {
    let photos = photos();
    let header = photos["authorization"].as_str().unwrap();
    assert!(header.contains(from), "{from}");
    json!({"authorization": header.replacen(from, to, 1)})
}

#[test]
fn the_rfc_s_request_is_valid() {
    let mut shim = Shim::start();
    let expected = json!({"ok": true, "valid": true, "client": "dpf43f3p2l4k3l03", "token": "nnch734d00sl2jdk",
        "timestamp": 137131202, "nonce": "chapoH"});
    for changes in [
        json!({}),
        json!({"method": "get"}),
        json!({"url": "HTTP://photos.EXAMPLE.net:80/photos?size=original&file=vacation%2Ejpg#x"}),
        json!({"now": 137131202 + 300}),
        json!({"now": 137131202 - 300}),
        header("\"chapoH\"", "\"%63hapoH\""),
        json!({"used_nonces": [
            ["dpf43f3p2l4k3l03", "nnch734d00sl2jdk", 137131202, "chapoh"],
            ["dpf43f3p2l4k3l03", "nnch734d00sl2jdk", 137131201, "chapoH"],
            ["dpf43f3p2l4k3l03", null, 137131202, "chapoH"],
            ["another", "nnch734d00sl2jdk", 137131202, "chapoH"],
        ]}),
    ] {
        assert_eq!(shim.ask(&with(&photos(), &changes)), expected, "{changes}");
    }
    shim.end();
}

#[test]
fn reasons() {
    let used = json!([["dpf43f3p2l4k3l03", "nnch734d00sl2jdk", 137131202, "chapoH"]]);
    let mut used_and_encoded = header("\"chapoH\"", "\"%63hapoH\"");
    used_and_encoded["used_nonces"] = used.clone();
    let mut shim = Shim::start();
    for (changes, reason) in [
        (json!({"url": "http://photos.example.net/photos?file=vacation.jpg"}), "WrongSignature"),
        (
            json!({"url": "https://photos.example.net/photos?file=vacation.jpg&size=original"}),
            "WrongSignature",
        ),
        (json!({"method": "POST"}), "WrongSignature"),
        (json!({"form_body": "a=b"}), "WrongSignature"),
        (header("MdpQ", "mdpQ"), "WrongSignature"),
        (json!({"clients": {}}), "UnknownClient"),
        (json!({"tokens": {}}), "UnknownToken"),
        (
            json!({"tokens": {"nnch734d00sl2jdk": {"secret": "pfkkdhi9sl3r4s00", "client": "another"}}}),
            "TokenOfAnotherClient",
        ),
        (json!({"now": 137131202 + 301}), "TimestampRefused"),
        (json!({"now": 137131202 - 301}), "TimestampRefused"),
        (json!({"used_nonces": used}), "NonceUsed"),
        (used_and_encoded, "NonceUsed"),
        (json!({"authorization": null}), "MissingParameter"),
        (header("oauth_nonce", "nonce"), "MissingParameter"),
        (json!({"form_body": "oauth_nonce=chapoH"}), "DuplicateParameter"),
        (header("oauth_nonce=", "oauth_version=\"1.1\", oauth_nonce="), "Version"),
        (header("\"137131202\"", "\"-1\""), "Malformed"),
        (header("oauth_nonce=", "oauth_nonce"), "Authorization"),
        (header("HMAC-SHA1", "HMAC-SHA256"), "MethodNotAllowed"),
        (header("HMAC-SHA1", "RSA-SHA1"), "MethodNotAllowed"),
        (header("HMAC-SHA1", "NONE"), "MethodNotAllowed"),
    ] {
        let reply = shim.ok(&with(&photos(), &changes));
        assert_eq!(reply, json!({"ok": true, "valid": false, "reason": reason}), "{changes}");
    }
    assert_eq!(shim.error(&with(&photos(), &json!({"url": "photos.example.net"}))), "NoScheme");
    assert_eq!(shim.error(&with(&photos(), &json!({"method": " "}))), "Method");
    shim.end();
}

#[test]
fn plaintext_may_come_without_timestamp_and_nonce() {
    let mut shim = Shim::start();
    // RFC 5849 §2.1.
    let request = json!({
        "op": "verify", "method": "POST", "url": "https://server.example.com/request_temp_credentials",
        "authorization": "OAuth realm=\"Example\", oauth_consumer_key=\"jd83jd92dhsh93js\", \
            oauth_signature_method=\"PLAINTEXT\", oauth_callback=\"http%3A%2F%2Fclient.example.net%2Fcb%3Fx%3D1\", \
            oauth_signature=\"ja893SD9%26\"",
        "clients": {"jd83jd92dhsh93js": {"secret": "ja893SD9", "signature_methods": ["PLAINTEXT"]}},
        "tokens": {}, "now": 0, "max_age": 0, "used_nonces": [],
    });
    let expected = json!({"ok": true, "valid": true, "client": "jd83jd92dhsh93js", "token": null,
        "timestamp": null, "nonce": null});
    assert_eq!(shim.ask(&request), expected);
    let header = request["authorization"].as_str().unwrap();
    let both =
        json!({"authorization": format!("{header}, oauth_timestamp=\"7\", oauth_nonce=\"n\""), "now": 7});
    let reply = shim.ok(&with(&request, &both));
    assert_eq!((&reply["timestamp"], &reply["nonce"]), (&json!(7), &json!("n")));
    let one = json!({"authorization": format!("{header}, oauth_nonce=\"n\"")});
    let reply = shim.ok(&with(&request, &one));
    assert_eq!((&reply["timestamp"], &reply["nonce"]), (&Value::Null, &json!("n")));
    let http = json!({"url": "http://server.example.com/request_temp_credentials"});
    assert_eq!(shim.ok(&with(&request, &http))["reason"], "PlaintextNeedsTls");
    shim.end();
}

#[test]
fn rsa_and_nobody_signs_for_its_client_with_an_empty_secret() {
    let mut shim = Shim::start();
    let mut sign = json!({"op": "sign", "method": "GET", "url": "https://h/?a=1", "client": ["k", ""],
        "signature_method": "RSA-SHA256", "rsa_key": rsa_key(), "timestamp": "5", "nonce": "n", "version": true,
        "placement": "query"});
    let (n, e) = (rsa_key()["n"].take(), rsa_key()["e"].take());
    let mut check = json!({"op": "verify", "method": "GET", "url": shim.ok(&sign)["url"],
        "clients": {"k": {"rsa_key": {"n": n, "e": e}, "signature_methods": ["RSA-SHA256"]}},
        "tokens": {}, "now": 5, "max_age": 0, "used_nonces": []});
    let expected =
        json!({"ok": true, "valid": true, "client": "k", "token": null, "timestamp": 5, "nonce": "n"});
    assert_eq!(shim.ask(&check), expected);

    check["now"] = 6.into();
    assert_eq!(shim.ok(&check)["reason"], "TimestampRefused");
    check["now"] = 5.into();
    let modulus = n.as_str().unwrap();
    let other = format!("{}5", &modulus[..modulus.len() - 1]);
    check["clients"]["k"]["rsa_key"]["n"] = other.into();
    assert_eq!(shim.ok(&check)["reason"], "WrongSignature");
    check["clients"]["k"]["rsa_key"]["n"] = "ff".into();
    assert_eq!(shim.error(&check), "Invalid");
    check["clients"]["k"]["rsa_key"]["n"] = n;

    sign["signature_method"] = "HMAC-SHA1".into();
    check["url"] = shim.ok(&sign)["url"].take();
    assert_eq!(shim.ok(&check)["reason"], "MethodNotAllowed");
    // Not even where the store lists the method by mistake.
    check["clients"]["k"]["signature_methods"] = json!(["RSA-SHA256", "HMAC-SHA1"]);
    assert_eq!(shim.ok(&check)["reason"], "MethodNotAllowed");
    check["clients"]["k"]["secret"] = "".into();
    assert_eq!(shim.ok(&check)["valid"], true);
    shim.end();
}

#[test]
fn a_header_of_another_scheme_is_not_looked_at() {
    let mut shim = Shim::start();
    let sign = json!({"op": "sign", "method": "GET", "url": "https://h/", "client": ["k", "s"],
        "signature_method": "HMAC-SHA1", "timestamp": "5", "nonce": "n", "version": true, "placement": "query"});
    let check = json!({"op": "verify", "method": "GET", "url": shim.ok(&sign)["url"],
        "authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "clients": {"k": {"secret": "s", "signature_methods": ["HMAC-SHA1"]}},
        "tokens": {}, "now": 5, "max_age": 0, "used_nonces": []});
    assert_eq!(shim.ok(&check)["valid"], true);
    shim.end();
}

#[test]
fn body_hashes_can_t_be_checked_here() {
    let mut shim = Shim::start();
    let sign = json!({"op": "sign", "method": "PUT", "url": "https://h/", "client": ["k", "s"],
        "signature_method": "HMAC-SHA1", "timestamp": "5", "nonce": "n", "version": true, "placement": "header",
        "body_hash": "SHA-1", "body_b64": ""});
    let check = json!({"op": "verify", "method": "PUT", "url": "https://h/",
        "authorization": shim.ok(&sign)["authorization"],
        "clients": {"k": {"secret": "s", "signature_methods": ["HMAC-SHA1"]}},
        "tokens": {}, "now": 5, "max_age": 0, "used_nonces": []});
    assert_eq!(shim.ok(&check)["reason"], "BodyNotGiven");
    // The signature does not cover the form that was put under it.
    let forged = shim.ok(&with(&check, &json!({"form_body": ""})))["reason"].take();
    assert_eq!(forged, "BodyHashOnForm");
    shim.end();
}
