//! The authorization endpoint: codes, response modes, pushed requests.

use super::{assert_refused, authentication, basic, call, client, code_flow, opens, run, signed_in};
use crate::rig::{CALLBACK, Rig, decode};
use oauth_wire::flow::FailureKind;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::authorization_request::ResponseMode;
use oauth2_flow::client::{Client, Endpoint};
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::token::Token;
use std::time::Duration;

#[test]
fn authorization_code_with_every_client_authentication() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    for registered in generic.clients() {
        let client = client(&rig, registered);
        assert!(client.iss_required() && client.endpoint(Endpoint::PushedAuthorizationRequest).is_some());
        let token = signed_in(&rig, &client);
        assert_eq!(token.scope(), Some("read write"));
        assert!(token.leniencies().is_empty());
        let whose = call(&rig, token.access_token().expose()).json();
        assert_eq!(
            (whose["client_id"].as_str(), whose["user"].as_str()),
            (Some(&*registered.id), Some("mira"))
        );

        let old = token.refresh_token().unwrap();
        let refreshed = run(&rig, RefreshToken::new(old.expose()).start(&client).unwrap()).unwrap();
        assert_ne!(refreshed.refresh_token(), Some(old));
        assert!(opens(&rig, &refreshed));
        assert_refused(
            run(&rig, RefreshToken::new(old.expose()).start(&client).unwrap()),
            400,
            "invalid_grant",
        );
        assert!(!opens(&rig, &refreshed), "reuse did not revoke the grant");
    }
    assert!(
        rig.sandbox
            .log()
            .iter()
            .any(|line| line.starts_with("POST /generic/pushed-authorization-request 201"))
    );
}

#[test]
fn response_modes_and_iss() {
    let rig = Rig::new();
    for with_metadata in [true, false] {
        let client = if with_metadata {
            basic(&rig)
        } else {
            // Without pushed requests: everything stands in the URL.
            let generic = rig.sandbox.generic();
            Client::new(&generic.basic.id, authentication(&generic.basic))
                .and_then(|client| client.with_endpoint(Endpoint::Authorization, &generic.authorization))
                .and_then(|client| client.with_endpoint(Endpoint::Token, &generic.token))
                .and_then(|client| client.with_issuer(&generic.issuer))
                .unwrap()
                .with_iss_required(true)
        };
        for mode in [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost] {
            let request = AuthorizationCode::new(CALLBACK).response_mode(mode).scope("read");
            let token = code_flow(&rig, &client, request).unwrap();
            assert_eq!(token.scope(), Some("read"), "{mode:?}");
        }
        let other = client.with_issuer("https://other.example").unwrap();
        let failure = code_flow(&rig, &other, AuthorizationCode::new(CALLBACK)).unwrap_err();
        assert_eq!(failure.kind(), FailureKind::IssuerMismatch);
    }
}

#[test]
fn refusals_of_the_authorization_endpoint() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    let url = |more: &[(&str, &str)]| {
        let mut pairs = vec![("client_id", "generic-basic"), ("redirect_uri", CALLBACK), ("state", "s")];
        pairs.extend(more);
        format!("{}?{}", generic.authorization, crate::rig::encode(&pairs))
    };
    for (more, error) in [
        (&[][..], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code"), ("scope", "delete")], "invalid_scope"),
        (&[("response_type", "code"), ("response_mode", "pigeon")], "invalid_request"),
        (&[("response_type", "code"), ("code_challenge", "short")], "invalid_request"),
        (&[("response_type", "code"), ("resource", "https://elsewhere.example")], "invalid_target"),
    ] {
        let answer = rig.get(&url(more));
        assert_eq!(answer.status, 302, "{more:?}");
        let query = decode(answer.header("location").split_once('?').unwrap().1);
        assert_eq!((query["error"].as_str(), query["state"].as_str()), (error, "s"));
        assert_eq!(query["iss"], generic.issuer);
    }
    for wrong in [
        url(&[]).replace("generic-basic", "nobody"),
        url(&[]).replace("app.example", "evil.example"),
        url(&[("request_uri", "urn:ietf:params:oauth:request_uri:unknown")]),
        url(&[("client_id", "generic-basic")]),
    ] {
        assert_eq!(rig.get(&wrong).status, 400, "{wrong}");
    }
    // A public client needs PKCE.
    let public = url(&[("response_type", "code")]).replace("generic-basic", "generic-public");
    assert!(rig.get(&public).header("location").contains("code_challenge"));
    // Nothing of Upwork's is known here, nor the other way round.
    let key = &rig.sandbox.credentials().oauth2;
    assert_eq!(rig.get(&url(&[]).replace("generic-basic", key.id)).status, 400);
    assert!(!opens(&rig, &Token::new(&rig.tokens().text("access_token"))));
    assert!(!rig.opens(signed_in(&rig, &basic(&rig)).access_token().expose()));
}

#[test]
fn a_pushed_request_is_good_once_for_its_client_and_a_minute() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    let secret = generic.post.secret.as_ref().unwrap().expose();
    let push = |more: &[(&str, &str)]| {
        let mut pairs = vec![
            ("client_id", "generic-post"),
            ("client_secret", secret),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
        ];
        pairs.extend(more);
        rig.post(&generic.pushed_authorization_request, &pairs)
    };
    let visit = |client: &str, name: &str| {
        rig.get(&format!(
            "{}?{}",
            generic.authorization,
            crate::rig::encode(&[("client_id", client), ("request_uri", name)])
        ))
        .status
    };
    let answer = push(&[]);
    assert_eq!((answer.status, answer.json()["expires_in"].as_u64()), (201, Some(60)));
    let name = answer.text("request_uri");
    assert_eq!(visit("generic-basic", &name), 400);
    assert_eq!(visit("generic-post", &name), 200);
    assert_eq!(visit("generic-post", &name), 400);
    let late = push(&[]).text("request_uri");
    rig.sandbox.advance(Duration::from_secs(60));
    assert_eq!(visit("generic-post", &late), 400);

    assert_eq!(push(&[("request_uri", &name)]).text("error"), "invalid_request");
    assert_eq!(push(&[("scope", "delete")]).text("error"), "invalid_scope");
    assert_eq!(push(&[("response_mode", "form_post"), ("response_mode", "query")]).status, 400);
}

#[test]
fn a_code_is_good_once_and_for_a_minute() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    let secret = generic.post.secret.as_ref().unwrap().expose();
    let code = || {
        let pairs = [("client_id", "generic-post"), ("redirect_uri", CALLBACK), ("response_type", "code")];
        let url = format!("{}?{}", generic.authorization, crate::rig::encode(&pairs));
        decode(rig.approve(&url).split_once('?').unwrap().1)["code"].clone()
    };
    let exchange = |code: &str, redirect_uri: &str| {
        rig.post(
            &generic.token,
            &[
                ("client_id", "generic-post"),
                ("client_secret", secret),
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", redirect_uri),
            ],
        )
    };
    let first = code();
    assert_eq!(exchange(&first, "https://app.example/other").text("error"), "invalid_grant");
    let token = exchange(&first, CALLBACK).text("access_token");
    assert_eq!(call(&rig, &token).status, 200);
    assert_eq!(exchange(&first, CALLBACK).text("error"), "invalid_grant");
    assert_eq!(call(&rig, &token).status, 401);
    let late = code();
    rig.sandbox.advance(Duration::from_secs(60));
    assert_eq!(exchange(&late, CALLBACK).text("error"), "invalid_grant");
}
