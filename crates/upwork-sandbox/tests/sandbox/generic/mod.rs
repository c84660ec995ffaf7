//! The generic provider: every grant and exchange of `oauth2-flow`, over HTTP.

mod authorization;
mod elsewhere;
mod management;
mod token;

use crate::rig::{Answer, CALLBACK, Rig};
use oauth_wire::flow::{Action, Event, Failure, Flow, Prompt};
use oauth_wire::message::{Request, ResponseBuf};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::client::{Client, ClientAuthentication};
use oauth2_flow::introspection::{Introspected, Introspection};
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::token::Token;
use upwork_sandbox::generic::{AuthenticationMethod, Client as Registered};

fn http(rig: &Rig, request: &Request<'_>) -> ResponseBuf {
    let message = request.to_http().unwrap().map(|body| String::from_utf8(body).unwrap());
    let answer = rig.send(message);
    let headers = answer.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    ResponseBuf { status: answer.status, headers: headers.collect(), body: answer.body.clone().into() }
}

/// Runs a flow to its end. The user approves in the browser; `prompted` does what is done at a prompt,
/// and moves a clock.
pub(super) fn run_with<F: Flow>(
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
                    Back::Form(form) => Event::FormPost { url: CALLBACK, body: form.as_bytes() },
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

pub(super) fn run<F: Flow>(rig: &Rig, flow: F) -> Result<F::Output, Failure> {
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
pub(super) fn decide(rig: &Rig, url: &str, page: &Answer, decision: &str) -> Answer {
    assert_eq!(page.status, 200, "{}", page.body);
    let place = url.split('?').next().unwrap();
    rig.post(place, &[("request", &page.hidden("request")), ("decision", decision)])
}

pub(super) fn authentication(registered: &Registered) -> ClientAuthentication {
    let secret = || registered.secret.clone().unwrap();
    match registered.authentication {
        AuthenticationMethod::Basic => ClientAuthentication::Basic(secret()),
        AuthenticationMethod::BasicRaw => ClientAuthentication::BasicRaw(secret()),
        AuthenticationMethod::Post => ClientAuthentication::Post(secret()),
        _ => ClientAuthentication::None,
    }
}

pub(super) fn metadata(rig: &Rig) -> ServerMetadata {
    run(rig, ServerMetadata::fetch(&rig.sandbox.generic().issuer).unwrap()).unwrap()
}

/// The client as the server's metadata sets it up: with every endpoint, so with pushed requests too.
pub(super) fn client(rig: &Rig, registered: &Registered) -> Client {
    metadata(rig).client(&registered.id, authentication(registered)).unwrap()
}

pub(super) fn basic(rig: &Rig) -> Client {
    client(rig, &rig.sandbox.generic().basic)
}

pub(super) fn code_flow(
    rig: &Rig,
    client: &Client,
    request: AuthorizationCode<'_>,
) -> Result<Token, Failure> {
    run(rig, request.start(client, Seed::generate().unwrap(), rig.sandbox.clock().now()).unwrap())
}

pub(super) fn signed_in(rig: &Rig, client: &Client) -> Token {
    code_flow(rig, client, AuthorizationCode::new(CALLBACK)).unwrap()
}

/// What the API answers to this token.
pub(super) fn call(rig: &Rig, token: &str) -> Answer {
    let request = ureq::http::Request::get(&rig.sandbox.generic().resource);
    rig.send(request.header("authorization", format!("Bearer {token}")).body(String::new()).unwrap())
}

pub(super) fn opens(rig: &Rig, token: &Token) -> bool {
    call(rig, token.access_token().expose()).status == 200
}

pub(super) fn introspect(rig: &Rig, token: &str) -> Introspected {
    run(rig, Introspection::new(token).start(&basic(rig)).unwrap()).unwrap()
}

#[track_caller]
pub(super) fn assert_refused<T>(end: Result<T, Failure>, status: u16, code: &str) {
    let failure = end.err().expect("it is refused");
    assert_eq!((failure.status(), failure.code()), (Some(status), Some(code)), "{failure}");
}
