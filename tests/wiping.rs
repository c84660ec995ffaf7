//! No memory that the libraries give back still holds a secret: looked at where it is freed, the pieces that
//! a growing buffer leaves behind included.
#![allow(unsafe_code, reason = "a global allocator that looks at what is freed can't be written without")]

use oauth_wire::flow::{Action, Event, Flow};
use oauth_wire::message::Response;
use oauth_wire::secret::{Secret, SecretBytes};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::flow::{Callback, Config, Endpoints, FlowMethod, ThreeLegged};
use oauth1_sign::{ClientCredentials, HmacSha1, HmacSha256, HmacSha512};
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::password::Password;
use oauth2_flow::refresh_token::RefreshToken;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What every secret here begins with.
const MARK: &[u8] = b"SECRET-";
const NOW: UnixTime = UnixTime::from_secs(1_000_000);
const REDIRECT_URI: &str = "https://app.example/cb";

struct Looking;

thread_local! {
    static LEFT: Cell<usize> = const { Cell::new(0) };
    /// Blocks of this size are looked at as a whole, and how many of them were freed with anything in them.
    static WATCHED: Cell<usize> = const { Cell::new(0) };
    static NOT_ZERO: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands every call on to the system's allocator. All memory is zeroed at first, so that what is
// freed can be read.
unsafe impl GlobalAlloc for Looking {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is the same as the system's.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller gives back a block of this size, and it was initialized.
        let block = unsafe { std::slice::from_raw_parts(pointer, layout.size()) };
        if block.windows(MARK.len()).any(|window| window == MARK) {
            LEFT.with(|left| left.set(left.get() + 1));
        }
        if layout.size() == WATCHED.with(Cell::get) && block.iter().any(|byte| *byte != 0) {
            NOT_ZERO.with(|count| count.set(count.get() + 1));
        }
        // SAFETY: the caller's promise is the same as the system's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Looking = Looking;

/// How many blocks were freed with a secret in them.
fn left(run: impl FnOnce()) -> usize {
    let before = LEFT.with(Cell::get);
    run();
    LEFT.with(Cell::get) - before
}

/// Whether anything is left of `value` where it was freed.
fn leaves_something<T>(value: T) -> bool {
    let before = NOT_ZERO.with(Cell::get);
    let boxed = Box::new(value);
    WATCHED.with(|size| size.set(size_of::<T>()));
    drop(boxed);
    WATCHED.with(|size| size.set(0));
    NOT_ZERO.with(Cell::get) > before
}

fn client() -> Client {
    Client::new("id", ClientAuthentication::Post("SECRET-client".into()))
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, "https://as.example/authorize"))
        .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/token"))
        .unwrap()
}

fn answer(body: &str) -> Event<'_> {
    Event::Response(Response::new(200, &[], body.as_bytes()))
}

const TOKEN: &str = r#"{"access_token":"SECRET-access","token_type":"Bearer","refresh_token":"SECRET-refresh",
    "id_token":"SECRET-id","scope":"a"}"#;

#[test]
fn what_nobody_wipes_is_seen() {
    assert_eq!(left(|| drop(String::from("SECRET-x"))), 1);
    assert_eq!(left(|| drop(String::from("nothing"))), 0);
}

#[test]
fn secrets() {
    assert_eq!(left(|| drop(Secret::from("SECRET-x"))), 0);
    assert_eq!(left(|| drop(SecretBytes::from(b"SECRET-x".to_vec()))), 0);
}

/// What a prepared key holds is as good as the secrets.
#[test]
fn keys_of_hmacs() {
    let client = ClientCredentials::new("id", "SECRET-client");
    assert!(leaves_something([1_u32; 10]));
    assert!(!leaves_something(HmacSha1::new(&client, None)));
    assert!(!leaves_something(HmacSha256::new(&client, None)));
    assert!(!leaves_something(HmacSha512::new(&client, None)));
}

#[test]
fn oauth2_flows() {
    assert_eq!(left(|| drop(client())), 0);
    let end = |mut flow: oauth2_flow::token_flow::TokenFlow| {
        assert!(matches!(flow.poll(NOW), Action::Send(_)));
        flow.handle(answer(TOKEN), NOW).unwrap();
        drop(flow.into_output().unwrap());
    };
    assert_eq!(left(|| end(Password::new("u", "SECRET-password").start(&client()).unwrap())), 0);
    assert_eq!(left(|| end(RefreshToken::new("SECRET-old").start(&client()).unwrap())), 0);

    let (client, seed) = (client(), || Seed::from_bytes([7; 32]));
    let state = seed().text("state", 0);
    let callback = format!("{REDIRECT_URI}?code=SECRET-code&state={}", state.as_str());
    let code = left(|| {
        let mut flow = AuthorizationCode::new(REDIRECT_URI).start(&client, seed(), NOW).unwrap();
        flow.handle(Event::Redirect(&callback), NOW).unwrap();
        assert!(matches!(flow.poll(NOW), Action::Send(_)));
        flow.handle(answer(TOKEN), NOW).unwrap();
        drop(flow.into_output().unwrap());
    });
    assert_eq!(code, 0);
    drop(callback);
}

#[test]
fn oauth1_flow() {
    let url = |path: &str| format!("https://as.example/{path}");
    let endpoints = || Endpoints {
        temporary_credentials: url("initiate"),
        authorization: url("authorize"),
        token: url("token"),
    };
    for plaintext in [false, true] {
        let count = left(|| {
            let callback = Callback::Url(REDIRECT_URI.into());
            let mut config =
                Config::new(endpoints(), &ClientCredentials::new("id", "SECRET-client"), callback).unwrap();
            if plaintext {
                config = config.with_method(FlowMethod::Plaintext);
            }
            let mut flow = ThreeLegged::new(config, Seed::from_bytes([7; 32]));
            assert!(matches!(flow.poll(NOW), Action::Send(_)));
            let reply = "oauth_token=t&oauth_token_secret=SECRET-temporary&oauth_callback_confirmed=true";
            flow.handle(answer(reply), NOW).unwrap();
            let callback = "https://app.example/cb?oauth_token=t&oauth_verifier=SECRET-verifier";
            flow.handle(Event::Redirect(callback), NOW).unwrap();
            assert!(matches!(flow.poll(NOW), Action::Send(_)));
            let reply = "oauth_token=t&oauth_token_secret=SECRET-token&oauth_session_handle=SECRET-handle";
            flow.handle(answer(reply), NOW).unwrap();
            drop(flow.into_output().unwrap());
        });
        assert_eq!(count, 0, "PLAINTEXT: {plaintext}");
    }
}
