//! The other grants of OAuth 2, and pushed authorization requests.

use crate::flows_oauth2::{
    CODE, NOW, answer, assert_done, bearer, event, one_request, pair, poll, query, start,
};
use crate::program::{Shim, body, form, value, with};
use serde_json::{Value, json};

/// RFC 6749 §4.3.2.
#[test]
fn password() {
    let mut shim = Shim::start();
    let changes = json!({"username": "johndoe", "password": "A3ddj3w"});
    let sent = one_request(&mut shim, "password", &changes);
    assert_eq!(
        sent,
        [pair("grant_type", "password"), pair("username", "johndoe"), pair("password", "A3ddj3w")]
    );
    assert_eq!(shim.error(&start("password", &json!({}))), "Empty");
    shim.end();
}

/// RFC 7523 §2.1 and RFC 7522 §2.1.
#[test]
fn assertions() {
    let mut shim = Shim::start();
    for (flow, grant_type) in [
        ("jwt_bearer", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("saml2_bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer"),
    ] {
        let changes = json!({"assertion": "PHNhbWxwOl", "scope": "a", "extra": [["x", "y"]]});
        let sent = one_request(&mut shim, flow, &changes);
        let expected = [
            pair("grant_type", grant_type),
            pair("assertion", "PHNhbWxwOl"),
            pair("scope", "a"),
            pair("x", "y"),
        ];
        assert_eq!(sent, expected);
        assert_eq!(shim.error(&start(flow, &json!({}))), "Empty");
        assert_eq!(shim.action(&start(flow, &changes))["resend"], "if_not_sent");
    }
    shim.end();
}

/// RFC 8693 §2.1.
#[test]
fn token_exchange() {
    let mut shim = Shim::start();
    let access = "urn:ietf:params:oauth:token-type:access_token";
    let changes = json!({
        "subject_token": "s", "subject_token_type": access, "actor_token": "a", "actor_token_type": access,
        "audience": "backend", "requested_token_type": access, "resource": ["https://h/1", "https://h/2"],
        "scope": "x",
    });
    let mut sent = one_request(&mut shim, "token_exchange", &changes);
    sent.sort();
    let mut expected = vec![
        pair("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        pair("subject_token", "s"),
        pair("subject_token_type", access),
        pair("actor_token", "a"),
        pair("actor_token_type", access),
        pair("audience", "backend"),
        pair("requested_token_type", access),
        pair("resource", "https://h/1"),
        pair("resource", "https://h/2"),
        pair("scope", "x"),
    ];
    expected.sort();
    assert_eq!(sent, expected);
    for changes in [
        json!({"subject_token": "s"}),
        json!({"subject_token_type": access}),
        json!({"subject_token": "s", "subject_token_type": access, "actor_token": "a"}),
        json!({"subject_token": "s", "subject_token_type": access, "actor_token_type": access}),
    ] {
        assert_eq!(shim.error(&start("token_exchange", &changes)), "Empty", "{changes}");
    }
    shim.action(&start("token_exchange", &json!({"subject_token": "s", "subject_token_type": access})));
    let reply =
        format!("{{\"access_token\":\"x\",\"issued_token_type\":\"{access}\",\"token_type\":\"N_A\"}}");
    let done = shim.action(&answer(200, &reply));
    let token = json!({"access_token": "x", "token_type": "N_A", "extra": {"issued_token_type": access}});
    assert_eq!(done["token"], token);
    shim.end();
}

fn at(mut request: Value, now: u64) -> Value {
    request["now"] = now.into();
    request
}

const PENDING: &str = r#"{"error":"authorization_pending"}"#;

/// RFC 8628 §3.
#[test]
fn device_code() {
    let mut shim = Shim::start();
    let changes = json!({"client_id": "1406020730", "client_authentication": "none", "scope": "example_scope",
        "device_authorization_endpoint": "https://server.example.com/device_authorization"});
    let asked = shim.action(&start("device_code", &changes));
    assert_eq!(asked["request"]["url"], "https://server.example.com/device_authorization");
    assert_eq!(form(&body(&asked)), [pair("scope", "example_scope"), pair("client_id", "1406020730")]);
    let codes = r#"{"device_code":"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS","user_code":"WDJB-MJHT",
        "verification_uri":"https://example.com/device","expires_in":1800,
        "verification_uri_complete":"https://example.com/device?user_code=WDJB-MJHT"}"#;
    let prompt = shim.action(&answer(200, codes));
    let expected = json!({"type": "prompt", "user_code": "WDJB-MJHT",
        "verification_uri": "https://example.com/device",
        "verification_uri_complete": "https://example.com/device?user_code=WDJB-MJHT",
        "expires_at": NOW + 1800, "until": NOW + 5});
    assert_eq!(prompt, expected);
    assert_eq!(shim.action(&poll(NOW + 4)), expected);

    let ask = shim.action(&poll(NOW + 5));
    assert_eq!((&ask["type"], &ask["resend"]), (&json!("send"), &json!("safe")));
    assert_eq!(ask["request"]["url"], "https://server.example.com/token");
    let sent = form(&body(&ask));
    let expected = [
        pair("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        pair("device_code", "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"),
        pair("client_id", "1406020730"),
    ];
    assert_eq!(sent, expected);
    let prompt = shim.action(&at(answer(400, PENDING), NOW + 5));
    assert_eq!((&prompt["type"], &prompt["until"]), (&json!("prompt"), &json!(NOW + 10)));
    // slow_down adds 5 seconds for good.
    shim.action(&poll(NOW + 10));
    let prompt = shim.action(&at(answer(400, r#"{"error":"slow_down"}"#), NOW + 10));
    assert_eq!(prompt["until"], NOW + 20);
    shim.action(&poll(NOW + 20));
    let prompt = shim.action(&at(answer(400, PENDING), NOW + 20));
    assert_eq!(prompt["until"], NOW + 30);
    // A lost answer costs nothing but time: the same request again.
    assert_eq!(shim.action(&poll(NOW + 30)), ask);
    let prompt = shim.action(&at(event("transport_failed", "unknown"), NOW + 30));
    let until = prompt["until"].as_u64().unwrap();
    assert!(prompt["type"] == "prompt" && until > NOW + 40, "{prompt}");
    assert_eq!(shim.action(&poll(until)), ask);
    let done = shim.action(&answer(200, &bearer()));
    assert_done(&done);
    assert_eq!(shim.action(&poll(until + 9)), done);

    for (text, kind) in [("access_denied", "Denied"), ("expired_token", "Expired")] {
        shim.action(&start("device_code", &changes));
        shim.action(&answer(200, codes));
        shim.action(&poll(NOW + 5));
        let failed = shim.action(&at(answer(400, &json!({"error": text}).to_string()), NOW + 5));
        assert_eq!((&failed["type"], &failed["error"]["kind"]), (&json!("failed"), &json!(kind)));
    }
    shim.action(&start("device_code", &changes));
    shim.action(&answer(200, codes));
    let late = shim.action(&poll(NOW + 1800));
    assert_eq!(late["error"], json!({"kind": "Expired", "recovery": "start_again"}));
    shim.end();
}

#[test]
fn ciba() {
    let mut shim = Shim::start();
    let changes = json!({"scope": "openid", "login_hint": "janedoe@example.com",
        "extra": [["binding_message", "W4SCT"], ["requested_expiry", "120"]],
        "backchannel_authentication_endpoint": "https://server.example.com/bc-authorize"});
    let asked = shim.action(&start("ciba", &changes));
    assert_eq!(asked["request"]["url"], "https://server.example.com/bc-authorize");
    let sent = form(&body(&asked));
    let expected = [
        pair("scope", "openid"),
        pair("login_hint", "janedoe@example.com"),
        pair("binding_message", "W4SCT"),
        pair("requested_expiry", "120"),
    ];
    assert_eq!(sent, expected);
    let prompt = shim.action(&answer(200, r#"{"auth_req_id":"1c266114","expires_in":120,"interval":2}"#));
    assert_eq!(prompt, json!({"type": "prompt", "expires_at": NOW + 120, "until": NOW + 2}));
    let ask = shim.action(&poll(NOW + 2));
    assert_eq!(value(&body(&ask), "grant_type"), "urn:openid:params:grant-type:ciba");
    assert_eq!(value(&body(&ask), "auth_req_id"), "1c266114");
    let prompt = shim.action(&at(answer(400, PENDING), NOW + 2));
    assert_eq!(prompt, json!({"type": "prompt", "expires_at": NOW + 120, "until": NOW + 4}));
    assert_eq!(shim.action(&poll(NOW + 4)), ask);
    assert_done(&shim.action(&answer(200, &bearer())));
    assert_eq!(shim.error(&start("ciba", &with(&changes, &json!({"login_hint": null})))), "Empty");
    shim.end();
}

/// RFC 9126 §2.
#[test]
fn pushed_authorization_request() {
    let mut shim = Shim::start();
    let changes = json!({"redirect_uri": "https://client.example.com/cb",
        "pushed_authorization_request_endpoint": "https://server.example.com/par"});
    let pushed = shim.action(&start(CODE, &changes));
    assert_eq!(pushed["type"], "send", "{pushed}");
    assert_eq!(pushed["request"]["url"], "https://server.example.com/par");
    let state = value(&body(&pushed), "state");
    let request_uri = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c";
    let redirect =
        shim.action(&answer(201, &json!({"request_uri": request_uri, "expires_in": 60}).to_string()));
    assert_eq!(redirect["type"], "redirect", "{redirect}");
    let mut sent = form(query(&redirect));
    sent.sort();
    assert_eq!(sent, [pair("client_id", "s6BhdRkqt3"), pair("request_uri", request_uri)]);
    let send = shim.action(&event("redirect", format!("https://client.example.com/cb?code=c&state={state}")));
    assert_eq!(send["request"]["url"], "https://server.example.com/token");

    // Implicit, whose token then has no more members than the server gave it.
    let pushed = shim.action(&start("implicit", &changes));
    assert_eq!(pushed["request"]["url"], "https://server.example.com/par");
    let state = value(&body(&pushed), "state");
    let answered = json!({"request_uri": request_uri, "expires_in": 60}).to_string();
    let redirect = shim.action(&answer(201, &answered));
    assert_eq!(value(query(&redirect), "request_uri"), request_uri);
    let callback = format!("https://client.example.com/cb#access_token=a&token_type=Bearer&state={state}");
    let done = shim.action(&event("redirect", callback));
    assert_eq!((&done["token"]["access_token"], &done["token"]["extra"]), (&json!("a"), &json!({})));
    shim.end();
}
