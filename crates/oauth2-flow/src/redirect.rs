//! The wait for the user's browser, and what is believed of the callback that it brings.

use crate::authorization_request::{AuthorizationParameters, ResponseMode};
use crate::callback::AuthorizationResponse;
use crate::client::{Client, ClientAuthentication, Endpoint, request_url};
use crate::config::{ConfigError, check_extra, check_redirect_uri};
use crate::exchange::{Exchange, Step, success};
use crate::failure::{self, Stake};
use crate::leniency::{Leniencies, Leniency};
use crate::parameters::{Parameters, Target, emit_form, emit_url, written};
use crate::pushed::{PushedAuthorizationRequest, PushedAuthorizationResponse};
use crate::sent::Sent;
use alloc::boxed::Box;
use alloc::string::String;
use oauth_wire::flow::{Event, Failure, FailureKind, Recovery, Rejected};
use oauth_wire::message::Response;
use oauth_wire::secret::Secret;
use oauth_wire::time::UnixTime;

/// How long a flow waits for the user unless told otherwise, in seconds.
pub(crate) const DEFAULT_PATIENCE: u64 = 3600;

/// What a flow holds that waits for the browser.
#[derive(Clone)]
pub(crate) struct Waiting {
    pub(crate) url: Secret,
    /// From when on the server does not know the URL any more.
    url_expires_at: UnixTime,
    /// The redirect URI, `state`, the code verifier where there is one, and the extra parameters that were
    /// pushed, one after the other: they come and go together.
    kept: Secret,
    state_at: usize,
    verifier_at: usize,
    extra_at: usize,
    pub(crate) mode: ResponseMode,
    deadline: UnixTime,
    /// The rules that it took to read the answer to the pushed request.
    leniencies: Leniencies,
}

/// What leaving a request with the server gives.
pub(crate) struct Pushed {
    /// The URL that the browser is sent to.
    url: Secret,
    /// When the server forgets the request.
    expires_at: UnixTime,
    /// The rules that it took to read the answer.
    leniencies: Leniencies,
}

/// What a callback of this flow brings.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    Code,
    AccessToken,
}

impl Waiting {
    /// For as long as the user may take, and without a URL yet.
    pub(crate) fn new(
        redirect_uri: &str,
        state: &str,
        code_verifier: Option<&str>,
        mode: ResponseMode,
        deadline: UnixTime,
    ) -> Self {
        let verifier = code_verifier.unwrap_or_default();
        let verifier_at = redirect_uri.len() + state.len();
        Self {
            url: "".into(),
            url_expires_at: NEVER,
            kept: [redirect_uri, state, verifier].concat().into(),
            state_at: redirect_uri.len(),
            verifier_at,
            extra_at: verifier_at + verifier.len(),
            mode,
            deadline,
            leniencies: Leniencies::NONE,
        }
    }

    /// With the extra parameters of a request that is pushed: they are not in the browser's URL then.
    pub(crate) fn pushing(self, extra: &[(&str, &str)]) -> Self {
        let form = String::from_utf8(written(|out| emit_form(&extra, out))).unwrap_or_default();
        self.with_extra(&Secret::from(form))
    }

    fn with_extra(self, form: &Secret) -> Self {
        Self { kept: [self.kept.expose(), form.expose()].concat().into(), ..self }
    }

    /// The same, once its request has been pushed.
    pub(crate) fn pushed(&self, Pushed { url, expires_at, leniencies }: Pushed) -> Self {
        Self { url, url_expires_at: expires_at, leniencies, ..self.clone() }
    }

    pub(crate) fn url_expires_at(&self) -> Option<UnixTime> {
        Some(self.url_expires_at).filter(|&time| time < NEVER)
    }

    /// The rules that it took to read what came so far, and this callback.
    pub(crate) fn leniencies(&self, response: &AuthorizationResponse<'_>, client: &Client) -> Leniencies {
        let mut used = self.leniencies;
        if response.iss_in_query {
            used.note(Leniency::IssuerInQuery);
        }
        if response.iss.is_some() && client.issuer().is_none() {
            used.note(Leniency::IssuerUnchecked);
        }
        used
    }

    /// Where the browser comes back to.
    pub(crate) fn redirect_uri(&self) -> &str {
        &self.kept.expose()[..self.state_at]
    }

    fn state(&self) -> &str {
        &self.kept.expose()[self.state_at..self.verifier_at]
    }

    /// What the code is exchanged with (PKCE).
    pub(crate) fn code_verifier(&self) -> Option<&str> {
        Some(&self.kept.expose()[self.verifier_at..self.extra_at]).filter(|verifier| !verifier.is_empty())
    }

    /// The extra parameters as a form, where they are not in the URL.
    fn pushed_extra(&self) -> &str {
        &self.kept.expose()[self.extra_at..]
    }

    /// What the callback in this event says, where it is this flow's. In this order: place, response
    /// mode, duplicates, `state`, `iss`, `error`, and what was asked for.
    ///
    /// `Err(Rejected)` is no callback of this flow's, and must change nothing. `Ok(Err(Failure))` is
    /// one that ends it.
    pub(crate) fn take<'a>(
        &self,
        event: Event<'a>,
        client: &Client,
        expected: Expected,
        now: UnixTime,
    ) -> Result<Result<AuthorizationResponse<'a>, Failure>, Rejected> {
        let response = match event {
            Event::Redirect(url) => {
                AuthorizationResponse::from_redirect(url, self.redirect_uri(), self.mode)?
            }
            Event::FormPost { url, body } if self.mode == ResponseMode::FormPost => {
                AuthorizationResponse::from_form_post(url, body, self.redirect_uri())?
            }
            Event::FormPost { .. } => return Err(Rejected::WrongResponseMode),
            _ => return Err(Rejected::Unexpected),
        };
        response.check_state(self.state())?;
        if !response.iss_is(client.issuer(), client.iss_required()) {
            let detail = "the callback's `iss` is missing or not the server's that was asked";
            let recovery = Recovery::FixConfiguration;
            let failure = Failure::new(FailureKind::IssuerMismatch, recovery, detail);
            return Ok(Err(self.leniencies(&response, client).noted_in(failure)));
        }
        let (name, wanted, other) = match expected {
            Expected::Code => ("code", response.code, ("access_token", response.access_token)),
            Expected::AccessToken => ("access_token", response.access_token, ("code", response.code)),
        };
        match (response.error, wanted) {
            (Some(_), Some(_)) => Err(Rejected::ConflictingParameters(name, "error")),
            (Some(_), None) => {
                let failure = self.hide_sent(failure::of_callback(&response, now));
                Ok(Err(self.leniencies(&response, client).noted_in(failure)))
            }
            (None, None) => Err(Rejected::MissingParameter(name)),
            (None, Some(_)) if other.1.is_some() => Err(Rejected::ConflictingParameters(name, other.0)),
            (None, Some(_)) => Ok(Ok(response)),
        }
    }

    /// The failure without what the request carried, which some servers repeat in their description.
    fn hide_sent(&self, failure: Failure) -> Failure {
        let mut sent = Sent::default();
        sent.query(self.url.expose());
        sent.form(self.pushed_extra().as_bytes());
        sent.text(self.state());
        sent.text(self.code_verifier().unwrap_or_default());
        sent.hide_in(failure)
    }

    /// The end of the flow, where the user has taken too long.
    pub(crate) fn overdue(&self, now: UnixTime) -> Option<Failure> {
        (now >= self.deadline)
            .then(|| self.leniencies.noted_in(failure::expired("the user did not come back in time")))
    }
}

#[cfg(feature = "seal")]
impl Waiting {
    pub(crate) fn write(&self, payload: &mut crate::seal::Payload) {
        payload.text(self.url.expose());
        payload.text(self.state());
        payload.text(self.mode.as_str());
        payload.time(self.deadline);
        payload.optional(self.code_verifier());
        payload.text(self.pushed_extra());
        payload.number(self.leniencies.to_bits());
        payload.time(self.url_expires_at);
    }

    pub(crate) fn read(
        opened: &mut crate::seal::Opened,
        redirect_uri: &str,
    ) -> Result<Self, crate::seal::UnsealError> {
        let url = Secret::from(opened.text()?);
        let state = Secret::from(opened.text()?);
        let mode = ResponseMode::from_name(&opened.text()?).ok_or(crate::seal::UnsealError::Malformed)?;
        let deadline = opened.time()?;
        let verifier = opened.optional()?.map(Secret::from);
        let verifier = verifier.as_ref().map(Secret::expose);
        let extra = Secret::from(opened.text()?);
        let leniencies =
            Leniencies::from_bits(opened.number()?).ok_or(crate::seal::UnsealError::Malformed)?;
        let url_expires_at = opened.time()?;
        let waiting = Self::new(redirect_uri, state.expose(), verifier, mode, deadline).with_extra(&extra);
        Ok(Self { url, url_expires_at, leniencies, ..waiting })
    }
}

/// When a URL expires that does not. No flow sees this time: its own deadline is no later.
const NEVER: UnixTime = UnixTime::from_secs(u64::MAX);

/// Names that an authorization request of these flows sets, in this run or another.
const RESERVED: &[&str] = &[
    "response_type",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "resource",
    "request",
    "request_uri",
    "code",
    "code_verifier",
];

/// Names in an authorization endpoint's own query that would take the place of what the flow sets, or of what
/// it expects in return.
const OVERRIDING: &[&str] = &["request", "request_uri", "response_mode"];

/// Checks what the caller configured of an authorization request, and gives the response mode that
/// the callback will come in.
///
/// `response_mode` among the extra parameters counts as the setting: the flow must know it to read
/// the callback.
pub(crate) fn check(
    client: &Client,
    redirect_uri: &str,
    extra: &[(&str, &str)],
    set: Option<ResponseMode>,
    expected: Expected,
) -> Result<ResponseMode, ConfigError> {
    if client.iss_required() && client.issuer().is_none() {
        return Err(ConfigError::MissingIssuer);
    }
    let endpoint = client.required_endpoint(Endpoint::Authorization)?;
    for pair in oauth_wire::form::pairs(endpoint.query.unwrap_or_default().as_bytes()) {
        if let Some(name) = OVERRIDING.iter().find(|name| pair.name.is(name.as_bytes())) {
            return Err(ConfigError::ReservedParameter((*name).into()));
        }
    }
    check_redirect_uri(redirect_uri)?;
    check_extra(&[].as_slice(), RESERVED, extra)?;
    let named = extra.iter().find(|(name, _)| *name == "response_mode");
    let mode = match (named, set) {
        (None, mode) => mode,
        (Some((_, value)), None) => {
            Some(ResponseMode::from_name(value).ok_or(ConfigError::InvalidResponseMode)?)
        }
        (Some(_), Some(_)) => return Err(ConfigError::ReservedParameter("response_mode".into())),
    };
    match (expected, mode) {
        (Expected::Code, mode) => Ok(mode.unwrap_or(ResponseMode::Query)),
        // A token in a query ends up in logs (OAuth 2.0 Multiple Response Types §3).
        (Expected::AccessToken, Some(ResponseMode::Query)) => Err(ConfigError::InvalidResponseMode),
        (Expected::AccessToken, mode) => Ok(mode.unwrap_or(ResponseMode::Fragment)),
    }
}

/// The URL that the browser is sent to.
pub(crate) fn url(client: &Client, parameters: &dyn Parameters) -> Result<Secret, ConfigError> {
    Ok(url_at(client.required_endpoint(Endpoint::Authorization)?, parameters))
}

fn url_at(endpoint: Target<'_>, parameters: &dyn Parameters) -> Secret {
    let url = written(|out| emit_url(endpoint, parameters, out));
    // Pieces of a checked URL, and percent-encoded text.
    String::from_utf8(url).unwrap_or_default().into()
}

/// Leaves the request with the server, and makes of its name the URL that the browser is sent to
/// ([RFC 9126 §4](https://www.rfc-editor.org/rfc/rfc9126#section-4)).
pub(crate) fn push(
    client: &Client,
    parameters: AuthorizationParameters<'_>,
) -> Result<Step<Pushed>, ConfigError> {
    let in_header =
        matches!(client.authentication(), ClientAuthentication::Basic(_) | ClientAuthentication::BasicRaw(_));
    let request = PushedAuthorizationRequest { parameters, client_id_follows: !in_header };
    let endpoint = Endpoint::PushedAuthorizationRequest;
    let exchange = Exchange::form(client, endpoint, &request, Stake::Nothing.resend())?;
    // What is pushed must not stand in the browser's URL with another value.
    let configured = client.required_endpoint(Endpoint::Authorization)?;
    let endpoint = request_url(configured, &parameters).unwrap_or_else(|| configured.place.into());
    let client_id = String::from(client.client_id());
    let read = move |_: &Step<_>, response: &Response<'_>, now| {
        let pushed = success(response, PushedAuthorizationResponse::read, Stake::Nothing, now)?;
        let request_uri = pushed.request_uri.to_str().unwrap_or_default();
        let parameters = [("client_id", client_id.as_str()), ("request_uri", &request_uri)];
        let endpoint = match endpoint.split_once('?') {
            Some((place, query)) => Target { place, query: Some(query) },
            None => Target { place: &endpoint, query: None },
        };
        Ok(Pushed {
            url: url_at(endpoint, &parameters.as_slice()),
            expires_at: now.plus(pushed.expires_in),
            leniencies: pushed.leniencies,
        })
    };
    Ok(Step::new(exchange, Stake::Nothing, Box::new(read)))
}
