//! The token endpoint: who may call it, and the grants that need no browser.

use super::{assert_refused, basic, call, client, introspect, run, signed_in};
use crate::rig::Rig;
use oauth_wire::flow::Recovery;
use oauth_wire::form;
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::json::Value;
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::password::Password;
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::token_exchange::{TokenExchange, token_type};
use upwork_sandbox::generic::AuthenticationMethod;

#[test]
fn each_client_authenticates_in_its_one_way() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    let token_endpoint = |client: Client| client.with_endpoint(Endpoint::Token, &generic.token).unwrap();
    let password = generic.password.expose();
    let ends = |client: Client| run(&rig, Password::new("mira", password).start(&client).unwrap());
    for registered in [&generic.basic, &generic.basic_raw, &generic.post] {
        let secret = || registered.secret.clone().unwrap();
        for (method, authentication) in [
            (Some(AuthenticationMethod::Basic), ClientAuthentication::Basic(secret())),
            (Some(AuthenticationMethod::BasicRaw), ClientAuthentication::BasicRaw(secret())),
            (Some(AuthenticationMethod::Post), ClientAuthentication::Post(secret())),
            (None, ClientAuthentication::None),
            (None, ClientAuthentication::Post("wrong".into())),
            (None, ClientAuthentication::Basic("wrong".into())),
        ] {
            let end = ends(token_endpoint(Client::new(&registered.id, authentication).unwrap()));
            if method == Some(registered.authentication) {
                assert!(end.is_ok(), "{}: {:?}", registered.id, end.err());
            } else {
                let failure = end.err().unwrap_or_else(|| panic!("{} came in by {method:?}", registered.id));
                assert_eq!(
                    (failure.status(), failure.code(), failure.recovery()),
                    (Some(401), Some("invalid_client"), Recovery::FixConfiguration)
                );
            }
        }
    }
    let public = token_endpoint(Client::new(&generic.public.id, ClientAuthentication::None).unwrap());
    assert!(ends(public).is_ok());
    let public =
        rig.post(&generic.token, &[("client_id", &generic.public.id), ("grant_type", "client_credentials")]);
    assert_eq!(public.text("error"), "unauthorized_client");
    let unknown = token_endpoint(Client::new("nobody", ClientAuthentication::None).unwrap());
    assert_refused(ends(unknown), 401, "invalid_client");

    let twice = rig.send(
        ureq::http::Request::post(&generic.token)
            .header("content-type", form::CONTENT_TYPE)
            .header("authorization", "Basic YTpi")
            .body("grant_type=client_credentials&client_id=a&client_secret=b".into())
            .unwrap(),
    );
    assert_eq!((twice.status, twice.text("error").as_str()), (400, "invalid_request"));
}

#[test]
fn password_and_assertions() {
    let rig = Rig::new();
    let client = basic(&rig);
    let generic = rig.sandbox.generic();
    let password = |login, password| run(&rig, Password::new(login, password).start(&client).unwrap());
    let token = password("tomas", generic.password.expose()).unwrap();
    assert_eq!(call(&rig, token.access_token().expose()).json()["user"], "tomas");
    assert_refused(password("tomas", "wrong"), 400, "invalid_grant");
    assert_refused(password("nobody", generic.password.expose()), 400, "invalid_grant");

    let (jwt, saml) = (generic.jwt_assertion.expose(), generic.saml2_assertion.expose());
    for (right, wrong) in [(jwt_bearer(jwt), jwt_bearer(saml)), (saml2_bearer(saml), saml2_bearer(jwt))] {
        let token = run(&rig, right.start(&client).unwrap()).unwrap();
        assert!(token.refresh_token().is_none());
        assert_eq!(call(&rig, token.access_token().expose()).json()["user"], "mira");
        assert_refused(run(&rig, wrong.start(&client).unwrap()), 400, "invalid_grant");
    }
}

#[test]
fn token_exchange() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    let subject = signed_in(&rig, &basic(&rig));
    let api = client(&rig, &generic.post);
    let own = run(&rig, ClientCredentials::new().start(&api).unwrap()).unwrap();
    let subject = subject.access_token().expose();
    let exchange = |request: TokenExchange<'_>| run(&rig, request.start(&api).unwrap());

    let resource = [generic.resource.as_str()];
    let request = TokenExchange::new(subject, token_type::ACCESS_TOKEN)
        .actor_token(own.access_token().expose(), token_type::ACCESS_TOKEN)
        .resource(&resource)
        .scope("read");
    let token = exchange(request).unwrap();
    let Some(Value::String(kind)) = token.extra("issued_token_type") else { panic!("{token:?}") };
    assert!(kind.is(token_type::ACCESS_TOKEN));
    assert!(token.refresh_token().is_none());
    let about = introspect(&rig, token.access_token().expose());
    let about = about.view();
    assert!(about.username.unwrap().is("mira") && about.client_id.unwrap().is("generic-post"));
    assert!(about.scope.unwrap().is("read") && about.get("act").is_some());

    let narrow = token.access_token().expose();
    let wider = TokenExchange::new(narrow, token_type::ACCESS_TOKEN).scope("read write");
    assert_refused(exchange(wider), 400, "invalid_scope");
    assert_refused(exchange(TokenExchange::new("x", token_type::ACCESS_TOKEN)), 400, "invalid_request");
    assert_refused(exchange(TokenExchange::new(subject, token_type::JWT)), 400, "invalid_request");
    let elsewhere = TokenExchange::new(subject, token_type::ACCESS_TOKEN).audience(&["https://x.example"]);
    assert_refused(exchange(elsewhere), 400, "invalid_target");
    let saml = TokenExchange::new(subject, token_type::ACCESS_TOKEN).requested_token_type(token_type::SAML2);
    assert_refused(exchange(saml), 400, "invalid_request");
    assert!(exchange(TokenExchange::new(generic.jwt_assertion.expose(), token_type::JWT)).is_ok());
}

#[test]
fn refusals_of_the_token_endpoint() {
    let rig = Rig::new();
    let generic = rig.sandbox.generic();
    let secret = generic.post.secret.as_ref().unwrap().expose();
    let post = |more: &[(&str, &str)]| {
        let mut pairs = vec![("client_id", "generic-post"), ("client_secret", secret)];
        pairs.extend(more);
        let answer = rig.post(&generic.token, &pairs);
        assert_eq!(answer.header("cache-control"), "no-store");
        (answer.status, answer.text("error"))
    };
    for (more, error) in [
        (&[][..], "invalid_request"),
        (&[("grant_type", "urn:made-up")], "unsupported_grant_type"),
        (&[("grant_type", "authorization_code")], "invalid_request"),
        (&[("grant_type", "client_credentials"), ("scope", "delete")], "invalid_scope"),
        (&[("grant_type", "client_credentials"), ("resource", "https://x.example")], "invalid_target"),
        (&[("grant_type", "refresh_token"), ("refresh_token", "unknown")], "invalid_grant"),
        (&[("grant_type", "client_credentials"), ("grant_type", "password")], "invalid_request"),
        (&[("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", "x")], "invalid_grant"),
    ] {
        assert_eq!(post(more), (400, error.into()), "{more:?}");
    }
    for path in ["token", "revocation", "introspection", "registration", "device-authorization"] {
        let answer = rig.get(&rig.url(&format!("/generic/{path}")));
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{path}");
    }
    assert_eq!(rig.get(&rig.url("/generic/nothing")).status, 404);
    let request = ureq::http::Request::post(&generic.token).header("content-type", "application/json");
    let answer = rig.send(request.body("{}".into()).unwrap());
    assert_eq!((answer.status, answer.text("error").as_str()), (400, "invalid_request"));
    // 401 names the scheme that is taken here.
    let answer = rig.post(&generic.token, &[("client_id", "generic-post"), ("client_secret", "wrong")]);
    assert_eq!((answer.status, answer.text("error").as_str()), (401, "invalid_client"));
    assert_eq!(answer.header("www-authenticate"), "Basic realm=\"upwork-sandbox\"");
}
