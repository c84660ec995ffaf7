//! The pieces of RFC 5849 and `sign`, over the published vectors and by hand.

use crate::program::{Shim, base64, rsa_key, with};
use serde_json::{Value, json};

const VECTORS: &[&str] = &[
    include_str!("../../../../crates/oauth1-sign/tests/vectors/rfc5849.json"),
    include_str!("../../../../crates/oauth1-sign/tests/vectors/oauth_core_1_0.json"),
    include_str!("../../../../crates/oauth1-sign/tests/vectors/oauth_wiki_testcases.json"),
    include_str!("../../../../crates/oauth1-sign/tests/vectors/oauth_ruby.json"),
    include_str!("../../../../crates/oauth1-sign/tests/vectors/signet.json"),
    include_str!("../../../../crates/oauth1-sign/tests/vectors/signpost.json"),
    include_str!("../../../../crates/oauth1-sign/tests/vectors/simple_oauth.json"),
    include_str!("../../../../crates/oauth1-sign/tests/vectors/twitter_docs.json"),
];

fn vectors(kind: &str) -> Vec<Value> {
    let all = VECTORS.iter().flat_map(|file| {
        let file: Value = serde_json::from_str(file).unwrap();
        file["vectors"].as_array().unwrap().clone()
    });
    let found: Vec<_> = all.filter(|vector| vector["kind"] == kind).collect();
    assert!(!found.is_empty(), "{kind}");
    found
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    serde_json::from_value(value.clone()).unwrap()
}

/// The value that RFC 5849 gives, where the source's differs.
fn due(vector: &Value) -> &Value {
    if vector["status"] == "divergent" { &vector["derived"] } else { &vector["expected"] }
}

#[test]
fn pieces() {
    let mut shim = Shim::start();
    for vector in vectors("percent_encode") {
        let reply = shim.ok(&json!({"op": "percent_encode", "input": vector["input"]}));
        assert_eq!(reply["output"], due(&vector)["encoded"], "{vector}");
    }
    for vector in vectors("form_decode") {
        let reply = shim.ok(&json!({"op": "form_decode", "input": vector["input"]}));
        assert_eq!(reply["pairs"], due(&vector)["pairs"], "{vector}");
    }
    for vector in vectors("base_uri") {
        let reply = shim.ok(&json!({"op": "base_string_uri", "url": vector["url"]}));
        assert_eq!(reply["output"], due(&vector)["base_uri"], "{vector}");
    }
    for vector in vectors("normalize") {
        let reply = shim.ok(&json!({"op": "normalize", "pairs": vector["params"]}));
        assert_eq!(reply["output"], due(&vector)["normalized"], "{vector}");
    }
    for vector in vectors("header_parse") {
        let reply = shim.ok(&json!({"op": "parse_authorization", "value": vector["header"]}));
        let (realm, expected): (Vec<_>, Vec<_>) =
            pairs(&due(&vector)["pairs"]).into_iter().partition(|(name, _)| name == "realm");
        assert_eq!(pairs(&reply["pairs"]), expected, "{vector}");
        assert_eq!(reply["realm"].as_str(), realm.first().map(|(_, realm)| realm.as_str()), "{vector}");
    }
    let escaped = json!({"op": "parse_authorization", "value": r#"OAuth realm="a \"b\"", x="\""#});
    assert_eq!(shim.ok(&escaped), json!({"ok": true, "realm": "a \"b\"", "pairs": [["x", "\\"]]}));
    for vector in vectors("header_parse_error") {
        shim.error(&json!({"op": "parse_authorization", "value": vector["header"]}));
    }
    shim.end();
}

#[test]
fn base_string_uris() {
    let mut shim = Shim::start();
    for (url, host, output) in [
        ("HTTP://user:pass@EXAMPLE.com:80?x#y", None, "http://example.com/"),
        ("https://h:80/a;b/%7e", None, "https://h:80/a;b/%7e"),
        ("https://[::1]:443/", None, "https://[::1]/"),
        ("http://127.0.0.1:8080/r%20v/X?id=1", Some("EXAMPLE.com:80"), "http://example.com/r%20v/X"),
        ("https://inside/", Some("www.example.net:8080"), "https://www.example.net:8080/"),
        ("https://inside/", Some("www.example.net:"), "https://www.example.net/"),
    ] {
        let request = json!({"op": "base_string_uri", "url": url, "host": host});
        assert_eq!(shim.ok(&request)["output"], output, "{request}");
    }
    for (url, host, error) in [
        ("/path", None, "NoScheme"),
        ("http:///", None, "Host"),
        ("http://h:x/", None, "Port"),
        ("http://h/", Some(""), "Host"),
        ("http://h/", Some("h:99999"), "Port"),
        ("http://h/", Some("x/y"), "BadRequest"),
        ("http://h/", Some("x?y"), "BadRequest"),
        ("http://h/", Some("x#y"), "BadRequest"),
        ("http://h/", Some("x:1/"), "BadRequest"),
        ("http://h/", Some("u:p@x"), "BadRequest"),
    ] {
        let request = json!({"op": "base_string_uri", "url": url, "host": host});
        assert_eq!(shim.error(&request), error, "{request}");
    }
    shim.end();
}

#[test]
fn errors_of_the_pieces() {
    let mut shim = Shim::start();
    for (request, error) in [
        (json!({"op": "form_decode", "input": "a=%ff"}), "Utf8Error"),
        (
            json!({"op": "base_string", "method": "G T", "url": "http://h", "protocol_parameters": []}),
            "Method",
        ),
        (json!({"op": "base_string", "method": "GET", "url": "h", "protocol_parameters": []}), "NoScheme"),
        (json!({"op": "parse_authorization", "value": "Basic x"}), "Scheme"),
        (json!({"op": "parse_authorization", "value": "OAuth a=1"}), "Unquoted"),
        (json!({"op": "parse_authorization", "value": "OAuth a=\"%zz\""}), "Escape"),
        (json!({"op": "parse_authorization", "value": "OAuth a=\"%ff\""}), "Utf8Error"),
    ] {
        assert_eq!(shim.error(&request), error, "{request}");
    }
    shim.end();
}

/// RFC 5849 §3.4.1.1: everything at once.
#[test]
fn base_string_of_the_rfc() {
    let mut shim = Shim::start();
    let expected = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D\
        %26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a\
        %26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";
    let protocol = json!([
        ["realm", "Example"],
        ["oauth_consumer_key", "9djdj82h48djs9d2"],
        ["oauth_token", "kkk9d7dh3k39sjv7"],
        ["oauth_signature_method", "HMAC-SHA1"],
        ["oauth_timestamp", "137131201"],
        ["oauth_nonce", "7d8f3e4a"],
        ["oauth_signature", "bYT5CMsGcbgUdFHObYMEfcx6bsw="],
    ]);
    let from_wire = json!({"op": "base_string", "method": "post", "protocol_parameters": protocol,
        "url": "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", "form_body": "c2&a3=2+q"});
    let decoded = json!({"op": "base_string", "method": "POST", "protocol_parameters": protocol,
        "url": "http://EXAMPLE.com:80/request",
        "parameters": [["b5", "=%3D"], ["a3", "a"], ["c@", ""], ["a2", "r b"], ["c2", ""], ["a3", "2 q"]]});
    assert_eq!(shim.ok(&from_wire)["output"], expected);
    assert_eq!(shim.ok(&decoded)["output"], expected);
    shim.end();
}

#[test]
fn body_hashes() {
    let mut shim = Shim::start();
    for (hash, body, output) in [
        ("SHA-1", "Hello World!", "Lve95gjOVATpfV8EL5X4nxwjKHE="), // the draft's
        ("SHA-1", "", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        ("SHA-256", "", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ] {
        let request = json!({"op": "body_hash", "hash": hash, "body_b64": base64(body)});
        assert_eq!(shim.ok(&request)["output"], output, "{request}");
    }
    shim.end();
}

#[test]
fn signatures_of_base_strings() {
    let mut shim = Shim::start();
    for kind in ["sign_base_string", "verify_negative"] {
        for vector in vectors(kind) {
            let request = json!({"op": "sign_base_string", "base_string": vector["base_string"],
                "signature_method": vector["signature_method"], "client_secret": vector["consumer_secret"],
                "token_secret": vector["token_secret"]});
            let signature = shim.ok(&request)["signature"].take();
            let wrong = kind == "verify_negative";
            let expected = if wrong { &vector["signature"] } else { &due(&vector)["signature"] };
            assert_eq!(signature != *expected, wrong, "{vector}");
        }
    }
    // No published vectors: computed with Python's hmac module.
    let sha512 = json!({"op": "sign_base_string", "base_string": "bs", "signature_method": "HMAC-SHA512",
        "client_secret": "cs", "token_secret": "ts"});
    assert_eq!(shim.ok(&sha512)["signature"], HMAC_SHA512);
    let rsa = |method| {
        json!({"op": "sign_base_string", "base_string": "bs", "signature_method": method, "client_secret": "",
            "rsa_key": rsa_key()})
    };
    for method in ["RSA-SHA1", "RSA-SHA256", "RSA-SHA512"] {
        assert_eq!(shim.ok(&rsa(method))["signature"].as_str().unwrap().len(), 172, "{method}");
        assert_eq!(shim.error(&with(&rsa(method), &json!({"rsa_key": null}))), "BadRequest");
        let mut wrong = rsa(method);
        wrong["rsa_key"]["q"] = json!("3");
        assert_eq!(shim.error(&wrong), "Invalid");
        wrong["rsa_key"]["q"] = json!("xyz");
        assert_eq!(shim.error(&wrong), "BadRequest");
    }
    assert_eq!(shim.error(&with(&sha512, &json!({"signature_method": "HMAC-MD5"}))), "BadRequest");
    shim.end();
}

const HMAC_SHA512: &str =
    "T04jxnLJa37K7D+1pmSTcwVgnXh30AdlY2VzylkE2/a1Avr2euTui60gFLZIxFm13NNTa/TtP+x9PTHi4DHyrg==";

/// Every vector of a whole request, through `sign` and back through `verify`.
#[test]
fn whole_requests() {
    let mut shim = Shim::start();
    let mut signed = 0;
    for vector in vectors("sign") {
        let protocol = pairs(&vector["oauth_params"]);
        let find =
            |wanted: &str| protocol.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let (Some(key), Some(timestamp), Some(nonce)) =
            (find("oauth_consumer_key"), find("oauth_timestamp"), find("oauth_nonce"))
        else {
            continue;
        };
        signed += 1;
        let mut encode = |text: &str| {
            let reply = shim.ok(&json!({"op": "percent_encode", "input": text}));
            reply["output"].as_str().unwrap().to_owned()
        };
        let mut raw = |pairs: Vec<(String, String)>| {
            let pairs: Vec<_> =
                pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
            pairs.join("&")
        };
        let bare = vector["url"].as_str().unwrap().split('?').next().unwrap();
        let query = raw(pairs(&vector["params"]));
        let body = raw(pairs(&vector["body_params"]));
        let url = if query.is_empty() { bare.to_owned() } else { format!("{bare}?{query}") };
        let is_rsa = vector["signature_method"].as_str().unwrap().starts_with("RSA");
        let token = find("oauth_token").map(|token| json!([token, vector["token_secret"]]));
        let mut request = json!({
            "op": "sign", "method": vector["method"], "url": url, "client": [key, vector["consumer_secret"]],
            "token": token, "signature_method": vector["signature_method"], "timestamp": timestamp,
            "nonce": nonce, "version": find("oauth_version").is_some(), "realm": vector["realm"],
            "callback": find("oauth_callback"), "verifier": find("oauth_verifier"),
        });
        if !body.is_empty() {
            request["form_body"] = body.into();
        }
        if is_rsa {
            request["rsa_key"] = rsa_key();
        }
        for placement in ["header", "query", "body"] {
            request["placement"] = placement.into();
            let reply = shim.ok(&request);
            assert_eq!(reply["base_string"], vector["derived"]["base_string"], "{vector}");
            if !vector["derived"]["signature"].is_null() {
                assert_eq!(reply["signature"], vector["derived"]["signature"], "{vector}");
            }
            let mut client = json!({"secret": vector["consumer_secret"],
                "signature_methods": [vector["signature_method"]]});
            if is_rsa {
                client = json!({"rsa_key": rsa_key(), "signature_methods": [vector["signature_method"]]});
            }
            let mut tokens = json!({});
            if let Some(token) = find("oauth_token") {
                tokens[token] = json!({"secret": vector["token_secret"], "client": key});
            }
            let check = json!({
                "op": "verify", "method": vector["method"],
                "url": reply.get("url").unwrap_or(&request["url"]),
                "authorization": reply["authorization"],
                "form_body": reply.get("form_body").or(request.get("form_body")),
                "clients": {key: client}, "tokens": tokens,
                "now": timestamp.parse::<u64>().unwrap(), "max_age": 0, "used_nonces": [],
            });
            let expected = json!({"ok": true, "valid": true, "client": key, "token": find("oauth_token"),
                "timestamp": timestamp.parse::<u64>().unwrap(), "nonce": nonce});
            assert_eq!(shim.ok(&check), expected, "{vector} gave {reply}");
        }
    }
    assert_eq!(signed, 29, "vectors that `sign` can express");
    shim.end();
}

fn photos() -> Value {
    json!({"op": "sign", "method": "GET", "url": "http://photos.example.net/photos?file=vacation.jpg&size=original",
        "client": ["dpf43f3p2l4k3l03", "kd94hf93k423kf44"], "token": ["nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"],
        "signature_method": "HMAC-SHA1", "timestamp": "137131202", "nonce": "chapoH", "version": false,
        "realm": "Photos", "placement": "header"})
}

/// RFC 5849 §1.2, to the letter but for the order of parameters, which means nothing.
#[test]
fn where_the_parameters_go() {
    let mut shim = Shim::start();
    let reply = shim.ok(&photos());
    assert_eq!(
        reply["authorization"],
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"chapoH\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_token=\"nnch734d00sl2jdk\", \
         oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\""
    );
    assert!(reply.get("url").is_none() && reply.get("form_body").is_none());

    let parameters = "oauth_consumer_key=dpf43f3p2l4k3l03&oauth_nonce=chapoH&oauth_signature_method=HMAC-SHA1\
        &oauth_timestamp=137131202&oauth_token=nnch734d00sl2jdk&oauth_signature=MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D";
    let reply = shim.ok(&with(&photos(), &json!({"placement": "query"})));
    assert_eq!(
        reply["url"],
        format!("http://photos.example.net/photos?file=vacation.jpg&size=original&{parameters}")
    );
    assert!(reply.get("authorization").is_none() && reply.get("form_body").is_none());

    // Without a form body, one is made.
    let reply = shim.ok(&with(&photos(), &json!({"placement": "body"})));
    assert_eq!(reply["form_body"], parameters);
    assert!(reply.get("authorization").is_none() && reply.get("url").is_none());
    shim.end();
}

#[test]
fn body_hash_in_a_request() {
    let mut shim = Shim::start();
    let request =
        with(&photos(), &json!({"method": "PUT", "body_hash": "SHA-1", "body_b64": base64("Hello World!")}));
    let header = shim.ok(&request)["authorization"].take();
    assert!(
        header.as_str().unwrap().contains("oauth_body_hash=\"Lve95gjOVATpfV8EL5X4nxwjKHE%3D\""),
        "{header}"
    );
    for changes in [json!({"form_body": "a=b"}), json!({"placement": "body"})] {
        assert_eq!(shim.error(&with(&request, &changes)), "BodyHashOnForm");
    }
    shim.end();
}

#[test]
fn what_is_not_signed() {
    let mut shim = Shim::start();
    for (changes, error) in [
        (json!({"url": "photos.example.net"}), "NoScheme"),
        (json!({"method": ""}), "Method"),
        (json!({"url": "http://h/?oauth_nonce=x"}), "DuplicateParameter"),
        (json!({"realm": "\""}), "Realm"),
        (json!({"signature_method": "PLAINTEXT"}), "PlaintextNeedsTls"),
        (json!({"signature_method": "RSA-SHA1"}), "BadRequest"),
        (json!({"signature_method": "NONE"}), "BadRequest"),
        (json!({"placement": "cookie"}), "BadRequest"),
        (json!({"timestamp": "soon"}), "BadRequest"),
        (json!({"timestamp": "01"}), "BadRequest"),
        (json!({"timestamp": 137131202}), "BadRequest"),
        (json!({"client": ["key"]}), "BadRequest"),
    ] {
        assert_eq!(shim.error(&with(&photos(), &changes)), error, "{changes}");
    }
    shim.end();
}
