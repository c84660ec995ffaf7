//! Client-initiated backchannel authentication
//! ([CIBA](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html)),
//! poll mode: the server asks the user on another channel, such as the bank's app on the phone.
//!
//! The flow ([`PollingFlow`]) names the user to the server, waits by
//! [`Action::Prompt`](oauth_wire::flow::Action::Prompt) without a code to show, and asks for the token at
//! the server's interval.
//!
//! # States
//!
//! What no line shows is refused and changes nothing.
//!
//! ```text
//! requesting, ready --sent--> requesting, sent
//! requesting, ready --token | error | garbage | lost | pending | slow_down | busy--> failed
//! requesting, ready --not sent--> requesting, backing off
//! requesting, ready --codes--> waiting
//! requesting, sent --token | error | garbage | lost | pending | slow_down | busy--> failed
//! requesting, sent --not sent--> requesting, backing off
//! requesting, sent --codes--> waiting
//! requesting, backing off --interval | expiry--> requesting, ready
//! waiting --interval--> asking, ready
//! waiting --expiry--> failed
//! asking, ready --sent--> asking, sent
//! asking, ready --token--> done
//! asking, ready --error | garbage | codes | expiry--> failed
//! asking, ready --not sent | lost | pending | slow_down | busy--> waiting
//! asking, sent --token--> done
//! asking, sent --error | garbage | codes--> failed
//! asking, sent --not sent | lost | pending | slow_down | busy--> waiting
//! ```

use crate::answer::{Answer, AnswerError, Found, required};
use crate::device_code::lifetime;
use crate::leniency::Leniencies;
use crate::parameters::{self, Parameters};
use crate::settings::settings;
use crate::text::Text;
#[cfg(feature = "alloc")]
use crate::{
    client::{Client, Endpoint},
    config::{ConfigError, check_extra, check_not_empty},
    exchange::{Exchange, Step},
    failure::Stake,
    polling_flow::{Approval, ApprovalKind, PollingFlow},
};
use core::fmt;
use oauth_wire::message::Response;

/// The `grant_type`.
pub const GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";

/// Who the user is; a request has exactly one of these (CIBA §7.1).
#[derive(Clone, Copy)]
pub enum Hint<'a> {
    /// A name, number or address by which the server knows the user.
    LoginHint(&'a str),
    /// A token that names the user, from somebody whom the server trusts.
    LoginHintToken(&'a str),
    /// An ID token that the server issued before.
    IdTokenHint(&'a str),
}

impl<'a> Hint<'a> {
    const fn pair(self) -> (&'static str, &'a str) {
        match self {
            Self::LoginHint(hint) => ("login_hint", hint),
            Self::LoginHintToken(hint) => ("login_hint_token", hint),
            Self::IdTokenHint(hint) => ("id_token_hint", hint),
        }
    }
}

impl fmt::Debug for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.pair().0)
    }
}

/// The parameters of the authentication request (CIBA §7.1), and with an allocator the start of its
/// flow.
///
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::Response;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::ciba::{Ciba, Hint};
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
///
/// let client = Client::new("s6BhdRkqt3", ClientAuthentication::Basic("secret".into()))?
///     .with_endpoint(Endpoint::BackchannelAuthentication, "https://server.example.com/bc-authorize")?
///     .with_endpoint(Endpoint::Token, "https://server.example.com/token")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = Ciba::new(Hint::LoginHint("janedoe@example.com"))
///     .scope("openid email")
///     .binding_message("W4SCT")
///     .start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(
///     request.body,
///     b"scope=openid%20email&login_hint=janedoe%40example.com&binding_message=W4SCT"
/// );
/// // CIBA §7.3's example
/// let body = br#"{
///     "auth_req_id": "1c266114-a1be-4252-8ad1-04986c5b9ac1",
///     "expires_in": 120,
///     "interval": 2
/// }"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
///
/// let Action::Prompt(prompt) = flow.poll(now) else { panic!() };
/// assert_eq!((prompt.user_code, prompt.until), (None, now.plus(2))); // nothing to show but: wait
/// let Action::Send(request) = flow.poll(now.plus(2)) else { panic!() };
/// assert_eq!(
///     request.body,
///     b"grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba\
///       &auth_req_id=1c266114-a1be-4252-8ad1-04986c5b9ac1"
/// );
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Ciba<'a> {
    hint: Hint<'a>,
    scope: Option<&'a str>,
    binding_message: Option<&'a str>,
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> Ciba<'a> {
    /// For this user.
    #[must_use]
    pub const fn new(hint: Hint<'a>) -> Self {
        Self { hint, scope: None, binding_message: None, extra: &[] }
    }

    settings!(scope, extra);

    /// A short text that both devices show, so that the user sees that they belong together.
    #[must_use]
    pub const fn binding_message(self, message: &'a str) -> Self {
        Self { binding_message: Some(message), ..self }
    }

    /// Starts the flow. Its first request goes out again only if it surely was not sent: a second
    /// one would ask the user a second time.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no backchannel authentication or no token endpoint, the
    /// hint is empty, or an extra parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<PollingFlow, ConfigError> {
        const STAKE: Stake = Stake::Assertion;
        // `binding_message` may stand among the extra parameters, where it is not set.
        const RESERVED: &[&str] = &["scope", "login_hint", "login_hint_token", "id_token_hint"];
        let (name, hint) = self.hint.pair();
        check_not_empty(name, hint)?;
        check_extra(&Self { extra: &[], ..self }, RESERVED, self.extra)?;
        client.required_endpoint(Endpoint::Token)?;
        let exchange = Exchange::form(client, Endpoint::BackchannelAuthentication, &self, STAKE.resend())?;
        let read = |_: &Step<_>, response: &Response<'_>, now| {
            let granted = crate::exchange::success(response, AuthenticationResponse::read, STAKE, now)?;
            Ok(Approval {
                kind: ApprovalKind::Ciba,
                code: granted.auth_req_id.to_str().unwrap_or_default().into(),
                leniencies: granted.leniencies,
                ..Approval::new(granted.expires_in, granted.interval, now)
            })
        };
        let step = Step::new(exchange, STAKE, alloc::boxed::Box::new(read));
        Ok(PollingFlow::new(client, step))
    }
}

impl Parameters for Ciba<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        let (name, hint) = self.hint.pair();
        parameters::optional(pair, "scope", self.scope);
        pair(name, hint);
        parameters::optional(pair, "binding_message", self.binding_message);
        self.extra.each(pair);
    }
}

impl fmt::Debug for Ciba<'_> {
    // A parameter of the server's own may be a secret, such as a token that names the user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ciba")
            .field("hint", &self.hint)
            .field("scope", &self.scope)
            .field("binding_message", &self.binding_message)
            .finish_non_exhaustive()
    }
}

/// The parameters of the request for the token (CIBA §10.1).
#[derive(Clone, Copy)]
pub struct CibaToken<'a> {
    /// What the server calls the authentication.
    pub auth_req_id: &'a str,
}

impl Parameters for CibaToken<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", GRANT_TYPE);
        pair("auth_req_id", self.auth_req_id);
    }
}

impl fmt::Debug for CibaToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CibaToken")
    }
}

/// The answer to an authentication request (CIBA §7.3), as views of the bytes it came in.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct AuthenticationResponse<'a> {
    /// What the token is asked for with.
    pub auth_req_id: Text<'a>,
    /// How long it lives, in seconds from now; at most [`MAX_LIFETIME`](crate::answer::MAX_LIFETIME).
    pub expires_in: u64,
    /// How long to wait between two requests for the token, in seconds; at least 1, and no more than
    /// [`MAX_LIFETIME`](crate::answer::MAX_LIFETIME).
    pub interval: u64,
    /// The rules that it took to read this.
    pub leniencies: Leniencies,
}

impl<'a> AuthenticationResponse<'a> {
    /// Reads the answer.
    ///
    /// # Errors
    /// [`AnswerError`], where it is neither that nor an error in the protocol's words.
    pub fn parse(response: &Response<'a>) -> Result<Answer<'a, Self>, AnswerError> {
        Self::read(response, &mut Leniencies::default())
    }

    /// The same, and notes the rules that it takes.
    pub(crate) fn read(
        response: &Response<'a>,
        used: &mut Leniencies,
    ) -> Result<Answer<'a, Self>, AnswerError> {
        let found = match Found::read_json(response, ["auth_req_id", "expires_in", "interval"], 200, used)? {
            Answer::Error(error) => return Ok(Answer::Error(error)),
            Answer::Success(found) => found,
        };
        let [auth_req_id, expires_in, interval] = found.values;
        let (expires_in, interval) = lifetime(expires_in, interval, used)?;
        let auth_req_id = required(auth_req_id, "auth_req_id")?;
        Ok(Answer::Success(Self { auth_req_id, expires_in, interval, leniencies: *used }))
    }
}

impl fmt::Debug for AuthenticationResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationResponse")
            .field("expires_in", &self.expires_in)
            .field("interval", &self.interval)
            .field("leniencies", &self.leniencies)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use crate::testing::{NOW, client};
    use oauth_wire::flow::{Action, Flow};

    #[test]
    fn a_binding_message_by_either_way_and_never_by_both() {
        let grant = Ciba::new(Hint::LoginHint("jane"));
        let extra: &[(&str, &str)] = &[("binding_message", "W4SCT")];
        for grant in [grant.binding_message("W4SCT"), grant.extra(extra)] {
            let mut flow = grant.start(&client()).unwrap();
            let Action::Send(request) = flow.poll(NOW) else { panic!() };
            assert!(request.body.starts_with(b"login_hint=jane&binding_message=W4SCT&"));
        }
        let taken = |name: &str| Err(ConfigError::ReservedParameter(name.into()));
        let start = |grant: Ciba<'_>| grant.start(&client()).map(|_| ());
        assert_eq!(start(grant.binding_message("x").extra(extra)), taken("binding_message"));
        assert_eq!(start(grant.extra(&[("id_token_hint", "x")])), taken("id_token_hint"));
    }
}
