//! Whether a request is signed by whom it says, and the answers where it is not.

use crate::config::{ClientKey, KeyKind};
use crate::message::{Reply, Request};
use crate::state::{Shared, State};
use http::{StatusCode, header};
use oauth_wire::percent::Encoded;
use oauth_wire::time::UnixTime;
use oauth1_sign::{KnownClient, KnownToken, ReceivedRequest, SignableRequest, Slot, VerifyError};
use std::fmt::Write;

/// How many seconds a timestamp may lie before or after the sandbox's time. Made up.
const MAX_AGE: u64 = 300;

/// The most parameters that a signed request may have.
const MAX_PARAMETERS: usize = 1_000;

/// Upwork's words for a signature that is wrong (reported by users).
const WRONG_SIGNATURE: &str = "Verification of signature failed";

/// Upwork's words for a client or token that is unknown, foreign, or revoked (reported by users).
const NOT_ENABLED: &str = "The consumer_key and token combination does not exist or is not enabled";

/// Which kind of token the request must be signed with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SignedWith {
    ClientAlone,
    Temporary,
    Token,
}

/// A request that is signed, fresh, and no replay.
pub(super) struct Signed<'s> {
    pub(super) key: &'s ClientKey,
    pub(super) token: String,
    pub(super) callback: Option<String>,
    pub(super) verifier: Option<String>,
}

/// Verifies the request and remembers its nonce.
pub(super) fn verify<'s>(
    shared: &'s Shared,
    request: &Request<'_>,
    with: SignedWith,
) -> Result<Signed<'s>, Reply> {
    check(shared, request, with).map_err(|error| match error {
        VerifyError::WrongSignature => unauthorized(WRONG_SIGNATURE),
        VerifyError::UnknownClient => not_enabled("unknown consumer key"),
        VerifyError::UnknownToken => not_enabled("no token, or one that is unknown, expired or revoked"),
        VerifyError::TokenOfAnotherClient => not_enabled("another client's token"),
        VerifyError::TimestampRefused { .. } | VerifyError::NonceUsed => unauthorized(error.to_string()),
        // Not signed at all: the answer that asks for it (RFC 9110 §11.6.1).
        VerifyError::MissingParameter("oauth_consumer_key") => unauthorized(error.to_string()),
        _ => Reply::text(StatusCode::BAD_REQUEST, error.to_string()).note(error.to_string()),
    })
}

/// 401 with this text and nothing else as its body.
pub(super) fn unauthorized(text: impl Into<String>) -> Reply {
    let text = text.into();
    Reply::text(StatusCode::UNAUTHORIZED, text.clone())
        .header(header::WWW_AUTHENTICATE, "OAuth realm=\"upwork-sandbox\"")
        .note(text)
}

/// 401 in Upwork's words; the log says more.
pub(super) fn not_enabled(why: &'static str) -> Reply {
    unauthorized(NOT_ENABLED).note(why)
}

fn check<'s>(shared: &'s Shared, request: &Request<'_>, with: SignedWith) -> Result<Signed<'s>, VerifyError> {
    let signable = SignableRequest::new(request.method.as_str(), request.url)
        .map_err(|_| VerifyError::Malformed("the URL"))?;
    let form = request.form_parameters().map(|parameters| parameters.0);
    let signable = form.map_or(signable, |form| signable.with_form_body(form));
    let authorization = request.header(header::AUTHORIZATION);
    let received = ReceivedRequest::parse(&signable, authorization)?.with_body(request.body);

    let now = shared.clock.now();
    let key = text(Some(received.client())).and_then(|id| shared.key(&id));
    let key = key.filter(|key| key.kind == KeyKind::OAuth1);
    let token = text(received.token()).unwrap_or_default();
    let known = known_token(&shared.state(), &token, with, now);
    let client = key.map(|key| KnownClient::new(key.secret.expose(), &["HMAC-SHA1"]));
    let known_token = known.as_ref().map(|(secret, client)| KnownToken::new(secret, client));

    let mut scratch = vec![Slot::EMPTY; 32];
    let verified = loop {
        match received.verify(client.as_ref(), known_token.as_ref(), now, MAX_AGE, &mut scratch) {
            Err(VerifyError::ScratchTooSmall { required }) if required > MAX_PARAMETERS => {
                return Err(VerifyError::Malformed("the number"));
            }
            Err(VerifyError::ScratchTooSmall { required }) if required > scratch.len() => {
                scratch.resize(required, Slot::EMPTY);
            }
            verified => break verified?,
        }
    };
    let nonce = verified.nonce().ok_or(VerifyError::MissingParameter("oauth_nonce"))?;
    let mut name = String::with_capacity(64);
    nonce.key().iter().for_each(|byte| _ = write!(name, "{byte:02x}"));
    let signed = verified.accept(shared.state().oauth1.nonces.insert_new(name, ()))?;

    // Signed by the client alone: right in itself, but nobody gave leave.
    if with != SignedWith::ClientAlone && token.is_empty() {
        return Err(VerifyError::UnknownToken);
    }
    let key = key.ok_or(VerifyError::UnknownClient)?;
    Ok(Signed { key, token, callback: text(signed.callback()), verifier: text(signed.verifier()) })
}

/// The token's secret and the client it was issued to, where it is good now.
fn known_token(
    state: &State,
    token: &str,
    with: SignedWith,
    now: UnixTime,
) -> Option<(String, &'static str)> {
    match with {
        SignedWith::ClientAlone => None,
        SignedWith::Temporary => {
            let temporary = state.oauth1.temporary.get(token).filter(|temporary| now < temporary.expires_at);
            temporary.map(|temporary| (temporary.secret.clone(), temporary.client))
        }
        SignedWith::Token => {
            let token = state.oauth1.tokens.get(token).filter(|token| state.is_live(&token.grant));
            token.map(|token| (token.secret.clone(), token.client))
        }
    }
}

/// The decoded text; none where it is empty or no UTF-8.
fn text(value: Option<Encoded<'_>>) -> Option<String> {
    value.and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty())
}
