//! OAuth 1 as Upwork spoke it until it was retired
//! ([RFC 5849](https://www.rfc-editor.org/rfc/rfc5849)): HMAC-SHA1, parameters in header, query or
//! form body, form-encoded replies.

mod api;
mod authorize;
mod credentials;
mod jobs;
mod verify;

pub(crate) use api::{SavedSearch, jobs, list_saved_searches, save_search};
pub(crate) use authorize::{answer_decision, authorize};
pub(crate) use credentials::{temporary_credentials, token_credentials};
pub(crate) use jobs::JOBS;

use crate::store::Store;
use oauth_wire::time::UnixTime;

/// How long temporary credentials are good, in seconds. Made up.
const TEMPORARY_LIFETIME: u64 = 30 * 60;

/// How many nonces are remembered. Only requests with a right signature leave one.
const NONCES: usize = 100_000;

/// The credentials that were given out, and the nonces that were used.
pub(crate) struct Tokens {
    temporary: Store<Temporary>,
    tokens: Store<Token>,
    nonces: Store<()>,
}

struct Temporary {
    client: &'static str,
    secret: String,
    callback: Callback,
    expires_at: UnixTime,
    /// The user who approved, and the verifier that proves it.
    approved: Option<(&'static str, String)>,
}

/// Where the verifier goes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Callback {
    /// To this registered URL.
    Url(String),
    /// To the user's eyes: `oob`, or no `oauth_callback` at all (OAuth 1.0, as the old clients).
    OutOfBand,
}

struct Token {
    client: &'static str,
    user: &'static str,
    secret: String,
    grant: String,
}

impl Tokens {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { temporary: Store::new(capacity), tokens: Store::new(capacity), nonces: Store::new(NONCES) }
    }

    pub(crate) fn grant_of(&self, token: &str) -> Option<&str> {
        self.tokens.get(token).map(|token| token.grant.as_str())
    }
}
