//! The pages: what a person sees, what a script posts, and what is refused.

use crate::rig::{Rig, encode};
use std::time::Duration;
use upwork_sandbox::Config;

#[test]
fn the_authorization_page_says_who_asks_for_what() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let page = rig.get(
        &rig.authorization_url(key, &[("response_type", "code"), ("state", "<script>alert(1)</script>")]),
    );
    for part in
        [key.name, key.id, "https://app.example/callback", "Mira Okafor", "Tomas Lind", ">Approve<", ">Deny<"]
    {
        assert!(page.body.contains(part), "{part} is not in {}", page.body);
    }
    assert!(
        !page.body.contains("<script") && !page.body.contains("src=") && !page.body.contains("http-equiv")
    );
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(
        policy.contains("form-action 'self' https://app.example;")
            && policy.contains("frame-ancestors 'none'")
    );
    assert_eq!((page.header("x-frame-options"), page.header("cache-control")), ("DENY", "no-store"));
}

#[test]
fn the_user_is_a_choice() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let page = rig.get(&rig.authorization_url(key, &[("response_type", "token")]));
    let request = page.hidden("request");
    let place = &rig.sandbox.endpoints().oauth2_authorization;
    // What is wrong with the form does not use up the request.
    for wrong in [
        vec![("request", request.as_str()), ("decision", "approve"), ("user", "nobody")],
        vec![("request", &request), ("decision", "perhaps")],
        vec![("request", &request)],
        vec![("request", &request), ("request", &request), ("decision", "approve")],
        vec![("decision", "approve")],
    ] {
        let answer = rig.post(place, &wrong);
        assert_eq!((answer.status, answer.header("location")), (400, ""), "{wrong:?}");
    }
    let answer = rig.post(place, &[("request", &request), ("decision", "approve"), ("user", "tomas")]);
    let token = answer.header("location").split_once("access_token=").unwrap().1.split('&').next().unwrap();
    let user = rig.query(token, None, "{ user { name } }", serde_json::json!({})).json();
    assert_eq!(user["data"]["user"]["name"], "Tomas Lind");
    // A decision is taken once.
    let again = rig.post(place, &[("request", &request), ("decision", "approve")]);
    assert_eq!((again.status, again.header("location")), (400, ""));
}

#[test]
fn a_page_grows_old() {
    let rig = Rig::new();
    let page =
        rig.get(&rig.authorization_url(&rig.sandbox.credentials().oauth2, &[("response_type", "code")]));
    rig.sandbox.advance(Duration::from_secs(30 * 60));
    let pairs = [("request", page.hidden("request")), ("decision", "approve".into())];
    let answer = rig.post(
        &rig.sandbox.endpoints().oauth2_authorization,
        &pairs.each_ref().map(|(name, value)| (*name, value.as_str())),
    );
    assert_eq!(answer.status, 400);
}

#[test]
fn forms_of_other_sites_are_refused() {
    let rig = Rig::new();
    let page =
        rig.get(&rig.authorization_url(&rig.sandbox.credentials().oauth2, &[("response_type", "code")]));
    let request = page.hidden("request");
    let own = rig.sandbox.base_url().to_owned();
    let post = |path: &str, headers: &[(&str, &str)], pairs: &[(&str, &str)]| {
        let mut post = ureq::http::Request::post(rig.url(path))
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            post = post.header(*name, *value);
        }
        rig.send(post.body(encode(pairs)).unwrap()).status
    };
    let authorize = "/ab/account-security/oauth2/authorize";
    let decision = [("request", request.as_str()), ("decision", "approve")];
    for headers in
        [[("origin", "https://evil.example")], [("origin", "null")], [("sec-fetch-site", "cross-site")]]
    {
        assert_eq!(post(authorize, &headers, &decision), 403);
        assert_eq!(post("/sandbox/revoke", &headers, &[("token", "x")]), 403);
        assert_eq!(post("/sandbox/clock", &headers, &[("seconds", "1")]), 403);
    }
    assert_eq!(post(authorize, &[("origin", &own), ("sec-fetch-site", "same-origin")], &decision), 303);
}

#[test]
fn a_redirect_uri_of_ones_own() {
    let own = "http://localhost:3000/cb?tenant='1'&x=y";
    let rig = Rig::with(Config::new().redirect_uri(own));
    let key = &rig.sandbox.credentials().oauth2;
    let query = encode(&[("response_type", "code"), ("client_id", key.id), ("redirect_uri", own)]);
    let url = format!("{}?{query}", rig.sandbox.endpoints().oauth2_authorization);
    assert!(rig.get(&url).body.contains("<code>http://localhost:3000/cb?tenant=&#39;1&#39;&amp;x=y</code>"));
    let location = rig.approve(&url);
    assert!(location.starts_with("http://localhost:3000/cb?tenant='1'&x=y&code="), "{location}");
    assert!(!location.contains("state"));
}

#[test]
fn home_authorizations_and_clock() {
    let rig = Rig::new();
    let home = rig.get(&rig.url("/"));
    let credentials = rig.sandbox.credentials();
    for part in [&rig.sandbox.endpoints().graphql, credentials.oauth2.id, credentials.oauth2.secret.expose()]
    {
        assert!(home.body.contains(part));
    }
    let authorizations = &rig.sandbox.endpoints().authorizations;
    assert!(rig.get(authorizations).body.contains("Nobody has been authorized yet"));
    let token = rig.tokens().text("access_token");
    let page = rig.get(authorizations);
    assert!(
        page.body.contains("Nightly Reports")
            && page.body.contains("Mira Okafor")
            && !page.body.contains(&token)
    );
    let answer = rig.post(&rig.sandbox.endpoints().revoke, &[("grant", &page.hidden("grant"))]);
    assert_eq!(answer.status, 200);
    assert!(!rig.opens(&token));
    assert_eq!(rig.post(&rig.sandbox.endpoints().revoke, &[("token", &token)]).status, 404);
    assert_eq!(rig.post(&rig.sandbox.endpoints().revoke, &[]).status, 400);

    let token = rig.tokens().text("access_token");
    let clock = &rig.sandbox.endpoints().clock;
    assert_eq!(rig.post(clock, &[("seconds", "-1")]).status, 400);
    assert_eq!(rig.post(clock, &[("seconds", "18446744073709551615")]).status, 400);
    assert_eq!(rig.post(clock, &[("seconds", "86400")]).status, 200);
    assert!(!rig.opens(&token));
}

#[test]
fn no_user_agent() {
    let rig = Rig::new();
    for agent in ["", " "] {
        let request = ureq::http::Request::get(rig.url("/")).header("user-agent", agent);
        let answer = rig.send(request.body(String::new()).unwrap());
        assert_eq!(answer.status, 403);
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(answer.body.contains("User-Agent"));
    }
}

#[test]
fn other_paths_and_methods() {
    let rig = Rig::new();
    assert_eq!(rig.get(&rig.url("/nothing/here")).status, 404);
    let put = ureq::http::Request::put(rig.url("/ab/account-security/oauth2/authorize"))
        .body(String::new())
        .unwrap();
    let answer = rig.send(put);
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, POST"));
    assert_eq!(rig.get(&rig.sandbox.endpoints().graphql).status, 405);
    let head = ureq::http::Request::head(rig.url("/")).body(String::new()).unwrap();
    let answer = rig.send(head);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
}

#[test]
fn the_log_masks_secrets() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth2;
    let tokens = rig.tokens();
    rig.get(&rig.url("/x?code=SECRET1&client_secret=SECRET2&state=SECRET3&q=java"));
    rig.token(key, &[("grant_type", "refresh_token"), ("refresh_token", "SECRET4")]);
    let log = rig.sandbox.log().join("\n");
    assert!(log.contains("GET /x?code=••••&client_secret=••••&state=••••&q=java 404"), "{log}");
    assert!(log.contains("POST /api/v3/oauth2/token 400 invalid_grant"), "{log}");
    assert!(!log.contains("SECRET") && !log.contains(key.secret.expose()));
    assert!(!log.contains(&tokens.text("access_token")) && !log.contains(&tokens.text("refresh_token")));
}
