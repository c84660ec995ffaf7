//! Sealed flows of both protocols: what was changed, sealed with another key or comes too late opens
//! none of them. What each is bound to, its own crate tests.

use oauth_wire::flow::{Action, Event, Flow};
use oauth_wire::message::Response;
use oauth_wire::seal::{SealKey, UnsealError};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::ClientCredentials;
use oauth1_sign::flow::{Callback, Config, Endpoints, ThreeLegged};
use oauth2_flow::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::implicit::{Implicit, ImplicitFlow};
use oauth2_flow::polling_flow::PollingFlow;
use proptest::prelude::*;

const NOW: UnixTime = UnixTime::from_secs(1_000_000);
const LIFETIME: u64 = 60;
const REDIRECT_URI: &str = "https://app.example/cb";

fn key(byte: u8) -> SealKey {
    SealKey::from_bytes([byte; 32])
}

fn seed(byte: u8) -> Seed {
    Seed::from_bytes([byte; 32])
}

fn config() -> Config {
    let url = |path: &str| format!("https://as.example/{path}");
    let endpoints = Endpoints {
        temporary_credentials: url("initiate"),
        authorization: url("authorize"),
        token: url("token"),
    };
    Config::new(endpoints, &ClientCredentials::new("id", "secret"), Callback::Url(REDIRECT_URI.into()))
        .unwrap()
}

fn client() -> Client {
    let client = Client::new("id", ClientAuthentication::Post("secret".into())).unwrap();
    let endpoints = Endpoint::ALL.into_iter();
    let endpoints = endpoints.filter(|&endpoint| endpoint != Endpoint::PushedAuthorizationRequest);
    endpoints.fold(client, |client, endpoint| {
        client.with_endpoint(endpoint, &format!("https://as.example/{endpoint}")).unwrap()
    })
}

/// A flow whose first request has its answer, so that it waits for the user.
fn waiting<F: Flow>(mut flow: F) -> F {
    let Action::Send(request) = flow.poll(NOW) else { panic!("nothing to send") };
    let reply: &[u8] = match request.url {
        "https://as.example/initiate" => {
            b"oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true"
        }
        _ => br#"{"device_code":"d","auth_req_id":"q","user_code":"u","verification_uri":"https://h/","expires_in":900}"#,
    };
    flow.handle(Event::Response(Response::new(200, &[], reply)), NOW).unwrap();
    flow
}

/// A kind of flow: how one that waits for the user is sealed, by the key 1, and how it is opened.
struct Kind {
    name: &'static str,
    seal: fn(Seed) -> Vec<u8>,
    open: Open,
}

type Open = fn(&[SealKey], &[u8], UnixTime) -> Result<(), UnsealError>;

const KINDS: [Kind; 5] = [
    Kind {
        name: "OAuth 1",
        seal: |entropy| {
            waiting(ThreeLegged::new(config(), seed(7))).seal(&key(1), entropy, NOW, LIFETIME).unwrap()
        },
        open: |keys, sealed, now| ThreeLegged::unseal(config(), keys, sealed, seed(8), now).map(drop),
    },
    Kind {
        name: "authorization code",
        seal: |entropy| {
            let flow = AuthorizationCode::new(REDIRECT_URI).start(&client(), seed(7), NOW).unwrap();
            flow.seal(&key(1), entropy, NOW, LIFETIME).unwrap()
        },
        open: |keys, sealed, now| {
            AuthorizationCodeFlow::unseal(&client(), REDIRECT_URI, keys, sealed, now).map(drop)
        },
    },
    Kind {
        name: "implicit",
        seal: |entropy| {
            let flow = Implicit::new(REDIRECT_URI).start(&client(), seed(7), NOW).unwrap();
            flow.seal(&key(1), entropy, NOW, LIFETIME).unwrap()
        },
        open: |keys, sealed, now| ImplicitFlow::unseal(&client(), REDIRECT_URI, keys, sealed, now).map(drop),
    },
    Kind {
        name: "device code",
        seal: |entropy| {
            let flow = waiting(DeviceCode::new().start(&client()).unwrap());
            flow.seal(&key(1), entropy, NOW, LIFETIME).unwrap()
        },
        open: |keys, sealed, now| PollingFlow::unseal_device_code(&client(), keys, sealed, now).map(drop),
    },
    Kind {
        name: "CIBA",
        seal: |entropy| {
            let flow = waiting(Ciba::new(Hint::LoginHint("jane")).start(&client()).unwrap());
            flow.seal(&key(1), entropy, NOW, LIFETIME).unwrap()
        },
        open: |keys, sealed, now| PollingFlow::unseal_ciba(&client(), keys, sealed, now).map(drop),
    },
];

#[test]
fn any_flipped_bit() {
    for Kind { name, seal, open } in KINDS {
        let sealed = seal(seed(2));
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut forged = sealed.clone();
                forged[at] ^= 1 << bit;
                let error = match at {
                    0 => UnsealError::UnknownVersion(1 ^ 1 << bit),
                    1..=8 => UnsealError::UnknownKey,
                    _ => UnsealError::Forged,
                };
                assert_eq!(open(&[key(1)], &forged, NOW), Err(error), "{name} {at}");
            }
        }
    }
}

#[test]
fn any_length() {
    for Kind { name, seal, open } in KINDS {
        let sealed = seal(seed(2));
        for len in 0..sealed.len() {
            assert!(open(&[key(1)], &sealed[..len], NOW).is_err(), "{name} {len}");
        }
        let longer = [&*sealed, b"x"].concat();
        assert_eq!(open(&[key(1)], &longer, NOW), Err(UnsealError::Forged), "{name}");
    }
}

#[test]
fn other_keys_and_rotation() {
    for Kind { name, seal, open } in KINDS {
        let sealed = seal(seed(2));
        let open = |keys: &[SealKey]| open(keys, &sealed, NOW);
        assert_eq!(open(&[]), Err(UnsealError::UnknownKey), "{name}");
        assert_eq!(open(&[key(3)]), Err(UnsealError::UnknownKey), "{name}");
        assert_eq!(open(&[key(3), key(1)]), Ok(()), "{name}");
    }
}

#[test]
fn a_later_time() {
    for Kind { name, seal, open } in KINDS {
        let open = |later| open(&[key(1)], &seal(seed(2)), NOW.plus(later));
        assert_eq!(open(LIFETIME - 1), Ok(()), "{name}");
        assert_eq!(open(LIFETIME), Err(UnsealError::Expired), "{name}");
    }
}

#[test]
fn another_kind() {
    for (at, kind) in KINDS.iter().enumerate() {
        for (other_at, other) in KINDS.iter().enumerate() {
            let opened = (other.open)(&[key(1)], &(kind.seal)(seed(2)), NOW);
            let expected = if at == other_at { Ok(()) } else { Err(UnsealError::OtherBinding) };
            assert_eq!(opened, expected, "{} as {}", kind.name, other.name);
        }
    }
}

#[test]
fn nonces_come_from_the_entropy() {
    for Kind { name, seal, .. } in KINDS {
        let nonce = |entropy| seal(seed(entropy))[9..33].to_vec();
        assert_ne!(nonce(2), nonce(3), "{name}");
    }
}

proptest! {
    #[test]
    fn garbage(mut bytes: Vec<u8>, like_ours: bool) {
        if like_ours {
            bytes.splice(0..0, [vec![1], key(1).id().to_vec()].concat());
        }
        for Kind { open, .. } in KINDS {
            prop_assert!(open(&[key(1)], &bytes, NOW).is_err());
        }
    }
}
