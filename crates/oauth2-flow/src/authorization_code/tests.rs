use super::*;
use crate::authorization_request::ResponseMode;
use crate::client::{Client, ClientAuthentication, Endpoint};
use crate::config::ConfigError;
use crate::leniency::Leniency;
use crate::pkce::Pkce;
use crate::testing::*;
use oauth_wire::flow::{Action, Event, FailureKind, Flow, Recovery, Rejected, TransportFailure};
use oauth_wire::message::{Resend, Response};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use std::string::String;
use std::vec::Vec;
use std::{format, vec};

fn start(client: &Client) -> AuthorizationCodeFlow {
    AuthorizationCode::new(REDIRECT_URI).start(client, Seed::from_bytes([7; 32]), NOW).unwrap()
}

/// The state that [`start`] makes.
fn state() -> String {
    let text = Seed::from_bytes([7; 32]).text("state", 0);
    text.as_str().into()
}

fn callback(rest: &str) -> &'static str {
    leak(format!("{REDIRECT_URI}?state={}&{rest}", state()))
}

const PUSHED: &[u8] = br#"{"request_uri":"urn:x:1","expires_in":60}"#;

fn pushed() -> AuthorizationCodeFlow {
    let mut flow = start(&pushing_client());
    flow.handle(Event::Response(Response::new(201, &[], PUSHED)), NOW).unwrap();
    flow
}

fn exchanging() -> AuthorizationCodeFlow {
    let mut flow = start(&client());
    flow.handle(Event::Redirect(callback("code=c")), NOW).unwrap();
    flow
}

fn after(mut flow: AuthorizationCodeFlow, event: Event<'_>) -> (AuthorizationCodeFlow, UnixTime) {
    flow.handle(event, NOW).unwrap();
    (flow, NOW)
}

#[test]
fn every_event_in_every_state() {
    const NOT_SENT: Event<'_> = Event::TransportFailed(TransportFailure::NotSent);
    let mut probes = common_probes();
    let event = |event| Probe::Event(event);
    probes.extend([
        ("request_uri", event(Event::Response(Response::new(201, &[], PUSHED)))),
        ("code", event(Event::Redirect(callback("code=c")))),
        ("error callback", event(Event::Redirect(callback("error=access_denied")))),
        ("code and error", event(Event::Redirect(callback("code=c&error=access_denied")))),
        ("two codes", event(Event::Redirect(callback("code=c&code=d")))),
        ("no code", event(Event::Redirect(callback("")))),
        ("other iss", event(Event::Redirect(callback("code=c&iss=https%3A%2F%2Fevil.example")))),
        ("time", Probe::Clock(60)),
        ("deadline", Probe::Clock(3600)),
    ]);
    let drawn = diagram(
        &[
            &|| (start(&pushing_client()), NOW),
            &|| after(start(&pushing_client()), Event::Sent),
            &|| after(start(&pushing_client()), NOT_SENT),
            &|| (pushed(), NOW),
            &|| (exchanging(), NOW),
            &|| after(exchanging(), Event::Sent),
            &|| after(exchanging(), NOT_SENT),
            &|| after(exchanging(), Event::Response(Response::new(200, &[], TOKEN))),
            &|| after(exchanging(), Event::Response(Response::new(400, &[], b"{}"))),
        ],
        &probes,
    );
    assert_documented(include_str!("flow.rs"), &drawn);
    assert_documented(include_str!("../authorization_code.rs"), &drawn);
}

#[test]
fn a_pushed_request_says_until_when_the_server_keeps_it() {
    let mut flow = pushed();
    assert_eq!(flow.authorization_url_expires_at(), Some(NOW.plus(60)));
    assert!(matches!(flow.poll(NOW.plus(59)), Action::Redirect(_)));
    assert!(matches!(flow.poll(NOW.plus(60)), Action::Redirect(_)));
    // A browser that was sent in time comes back when its user is done.
    flow.handle(Event::Redirect(callback("code=c")), NOW.plus(600)).unwrap();
    assert!(matches!(flow.poll(NOW.plus(600)), Action::Send(_)));
    assert_eq!(flow.authorization_url_expires_at(), None);

    let mut flow = pushed();
    assert!(matches!(flow.poll(NOW.plus(3600)), Action::Finished));
    assert_eq!(flow.into_output().unwrap_err().kind(), FailureKind::Expired);

    let mut unpushed = start(&client());
    assert_eq!(unpushed.authorization_url_expires_at(), None);
    assert!(matches!(unpushed.poll(NOW.plus(3599)), Action::Redirect(_)));
}

/// A flow of this grant's that has just come back with a code.
fn exchanging_with(client: &Client, grant: AuthorizationCode<'_>) -> AuthorizationCodeFlow {
    let mut flow = grant.start(client, Seed::from_bytes([7; 32]), NOW).unwrap();
    flow.handle(Event::Redirect(callback("code=c")), NOW).unwrap();
    flow
}

fn url(flow: &mut AuthorizationCodeFlow) -> String {
    match flow.poll(NOW) {
        Action::Redirect(url) => url.into(),
        other => panic!("{other:?}"),
    }
}

fn body(flow: &mut AuthorizationCodeFlow) -> String {
    match flow.poll(NOW) {
        Action::Send(request) => String::from_utf8(request.body.to_vec()).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn value(form: &str, name: &str) -> Vec<String> {
    let form = form.split_once('?').map_or(form, |(_, query)| query);
    let pairs = oauth_wire::form::pairs(form.as_bytes()).filter(|pair| pair.name.is(name.as_bytes()));
    pairs.map(|pair| pair.value.to_str().unwrap()).collect()
}

#[test]
fn ways_to_bind_the_code() {
    let verifier = Seed::from_bytes([7; 32]).text("code_verifier", 0);
    let verifier = verifier.as_str();
    let hashed = crate::pkce::CodeChallenge::s256(verifier);
    for (pkce, challenge, method, sent) in [
        (Pkce::S256, Some(hashed.as_str()), Some("S256"), Some(verifier)),
        (Pkce::LegacyPlain, Some(verifier), Some("plain"), Some(verifier)),
        (Pkce::LegacyNone, None, None, None),
    ] {
        let grant = AuthorizationCode::new(REDIRECT_URI).pkce(pkce);
        let url = url(&mut grant.start(&client(), Seed::from_bytes([7; 32]), NOW).unwrap());
        assert_eq!(value(&url, "code_challenge"), Vec::from_iter(challenge));
        assert_eq!(value(&url, "code_challenge_method"), Vec::from_iter(method));
        let body = body(&mut exchanging_with(&client(), grant));
        assert_eq!(value(&body, "code_verifier"), Vec::from_iter(sent));
    }
}

#[test]
fn what_a_configuration_must_not_be() {
    let public = Client::new("id", ClientAuthentication::None)
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, "https://as.example/a"))
        .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/t"))
        .unwrap();
    let ours = client();
    let grant = AuthorizationCode::new(REDIRECT_URI);
    let reserved = |name: &str| Err(ConfigError::ReservedParameter(name.into()));
    let no_issuer = public.clone().with_iss_required(true);
    let no_token = Client::new("id", ClientAuthentication::None)
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, "https://as.example/a"))
        .unwrap();
    for (client, grant, result) in [
        (&ours, grant, Ok(())),
        (&public, grant, Ok(())),
        (&public, grant.pkce(Pkce::LegacyPlain), Ok(())),
        (&public, grant.pkce(Pkce::LegacyNone), Err(ConfigError::PkceRequired)),
        (&no_issuer, grant, Err(ConfigError::MissingIssuer)),
        (&no_token, grant, Err(ConfigError::MissingEndpoint(Endpoint::Token))),
        (&ours, grant.extra(&[("prompt", "login"), ("nonce", "n")]), Ok(())),
        (&ours, grant.extra(&[("state", "mine")]), reserved("state")),
        (&ours, grant.extra(&[("client_id", "x")]), reserved("client_id")),
        (&ours, grant.extra(&[("redirect_uri", "x")]), reserved("redirect_uri")),
        (&ours, grant.extra(&[("response_type", "token")]), reserved("response_type")),
        (&ours, grant.extra(&[("code_challenge", "x")]), reserved("code_challenge")),
        (&ours, grant.extra(&[("client_secret", "x")]), reserved("client_secret")),
        (&ours, grant.extra(&[("request_uri", "x")]), reserved("request_uri")),
        (&ours, grant.extra(&[("response_mode", "form_post")]), Ok(())),
        (&ours, grant.extra(&[("response_mode", "web_message")]), Err(ConfigError::InvalidResponseMode)),
        (
            &ours,
            grant.response_mode(ResponseMode::Query).extra(&[("response_mode", "query")]),
            reserved("response_mode"),
        ),
        (
            &ours,
            AuthorizationCode::new("http://app.example/cb"),
            Err(ConfigError::Insecure { setting: "the redirect URI" }),
        ),
    ] {
        let started = grant.start(client, Seed::from_bytes([7; 32]), NOW).map(|_| ());
        assert_eq!(started, result, "{grant:?}");
    }
}

#[test]
fn what_is_no_callback_of_this_flow_changes_nothing() {
    use Rejected::*;
    let state = state();
    for (callback, rejected) in [
        ("https://evil.example/cb?code=c&state=STATE", WrongPlace),
        ("https://app.example/other?code=c&state=STATE", WrongPlace),
        ("/cb?code=c&state=STATE", Malformed),
        ("https://app.example/cb#code=c&state=STATE", WrongResponseMode),
        // Place comes before all else, duplicates before `state`.
        ("https://evil.example/cb?code=c&code=d", WrongPlace),
        ("https://app.example/cb?code=c&code=d&state=wrong", DuplicateParameter("code")),
        ("https://app.example/cb?code=c&state=STATE&state=STATE", DuplicateParameter("state")),
        ("https://app.example/cb?code=c", StateMismatch),
        ("https://app.example/cb?code=c&state=", StateMismatch),
        ("https://app.example/cb?code=c&state=wrong", StateMismatch),
        ("https://app.example/cb?code=c&STATE=STATE", StateMismatch),
        ("https://app.example/cb?error=access_denied", StateMismatch),
        ("https://app.example/cb?error=access_denied&state=wrong", StateMismatch),
        ("https://app.example/cb?iss=https%3A%2F%2Fevil.example&code=c&state=wrong", StateMismatch),
        ("https://app.example/cb?state=STATE", MissingParameter("code")),
        ("https://app.example/cb?CODE=c&state=STATE", MissingParameter("code")),
        ("https://app.example/cb?code=c&error=x&state=STATE", ConflictingParameters("code", "error")),
        (
            "https://app.example/cb?code=c&access_token=x&state=STATE",
            ConflictingParameters("code", "access_token"),
        ),
        ("https://app.example/cb?code=%ff&state=STATE", Malformed),
    ] {
        let mut flow = start(&client());
        let before = view(&mut flow, NOW);
        let callback = callback.replace("=STATE", &["=", &*state].concat());
        assert_eq!(flow.handle(Event::Redirect(&callback), NOW), Err(rejected), "{callback}");
        assert_eq!(view(&mut flow, NOW), before);
    }
}

#[test]
fn issuers() {
    let required = client().with_iss_required(true);
    for (client, iss, ends) in [
        (client(), "", false),
        (client(), "&iss=https%3A%2F%2Fas.example", false),
        (client(), "&iss=https://as.example", false),
        (client(), "&iss=https%3A%2F%2Fas.example%2F", true),
        (client(), "&iss=https%3A%2F%2Fevil.example", true),
        (required.clone(), "&iss=https%3A%2F%2Fas.example", false),
        (required.clone(), "", true),
        (required, "&iss=", true),
    ] {
        for what in ["code=c", "error=access_denied"] {
            let mut flow = start(&client);
            flow.handle(Event::Redirect(callback(&[what, iss].concat())), NOW).unwrap();
            let kind = flow.output().map(|end| end.unwrap_err().kind());
            let expected = match (ends, what) {
                (true, _) => Some(FailureKind::IssuerMismatch),
                (false, "code=c") => None,
                (false, _) => Some(FailureKind::Denied),
            };
            assert_eq!(kind, expected, "{iss} {what}");
        }
    }
}

#[test]
fn errors_in_callbacks() {
    let later = Recovery::RetryAfter(NOW.plus(60));
    for (code, kind, recovery) in [
        ("access_denied", FailureKind::Denied, Recovery::SignInAgain),
        ("login_required", FailureKind::Refused, Recovery::SignInAgain),
        ("invalid_scope", FailureKind::Refused, Recovery::FixConfiguration),
        ("unauthorized_client", FailureKind::Refused, Recovery::FixConfiguration),
        ("server_error", FailureKind::Refused, later),
        ("temporarily_unavailable", FailureKind::Refused, later),
        ("something_new", FailureKind::Refused, Recovery::GiveUp),
    ] {
        let mut flow = start(&client());
        let rest = format!("error={code}&error_description=no%20%1b%5b2J&error_uri=https%3A%2F%2Fe%2F");
        flow.handle(Event::Redirect(callback(&rest)), NOW).unwrap();
        let failure = flow.into_output().unwrap_err();
        assert_eq!((failure.kind(), failure.recovery(), failure.code()), (kind, recovery, Some(code)));
        assert_eq!((failure.description(), failure.uri()), (Some("no \u{1b}[2J"), Some("https://e/")));
        assert!(!format!("{failure} {failure:?}").contains('\u{1b}'));
    }
}

/// Some servers put the whole request into their description.
#[test]
fn an_error_in_a_callback_repeats_no_secret() {
    let extra = [("login_hint_token", "HINT/1"), ("prompt", "login")];
    let grant = AuthorizationCode::new(REDIRECT_URI).extra(&extra);
    let mut flow = grant.start(&client(), Seed::from_bytes([7; 32]), NOW).unwrap();
    let rest = format!("error=invalid_request&error_description={}%20HINT%252F1%20for%20login", state());
    flow.handle(Event::Redirect(callback(&rest)), NOW).unwrap();
    assert_eq!(flow.into_output().unwrap_err().description(), Some("•••• •••• for login"));

    // Pushed, they are not in the browser's URL.
    let client = client().with_endpoint(Endpoint::PushedAuthorizationRequest, "https://h/par").unwrap();
    let mut flow = grant.start(&client, Seed::from_bytes([7; 32]), NOW).unwrap();
    let pushed = br#"{"request_uri":"urn:ietf:params:oauth:request_uri:6esc","expires_in":60}"#;
    flow.handle(Event::Response(Response::new(201, &[], pushed)), NOW).unwrap();
    #[cfg(feature = "seal")]
    let mut flow = {
        let keys = [crate::seal::SealKey::from_bytes([7; 32])];
        let sealed = flow.seal(&keys[0], Seed::from_bytes([1; 32]), NOW, 60).unwrap();
        AuthorizationCodeFlow::unseal(&client, REDIRECT_URI, &keys, &sealed, NOW).unwrap()
    };
    flow.handle(Event::Redirect(callback(&rest)), NOW).unwrap();
    assert_eq!(flow.into_output().unwrap_err().description(), Some("•••• •••• for login"));
}

#[test]
fn answers_that_end_it() {
    use FailureKind::{HttpStatus, MalformedAnswer, Refused};
    let retry: &[(&str, &[u8])] = &[("Retry-After", b"30")];
    let (none, at): (&[(&str, &[u8])], _) = (&[], |seconds| Recovery::RetryAfter(NOW.plus(seconds)));
    for (status, headers, body, kind, recovery) in [
        (400, none, r#"{"error":"invalid_grant"}"#, Refused, Recovery::StartAgain),
        (401, none, r#"{"error":"invalid_client"}"#, Refused, Recovery::FixConfiguration),
        (400, none, "error=invalid_grant", Refused, Recovery::StartAgain),
        (200, none, r#"{"error":"invalid_grant"}"#, Refused, Recovery::StartAgain),
        (400, none, r#"{"error":"something_new"}"#, Refused, Recovery::GiveUp),
        (429, retry, r#"{"error":"slow down"}"#, Refused, at(30)),
        (429, retry, "", HttpStatus, at(30)),
        (503, none, "<html>", HttpStatus, at(60)),
        (425, none, "", HttpStatus, at(60)),
        // The server may have used up the code.
        (500, none, "", HttpStatus, Recovery::StartAgain),
        (502, retry, "<html>", HttpStatus, Recovery::StartAgain),
        (408, none, "", HttpStatus, Recovery::StartAgain),
        (500, none, r#"{"status":500,"error":"Internal Server Error"}"#, Refused, Recovery::StartAgain),
        (500, retry, r#"{"error":"server_error"}"#, Refused, Recovery::StartAgain),
        (400, retry, r#"{"error":"temporarily_unavailable"}"#, Refused, at(30)),
        (404, none, r#"{"status":404,"error":"Not Found"}"#, Refused, Recovery::FixConfiguration),
        (302, none, "", HttpStatus, Recovery::FixConfiguration),
        (403, none, "<html>Cloudflare</html>", HttpStatus, Recovery::FixConfiguration),
        (400, none, "", HttpStatus, Recovery::FixConfiguration),
        (200, none, "<html>", MalformedAnswer, Recovery::FixConfiguration),
        (200, none, "", MalformedAnswer, Recovery::StartAgain),
        (200, none, "{}", MalformedAnswer, Recovery::GiveUp),
        (200, none, r#"{"access_token":"a","token_type":"mac"}"#, MalformedAnswer, Recovery::GiveUp),
    ] {
        let mut flow = exchanging();
        flow.handle(Event::Response(Response::new(status, headers, body.as_bytes())), NOW).unwrap();
        let failure = flow.into_output().unwrap_err();
        assert_eq!((failure.kind(), failure.recovery()), (kind, recovery), "{status} {body}");
        assert_eq!((failure.status(), failure.body()), (Some(status), body.as_bytes()));
    }
}

#[test]
fn a_code_is_used_once() {
    let mut flow = exchanging();
    let sent = body(&mut flow);
    // The same callback again, and another one with the right state.
    for rest in ["code=c", "code=d", "error=access_denied"] {
        assert_eq!(flow.handle(Event::Redirect(callback(rest)), NOW), Err(Rejected::Unexpected));
        assert_eq!(body(&mut flow), sent);
    }
    // Not sent: the same bytes, after a pause that grows.
    let mut now = NOW;
    for pause in [1, 2, 4, 8, 16, 32, 60, 60] {
        flow.handle(Event::TransportFailed(TransportFailure::NotSent), now).unwrap();
        let Action::Wait { until } = flow.poll(now) else { panic!() };
        assert_eq!(until, now.plus(pause));
        assert!(matches!(flow.poll(until.minus(1)), Action::Wait { .. }));
        now = until;
        let Action::Send(request) = flow.poll(now) else { panic!() };
        assert_eq!((request.body, request.resend), (sent.as_bytes(), Resend::IfNotSent));
    }
    // Lost: never again.
    flow.handle(Event::TransportFailed(TransportFailure::Unknown), now).unwrap();
    assert!(matches!(flow.poll(now), Action::Finished));
    let failure = flow.into_output().unwrap_err();
    assert_eq!((failure.kind(), failure.recovery()), (FailureKind::AnswerLost, Recovery::StartAgain));
}

#[test]
fn form_posts() {
    let grant = AuthorizationCode::new(REDIRECT_URI).response_mode(ResponseMode::FormPost);
    let start =
        |grant: AuthorizationCode<'_>| grant.start(&client(), Seed::from_bytes([7; 32]), NOW).unwrap();
    let mut flow = start(grant);
    assert_eq!(value(&url(&mut flow), "response_mode"), ["form_post"]);
    assert_eq!(flow.handle(Event::Redirect(callback("code=c")), NOW), Err(Rejected::WrongResponseMode));
    let post = |url, body| Event::FormPost { url, body };
    let foreign = post(REDIRECT_URI, b"code=c&state=x".as_slice());
    assert_eq!(flow.handle(foreign, NOW), Err(Rejected::StateMismatch));
    let posted = format!("code=a+b&state={}", state());
    let elsewhere = post("https://evil.example/cb", posted.as_bytes());
    assert_eq!(flow.handle(elsewhere, NOW), Err(Rejected::WrongPlace));
    flow.handle(post(REDIRECT_URI, posted.as_bytes()), NOW).unwrap();
    assert_eq!(value(&body(&mut flow), "code"), ["a b"]);

    // Asked for among the extra parameters it is the same.
    let mut flow = start(AuthorizationCode::new(REDIRECT_URI).extra(&[("response_mode", "form_post")]));
    assert_eq!(value(&url(&mut flow), "response_mode"), ["form_post"]);
    flow.handle(post(REDIRECT_URI, posted.as_bytes()), NOW).unwrap();
    assert_eq!(start_form_post_elsewhere(&posted), Err(Rejected::WrongResponseMode));
}

fn start_form_post_elsewhere(posted: &str) -> Result<(), Rejected> {
    start(&client()).handle(Event::FormPost { url: REDIRECT_URI, body: posted.as_bytes() }, NOW)
}

#[test]
fn parameters_of_an_endpoint_stay_and_override_nothing() {
    let client = client()
        .with_endpoint(Endpoint::Authorization, "https://as.example/a?tenant=7&client_id=evil&state=evil")
        .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/t?v=2&code=evil"))
        .unwrap();
    let mut flow = start(&client);
    let url = url(&mut flow);
    assert_eq!((value(&url, "tenant"), value(&url, "client_id")), (vec!["7".into()], vec!["id".into()]));
    assert_eq!(value(&url, "state"), [state()]);
    flow.handle(Event::Redirect(callback("code=c")), NOW).unwrap();
    let Action::Send(request) = flow.poll(NOW) else { panic!() };
    assert_eq!(request.url, "https://as.example/t?v=2");
}

#[test]
fn pushed_requests() {
    for (authentication, client_id, secret) in [
        (ClientAuthentication::Post("s".into()), vec!["id"], vec!["s"]),
        (ClientAuthentication::Basic("s".into()), vec!["id"], vec![]),
        (ClientAuthentication::None, vec!["id"], vec![]),
    ] {
        let client = Client::new("id", authentication)
            .and_then(|client| {
                client.with_endpoint(Endpoint::Authorization, "https://as.example/a?t=1&state=x")
            })
            .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/t"))
            .and_then(|client| {
                client.with_endpoint(Endpoint::PushedAuthorizationRequest, "https://as.example/par")
            })
            .unwrap();
        let mut flow = start(&client);
        let pushed = body(&mut flow);
        assert_eq!(
            (value(&pushed, "client_id"), value(&pushed, "client_secret")),
            (strings(client_id), strings(secret))
        );
        assert_eq!(value(&pushed, "state"), [state()]);
        assert_eq!((value(&pushed, "code_challenge").len(), value(&pushed, "redirect_uri").len()), (1, 1));
        flow.handle(Event::Response(Response::new(201, &[], PUSHED)), NOW).unwrap();
        assert_eq!(url(&mut flow), "https://as.example/a?t=1&client_id=id&request_uri=urn%3Ax%3A1");
        flow.handle(Event::Redirect(callback("code=c")), NOW).unwrap();
        assert_eq!(value(&body(&mut flow), "code_verifier").len(), 1);
    }
}

/// Those of each answer that came before the token, too, and also after a seal.
#[test]
fn the_rules_that_every_answer_took_are_reported_with_the_token() {
    use Leniency::{IssuerInQuery, SecondsAsString};
    let grant = AuthorizationCode::new(REDIRECT_URI).response_mode(ResponseMode::Fragment);
    let mut flow = grant.start(&pushing_client(), Seed::from_bytes([7; 32]), NOW).unwrap();
    let pushed = br#"{"request_uri":"urn:x:1","expires_in":"60"}"#;
    flow.handle(Event::Response(Response::new(201, &[], pushed)), NOW).unwrap();
    #[cfg(feature = "seal")]
    {
        use crate::seal::SealKey;
        let sealed = flow.seal(&SealKey::from_bytes([1; 32]), Seed::from_bytes([2; 32]), NOW, 60).unwrap();
        let keys = [SealKey::from_bytes([1; 32])];
        flow = AuthorizationCodeFlow::unseal(&pushing_client(), REDIRECT_URI, &keys, &sealed, NOW).unwrap();
    }
    let callback = format!("{REDIRECT_URI}?iss=https%3A%2F%2Fas.example#code=c&state={}", state());
    flow.handle(Event::Redirect(&callback), NOW).unwrap();
    flow.handle(Event::Response(Response::new(200, &[], TOKEN)), NOW).unwrap();
    let used = flow.into_output().unwrap().leniencies();
    assert!(used.iter().eq([SecondsAsString, IssuerInQuery]), "{used:?}");
}

#[test]
fn the_rules_that_it_took_are_reported_with_a_failure() {
    let grant = AuthorizationCode::new(REDIRECT_URI).response_mode(ResponseMode::Fragment);
    let waiting = || {
        let mut flow = grant.start(&pushing_client(), Seed::from_bytes([7; 32]), NOW).unwrap();
        let pushed = br#"{"request_uri":"urn:x:1","expires_in":"60"}"#;
        flow.handle(Event::Response(Response::new(201, &[], pushed)), NOW).unwrap();
        flow
    };
    let back = |mut flow: AuthorizationCodeFlow, rest: &str| {
        let iss = "iss=https%3A%2F%2Fas.example";
        let callback = format!("{REDIRECT_URI}?{iss}#{rest}&state={}", state());
        flow.handle(Event::Redirect(&callback), NOW).unwrap();
        flow
    };
    let failure = back(waiting(), "error=access_denied").into_output().unwrap_err();
    assert_eq!(failure.leniencies(), ["SecondsAsString", "IssuerInQuery"]);
    let failure = back(waiting(), "code=c&iss=").into_output();
    assert_eq!(failure.unwrap_err().kind(), FailureKind::Unfinished);
    let mut flow = waiting();
    let foreign = format!("{REDIRECT_URI}?iss=https%3A%2F%2Fevil.example#code=c&state={}", state());
    flow.handle(Event::Redirect(&foreign), NOW).unwrap();
    let failure = flow.into_output().unwrap_err();
    assert_eq!(failure.kind(), FailureKind::IssuerMismatch);
    assert_eq!(failure.leniencies(), ["SecondsAsString", "IssuerInQuery"]);
    let mut flow = waiting();
    assert!(matches!(flow.poll(NOW.plus(3600)), Action::Finished));
    assert_eq!(flow.into_output().unwrap_err().leniencies(), ["SecondsAsString"]);
    let mut flow = back(waiting(), "code=c");
    flow.handle(answer(200, br#"{"error":"invalid_grant"}"#), NOW).unwrap();
    let failure = flow.into_output().unwrap_err();
    assert_eq!(failure.leniencies(), ["ErrorWithSuccess", "SecondsAsString", "IssuerInQuery"]);
}

#[test]
fn leniency_issuer_unchecked() {
    let url = |name| format!("https://as.example/{name}");
    let stranger = Client::new("id", ClientAuthentication::Post("secret".into()))
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, &url("authorize")))
        .and_then(|client| client.with_endpoint(Endpoint::Token, &url("token")))
        .unwrap();
    for (client, rest, used) in [
        (&stranger, "code=c&iss=https%3A%2F%2Fas.example", Some(Leniency::IssuerUnchecked)),
        (&stranger, "code=c", None),
        (&client(), "code=c&iss=https%3A%2F%2Fas.example", None),
    ] {
        let mut flow = start(client);
        flow.handle(Event::Redirect(callback(rest)), NOW).unwrap();
        flow.handle(answer(200, TOKEN), NOW).unwrap();
        assert!(flow.into_output().unwrap().leniencies().iter().eq(used), "{rest}");
    }
}

fn strings(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(String::from).collect()
}

#[test]
fn a_seed_gives_the_same_bytes_again_and_another_seed_others() {
    let run = |seed| {
        let mut flow =
            AuthorizationCode::new(REDIRECT_URI).start(&client(), Seed::from_bytes([seed; 32]), NOW).unwrap();
        view(&mut flow, NOW)
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn nothing_takes_the_place_of_state_and_challenge_or_of_the_response_mode() {
    for name in ["request", "request_uri", "code_verifier", "code", "state", "code_challenge"] {
        let extra = [(name, "x")];
        let grant = AuthorizationCode::new(REDIRECT_URI).extra(&extra);
        let error = grant.start(&client(), Seed::from_bytes([7; 32]), NOW).map(drop).unwrap_err();
        assert_eq!(error, ConfigError::ReservedParameter(name.into()));
    }
    for (extra, error) in [
        ([("prompt", "login"), ("prompt", "none")], ConfigError::DuplicateParameter("prompt".into())),
        ([("response_mode", "query"); 2], ConfigError::DuplicateParameter("response_mode".into())),
        ([("prompt", "login"), ("", "x")], ConfigError::UnnamedParameter),
    ] {
        let grant = AuthorizationCode::new(REDIRECT_URI).extra(&extra);
        assert_eq!(grant.start(&client(), Seed::from_bytes([7; 32]), NOW).map(drop).unwrap_err(), error);
    }
    for name in ["request", "request_uri", "response_mode"] {
        let endpoint = std::format!("https://as.example/a?tenant=t&{name}=x");
        let client = client().with_endpoint(Endpoint::Authorization, &endpoint).unwrap();
        let grant = AuthorizationCode::new(REDIRECT_URI);
        let error = grant.start(&client, Seed::from_bytes([7; 32]), NOW).map(drop).unwrap_err();
        assert_eq!(error, ConfigError::ReservedParameter(name.into()));
    }
}

#[test]
fn waits_no_longer_than_told() {
    let grant = AuthorizationCode::new(REDIRECT_URI).wait_at_most(10);
    let mut flow = grant.start(&client(), Seed::from_bytes([7; 32]), NOW).unwrap();
    assert!(matches!(flow.poll(NOW.plus(9)), Action::Redirect(_)));
    // A callback that comes too late finds the flow ended.
    assert_eq!(flow.handle(Event::Redirect(callback("code=c")), NOW.plus(10)), Err(Rejected::Unexpected));
    let failure = flow.into_output().unwrap_err();
    assert_eq!((failure.kind(), failure.recovery()), (FailureKind::Expired, Recovery::StartAgain));
}
