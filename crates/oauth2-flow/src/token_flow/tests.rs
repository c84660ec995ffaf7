use super::*;
use crate::bearer::BearerError;
use crate::client::{Client, ClientAuthentication, Endpoint};
use crate::client_credentials::ClientCredentials;
use crate::config::ConfigError;
use crate::extension::ExtensionGrant;
use crate::jwt_bearer::jwt_bearer;
use crate::password::Password;
use crate::refresh_token::RefreshToken;
use crate::saml2_bearer::saml2_bearer;
use crate::testing::{NOW, answer, client};
use crate::token_exchange::TokenExchange;
use oauth_wire::flow::{Action, Event, Failure, FailureKind, Flow, Recovery, Rejected, TransportFailure};
use oauth_wire::message::{Resend, Response};
use std::format;
use std::string::String;

fn end(mut flow: TokenFlow, event: Event<'_>) -> Result<Token, Failure> {
    flow.handle(event, NOW).unwrap();
    flow.into_output()
}

fn refresh() -> TokenFlow {
    RefreshToken::new("old").start(&client()).unwrap()
}

#[test]
fn a_refresh_keeps_the_old_token_where_no_new_one_comes() {
    for (body, token, kept) in [
        (r#"{"access_token":"a","refresh_token":"new"}"#, "new", false),
        (r#"{"access_token":"a"}"#, "old", true),
        (r#"{"access_token":"a","refresh_token":""}"#, "old", true),
        (r#"{"access_token":"a","refresh_token":null}"#, "old", true),
    ] {
        let got = end(refresh(), answer(200, body)).unwrap();
        assert_eq!(
            (got.refresh_token().unwrap().expose(), got.refresh_token_kept()),
            (token, kept),
            "{body}"
        );
    }
    let token =
        end(ClientCredentials::new().start(&client()).unwrap(), answer(200, r#"{"access_token":"a"}"#));
    assert!(token.unwrap().refresh_token().is_none());
}

#[test]
fn what_is_left_after_each_end() {
    let client = &client();
    let credentials = || ClientCredentials::new().start(client).unwrap();
    let password = || Password::new("u", "p").start(client).unwrap();
    let jwt = || jwt_bearer("j").start(client).unwrap();
    let later = Recovery::RetryAfter(NOW.plus(60));
    let starts: [(&str, &dyn Fn() -> TokenFlow, _, _); 4] = [
        ("client_credentials", &credentials, Recovery::FixConfiguration, None),
        ("password", &password, Recovery::SignInAgain, None),
        ("refresh_token", &refresh, Recovery::SignInAgain, Some(Recovery::SignInAgain)),
        ("jwt_bearer", &jwt, Recovery::StartAgain, Some(Recovery::StartAgain)),
    ];
    for (name, start, invalid_grant, lost) in starts {
        let recovery = |event| end(start(), event).unwrap_err().recovery();
        assert_eq!(recovery(answer(400, r#"{"error":"invalid_grant"}"#)), invalid_grant, "{name}");
        assert_eq!(recovery(answer(401, r#"{"error":"invalid_client"}"#)), Recovery::FixConfiguration);
        assert_eq!(recovery(answer(400, r#"{"error":"temporarily_unavailable"}"#)), later);
        // Whatever became of it, trying the same again can lose nothing that is not lost already.
        assert_eq!(recovery(answer(500, "")), later, "{name}");
        assert_eq!(recovery(answer(500, r#"{"error":"Internal Server Error"}"#)), later, "{name}");
        for status in [503, 408, 425] {
            assert_eq!(recovery(answer(status, "")), later, "{status}");
        }
        let mut flow = start();
        flow.handle(Event::TransportFailed(TransportFailure::Unknown), NOW).unwrap();
        match lost {
            Some(lost) => {
                let failure = flow.into_output().unwrap_err();
                assert_eq!((failure.kind(), failure.recovery()), (FailureKind::AnswerLost, lost), "{name}");
            }
            None => assert!(matches!(flow.poll(NOW.plus(1)), Action::Send(_)), "{name}"),
        }
    }
}

#[test]
fn which_requests_may_go_out_again() {
    let client = &client();
    for (flow, resend) in [
        (ClientCredentials::new().start(client), Resend::Safe),
        (Password::new("u", "p").start(client), Resend::Safe),
        (RefreshToken::new("r").start(client), Resend::IfNotSent),
        (jwt_bearer("j").start(client), Resend::IfNotSent),
        (saml2_bearer("s").start(client), Resend::IfNotSent),
        (TokenExchange::new("s", "t").start(client), Resend::IfNotSent),
        (ExtensionGrant::new("g", &[]).start(client), Resend::IfNotSent),
    ] {
        let mut flow = flow.unwrap();
        let Action::Send(request) = flow.poll(NOW) else { panic!() };
        assert_eq!(request.resend, resend, "{}", String::from_utf8_lossy(request.body));
    }
}

#[test]
fn what_a_configuration_must_not_be() {
    let ours = &client();
    let public = &Client::new("id", ClientAuthentication::None)
        .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/t"))
        .unwrap();
    let no_endpoint = &Client::new("id", ClientAuthentication::Post("s".into())).unwrap();
    let reserved = |name: &str| Err(ConfigError::ReservedParameter(name.into()));
    for (started, result) in [
        (ClientCredentials::new().start(ours), Ok(())),
        (ClientCredentials::new().start(public), Err(ConfigError::ClientAuthenticationRequired)),
        (ClientCredentials::new().start(no_endpoint), Err(ConfigError::MissingEndpoint(Endpoint::Token))),
        (ClientCredentials::new().extra(&[("audience", "x")]).start(ours), Ok(())),
        (ClientCredentials::new().extra(&[("grant_type", "x")]).start(ours), reserved("grant_type")),
        (ClientCredentials::new().extra(&[("scope", "x")]).start(ours), reserved("scope")),
        (ClientCredentials::new().extra(&[("client_secret", "x")]).start(ours), reserved("client_secret")),
        (RefreshToken::new("r").start(public), Ok(())),
        (RefreshToken::new("").start(ours), Err(ConfigError::Empty("refresh_token"))),
        (RefreshToken::new("r").extra(&[("refresh_token", "x")]).start(ours), reserved("refresh_token")),
        (Password::new("", "p").start(ours), Err(ConfigError::Empty("username"))),
        (Password::new("u", "").start(ours), Ok(())),
        (Password::new("u", "p").extra(&[("password", "x")]).start(ours), reserved("password")),
        (jwt_bearer("").start(ours), Err(ConfigError::Empty("assertion"))),
        (jwt_bearer("j").extra(&[("assertion", "x")]).start(ours), reserved("assertion")),
        (TokenExchange::new("", "t").start(ours), Err(ConfigError::Empty("subject_token"))),
        (TokenExchange::new("s", "").start(ours), Err(ConfigError::Empty("subject_token_type"))),
        (
            TokenExchange::new("s", "t").actor_token("a", "").start(ours),
            Err(ConfigError::Empty("actor_token_type")),
        ),
        (TokenExchange::new("s", "t").extra(&[("audience", "x")]).start(ours), reserved("audience")),
        (ExtensionGrant::new("", &[]).start(ours), Err(ConfigError::Empty("grant_type"))),
        (ExtensionGrant::new("g", &[("grant_type", "x")]).start(ours), reserved("grant_type")),
        (ExtensionGrant::new("g", &[("client_id", "x")]).start(ours), reserved("client_id")),
    ] {
        assert_eq!(started.map(|_| ()), result);
    }
}

#[test]
fn every_way_to_authenticate() {
    for (authentication, header, body) in [
        (ClientAuthentication::None, None, "&client_id=i%20d"),
        (ClientAuthentication::Post("s+~".into()), None, "&client_id=i%20d&client_secret=s%2B~"),
        // i%20d:s%2B%7E, and i d:s+~
        (ClientAuthentication::Basic("s+~".into()), Some("Basic aSUyMGQ6cyUyQiU3RQ=="), ""),
        (ClientAuthentication::BasicRaw("s+~".into()), Some("Basic aSBkOnMrfg=="), ""),
    ] {
        let client = Client::new("i d", authentication)
            .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/t"))
            .unwrap();
        let mut flow = RefreshToken::new("r").start(&client).unwrap();
        let Action::Send(request) = flow.poll(NOW) else { panic!() };
        assert_eq!(request.headers.get("authorization"), header);
        let expected = format!("grant_type=refresh_token&refresh_token=r{body}");
        assert_eq!(String::from_utf8_lossy(request.body), expected);
    }
}

#[test]
fn a_token_that_is_no_access_token_is_none_to_send() {
    let body = r#"{"access_token":"PHNhb","token_type":"N_A","issued_token_type":"urn:ietf:params:oauth:token-type:saml2"}"#;
    let exchange = TokenExchange::new("s", "t").start(&client()).unwrap();
    let token = end(exchange, answer(200, body)).unwrap();
    assert_eq!((token.token_type(), token.access_token().expose()), ("N_A", "PHNhb"));
    assert_eq!(token.bearer("https://api.example").unwrap_err(), BearerError::NotBearer);
    // Only token exchange knows that type.
    assert_eq!(end(refresh(), answer(200, body)).unwrap_err().kind(), FailureKind::MalformedAnswer);
}

#[test]
fn lists_are_sent_one_by_one() {
    let grant = TokenExchange::new("s", "t")
        .audience(&["x", "y"])
        .resource(&["https://a.example"])
        .scope("a b")
        .requested_token_type("r")
        .actor_token("k", "l")
        .extra(&[("e", "f")]);
    let mut flow = grant.start(&client()).unwrap();
    let Action::Send(request) = flow.poll(NOW) else { panic!() };
    let body = String::from_utf8_lossy(request.body).into_owned();
    let expected = "&resource=https%3A%2F%2Fa.example&audience=x&audience=y&scope=a%20b&requested_token_type=r\
                    &subject_token=s&subject_token_type=t&actor_token=k&actor_token_type=l&e=f\
                    &client_id=id&client_secret=secret";
    assert!(body.ends_with(expected), "{body}");
}

/// Gateways answer in JSON of their own; a session is not to be dropped for that.
#[test]
fn a_gateways_own_error_object_is_its_status() {
    for (status, body) in [
        (503, r#"{"error":{"code":1}}"#),
        (502, r#"{"error":{"message":"upstream"}}"#),
        (429, r#"{"error":"x","error":"x"}"#),
    ] {
        let mut flow = RefreshToken::new("r").start(&client()).unwrap();
        assert!(matches!(flow.poll(NOW), Action::Send(_)));
        flow.handle(Event::Response(Response::new(status, &[], body.as_bytes())), NOW).unwrap();
        let failure = flow.into_output().unwrap_err();
        assert!(matches!(failure.recovery(), Recovery::RetryAfter(_)), "{status} {body}: {failure:?}");
    }
}

/// As some servers do, in these words.
#[test]
fn a_description_that_repeats_the_token_is_shown_without_it() {
    let mut flow = RefreshToken::new("oauth2v2/SECRET 1").start(&client()).unwrap();
    assert!(matches!(flow.poll(NOW), Action::Send(_)));
    let body = r#"{"error":"invalid_grant","error_description":"Invalid refresh token: oauth2v2/SECRET 1"}"#;
    flow.handle(answer(400, body), NOW).unwrap();
    let failure = flow.into_output().unwrap_err();
    assert_eq!(failure.description(), Some("Invalid refresh token: ••••"));
    let shown = std::format!("{failure} {failure:?}");
    assert!(!shown.contains("SECRET"), "{shown}");
}

#[test]
fn a_description_that_repeats_the_clients_secret_is_shown_without_it() {
    use crate::client::ClientAuthentication::{Basic, BasicRaw, Post};
    for authentication in [Basic, BasicRaw, Post] {
        let client = Client::new("id", authentication("SEC/RET 1".into()))
            .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/token"));
        let mut flow = ClientCredentials::new().start(&client.unwrap()).unwrap();
        let Action::Send(request) = flow.poll(NOW) else { panic!() };
        let header = String::from(request.headers.get("authorization").unwrap_or("Basic SEC/RET 1"));
        let body = std::format!(
            r#"{{"error":"invalid_client","error_description":"id:SEC/RET 1 ({header}) is wrong",
                "error_uri":"https://as.example/?secret=SEC%2FRET+1&again=SEC%2fRET%201"}}"#
        );
        let failure = end(flow, answer(401, &body)).unwrap_err();
        assert_eq!(failure.description(), Some("id:•••• (Basic ••••) is wrong"));
        assert_eq!(failure.uri(), Some("https://as.example/?secret=••••&again=••••"));
    }
}

/// Which of an extension's parameters are secrets only its author knows, as with those of a server's own.
#[test]
fn a_description_that_repeats_a_parameter_shows_only_what_is_public() {
    let all = [
        ("saml_artifact", "ARTIFACT"),
        ("pin", "4711"),
        ("scope", "read"),
        ("resource", "https://api.example/"),
        ("audience", "https://api.example/"),
    ];
    let flow = ExtensionGrant::new("urn:example:badge", &all).start(&client()).unwrap();
    let body = r#"{"error":"invalid_grant","error_description":
        "urn:example:badge ARTIFACT, 4711 (14711) for read of https://api.example/ by id"}"#;
    assert_eq!(
        end(flow, answer(400, body)).unwrap_err().description(),
        Some("urn:example:badge ••••, •••• (14711) for read of https://api.example/ by id")
    );
    let extra = [("ticket", "TICKET"), ("prompt", "consent")];
    let flow = Password::new("johndoe", "A3ddj3w").extra(&extra).start(&client()).unwrap();
    let body = r#"{"error":"invalid_grant","error_description":"johndoe A3ddj3w TICKET consent"}"#;
    assert_eq!(end(flow, answer(400, body)).unwrap_err().description(), Some("johndoe •••• •••• consent"));
    // One may be a part of another; an error code is none of them by chance; the endpoint's own query counts.
    let client = client().with_endpoint(Endpoint::Token, "https://h/t?apikey=KEY1234567").unwrap();
    let parameters = [("tenant", "acme-corp"), ("ticket", "acme-corp-8f7d9e2b"), ("subject", "client")];
    let flow = ExtensionGrant::new("urn:x", &parameters).start(&client).unwrap();
    let body = r#"{"error":"invalid_client","error_description":
        "ticket acme-corp-8f7d9e2b of acme-corp is used up (KEY1234567)"}"#;
    let failure = end(flow, answer(401, body)).unwrap_err();
    assert_eq!(failure.description(), Some("ticket •••• of •••• is used up (••••)"));
    assert_eq!(failure.code(), Some("invalid_client"));
}

#[test]
fn nothing_answers_a_request_that_backs_off() {
    let mut flow = refresh();
    assert!(matches!(flow.poll(NOW), Action::Send(_)));
    flow.handle(Event::TransportFailed(TransportFailure::NotSent), NOW).unwrap();
    let due = NOW.plus(1);
    let token = || answer(200, r#"{"access_token":"a"}"#);
    assert_eq!(flow.handle(token(), due), Err(Rejected::Unexpected));
    assert!(matches!(flow.poll(due), Action::Send(_)));
    assert_eq!(flow.handle(token(), due), Ok(()));
}

/// The server has rotated the token, and its successor is gone.
#[test]
fn an_answer_that_was_cut_off_counts_as_lost() {
    let failure = end(refresh(), answer(200, r#"{"access_token":"a","refresh_tok"#)).unwrap_err();
    assert_eq!((failure.kind(), failure.recovery()), (FailureKind::MalformedAnswer, Recovery::SignInAgain));
    assert_eq!(end(refresh(), answer(200, "")).unwrap_err().recovery(), Recovery::SignInAgain);
    // What may be asked for again is.
    let again = end(ClientCredentials::new().start(&client()).unwrap(), answer(200, "{")).unwrap_err();
    assert_eq!(again.recovery(), Recovery::RetryAfter(NOW.plus(60)));
    let failure = end(refresh(), answer(200, "<html>")).unwrap_err();
    assert_eq!(failure.recovery(), Recovery::FixConfiguration);
}
