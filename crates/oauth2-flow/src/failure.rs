//! What an error means for the flow it ends: one place for every grant.
//!
//! Which recovery an answer without an error code leaves depends on what may have become of the
//! request. 425, 429 and 503 say that it was not worked on. Any other 5xx, and 408, leave it open whether the
//! server used up what the request carried: a code is good once, so its flow starts again; a refresh
//! token may be tried again, since all that a second use can lose is a token that never arrived.

use crate::answer::{AnswerError, ErrorResponse};
use crate::callback::AuthorizationResponse;
use crate::leniency::Leniencies;
use crate::retry_after::retry_after;
use alloc::string::{String, ToString};
use oauth_wire::flow::{Failure, FailureKind, Recovery};
use oauth_wire::message::{Resend, Response};
use oauth_wire::percent::Encoded;
use oauth_wire::time::UnixTime;

/// How long to leave a server alone that says it can't answer now, and not until when, in seconds.
const RETRY_DELAY: u64 = 60;

/// What a grant's request carries, and so what its loss or refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stake {
    /// Nothing that is good once.
    Nothing,
    /// A user's name and password.
    Password,
    /// A device code, or its counterpart in CIBA: asked about again and again.
    Approval,
    /// An assertion or another token: good once, and the caller can make another.
    Assertion,
    /// A code: the user approved it, and it is good once.
    Code,
    /// A refresh token, which the server may rotate.
    RefreshToken,
}

impl Stake {
    pub(crate) const fn resend(self) -> Resend {
        match self {
            Self::Nothing | Self::Password | Self::Approval => Resend::Safe,
            Self::Assertion | Self::Code | Self::RefreshToken => Resend::IfNotSent,
        }
    }

    /// The end of a flow whose answer was lost.
    pub(crate) fn lost(self) -> Failure {
        let detail = "the answer was lost, and the request must not be repeated as it was";
        Failure::new(FailureKind::AnswerLost, self.used_up(), detail)
    }

    /// What is left where the thing is used up, expired or revoked.
    const fn used_up(self) -> Recovery {
        match self {
            Self::Nothing => Recovery::FixConfiguration,
            Self::Approval | Self::Assertion | Self::Code => Recovery::StartAgain,
            Self::Password | Self::RefreshToken => Recovery::SignInAgain,
        }
    }
}

/// The end of a flow by an error in the protocol's words
/// ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
pub(crate) fn of_error(
    response: &Response<'_>,
    error: &ErrorResponse<'_>,
    stake: Stake,
    now: UnixTime,
) -> Failure {
    let code = error.error.to_str().unwrap_or_default();
    let recovery = match code.as_str() {
        "invalid_grant" => stake.used_up(),
        _ if is_busy(response.status()) => Recovery::RetryAfter(later(response, now)),
        "server_error" if stake == Stake::Code => Recovery::StartAgain,
        _ => match of_code(&code, later(response, now)) {
            Some(recovery) => recovery,
            // What no RFC names comes from a gateway or a framework: its status says more.
            None => of_status(response, stake, now).unwrap_or(Recovery::GiveUp),
        },
    };
    let text = |text: Option<crate::text::Text<'_>>| text.and_then(|text| text.to_str().ok());
    let failure = Failure::new(kind_of(&code), recovery, "the server refused the request")
        .with_response(response)
        .with_error(Some(&code), text(error.error_description).as_deref(), text(error.error_uri).as_deref());
    error.leniencies.noted_in(failure)
}

/// The end of a flow by an error in a callback
/// ([RFC 6749 §4.1.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1)).
pub(crate) fn of_callback(response: &AuthorizationResponse<'_>, now: UnixTime) -> Failure {
    let text =
        |text: Option<Encoded<'_>>| text.map(|text| String::from_utf8_lossy(&text.to_vec()).into_owned());
    let code = text(response.error).unwrap_or_default();
    let recovery = of_code(&code, now.plus(RETRY_DELAY)).unwrap_or(Recovery::GiveUp);
    Failure::new(kind_of(&code), recovery, "the server refused the authorization request").with_error(
        Some(&code),
        text(response.error_description).as_deref(),
        text(response.error_uri).as_deref(),
    )
}

/// The end of a flow by an answer that is neither success nor an error in the protocol's words. `used` are the
/// rules by which it was read as far as it could be.
#[cold]
pub(crate) fn of_answer(
    response: &Response<'_>,
    error: AnswerError,
    used: Leniencies,
    stake: Stake,
    now: UnixTime,
) -> Failure {
    let (kind, recovery) = match error {
        // A redirect, a page that wants a login, a firewall, no such path.
        AnswerError::Status(_) => {
            let recovery = of_status(response, stake, now).unwrap_or(Recovery::FixConfiguration);
            (FailureKind::HttpStatus, recovery)
        }
        // What was asked for came, and was cut off on its way.
        AnswerError::NotJson(_) if matches!(response.body().trim_ascii_start(), [] | [b'{', ..]) => {
            let recovery = match stake {
                Stake::Nothing | Stake::Password => Recovery::RetryAfter(later(response, now)),
                _ => stake.used_up(),
            };
            (FailureKind::MalformedAnswer, recovery)
        }
        AnswerError::NotJson(_) => (FailureKind::MalformedAnswer, Recovery::FixConfiguration),
        _ => (FailureKind::MalformedAnswer, Recovery::GiveUp),
    };
    used.noted_in(Failure::new(kind, recovery, error.to_string()).with_response(response))
}

/// The end of a flow whose next request can't be made. The client is checked at the start, so none
/// of these is expected.
pub(crate) fn misconfigured() -> Failure {
    let detail = "the next request can't be made from the configuration";
    Failure::new(FailureKind::Misconfigured, Recovery::FixConfiguration, detail)
}

/// The end of a flow that waited too long for the user.
pub(crate) fn expired(detail: &'static str) -> Failure {
    Failure::new(FailureKind::Expired, Recovery::StartAgain, detail)
}

/// What a status leaves that says more than that the request was refused.
fn of_status(response: &Response<'_>, stake: Stake, now: UnixTime) -> Option<Recovery> {
    match response.status() {
        status if is_busy(status) => Some(Recovery::RetryAfter(later(response, now))),
        status if may_pass(status) && stake == Stake::Code => Some(Recovery::StartAgain),
        status if may_pass(status) => Some(Recovery::RetryAfter(later(response, now))),
        404 | 405 => Some(Recovery::FixConfiguration),
        _ => None,
    }
}

/// Whether the status says that the request was not worked on.
pub(crate) const fn is_busy(status: u16) -> bool {
    matches!(status, 425 | 429 | 503)
}

/// Whether the status speaks of the server's state rather than of the request.
pub(crate) const fn may_pass(status: u16) -> bool {
    is_busy(status) || matches!(status, 408 | 500..)
}

/// When to try again.
pub(crate) fn later(response: &Response<'_>, now: UnixTime) -> UnixTime {
    retry_after(response, now).unwrap_or(now.plus(RETRY_DELAY)).max(now)
}

fn kind_of(code: &str) -> FailureKind {
    match code {
        "access_denied" => FailureKind::Denied,
        "expired_token" => FailureKind::Expired,
        _ => FailureKind::Refused,
    }
}

/// What an error code leaves, whichever grant it ends; `None` for one that no RFC names.
fn of_code(code: &str, later: UnixTime) -> Option<Recovery> {
    Some(match code {
        // RFC 6749 §4.1.2.1 and §5.2, RFC 8707 §2, RFC 9126 §2.3, OpenID Connect Core §3.1.2.6
        "invalid_request"
        | "invalid_client"
        | "unauthorized_client"
        | "unsupported_grant_type"
        | "unsupported_response_type"
        | "invalid_scope"
        | "invalid_target"
        | "invalid_redirect_uri"
        | "invalid_request_uri"
        | "invalid_request_object"
        | "request_not_supported"
        | "request_uri_not_supported"
        | "registration_not_supported"
        // RFC 7591 §3.2.2
        | "invalid_client_metadata"
        | "invalid_software_statement"
        | "unapproved_software_statement"
        // CIBA §13
        | "unknown_user_id"
        | "missing_user_code"
        | "invalid_user_code"
        | "invalid_binding_message" => Recovery::FixConfiguration,
        "server_error" | "temporarily_unavailable" => Recovery::RetryAfter(later),
        // Only the user can change these.
        "access_denied"
        | "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => Recovery::SignInAgain,
        "invalid_grant" | "expired_token" | "expired_login_hint_token" | "transaction_failed" => {
            Recovery::StartAgain
        }
        _ => return None,
    })
}
