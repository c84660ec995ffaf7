//! What the server remembers, in memory and bounded.

use crate::clock::Clock;
use crate::config::{ClientKey, Credentials, User};
use crate::generic;
use crate::log::Log;
use crate::store::Store;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long a person may look at an authorization page before they decide, in seconds. Made up.
pub(crate) const DECISION_LIFETIME: u64 = 30 * 60;

/// How many entries of a kind are kept; then the oldest go.
const CAPACITY: usize = 10_000;

/// Everything that the handlers share.
pub(crate) struct Shared {
    pub(crate) credentials: Credentials,
    pub(crate) generic: generic::Provider,
    pub(crate) base_url: String,
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    pub(crate) schema: crate::graphql::SandboxSchema,
    pub(crate) records: Mutex<crate::graphql::Records>,
    pub(crate) failures: crate::failures::Failures,
    pub(crate) scopes: crate::graphql::Scopes,
    pub(crate) hosts: crate::hosts::Hosts,
    state: Mutex<State>,
}

impl Shared {
    pub(crate) fn new(
        credentials: Credentials,
        base_url: String,
        seed: Seed,
        schema: crate::graphql::SandboxSchema,
        hosts: crate::hosts::Hosts,
        log: Log,
    ) -> Self {
        let state = Mutex::new(State::new(seed));
        // The trusted assertions are about the first user, who is taken where nobody else is named.
        let subject = credentials.users.first().map_or("", |user| user.login);
        let generic = generic::Provider::new(&base_url, &credentials.oauth2.redirect_uris, subject);
        let records = Mutex::new(crate::graphql::Records::new());
        let failures = crate::failures::Failures::default();
        Self {
            credentials,
            generic,
            base_url,
            clock: Clock::default(),
            log,
            schema,
            records,
            failures,
            scopes: crate::graphql::Scopes::default(),
            hosts,
            state,
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A handler that panicked left maps that are whole: each insert stands alone.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn key(&self, id: &str) -> Option<&ClientKey> {
        self.credentials.keys().find(|key| key.id == id)
    }

    /// The user who signs in with this login; the first one where none is given.
    pub(crate) fn user(&self, login: Option<&str>) -> Option<User> {
        match login {
            None => self.credentials.users.first().copied(),
            Some(login) => self.credentials.users.iter().find(|user| user.login == login).copied(),
        }
    }
}

pub(crate) struct State {
    seed: Seed,
    counter: u64,
    /// Authorization pages that were shown and not decided on yet, by an unguessable id.
    pub(crate) pending: Store<Pending>,
    pub(crate) grants: Store<Grant>,
    pub(crate) oauth1: crate::oauth1::Tokens,
    pub(crate) oauth2: crate::oauth2::Tokens,
    pub(crate) saved_searches: Store<crate::oauth1::SavedSearch>,
    pub(crate) generic: generic::Memory,
}

impl State {
    fn new(seed: Seed) -> Self {
        Self {
            seed,
            counter: 0,
            pending: Store::new(CAPACITY),
            grants: Store::new(CAPACITY),
            oauth1: crate::oauth1::Tokens::new(CAPACITY),
            oauth2: crate::oauth2::Tokens::new(CAPACITY),
            saved_searches: Store::new(CAPACITY),
            generic: generic::Memory::new(CAPACITY),
        }
    }

    /// 32 hexadecimal digits that nobody can guess.
    pub(crate) fn random(&mut self) -> String {
        let bytes = self.seed.bytes("upwork-sandbox", self.counter);
        self.counter += 1;
        bytes[..16].iter().fold(String::with_capacity(32), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Notes that `user` lets `client` in, and gives the grant's id.
    pub(crate) fn grant(&mut self, client: &'static str, user: &'static str, now: UnixTime) -> String {
        let id = self.random();
        self.grants.insert(id.clone(), Grant { client, user, at: now, revoked: false });
        id
    }

    /// Whether what hangs on this grant is still good. A forgotten one is not.
    pub(crate) fn is_live(&self, grant: &str) -> bool {
        self.grants.get(grant).is_some_and(|grant| !grant.revoked)
    }

    /// Revokes a grant and with it every token that came of it.
    pub(crate) fn revoke_grant(&mut self, id: &str) -> bool {
        self.grants.get_mut(id).is_some_and(|grant| !std::mem::replace(&mut grant.revoked, true))
    }

    /// Revokes the grant that this token (of either generation, access or refresh) came of.
    pub(crate) fn revoke_token(&mut self, token: &str) -> bool {
        let grant = self.oauth1.grant_of(token).or_else(|| self.oauth2.grant_of(token)).map(str::to_owned);
        grant.is_some_and(|grant| self.revoke_grant(&grant))
    }
}

/// One user's leave for one client: what Upwork's users see in their settings, and revoke there.
pub(crate) struct Grant {
    /// The client's id.
    pub(crate) client: &'static str,
    /// The user's id.
    pub(crate) user: &'static str,
    pub(crate) at: UnixTime,
    pub(crate) revoked: bool,
}

/// What a person is being asked.
pub(crate) struct Pending {
    pub(crate) expires_at: UnixTime,
    pub(crate) question: Question,
}

pub(crate) enum Question {
    OAuth1 {
        client: &'static str,
        /// The temporary token.
        token: String,
    },
    OAuth2 {
        client: &'static str,
        request: crate::oauth2::AuthorizationRequest,
    },
    Generic(generic::AuthorizationRequest),
    GenericDevice {
        /// The device code.
        code: String,
    },
    GenericBackchannel {
        /// The `auth_req_id`.
        code: String,
    },
}
