//! `flow.seal` and `flow.unseal`.

use crate::flows_oauth2::{CODE, NOW, answer, event, poll, query, start};
use crate::program::{Shim, base64, value, with};
use serde_json::{Value, json};

fn seal() -> Value {
    json!({"op": "flow.seal", "id": "f", "key_b64": base64([1; 32]), "entropy_b64": base64([2; 32]),
        "now": NOW, "lifetime": 600})
}

/// Opens what `sealed` is as the flow that `started` started.
fn unseal(started: &Value, sealed: &str) -> Value {
    json!({"op": "flow.unseal", "id": "g", "key_b64": base64([1; 32]), "entropy_b64": base64([3; 32]),
        "sealed_b64": sealed, "flow": started["flow"], "config": started["config"], "now": NOW + 599})
}

/// A flow of each kind that waits for the user, as it was started, and what it then wants.
fn waiting(shim: &mut Shim) -> Vec<(Value, Value)> {
    let redirect = json!({"redirect_uri": "https://client.example.com/cb"});
    let device = json!({"device_authorization_endpoint": "https://server.example.com/device"});
    let ciba =
        json!({"login_hint": "u", "backchannel_authentication_endpoint": "https://server.example.com/bc"});
    let codes = r#"{"device_code":"d","user_code":"u","verification_uri":"https://h/","expires_in":1800}"#;
    let mut all = Vec::new();
    for (flow, changes, first) in [
        (CODE, redirect.clone(), None),
        ("implicit", redirect, None),
        ("device_code", device, Some(codes)),
        ("ciba", ciba, Some(r#"{"auth_req_id":"a","expires_in":1800}"#)),
    ] {
        let started = with(&start(flow, &changes), &json!({"id": flow}));
        let mut action = shim.action(&started);
        if let Some(first) = first {
            action = shim.action(&with(&answer(200, first), &json!({"id": flow})));
        }
        assert!(action["type"] == "redirect" || action["type"] == "prompt", "{action}");
        all.push((started, action));
    }
    all
}

#[test]
fn sealed_flows_go_on_elsewhere() {
    let mut shim = Shim::start();
    for (started, action) in waiting(&mut shim) {
        let seal = with(&seal(), &json!({"id": started["id"]}));
        let sealed = shim.ok(&seal)["sealed_b64"].take();
        let sealed = sealed.as_str().unwrap();
        // The flow that was sealed is as it was; the same entropy seals the same bytes.
        assert_eq!(shim.ok(&seal)["sealed_b64"], sealed);
        let mut elsewhere = Shim::start();
        if action["type"] == "redirect" {
            assert_eq!(elsewhere.action(&unseal(&started, sealed)), action);
            let mark = if started["flow"] == CODE { "?code=c" } else { "#access_token=a&token_type=bearer" };
            let state = value(query(&action), "state");
            let url = format!("https://client.example.com/cb{mark}&state={state}");
            let next = elsewhere.action(&with(&event("redirect", url), &json!({"id": "g"})));
            assert_eq!(next["type"], if started["flow"] == CODE { "send" } else { "done" });
        } else {
            let soon = with(&unseal(&started, sealed), &json!({"now": NOW + 1}));
            assert_eq!(elsewhere.action(&soon), action);
            assert_eq!(elsewhere.action(&with(&poll(NOW + 599), &json!({"id": "g"})))["type"], "send");
        }
        elsewhere.end();
    }
    shim.end();
}

#[test]
fn what_is_not_opened() {
    let mut shim = Shim::start();
    for (started, _) in waiting(&mut shim) {
        let sealed = shim.ok(&with(&seal(), &json!({"id": started["id"]})))["sealed_b64"].take();
        let sealed = sealed.as_str().unwrap();
        let other_client = with(&started["config"], &json!({"client_id": "other"}));
        let other_server = with(&started["config"], &json!({"token_endpoint": "https://evil.example/token"}));
        let changed = format!("{}{}", &sealed[..80], if &sealed[80..84] == "AAAA" { "BBBB" } else { "AAAA" });
        for (changes, error) in [
            (json!({"now": NOW + 600}), "Expired"),
            (json!({"key_b64": base64([9; 32])}), "UnknownKey"),
            (json!({"sealed_b64": format!("{changed}{}", &sealed[84..])}), "Forged"),
            (json!({"sealed_b64": ""}), "Malformed"),
            (json!({"sealed_b64": "?"}), "BadRequest"),
            (json!({"config": other_client}), "OtherBinding"),
            (json!({"config": other_server}), "OtherBinding"),
            (json!({"flow": if started["flow"] == "ciba" { "device_code" } else { "ciba" }}), "OtherBinding"),
            (json!({"flow": "refresh_token"}), "OtherBinding"),
            (json!({"entropy_b64": ""}), "BadRequest"),
        ] {
            assert_eq!(shim.error(&with(&unseal(&started, sealed), &changes)), error, "{changes}");
            assert_eq!(shim.error(&with(&poll(NOW), &json!({"id": "g"}))), "UnknownFlow");
        }
    }
    shim.end();
}

#[test]
fn only_a_flow_that_waits_for_the_user_is_sealed() {
    let mut shim = Shim::start();
    let changes = json!({"redirect_uri": "https://client.example.com/cb"});
    let redirect = shim.action(&start(CODE, &changes));
    let state = value(query(&redirect), "state");
    let send = shim.action(&event("redirect", format!("https://client.example.com/cb?code=c&state={state}")));
    assert_eq!(shim.error(&seal()), "NotWaiting");
    assert_eq!(shim.action(&poll(NOW)), send);
    let send = shim.action(&start("client_credentials", &json!({})));
    assert_eq!(shim.error(&seal()), "NotWaiting");
    assert_eq!(shim.action(&poll(NOW)), send);
    assert_eq!(shim.error(&with(&seal(), &json!({"id": "nope"}))), "UnknownFlow");
    shim.end();
}
