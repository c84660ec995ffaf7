//! `flow.start` … `flow.drop`: flows under ids of the caller's choice.

use crate::fields::{Base64, Base64Of32, Pair};
use crate::reply::{Refusal, Reply, fields, variant};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oauth_wire::flow::{Action, Event, Failure, Flow, Recovery, Rejected, TransportFailure};
use oauth_wire::message::{Request, Resend, ResponseBuf};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

mod oauth1;

/// Every flow under way, or ended and not dropped yet.
#[derive(Default)]
pub(crate) struct Flows(HashMap<String, Box<dyn Driven>>);

/// The names of the flows.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Oauth1,
    AuthorizationCode,
    Implicit,
    ClientCredentials,
    Password,
    RefreshToken,
    DeviceCode,
    JwtBearer,
    #[serde(rename = "saml2_bearer")]
    Saml2Bearer,
    TokenExchange,
    Ciba,
}

#[derive(Deserialize)]
pub(crate) struct Start {
    id: String,
    flow: Kind,
    config: Value,
    entropy_b64: Base64Of32,
    now: u64,
}

#[derive(Deserialize)]
pub(crate) struct Poll {
    id: String,
    now: u64,
}

#[derive(Deserialize)]
pub(crate) struct Happened {
    id: String,
    now: u64,
    response: Option<Answer>,
    redirect: Option<String>,
    form_post: Option<String>,
    verifier: Option<String>,
    transport_failed: Option<Lost>,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
    headers: Vec<Pair>,
    body_b64: Base64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Lost {
    NotSent,
    Unknown,
}

#[derive(Deserialize)]
pub(crate) struct Drop {
    id: String,
}

impl Flows {
    pub(crate) fn start(&mut self, request: Start) -> Reply {
        let seed = Seed::from_bytes(request.entropy_b64.0);
        let now = UnixTime::from_secs(request.now);
        let mut flow = start(request.flow, request.config, seed, now)?;
        let reply = flow.next_action(now);
        self.0.insert(request.id, flow);
        reply
    }

    pub(crate) fn poll(&mut self, request: Poll) -> Reply {
        self.find(&request.id)?.next_action(UnixTime::from_secs(request.now))
    }

    pub(crate) fn event(&mut self, request: Happened) -> Reply {
        let now = UnixTime::from_secs(request.now);
        let flow = self.find(&request.id)?;
        let answer = request.response.map(|answer| ResponseBuf {
            status: answer.status,
            headers: answer.headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect(),
            body: answer.body_b64.0,
        });
        let events = [
            answer.as_ref().map(|answer| Event::Response(answer.view())),
            request.redirect.as_deref().map(Event::Redirect),
            request.form_post.as_deref().map(|body| Event::FormPost(body.as_bytes())),
            request.verifier.as_deref().map(Event::Verifier),
            request.transport_failed.map(|lost| {
                Event::TransportFailed(match lost {
                    Lost::NotSent => TransportFailure::NotSent,
                    Lost::Unknown => TransportFailure::Unknown,
                })
            }),
        ];
        let mut events = events.into_iter().flatten();
        let (Some(event), None) = (events.next(), events.next()) else {
            return Err(Refusal::bad_request("an event has exactly one of its five forms"));
        };
        flow.handle(event, now)?;
        flow.next_action(now)
    }

    pub(crate) fn drop(&mut self, request: Drop) -> Reply {
        self.find(&request.id)?;
        self.0.remove(&request.id);
        Ok(Map::new())
    }

    fn find(&mut self, id: &str) -> Result<&mut Box<dyn Driven>, Refusal> {
        self.0.get_mut(id).ok_or_else(|| Refusal {
            error: "UnknownFlow".into(),
            message: "no flow lives under this id; start it, or mind its spelling".into(),
        })
    }
}

/// Reads a flow's configuration and starts it.
fn start(kind: Kind, config: Value, seed: Seed, _now: UnixTime) -> Result<Box<dyn Driven>, Refusal> {
    match kind {
        Kind::Oauth1 => oauth1::start(config, seed),
        other => Err(Refusal::not_implemented(&format!("{other:?}"))),
    }
}

/// A flow, whatever it gives in the end.
trait Driven {
    /// What the embedder must do next.
    fn next_action(&mut self, now: UnixTime) -> Reply;

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected>;
}

/// What a flow gives, as `token` has it.
trait Granted {
    fn to_json(&self) -> Result<Value, Refusal>;
}

impl<F: Flow<Output: Granted>> Driven for F {
    fn next_action(&mut self, now: UnixTime) -> Reply {
        let action = match self.poll(now) {
            Action::Send(request) => {
                let resend = match request.resend {
                    Resend::Safe => "safe",
                    Resend::IfNotSent => "if_not_sent",
                    Resend::Never => "never",
                };
                json!({"type": "send", "request": request_json(&request), "resend": resend})
            }
            Action::Redirect(url) => json!({"type": "redirect", "url": url}),
            Action::Prompt(prompt) => without_nulls(json!({
                "type": "prompt",
                "user_code": prompt.user_code,
                "verification_uri": prompt.verification_uri,
                "verification_uri_complete": prompt.verification_uri_complete,
                "expires_at": prompt.expires_at.as_secs(),
                "until": prompt.until.as_secs(),
            })),
            Action::Wait { until } => json!({"type": "wait", "until": until.as_secs()}),
            Action::Finished => match self.output() {
                Some(Ok(granted)) => json!({"type": "done", "token": granted.to_json()?}),
                Some(Err(failure)) => json!({"type": "failed", "error": failure_json(failure)}),
                None => return Err(Refusal::not_implemented("a flow that finishes without an output")),
            },
            // Nothing here configures a key outside, nor tells that a request is under way.
            Action::Sign(_) | Action::AwaitResponse => {
                return Err(Refusal::not_implemented("this action"));
            }
        };
        fields(json!({"action": action}))
    }

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        Flow::handle(self, event, now)
    }
}

/// A request as the embedder is to send it.
pub(crate) fn request_json(request: &Request<'_>) -> Value {
    let headers: Vec<_> =
        request.headers.as_slice().iter().map(|header| (header.name, header.value)).collect();
    json!({
        "method": request.method.as_str(),
        "url": request.url,
        "headers": headers,
        "body_b64": STANDARD.encode(request.body),
    })
}

fn failure_json(failure: &Failure) -> Value {
    let (recovery, retry_at) = match failure.recovery() {
        Recovery::RetryAfter(time) => ("retry_after", Some(time.as_secs())),
        Recovery::StartAgain => ("start_again", None),
        Recovery::SignInAgain => ("sign_in_again", None),
        Recovery::FixConfiguration => ("fix_configuration", None),
        Recovery::GiveUp => ("give_up", None),
    };
    without_nulls(json!({
        "kind": variant(&failure.kind()),
        "code": failure.code(),
        "description": failure.description(),
        "uri": failure.uri(),
        "status": failure.status(),
        "recovery": recovery,
        "retry_at": retry_at,
    }))
}

/// An object without the members that are not there.
fn without_nulls(mut object: Value) -> Value {
    if let Value::Object(members) = &mut object {
        members.retain(|_, value| !value.is_null());
    }
    object
}
