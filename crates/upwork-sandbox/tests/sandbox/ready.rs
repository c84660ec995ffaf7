//! The ready configurations of upwork-graphql: sign in with both generations, as its users do.

use crate::generic::run;
use crate::rig::{CALLBACK, Rig};
use oauth_wire::seed::Seed;
use oauth1_sign::flow::{Callback, ThreeLegged};
use oauth1_sign::{ClientCredentials, Placement, ProtocolParameters, SignableRequest, Signer, Slot};
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::client_credentials::ClientCredentials as ForItself;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::refresh_token::RefreshToken;
use upwork_graphql::{oauth1, oauth2};

#[test]
fn oauth1() {
    let rig = Rig::new();
    let key = &rig.sandbox.credentials().oauth1;
    let client = ClientCredentials::new(key.id, key.secret.expose());
    let config = oauth1::config_at(rig.sandbox.base_url(), &client, Callback::Url(CALLBACK.into())).unwrap();
    let token = run(&rig, ThreeLegged::new(config, Seed::generate().unwrap())).unwrap();
    assert!(token.extra().iter().any(|(name, _)| name == "user_id"));

    let jobs = format!("{}?q=java", rig.sandbox.endpoints().jobs);
    let request = SignableRequest::new("GET", &jobs).unwrap();
    let protocol = ProtocolParameters::new(rig.sandbox.clock().now(), "once");
    let (mut scratch, mut buffer) = ([Slot::EMPTY; 32], [0; 4096]);
    let credentials = token.credentials();
    let header = Signer::hmac_sha1(&client, Some(&credentials))
        .sign(&request, protocol, Placement::Header, &mut scratch, &mut buffer)
        .unwrap();
    let request = ureq::http::Request::get(&jobs).header("authorization", header);
    assert_eq!(rig.send(request.body(String::new()).unwrap()).status, 200);
}

#[test]
fn oauth2() {
    let rig = Rig::new();
    let (base, keys) = (rig.sandbox.base_url(), rig.sandbox.credentials());
    let now = || rig.sandbox.clock().now();
    let seed = || Seed::generate().unwrap();
    let client = oauth2::client_at(base, keys.oauth2.id, keys.oauth2.secret.clone()).unwrap();
    let first = run(&rig, AuthorizationCode::new(CALLBACK).start(&client, seed(), now()).unwrap()).unwrap();
    let old = first.refresh_token().unwrap();
    let second = run(&rig, RefreshToken::new(old.expose()).start(&client).unwrap()).unwrap();
    assert_ne!(second.refresh_token(), Some(old));

    let public = oauth2::public_client_at(base, keys.oauth2.id).unwrap();
    let third = run(&rig, Implicit::new(CALLBACK).start(&public, seed(), now()).unwrap()).unwrap();

    let key = &keys.oauth2_enterprise;
    let enterprise = oauth2::client_at(base, key.id, key.secret.clone()).unwrap();
    let fourth = run(&rig, ForItself::new().start(&enterprise).unwrap()).unwrap();
    for token in [&first, &second, &third, &fourth] {
        assert!(rig.opens(token.access_token().expose()));
    }
}
