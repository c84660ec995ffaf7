//! What servers and browsers answer: replies, problems and callbacks read alone, and fed to a flow
//! that must never give a token which this user did not approve.
//!
//! Input: two bytes (status, choices), then lines: header value, callback, first body, second body.
#![no_main]

use fuzz::{SECRET, assert_hides, assert_safe_to_show, model, parts, seen};
use libfuzzer_sys::fuzz_target;
use oauth_wire::flow::{Action, Event, Flow, TransportFailure};
use oauth_wire::message::Response;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::flow::{Callback, Config, Endpoints, FlowMethod, ThreeLegged};
use oauth1_sign::{ClientCredentials, Placement, Problem, TokenReply};

const STATUSES: &[u16] = &[200, 200, 200, 201, 302, 400, 401, 403, 429, 500, 503];
const CALLBACK: &str = "https://printer.example.com/ready?kept=1";

/// Upwork's sentences are the crate's own text.
const UPWORK: &[&[u8]] = &[
    b"Verification of signature failed",
    b"The consumer_key and token combination does not exist or is not enabled",
];

fuzz_target!(|input: &[u8]| {
    let Some((&[status, choice], input)) = input.split_first_chunk() else { return };
    let [header, callback, first, second] = parts(input);
    let status = STATUSES[status as usize % STATUSES.len()];
    let headers = [("WWW-Authenticate", header), ("Retry-After", header)];
    for body in [first, second, input] {
        token_reply(body);
        problem(&Response::new(status, &headers, body));
    }
    let answers = [first, second].map(|body| Response::new(status, &headers, body));
    flow(choice, &answers, &String::from_utf8_lossy(callback));
});

fn token_reply(body: &[u8]) {
    let pairs = model::form_pairs(body.trim_ascii());
    let values = |name: &str| {
        pairs.iter().filter(|pair| pair.0 == name.as_bytes()).map(|pair| &pair.1).collect::<Vec<_>>()
    };
    match TokenReply::parse(body) {
        Ok(reply) => {
            assert_eq!(values("oauth_token"), [&reply.token().to_vec()]);
            assert_eq!(values("oauth_token_secret"), [&reply.token_secret().to_vec()]);
            assert_eq!(reply.callback_confirmed(), values("oauth_callback_confirmed") == [b"true"]);
            let own = ["oauth_token", "oauth_token_secret", "oauth_callback_confirmed"];
            assert_eq!(
                reply.extra().count(),
                pairs.len() - own.map(|name| values(name).len()).iter().sum::<usize>()
            );
            assert!(!reply.token().raw().is_empty());
        }
        Err(error) => assert_safe_to_show(&error.to_string()),
    }
}

fn problem(response: &Response<'_>) {
    if let Some(problem) = Problem::find(response) {
        assert_safe_to_show(&problem.to_string());
        let _ = (problem.acceptable_timestamps(), problem.kind().recovery());
        // What it hands on stands in the answer.
        let fields = response.headers("www-authenticate").chain([response.body()]);
        let fields: Vec<&[u8]> = fields.collect();
        for part in [
            Some(problem.code()),
            problem.advice(),
            problem.acceptable_versions(),
            problem.parameters_absent(),
            problem.parameters_rejected(),
        ] {
            let part = part.map_or(&b""[..], |part| part.raw());
            let stands_in = |field: &&[u8]| field.windows(part.len().max(1)).any(|window| window == part);
            assert!(part.is_empty() || fields.iter().any(stands_in) || UPWORK.contains(&part));
        }
    }
}

fn flow(choice: u8, answers: &[Response<'_>; 2], callback: &str) {
    let endpoints = Endpoints {
        temporary_credentials: "https://photos.example.net/initiate?x=1".into(),
        authorization: "https://photos.example.net/authorize".into(),
        token: "http://127.0.0.1:8080/token".into(),
    };
    let target = match choice & 3 {
        0 | 1 => Callback::Url(CALLBACK.into()),
        2 => Callback::OutOfBand,
        _ => Callback::LeftOut,
    };
    let client = ClientCredentials::new("client", SECRET);
    let mut config = Config::new(endpoints, &client, target.clone()).unwrap();
    config = config.with_placement(match choice >> 2 & 3 {
        0 | 1 => Placement::Header,
        2 => Placement::FormBody,
        _ => Placement::Query,
    });
    if choice & 16 != 0 {
        config = config.accepting_oauth_1_0();
    }
    if choice & 32 != 0 {
        config = config.with_method(FlowMethod::External("X-KEY".into()));
    }
    let mut flow = ThreeLegged::new(config, Seed::from_bytes([7; 32]));
    let mut now = UnixTime::from_secs(1_000_000);
    let mut approved = false;
    let mut sent = 0;
    let mut lost = choice & 64 != 0;
    for _ in 0..16 {
        let before = seen(&flow.poll(now));
        assert_eq!(before, seen(&flow.poll(now)), "polling twice changed something");
        let temporary = answers[0].body().trim_ascii();
        // Neither a stranger's callback nor an event out of turn moves it.
        for event in [
            Event::Redirect("https://printer.example.com/ready?oauth_token=%00stranger&oauth_verifier=v"),
            Event::FormPost { url: "https://client.example/cb", body: b"oauth_token=a&oauth_verifier=v" },
            Event::Signature(b""),
        ] {
            assert!(flow.handle(event, now).is_err());
            assert_eq!(before, seen(&flow.poll(now)));
        }
        let event = match flow.poll(now) {
            Action::Send(_) if std::mem::take(&mut lost) => Event::TransportFailed(TransportFailure::NotSent),
            Action::Send(_) => {
                sent += 1;
                Event::Response(answers[(sent - 1).min(1)])
            }
            Action::Redirect(_) if choice & 3 == 2 || choice & 128 != 0 => Event::Verifier(callback),
            Action::Redirect(_) => Event::Redirect(callback),
            Action::Sign(_) => Event::Signature(b"signature"),
            Action::Wait { until } => {
                assert!(until > now);
                now = until;
                continue;
            }
            Action::Finished => break,
            Action::AwaitResponse | Action::Prompt(_) => unreachable!("not asked for by this flow"),
        };
        let asked = matches!(event, Event::Redirect(_) | Event::Verifier(_));
        match flow.handle(event, now) {
            Ok(()) if asked => {
                approved = true;
                if matches!(event, Event::Redirect(_)) {
                    let query = model::form_pairs(model::query(callback).as_bytes());
                    let token = TokenReply::parse(temporary).unwrap().token().to_vec();
                    let name = |name: &[u8]| name == b"oauth_token" || name == b"denied";
                    // The flow keeps its token as text.
                    let token = String::from_utf8_lossy(&token).into_owned().into_bytes();
                    assert!(query.iter().any(|pair| name(&pair.0) && pair.1 == token));
                }
            }
            Ok(()) => {}
            Err(rejected) => {
                assert_safe_to_show(&rejected.to_string());
                assert_eq!(before, seen(&flow.poll(now)));
                break;
            }
        }
    }
    assert_hides(&format!("{flow:?}"), SECRET);
    match flow.into_output() {
        Ok(granted) => {
            assert!(approved && sent >= 2);
            assert_eq!(granted.credentials().token.is_empty(), false);
        }
        Err(failure) => {
            for shown in [failure.to_string(), format!("{failure:?}")] {
                assert_hides(&shown, SECRET);
            }
            assert_safe_to_show(&failure.to_string());
        }
    }
}
