//! Building a token request, reading its answer, and a whole authorization code flow, beside `oauth2`
//! doing the same. What is measured, and what came out: README.md.
#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use oauth_wire::buf::Encode;
use oauth_wire::flow::{Action, Event, Flow};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, TokenResponse as _};
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::credentials::ClientParameters;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::token::Token;
use oauth2_flow::token_request::TokenRequest;
use oauth2_flow::token_response::TokenAnswer;
use std::cell::Cell;
use std::hint::black_box;

const CLIENT_ID: &str = "b4b2ae1f1d83f1b2c09a4c1e2a9d3f70";
const CLIENT_SECRET: &str = "91f2a6a1c0d34e57";
const AUTHORIZATION: &str = "https://www.upwork.com/ab/account-security/oauth2/authorize";
const TOKEN: &str = "https://www.upwork.com/api/v3/oauth2/token";
const REDIRECT_URI: &str = "https://app.example.com/oauth2/callback";
const JSON: (&str, &[u8]) = ("content-type", b"application/json");
const VARIANTS: usize = 64;
/// Outputs of one batch are kept until its end: few enough to stay in the cache, so that neither side
/// is charged for fresh pages of memory.
const BATCH: BatchSize = BatchSize::NumIterations(VARIANTS as u64);

/// What differs from iteration to iteration.
struct Case {
    code: String,
    refresh_token: String,
    answer: String,
    ready: HttpResponse,
}

fn cases() -> Vec<Case> {
    (0..VARIANTS)
        .map(|index| {
            let answer = format!(
                r#"{{"access_token":"oauth2v2_{index:032x}","refresh_token":"oauth2v2_{:032x}","token_type":"Bearer","expires_in":{}}}"#,
                index + 1,
                86_400 + index
            );
            Case {
                code: format!("{:032x}", index * 7),
                refresh_token: format!("oauth2v2_{:032x}", index * 5),
                ready: http::Response::builder()
                    .header(JSON.0, JSON.1)
                    .body(answer.clone().into_bytes())
                    .expect("a response"),
                answer,
            }
        })
        .collect()
}

fn client() -> Client {
    Client::new(CLIENT_ID, ClientAuthentication::Post(CLIENT_SECRET.into()))
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, AUTHORIZATION))
        .and_then(|client| client.with_endpoint(Endpoint::Token, TOKEN))
        .expect("a client")
}

type Peer = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

fn peer() -> Peer {
    BasicClient::new(oauth2::ClientId::new(CLIENT_ID.into()))
        .set_client_secret(oauth2::ClientSecret::new(CLIENT_SECRET.into()))
        .set_auth_type(oauth2::AuthType::RequestBody)
        .set_auth_uri(oauth2::AuthUrl::new(AUTHORIZATION.into()).expect("a URL"))
        .set_token_uri(oauth2::TokenUrl::new(TOKEN.into()).expect("a URL"))
        .set_redirect_uri(oauth2::RedirectUrl::new(REDIRECT_URI.into()).expect("a URL"))
}

/// Ends the peer's exchange where its HTTP client would begin to work.
#[derive(Debug)]
struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// A refresh: from the refresh token to a request that can be sent.
fn token_request(c: &mut Criterion) {
    let (cases, client, peer, now) = (cases(), client(), peer(), UnixTime::from_secs(1_700_000_000));
    let mut at = 0;
    let mut group = c.benchmark_group("token_request");
    group.bench_function("ours", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let mut flow =
                RefreshToken::new(black_box(&cases[at].refresh_token)).start(&client).expect("right");
            let Action::Send(request) = flow.poll(now) else { unreachable!() };
            black_box(request);
            flow
        });
    });
    let mut buffer = [0; 512];
    group.bench_function("ours_without_allocator", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let request = TokenRequest {
                grant: RefreshToken::new(black_box(&cases[at].refresh_token)),
                client: ClientParameters::post(black_box(CLIENT_ID), black_box(CLIENT_SECRET)),
            };
            black_box(request.encode_slice(&mut buffer).expect("fits").len())
        });
    });
    let tokens: Vec<_> =
        cases.iter().map(|case| oauth2::RefreshToken::new(case.refresh_token.clone())).collect();
    group.bench_function("oauth2", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let stub = |request: HttpRequest| {
                black_box(&request);
                Err::<HttpResponse, _>(Stopped)
            };
            peer.exchange_refresh_token(black_box(&tokens[at])).request(&stub).expect_err("stopped")
        });
    });
    group.finish();
}

/// From the answer's bytes to an owned token.
fn token_response(c: &mut Criterion) {
    let (cases, now) = (cases(), UnixTime::from_secs(1_700_000_000));
    let mut at = 0;
    let mut group = c.benchmark_group("token_response");
    group.bench_function("ours", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let headers = [JSON];
            let response = Response::new(200, &headers, black_box(cases[at].answer.as_bytes()));
            let Ok(TokenAnswer::Token(token)) = TokenAnswer::parse(&response) else { unreachable!() };
            Token::from_response(&token, now).expect("text")
        });
    });
    group.bench_function("ours_without_allocator", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let headers = [JSON];
            let response = Response::new(200, &headers, black_box(cases[at].answer.as_bytes()));
            black_box(TokenAnswer::parse(&response)).is_ok()
        });
    });
    // As its `endpoint_response`, which is private, does it once status and media type are checked.
    group.bench_function("oauth2", |b| {
        b.iter(|| {
            at = (at + 1) % VARIANTS;
            let body = black_box(cases[at].answer.as_bytes());
            let mut json = serde_json::Deserializer::from_slice(body);
            serde_path_to_error::deserialize::<_, BasicTokenResponse>(&mut json).expect("a token")
        });
    });
    group.finish();
}

/// From nothing to an owned token: the URL for the browser, the callback, the request, its answer.
fn code_flow(c: &mut Criterion) {
    let (cases, client, peer, now) = (cases(), client(), peer(), UnixTime::from_secs(1_700_000_000));
    let mut at = 0;
    let mut next = || {
        at = (at + 1) % VARIANTS;
        &cases[at]
    };
    let mut callback = String::with_capacity(256);
    let mut group = c.benchmark_group("code_flow");
    group.bench_function("ours", |b| {
        let mut round = 0_u64;
        b.iter_batched(
            || {
                round += 1;
                let mut bytes = [7; 32];
                bytes[..8].copy_from_slice(&round.to_le_bytes());
                (next(), bytes)
            },
            |(case, bytes)| {
                let seed = Seed::from_bytes(black_box(bytes));
                let mut flow = AuthorizationCode::new(REDIRECT_URI).start(&client, seed, now).expect("right");
                let Action::Redirect(url) = flow.poll(now) else { unreachable!() };
                answer_of_browser(&mut callback, &case.code, state_in(black_box(url)));
                flow.handle(Event::Redirect(black_box(&callback)), now).expect("its own");
                let Action::Send(request) = flow.poll(now) else { unreachable!() };
                black_box(request);
                let headers = [JSON];
                let response = Response::new(200, &headers, black_box(case.answer.as_bytes()));
                flow.handle(Event::Response(response), now).expect("expected");
                flow.into_output().expect("a token")
            },
            BATCH,
        );
    });
    group.bench_function("oauth2", |b| {
        b.iter_batched(
            || {
                let case = next();
                (case, Cell::new(Some(case.ready.clone())))
            },
            |(case, ready)| {
                let (challenge, verifier) = oauth2::PkceCodeChallenge::new_random_sha256();
                let (url, state) =
                    peer.authorize_url(oauth2::CsrfToken::new_random).set_pkce_challenge(challenge).url();
                answer_of_browser(&mut callback, &case.code, state_in(black_box(url.as_str())));
                // What its examples do by hand.
                let url = url::Url::parse(black_box(&callback)).expect("a URL");
                let find =
                    |wanted| url.query_pairs().find(|(name, _)| name == wanted).expect("it is there").1;
                assert!(find("state") == state.secret().as_str());
                let stub = |request: HttpRequest| {
                    black_box(&request);
                    ready.take().ok_or(Stopped)
                };
                let code = oauth2::AuthorizationCode::new(find("code").into_owned());
                peer.exchange_code(code).set_pkce_verifier(verifier).request(&stub).expect("a token")
            },
            BATCH,
        );
    });
    group.finish();

    // Both give the same token.
    let ready = Cell::new(Some(cases[0].ready.clone()));
    let stub = |_: HttpRequest| ready.take().ok_or(Stopped);
    let code = oauth2::AuthorizationCode::new(cases[0].code.clone());
    let theirs = peer.exchange_code(code).request(&stub).expect("a token");
    let response = Response::new(200, &[], cases[0].answer.as_bytes());
    let Ok(TokenAnswer::Token(ours)) = TokenAnswer::parse(&response) else { unreachable!() };
    assert!(ours.access_token.is(theirs.access_token().secret()));
}

/// The `state` in an authorization URL, which ends with it or with the PKCE challenge after it.
fn state_in(url: &str) -> &str {
    let start = url.find("state=").expect("a state") + "state=".len();
    url[start..].split('&').next().unwrap_or_default()
}

fn answer_of_browser(callback: &mut String, code: &str, state: &str) {
    callback.clear();
    for part in [REDIRECT_URI, "?code=", code, "&state=", state] {
        callback.push_str(part);
    }
}

criterion_group!(benches, token_request, token_response, code_flow);
criterion_main!(benches);
