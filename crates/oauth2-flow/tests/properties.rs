//! What must hold whatever happens: any events in any order, any answers, any callbacks.
//!
//! - Nothing panics, and asking twice changes nothing.
//! - What is refused changes nothing.
//! - What has ended stays as it is.
//! - A code goes out once, or again only after it surely was not sent.
//! - A token comes only after a callback with this flow's own `state`, and only from an answer that
//!   came after it.

use oauth_wire::buf::Encode;
use oauth_wire::flow::{Action, Event, Flow, TransportFailure};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::{AuthorizationCode, CodeExchange};
use oauth2_flow::authorization_request::ResponseMode;
use oauth2_flow::callback::AuthorizationResponse;
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::credentials::ClientParameters;
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::introspection::Introspection;
use oauth2_flow::metadata::ServerMetadata;
use oauth2_flow::password::Password;
use oauth2_flow::protected_resource::ProtectedResource;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::registration::Registration;
use oauth2_flow::revocation::Revocation;
use oauth2_flow::token_exchange::TokenExchange;
use oauth2_flow::token_request::TokenRequest;
use oauth2_flow::token_response::TokenAnswer;
use proptest::prelude::*;
use proptest::sample::select;
use std::fmt::Debug;

const START: UnixTime = UnixTime::from_secs(1_000_000);
const REDIRECT_URI: &str = "https://app.example/cb";
const ISSUER: &str = "https://as.example";

fn seed() -> Seed {
    Seed::from_bytes([7; 32])
}

fn client(pushing: bool) -> Client {
    let client = Client::new("id", ClientAuthentication::Post("secret".into())).unwrap();
    Endpoint::ALL
        .into_iter()
        .filter(|&endpoint| pushing || endpoint != Endpoint::PushedAuthorizationRequest)
        .fold(client.with_issuer(ISSUER).unwrap(), |client, endpoint| {
            client.with_endpoint(endpoint, "https://as.example/e").unwrap()
        })
}

/// Something that happens.
#[derive(Clone, Debug)]
enum Happening {
    Sent,
    NotSent,
    Lost,
    Answer(u16, String),
    Redirect(String),
    FormPost(String),
    Verifier,
    Signature,
    Time(u64),
}

impl Happening {
    /// The event, once `STATE` stands for the flow's own.
    fn with_state(self, state: &str) -> Self {
        match self {
            Self::Redirect(url) => Self::Redirect(url.replace("STATE", state)),
            Self::FormPost(form) => Self::FormPost(form.replace("STATE", state)),
            other => other,
        }
    }

    fn event(&self) -> Option<Event<'_>> {
        Some(match self {
            Self::Sent => Event::Sent,
            Self::NotSent => Event::TransportFailed(TransportFailure::NotSent),
            Self::Lost => Event::TransportFailed(TransportFailure::Unknown),
            Self::Answer(status, body) => {
                Event::Response(Response::new(*status, &[("Retry-After", b"3")], body.as_bytes()))
            }
            Self::Redirect(url) => Event::Redirect(url),
            Self::FormPost(form) => Event::FormPost { url: REDIRECT_URI, body: form.as_bytes() },
            Self::Verifier => Event::Verifier("v"),
            Self::Signature => Event::Signature(b"s"),
            Self::Time(_) => return None,
        })
    }
}

fn form() -> impl Strategy<Value = String> {
    let pair = select(vec![
        "code=c",
        "code=",
        "code=d",
        "state=STATE",
        "state=foreign",
        "iss=https%3A%2F%2Fas.example",
        "iss=https%3A%2F%2Fevil.example",
        "error=access_denied",
        "access_token=t",
        "token_type=Bearer",
        "token_type=mac",
        "expires_in=-",
        "other=%ff",
        "&",
    ]);
    prop_oneof![
        3 => proptest::collection::vec(pair, 0..5).prop_map(|pairs| pairs.join("&")),
        2 => Just("code=c&state=STATE".into()),
        1 => Just("access_token=t&state=STATE".into()),
        1 => any::<String>(),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let place =
        select(vec![REDIRECT_URI, REDIRECT_URI, REDIRECT_URI, "https://evil.example/cb", "", "app:/"]);
    let bodies = vec![
        r#"{"access_token":"t","token_type":"Bearer","expires_in":"5"}"#,
        r#"{"access_token":"t"}"#,
        "access_token=t",
        r#"{"error":"authorization_pending"}"#,
        r#"{"error":"slow_down"}"#,
        r#"{"error":"invalid_grant"}"#,
        r#"{"device_code":"d","auth_req_id":"q","user_code":"u","verification_uri":"https://h","expires_in":50}"#,
        r#"{"request_uri":"urn:x","expires_in":50}"#,
        r#"{"issuer":"https://as.example","resource":"https://as.example"}"#,
        r#"{"active":true,"client_id":"x"}"#,
        "<html>",
        "",
    ];
    let body = prop_oneof![4 => select(bodies).prop_map(String::from), 1 => any::<String>()];
    let status = select(vec![200, 200, 200, 201, 302, 400, 401, 429, 500, 503, 0, u16::MAX]);
    prop_oneof![
        1 => Just(Happening::Sent),
        1 => Just(Happening::NotSent),
        1 => Just(Happening::Lost),
        4 => (status, body).prop_map(|(status, body)| Happening::Answer(status, body)),
        4 => (place, select(vec!["?", "#"]), form())
            .prop_map(|(place, mark, form)| Happening::Redirect([place, mark, &form].concat())),
        1 => form().prop_map(Happening::FormPost),
        1 => Just(Happening::Verifier),
        1 => Just(Happening::Signature),
        2 => select(vec![0, 1, 5, 60, 4000, u64::MAX]).prop_map(Happening::Time),
    ]
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    proptest::collection::vec(happening(), 0..24)
}

/// All that a driver sees of a flow.
fn view<F: Flow + Debug>(flow: &mut F, now: UnixTime) -> String {
    let seen = match flow.poll(now) {
        Action::Send(request) => format!("{} {:?}", request.url, request.body),
        Action::Redirect(url) => url.into(),
        other => format!("{other:?}"),
    };
    format!("{flow:?} {seen}")
}

/// What happened in a run that a flow took part in.
#[derive(Default)]
struct Log {
    codes_sent: usize,
    good_callbacks: usize,
    token_answers_since: usize,
}

/// Lets all of it happen to a flow, and checks what must hold of any.
fn run<F: Flow + Debug>(mut flow: F, happenings: Vec<Happening>) -> Result<(F, Log), TestCaseError> {
    let state = seed().text("state", 0);
    let (mut now, mut log) = (START, Log::default());
    let (mut on_the_wire, mut spent): (Option<Vec<u8>>, bool) = (None, false);
    for happening in happenings {
        let happening = happening.with_state(state.as_str());
        let before = view(&mut flow, now);
        prop_assert_eq!(&view(&mut flow, now), &before);
        let ended = matches!(flow.poll(now), Action::Finished);
        prop_assert_eq!(flow.output().is_some(), ended);
        if let Action::Send(request) = flow.poll(now) {
            let carries_code = request.body.windows(5).any(|window| window == b"code=")
                && request.body.starts_with(b"grant_type=authorization_code");
            if carries_code && on_the_wire.is_none() {
                log.codes_sent += 1;
                on_the_wire = Some(request.body.to_vec());
            } else if carries_code {
                prop_assert_eq!(on_the_wire.as_deref(), Some(request.body));
            }
            prop_assert!(!(carries_code && spent), "the code went out a second time");
        }
        let Some(event) = happening.event() else {
            if let Happening::Time(seconds) = happening {
                now = now.plus(seconds);
            }
            continue;
        };
        match flow.handle(event, now) {
            Err(rejected) => {
                let _ = rejected.to_string();
                prop_assert_eq!(&view(&mut flow, now), &before, "{:?}", happening);
            }
            Ok(()) => {
                prop_assert!(!ended, "{:?} after the end", happening);
                match &happening {
                    Happening::Redirect(text) | Happening::FormPost(text) => {
                        prop_assert!(text.contains(state.as_str()), "{}", text);
                        log.good_callbacks += 1;
                        log.token_answers_since = 0;
                    }
                    Happening::Answer(..) => {
                        log.token_answers_since += 1;
                        spent = on_the_wire.is_some();
                    }
                    Happening::Lost => spent = on_the_wire.is_some(),
                    _ => {}
                }
            }
        }
    }
    let _ = format!("{:?}", flow.output().map(|end| end.map(|_| ()).map_err(ToString::to_string)));
    Ok((flow, log))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn authorization_code(happenings in happenings(), pushing: bool, mode in 0..3_usize) {
        let mode = [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost][mode];
        let grant = AuthorizationCode::new(REDIRECT_URI).response_mode(mode);
        let (flow, log) = run(grant.start(&client(pushing), seed(), START).unwrap(), happenings)?;
        prop_assert!(log.codes_sent <= 1 && log.good_callbacks <= 1);
        if let Some(Ok(_)) = flow.output() {
            prop_assert!(log.good_callbacks == 1 && log.token_answers_since == 1);
        }
    }

    #[test]
    fn implicit(happenings in happenings(), pushing: bool) {
        let flow = Implicit::new(REDIRECT_URI).start(&client(pushing), seed(), START).unwrap();
        let (flow, log) = run(flow, happenings)?;
        prop_assert_eq!(log.codes_sent, 0);
        if let Some(Ok(_)) = flow.output() {
            prop_assert_eq!(log.good_callbacks, 1);
        }
    }

    #[test]
    fn flows_without_a_browser(happenings in happenings(), which in 0..11_usize) {
        let client = client(false);
        let callbacks = match which {
            0 => run(ClientCredentials::new().start(&client).unwrap(), happenings)?.1,
            1 => run(RefreshToken::new("r").start(&client).unwrap(), happenings)?.1,
            2 => run(Password::new("u", "p").start(&client).unwrap(), happenings)?.1,
            3 => run(TokenExchange::new("s", "t").start(&client).unwrap(), happenings)?.1,
            4 => run(DeviceCode::new().start(&client).unwrap(), happenings)?.1,
            5 => run(Ciba::new(Hint::LoginHint("u")).start(&client).unwrap(), happenings)?.1,
            6 => run(Revocation::new("t").start(&client).unwrap(), happenings)?.1,
            7 => run(Introspection::new("t").start(&client).unwrap(), happenings)?.1,
            8 => run(ServerMetadata::fetch(ISSUER).unwrap(), happenings)?.1,
            9 => run(ProtectedResource::fetch(ISSUER).unwrap(), happenings)?.1,
            _ => run(Registration::new(&[]).start("https://as.example/r", None).unwrap(), happenings)?.1,
        };
        prop_assert_eq!(callbacks.good_callbacks, 0);
    }

    /// Encode, then parse: what a server reads is what was put in.
    #[test]
    fn token_requests(code: String, redirect_uri: String, verifier: Option<String>, secret: String) {
        let request = TokenRequest {
            grant: CodeExchange {
                code: &code,
                redirect_uri: &redirect_uri,
                code_verifier: verifier.as_deref(),
                resource: &[&code, &secret],
            },
            client: ClientParameters::post("id", &secret),
        };
        let mut exact = vec![0; request.encoded_len()];
        let body = request.encode_slice(&mut exact).unwrap().to_vec();
        prop_assert_eq!(&body, &request.encode_vec());
        let mut short = vec![0; body.len() - 1];
        prop_assert_eq!(request.encode_slice(&mut short).unwrap_err().required, body.len());
        let value = |name: &str| -> Vec<String> {
            let pairs = oauth_wire::form::pairs(&body).filter(|pair| pair.name.is(name.as_bytes()));
            pairs.map(|pair| pair.value.to_str().unwrap()).collect()
        };
        prop_assert_eq!(value("code"), [&*code]);
        prop_assert_eq!(value("redirect_uri"), [&*redirect_uri]);
        prop_assert_eq!(value("code_verifier"), Vec::from_iter(verifier));
        prop_assert_eq!(value("resource"), [&*code, &*secret]);
        prop_assert_eq!(value("client_secret"), [&*secret]);
    }

    /// A token answer of serde_json's making comes out as it went in.
    #[test]
    fn token_answers(
        access_token in "[!-~]{1,40}",
        refresh_token in proptest::option::of(".{1,20}"),
        scope in proptest::option::of(".{0,20}"),
        expires_in in proptest::option::of(any::<u64>()),
        extra: String,
        pretty: bool,
    ) {
        let mut json = serde_json::json!({
            "access_token": &access_token, "token_type": "Bearer", "x": {"y": [&extra, null]},
        });
        for (name, value) in [
            ("refresh_token", refresh_token.clone().map(Into::into)),
            ("scope", scope.clone().map(Into::into)),
            ("expires_in", expires_in.map(serde_json::Value::from)),
        ] {
            if let Some(value) = value {
                json[name] = value;
            }
        }
        let text = if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) }.unwrap();
        let response = Response::new(200, &[], text.as_bytes());
        let Ok(TokenAnswer::Token(answer)) = TokenAnswer::parse(&response) else {
            return Err(TestCaseError::fail(text));
        };
        prop_assert_eq!(answer.access_token.to_str().unwrap(), access_token);
        prop_assert_eq!(answer.refresh_token.map(|text| text.to_str().unwrap()), refresh_token);
        prop_assert_eq!(answer.scope.map(|scope| scope.to_str().unwrap()), scope);
        prop_assert_eq!(answer.expires_in, expires_in);
        let token = oauth2_flow::token::Token::from_response(&answer, START).unwrap();
        let kept: serde_json::Value = serde_json::from_str(token.extra_json()).unwrap();
        prop_assert_eq!(&kept, &serde_json::json!({"x": {"y": [&extra, null]}}));
    }

    #[test]
    fn any_answer(status: u16, body: Vec<u8>, near in "[{}\\[\\]\",:a-e=&0-9_ \\\\]{0,40}") {
        for body in [&*body, near.as_bytes(), format!("{{\"access_token\":\"{near}\"}}").as_bytes()] {
            if let Ok(TokenAnswer::Token(token)) = TokenAnswer::parse(&Response::new(status, &[], body)) {
                prop_assert!((200..300).contains(&status));
                let _ = token.extra().count();
            }
        }
    }

    #[test]
    fn any_callback(text: String, near in "[a-e?#&=%/:.]{0,30}") {
        for text in [text, format!("{REDIRECT_URI}{near}")] {
            for mode in [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost] {
                let _ = AuthorizationResponse::from_redirect(&text, REDIRECT_URI, mode)
                    .map(|response| response.check_state("x"));
            }
            let _ = AuthorizationResponse::from_form_post(&text, text.as_bytes(), REDIRECT_URI);
        }
    }
}
