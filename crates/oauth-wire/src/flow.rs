//! The vocabulary of every state machine in these crates: what a flow asks for, what it is told,
//! and how it ends. Without a rule of either protocol; those stand in the crates that know them.
//!
//! - [`Flow::poll`] says what stands open ([`Action`]). Asking twice changes nothing.
//! - [`Flow::handle`] tells what happened ([`Event`]). An event that does not fit, or that can't be
//!   this flow's, is [`Rejected`] and leaves the flow as it was: a stranger's callback can't burn the
//!   user's login.
//! - [`Action::Finished`] comes last; [`Flow::into_output`] gives the token or the [`Failure`].

use crate::message::{Request, Response};
use crate::redact::RedactedUrl;
use crate::time::UnixTime;
use core::fmt;

/// What the embedder must do next.
///
/// The enum is exhaustive on purpose: a driver that does not know an action can't run the flow, and
/// the compiler should say so.
#[derive(Clone, Copy)]
pub enum Action<'a> {
    /// Send this request, follow no redirects, and tell the answer with [`Event::Response`], or
    /// its loss with [`Event::TransportFailed`].
    Send(Request<'a>),
    /// The request whose [`Event::Sent`] was told is still unanswered. Drivers that never tell
    /// `Sent` never see this.
    AwaitResponse,
    /// Send the user's browser to this URL and tell the callback with [`Event::Redirect`].
    ///
    /// Find the flow again by the user's own session or cookie, never by the `state` or token in the
    /// callback: looked up that way the check compares a value with itself, and an attacker can
    /// hand his own callback to a victim.
    Redirect(&'a str),
    /// Show this to the user once; poll again at [`until`](Prompt::until).
    Prompt(Prompt<'a>),
    /// Poll again at this time.
    Wait {
        /// When to poll again.
        until: UnixTime,
    },
    /// Sign these bytes with the key that only the embedder holds, and tell the signature with
    /// [`Event::Signature`].
    Sign(SigningInput<'a>),
    /// The flow has ended: take [`Flow::into_output`].
    Finished,
}

impl fmt::Debug for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(request) => f.debug_tuple("Send").field(request).finish(),
            Self::AwaitResponse => f.write_str("AwaitResponse"),
            Self::Redirect(url) => f.debug_tuple("Redirect").field(&RedactedUrl::new(url)).finish(),
            Self::Prompt(prompt) => f.debug_tuple("Prompt").field(prompt).finish(),
            Self::Wait { until } => f.debug_struct("Wait").field("until", until).finish(),
            Self::Sign(input) => f.debug_tuple("Sign").field(input).finish(),
            Self::Finished => f.write_str("Finished"),
        }
    }
}

/// What to show to a user who approves on another device, or out of band.
#[derive(Clone, Copy)]
pub struct Prompt<'a> {
    /// The code to type in there.
    pub user_code: Option<&'a str>,
    /// Where to type it in.
    pub verification_uri: Option<&'a str>,
    /// The same with the code in it, for a QR code.
    pub verification_uri_complete: Option<&'a str>,
    /// After this time the user is too late.
    pub expires_at: UnixTime,
    /// When to poll the flow again.
    pub until: UnixTime,
}

impl fmt::Debug for Prompt<'_> {
    // Whoever reads the user code in a log can approve in the user's place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prompt")
            .field("verification_uri", &self.verification_uri.map(RedactedUrl::new))
            .field("expires_at", &self.expires_at)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// What an outside key is to sign.
#[derive(Clone, Copy)]
pub struct SigningInput<'a> {
    /// The protocol's name of the method, such as `RSA-SHA256`.
    pub method: &'a str,
    /// The bytes to sign, not hashed yet.
    pub message: &'a [u8],
}

impl fmt::Debug for SigningInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningInput({}, {} bytes)", self.method, self.message.len())
    }
}

/// What happened in the world.
#[derive(Clone, Copy)]
pub enum Event<'a> {
    /// The request is on its way. Only for event loops that poll while it is.
    Sent,
    /// The answer to the request.
    Response(Response<'a>),
    /// The request got no answer.
    TransportFailed(TransportFailure),
    /// The callback URL as the user's browser called it: absolute, its fragment included.
    Redirect(&'a str),
    /// A callback that came as a form post (`response_mode=form_post`).
    FormPost {
        /// The URL that it was posted to, absolute.
        url: &'a str,
        /// Its body.
        body: &'a [u8],
    },
    /// The verifier that the user typed in (OAuth 1, out of band).
    Verifier(&'a str),
    /// The signature that [`Action::Sign`] asked for: the raw bytes.
    Signature(&'a [u8]),
}

/// What became of a request, as an HTTP stack tells it.
#[cfg(feature = "alloc")]
impl<'a> From<&'a Result<crate::message::ResponseBuf, TransportFailure>> for Event<'a> {
    fn from(answer: &'a Result<crate::message::ResponseBuf, TransportFailure>) -> Self {
        match answer {
            Ok(answer) => Self::Response(answer.view()),
            Err(failure) => Self::TransportFailed(*failure),
        }
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent => f.write_str("Sent"),
            Self::Response(response) => f.debug_tuple("Response").field(response).finish(),
            Self::TransportFailed(failure) => f.debug_tuple("TransportFailed").field(failure).finish(),
            Self::Redirect(url) => f.debug_tuple("Redirect").field(&RedactedUrl::new(url)).finish(),
            Self::FormPost { url, .. } => f.debug_tuple("FormPost").field(&RedactedUrl::new(url)).finish(),
            Self::Verifier(_) => f.write_str("Verifier"),
            Self::Signature(_) => f.write_str("Signature"),
        }
    }
}

/// How a request got lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransportFailure {
    /// Not a byte of it can have reached the server: no name, no connection, no TLS.
    NotSent,
    /// The server may have seen it. Say this whenever you are not sure.
    Unknown,
}

/// Why an event was turned away. The flow is as it was before; poll it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejected {
    /// The flow waits for something else (a late or repeated event).
    Unexpected,
    /// The callback is no absolute URL, or no readable form.
    Malformed,
    /// The callback came to another place than the redirect URI.
    WrongPlace,
    /// The callback's parameters came in another response mode than was asked for.
    WrongResponseMode,
    /// A parameter that may stand once stands there more than once.
    DuplicateParameter(&'static str),
    /// A parameter that every callback of this flow has is missing.
    MissingParameter(&'static str),
    /// Parameters stand there that exclude each other.
    ConflictingParameters(&'static str, &'static str),
    /// `state` is missing or foreign: the callback belongs to another login, or to an attacker.
    StateMismatch,
    /// `oauth_token` is missing or foreign (OAuth 1's counterpart to `StateMismatch`).
    TokenMismatch,
    /// The signature handed in can't be sent: it is empty, or too long.
    UnusableSignature,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected => f.write_str("the flow does not wait for this event; poll it to see what it waits for"),
            Self::Malformed => f.write_str("the callback is no absolute URL; hand it over as the browser called it, scheme and host included"),
            Self::WrongPlace => f.write_str("the callback came to another place than this flow's redirect URI"),
            Self::WrongResponseMode => f.write_str("the callback's parameters came in another response mode (query, fragment, form post) than this flow asked for"),
            Self::DuplicateParameter(name) => write!(f, "the callback carries `{name}` more than once"),
            Self::MissingParameter(name) => write!(f, "the callback carries no `{name}`"),
            Self::ConflictingParameters(a, b) => write!(f, "the callback carries both `{a}` and `{b}`"),
            Self::StateMismatch => f.write_str("the callback's `state` is not this flow's; find the flow by the user's session, not by the callback"),
            Self::TokenMismatch => f.write_str("the callback's `oauth_token` is not this flow's; find the flow by the user's session, not by the callback"),
            Self::UnusableSignature => f.write_str("the signature handed in is empty or too long"),
        }
    }
}

impl core::error::Error for Rejected {}

/// What can be done about a [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recovery {
    /// The same thing may work from this time on; start a new flow then.
    RetryAfter(UnixTime),
    /// Start the flow again from its beginning.
    StartAgain,
    /// The user must sign in (again).
    SignInAgain,
    /// Something is set up wrong: the client's id, secret, redirect URI, scope or endpoint.
    FixConfiguration,
    /// Nothing here will help.
    GiveUp,
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RetryAfter(time) => write!(f, "try again from {time} (Unix time) on"),
            Self::StartAgain => f.write_str("start again from the beginning"),
            Self::SignInAgain => f.write_str("let the user sign in again"),
            Self::FixConfiguration => {
                f.write_str("check the client's id, secret, redirect URI, scope and endpoints")
            }
            Self::GiveUp => f.write_str("nothing on this side will help"),
        }
    }
}

/// What kind of end a flow came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The user said no.
    Denied,
    /// The server refused, in the protocol's words; see [`Failure::code`].
    Refused,
    /// The server answered with a status that is no success, and not in the protocol's words.
    HttpStatus,
    /// The answer is not what the protocol says it must be; see [`Failure::detail`].
    MalformedAnswer,
    /// The answer to a request that must not be repeated was lost.
    AnswerLost,
    /// The user took too long, or what the flow holds has expired.
    Expired,
    /// The callback names another issuer than the one that was asked: a mix-up attack, or a wrong
    /// configuration.
    IssuerMismatch,
    /// The server did not confirm the callback (`oauth_callback_confirmed`, RFC 5849 §2.1).
    CallbackNotConfirmed,
    /// A request could not be made from the configuration.
    Misconfigured,
    /// [`Flow::into_output`] was called on a flow that has not ended.
    Unfinished,
}

/// How a flow failed: everything that the server said, and what can be done.
///
/// Its `Display` is safe for a terminal and shows no token; the server's own words are shown with
/// control characters escaped.
#[cfg(feature = "alloc")]
#[derive(Clone, PartialEq, Eq)]
pub struct Failure(alloc::boxed::Box<FailureParts>);

#[cfg(feature = "alloc")]
#[derive(Clone, PartialEq, Eq)]
struct FailureParts {
    kind: FailureKind,
    recovery: Recovery,
    detail: alloc::borrow::Cow<'static, str>,
    status: Option<u16>,
    code: Option<alloc::string::String>,
    description: Option<alloc::string::String>,
    uri: Option<alloc::string::String>,
    leniencies: alloc::vec::Vec<&'static str>,
    body: alloc::vec::Vec<u8>,
}

#[cfg(feature = "alloc")]
impl Failure {
    /// A failure of this kind; `detail` says in one line what was wrong, in our words only.
    #[must_use]
    pub fn new(
        kind: FailureKind,
        recovery: Recovery,
        detail: impl Into<alloc::borrow::Cow<'static, str>>,
    ) -> Self {
        Self(alloc::boxed::Box::new(FailureParts {
            kind,
            recovery,
            detail: detail.into(),
            status: None,
            code: None,
            description: None,
            uri: None,
            leniencies: alloc::vec::Vec::new(),
            body: alloc::vec::Vec::new(),
        }))
    }

    /// What [`Flow::into_output`] gives before the flow has ended.
    #[must_use]
    pub fn unfinished() -> Self {
        Self::new(
            FailureKind::Unfinished,
            Recovery::StartAgain,
            "the flow has not ended yet; take its output after Action::Finished",
        )
    }

    /// With the answer that it came from: its status, and its body as far as 64 KiB.
    #[must_use]
    pub fn with_response(mut self, response: &Response<'_>) -> Self {
        self.0.status = Some(response.status());
        let body = response.body();
        self.0.body = body[..body.len().min(64 * 1024)].to_vec();
        self
    }

    /// With the server's error code, description and page.
    #[must_use]
    pub fn with_error(mut self, code: Option<&str>, description: Option<&str>, uri: Option<&str>) -> Self {
        self.0.code = code.map(Into::into);
        self.0.description = description.map(Into::into);
        self.0.uri = uri.map(Into::into);
        self
    }

    /// With the name of a rule that it took to read the answer, once.
    #[must_use]
    pub fn with_leniency(mut self, name: &'static str) -> Self {
        if !self.0.leniencies.contains(&name) {
            self.0.leniencies.push(name);
        }
        self
    }

    /// With the `secrets` masked wherever they stand in description or page, and in the error code where they
    /// stand by themselves; as they are or percent-encoded (a `+` for a space included): some servers repeat
    /// what they were sent. Give all at once: one may be a part of another. The body keeps them.
    ///
    /// One of four or five bytes is masked only where it stands by itself, with no letter, digit or underscore
    /// of ASCII beside it, since it is a part of longer words by chance. A shorter one stays: it is guessed
    /// sooner than found here, and to mask each `a` would tell that the secret is one. What a server escapes in
    /// another way (HTML, percent-encoding twice) is not found.
    ///
    /// ```
    /// use oauth_wire::flow::{Failure, FailureKind, Recovery};
    ///
    /// let failure = Failure::new(FailureKind::Refused, Recovery::SignInAgain, "the server refused the request")
    ///     .with_error(Some("invalid_grant"), Some("Invalid refresh token: tGzv3JOkF0XG5Qx2TlKWIA"), None)
    ///     .hiding(&["tGzv3JOkF0XG5Qx2TlKWIA"]);
    /// assert_eq!(failure.description(), Some("Invalid refresh token: ••••"));
    /// assert_eq!(failure.hiding(&["fresh", "grant"]).code(), Some("invalid_grant"));
    /// ```
    #[must_use]
    pub fn hiding(mut self, secrets: &[&str]) -> Self {
        let parts = &mut *self.0;
        for (text, is_name) in
            [(&mut parts.code, true), (&mut parts.description, false), (&mut parts.uri, false)]
        {
            if let Some(text) = text {
                crate::echo::hide(text, secrets, is_name);
            }
        }
        self
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// What can be done.
    #[must_use]
    pub fn recovery(&self) -> Recovery {
        self.0.recovery
    }

    /// What was wrong, in one line.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The answer's status code, where an answer is the cause.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The server's error code (an open set), as it came but for [`hiding`](Self::hiding): `invalid_grant`,
    /// `oauth_problem`'s value.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The server's words for people, as they came but for [`hiding`](Self::hiding). Show them through
    /// [`Untrusted`](crate::text::Untrusted).
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The page that the server names, as it came but for [`hiding`](Self::hiding). It is a stranger's link.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.0.uri.as_deref()
    }

    /// The names of the rules that it took to read what the server said: where it does not keep to
    /// the RFCs.
    #[must_use]
    pub fn leniencies(&self) -> &[&'static str] {
        &self.0.leniencies
    }

    /// The answer's body, at most 64 KiB of it; empty where there was none. It may hold secrets.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }
}

#[cfg(feature = "alloc")]
impl Drop for FailureParts {
    fn drop(&mut self) {
        crate::secret::wipe(&mut self.body);
    }
}

#[cfg(feature = "alloc")]
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::text::Untrusted;
        f.write_str(&self.0.detail)?;
        if let Some(status) = self.0.status {
            write!(f, " (HTTP status {status})")?;
        }
        if let Some(code) = &self.0.code {
            write!(f, ": {}", Untrusted::new(code.as_bytes()).at_most(100))?;
        }
        if let Some(description) = &self.0.description {
            write!(f, ": {}", Untrusted::new(description.as_bytes()))?;
        }
        write!(f, "; {}", self.0.recovery)
    }
}

#[cfg(feature = "alloc")]
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::text::Untrusted;
        f.debug_struct("Failure")
            .field("kind", &self.0.kind)
            .field("recovery", &self.0.recovery)
            .field("detail", &self.0.detail)
            .field("status", &self.0.status)
            .field("code", &self.0.code.as_ref().map(|code| Untrusted::new(code.as_bytes())))
            .field("leniencies", &self.0.leniencies)
            .field("body", &format_args!("{} bytes", self.0.body.len()))
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "alloc")]
impl core::error::Error for Failure {}

/// A state machine over an exchange with a server and, for some, a user.
#[cfg(feature = "alloc")]
pub trait Flow {
    /// What a flow that succeeds gives.
    type Output;

    /// What stands open now. Asking again changes nothing but what time changes.
    fn poll(&mut self, now: UnixTime) -> Action<'_>;

    /// Tells what happened.
    ///
    /// # Errors
    /// [`Rejected`] when the event does not fit; the flow is as it was then.
    fn handle(&mut self, event: Event<'_>, now: UnixTime) -> Result<(), Rejected>;

    /// How the flow ended; `None` while it goes on.
    fn output(&self) -> Option<Result<&Self::Output, &Failure>>;

    /// The flow's end, owned.
    ///
    /// # Errors
    /// The flow's [`Failure`], or one of kind [`Unfinished`](FailureKind::Unfinished) before
    /// [`Action::Finished`].
    fn into_output(self) -> Result<Self::Output, Failure>
    where
        Self: Sized;
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_failure_keeps_all_and_shows_what_is_safe() {
        let response = Response::new(400, &[], b"{\"refresh_token\":\"SECRET\"}");
        let failure =
            Failure::new(FailureKind::Refused, Recovery::SignInAgain, "the server refused the refresh token")
                .with_response(&response)
                .with_error(Some("invalid_grant"), Some("gone\x1b[31m"), None);
        assert_eq!(failure.body(), response.body());
        assert_eq!(
            failure.to_string(),
            "the server refused the refresh token (HTTP status 400): invalid_grant: gone\\u{1b}[31m; let the user sign in again"
        );
        assert!(!std::format!("{failure:?}").contains("SECRET"));
    }
}
