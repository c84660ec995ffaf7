//! The four grants, and what a server must refuse.

use crate::rig::{Answer, CALLBACK, Rig, decode};
use std::time::Duration;

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

#[track_caller]
fn assert_error(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.text("error").as_str()), (status, error), "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[test]
fn authorization_code() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let url = rig.authorization_url(key, &[("response_type", "code"), ("state", "a b&c")]);
    let location = rig.approve(&url);
    let (place, query) = location.split_once('?').unwrap();
    assert_eq!(place, CALLBACK);
    let query = decode(query);
    assert_eq!(query["state"], "a b&c");
    assert_eq!(query["code"].len(), 32);

    let answer = rig.exchange(key, &query["code"]);
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert_eq!(
        (answer.text("token_type").as_str(), answer.json()["expires_in"].as_u64()),
        ("Bearer", Some(DAY))
    );
    for name in ["access_token", "refresh_token"] {
        let token = answer.text(name);
        let digits = token.strip_prefix("oauth2v2_").unwrap();
        assert!(digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    }
    assert!(rig.opens(&answer.text("access_token")));
}

#[test]
fn a_code_is_good_once_and_its_reuse_revokes_what_it_gave() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let code = rig.code(key, &[]);
    let first = rig.exchange(key, &code);
    assert!(rig.opens(&first.text("access_token")));
    assert_error(&rig.exchange(key, &code), 400, "invalid_grant");
    assert!(!rig.opens(&first.text("access_token")));
    let refresh_token = first.text("refresh_token");
    let refreshed = rig.token(key, &[("grant_type", "refresh_token"), ("refresh_token", &refresh_token)]);
    assert_error(&refreshed, 400, "invalid_grant");
}

#[test]
fn a_code_is_bound_to_client_redirect_uri_and_time() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let other = &rig.sandbox.credentials().oauth2_enterprise;
    let code = rig.code(key, &[]);
    assert_error(&rig.exchange(other, &code), 400, "invalid_grant");
    let elsewhere = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "http://127.0.0.1:8080/callback"),
    ];
    assert_error(&rig.token(key, &elsewhere), 400, "invalid_grant");
    assert_error(&rig.exchange(key, "b094053c2892cb819942e2d01e7237e7"), 400, "invalid_grant");
    // None of these burned it.
    assert_eq!(rig.exchange(key, &code).status, 200);

    let late = rig.code(key, &[]);
    rig.sandbox.advance(Duration::from_secs(5 * 60));
    assert_error(&rig.exchange(key, &late), 400, "invalid_grant");
}

#[test]
fn pkce() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    // RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let s256 = [
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ];
    let plain = [("code_challenge", verifier)];
    for challenge in [&s256[..], &plain[..]] {
        let code = rig.code(key, challenge);
        let grant = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        assert_error(&rig.token(key, &grant), 400, "invalid_grant");
        let wrong =
            [&grant[..], &[("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXj")]].concat();
        assert_error(&rig.token(key, &wrong), 400, "invalid_grant");
        let right = [&grant[..], &[("code_verifier", verifier)]].concat();
        assert_eq!(rig.token(key, &right).status, 200);
    }
    let code = rig.code(key, &[]);
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", verifier),
    ];
    assert_error(&rig.token(key, &grant), 400, "invalid_grant");
}

#[test]
fn implicit() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let location = rig.approve(&rig.authorization_url(key, &[("response_type", "token"), ("state", "xyz")]));
    let (place, fragment) = location.split_once('#').unwrap();
    assert_eq!(place, CALLBACK);
    let fragment = decode(fragment);
    assert_eq!(
        (fragment["token_type"].as_str(), fragment["expires_in"].as_str(), fragment["state"].as_str()),
        ("Bearer", "86400", "xyz")
    );
    assert!(!fragment.contains_key("refresh_token"));
    assert!(rig.opens(&fragment["access_token"]));
}

#[test]
fn client_credentials() {
    let rig = Rig::new();
    let credentials = rig.sandbox.credentials();
    let grant = [("grant_type", "client_credentials")];
    assert_error(&rig.token(&credentials.oauth2, &grant), 400, "unauthorized_client");
    let answer = rig.token(&credentials.oauth2_enterprise, &grant);
    assert_eq!(answer.status, 200);
    assert!(answer.json().get("refresh_token").is_none());
    assert!(rig.opens(&answer.text("access_token")));
}

#[test]
fn refresh_rotates_and_reuse_revokes_all() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let refresh = |token: &str| rig.token(key, &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    let first = rig.tokens();
    let second = refresh(&first.text("refresh_token"));
    assert_eq!(second.status, 200);
    assert_ne!(first.text("refresh_token"), second.text("refresh_token"));
    assert_ne!(first.text("access_token"), second.text("access_token"));
    let third = refresh(&second.text("refresh_token"));
    assert!(rig.opens(&third.text("access_token")));

    assert_error(&refresh(&first.text("refresh_token")), 400, "invalid_grant");
    assert_error(&refresh(&third.text("refresh_token")), 400, "invalid_grant");
    assert!(!rig.opens(&third.text("access_token")));

    let foreign = rig.tokens().text("refresh_token");
    let other = &rig.sandbox.credentials().oauth2_enterprise;
    assert_error(
        &rig.token(other, &[("grant_type", "refresh_token"), ("refresh_token", &foreign)]),
        400,
        "invalid_grant",
    );
    assert_eq!(refresh(&foreign).status, 200);
}

#[test]
fn lifetimes() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let refresh = |token: &str| rig.token(key, &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    let first = rig.tokens();
    rig.sandbox.advance(Duration::from_secs(DAY - 60));
    assert!(rig.opens(&first.text("access_token")));
    rig.sandbox.advance(Duration::from_secs(60));
    assert!(!rig.opens(&first.text("access_token")));

    // Two weeks count from the last use.
    let mut token = first.text("refresh_token");
    for _ in 0..3 {
        rig.sandbox.advance(Duration::from_secs(12 * DAY));
        token = refresh(&token).text("refresh_token");
    }
    rig.sandbox.advance(Duration::from_secs(14 * DAY));
    assert_error(&refresh(&token), 400, "invalid_grant");
}

#[test]
fn the_token_endpoint_names_what_is_missing() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let url = &rig.sandbox.endpoints().oauth2_token;
    let missing = |answer: Answer| {
        assert_error(&answer, 400, "invalid_request");
        answer.text("error_description")
    };
    assert_eq!(missing(rig.post(url, &[])), "Missing parameters: client_id, client_secret, grant_type");
    assert_eq!(
        missing(rig.token(key, &[("grant_type", "refresh_token")])),
        "Missing parameters: refresh_token"
    );
    assert_eq!(
        missing(rig.token(key, &[("grant_type", "authorization_code"), ("code", "")])),
        "Missing parameters: code, redirect_uri"
    );

    // Credentials in a Basic header alone, as users report it of the refresh grant.
    let basic = |body: &str| {
        let request = ureq::http::Request::post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", "Basic YTpi");
        rig.send(request.body(body.to_owned()).unwrap())
    };
    assert_eq!(missing(basic("grant_type=refresh_token&refresh_token=x")), "Missing parameters: client_id");
    assert_error(&basic("grant_type=client_credentials&client_id=a&client_secret=b"), 400, "invalid_request");
}

#[test]
fn refusals_of_the_token_endpoint() {
    let rig = Rig::new();
    let credentials = rig.sandbox.credentials();
    let key = &credentials.oauth2;
    let url = &rig.sandbox.endpoints().oauth2_token;
    assert_error(&rig.token(key, &[("grant_type", "password")]), 400, "unsupported_grant_type");
    assert_error(
        &rig.token(key, &[("grant_type", "client_credentials"), ("scope", "x")]),
        400,
        "invalid_scope",
    );
    assert_error(
        &rig.token(key, &[("grant_type", "client_credentials"), ("client_id", key.id)]),
        400,
        "invalid_request",
    );
    for (id, secret) in [
        (key.id, "wrong"),
        ("unknown", key.secret.expose()),
        (credentials.oauth1.id, credentials.oauth1.secret.expose()),
    ] {
        let pairs = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
        let answer = rig.post(url, &pairs);
        assert_error(&answer, 400, "invalid_client");
        // Nothing is taken from a header, so there is no scheme to name.
        assert_eq!(answer.header("www-authenticate"), "");
    }
    let json =
        ureq::http::Request::post(url).header("content-type", "application/json").body("{}".into()).unwrap();
    assert_error(&rig.send(json), 400, "invalid_request");
    let get = rig.get(url);
    assert_eq!((get.status, get.header("allow")), (405, "POST"));
}

#[test]
fn errors_go_to_the_redirect_uri_with_the_state() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    for (separator, pairs, error) in [
        ('?', vec![("response_type", "code"), ("scope", "read")], "invalid_scope"),
        ('?', vec![("response_type", "code"), ("scope", "")], "invalid_scope"),
        ('#', vec![("response_type", "token"), ("scope", "read")], "invalid_scope"),
        ('?', vec![("response_type", "id_token")], "unsupported_response_type"),
        ('?', vec![], "invalid_request"),
        ('?', vec![("response_type", "code"), ("response_type", "token")], "invalid_request"),
        ('?', vec![("response_type", "code"), ("code_challenge", "short")], "invalid_request"),
        ('?', vec![("response_type", "code"), ("code_challenge_method", "S256")], "invalid_request"),
    ] {
        let answer = rig.get(&rig.authorization_url(key, &[&pairs[..], &[("state", "s 1")]].concat()));
        assert_eq!(answer.status, 302, "{pairs:?}");
        let (place, part) = answer.header("location").split_once(separator).unwrap();
        assert_eq!(place, CALLBACK);
        let part = decode(part);
        assert_eq!((part["error"].as_str(), part["state"].as_str()), (error, "s 1"), "{pairs:?}");
    }
    let twice =
        rig.get(&rig.authorization_url(key, &[("response_type", "code"), ("state", "1"), ("state", "2")]));
    let part = decode(twice.header("location").split_once('?').unwrap().1);
    assert_eq!((part["error"].as_str(), part.get("state")), ("invalid_request", None));
}

#[test]
fn nobody_is_redirected_to_a_place_that_is_not_registered() {
    let rig = Rig::new();
    let credentials = rig.sandbox.credentials();
    let authorize =
        |query: &str| rig.get(&format!("{}?{query}", rig.sandbox.endpoints().oauth2_authorization));
    let callback = "https%3A%2F%2Fapp.example%2Fcallback";
    let id = credentials.oauth2.id;
    for query in [
        String::new(),
        format!("response_type=code&redirect_uri={callback}"),
        format!("response_type=code&client_id=unknown&redirect_uri={callback}"),
        format!("response_type=code&client_id={}&redirect_uri={callback}", credentials.oauth1.id),
        format!("response_type=code&client_id={id}"),
        format!("response_type=code&client_id={id}&redirect_uri={callback}%2F"),
        format!("response_type=code&client_id={id}&redirect_uri={callback}%3Fx"),
        format!("response_type=code&client_id={id}&redirect_uri=https%3A%2F%2Fevil.example%2Fcallback"),
        format!(
            "response_type=code&client_id={id}&redirect_uri={callback}&redirect_uri=https%3A%2F%2Fevil.example"
        ),
        format!("response_type=code&client_id={id}&client_id={id}&redirect_uri={callback}"),
        format!("response_type=code&client_id={id}&redirect_uri=%ff"),
    ] {
        let answer = authorize(&query);
        assert_eq!((answer.status, answer.header("location")), (400, ""), "{query}");
        assert!(answer.header("content-type").starts_with("text/html"));
    }
}

#[test]
fn denial() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    for (response_type, separator) in [("code", '?'), ("token", '#')] {
        let page = rig.get(&rig.authorization_url(key, &[("response_type", response_type), ("state", "z")]));
        let request = page.hidden("request");
        let answer = rig.post(
            &rig.sandbox.endpoints().oauth2_authorization,
            &[("request", &request), ("decision", "deny")],
        );
        assert_eq!(answer.status, 303);
        let part = decode(answer.header("location").split_once(separator).unwrap().1);
        assert_eq!((part["error"].as_str(), part["state"].as_str()), ("access_denied", "z"));
        assert!(!part.contains_key("code") && !part.contains_key("access_token"));
    }
}

#[test]
fn revoking_takes_all_tokens_of_the_grant_and_no_others() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let (kept, revoked, by_http) = (rig.tokens(), rig.tokens(), rig.tokens());
    assert!(rig.sandbox.revoke(&revoked.text("access_token")));
    assert!(!rig.sandbox.revoke(&revoked.text("access_token")));
    assert!(!rig.sandbox.revoke("oauth2v2_unknown"));
    let answer = rig.post(&rig.sandbox.endpoints().revoke, &[("token", &by_http.text("refresh_token"))]);
    assert_eq!(answer.status, 200);
    for gone in [revoked, by_http] {
        assert!(!rig.opens(&gone.text("access_token")));
        let refresh_token = gone.text("refresh_token");
        assert_error(
            &rig.token(key, &[("grant_type", "refresh_token"), ("refresh_token", &refresh_token)]),
            400,
            "invalid_grant",
        );
    }
    assert!(rig.opens(&kept.text("access_token")));
}
