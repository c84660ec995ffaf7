//! `flow` = `oauth1`: the three-legged flow.

use crate::program::{Shim, base64, body, header, rsa_key, with};
use serde_json::{Value, json};

const NOW: u64 = 137_131_200;

fn config() -> Value {
    json!({
        "temporary_credential_endpoint": "https://photos.example.net/initiate",
        "authorization_endpoint": "https://photos.example.net/authorize",
        "token_endpoint": "https://photos.example.net/token",
        "client": ["dpf43f3p2l4k3l03", "kd94hf93k423kf44"],
        "callback": "http://printer.example.com/ready",
        "signature_method": "HMAC-SHA1", "placement": "header", "realm": "Photos",
    })
}

fn start(config: &Value) -> Value {
    json!({"op": "flow.start", "id": "f", "flow": "oauth1", "config": config,
        "entropy_b64": base64([7; 32]), "now": NOW})
}

fn poll(now: u64) -> Value {
    json!({"op": "flow.poll", "id": "f", "now": now})
}

fn event(name: &str, value: impl Into<Value>) -> Value {
    json!({"op": "flow.event", "id": "f", "now": NOW, name: value.into()})
}

fn answer(status: u16, text: &str) -> Value {
    event("response", json!({"status": status, "headers": [], "body_b64": base64(text)}))
}

/// Puts the flow to sleep.
fn seal() -> Value {
    json!({"op": "flow.seal", "id": "f", "key_b64": base64([1; 32]), "entropy_b64": base64([2; 32]),
        "now": NOW, "lifetime": 600})
}

/// Opens what is sealed as a flow of this configuration, under the id `g`.
fn unseal(config: &Value, sealed: &Value) -> Value {
    json!({"op": "flow.unseal", "id": "g", "key_b64": base64([1; 32]), "entropy_b64": base64([3; 32]),
        "sealed_b64": sealed, "flow": "oauth1", "config": config, "now": NOW + 599})
}

const TEMPORARY: &str =
    "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true";
const CALLBACK: &str =
    "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884";
const TOKEN: &str = "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00&user_id=7&a=b%20c";

/// Starts a flow and answers its first request.
fn approval(shim: &mut Shim, config: &Value) -> Value {
    shim.action(&start(config));
    shim.action(&answer(200, TEMPORARY))
}

/// Verifies what a flow sends, as the server would.
fn assert_verifies(shim: &mut Shim, action: &Value, token: Option<(&str, &str)>, method: &str) {
    let mut client = json!({"secret": "kd94hf93k423kf44", "signature_methods": [method]});
    if method.starts_with("RSA") {
        client = json!({"rsa_key": rsa_key(), "signature_methods": [method]});
    }
    let mut tokens = json!({});
    if let Some((token, secret)) = token {
        tokens[token] = json!({"secret": secret, "client": "dpf43f3p2l4k3l03"});
    }
    let form = header(action, "content-type").map(|kind| {
        assert_eq!(kind, "application/x-www-form-urlencoded");
        body(action)
    });
    let reply = shim.ok(&json!({
        "op": "verify", "method": action["request"]["method"], "url": action["request"]["url"],
        "authorization": header(action, "authorization"), "form_body": form,
        "clients": {"dpf43f3p2l4k3l03": client}, "tokens": tokens,
        "now": NOW, "max_age": 100, "used_nonces": [],
    }));
    assert_eq!(reply["valid"], true, "{reply} for {action}");
    assert_eq!(reply["token"].as_str(), token.map(|(token, _)| token));
}

/// The whole flow, with each placement and each kind of signature.
#[test]
fn the_whole_flow() {
    let mut shim = Shim::start();
    for (placement, method) in [
        ("header", "HMAC-SHA1"),
        ("query", "HMAC-SHA256"),
        ("body", "HMAC-SHA512"),
        ("header", "PLAINTEXT"),
        ("header", "RSA-SHA1"),
        ("query", "RSA-SHA256"),
        ("body", "RSA-SHA512"),
    ] {
        let mut config = with(
            &config(),
            &json!({"placement": placement, "signature_method": method,
            "extra": [["x_access", "read & write"]]}),
        );
        if method.starts_with("RSA") {
            config["rsa_key"] = rsa_key();
        }
        let first = shim.action(&start(&config));
        assert_eq!((&first["type"], &first["resend"]), (&json!("send"), &json!("never")));
        assert_eq!(first["request"]["method"], "POST");
        let whole = format!(
            "{} {} {}",
            first["request"]["url"],
            header(&first, "authorization").unwrap_or_default(),
            body(&first)
        );
        assert!(whole.contains("oauth_callback=") && whole.contains("oauth_version="), "{whole}");
        assert!(whole.contains("x_access=read%20%26%20write"), "{whole}");
        assert_eq!(header(&first, "authorization").is_some(), placement == "header");
        assert_verifies(&mut shim, &first, None, method);
        // Asking again changes nothing, whatever the time.
        assert_eq!(shim.action(&poll(NOW + 60)), first);

        let redirect = shim.action(&answer(200, TEMPORARY));
        let url = "https://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola";
        assert_eq!(redirect, json!({"type": "redirect", "url": url}));
        assert_eq!(shim.action(&poll(NOW + 60)), redirect);

        let second = shim.action(&event("redirect", CALLBACK));
        assert_eq!((&second["type"], &second["resend"]), (&json!("send"), &json!("never")));
        assert!(
            second.to_string().contains("hfdp7dh39dks9884") || body(&second).contains("hfdp7dh39dks9884")
        );
        assert_verifies(&mut shim, &second, Some(("hh5s93j4hdidpola", "hdhd0244k9j7ao03")), method);

        let done = shim.action(&answer(200, TOKEN));
        let token = json!({"token": "nnch734d00sl2jdk", "token_secret": "pfkkdhi9sl3r4s00",
            "extra": [["user_id", "7"], ["a", "b c"]]});
        assert_eq!(done, json!({"type": "done", "token": token}));
        assert_eq!(shim.action(&poll(NOW)), done);
        assert_eq!(shim.error(&answer(200, TOKEN)), "Unexpected");
        assert_eq!(shim.action(&poll(NOW)), done);
        assert_eq!(shim.ask(&json!({"op": "flow.drop", "id": "f"})), json!({"ok": true}));
        assert_eq!(shim.error(&poll(NOW)), "UnknownFlow");
    }
    shim.end();
}

#[test]
fn the_same_entropy_and_times_give_the_same_bytes() {
    let mut shim = Shim::start();
    let first = shim.action(&start(&config()));
    assert_eq!(shim.action(&start(&config())), first);
    assert_ne!(shim.action(&with(&start(&config()), &json!({"entropy_b64": base64([8; 32])}))), first);
    assert_ne!(shim.action(&with(&start(&config()), &json!({"now": NOW + 1}))), first);
    shim.end();
}

#[test]
fn version_and_realm() {
    let mut shim = Shim::start();
    let action = shim.action(&start(&config()));
    let sent = header(&action, "authorization").unwrap();
    assert!(sent.starts_with("OAuth realm=\"Photos\", ") && sent.contains("oauth_version=\"1.0\""), "{sent}");
    let action = shim.action(&start(&with(&config(), &json!({"version": false, "realm": null}))));
    let sent = header(&action, "authorization").unwrap();
    assert!(!sent.contains("realm=") && !sent.contains("oauth_version"), "{sent}");
    shim.end();
}

#[test]
fn ids_do_not_meet() {
    let mut shim = Shim::start();
    let first = shim.action(&start(&config()));
    let other = with(&start(&config()), &json!({"id": "g", "entropy_b64": base64([8; 32])}));
    let other = shim.action(&other);
    assert_eq!(shim.action(&poll(NOW)), first);
    shim.ok(&json!({"op": "flow.drop", "id": "f"}));
    assert_eq!(shim.action(&with(&poll(NOW), &json!({"id": "g"}))), other);
    for op in ["flow.poll", "flow.event", "flow.drop"] {
        assert_eq!(shim.error(&json!({"op": op, "id": "f", "now": NOW, "verifier": "v"})), "UnknownFlow");
    }
    shim.end();
}

#[test]
fn a_stranger_s_callback_changes_nothing() {
    let mut shim = Shim::start();
    let redirect = approval(&mut shim, &config());
    for (url, error) in [
        ("http://printer.example.com/ready?oauth_token=other&oauth_verifier=v", "TokenMismatch"),
        ("http://printer.example.com/ready?oauth_verifier=v", "TokenMismatch"),
        ("http://printer.example.com/ready", "TokenMismatch"),
        ("http://printer.example.com/ready?denied=other", "TokenMismatch"),
        ("http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola", "MissingParameter"),
        (
            "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=a&oauth_verifier=b",
            "DuplicateParameter",
        ),
        (
            "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=a&denied=hh5s93j4hdidpola",
            "ConflictingParameters",
        ),
        (
            "http://printer.example.com/ready#oauth_token=hh5s93j4hdidpola&oauth_verifier=v",
            "WrongResponseMode",
        ),
        ("http://printer.example.com/else?oauth_token=hh5s93j4hdidpola&oauth_verifier=v", "WrongPlace"),
        ("http://evil.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=v", "WrongPlace"),
        ("/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=v", "Malformed"),
        ("", "Malformed"),
    ] {
        assert_eq!(shim.error(&event("redirect", url)), error, "{url}");
        assert_eq!(shim.action(&poll(NOW)), redirect, "{url}");
    }
    for other in [
        event("verifier", "v"),
        event("form_post", "oauth_token=hh5s93j4hdidpola&oauth_verifier=v"),
        event("transport_failed", "unknown"),
        answer(200, TOKEN),
    ] {
        assert_eq!(shim.error(&other), "Unexpected", "{other}");
        assert_eq!(shim.action(&poll(NOW)), redirect, "{other}");
    }
    // The user's own callback still counts.
    assert_eq!(shim.action(&event("redirect", CALLBACK))["type"], "send");
    shim.end();
}

#[test]
fn a_verifier_that_is_typed_in() {
    let mut shim = Shim::start();
    for callback in [json!("oob"), Value::Null] {
        let mut config = config();
        config["callback"] = callback.clone();
        let first = shim.action(&start(&config));
        let sent = header(&first, "authorization").unwrap();
        assert_eq!(sent.contains("oauth_callback=\"oob\""), callback == "oob", "{sent}");
        assert_eq!(sent.contains("oauth_callback"), callback == "oob", "{sent}");
        let redirect = shim.action(&answer(200, TEMPORARY));
        assert_eq!(shim.error(&event("verifier", " ")), "MissingParameter");
        assert_eq!(shim.action(&poll(NOW)), redirect);
        let second = shim.action(&event("verifier", "473f82d3"));
        assert!(header(&second, "authorization").unwrap().contains("oauth_verifier=\"473f82d3\""));
        assert_eq!(shim.action(&answer(200, TOKEN))["type"], "done");
    }
    shim.end();
}

#[test]
fn a_lost_answer() {
    let mut shim = Shim::start();
    let first = shim.action(&start(&config()));
    // Signed anew after a wait, lost or not sent: no signature goes out twice.
    let mut seen = vec![first];
    for lost in ["not_sent", "unknown"] {
        let wait = shim.action(&event("transport_failed", lost));
        assert_eq!(wait["type"], "wait", "{wait}");
        let until = wait["until"].as_u64().unwrap();
        assert!(until > NOW);
        assert_eq!(shim.action(&poll(until - 1)), wait);
        let again = shim.action(&poll(until));
        assert_eq!(again["type"], "send");
        assert!(!seen.contains(&again), "{again}");
        assert_verifies(&mut shim, &again, None, "HMAC-SHA1");
        seen.push(again);
    }
    shim.action(&answer(200, TEMPORARY));
    let second = shim.action(&event("redirect", CALLBACK));
    let wait = shim.action(&event("transport_failed", "not_sent"));
    let again = shim.action(&poll(wait["until"].as_u64().unwrap()));
    assert_eq!(again["type"], "send");
    assert_ne!(again, second);
    assert_eq!(
        shim.action(&event("transport_failed", "unknown")),
        json!({"type": "failed", "error": {"kind": "AnswerLost", "recovery": "start_again"}})
    );
    shim.end();
}

#[test]
fn a_server_that_speaks_oauth_1_0() {
    let mut shim = Shim::start();
    let reply = "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03";
    shim.action(&start(&config()));
    let failed = shim.action(&answer(200, reply));
    let error = json!({"kind": "CallbackNotConfirmed", "status": 200, "recovery": "give_up"});
    assert_eq!(failed, json!({"type": "failed", "error": error}));
    assert_eq!(shim.action(&poll(NOW)), failed);

    shim.action(&start(&with(&config(), &json!({"unconfirmed_callback": true}))));
    assert_eq!(shim.action(&answer(200, reply))["type"], "redirect");
    let callback = "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola";
    assert_eq!(shim.action(&event("redirect", callback))["type"], "send");
    shim.end();
}

#[test]
fn how_it_fails() {
    let mut shim = Shim::start();
    let first = |shim: &mut Shim, answer: &Value| {
        shim.action(&start(&config()));
        let failed = shim.action(answer);
        assert_eq!(failed["type"], "failed", "{failed}");
        assert_eq!(shim.action(&poll(NOW + 1)), failed);
        failed["error"].clone()
    };
    assert_eq!(
        first(&mut shim, &answer(401, "oauth_problem=signature_invalid&oauth_problem_advice=no%20way")),
        json!({"kind": "Refused", "code": "signature_invalid", "description": "no way", "status": 401,
            "recovery": "fix_configuration"})
    );
    assert_eq!(
        first(&mut shim, &answer(200, "<html>")),
        json!({"kind": "MalformedAnswer", "status": 200, "recovery": "fix_configuration"})
    );
    let busy = json!({"status": 503, "headers": [["Retry-After", "120"]], "body_b64": ""});
    assert_eq!(
        first(&mut shim, &event("response", busy)),
        json!({"kind": "HttpStatus", "status": 503, "recovery": "retry_after", "retry_at": NOW + 120})
    );
    approval(&mut shim, &config());
    let denied = shim.action(&event("redirect", "http://printer.example.com/ready?denied=hh5s93j4hdidpola"));
    assert_eq!(denied, json!({"type": "failed", "error": {"kind": "Denied", "recovery": "sign_in_again"}}));
    shim.end();
}

#[test]
fn configurations_that_can_t_work() {
    let mut shim = Shim::start();
    for (changes, error) in [
        (json!({"token_endpoint": "/token"}), "NoScheme"),
        (json!({"token_endpoint": "http://photos.example.net/token"}), "NeedsTls"),
        (json!({"authorization_endpoint": "https://h/#x"}), "Fragment"),
        (json!({"authorization_endpoint": "https://h/?oauth_token=x"}), "ProtocolParameter"),
        (json!({"extra": [["oauth_nonce", "x"]]}), "ReservedParameter"),
        (json!({"client": ["", ""]}), "NoClient"),
        (json!({"realm": "\""}), "Realm"),
        (json!({"signature_method": "RSA-SHA1"}), "BadRequest"),
        (json!({"signature_method": "X"}), "BadRequest"),
        (json!({"placement": "x"}), "BadRequest"),
        (json!({"client": null}), "BadRequest"),
    ] {
        assert_eq!(shim.error(&start(&with(&config(), &changes))), error, "{changes}");
        assert_eq!(shim.error(&poll(NOW)), "UnknownFlow");
    }
    let ok = start(&config());
    for changes in [
        json!({"flow": "oauth3"}),
        json!({"entropy_b64": base64([7; 31])}),
        json!({"entropy_b64": "?"}),
        json!({"now": -1}),
        json!({"config": []}),
    ] {
        assert_eq!(shim.error(&with(&ok, &changes)), "BadRequest", "{changes}");
    }
    shim.action(&ok);
    assert_eq!(shim.error(&json!({"op": "flow.event", "id": "f", "now": 0})), "BadRequest");
    let two = with(&event("verifier", "v"), &json!({"redirect": CALLBACK}));
    assert_eq!(shim.error(&two), "BadRequest");
    assert_eq!(shim.error(&event("transport_failed", "perhaps")), "BadRequest");
    shim.end();
}

#[test]
fn a_sealed_flow_goes_on_elsewhere() {
    let mut shim = Shim::start();
    for (placement, method) in [("header", "HMAC-SHA1"), ("query", "RSA-SHA256"), ("body", "PLAINTEXT")] {
        let mut config = with(&config(), &json!({"placement": placement, "signature_method": method}));
        if method.starts_with("RSA") {
            config["rsa_key"] = rsa_key();
        }
        let redirect = approval(&mut shim, &config);
        let sealed = shim.ok(&seal())["sealed_b64"].take();
        // The flow that was sealed is as it was; the same entropy seals the same bytes.
        assert_eq!(shim.ok(&seal())["sealed_b64"], sealed);
        assert_eq!(shim.action(&poll(NOW)), redirect);
        let second = shim.action(&event("redirect", CALLBACK));

        let mut elsewhere = Shim::start();
        assert_eq!(elsewhere.action(&unseal(&config, &sealed)), redirect);
        let of_g = json!({"id": "g"});
        let stranger = "http://printer.example.com/ready?oauth_token=other&oauth_verifier=v";
        assert_eq!(elsewhere.error(&with(&event("redirect", stranger), &of_g)), "TokenMismatch");
        let there = elsewhere.action(&with(&event("redirect", CALLBACK), &of_g));
        assert_ne!(there, second, "two copies signed with one nonce");
        assert_verifies(&mut shim, &there, Some(("hh5s93j4hdidpola", "hdhd0244k9j7ao03")), method);
        assert_eq!(elsewhere.action(&with(&answer(200, TOKEN), &of_g))["type"], "done");
        elsewhere.end();
    }
    shim.end();
}

#[test]
fn what_is_not_opened() {
    let mut shim = Shim::start();
    approval(&mut shim, &config());
    let sealed = shim.ok(&seal())["sealed_b64"].take();
    let text = sealed.as_str().unwrap();
    let changed = if &text[80..84] == "AAAA" { "BBBB" } else { "AAAA" };
    let other = |changes: Value| json!({"config": with(&config(), &changes)});
    let other_place = json!({"client_id": "dpf43f3p2l4k3l03", "client_authentication": "none",
        "authorization_endpoint": "https://photos.example.net/authorize",
        "token_endpoint": "https://photos.example.net/token", "redirect_uri": "http://printer.example.com/ready"});
    for (changes, error) in [
        (json!({"now": NOW + 600}), "Expired"),
        (json!({"key_b64": base64([9; 32])}), "UnknownKey"),
        (json!({"sealed_b64": format!("{}{changed}{}", &text[..80], &text[84..])}), "Forged"),
        (json!({"sealed_b64": ""}), "Malformed"),
        (json!({"sealed_b64": "?"}), "BadRequest"),
        (json!({"entropy_b64": ""}), "BadRequest"),
        (other(json!({"client": ["other", "kd94hf93k423kf44"]})), "OtherBinding"),
        (other(json!({"temporary_credential_endpoint": "https://evil.example/t"})), "OtherBinding"),
        (other(json!({"authorization_endpoint": "https://evil.example/a"})), "OtherBinding"),
        (other(json!({"token_endpoint": "https://evil.example/k"})), "OtherBinding"),
        (other(json!({"callback": "http://printer.example.com/else"})), "OtherBinding"),
        (other(json!({"callback": "oob"})), "OtherBinding"),
        (other(json!({"callback": null})), "OtherBinding"),
        (other(json!({"token_endpoint": "http://evil.example/k"})), "NeedsTls"),
        (json!({"flow": "authorization_code", "config": other_place}), "OtherBinding"),
        (json!({"flow": "oauth3"}), "BadRequest"),
    ] {
        assert_eq!(shim.error(&with(&unseal(&config(), &sealed), &changes)), error, "{changes}");
        assert_eq!(shim.error(&with(&poll(NOW), &json!({"id": "g"}))), "UnknownFlow");
    }
    shim.end();
}

#[test]
fn only_a_flow_that_waits_for_the_user_is_sealed() {
    let mut shim = Shim::start();
    let first = shim.action(&start(&config()));
    assert_eq!(shim.error(&seal()), "NotWaiting");
    assert_eq!(shim.action(&poll(NOW)), first);
    shim.action(&answer(200, TEMPORARY));
    shim.ok(&seal());
    let second = shim.action(&event("redirect", CALLBACK));
    assert_eq!(shim.error(&seal()), "NotWaiting");
    assert_eq!(shim.action(&poll(NOW)), second);
    shim.action(&answer(200, TOKEN));
    assert_eq!(shim.error(&seal()), "NotWaiting");
    shim.end();
}
