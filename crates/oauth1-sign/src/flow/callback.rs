//! The callback ([RFC 5849 §2.2](https://www.rfc-editor.org/rfc/rfc5849#section-2.2)).

use super::config::Callback;
use alloc::string::String;
use oauth_wire::callback::Parts;
use oauth_wire::flow::{Failure, FailureKind, Recovery, Rejected};
use oauth_wire::form;
use oauth_wire::percent::Encoded;
use oauth_wire::secret::Secret;
use oauth_wire::url::Url;

/// Reads a callback: the verifier, or how the flow ends.
pub(super) fn read_callback(
    callback: &Callback,
    expected_token: &str,
    confirmed: bool,
    url: &str,
) -> Result<Result<Option<Secret>, Failure>, Rejected> {
    let Parts { query, fragment } = match callback {
        Callback::OutOfBand => return Err(Rejected::Unexpected),
        // The server has the registered URL; what it is, only the server and the embedder know.
        Callback::LeftOut => {
            let url = Url::parse(url).map_err(|_| Rejected::Malformed)?;
            Parts { query: url.query().unwrap_or_default(), fragment: url.fragment().unwrap_or_default() }
        }
        Callback::Url(expected) => Parts::at(expected, url)?,
    };
    let query = query.as_bytes();
    let single =
        |name: &'static str| form::single(query, name).map_err(|_| Rejected::DuplicateParameter(name));
    let (token, verifier) = (single("oauth_token")?, single("oauth_verifier")?);
    let (denied, problem) = (single("denied")?, single("oauth_problem")?);
    let in_fragment = || form::pairs(fragment.as_bytes()).any(|pair| pair.name.is(b"oauth_token"));
    if token.is_none() && denied.is_none() && in_fragment() {
        return Err(Rejected::WrongResponseMode);
    }
    let is_ours =
        |value: Encoded<'_>| oauth_wire::secret::constant_time_eq(&value.to_vec(), expected_token.as_bytes());
    if !token.or(denied).is_some_and(is_ours) {
        return Err(Rejected::TokenMismatch);
    }
    if denied.is_some() && verifier.is_some() {
        return Err(Rejected::ConflictingParameters("denied", "oauth_verifier"));
    }
    if denied.is_some() || problem.is_some() {
        let failure = Failure::new(FailureKind::Denied, Recovery::SignInAgain, "the user did not approve");
        let code = problem.map(|code| String::from_utf8_lossy(&code.to_vec()).into_owned());
        return Ok(Err(failure.with_error(code.as_deref(), None, None)));
    }
    match verifier.map(Encoded::to_str) {
        Some(Ok(verifier)) if !verifier.is_empty() => Ok(Ok(Some(verifier.into()))),
        None if !confirmed => Ok(Ok(None)), // OAuth 1.0 knew no verifier
        _ => Err(Rejected::MissingParameter("oauth_verifier")),
    }
}
