//! What an answer grants, or why it grants nothing.

use crate::credentials::TokenCredentials;
use crate::problem::{Problem, ProblemKind};
use crate::reply::TokenReply;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::flow::{Failure, FailureKind, Recovery};
use oauth_wire::message::Response;
use oauth_wire::percent::Encoded;
use oauth_wire::retry_after::RetryAfter;
use oauth_wire::secret::{Secret, wipe};
use oauth_wire::time::UnixTime;

/// How long to leave a server alone that can't answer now, and does not say until when, in seconds.
const RETRY_DELAY: u64 = 60;

/// Token credentials as the server granted them, with everything else it said.
#[derive(Clone, PartialEq, Eq)]
pub struct GrantedToken {
    pub(super) token: Secret,
    pub(super) secret: Secret,
    pub(super) extra: Vec<(String, String)>,
}

impl GrantedToken {
    /// The credentials to sign with.
    #[must_use]
    pub fn credentials(&self) -> TokenCredentials<'_> {
        TokenCredentials::new(self.token.expose(), self.secret.expose())
    }

    /// The reply's other members, in order: `user_id`, `screen_name`.
    #[must_use]
    pub fn extra(&self) -> &[(String, String)] {
        &self.extra
    }

    fn from_reply(reply: &TokenReply<'_>) -> Self {
        Self {
            token: text(reply.token()).into(),
            secret: text(reply.token_secret()).into(),
            extra: reply.extra().map(|(name, value)| (text(name), text(value))).collect(),
        }
    }
}

impl Drop for GrantedToken {
    fn drop(&mut self) {
        // A session handle among them is as good as a secret.
        for (_, value) in &mut self.extra {
            wipe(&mut core::mem::take(value).into_bytes());
        }
    }
}

impl fmt::Debug for GrantedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An extra member may be a secret too (a session handle).
        let names: Vec<_> = self.extra.iter().map(|(name, _)| name).collect();
        f.debug_struct("GrantedToken").field("extra", &names).finish_non_exhaustive()
    }
}

/// The credentials in an answer, and whether the callback is confirmed; or why there are none.
pub(super) fn granted(response: &Response<'_>, now: UnixTime) -> Result<(GrantedToken, bool), Failure> {
    if !response.is_success() {
        return Err(refusal(response, now));
    }
    match TokenReply::parse(response.body()) {
        Ok(reply) => Ok((GrantedToken::from_reply(&reply), reply.callback_confirmed())),
        // Some servers refuse with status 200.
        Err(_) if Problem::find(response).is_some() => Err(refusal(response, now)),
        Err(_) => Err(Failure::new(
            FailureKind::MalformedAnswer,
            Recovery::FixConfiguration,
            "the server's answer carries no credentials (oauth_token and oauth_token_secret); is the endpoint right?",
        )
        .with_response(response)),
    }
}

fn refusal(response: &Response<'_>, now: UnixTime) -> Failure {
    if let Some(problem) = Problem::find(response) {
        let denied = matches!(problem.kind(), ProblemKind::UserRefused | ProblemKind::PermissionDenied);
        let kind = if denied { FailureKind::Denied } else { FailureKind::Refused };
        let advice = problem.advice().or(problem.parameters_absent()).map(text);
        return Failure::new(kind, problem.kind().recovery(), problem.kind().advice())
            .with_response(response)
            .with_error(Some(&text(problem.code())), advice.as_deref(), None);
    }
    let recovery = match response.status() {
        // Not worked on.
        425 | 429 | 503 => {
            let told = response.header("retry-after").and_then(|value| RetryAfter::parse(value, now));
            Recovery::RetryAfter(told.unwrap_or(RetryAfter::Seconds(RETRY_DELAY)).time(now).max(now))
        }
        408 | 500..=599 => Recovery::StartAgain,
        _ => Recovery::FixConfiguration,
    };
    Failure::new(FailureKind::HttpStatus, recovery, "the server refused the request without saying why")
        .with_response(response)
}

/// A value as text. It may be a secret: no vector that was outgrown keeps the half of it.
fn text(value: Encoded<'_>) -> String {
    let mut bytes = Vec::with_capacity(value.decoded_len());
    bytes.extend(value.bytes());
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
