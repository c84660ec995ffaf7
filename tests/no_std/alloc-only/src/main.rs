//! Runs whole flows with `core` and `alloc` alone, on an allocator of its own: no `std`.
//!
//! Exits with 0, or with the number of the line whose check failed.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::vec::Vec;
use oauth_wire::flow::{Action, Event, Flow, Rejected};
use oauth_wire::message::Response;
use oauth_wire::seal::SealKey;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::flow::{Callback, Config, Endpoints, ThreeLegged};
use oauth1_sign::rsa::{RsaPrivateKey, RsaPublicKey, RsaSha1};
use oauth1_sign::{ClientCredentials, PublicKey, Sink, sign_base_string};
use oauth2_flow::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::json::Value;
use oauth2_flow::refresh_token::RefreshToken;
use upwork_graphql::api::{Api, Tenant};
use upwork_graphql::operation::Operation;
use upwork_graphql::operations::CompanySelector;

mod allocator;

#[global_allocator]
static ALLOCATOR: allocator::Bump = allocator::Bump::new();

/// The line whose check failed.
struct Failed(u32);

macro_rules! check {
    ($condition:expr) => {
        if !$condition {
            return Err(Failed(line!()));
        }
    };
}

macro_rules! ok {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(_) => return Err(Failed(line!())),
        }
    };
}

macro_rules! expect {
    ($pattern:pat = $value:expr) => {
        let $pattern = $value else { return Err(Failed(line!())) };
    };
}

const NOW: UnixTime = UnixTime::from_secs(1_000_000);

/// What the C library calls.
#[unsafe(no_mangle)]
extern "C" fn main(_: i32, _: *const *const u8) -> i32 {
    let run = || {
        oauth1_flow()?;
        oauth1_rsa()?;
        oauth2_flows()?;
        graphql()?;
        check!(ALLOCATOR.used() > 0);
        Ok(())
    };
    match run() {
        Ok(()) => 0,
        // An exit code has eight bits.
        Err(Failed(line)) => line.min(255) as i32,
    }
}

fn oauth1_flow() -> Result<(), Failed> {
    let endpoints = Endpoints {
        temporary_credentials: "https://photos.example.net/initiate".into(),
        authorization: "https://photos.example.net/authorize".into(),
        token: "https://photos.example.net/token".into(),
    };
    let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
    let callback = Callback::Url("https://printer.example.com/ready".into());
    let config = ok!(Config::new(endpoints, &client, callback));
    let mut flow = ThreeLegged::new(config.clone(), Seed::from_bytes([7; 32]));

    expect!(Action::Send(request) = flow.poll(NOW));
    check!(request.url == "https://photos.example.net/initiate");
    check!(request.headers.get("authorization").is_some_and(|value| value.contains("oauth_callback=")));
    let body =
        b"oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true";
    ok!(flow.handle(Event::Response(Response::new(200, &[], body)), NOW));

    expect!(Action::Redirect(url) = flow.poll(NOW));
    check!(url == "https://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola");
    let forged = "https://printer.example.com/ready?oauth_token=x&oauth_verifier=y";
    check!(flow.handle(Event::Redirect(forged), NOW) == Err(Rejected::TokenMismatch));
    let keys = [SealKey::from_bytes([1; 32])];
    let sealed = ok!(flow.seal(&keys[0], Seed::from_bytes([8; 32]), NOW, 600));
    let mut flow = ok!(ThreeLegged::unseal(config, &keys, &sealed, Seed::from_bytes([9; 32]), NOW));
    let callback =
        "https://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884";
    ok!(flow.handle(Event::Redirect(callback), NOW));

    expect!(Action::Send(request) = flow.poll(NOW));
    check!(request.headers.get("authorization").is_some_and(|value| value.contains("hfdp7dh39dks9884")));
    let body = b"oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00&user_id=7";
    ok!(flow.handle(Event::Response(Response::new(200, &[], body)), NOW));
    let granted = ok!(flow.into_output());
    check!(granted.credentials().token == "nnch734d00sl2jdk" && granted.extra().len() == 1);
    Ok(())
}

/// The RSA example of the OAuth wiki's test cases.
fn oauth1_rsa() -> Result<(), Failed> {
    const KEYS: &str = include_str!("../../../../crates/oauth1-sign/tests/vectors/rsa_test_keys.json");
    const BASE_STRING: &str = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacaction.jpg%26\
        oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3D13917289812797014437%26\
        oauth_signature_method%3DRSA-SHA1%26oauth_timestamp%3D1196666512%26oauth_version%3D1.0%26size%3Doriginal";
    const SIGNATURE: &str = "jvTp/wX1TYtByB1m+Pbyo0lnCOLIsyGCH7wke8AUs3BpnwZJtAuEJkvQL2/9n4s5wUmUl4aCI4BwpraNx4RtEX\
        Me5qg5T1LVTGliMRpKasKsW//e+RinhejgCuzoH26dyF8iY2ZZ/5D1ilgeijhV/vBka5twt399mXwaYdCwFYE=";

    expect!(Ok(Value::Object(file)) = Value::parse(KEYS.as_bytes()));
    expect!(Some(Value::Object(keys)) = file.get("keys"));
    expect!(Some(Value::Object(key)) = keys.get("oauth_wiki"));
    let number = |name| match key.get(name) {
        Some(Value::String(text)) => hex(text.as_plain().unwrap_or_default()),
        _ => Vec::new(),
    };
    let (n, e) = (number("n"), number("e"));
    let (d, p, q) = (number("d"), number("p"), number("q"));
    let private = ok!(RsaPrivateKey::from_components(&n, &e, &d, &p, &q, Seed::from_bytes([1; 32])));
    check!(ok!(sign_base_string(&RsaSha1::new(&private), BASE_STRING)) == SIGNATURE);
    let public = ok!(RsaPublicKey::from_components(&n, &e));
    check!(!public.verify("RSA-SHA1", &|sink: &mut dyn Sink| sink.update(b"x"), &[0; 128]));
    Ok(())
}

fn oauth2_flows() -> Result<(), Failed> {
    let client = ok!(Client::new("my-key", ClientAuthentication::Post("my-secret".into())));
    let client = ok!(client.with_endpoint(Endpoint::Authorization, "https://server.example.com/authorize"));
    let client = ok!(client.with_endpoint(Endpoint::Token, "https://server.example.com/token"));
    let seed = Seed::from_bytes([7; 32]);
    let mut flow = ok!(AuthorizationCode::new("https://app.example/cb").start(&client, seed, NOW));

    expect!(Action::Redirect(url) = flow.poll(NOW));
    let state = url.split("&state=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
    let callback = alloc::format!("https://app.example/cb?code=b094053c&state={state}");
    let forged = flow.handle(Event::Redirect("https://app.example/cb?code=b094053c&state=x"), NOW);
    check!(forged == Err(Rejected::StateMismatch));
    let keys = [SealKey::from_bytes([1; 32])];
    let sealed = ok!(flow.seal(&keys[0], Seed::from_bytes([8; 32]), NOW, 600));
    let mut flow = ok!(AuthorizationCodeFlow::unseal(&client, "https://app.example/cb", &keys, &sealed, NOW));
    ok!(flow.handle(Event::Redirect(&callback), NOW));
    expect!(Action::Send(request) = flow.poll(NOW));
    check!(request.body.starts_with(b"grant_type=authorization_code&code=b094053c&"));
    let body = br#"{"access_token":"a","refresh_token":"r","token_type":"Bearer","expires_in":86400}"#;
    ok!(flow.handle(Event::Response(Response::new(200, &[], body)), NOW));
    let token = ok!(flow.into_output());
    check!(token.expires_at() == Some(NOW.plus(86400)));

    let refresh_token = token.refresh_token().map_or("", |token| token.expose());
    let mut flow = ok!(RefreshToken::new(refresh_token).start(&client));
    expect!(Action::Send(request) = flow.poll(NOW));
    check!(request.body.starts_with(b"grant_type=refresh_token&refresh_token=r&"));
    let refused = Response::new(400, &[], br#"{"error":"invalid_grant"}"#);
    ok!(flow.handle(Event::Response(refused), NOW));
    check!(flow.into_output().is_err_and(|failure| failure.code() == Some("invalid_grant")));
    Ok(())
}

fn graphql() -> Result<(), Failed> {
    let api = ok!(Api::new(Tenant::ServerDefault, "alloc-only/0.0"));
    let request = ok!(api.request("TOKEN", &CompanySelector::new()));
    check!(request.view().body.starts_with(br#"{"query":"query companySelector"#));
    let body = br#"{"data":{"companySelector":{"items":[{"title":"Acme","organizationId":"470"}]}}}"#;
    let response = Response::new(200, &[("content-type", b"application/json")], body);
    let companies = ok!(CompanySelector::answer(&response).into_result()).unwrap_or_default();
    let organization = companies.items.into_iter().flatten().find_map(|item| item.organization_id);
    check!(organization.is_some_and(|id| id.as_str() == "470"));
    Ok(())
}

fn hex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).unwrap_or_default() as u8;
    let pair = |pair: &[u8]| pair.iter().fold(0, |byte, next| byte << 4 | digit(*next));
    // From the back, so that a first digit that stands alone is a byte of its own.
    let mut bytes: Vec<u8> = text.as_bytes().rchunks(2).map(pair).collect();
    bytes.reverse();
    bytes
}

unsafe extern "C" {
    // The C library's, which takes no arguments and can be called at any time.
    safe fn abort() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    abort()
}

/// `core` and `alloc` were built to unwind and name these two; nothing here unwinds, so nothing calls them.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    abort()
}
