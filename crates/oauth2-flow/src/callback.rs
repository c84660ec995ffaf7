//! The redirect that the browser comes back with
//! ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2) and
//! [§4.2.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2.2)), as views of its text.
//!
//! Anybody can send a browser to a redirect URI with any parameters. So a callback is looked at in
//! this order, and only what has passed all of it is believed: the place (the redirect URI), the
//! response mode, names that stand there twice, `state`, `iss`, `error`, `code`.

use crate::answer::AnswerError;
use crate::authorization_request::ResponseMode;
use crate::leniency::{Leniencies, Leniency};
use crate::token_response::TokenResponse;
use core::fmt;
use oauth_wire::callback::Parts;
use oauth_wire::flow::Rejected;
use oauth_wire::form;
use oauth_wire::percent::Encoded;
use oauth_wire::secret::constant_time_eq;

/// The parameters of a callback, none of them checked but for their place, and that each stands
/// there at most once. Empty ones count as missing (RFC 6749 §3.1).
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct AuthorizationResponse<'a> {
    /// The code to exchange.
    pub code: Option<Encoded<'a>>,
    /// What the request carried.
    pub state: Option<Encoded<'a>>,
    /// Who answers ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
    pub iss: Option<Encoded<'a>>,
    /// The error code.
    pub error: Option<Encoded<'a>>,
    /// The server's words for the client's developer.
    pub error_description: Option<Encoded<'a>>,
    /// A page with more.
    pub error_uri: Option<Encoded<'a>>,
    /// The token itself (implicit grant); [`token`](Self::token) gives all that belongs to it.
    pub access_token: Option<Encoded<'a>>,
    /// Whether `iss` came in the query while the rest is in the fragment.
    pub iss_in_query: bool,
    /// Whether all of it came in the query.
    in_query: bool,
    raw: &'a [u8],
}

/// The names that mean something in a callback, in the order in which `read` asks for them.
pub(crate) const NAMES: &[&str] = &[
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "refresh_token",
];

impl<'a> AuthorizationResponse<'a> {
    /// Reads the callback URL as the browser called it, absolute and with its fragment.
    ///
    /// ```
    /// use oauth_wire::flow::Rejected;
    /// use oauth2_flow::authorization_request::ResponseMode;
    /// use oauth2_flow::callback::AuthorizationResponse;
    ///
    /// // RFC 6749 §4.1.2's example
    /// let callback = "https://client.example.com/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz";
    /// let response = AuthorizationResponse::from_redirect(
    ///     callback, "https://client.example.com/cb", ResponseMode::Query).unwrap();
    /// assert_eq!(response.check_state("xyz"), Ok(()));
    /// assert_eq!(response.check_state("other"), Err(Rejected::StateMismatch));
    /// assert!(response.code.unwrap().is(b"SplxlOBeZQQYbYS6WxSbIA"));
    /// ```
    ///
    /// # Errors
    /// [`Rejected::Malformed`], [`WrongPlace`](Rejected::WrongPlace),
    /// [`WrongResponseMode`](Rejected::WrongResponseMode) or
    /// [`DuplicateParameter`](Rejected::DuplicateParameter).
    pub fn from_redirect(
        callback: &'a str,
        redirect_uri: &str,
        mode: ResponseMode,
    ) -> Result<Self, Rejected> {
        let Parts { query, fragment } = Parts::at(redirect_uri, callback)?;
        let (raw, other) = match mode {
            ResponseMode::Query => (query, fragment),
            ResponseMode::Fragment => (fragment, query),
            ResponseMode::FormPost => return Err(Rejected::WrongResponseMode),
        };
        let mut response = Self { in_query: mode == ResponseMode::Query, ..Self::read(raw.as_bytes())? };
        for pair in form::pairs(other.as_bytes()) {
            match known(pair.name).map(|at| NAMES[at]) {
                // Empty, it counts as missing (RFC 6749 §3.1).
                Some("iss") if mode == ResponseMode::Fragment && pair.value.raw().is_empty() => {}
                Some("iss") if mode == ResponseMode::Fragment => {
                    if response.iss.replace(pair.value).is_some() {
                        return Err(Rejected::DuplicateParameter("iss"));
                    }
                    response.iss_in_query = true;
                }
                Some(_) => return Err(Rejected::WrongResponseMode),
                None => {}
            }
        }
        Ok(response)
    }

    /// Reads the body of a callback that came as a form post, and the absolute URL it was posted to
    /// ([Form Post Response Mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).
    ///
    /// ```
    /// use oauth2_flow::callback::AuthorizationResponse;
    ///
    /// let url = "https://client.example.com/cb";
    /// let response = AuthorizationResponse::from_form_post(url, b"code=SplxlOBeZQQYbYS6WxSbIA&state=xyz", url);
    /// assert_eq!(response.unwrap().check_state("xyz"), Ok(()));
    /// ```
    ///
    /// # Errors
    /// As those of [`from_redirect`](Self::from_redirect).
    pub fn from_form_post(url: &str, body: &'a [u8], redirect_uri: &str) -> Result<Self, Rejected> {
        let Parts { query, fragment } = Parts::at(redirect_uri, url)?;
        let elsewhere = [query, fragment].into_iter().flat_map(|other| form::pairs(other.as_bytes()));
        match elsewhere.map(|pair| pair.name).any(|name| known(name).is_some()) {
            true => Err(Rejected::WrongResponseMode),
            false => Self::read(body),
        }
    }

    #[inline]
    fn read(raw: &'a [u8]) -> Result<Self, Rejected> {
        let mut found = [None; NAMES.len()];
        for pair in form::pairs(raw) {
            if let Some(at) = known(pair.name)
                && found[at].replace(pair.value).is_some()
            {
                return Err(Rejected::DuplicateParameter(NAMES[at]));
            }
        }
        let value = |at: usize| found[at].filter(|value: &Encoded<'_>| !value.raw().is_empty());
        Ok(Self {
            code: value(0),
            state: value(1),
            iss: value(2),
            error: value(3),
            error_description: value(4),
            error_uri: value(5),
            access_token: value(6),
            iss_in_query: false,
            in_query: false,
            raw,
        })
    }

    /// The token that the callback of an implicit grant brings
    /// ([RFC 6749 §4.2.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2.2)), by the rules that a token
    /// endpoint's answer is read by. Look at `state` and `iss` first: anybody can send a browser here.
    ///
    /// ```
    /// use oauth2_flow::authorization_request::ResponseMode;
    /// use oauth2_flow::callback::AuthorizationResponse;
    /// use oauth2_flow::leniency::Leniency;
    ///
    /// // RFC 6749 §4.2.2's example, with a type whose use is known, and with none, as Upwork documents it
    /// let redirect_uri = "http://127.0.0.1:4000/cb";
    /// let callback = "http://127.0.0.1:4000/cb#access_token=2YotnFZFEjr1zCsicMWpAA&state=xyz&token_type=Bearer&expires_in=3600";
    /// let response = AuthorizationResponse::from_redirect(callback, redirect_uri, ResponseMode::Fragment).unwrap();
    /// assert!(response.check_state("xyz").is_ok() && response.iss_is(None, false));
    /// let token = response.token().unwrap();
    /// assert!(token.access_token.is("2YotnFZFEjr1zCsicMWpAA") && token.leniencies.is_empty());
    /// assert_eq!(token.expires_in, Some(3600));
    ///
    /// let callback = callback.replace("&token_type=Bearer", "");
    /// let response = AuthorizationResponse::from_redirect(&callback, redirect_uri, ResponseMode::Fragment).unwrap();
    /// assert!(response.token().unwrap().leniencies.contains(Leniency::TokenTypeMissing));
    /// ```
    ///
    /// # Errors
    /// [`AnswerError`], where there is no token, or one that can't be used; where it came in the query, which
    /// ends up in logs and histories
    /// ([Multiple Response Types §3](https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#Combinations));
    /// and where an `error` or a `code` stands beside it, so that nobody can tell what the server meant.
    pub fn token(&self) -> Result<TokenResponse<'a>, AnswerError> {
        if self.in_query {
            return Err(AnswerError::TokenInQuery);
        }
        for (name, value) in [("error", self.error), ("code", self.code)] {
            if value.is_some() {
                return Err(AnswerError::ConflictingMember(name));
            }
        }
        let mut used = Leniencies::NONE;
        if self.iss_in_query {
            used.note(Leniency::IssuerInQuery);
        }
        TokenResponse::of_callback(self.raw, &mut used)
    }

    /// The parameters as they stand there, encoded: query, fragment or body.
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Whether `state` is the one that the request carried
    /// ([RFC 6749 §10.12](https://www.rfc-editor.org/rfc/rfc6749#section-10.12)); compared in a time
    /// that does not depend on where they differ.
    ///
    /// # Errors
    /// [`Rejected::StateMismatch`], where it is missing or another one.
    pub fn check_state(&self, expected: &str) -> Result<(), Rejected> {
        let mismatch = Rejected::StateMismatch;
        let state = self.state.ok_or(mismatch)?;
        let mut buffer = [0; 128];
        let state = match state.as_plain_bytes() {
            Some(plain) => plain,
            None => state.decode_slice(&mut buffer).map_err(|_| mismatch)?,
        };
        if constant_time_eq(state, expected.as_bytes()) { Ok(()) } else { Err(mismatch) }
    }

    /// Whether `iss` is the issuer that was asked, character for character
    /// ([RFC 9207 §2.4](https://www.rfc-editor.org/rfc/rfc9207#section-2.4)); where it is missing,
    /// whether that is all right.
    #[must_use]
    pub fn iss_is(&self, issuer: Option<&str>, required: bool) -> bool {
        match (self.iss, issuer) {
            (Some(iss), Some(issuer)) => iss.is(issuer.as_bytes()),
            (Some(_), None) => true,
            (None, _) => !required,
        }
    }
}

impl fmt::Debug for AuthorizationResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationResponse")
            .field("code", &self.code.is_some())
            .field("state", &self.state.is_some())
            .field("iss", &self.iss.is_some())
            .field("error", &self.error.is_some())
            .field("access_token", &self.access_token.is_some())
            .finish_non_exhaustive()
    }
}

/// Which of [`NAMES`] it is.
#[inline]
fn known(name: Encoded<'_>) -> Option<usize> {
    match name.as_plain_bytes() {
        Some(plain) => NAMES.iter().position(|name| name.as_bytes() == plain),
        None => NAMES.iter().position(|known| name.is(known.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Rejected::{DuplicateParameter, Malformed, WrongPlace, WrongResponseMode};
    use oauth_wire::buf::Encode;

    const CB: &str = "https://c.example/cb";

    fn read(rest: &str, mode: ResponseMode) -> Result<(bool, bool), Rejected> {
        let callback = std::format!("{CB}{rest}");
        AuthorizationResponse::from_redirect(&callback, CB, mode)
            .map(|response| (response.code.is_some(), response.iss.is_some()))
    }

    #[test]
    fn response_modes() {
        use ResponseMode::{FormPost, Fragment, Query};
        for (rest, mode, result) in [
            ("?code=1", Query, Ok((true, false))),
            ("?code=1#_=_", Query, Ok((true, false))),
            ("#code=1", Query, Err(WrongResponseMode)),
            ("?code=1#state=x", Query, Err(WrongResponseMode)),
            ("?iss=x&code=1#iss=x", Query, Err(WrongResponseMode)),
            ("#code=1", Fragment, Ok((true, false))),
            ("?utm=x#code=1", Fragment, Ok((true, false))),
            ("?code=1", Fragment, Err(WrongResponseMode)),
            ("?iss=x#code=1", Fragment, Ok((true, true))),
            ("?iss=#code=1", Fragment, Ok((true, false))),
            ("?iss=x#code=1&iss=x", Fragment, Err(DuplicateParameter("iss"))),
            ("?code=1", FormPost, Err(WrongResponseMode)),
        ] {
            assert_eq!(read(rest, mode), result, "{rest} {mode:?}");
        }
    }

    #[test]
    fn tokens() {
        use AnswerError::{ConflictingMember, InvalidMember, MissingMember, UnknownTokenType};
        use Leniency::{IssuerInQuery, RefreshTokenEmpty, TokenTypeMissing};
        let read = |rest: &str| {
            let callback = std::format!("{CB}{rest}");
            let response =
                AuthorizationResponse::from_redirect(&callback, CB, ResponseMode::Fragment).unwrap();
            response.token().map(|token| {
                assert!(token.access_token.is("a"));
                let scope = token.scope.map(|scope| scope.encode_slice(&mut [0; 16]).unwrap().len());
                (token.expires_in, scope, token.extra().count(), token.leniencies)
            })
        };
        let used = |rules: &[Leniency]| rules.iter().fold(Leniencies::NONE, |used, &rule| used.with(rule));
        for (rest, result) in [
            ("#access_token=a&token_type=bearer", Ok((None, None, 0, used(&[])))),
            (
                "#access_token=%61&state=s&token_type=Bearer&expires_in=60&scope=x+y&iss=i&id_token=h&x",
                Ok((Some(60), Some(3), 2, used(&[]))),
            ),
            ("#access_token=a&expires_in=", Ok((None, None, 0, used(&[TokenTypeMissing])))),
            (
                "?iss=i#access_token=a&token_type=&refresh_token=",
                Ok((None, None, 0, used(&[TokenTypeMissing, IssuerInQuery, RefreshTokenEmpty]))),
            ),
            ("#state=s", Err(MissingMember("access_token"))),
            ("#access_token=", Err(MissingMember("access_token"))),
            ("#access_token=a%20b", Err(InvalidMember("access_token"))),
            ("#access_token=a&token_type=mac", Err(UnknownTokenType)),
            ("#access_token=a&token_type=bearer&expires_in=soon", Err(InvalidMember("expires_in"))),
            ("#access_token=a&error=access_denied", Err(ConflictingMember("error"))),
            ("#error=access_denied", Err(ConflictingMember("error"))),
            ("#access_token=a&code=c", Err(ConflictingMember("code"))),
        ] {
            assert_eq!(read(rest), result, "{rest}");
        }
        let callback = std::format!("{CB}?access_token=a&token_type=bearer");
        let response = AuthorizationResponse::from_redirect(&callback, CB, ResponseMode::Query).unwrap();
        assert_eq!(response.token().unwrap_err(), AnswerError::TokenInQuery);
        let posted =
            AuthorizationResponse::from_form_post(CB, b"access_token=a&token_type=bearer&expires_in=9", CB);
        assert_eq!(posted.unwrap().token().unwrap().expires_in, Some(9));
    }

    #[test]
    fn form_posts() {
        for (url, result) in [
            ("https://c.example/cb", Ok(true)),
            ("https://c.example/cb?session=1", Ok(true)),
            ("https://c.example/other", Err(WrongPlace)),
            ("/cb", Err(Malformed)),
            ("https://c.example/cb?code=2", Err(WrongResponseMode)),
            ("https://c.example/cb#state=2", Err(WrongResponseMode)),
        ] {
            let response = AuthorizationResponse::from_form_post(url, b"code=1", CB);
            assert_eq!(response.map(|response| response.code.is_some()), result, "{url}");
        }
    }

    #[test]
    fn duplicates_and_empty_ones() {
        for (rest, result) in [
            ("?code=good&code=evil", Err(DuplicateParameter("code"))),
            ("?code=a&code=a", Err(DuplicateParameter("code"))),
            ("?code=a&c%6fde=", Err(DuplicateParameter("code"))),
            ("?code=a&state=b&state=b", Err(DuplicateParameter("state"))),
            ("?error=a&error=b", Err(DuplicateParameter("error"))),
            ("?x=a&x=b&code=1", Ok((true, false))),
            ("?code=", Ok((false, false))),
            ("?code", Ok((false, false))),
            ("?CODE=1", Ok((false, false))),
            ("?code=1&iss=", Ok((true, false))),
        ] {
            assert_eq!(read(rest, ResponseMode::Query), result, "{rest}");
        }
    }

    #[test]
    fn states() {
        let check = |body: &[u8], expected| {
            AuthorizationResponse::from_form_post(CB, body, CB).unwrap().check_state(expected)
        };
        assert_eq!(check(b"state=a-b_c", "a-b_c"), Ok(()));
        assert_eq!(check(b"state=a%2Db%5fc", "a-b_c"), Ok(()));
        for body in [b"state=".as_slice(), b"", b"state=a-b_", b"state=a-b_c+", b"STATE=a-b_c"] {
            assert_eq!(check(body, "a-b_c"), Err(Rejected::StateMismatch));
        }
        let long = [b"state=".as_slice(), &[b'a'; 1000]].concat();
        assert_eq!(check(&long, "a"), Err(Rejected::StateMismatch));
    }

    #[test]
    fn issuers() {
        let with = AuthorizationResponse::from_form_post(CB, b"iss=https%3A%2F%2Fas.example", CB).unwrap();
        let without = AuthorizationResponse::from_form_post(CB, b"", CB).unwrap();
        for required in [false, true] {
            assert!(with.iss_is(Some("https://as.example"), required));
            assert!(!with.iss_is(Some("https://as.example/"), required));
            assert_eq!(without.iss_is(Some("https://as.example"), required), !required);
        }
        assert!(with.iss_is(None, false));
    }
}
