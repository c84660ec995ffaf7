//! A flow that waits for the user as a value: sealed on one machine, opened on another (feature `seal`).
//!
//! The seal is that of [`oauth_wire::seal`]. It hides and protects the temporary credentials with their
//! secret, names its key by an id (so that keys can be rotated), expires, and is bound to this kind of
//! flow, the three endpoints, the client identifier and the callback: opened for anything else it is an
//! error. The client's secret and a private key are not in it; both machines have them. It fits in a
//! cookie of the user's session, in base64.
//!
//! **Sealed bytes can be copied.** Whoever has them twice can go on twice, until the server has taken the
//! verifier from one of them. Where "once" must hold across machines, keep the sealed flow in a store with
//! an atomic take, and put only its name in the cookie. Find it by the user's session, never by the
//! `oauth_token` in the callback.
//!
//! ```
//! use oauth1_sign::ClientCredentials;
//! use oauth1_sign::flow::seal::{SealKey, UnsealError};
//! use oauth1_sign::flow::{Callback, Config, Endpoints, ThreeLegged};
//! use oauth_wire::flow::{Action, Event, Flow};
//! use oauth_wire::message::Response;
//! use oauth_wire::seed::Seed;
//! use oauth_wire::time::UnixTime;
//!
//! let endpoints = Endpoints {
//!     temporary_credentials: "https://photos.example.net/initiate".into(),
//!     authorization: "https://photos.example.net/authorize".into(),
//!     token: "https://photos.example.net/token".into(),
//! };
//! let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
//! let config = Config::new(endpoints, &client, Callback::Url("https://printer.example.com/ready".into()))?;
//! let now = UnixTime::from_secs(137131200);
//! let mut flow = ThreeLegged::new(config.clone(), Seed::from_bytes([7; 32]));
//! let Action::Send(_) = flow.poll(now) else { panic!() };
//! let reply = b"oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true";
//! flow.handle(Event::Response(Response::new(200, &[], reply)), now)?;
//! let Action::Redirect(_) = flow.poll(now) else { panic!() };
//!
//! let keys = [SealKey::from_bytes([1; 32])]; // 32 secret bytes that all your machines know
//! let fresh = Seed::from_bytes([8; 32]); // from your random number generator, new each time
//! let sealed = flow.seal(&keys[0], fresh, now, 600)?;
//!
//! // Elsewhere, when the browser has come back. What is signed from here on has nonces of its own.
//! let (later, fresh) = (now.plus(60), Seed::from_bytes([9; 32]));
//! let mut flow = ThreeLegged::unseal(config.clone(), &keys, &sealed, fresh, later)?;
//! flow.handle(Event::Redirect("https://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884"), later)?;
//! let Action::Send(request) = flow.poll(later) else { panic!() };
//! assert_eq!(request.url, "https://photos.example.net/token");
//!
//! let late = ThreeLegged::unseal(config, &keys, &sealed, Seed::from_bytes([9; 32]), now.plus(600));
//! assert_eq!(late.unwrap_err(), UnsealError::Expired);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Callback, Config, GrantedToken, State, ThreeLegged};
use alloc::vec::Vec;
use oauth_wire::seal::{Binding, open, seal};
pub use oauth_wire::seal::{SealError, SealKey, UnsealError};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;

impl ThreeLegged {
    /// The flow as bytes that any machine with the key can open, `lifetime` seconds long; see
    /// [`flow::seal`](self). `entropy` is fresh each time.
    ///
    /// # Errors
    /// [`SealError::NotWaiting`], unless the flow waits for the user.
    pub fn seal(
        &self,
        key: &SealKey,
        entropy: Seed,
        now: UnixTime,
        lifetime: u64,
    ) -> Result<Vec<u8>, SealError> {
        let State::AwaitingApproval { temporary, confirmed, .. } = &self.state else {
            return Err(SealError::NotWaiting);
        };
        Ok(seal(key, &entropy, binding(&self.config), now.plus(lifetime), |payload| {
            payload.text(temporary.token.expose());
            payload.text(temporary.secret.expose());
            payload.number(u64::from(*confirmed));
            payload.number(self.signatures);
        }))
    }

    /// The flow that was sealed for this configuration, with one of these keys. Further nonces come from
    /// `seed`, which is fresh: two copies of a sealed flow never sign with the same one.
    ///
    /// # Errors
    /// [`UnsealError`], where the bytes give none. A flow whose callback the server did not confirm is
    /// [`UnsealError::OtherBinding`] for a configuration that does not
    /// [accept that](Config::accepting_oauth_1_0).
    pub fn unseal(
        config: Config,
        keys: &[SealKey],
        sealed: &[u8],
        seed: Seed,
        now: UnixTime,
    ) -> Result<Self, UnsealError> {
        let mut opened = open(keys, binding(&config), sealed, now)?;
        let (token, secret) = (opened.text()?.into(), opened.text()?.into());
        // What else the server said with them has no user any more.
        let temporary = GrantedToken { token, secret, extra: Vec::new() };
        let confirmed = opened.number()? == 1;
        if !confirmed && !config.accept_unconfirmed {
            return Err(UnsealError::OtherBinding);
        }
        let state = State::awaiting_approval(&config, temporary, confirmed);
        // Goes on counting, for whoever hands over the first seed again.
        Ok(Self { config, seed, signatures: opened.number()?, failures: 0, state })
    }
}

/// What a sealed flow belongs to.
fn binding(config: &Config) -> Binding {
    let endpoints = &config.endpoints;
    Binding::new("oauth1")
        .part(&endpoints.temporary_credentials)
        .part(&endpoints.authorization)
        .part(&endpoints.token)
        .part(&config.client)
        .part(match &config.callback {
            Callback::Url(url) => url,
            Callback::OutOfBand => "oob", // no absolute URL, so no `Callback::Url`
            Callback::LeftOut => "",
        })
}

#[cfg(test)]
mod tests;
