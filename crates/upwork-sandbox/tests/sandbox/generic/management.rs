//! Beside the grants: revocation, introspection, registration, and the API.

use super::{assert_refused, basic, call, code_flow, introspect, metadata, opens, run, signed_in};
use crate::rig::{Answer, Rig};
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::challenge::challenges;
use oauth2_flow::client::Client;
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::introspection::Introspection;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::Registration;
use oauth2_flow::revocation::Revocation;
use std::time::Duration;

#[test]
fn revocation_and_introspection() {
    let rig = Rig::new();
    let client = basic(&rig);
    let token = signed_in(&rig, &client);
    let (access, refresh) = (token.access_token().expose(), token.refresh_token().unwrap().expose());
    let about = introspect(&rig, access);
    let about = about.view();
    assert!(about.active && about.token_type.unwrap().is("Bearer"));
    assert!(about.has_audience(&rig.sandbox.generic().resource));
    assert_eq!(about.exp, token.expires_at().map(UnixTime::as_secs));
    assert!(introspect(&rig, refresh).view().active);
    assert!(!introspect(&rig, "unknown").view().active);

    let revoke = |client: &Client, token: &str| run(&rig, Revocation::new(token).start(client).unwrap());
    let other = super::client(&rig, &rig.sandbox.generic().post);
    assert_refused(revoke(&other, access), 400, "invalid_grant");
    revoke(&client, "unknown").unwrap();
    revoke(&client, access).unwrap();
    assert!(!introspect(&rig, access).view().active && introspect(&rig, refresh).view().active);
    let refreshed = run(&rig, RefreshToken::new(refresh).start(&client).unwrap()).unwrap();
    revoke(&client, refreshed.refresh_token().unwrap().expose()).unwrap();
    assert!(!introspect(&rig, refreshed.access_token().expose()).view().active);
    let public = super::client(&rig, &rig.sandbox.generic().public);
    assert_refused(run(&rig, Introspection::new("x").start(&public).unwrap()), 400, "unauthorized_client");
}

#[test]
fn registration() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    let place = metadata(&rig).registration_endpoint().unwrap();
    for method in ["client_secret_basic", "client_secret_post", "none"] {
        let uris = ["https://mine.example/cb"];
        let text = [("client_name", "Mine"), ("token_endpoint_auth_method", method)];
        let registered =
            run(&rig, Registration::new(&uris).text(&text).start(&place, None).unwrap()).unwrap();
        assert_eq!(registered.client_secret_expires_at(), None);
        let client = registered.client().unwrap();
        let client = metadata(&rig).client(client.client_id(), client.authentication().clone()).unwrap();
        assert!(opens(&rig, &code_flow(&rig, &client, AuthorizationCode::new(uris[0])).unwrap()));
    }
    let register = |body: &str| {
        let request = ureq::http::Request::post(&generic.registration);
        rig.send(request.header("content-type", "application/json").body(body.into()).unwrap())
    };
    for (body, error) in [
        ("no JSON", "invalid_client_metadata"),
        ("[]", "invalid_client_metadata"),
        (r#"{"client_name":1}"#, "invalid_client_metadata"),
        (r#"{"token_endpoint_auth_method":"private_key_jwt"}"#, "invalid_client_metadata"),
        (r#"{"redirect_uris":"https://a.example"}"#, "invalid_redirect_uri"),
        (r#"{"redirect_uris":["https://a.example/#x"]}"#, "invalid_redirect_uri"),
    ] {
        let answer = register(body);
        assert_eq!((answer.status, answer.text("error").as_str()), (400, error), "{body}");
    }
    assert_eq!(rig.post(&generic.registration, &[("a", "b")]).status, 415);
}

#[test]
fn the_resource_says_why_it_refuses_and_where_tokens_come_from() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    let challenge = |answer: &Answer| {
        let headers = [("www-authenticate", answer.header("www-authenticate").as_bytes())];
        let response = oauth_wire::message::Response::new(answer.status, &headers, b"");
        let challenge = challenges(&response).next().unwrap().unwrap();
        assert!(challenge.is("Bearer"));
        ["error", "scope", "resource_metadata"].map(|name| challenge.get(name).map(|value| value.to_str()))
    };
    let none = rig.get(&generic.resource);
    let [error, _, place] = challenge(&none);
    assert_eq!((none.status, error), (401, None));

    let place = place.unwrap();
    let api = run(&rig, ProtectedResource::fetch_from(&place, &generic.resource).unwrap()).unwrap();
    assert!(run(&rig, ProtectedResource::fetch(&generic.resource).unwrap()).is_ok());
    let issuer = api.authorization_servers().next().unwrap().to_str().unwrap();
    assert!(run(&rig, ServerMetadata::fetch(&issuer).unwrap()).is_ok());

    let wrong = call(&rig, "unknown");
    assert_eq!((wrong.status, challenge(&wrong)[0].as_deref()), (401, Some("invalid_token")));
    let client = basic(&rig);
    let token = |scope| run(&rig, ClientCredentials::new().scope(scope).start(&client).unwrap()).unwrap();
    let narrow = call(&rig, token("write").access_token().expose());
    let [error, scope, _] = challenge(&narrow);
    assert_eq!(
        (narrow.status, error.as_deref(), scope.as_deref()),
        (403, Some("insufficient_scope"), Some("read"))
    );

    let token = token("read");
    let bearer = token.bearer(&generic.resource).unwrap();
    let (name, value) = bearer.form_parameter(&generic.resource).unwrap();
    assert_eq!(rig.post(&generic.resource, &[(name, value)]).status, 200);
    assert_eq!(rig.post(&generic.resource, &[(name, value), (name, value)]).status, 400);
    assert_eq!(rig.get(&format!("{}?access_token={value}", generic.resource)).status, 401);
    rig.sandbox.advance(Duration::from_secs(60 * 60));
    assert_eq!(call(&rig, value).status, 401);
}
