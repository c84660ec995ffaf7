//! The grants of OAuth 2.

use crate::program::{Shim, base64, body, form, header, value, with};
use serde_json::{Value, json};

pub(crate) const NOW: u64 = 1_000_000;

fn config() -> Value {
    json!({
        "client_id": "s6BhdRkqt3", "client_secret": "7Fjfp0ZBr1KtDRbnfVdmIw", "client_authentication": "basic",
        "authorization_endpoint": "https://server.example.com/authorize",
        "token_endpoint": "https://server.example.com/token",
    })
}

pub(crate) fn start(flow: &str, changes: &Value) -> Value {
    json!({"op": "flow.start", "id": "f", "flow": flow, "config": with(&config(), changes),
        "entropy_b64": base64([7; 32]), "now": NOW})
}

pub(crate) fn poll(now: u64) -> Value {
    json!({"op": "flow.poll", "id": "f", "now": now})
}

pub(crate) fn event(name: &str, value: impl Into<Value>) -> Value {
    json!({"op": "flow.event", "id": "f", "now": NOW, name: value.into()})
}

pub(crate) fn answer(status: u16, text: &str) -> Value {
    let headers = json!([["Content-Type", "application/json;charset=UTF-8"]]);
    event("response", json!({"status": status, "headers": headers, "body_b64": base64(text)}))
}

/// RFC 6749 §5.1's example.
const TOKEN: &str = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,
    "refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","example_parameter":"example_value","number":12345678901234567890123.10}"#;

pub(crate) fn bearer() -> String {
    TOKEN.replace("\"example\"", "\"bearer\"")
}

pub(crate) fn assert_done(action: &Value) {
    assert_eq!(action["type"], "done", "{action}");
    let token = &action["token"];
    assert_eq!(token["access_token"], "2YotnFZFEjr1zCsicMWpAA");
    assert_eq!(token["token_type"].as_str().unwrap().to_ascii_lowercase(), "bearer");
    assert_eq!(token["expires_at"], NOW + 3600);
    assert_eq!(token["refresh_token"], "tGzv3JOkF0XG5Qx2TlKWIA");
    assert_eq!(token["extra"]["example_parameter"], "example_value");
    assert!(token.get("scope").is_none());
}

/// Starts a flow of one request, answers it and returns the request's body.
pub(crate) fn one_request(shim: &mut Shim, flow: &str, changes: &Value) -> Vec<(String, String)> {
    let send = shim.action(&start(flow, changes));
    assert_eq!(send["type"], "send", "{send}");
    assert_eq!(send["request"]["method"], "POST");
    assert_eq!(send["request"]["url"], "https://server.example.com/token");
    assert_eq!(header(&send, "content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(shim.action(&poll(NOW + 5)), send);
    let done = shim.action(&answer(200, &bearer()));
    assert_done(&done);
    assert_eq!(shim.action(&poll(NOW + 5)), done);
    form(&body(&send))
}

pub(crate) fn pair(name: &str, value: &str) -> (String, String) {
    (name.into(), value.into())
}

pub(crate) const CODE: &str = "authorization_code";

fn code_config() -> Value {
    json!({"redirect_uri": "https://client.example.com/cb"})
}

/// Starts a flow that goes through the browser; the redirect, and the `state` in it.
pub(crate) fn to_browser(shim: &mut Shim, flow: &str, changes: &Value) -> (Value, String) {
    let redirect = shim.action(&start(flow, &with(&code_config(), changes)));
    assert_eq!(redirect["type"], "redirect", "{redirect}");
    let state = value(query(&redirect), "state");
    (redirect, state)
}

pub(crate) fn query(redirect: &Value) -> &str {
    redirect["url"].as_str().unwrap().split_once('?').unwrap().1
}

/// RFC 6749 §4.1, with PKCE.
#[test]
fn authorization_code() {
    let mut shim = Shim::start();
    let changes = json!({"scope": "a b", "resource": ["https://api.example.com/", "urn:x"],
        "extra": [["prompt", "login"]]});
    let (redirect, state) = to_browser(&mut shim, CODE, &changes);
    let asked = query(&redirect);
    assert!(redirect["url"].as_str().unwrap().starts_with("https://server.example.com/authorize?"));
    for (name, expected) in [
        ("response_type", "code"),
        ("client_id", "s6BhdRkqt3"),
        ("scope", "a b"),
        ("prompt", "login"),
        ("redirect_uri", "https://client.example.com/cb"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(value(asked, name), expected);
    }
    assert_eq!(shim.action(&poll(NOW + 60)), redirect);

    let callback = format!("https://client.example.com/cb?code=SplxlOBeZQQYbYS6WxSbIA&state={state}");
    let send = shim.action(&event("redirect", callback.as_str()));
    assert_eq!((&send["type"], &send["resend"]), (&json!("send"), &json!("if_not_sent")));
    assert_eq!(header(&send, "authorization"), Some("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"));
    let sent = body(&send);
    for (name, expected) in [
        ("grant_type", "authorization_code"),
        ("code", "SplxlOBeZQQYbYS6WxSbIA"),
        ("redirect_uri", "https://client.example.com/cb"),
    ] {
        assert_eq!(value(&sent, name), expected);
    }
    let verifier = value(&sent, "code_verifier");
    let challenge = oauth2_flow::pkce::CodeChallenge::s256(&verifier);
    assert_eq!(value(asked, "code_challenge"), challenge.as_str());
    let resources = |text| form(text).into_iter().filter(|(name, _)| name == "resource").count();
    assert_eq!((resources(asked), resources(&sent)), (2, 2));
    assert_eq!(shim.error(&event("redirect", callback)), "Unexpected");
    assert_eq!(shim.action(&poll(NOW)), send);

    let done = shim.action(&answer(200, &bearer()));
    assert_done(&done);
    assert_eq!(shim.error(&answer(200, &bearer())), "Unexpected");
    assert_eq!(shim.action(&poll(NOW + 9)), done);
    shim.end();
}

/// Every other member of the answer comes out as it came in, to the last digit.
#[test]
fn extra_members_are_kept_as_they_came() {
    let mut shim = Shim::start();
    shim.action(&start("client_credentials", &json!({})));
    let line = shim.ask_text(&answer(200, &bearer()));
    assert!(line.contains("\"number\":12345678901234567890123.10"), "{line}");
    shim.end();
}

#[test]
fn ways_to_authenticate_the_client() {
    let mut shim = Shim::start();
    for (changes, authorization, in_body) in [
        (json!({"client_secret": "a b+%"}), Some(base64("s6BhdRkqt3:a%20b%2B%25")), vec![]),
        (
            json!({"client_secret": "a b+%", "client_authentication": "basic_raw"}),
            Some(base64("s6BhdRkqt3:a b+%")),
            vec![],
        ),
        (
            json!({"client_authentication": "post"}),
            None,
            vec![pair("client_id", "s6BhdRkqt3"), pair("client_secret", "7Fjfp0ZBr1KtDRbnfVdmIw")],
        ),
        (json!({"client_authentication": "none"}), None, vec![pair("client_id", "s6BhdRkqt3")]),
    ] {
        let changes = with(&changes, &json!({"refresh_token": "r"}));
        let send = shim.action(&start("refresh_token", &changes));
        let expected = authorization.map(|basic| format!("Basic {basic}"));
        assert_eq!(header(&send, "authorization"), expected.as_deref(), "{changes}");
        let sent: Vec<_> =
            form(&body(&send)).into_iter().filter(|(name, _)| name.starts_with("client_")).collect();
        assert_eq!(sent, in_body, "{changes}");
    }
    shim.end();
}

#[test]
fn pkce() {
    let mut shim = Shim::start();
    let (redirect, state) = to_browser(&mut shim, CODE, &json!({"pkce": "plain"}));
    let challenge = value(query(&redirect), "code_challenge");
    assert_eq!(value(query(&redirect), "code_challenge_method"), "plain");
    let send = shim.action(&event("redirect", format!("https://client.example.com/cb?code=c&state={state}")));
    assert_eq!(value(&body(&send), "code_verifier"), challenge);

    let (redirect, state) = to_browser(&mut shim, CODE, &json!({"pkce": "none"}));
    assert!(!query(&redirect).contains("code_challenge"));
    let send = shim.action(&event("redirect", format!("https://client.example.com/cb?code=c&state={state}")));
    assert!(!body(&send).contains("code_verifier"));

    let public = with(&code_config(), &json!({"pkce": "none", "client_authentication": "none"}));
    assert_eq!(shim.error(&start(CODE, &public)), "PkceRequired");
    shim.end();
}

#[test]
fn a_stranger_s_callback_changes_nothing() {
    let mut shim = Shim::start();
    for (flow, parameter, own, other) in [(CODE, "code", '?', '#'), ("implicit", "access_token", '#', '?')] {
        let (redirect, state) = to_browser(&mut shim, flow, &json!({}));
        let good = format!("{parameter}=x&token_type=bearer&state={state}");
        for (url, error) in [
            (format!("https://client.example.com/cb{own}{parameter}=x&state=other"), "StateMismatch"),
            (format!("https://client.example.com/cb{own}{parameter}=x"), "StateMismatch"),
            (format!("https://client.example.com/cb{own}error=access_denied"), "StateMismatch"),
            (format!("https://client.example.com/cb{own}error=access_denied&state=other"), "StateMismatch"),
            (format!("https://client.example.com/cb{own}{good}&state=other"), "DuplicateParameter"),
            (format!("https://client.example.com/cb{own}{good}&{parameter}=y"), "DuplicateParameter"),
            (format!("https://client.example.com/cb{other}{good}"), "WrongResponseMode"),
            (format!("https://client.example.com/cb/{own}{good}"), "WrongPlace"),
            (format!("https://evil.example.com/cb{own}{good}"), "WrongPlace"),
            (format!("/cb{own}{good}"), "Malformed"),
            (format!("https://client.example.com/cb{own}state={state}"), "MissingParameter"),
            (format!("https://client.example.com/cb{own}{good}&error=x"), "ConflictingParameters"),
        ] {
            assert_eq!(shim.error(&event("redirect", url.as_str())), error, "{url}");
            assert_eq!(shim.action(&poll(NOW)), redirect, "{url}");
        }
        assert_eq!(shim.error(&event("form_post", good.as_str())), "WrongResponseMode");
        for other in [event("verifier", "v"), event("transport_failed", "unknown"), answer(200, TOKEN)] {
            assert_eq!(shim.error(&other), "Unexpected", "{other}");
            assert_eq!(shim.action(&poll(NOW)), redirect, "{other}");
        }
        let next = shim.action(&event("redirect", format!("https://client.example.com/cb{own}{good}")));
        assert_eq!(next["type"], if flow == CODE { "send" } else { "done" });
    }
    shim.end();
}

#[test]
fn a_callback_that_ends_the_flow() {
    let mut shim = Shim::start();
    for (changes, parameters, kind, code) in [
        (json!({}), "error=access_denied&error_description=no%20way", "Denied", Some("access_denied")),
        (
            json!({"issuer": "https://as.example"}),
            "code=c&iss=https%3A%2F%2Fevil.example",
            "IssuerMismatch",
            None,
        ),
        (json!({"issuer": "https://as.example", "iss_required": true}), "code=c", "IssuerMismatch", None),
    ] {
        let (_, state) = to_browser(&mut shim, CODE, &changes);
        let callback = format!("https://client.example.com/cb?{parameters}&state={state}");
        let failed = shim.action(&event("redirect", callback));
        assert_eq!(failed["type"], "failed", "{failed}");
        assert_eq!(failed["error"]["kind"], kind, "{failed}");
        assert_eq!(failed["error"]["code"].as_str(), code, "{failed}");
        assert!(failed["error"]["recovery"].is_string(), "{failed}");
        assert_eq!(shim.action(&poll(NOW + 1)), failed);
    }
    let issuer = json!({"issuer": "https://as.example", "iss_required": true});
    let (_, state) = to_browser(&mut shim, CODE, &issuer);
    let callback = format!("https://client.example.com/cb?code=c&iss=https%3A%2F%2Fas.example&state={state}");
    assert_eq!(shim.action(&event("redirect", callback))["type"], "send");
    shim.end();
}

#[test]
fn form_post() {
    let mut shim = Shim::start();
    let changes = json!({"extra": [["response_mode", "form_post"]]});
    let (redirect, state) = to_browser(&mut shim, CODE, &changes);
    assert_eq!(value(query(&redirect), "response_mode"), "form_post");
    let callback = format!("https://client.example.com/cb?code=c&state={state}");
    assert_eq!(shim.error(&event("redirect", callback)), "WrongResponseMode");
    assert_eq!(shim.error(&event("form_post", "code=c&state=other")), "StateMismatch");
    assert_eq!(shim.action(&event("form_post", format!("code=c&state={state}")))["type"], "send");
    shim.end();
}

/// RFC 6749 §4.2.2.
#[test]
fn implicit() {
    let mut shim = Shim::start();
    let (redirect, state) = to_browser(&mut shim, "implicit", &json!({"client_authentication": "none"}));
    assert_eq!(value(query(&redirect), "response_type"), "token");
    let callback = format!(
        "https://client.example.com/cb#access_token=2YotnFZFEjr1zCsicMWpAA&state={state}&token_type=bearer\
         &expires_in=3600&example_parameter=example%20value"
    );
    let mut token = shim.action(&event("redirect", callback))["token"].take();
    assert_eq!(token["extra"].take()["example_parameter"], "example value");
    let expected = json!({"access_token": "2YotnFZFEjr1zCsicMWpAA", "token_type": "bearer",
        "expires_at": NOW + 3600, "extra": null});
    assert_eq!(token, expected);
    shim.end();
}

/// RFC 6749 §4.4.2.
#[test]
fn client_credentials() {
    let mut shim = Shim::start();
    let sent =
        one_request(&mut shim, "client_credentials", &json!({"scope": "a b", "extra": [["audience", "x"]]}));
    assert_eq!(sent, [pair("grant_type", "client_credentials"), pair("scope", "a b"), pair("audience", "x")]);
    let public = json!({"client_authentication": "none"});
    assert_eq!(shim.error(&start("client_credentials", &public)), "ClientAuthenticationRequired");
    shim.end();
}

/// RFC 6749 §6.
#[test]
fn refresh_token() {
    let mut shim = Shim::start();
    let changes = json!({"refresh_token": "tGzv3JOkF0XG5Qx2TlKWIA"});
    let sent = one_request(&mut shim, "refresh_token", &changes);
    assert_eq!(sent, [pair("grant_type", "refresh_token"), pair("refresh_token", "tGzv3JOkF0XG5Qx2TlKWIA")]);
    // None came: none is told, the old one stays good.
    shim.action(&start("refresh_token", &changes));
    let done = shim.action(&answer(200, r#"{"access_token":"a","refresh_token":""}"#));
    assert_eq!(done["token"], json!({"access_token": "a", "token_type": "Bearer", "extra": {}}));

    shim.action(&start("refresh_token", &changes));
    let failed = shim.action(&answer(
        400,
        r#"{"error":"invalid_grant","error_description":"gone","error_uri":"https://h/"}"#,
    ));
    let error = json!({"kind": "Refused", "code": "invalid_grant", "description": "gone", "uri": "https://h/",
        "status": 400, "recovery": "sign_in_again"});
    assert_eq!(failed, json!({"type": "failed", "error": error}));
    assert_eq!(shim.action(&poll(NOW + 1)), failed);

    shim.action(&start("refresh_token", &changes));
    let busy = json!({"status": 503, "headers": [["Retry-After", "120"]], "body_b64": ""});
    let failed = shim.action(&event("response", busy));
    assert_eq!(failed["error"]["recovery"], "retry_after");
    assert_eq!(failed["error"]["retry_at"], NOW + 120);
    shim.end();
}

#[test]
fn a_lost_answer() {
    let mut shim = Shim::start();
    for (flow, changes, resend, recovery) in [
        ("client_credentials", json!({}), "safe", None),
        ("refresh_token", json!({"refresh_token": "r"}), "if_not_sent", Some("sign_in_again")),
        (CODE, code_config(), "if_not_sent", Some("start_again")),
    ] {
        let mut send = shim.action(&start(flow, &changes));
        if flow == CODE {
            let state = value(query(&send), "state");
            send = shim
                .action(&event("redirect", format!("https://client.example.com/cb?code=c&state={state}")));
        }
        assert_eq!(send["resend"], resend);
        let again = |shim: &mut Shim, wait: Value| {
            if wait["type"] != "wait" {
                return wait;
            }
            let until = wait["until"].as_u64().unwrap();
            assert_eq!(shim.action(&poll(until - 1)), wait);
            shim.action(&poll(until))
        };
        // Each loss is told at the time of the poll before it.
        let wait = shim.action(&event("transport_failed", "not_sent"));
        assert_eq!(again(&mut shim, wait), send);
        let later = with(&event("transport_failed", "unknown"), &json!({"now": NOW + 100}));
        let next = shim.action(&later);
        match recovery {
            None => assert_eq!(again(&mut shim, next), send),
            Some(recovery) => {
                assert_eq!(next["error"], json!({"kind": "AnswerLost", "recovery": recovery}), "{flow}");
            }
        }
    }
    shim.end();
}

#[test]
fn configurations_that_can_t_work() {
    let mut shim = Shim::start();
    for (flow, changes, error) in [
        (CODE, json!({}), "NoScheme"),
        (CODE, json!({"redirect_uri": "https://c/#x"}), "ForbiddenPart"),
        (CODE, json!({"redirect_uri": "http://c.example/"}), "Insecure"),
        (CODE, json!({"redirect_uri": "https://c/", "authorization_endpoint": null}), "MissingEndpoint"),
        (CODE, json!({"redirect_uri": "https://c/", "token_endpoint": "/t"}), "NoScheme"),
        (CODE, json!({"redirect_uri": "https://c/", "iss_required": true}), "MissingIssuer"),
        (CODE, json!({"redirect_uri": "https://c/", "extra": [["state", "x"]]}), "ReservedParameter"),
        (CODE, json!({"redirect_uri": "https://c/", "pkce": "s256"}), "BadRequest"),
        ("refresh_token", json!({}), "Empty"),
        ("refresh_token", json!({"refresh_token": "r", "client_id": ""}), "InvalidClientId"),
        ("refresh_token", json!({"refresh_token": "r", "client_secret": null}), "Empty"),
        ("refresh_token", json!({"refresh_token": "r", "client_id": null}), "BadRequest"),
        ("refresh_token", json!({"refresh_token": "r", "client_authentication": "x"}), "BadRequest"),
        ("refresh_token", json!({"refresh_token": "r", "extra": [["grant_type", "x"]]}), "ReservedParameter"),
        ("client_credentials", json!({"token_endpoint": "http://h/"}), "Insecure"),
    ] {
        assert_eq!(shim.error(&start(flow, &changes)), error, "{flow} {changes}");
        assert_eq!(shim.error(&poll(NOW)), "UnknownFlow");
    }
    shim.end();
}
