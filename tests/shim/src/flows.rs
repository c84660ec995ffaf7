//! `flow.start` … `flow.drop`: flows under ids of the caller's choice.

use crate::fields::{Answer, Base64, Base64Of32, RequestReply};
use crate::reply::{Refusal, Reply, variant};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oauth_wire::flow::{Action, Event, Failure, Flow, Recovery, Rejected, TransportFailure};
use oauth_wire::message::Resend;
use oauth_wire::seal::SealKey;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::HashMap;

mod oauth1;
mod oauth2;

/// Every flow under way, or ended and not dropped yet.
#[derive(Default)]
pub(crate) struct Flows(HashMap<String, Running>);

struct Running {
    flow: Box<dyn Driven>,
    /// Where a form post is taken to have gone: its event says only what was posted.
    redirect_uri: String,
}

impl Running {
    fn new(flow: Box<dyn Driven>, config: &str) -> Self {
        #[derive(Deserialize)]
        struct Place {
            #[serde(default)]
            redirect_uri: String,
        }
        let place = serde_json::from_str::<Place>(config);
        Self { flow, redirect_uri: place.map_or_else(|_| String::new(), |place| place.redirect_uri) }
    }
}

/// The names of the flows.
#[derive(Clone, Copy, Deserialize)]
enum Kind {
    #[serde(rename = "oauth1")]
    OAuth1,
    #[serde(untagged)]
    OAuth2(Grant),
}

/// The names of OAuth 2's.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Grant {
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
    config: Box<RawValue>,
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
#[serde(rename_all = "snake_case")]
enum Lost {
    NotSent,
    Unknown,
}

#[derive(Deserialize)]
pub(crate) struct Seal {
    id: String,
    key_b64: Base64Of32,
    entropy_b64: Base64Of32,
    now: u64,
    lifetime: u64,
}

#[derive(Deserialize)]
pub(crate) struct Unseal {
    id: String,
    key_b64: Base64Of32,
    /// For the nonces of OAuth 1; no other flow that can be unsealed needs more than it holds.
    entropy_b64: Base64Of32,
    sealed_b64: Base64,
    flow: Kind,
    config: Box<RawValue>,
    now: u64,
}

#[derive(Deserialize)]
pub(crate) struct Drop {
    id: String,
}

impl Flows {
    pub(crate) fn start(&mut self, request: Start) -> Result<Next, Refusal> {
        let seed = Seed::from_bytes(request.entropy_b64.0);
        let now = UnixTime::from_secs(request.now);
        let mut flow = start(request.flow, request.config.get(), seed, now)?;
        let reply = flow.next_action(now);
        self.0.insert(request.id, Running::new(flow, request.config.get()));
        reply
    }

    pub(crate) fn poll(&mut self, request: Poll) -> Result<Next, Refusal> {
        self.find(&request.id)?.flow.next_action(UnixTime::from_secs(request.now))
    }

    pub(crate) fn event(&mut self, request: Happened) -> Result<Next, Refusal> {
        let now = UnixTime::from_secs(request.now);
        let answer = request.response.map(Answer::into_response);
        let url = self.0.get(&request.id).map(|running| running.redirect_uri.clone()).unwrap_or_default();
        let events = [
            answer.as_ref().map(|answer| Event::Response(answer.view())),
            request.redirect.as_deref().map(Event::Redirect),
            request.form_post.as_deref().map(|body| Event::FormPost { url: &url, body: body.as_bytes() }),
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
        let flow = &mut self.find(&request.id)?.flow;
        flow.handle(event, now)?;
        flow.next_action(now)
    }

    pub(crate) fn seal(&mut self, request: Seal) -> Reply {
        let (key, entropy) =
            (SealKey::from_bytes(request.key_b64.0), Seed::from_bytes(request.entropy_b64.0));
        let now = UnixTime::from_secs(request.now);
        let sealed = self.find(&request.id)?.flow.seal(&key, entropy, now, request.lifetime)?;
        Ok(json!({"sealed_b64": STANDARD.encode(sealed)}))
    }

    pub(crate) fn unseal(&mut self, request: Unseal) -> Result<Next, Refusal> {
        let (key, now) = (SealKey::from_bytes(request.key_b64.0), UnixTime::from_secs(request.now));
        let seed = Seed::from_bytes(request.entropy_b64.0);
        let (config, sealed) = (request.config.get(), &request.sealed_b64.0);
        let mut flow = match request.flow {
            Kind::OAuth1 => oauth1::unseal(config, key, sealed, seed, now)?,
            Kind::OAuth2(grant) => oauth2::unseal(grant, config, key, sealed, now)?,
        };
        let reply = flow.next_action(now);
        self.0.insert(request.id, Running::new(flow, config));
        reply
    }

    pub(crate) fn drop(&mut self, request: Drop) -> Reply {
        self.find(&request.id)?;
        self.0.remove(&request.id);
        Ok(json!({}))
    }

    fn find(&mut self, id: &str) -> Result<&mut Running, Refusal> {
        self.0.get_mut(id).ok_or_else(|| Refusal {
            error: "UnknownFlow".into(),
            message: "no flow lives under this id; start it, or mind its spelling".into(),
        })
    }
}

/// Reads a flow's configuration and starts it.
fn start(kind: Kind, config: &str, seed: Seed, now: UnixTime) -> Result<Box<dyn Driven>, Refusal> {
    match kind {
        Kind::OAuth1 => oauth1::start(config, seed),
        Kind::OAuth2(grant) => oauth2::start(grant, config, seed, now),
    }
}

/// A flow, whatever it gives in the end.
trait Driven {
    /// What the embedder must do next.
    fn next_action(&mut self, now: UnixTime) -> Result<Next, Refusal>;

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected>;

    fn seal(&self, key: &SealKey, entropy: Seed, now: UnixTime, lifetime: u64) -> Result<Vec<u8>, Refusal>;
}

/// A flow that can be put to sleep while it waits for the user, or says why it can't.
trait Sealable {
    fn sealed(&self, key: &SealKey, entropy: Seed, now: UnixTime, lifetime: u64) -> Result<Vec<u8>, Refusal>;
}

/// What a flow gives, as `token` has it.
trait Granted {
    fn to_json(&self) -> Result<Box<RawValue>, serde_json::Error>;
}

impl<F: Flow<Output: Granted> + Sealable> Driven for F {
    fn next_action(&mut self, now: UnixTime) -> Result<Next, Refusal> {
        let action = match self.poll(now) {
            Action::Send(request) => ActionReply::Send {
                request: RequestReply::new(&request),
                resend: match request.resend {
                    Resend::Safe => "safe",
                    Resend::IfNotSent => "if_not_sent",
                    Resend::Never => "never",
                },
            },
            Action::Redirect(url) => ActionReply::Redirect { url: url.into() },
            Action::Prompt(prompt) => ActionReply::Prompt {
                user_code: prompt.user_code.map(Into::into),
                verification_uri: prompt.verification_uri.map(Into::into),
                verification_uri_complete: prompt.verification_uri_complete.map(Into::into),
                expires_at: prompt.expires_at.as_secs(),
                until: prompt.until.as_secs(),
            },
            Action::Wait { until } => ActionReply::Wait { until: until.as_secs() },
            Action::Finished => match self.output() {
                Some(Ok(granted)) => ActionReply::Done { token: granted.to_json()? },
                Some(Err(failure)) => ActionReply::Failed { error: FailureReply::new(failure) },
                None => return Err(Refusal::unexpected_action("Finished without an output")),
            },
            // Nothing here configures a key outside, nor tells that a request is under way.
            Action::Sign(_) => return Err(Refusal::unexpected_action("Sign")),
            Action::AwaitResponse => return Err(Refusal::unexpected_action("AwaitResponse")),
        };
        Ok(Next { action })
    }

    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected> {
        Flow::handle(self, event, now)
    }

    fn seal(&self, key: &SealKey, entropy: Seed, now: UnixTime, lifetime: u64) -> Result<Vec<u8>, Refusal> {
        self.sealed(key, entropy, now, lifetime)
    }
}

/// What the embedder must do next.
#[derive(Serialize)]
pub(crate) struct Next {
    action: ActionReply,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ActionReply {
    Send {
        request: RequestReply,
        resend: &'static str,
    },
    Redirect {
        url: String,
    },
    Prompt {
        #[serde(skip_serializing_if = "Option::is_none")]
        user_code: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        verification_uri: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        verification_uri_complete: Option<String>,
        expires_at: u64,
        until: u64,
    },
    Wait {
        until: u64,
    },
    Done {
        token: Box<RawValue>,
    },
    Failed {
        error: FailureReply,
    },
}

#[derive(Serialize)]
struct FailureReply {
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    recovery: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_at: Option<u64>,
}

impl FailureReply {
    fn new(failure: &Failure) -> Self {
        let (recovery, retry_at) = match failure.recovery() {
            Recovery::RetryAfter(time) => ("retry_after", Some(time.as_secs())),
            Recovery::StartAgain => ("start_again", None),
            Recovery::SignInAgain => ("sign_in_again", None),
            Recovery::FixConfiguration => ("fix_configuration", None),
            Recovery::GiveUp => ("give_up", None),
        };
        Self {
            kind: variant(&failure.kind()),
            code: failure.code().map(Into::into),
            description: failure.description().map(Into::into),
            uri: failure.uri().map(Into::into),
            status: failure.status(),
            recovery,
            retry_at,
        }
    }
}
