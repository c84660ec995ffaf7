//! What the provider remembers, and how it gives tokens out.

use super::approval::Approval;
use super::authorize::{Code, Pushed};
use super::client::Client;
use crate::config::User;
use crate::message::Reply;
use crate::state::State;
use crate::store::Store;
use http::StatusCode;
use oauth_wire::time::UnixTime;
use serde_json::{Value, json};
use std::sync::Arc;

/// How long an access token is good, in seconds.
pub(crate) const ACCESS_TOKEN_LIFETIME: u64 = 60 * 60;

/// How long a refresh token is good since its last use, in seconds.
pub(crate) const REFRESH_TOKEN_LIFETIME: u64 = 14 * 24 * 60 * 60;

pub(crate) struct Memory {
    /// The clients that registered themselves.
    pub(super) clients: Store<Arc<Client>>,
    pub(super) pushed: Store<Pushed>,
    pub(super) codes: Store<Code>,
    /// By device code or `auth_req_id`.
    pub(super) approvals: Store<Approval>,
    /// The device codes, by what the user types in.
    pub(super) user_codes: Store<String>,
    pub(super) grants: Store<Grant>,
    pub(super) access: Store<AccessToken>,
    pub(super) refresh: Store<RefreshToken>,
}

/// What a client may do, and for whom: all tokens of one approval hang on it.
pub(super) struct Grant {
    pub(super) client: String,
    /// `None` where the client acts for itself.
    pub(super) user: Option<User>,
    pub(super) scope: String,
    /// Who acts for the user (RFC 8693 §4.1).
    pub(super) actor: Option<String>,
    pub(super) revoked: bool,
}

pub(super) struct AccessToken {
    pub(super) grant: String,
    pub(super) scope: String,
    pub(super) issued_at: UnixTime,
    pub(super) expires_at: UnixTime,
}

pub(super) struct RefreshToken {
    pub(super) grant: String,
    pub(super) expires_at: UnixTime,
    pub(super) used: bool,
}

impl Memory {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            clients: Store::new(capacity),
            pushed: Store::new(capacity),
            codes: Store::new(capacity),
            approvals: Store::new(capacity),
            user_codes: Store::new(capacity),
            grants: Store::new(capacity),
            access: Store::new(capacity),
            refresh: Store::new(capacity),
        }
    }

    /// An access token that is good now, and the grant that it hangs on.
    pub(super) fn bearer(&self, token: &str, now: UnixTime) -> Option<(&AccessToken, &Grant)> {
        let token = self.access.get(token).filter(|token| now < token.expires_at)?;
        Some((token, self.live(&token.grant)?))
    }

    /// The same of a refresh token.
    pub(super) fn refresh(&self, token: &str, now: UnixTime) -> Option<(&RefreshToken, &Grant)> {
        let token = self.refresh.get(token).filter(|token| now < token.expires_at && !token.used)?;
        Some((token, self.live(&token.grant)?))
    }

    fn live(&self, grant: &str) -> Option<&Grant> {
        self.grants.get(grant).filter(|grant| !grant.revoked)
    }

    pub(super) fn revoke_grant(&mut self, id: &str) {
        if let Some(grant) = self.grants.get_mut(id) {
            grant.revoked = true;
        }
    }
}

/// Notes a grant, and gives its id.
pub(super) fn grant(state: &mut State, client: &Client, user: Option<User>, scope: &str) -> String {
    let id = state.random();
    let client = client.id.clone();
    let grant = Grant { client, user, scope: scope.into(), actor: None, revoked: false };
    state.generic.grants.insert(id.clone(), grant);
    id
}

/// Whether a refresh token comes too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Refresh {
    Yes,
    No,
}

/// The members of a token answer ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)),
/// with new tokens of a grant.
pub(super) fn issue(state: &mut State, grant: &str, scope: &str, refresh: Refresh, now: UnixTime) -> Value {
    let access_token = format!("generic_at_{}", state.random());
    let token = AccessToken {
        grant: grant.into(),
        scope: scope.into(),
        issued_at: now,
        expires_at: now.plus(ACCESS_TOKEN_LIFETIME),
    };
    state.generic.access.insert(access_token.clone(), token);
    let mut members = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_LIFETIME,
        "scope": scope,
    });
    if refresh == Refresh::Yes {
        let text = format!("generic_rt_{}", state.random());
        let expires_at = now.plus(REFRESH_TOKEN_LIFETIME);
        state
            .generic
            .refresh
            .insert(text.clone(), RefreshToken { grant: grant.into(), expires_at, used: false });
        members["refresh_token"] = text.into();
    }
    members
}

/// A token answer.
pub(super) fn reply(members: &Value) -> Reply {
    Reply::json(StatusCode::OK, members).no_store()
}
