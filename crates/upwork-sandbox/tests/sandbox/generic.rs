//! The generic provider: every grant and exchange of `oauth2-flow`, over HTTP.

use crate::rig::{Answer, CALLBACK, Rig, decode};
use oauth_wire::flow::{Action, Event, Failure, FailureKind, Flow, Prompt, Recovery};
use oauth_wire::form;
use oauth_wire::message::{Request, ResponseBuf};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::authorization_request::ResponseMode;
use oauth2_flow::challenge::challenges;
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::introspection::{Introspected, Introspection};
use oauth2_flow::json::Value;
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::password::Password;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::Registration;
use oauth2_flow::revocation::Revocation;
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::token::Token;
use oauth2_flow::token_exchange::{TokenExchange, token_type};
use std::cell::Cell;
use std::time::Duration;
use upwork_sandbox::generic::{AuthenticationMethod, Client as Registered};

fn http(rig: &Rig, request: &Request<'_>) -> ResponseBuf {
    let message = request.to_http().unwrap().map(|body| String::from_utf8(body).unwrap());
    let answer = rig.send(message);
    let headers = answer.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    ResponseBuf { status: answer.status, headers: headers.collect(), body: answer.body.clone().into() }
}

/// Runs a flow to its end. The user approves in the browser; `prompted` does what is done at a prompt,
/// and moves a clock.
fn run_with<F: Flow>(
    rig: &Rig,
    now: &dyn Fn() -> UnixTime,
    prompted: &mut dyn FnMut(&Prompt<'_>),
    mut flow: F,
) -> Result<F::Output, Failure> {
    loop {
        let (answer, back);
        let event = match flow.poll(now()) {
            Action::Send(request) => {
                answer = http(rig, &request);
                Event::Response(answer.view())
            }
            Action::Redirect(url) => {
                back = browse(rig, url);
                match &back {
                    Back::Redirect(url) => Event::Redirect(url),
                    Back::Form(form) => Event::FormPost(form.as_bytes()),
                }
            }
            Action::Prompt(prompt) => {
                prompted(&prompt);
                continue;
            }
            Action::Finished => return flow.into_output(),
            other => panic!("{other:?}"),
        };
        flow.handle(event, now()).unwrap();
    }
}

fn run<F: Flow>(rig: &Rig, flow: F) -> Result<F::Output, Failure> {
    let clock = rig.sandbox.clock();
    run_with(rig, &|| clock.now(), &mut |prompt| panic!("{prompt:?}"), flow)
}

enum Back {
    Redirect(String),
    Form(String),
}

fn browse(rig: &Rig, url: &str) -> Back {
    let page = rig.get(url);
    if page.status == 302 {
        return Back::Redirect(page.header("location").into());
    }
    let answer = decide(rig, url, &page, "approve");
    if answer.status == 303 {
        return Back::Redirect(answer.header("location").into());
    }
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains(&format!("<form method=\"post\" action=\"{CALLBACK}\">")));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("form-action https://app.example;") && policy.contains("script-src 'sha256-"));
    let members = ["code", "state", "iss"].map(|name| (name, answer.hidden(name)));
    let members: Vec<_> = members.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Back::Form(crate::rig::encode(&members))
}

/// Presses the button on a page that asks.
fn decide(rig: &Rig, url: &str, page: &Answer, decision: &str) -> Answer {
    assert_eq!(page.status, 200, "{}", page.body);
    let place = url.split('?').next().unwrap();
    rig.post(place, &[("request", &page.hidden("request")), ("decision", decision)])
}

fn authentication(registered: &Registered) -> ClientAuthentication {
    let secret = || registered.secret.clone().unwrap();
    match registered.authentication {
        AuthenticationMethod::Basic => ClientAuthentication::Basic(secret()),
        AuthenticationMethod::BasicRaw => ClientAuthentication::BasicRaw(secret()),
        AuthenticationMethod::Post => ClientAuthentication::Post(secret()),
        _ => ClientAuthentication::None,
    }
}

fn metadata(rig: &Rig) -> ServerMetadata {
    run(rig, ServerMetadata::fetch(&rig.sandbox.generic().issuer).unwrap()).unwrap()
}

/// The client as the server's metadata sets it up: with every endpoint, so with pushed requests too.
fn client(rig: &Rig, registered: &Registered) -> Client {
    metadata(rig).client(&registered.id, authentication(registered)).unwrap()
}

fn basic(rig: &Rig) -> Client {
    client(rig, &rig.sandbox.generic().basic)
}

fn code_flow(rig: &Rig, client: &Client, request: AuthorizationCode<'_>) -> Result<Token, Failure> {
    run(rig, request.start(client, Seed::generate().unwrap(), rig.sandbox.clock().now()).unwrap())
}

fn signed_in(rig: &Rig, client: &Client) -> Token {
    code_flow(rig, client, AuthorizationCode::new(CALLBACK)).unwrap()
}

/// What the API answers to this token.
fn call(rig: &Rig, token: &str) -> Answer {
    let request = ureq::http::Request::get(&rig.sandbox.generic().resource);
    rig.send(request.header("authorization", format!("Bearer {token}")).body(String::new()).unwrap())
}

fn opens(rig: &Rig, token: &Token) -> bool {
    call(rig, token.access_token().expose()).status == 200
}

fn introspect(rig: &Rig, token: &str) -> Introspected {
    run(rig, Introspection::new(token).start(&basic(rig)).unwrap()).unwrap()
}

#[track_caller]
fn assert_refused<T>(end: Result<T, Failure>, status: u16, code: &str) {
    let failure = end.err().expect("it is refused");
    assert_eq!((failure.status(), failure.code()), (Some(status), Some(code)), "{failure}");
}

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

#[test]
fn device_code_with_slow_down() {
    let rig = Rig::new();
    let clock = rig.sandbox.clock();
    for registered in [&rig.sandbox.generic().public, &rig.sandbox.generic().basic] {
        // How far the device's clock runs ahead of the server's.
        let ahead = Cell::new(0);
        let now = || clock.now().plus(ahead.get());
        let mut pauses = Vec::new();
        let mut prompted = |prompt: &Prompt<'_>| {
            let pause = prompt.until.since(now());
            pauses.push(pause);
            match pauses.len() {
                // The clock jumps: to the server the device asks too soon.
                2 => ahead.set(ahead.get() + pause),
                3 => {
                    let url = prompt.verification_uri_complete.unwrap();
                    let page = rig.get(url);
                    assert!(page.body.contains(prompt.user_code.unwrap()));
                    assert_eq!(decide(&rig, url, &page, "approve").status, 200);
                    // Decided is decided.
                    assert_eq!(rig.get(url).status, 400);
                    rig.sandbox.advance(Duration::from_secs(pause));
                }
                _ => rig.sandbox.advance(Duration::from_secs(pause)),
            }
        };
        let flow = DeviceCode::new().scope("read").start(&client(&rig, registered)).unwrap();
        let token = run_with(&rig, &now, &mut prompted, flow).unwrap();
        assert_eq!(token.scope(), Some("read"));
        assert!(opens(&rig, &token) && token.refresh_token().is_some());
        assert_eq!(pauses.len(), 3);
        assert!(pauses[0] <= 5 && pauses[1] <= 5 && pauses[2] > 5, "{pauses:?}");
    }
    let count = |word: &str| rig.sandbox.log().iter().filter(|line| line.contains(word)).count();
    assert_eq!((count("authorization_pending"), count("slow_down")), (2, 2));
}

#[test]
fn device_codes_are_denied_and_expire() {
    let rig = Rig::new();
    let clock = rig.sandbox.clock();
    let now = || clock.now();
    let client = basic(&rig);
    let start = || DeviceCode::new().start(&client).unwrap();
    let mut deny = |prompt: &Prompt<'_>| {
        // As a person: without the dash, in small letters, on the page with the field.
        let place = prompt.verification_uri.unwrap();
        assert!(rig.get(place).body.contains("name=\"user_code\""));
        let typed = prompt.user_code.unwrap().replace('-', "").to_lowercase();
        let url = format!("{place}?user_code={typed}");
        assert_eq!(decide(&rig, &url, &rig.get(&url), "deny").status, 200);
        rig.sandbox.advance(Duration::from_secs(prompt.until.since(now())));
    };
    let failure = run_with(&rig, &now, &mut deny, start()).unwrap_err();
    assert_eq!((failure.kind(), failure.code()), (FailureKind::Denied, Some("access_denied")));

    // The flow ends by its own clock.
    let mut late = |prompt: &Prompt<'_>| {
        let url = prompt.verification_uri_complete.unwrap().to_owned();
        rig.sandbox.advance(Duration::from_secs(prompt.expires_at.since(now())));
        assert_eq!(rig.get(&url).status, 400);
    };
    let failure = run_with(&rig, &now, &mut late, start()).unwrap_err();
    assert_eq!(failure.kind(), FailureKind::Expired);

    // And by the server's word, where the flow's clock is late.
    let start_time = clock.now();
    let behind = Cell::new(0);
    let device = || start_time.plus(behind.get());
    let mut late = |prompt: &Prompt<'_>| {
        rig.sandbox.advance(Duration::from_secs(10 * 60));
        behind.set(behind.get() + prompt.until.since(device()));
    };
    assert_refused(run_with(&rig, &device, &mut late, start()), 400, "expired_token");
    assert_eq!(rig.get(&format!("{}?user_code=AAAA-AAAA", rig.sandbox.generic().device)).status, 400);
}

#[test]
fn ciba() {
    let rig = Rig::new();
    let clock = rig.sandbox.clock();
    let now = || clock.now();
    let client = basic(&rig);
    let inbox = &rig.sandbox.generic().inbox;
    let start = || {
        let hint = Hint::LoginHint("tomas");
        Ciba::new(hint).scope("openid read").binding_message("W4SCT").start(&client).unwrap()
    };
    for (decision, kind) in
        [("approve", None), ("deny", Some(FailureKind::Denied)), ("", Some(FailureKind::Expired))]
    {
        let mut asked = 0;
        let mut prompted = |prompt: &Prompt<'_>| {
            asked += 1;
            assert!(prompt.user_code.is_none());
            if asked == 2 && !decision.is_empty() {
                let page = rig.get(inbox);
                assert!(page.body.contains("W4SCT") && page.body.contains("tomas"), "{}", page.body);
                assert_eq!(decide(&rig, inbox, &page, decision).status, 200);
                assert!(rig.get(inbox).body.contains("Nothing waits"));
            }
            rig.sandbox.advance(Duration::from_secs(prompt.until.since(now())));
        };
        let end = run_with(&rig, &now, &mut prompted, start());
        assert_eq!(end.as_ref().err().map(Failure::kind), kind);
        if let Ok(token) = end {
            assert_eq!(call(&rig, token.access_token().expose()).json()["user"], "tomas");
        }
    }
    let ask = |hint| run(&rig, Ciba::new(hint).start(&client).unwrap());
    assert_refused(ask(Hint::LoginHint("nobody")), 400, "unknown_user_id");
    assert_refused(ask(Hint::IdTokenHint("x")), 400, "invalid_request");
    let long = "x".repeat(65);
    let flow = Ciba::new(Hint::LoginHint("mira")).binding_message(&long).start(&client).unwrap();
    assert_refused(run(&rig, flow), 400, "invalid_binding_message");
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
    let other = self::client(&rig, &rig.sandbox.generic().post);
    assert_refused(revoke(&other, access), 400, "invalid_grant");
    revoke(&client, "unknown").unwrap();
    revoke(&client, access).unwrap();
    assert!(!introspect(&rig, access).view().active && introspect(&rig, refresh).view().active);
    let refreshed = run(&rig, RefreshToken::new(refresh).start(&client).unwrap()).unwrap();
    revoke(&client, refreshed.refresh_token().unwrap().expose()).unwrap();
    assert!(!introspect(&rig, refreshed.access_token().expose()).view().active);
    let public = self::client(&rig, &rig.sandbox.generic().public);
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
    assert_eq!(rig.send(request.body("{}".into()).unwrap()).status, 415);
}
