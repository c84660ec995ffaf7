//! Any events in any order into every flow and exchange of OAuth 2: polling changes nothing, what is
//! refused changes nothing, what is good once goes out once, no token comes from a callback that is not
//! the flow's, and no secret is told by anything that comes out but the request itself.
//!
//! Input: a byte that chooses the flow (five bits), how the client authenticates (two), and whether
//! requests are pushed (one); then lines, each an event: `s` sent, `n` not sent, `u` lost, `t` time (a
//! byte), `c` callback, `p` form post, `e` form post to another place, `v` verifier, `g` signature, and
//! `r` a response: a byte for the status and the body. In them stand `{state}` for the flow's own state,
//! `{token}` for a token that the server issues, and `{secret}` for what the grant sends, which some
//! servers repeat.
#![no_main]

use fuzz::callback::believed;
use fuzz::{SECRET, assert_safe_to_show, model, seen};
use libfuzzer_sys::fuzz_target;
use oauth_wire::flow::{Action, Event, FailureKind, Flow, TransportFailure};
use oauth_wire::message::{Request, Resend, Response};
use oauth_wire::secret::Secret;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::authorization_request::ResponseMode;
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_assertion::{AssertionContext, ClientAssertion, NotSigned};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::config::ConfigError;
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::extension::ExtensionGrant;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::introspection::{Introspected, Introspection};
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::password::Password;
use oauth2_flow::pkce::Pkce;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::{RegisteredClient, Registration};
use oauth2_flow::revocation::{Revocation, Revoked};
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::token::Token;
use oauth2_flow::token_exchange::TokenExchange;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const NOW: UnixTime = UnixTime::from_secs(1_000_000);
/// How many seconds a flow waits for the user.
const PATIENCE: u64 = 600;
const ISSUER: &str = "https://as.example";
const REDIRECT_URI: &str = "https://app.example/cb";
const STATUSES: &[u16] = &[200, 400, 401, 429, 503, 500, 302, 201];
const TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";
const TOKEN: &str = "battery-staple-PLANTED";
/// The parameters that are good once.
const ONCE: &[&str] = &["code", "refresh_token", "assertion", "subject_token", "client_assertion"];

fuzz_target!(|input: &[u8]| {
    let Some((&choice, input)) = input.split_first() else { return };
    // Of the input, so that no input can spell what is made of it: fuzzers learn words that are searched for.
    let mut bytes = [7_u8; 32];
    input.iter().enumerate().for_each(|(at, byte)| bytes[at % 32] = byte ^ bytes[at % 32].rotate_left(3));
    let seed = || Seed::from_bytes(bytes);
    let [state, verifier, client_secret] =
        ["state", "code_verifier", "client_secret"].map(|label| seed().text(label, 0));
    let client_secret = client_secret.as_str();
    let client = client(client_secret, choice >> 5 & 3, choice & 0x80 != 0);

    let text = String::from_utf8_lossy(input).replace("{state}", state.as_str()).replace("{token}", TOKEN);
    let plain = Run {
        lines: text.split('\n').take(40).collect(),
        browser: None,
        client_secret,
        hidden: vec![client_secret, verifier.as_str(), state.as_str(), TOKEN],
    };
    let browser = |mode| Run { browser: Some((mode, state.as_str())), ..plain.clone() };
    let text = text.replace("{secret}", SECRET);
    let mut secret = Run { lines: text.split('\n').take(40).collect(), ..plain.clone() };
    secret.hidden.push(SECRET);

    let code = AuthorizationCode::new(REDIRECT_URI).wait_at_most(PATIENCE);
    let implicit = Implicit::new(REDIRECT_URI).wait_at_most(PATIENCE);
    let registration = Registration::new(&[REDIRECT_URI]);
    use ResponseMode::{FormPost, Fragment, Query};
    match choice & 0x1f {
        0 | 1 => browser(Query).drive(code.start(&client, seed(), NOW)),
        2 => browser(Query).drive(code.pkce(Pkce::LegacyPlain).start(&client, seed(), NOW)),
        3 => browser(Fragment).drive(code.response_mode(Fragment).start(&client, seed(), NOW)),
        4 => browser(FormPost).drive(code.response_mode(FormPost).start(&client, seed(), NOW)),
        5 => browser(Fragment).drive(implicit.start(&client, seed(), NOW)),
        6 => browser(FormPost).drive(implicit.response_mode(FormPost).start(&client, seed(), NOW)),
        7 => plain.drive(ClientCredentials::new().start(&client)),
        8 => secret.drive(RefreshToken::new(SECRET).start(&client)),
        9 => secret.drive(Password::new("user", SECRET).start(&client)),
        10..=12 => plain.drive(DeviceCode::new().start(&client)),
        13 | 14 => plain.drive(Ciba::new(Hint::LoginHint("user")).start(&client)),
        15 => secret.drive(jwt_bearer(SECRET).start(&client)),
        16 => secret.drive(saml2_bearer(SECRET).start(&client)),
        17 => secret.drive(TokenExchange::new(SECRET, TOKEN_TYPE).start(&client)),
        18 => secret.drive(ExtensionGrant::new("urn:example", &[("assertion", SECRET)]).start(&client)),
        19 => secret.drive(Introspection::new(SECRET).start(&client)),
        20 => secret.drive(Revocation::new(SECRET).start(&client)),
        21 => plain.drive(ServerMetadata::fetch(ISSUER)),
        22 => plain.drive(ServerMetadata::fetch_openid_configuration(ISSUER)),
        23 => plain.drive(ProtectedResource::fetch(ISSUER)),
        24 => plain.drive(registration.start("https://as.example/register", Some(client_secret))),
        _ => {}
    }
});

fn client(secret: &str, authentication: u8, pushes: bool) -> Client {
    let authentication = match authentication {
        0 => ClientAuthentication::Post(secret.into()),
        1 => ClientAuthentication::Basic(secret.into()),
        2 => ClientAuthentication::Assertion(Arc::new(Key(secret.into(), AtomicU32::new(0)))),
        _ => ClientAuthentication::None,
    };
    let client = Client::new("id", authentication).unwrap();
    let endpoints = Endpoint::ALL.into_iter();
    let endpoints = endpoints.filter(|endpoint| pushes || *endpoint != Endpoint::PushedAuthorizationRequest);
    endpoints.fold(client, |client, endpoint| {
        client.with_endpoint(endpoint, &format!("{ISSUER}/{endpoint}")).unwrap()
    })
}

/// Signs another assertion each time, and not for ever.
#[derive(Debug)]
struct Key(Secret, AtomicU32);

impl ClientAssertion for Key {
    fn assertion(&self, _: &AssertionContext<'_>) -> Result<Secret, NotSigned> {
        match self.1.fetch_add(1, Ordering::Relaxed) {
            count @ 0..8 => Ok(format!("{}.{count}", self.0.expose()).into()),
            _ => Err(NotSigned),
        }
    }
}

#[derive(Clone)]
struct Run<'a> {
    lines: Vec<&'a str>,
    /// How the callback has to come, and with which state, where the user is sent away.
    browser: Option<(ResponseMode, &'a str)>,
    client_secret: &'a str,
    hidden: Vec<&'a str>,
}

impl Run<'_> {
    fn drive<F>(&self, started: Result<F, ConfigError>)
    where
        F: Flow<Output: Output> + Debug,
    {
        let mut flow = match started {
            Ok(flow) => flow,
            Err(error) => return assert_eq!(error, ConfigError::ClientAuthenticationRequired),
        };
        let mut now = NOW;
        let (mut asked, mut came_back) = (false, false);
        // What the last request carried that is good once, and all of that which is used.
        let (mut open, mut spent) = (Vec::new(), Vec::new());
        for line in &self.lines {
            let before = seen(&flow.poll(now));
            assert_eq!(seen(&flow.poll(now)), before, "polling twice changed something");
            self.look_at(&flow.poll(now), now);
            self.assert_hidden(&format!("{flow:?}"), "");
            asked |= before.starts_with("redirect");
            if let Action::Send(request) = flow.poll(now) {
                open = good_once(&request);
                assert!(!open.iter().any(|pair| spent.contains(pair)), "used twice: {before}");
            }

            let Some((kind, rest)) = line.split_at_checked(1) else { continue };
            let body = rest.as_bytes();
            let headers: &[(&str, &[u8])] = &[("retry-after", b"7"), ("content-type", b"application/json")];
            let event = match kind {
                "s" => Event::Sent,
                "n" => Event::TransportFailed(TransportFailure::NotSent),
                "u" => Event::TransportFailed(TransportFailure::Unknown),
                "c" => Event::Redirect(rest),
                "p" => Event::FormPost { url: REDIRECT_URI, body },
                "e" => Event::FormPost { url: "https://evil.example/cb", body },
                "v" => Event::Verifier(rest),
                "g" => Event::Signature(body),
                "r" => {
                    let status = body.first().map_or(200, |&byte| STATUSES[byte as usize % STATUSES.len()]);
                    Event::Response(Response::new(status, headers, body.get(1..).unwrap_or_default()))
                }
                "t" => {
                    now = now.plus(body.first().copied().map_or(1, u64::from).pow(2));
                    continue;
                }
                _ => continue,
            };
            if let Err(rejected) = flow.handle(event, now) {
                self.assert_hidden(&format!("{rejected} {rejected:?}"), "");
                assert_eq!(seen(&flow.poll(now)), before, "a refused event changed something");
                continue;
            }
            assert_ne!(before, "Finished", "something happened after the end");
            match event {
                Event::Redirect(_) | Event::FormPost { .. } => {
                    let (mode, state) = self.browser.expect("a callback was taken that nobody asked for");
                    assert!(asked && !came_back, "a callback was taken before or again");
                    assert!(now < NOW.plus(PATIENCE), "a late callback was taken");
                    let once = believed(event, mode, REDIRECT_URI, state);
                    assert_goes_on_with(&mut flow, &once, now);
                    assert_masked(&format!("{event:?}"), rest, &once);
                    came_back = true;
                }
                // What may have arrived is used, and the same bytes of an assertion in any case.
                Event::Response(_) | Event::TransportFailed(_) => {
                    assert!(before.starts_with("send") || before == "AwaitResponse", "an answer to {before}");
                    let arrived = !matches!(event, Event::TransportFailed(TransportFailure::NotSent));
                    let is_used = |name: &[u8]| arrived || name == b"client_assertion";
                    spent.extend(open.drain(..).filter(|(name, _)| is_used(name)));
                }
                _ => {}
            }
        }
        self.look_at_the_end(flow, came_back);
    }

    /// What a driver may rely on in an action.
    fn look_at(&self, action: &Action<'_>, now: UnixTime) {
        let shown = format!("{action:?}");
        match action {
            Action::Send(request) => {
                let body = String::from_utf8_lossy(request.body);
                assert!(body.is_empty() || !shown.contains(&*body), "{shown}");
                assert!(request.url.starts_with("https://as.example/"), "{}", request.url);
                self.assert_hidden(request.url, "");
            }
            Action::Redirect(url) => assert!(!url.contains(self.client_secret), "{url}"),
            Action::Wait { until } => assert!(*until > now, "waits for what is past"),
            Action::Prompt(prompt) => assert!(prompt.until > now, "waits for what is past"),
            _ => {}
        }
        let theirs = match action {
            Action::Prompt(prompt) => prompt.verification_uri.unwrap_or_default(),
            _ => "",
        };
        self.assert_hidden(&shown, theirs);
    }

    fn look_at_the_end<F>(&self, flow: F, came_back: bool)
    where
        F: Flow<Output: Output>,
    {
        let ended = flow.output().map(|end| end.is_ok());
        match flow.into_output() {
            Ok(output) => {
                assert_eq!(ended, Some(true));
                assert!(self.browser.is_none() || came_back, "a token without a callback");
                self.assert_hidden(&format!("{output:?}"), "");
            }
            Err(failure) => {
                assert_eq!(ended.is_some(), failure.kind() != FailureKind::Unfinished);
                assert_ne!(ended, Some(true));
                let code = failure.code().unwrap_or_default();
                let description = failure.description().unwrap_or_default();
                assert!(!self.hidden.contains(&SECRET) || !description.contains(SECRET), "{description}");
                self.assert_hidden(&format!("{failure} {failure:?}"), &format!("{code}\n{description}"));
            }
        }
    }

    /// Fails where the text tells a secret that does not stand in the words of theirs that it shows.
    #[track_caller]
    fn assert_hidden(&self, text: &str, theirs: &str) {
        assert_safe_to_show(text);
        for secret in &self.hidden {
            assert!(!text.contains(secret) || theirs.contains(secret), "{secret} stands in {text}");
        }
    }
}

/// The parameters in a request that are good once.
fn good_once(request: &Request<'_>) -> model::Pairs {
    let mut pairs = model::form_pairs(request.body);
    pairs.retain(|(name, _)| ONCE.iter().any(|once| once.as_bytes() == name));
    assert!(pairs.is_empty() || request.resend != Resend::Safe, "{pairs:?} may be sent again");
    pairs
}

/// Fails where a flow goes on, after a callback that it took, with anything that did not stand in it.
fn assert_goes_on_with<F>(flow: &mut F, once: &impl Fn(&str) -> Option<Vec<u8>>, now: UnixTime)
where
    F: Flow<Output: Output>,
{
    match flow.poll(now) {
        Action::Send(request) => {
            let sent = model::form_pairs(request.body);
            let codes: Vec<_> =
                sent.iter().filter(|(name, _)| name == b"code").map(|(_, code)| code).collect();
            assert_eq!(codes, Vec::from_iter(&once("code")), "another code than the callback's");
            assert_eq!(once("error"), None);
        }
        Action::Finished => match flow.output().unwrap() {
            Ok(token) => {
                let token = token.access_token().map(|token| token.as_bytes().to_vec());
                assert!(
                    token.is_some() && token == once("access_token"),
                    "another token than the callback's"
                );
                assert_eq!(once("error"), None);
            }
            Err(failure) => assert_safe_to_show(&failure.to_string()),
        },
        _ => panic!("neither a request nor the end"),
    }
}

/// Fails where an event shows a secret of the callback's. One that stands in it twice, or that other
/// words spell by chance, is left out.
fn assert_masked(shown: &str, callback: &str, once: &impl Fn(&str) -> Option<Vec<u8>>) {
    for value in ["state", "code", "access_token"].into_iter().filter_map(once) {
        let value = String::from_utf8_lossy(&value);
        let is_one = value.len() >= 16 && callback.matches(&*value).count() == 1;
        assert!(!is_one || !shown.contains(&*value), "{value} stands in {shown}");
    }
}

/// What a flow gives; only some give a token.
trait Output: Debug {
    fn access_token(&self) -> Option<&str> {
        None
    }
}

impl Output for Token {
    fn access_token(&self) -> Option<&str> {
        Some(Token::access_token(self).expose())
    }
}

impl Output for Revoked {}
impl Output for Introspected {}
impl Output for ServerMetadata {}
impl Output for ProtectedResource {}
impl Output for RegisteredClient {}
