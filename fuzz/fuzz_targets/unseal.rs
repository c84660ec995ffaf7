//! Sealed flows: no bytes but the sealed ones open, under no other key, for nothing else, and not too
//! late.
//!
//! Input: six bytes (where and how the sealed bytes are changed, how much later), then bytes that were
//! never sealed.
#![no_main]

use fuzz::{assert_safe_to_show, seen};
use libfuzzer_sys::fuzz_target;
use oauth_wire::flow::{Event, Flow};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::ClientCredentials;
use oauth1_sign::flow::{Callback, Config, Endpoints, ThreeLegged};
use oauth2_flow::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::implicit::{Implicit, ImplicitFlow};
use oauth2_flow::polling_flow::PollingFlow;
use oauth2_flow::seal::{SealKey, UnsealError};

const NOW: UnixTime = UnixTime::from_secs(1_000_000);
const LIFETIME: u64 = 600;
const REDIRECT_URI: &str = "https://app.example/cb";

fuzz_target!(|input: &[u8]| {
    let Some((&[kind, high, low, change, cut, later], stray)) = input.split_first_chunk() else { return };
    let client = Client::new("id", ClientAuthentication::Post("secret".into()))
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, "https://as.example/authorize"))
        .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/token"))
        .and_then(|client| client.with_endpoint(Endpoint::DeviceAuthorization, "https://as.example/device"))
        .unwrap();
    let keys = || [[1; 32], [2; 32]].map(SealKey::from_bytes);
    let seed = || Seed::from_bytes([7; 32]);

    // Half of the stray bytes at least get past the version and the key's id.
    let mut dressed = vec![1];
    dressed.extend(keys()[kind as usize & 1].id());
    dressed.extend(stray);
    for bytes in [stray, &dressed] {
        for opened in open(&client, REDIRECT_URI, &keys(), bytes, NOW) {
            let error = opened.unwrap_err();
            assert!(!matches!(error, UnsealError::OtherBinding | UnsealError::Expired), "{error}");
            assert_safe_to_show(&error.to_string());
        }
    }

    let (mut sealed, before) = match kind % 4 {
        0 => {
            let mut flow = AuthorizationCode::new(REDIRECT_URI).start(&client, seed(), NOW).unwrap();
            (flow.seal(&keys()[0], seed(), NOW, LIFETIME).unwrap(), seen(&flow.poll(NOW)))
        }
        1 => {
            let mut flow = Implicit::new(REDIRECT_URI).start(&client, seed(), NOW).unwrap();
            (flow.seal(&keys()[0], seed(), NOW, LIFETIME).unwrap(), seen(&flow.poll(NOW)))
        }
        2 => {
            let mut flow = DeviceCode::new().start(&client).unwrap();
            let body = br#"{"device_code":"d","user_code":"u","verification_uri":"https://as.example/","expires_in":900}"#;
            let _ = flow.poll(NOW);
            flow.handle(Event::Response(Response::new(200, &[], body)), NOW).unwrap();
            (flow.seal(&keys()[0], seed(), NOW, LIFETIME).unwrap(), seen(&flow.poll(NOW)))
        }
        _ => {
            let mut flow = ThreeLegged::new(oauth1(REDIRECT_URI), seed());
            let body = b"oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true";
            let _ = flow.poll(NOW);
            flow.handle(Event::Response(Response::new(200, &[], body)), NOW).unwrap();
            (flow.seal(&keys()[0], seed(), NOW, LIFETIME).unwrap(), seen(&flow.poll(NOW)))
        }
    };
    let which = kind as usize % 4;
    for (index, opened) in open(&client, REDIRECT_URI, &keys(), &sealed, NOW).into_iter().enumerate() {
        match opened {
            Ok(now) => assert!(index == which && now == before),
            Err(error) => assert!(index != which && error == UnsealError::OtherBinding),
        }
    }
    let then = NOW.plus(u64::from(later) * 10);
    let of_kind = &open(&client, REDIRECT_URI, &keys(), &sealed, then)[which];
    assert_eq!(of_kind.is_ok(), then < NOW.plus(LIFETIME));
    let other_key = &open(&client, REDIRECT_URI, &[SealKey::from_bytes([change; 32])], &sealed, NOW)[which];
    assert_eq!(other_key.is_ok(), change == 1);
    if which != 2 {
        let other_place = &open(&client, "https://app.example/cb2", &keys(), &sealed, NOW)[which];
        assert_eq!(*other_place, Err(UnsealError::OtherBinding));
    }

    let at = usize::from(u16::from_be_bytes([high, low])) % sealed.len();
    let untouched = sealed.clone();
    sealed[at] ^= change;
    sealed.truncate(sealed.len() - cut as usize % (sealed.len() + 1));
    sealed.extend(stray.iter().take(cut as usize >> 6));
    if sealed != untouched {
        for opened in open(&client, REDIRECT_URI, &keys(), &sealed, NOW) {
            assert!(opened.is_err(), "changed bytes opened");
        }
    }
});

/// What each kind of flow makes of the bytes: what its driver is told then.
fn open(
    client: &Client,
    redirect_uri: &str,
    keys: &[SealKey],
    sealed: &[u8],
    now: UnixTime,
) -> [Result<String, UnsealError>; 4] {
    [
        AuthorizationCodeFlow::unseal(client, redirect_uri, keys, sealed, now)
            .map(|mut flow| seen(&flow.poll(now))),
        ImplicitFlow::unseal(client, redirect_uri, keys, sealed, now).map(|mut flow| seen(&flow.poll(now))),
        PollingFlow::unseal_device_code(client, keys, sealed, now).map(|mut flow| seen(&flow.poll(now))),
        ThreeLegged::unseal(oauth1(redirect_uri), keys, sealed, Seed::from_bytes([9; 32]), now)
            .map(|mut flow| seen(&flow.poll(now))),
    ]
}

/// The same client at the same server, as OAuth 1 has it.
fn oauth1(callback: &str) -> Config {
    let endpoints = Endpoints {
        temporary_credentials: "https://as.example/device".into(),
        authorization: "https://as.example/authorize".into(),
        token: "https://as.example/token".into(),
    };
    Config::new(endpoints, &ClientCredentials::new("id", "secret"), Callback::Url(callback.into())).unwrap()
}
