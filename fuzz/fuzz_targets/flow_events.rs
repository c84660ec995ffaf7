//! Any events in any order into every flow of OAuth 2: polling changes nothing, what is refused
//! changes nothing, a code goes out once, and no token comes from a state that is not the flow's.
//!
//! Input: a byte that chooses the flow, then lines, each an event: `s` sent, `n` not sent, `u` lost,
//! `t` time (a byte), `c` callback, `p` form post, `v` verifier, `g` signature, and `r` a response: a
//! byte for the status and the body. `{state}` stands for the flow's own state.
#![no_main]

use fuzz::{SECRET, assert_hides, assert_safe_to_show, seen};
use libfuzzer_sys::fuzz_target;
use oauth_wire::flow::{Action, Event, Flow, TransportFailure};
use oauth_wire::message::{Resend, Response};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::authorization_request::ResponseMode;
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::extension::ExtensionGrant;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::introspection::Introspection;
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::password::Password;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::revocation::Revocation;
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::token_exchange::TokenExchange;

const NOW: UnixTime = UnixTime::from_secs(1_000_000);
/// How many seconds a flow waits for the user.
const PATIENCE: u64 = 600;
const REDIRECT_URI: &str = "https://app.example/cb";
const STATUSES: &[u16] = &[200, 400, 401, 429, 503, 500, 302, 201];
const TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";

fuzz_target!(|input: &[u8]| {
    let Some((&choice, input)) = input.split_first() else { return };
    let seed = || Seed::from_bytes([7; 32]);
    let state = seed().text("state", 0);
    let mut client = Client::new("id", ClientAuthentication::Post(SECRET.into())).unwrap();
    let pushed = choice & 0x80 != 0;
    for endpoint in Endpoint::ALL {
        if pushed || endpoint != Endpoint::PushedAuthorizationRequest {
            let url = format!("https://as.example/{}", endpoint.as_str());
            client = client.with_endpoint(endpoint, &url).unwrap();
        }
    }
    let code = AuthorizationCode::new(REDIRECT_URI).wait_at_most(PATIENCE);
    let lines = input.split(|&byte| byte == b'\n').take(40);
    let lines: Vec<_> =
        lines.map(|line| String::from_utf8_lossy(line).replace("{state}", state.as_str())).collect();
    let run = Run { state: state.as_str(), lines: &lines };
    match choice & 0x1f {
        0..=3 => run.drive(code.start(&client, seed(), NOW).unwrap()),
        4 => run.drive(code.response_mode(ResponseMode::FormPost).start(&client, seed(), NOW).unwrap()),
        5 | 6 => {
            run.drive(Implicit::new(REDIRECT_URI).wait_at_most(PATIENCE).start(&client, seed(), NOW).unwrap())
        }
        7 => run.drive(ClientCredentials::new().start(&client).unwrap()),
        8 => run.drive(RefreshToken::new(SECRET).start(&client).unwrap()),
        9 => run.drive(Password::new("user", SECRET).start(&client).unwrap()),
        10..=12 => run.drive(DeviceCode::new().start(&client).unwrap()),
        13 | 14 => run.drive(Ciba::new(Hint::LoginHint("user")).start(&client).unwrap()),
        15 => run.drive(jwt_bearer(SECRET).start(&client).unwrap()),
        16 => run.drive(saml2_bearer(SECRET).start(&client).unwrap()),
        17 => run.drive(TokenExchange::new(SECRET, TOKEN_TYPE).start(&client).unwrap()),
        18 => run.drive(ExtensionGrant::new("urn:example", &[("secret", SECRET)]).start(&client).unwrap()),
        19 => run.drive(Introspection::new(SECRET).start(&client).unwrap()),
        20 => run.drive(Revocation::new(SECRET).start(&client).unwrap()),
        _ => {}
    }
});

struct Run<'a> {
    state: &'a str,
    lines: &'a [String],
}

impl Run<'_> {
    fn drive<F: Flow + std::fmt::Debug>(&self, mut flow: F) {
        let mut now = NOW;
        let mut codes_answered = 0;
        // Whether the user was sent away, and came back as this flow's.
        let (mut asked, mut returned) = (false, false);
        for line in self.lines {
            let before = seen(&flow.poll(now));
            assert_eq!(seen(&flow.poll(now)), before, "polling twice changed something");
            let (open_code, resend) = match flow.poll(now) {
                Action::Send(request) => (contains(request.body, b"&code="), Some(request.resend)),
                Action::Redirect(_) => {
                    asked = true;
                    (false, None)
                }
                Action::Wait { until } => {
                    assert!(until > now, "waits for what is past");
                    (false, None)
                }
                Action::Prompt(prompt) => {
                    assert!(prompt.until > now, "waits for what is past");
                    (false, None)
                }
                _ => (false, None),
            };
            let Some((kind, rest)) = line.split_at_checked(1) else { continue };
            let body = rest.as_bytes();
            let status = body.first().map_or(200, |&byte| STATUSES[byte as usize % STATUSES.len()]);
            let headers: &[(&str, &[u8])] = &[("retry-after", b"7"), ("content-type", b"application/json")];
            let event = match kind {
                "s" => Event::Sent,
                "n" => Event::TransportFailed(TransportFailure::NotSent),
                "u" => Event::TransportFailed(TransportFailure::Unknown),
                "c" => Event::Redirect(rest),
                "p" => Event::FormPost { url: REDIRECT_URI, body },
                "v" => Event::Verifier(rest),
                "g" => Event::Signature(body),
                "r" => Event::Response(Response::new(
                    status,
                    headers,
                    rest.get(1..).unwrap_or_default().as_bytes(),
                )),
                "t" => {
                    now = now.plus(body.first().copied().map_or(1, u64::from).pow(2));
                    continue;
                }
                _ => continue,
            };
            if let Err(rejected) = flow.handle(event, now) {
                assert_safe_to_show(&rejected.to_string());
                assert_eq!(seen(&flow.poll(now)), before, "a refused event changed something");
                continue;
            }
            match event {
                Event::Redirect(text) => {
                    assert!(
                        asked && text.contains(self.state) || text.contains('%'),
                        "a foreign callback was taken"
                    );
                    assert!(now < NOW.plus(PATIENCE), "a late callback was taken");
                    returned = true;
                }
                Event::FormPost { .. } => {
                    assert!(
                        asked && rest.contains(self.state) || rest.contains('%'),
                        "a foreign form post was taken"
                    );
                    assert!(now < NOW.plus(PATIENCE), "a late callback was taken");
                    returned = true;
                }
                Event::Response(_) => codes_answered += usize::from(open_code),
                Event::TransportFailed(TransportFailure::Unknown) if resend == Some(Resend::IfNotSent) => {
                    // What is good once and may have arrived does not go out again.
                    let after = seen(&flow.poll(now.plus(3600)));
                    assert!(
                        !after.starts_with("send") || after != before,
                        "sent again what may have arrived"
                    );
                    break;
                }
                _ => {}
            }
        }
        assert!(codes_answered <= 1, "a code was used twice");
        assert_hides(&format!("{flow:?}"), SECRET);
        assert!(
            !asked || returned || flow.output().is_none_or(|end| end.is_err()),
            "a token without a callback"
        );
        if let Some(Err(failure)) = flow.output() {
            assert_safe_to_show(&failure.to_string());
            assert_safe_to_show(&format!("{failure:?}"));
        }
    }
}

fn contains(text: &[u8], words: &[u8]) -> bool {
    text.windows(words.len()).any(|window| window == words)
}
