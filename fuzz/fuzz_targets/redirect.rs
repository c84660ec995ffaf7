//! Callbacks of OAuth 2: what is believed of one came to the redirect URI, carried this flow's state,
//! and each known parameter once.
//!
//! Input: a byte of choices, then lines: a callback, the body of a form post. `{state}` in them stands
//! for the flow's own state.
#![no_main]

use fuzz::callback::{assert_place, believed, single_parameters};
use fuzz::{assert_safe_to_show, model, parts, seen};
use libfuzzer_sys::fuzz_target;
use oauth_wire::buf::Encode;
use oauth_wire::flow::{Action, Event, Flow};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::authorization_request::ResponseMode;
use oauth2_flow::callback::AuthorizationResponse;
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::implicit::Implicit;

const NOW: UnixTime = UnixTime::from_secs(1_000_000);
const ISSUER: &str = "https://as.example";
const REDIRECT_URIS: &[&str] = &[
    "https://app.example/cb",
    "https://app.example:8443/cb?kept=1",
    "com.example.app:/cb",
    "http://127.0.0.1:9/",
];

fuzz_target!(|input: &[u8]| {
    let Some((&choice, input)) = input.split_first() else { return };
    let seed = || Seed::from_bytes([7; 32]);
    let state = seed().text("state", 0);
    let text = |part: &[u8]| String::from_utf8_lossy(part).replace("{state}", state.as_str());
    let [callback, body] = parts(input).map(text);
    let redirect_uri = REDIRECT_URIS[choice as usize & 3];
    let mode =
        [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost][(choice as usize >> 2 & 3) % 3];
    let iss_required = choice & 16 != 0;
    let client = Client::new("id", ClientAuthentication::Post("secret".into()))
        .and_then(|client| client.with_issuer(ISSUER))
        .and_then(|client| client.with_endpoint(Endpoint::Authorization, "https://as.example/authorize"))
        .and_then(|client| client.with_endpoint(Endpoint::Token, "https://as.example/token"))
        .unwrap()
        .with_iss_required(iss_required);

    let expected = Expected { redirect_uri, state: state.as_str(), iss_required };
    if let Ok(response) = AuthorizationResponse::from_redirect(&callback, redirect_uri, mode) {
        assert_place(&callback, redirect_uri);
        let once = single_parameters(&String::from_utf8_lossy(response.raw()));
        assert_eq!(
            response.check_state(state.as_str()).is_ok(),
            once("state") == Some(state.as_str().as_bytes().to_vec())
        );
        assert_eq!(response.code.map(|code| code.to_vec()), once("code"));
        match response.token() {
            Ok(token) => {
                assert_eq!(Some(token.access_token.encode_vec()), once("access_token"));
                assert!(once("error").is_none() && once("code").is_none());
                assert!(!token.extra().any(|(name, _)| name.is("state") || name.is("iss")));
                assert_safe_to_show(&format!("{token:?}"));
            }
            Err(error) => assert_safe_to_show(&error.to_string()),
        }
    }
    let event = match choice & 32 {
        0 => Event::Redirect(&callback),
        _ => Event::FormPost { url: &callback, body: body.as_bytes() },
    };
    let code = AuthorizationCode::new(redirect_uri).response_mode(mode).start(&client, seed(), NOW).unwrap();
    run(code, "code", &expected, mode, event, &callback);
    if mode != ResponseMode::Query {
        let implicit = Implicit::new(redirect_uri).response_mode(mode).start(&client, seed(), NOW).unwrap();
        run(implicit, "access_token", &expected, mode, event, &callback);
    }
});

struct Expected<'a> {
    redirect_uri: &'a str,
    state: &'a str,
    iss_required: bool,
}

fn run<F: Flow>(
    mut flow: F,
    wanted: &str,
    expected: &Expected<'_>,
    mode: ResponseMode,
    event: Event<'_>,
    callback: &str,
) {
    let before = seen(&flow.poll(NOW));
    assert!(before.contains(expected.state));
    if let Err(rejected) = flow.handle(event, NOW) {
        assert_safe_to_show(&rejected.to_string());
        return assert_eq!(seen(&flow.poll(NOW)), before, "a refused callback changed something");
    }
    let once = believed(event, mode, expected.redirect_uri, expected.state);
    let goes_on = match flow.poll(NOW) {
        Action::Send(request) => {
            let code = model::percent_encode(&once("code").unwrap());
            assert!(String::from_utf8_lossy(request.body).contains(&format!("&code={code}&")));
            true
        }
        Action::Finished => flow.output().is_some_and(|end| end.is_ok()),
        _ => panic!("neither a request nor the end"),
    };
    if let Some(Err(failure)) = flow.output() {
        assert_safe_to_show(&failure.to_string());
    }
    if goes_on {
        assert!(once(wanted).is_some() && once("error").is_none());
        let iss = once("iss").or_else(|| match mode {
            ResponseMode::Fragment => single_parameters(model::query(callback))("iss"),
            _ => None,
        });
        match iss {
            Some(iss) => assert_eq!(iss, ISSUER.as_bytes()),
            None => assert!(!expected.iss_required),
        }
    }
}
