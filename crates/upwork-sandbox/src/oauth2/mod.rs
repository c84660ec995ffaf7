//! OAuth 2 as Upwork speaks it, with the rules that the RFCs set for servers.

mod authorize;
pub(crate) mod error;
pub(crate) mod pkce;
mod token;

pub(crate) use authorize::{AuthorizationRequest, ResponseType, answer_decision, authorize};
pub(crate) use token::token;

use self::pkce::Challenge;
use crate::state::State;
use crate::store::Store;
use oauth_wire::time::UnixTime;

/// How long an access token is good, in seconds: 24 hours (official documentation).
pub(crate) const ACCESS_TOKEN_LIFETIME: u64 = 24 * 60 * 60;

/// How long a refresh token is good since its last use, in seconds: two weeks (official
/// documentation). Each use replaces it, so this is its age.
pub(crate) const REFRESH_TOKEN_LIFETIME: u64 = 14 * 24 * 60 * 60;

/// How long an authorization code is good, in seconds. Made up; RFC 6749 §4.1.2 advises 10 minutes
/// at most.
pub(crate) const CODE_LIFETIME: u64 = 5 * 60;

/// The codes and tokens that were given out.
pub(crate) struct Tokens {
    codes: Store<Code>,
    access: Store<AccessToken>,
    refresh: Store<RefreshToken>,
}

struct Code {
    client: &'static str,
    user: &'static str,
    redirect_uri: String,
    challenge: Option<Challenge>,
    expires_at: UnixTime,
    /// The grant that it was exchanged for. A second exchange revokes it (RFC 6749 §4.1.2).
    used_for: Option<String>,
}

pub(crate) struct AccessToken {
    pub(crate) user: &'static str,
    grant: String,
    expires_at: UnixTime,
}

struct RefreshToken {
    client: &'static str,
    user: &'static str,
    grant: String,
    expires_at: UnixTime,
    used: bool,
}

impl Tokens {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { codes: Store::new(capacity), access: Store::new(capacity), refresh: Store::new(capacity) }
    }

    pub(crate) fn grant_of(&self, token: &str) -> Option<&str> {
        let access = self.access.get(token).map(|token| token.grant.as_str());
        access.or_else(|| self.refresh.get(token).map(|token| token.grant.as_str()))
    }
}

/// The user of a bearer token that is good now.
pub(crate) fn bearer<'s>(state: &'s State, token: &str, now: UnixTime) -> Option<&'s AccessToken> {
    state.oauth2.access.get(token).filter(|token| now < token.expires_at && state.is_live(&token.grant))
}

/// A token string in the look of the official documentation's examples.
fn token_text(state: &mut State) -> String {
    format!("oauth2v2_{}", state.random())
}

fn issue_access_token(state: &mut State, user: &'static str, grant: String, now: UnixTime) -> String {
    let text = token_text(state);
    let token = AccessToken { user, grant, expires_at: now.plus(ACCESS_TOKEN_LIFETIME) };
    state.oauth2.access.insert(text.clone(), token);
    text
}

fn issue_refresh_token(
    state: &mut State,
    client: &'static str,
    user: &'static str,
    grant: String,
    now: UnixTime,
) -> String {
    let text = token_text(state);
    let expires_at = now.plus(REFRESH_TOKEN_LIFETIME);
    state.oauth2.refresh.insert(text.clone(), RefreshToken { client, user, grant, expires_at, used: false });
    text
}
