//! Revocation ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)): a token is given back, at sign-out
//! for one.

use crate::parameters::{Parameters, optional};
use crate::settings::settings;
#[cfg(feature = "alloc")]
use crate::{
    answer::{AnswerError, ErrorResponse},
    client::{Client, Endpoint},
    config::{ConfigError, check_extra, check_not_empty},
    exchange::{Exchange, Step},
    exchange_flow::ExchangeFlow,
    failure::{self, Stake},
    leniency::{Leniencies, Leniency},
};
use core::fmt;

/// A revocation under way.
#[cfg(feature = "alloc")]
pub type RevocationFlow = ExchangeFlow<Revoked>;

/// A token was revoked, or the server knew none such.
#[cfg(feature = "alloc")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Revoked {
    leniencies: Leniencies,
}

#[cfg(feature = "alloc")]
impl Revoked {
    /// The rules that it took to read the answer, where it was not as the RFC has it
    /// ([RFC 7009 §2.2](https://www.rfc-editor.org/rfc/rfc7009#section-2.2): the status is 200).
    #[must_use]
    pub fn leniencies(&self) -> Leniencies {
        self.leniencies
    }
}

/// What kind of token it is ([RFC 7009 §2.1](https://www.rfc-editor.org/rfc/rfc7009#section-2.1)); the
/// server looks among the others too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenTypeHint {
    /// `access_token`
    AccessToken,
    /// `refresh_token`
    RefreshToken,
}

impl TokenTypeHint {
    /// The value of `token_type_hint`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// The parameters of a revocation request, and with an allocator the start of its flow.
///
/// Revoke the refresh token: that ends the grant, and the access tokens with it where the server can.
///
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::Response;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::revocation::{Revocation, TokenTypeHint};
///
/// // RFC 7009 §2.1's example
/// let client = Client::new("s6BhdRkqt3", ClientAuthentication::Basic("7Fjfp0ZBr1KtDRbnfVdmIw".into()))?
///     .with_endpoint(Endpoint::Revocation, "https://server.example.com/revoke")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = Revocation::new("45ghiukldjahdnhzdauz")
///     .token_type_hint(TokenTypeHint::RefreshToken)
///     .start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(request.body, b"token=45ghiukldjahdnhzdauz&token_type_hint=refresh_token");
/// flow.handle(Event::Response(Response::new(200, &[], b"")), now)?;
/// assert!(flow.into_output()?.leniencies().is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Revocation<'a> {
    token: &'a str,
    token_type_hint: Option<TokenTypeHint>,
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> Revocation<'a> {
    /// For this token.
    #[must_use]
    pub const fn new(token: &'a str) -> Self {
        Self { token, token_type_hint: None, extra: &[] }
    }

    settings!(extra);

    /// Says what kind of token it is.
    #[must_use]
    pub const fn token_type_hint(self, hint: TokenTypeHint) -> Self {
        Self { token_type_hint: Some(hint), ..self }
    }

    /// Starts the flow. A token that the server does not know counts as revoked
    /// ([RFC 7009 §2.2](https://www.rfc-editor.org/rfc/rfc7009#section-2.2)).
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no revocation endpoint, the token is empty, or an extra
    /// parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<RevocationFlow, ConfigError> {
        const STAKE: Stake = Stake::Nothing;
        check_not_empty("token", self.token)?;
        check_extra(&Self { extra: &[], ..self }, &["token_type_hint"], self.extra)?;
        let exchange = Exchange::form(client, Endpoint::Revocation, &self, STAKE.resend())?;
        let read = |_: &Step<_>, response: &oauth_wire::message::Response<'_>, now| {
            let mut used = Leniencies::NONE;
            match ErrorResponse::read(response, &mut used) {
                Ok(Some(error)) => Err(failure::of_error(response, &error, STAKE, now)),
                // What else the body says does not count.
                _ if response.status() == 200 => Ok(Revoked { leniencies: Leniencies::NONE }),
                _ if response.is_success() => {
                    Ok(Revoked { leniencies: Leniencies::NONE.with(Leniency::SuccessStatus) })
                }
                _ => {
                    let error = AnswerError::Status(response.status());
                    Err(failure::of_answer(response, error, used, STAKE, now))
                }
            }
        };
        Ok(RevocationFlow::new(Step::new(exchange, STAKE, alloc::boxed::Box::new(read))))
    }
}

impl Parameters for Revocation<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("token", self.token);
        optional(pair, "token_type_hint", self.token_type_hint.map(TokenTypeHint::as_str));
        self.extra.each(pair);
    }
}

impl fmt::Debug for Revocation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revocation").field("token_type_hint", &self.token_type_hint).finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use crate::testing::{NOW, client};
    use oauth_wire::flow::{Event, FailureKind, Flow, Recovery};
    use oauth_wire::message::Response;

    /// Nobody looks at what stands in such an answer (RFC 7009 §2.2).
    #[test]
    fn leniency_success_status() {
        for (status, body, rule) in [
            (200, "", None),
            (200, "<html>", None),
            (202, "", Some(Leniency::SuccessStatus)),
            (204, "", Some(Leniency::SuccessStatus)),
        ] {
            let mut flow = Revocation::new("t").start(&client()).unwrap();
            flow.handle(Event::Response(Response::new(status, &[], body.as_bytes())), NOW).unwrap();
            assert!(flow.into_output().unwrap().leniencies().iter().eq(rule), "{status}");
        }
        let plain: &[(&str, &[u8])] = &[("Content-Type", b"text/plain")];
        let mut flow = Revocation::new("t").start(&client()).unwrap();
        flow.handle(Event::Response(Response::new(400, plain, br#"{"error":""}"#)), NOW).unwrap();
        assert_eq!(flow.into_output().unwrap_err().leniencies(), ["MediaType", "MemberEmpty"]);
        let mut flow = Revocation::new("t").start(&client()).unwrap();
        flow.handle(Event::Response(Response::new(400, &[], br#"{"error":"","error":"x"}"#)), NOW).unwrap();
        assert_eq!(flow.into_output().unwrap_err().leniencies(), ["MemberEmpty"]);
    }

    #[test]
    fn answers() {
        let busy: &[(&str, &[u8])] = &[("Retry-After", b"9")];
        for (response, end) in [
            (Response::new(200, &[], b"<html>ok"), None),
            (Response::new(204, &[], b""), None),
            (
                Response::new(400, &[], br#"{"error":"unsupported_token_type"}"#),
                Some((FailureKind::Refused, Recovery::GiveUp)),
            ),
            (
                Response::new(200, &[], br#"{"error":"invalid_client"}"#),
                Some((FailureKind::Refused, Recovery::FixConfiguration)),
            ),
            (
                Response::new(503, busy, b"busy"),
                Some((FailureKind::HttpStatus, Recovery::RetryAfter(NOW.plus(9)))),
            ),
            (Response::new(404, &[], b""), Some((FailureKind::HttpStatus, Recovery::FixConfiguration))),
        ] {
            let mut flow = Revocation::new("t").start(&client()).unwrap();
            flow.handle(Event::Response(response), NOW).unwrap();
            let failure = flow.into_output().err();
            assert_eq!(failure.map(|failure| (failure.kind(), failure.recovery())), end, "{response:?}");
        }
    }
}
