//! The challenges in `WWW-Authenticate` fields
//! ([RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)): why an API refused a
//! token ([RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)), as views of the fields.
//!
//! A response may have several such fields, a field several challenges, and commas stand between
//! challenges as between parameters. From the grammar:
//!
//! ```text
//! WWW-Authenticate = #challenge
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-param       = token BWS "=" BWS ( token / quoted-string )
//! token68          = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
//! ```
//!
//! Two deviations, because servers send it so: a value without quotes may hold any visible character but
//! `,` and `"` ([`Leniency::UnquotedValue`]), and a comma may take the place of the space behind the scheme
//! ([`Leniency::CommaAfterScheme`]). `realm=,` with another parameter behind it is one without a value, and
//! no token68: the challenge is an error, those around it are kept.

use crate::leniency::{Leniencies, Leniency};
use core::fmt;
use oauth_wire::message::Response;

/// How many parameters a challenge may have. The richest scheme, Digest, has ten or so.
pub const MAX_PARAMETERS: usize = 64;

/// The challenges of all `WWW-Authenticate` fields of a response, in order.
///
/// ```
/// use oauth_wire::message::Response;
/// use oauth2_flow::challenge::challenges;
///
/// // RFC 9110 §11.6.1's example, and RFC 6750 §3's in a field of its own
/// let response = Response::new(401, &[
///     ("WWW-Authenticate", br#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#),
///     ("WWW-Authenticate", br#"Bearer realm="example", error="invalid_token", error_description="The access token expired""#),
/// ], b"");
/// // What can't be read costs nothing of what can: no need to stop at the first error.
/// let (mut found, mut broken) = (Vec::new(), Vec::new());
/// for challenge in challenges(&response) {
///     match challenge {
///         Ok(challenge) => found.push(challenge),
///         Err(error) => broken.push(error),
///     }
/// }
/// assert!(found.iter().map(|c| c.scheme()).eq(["Basic", "Newauth", "Bearer"]) && broken.is_empty());
/// assert!(found[1].get("title").unwrap().is("Login to \"apps\""));
/// assert!(found[2].is("bearer") && found[2].get("error").unwrap().is("invalid_token"));
/// ```
///
/// `invalid_token` asks for a new token: refresh. `insufficient_scope` asks the user for more.
/// `insufficient_user_authentication` ([RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3))
/// asks for another sign-in, by its `acr_values` and `max_age`, which go into the
/// [`extra`](crate::authorization_code::AuthorizationCode::extra) parameters of the next authorization
/// request. `resource_metadata` ([RFC 9728 §5.1](https://www.rfc-editor.org/rfc/rfc9728#section-5.1))
/// says where to learn of the API's authorization servers.
///
/// # Errors
/// Each item can be a [`ChallengeError`]. The challenges before it have come already. Where the field
/// breaks the grammar, what follows in it is lost, and the next field is read.
pub fn challenges<'a>(
    response: &Response<'a>,
) -> impl Iterator<Item = Result<Challenge<'a>, ChallengeError>> + use<'a> {
    response.headers("www-authenticate").flat_map(challenges_in)
}

/// The challenges of one field's value.
///
/// # Errors
/// Each item can be a [`ChallengeError`]. The challenges before it have come already; where the field
/// breaks the grammar, it is the last item.
pub fn challenges_in(field: &[u8]) -> impl Iterator<Item = Result<Challenge<'_>, ChallengeError>> {
    let mut scanner = Scanner { field, at: 0 };
    let mut failed = false;
    core::iter::from_fn(move || {
        if failed {
            return None;
        }
        let challenge = scanner.challenge().transpose()?;
        failed = matches!(challenge, Err(error) if error.kind == ChallengeErrorKind::Syntax);
        Some(challenge)
    })
}

/// One challenge.
#[derive(Clone, Copy)]
pub struct Challenge<'a> {
    scheme: &'a str,
    token68: Option<&'a str>,
    parameters: &'a [u8],
    leniencies: Leniencies,
}

impl<'a> Challenge<'a> {
    /// The scheme's name as it came.
    #[must_use]
    pub fn scheme(&self) -> &'a str {
        self.scheme
    }

    /// Whether the scheme is `scheme`, in any case.
    #[must_use]
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// What stands there in place of parameters.
    #[must_use]
    pub fn token68(&self) -> Option<&'a str> {
        self.token68
    }

    /// The parameters in order: name as it came, and value.
    pub fn parameters(&self) -> impl Iterator<Item = (&'a str, ParameterValue<'a>)> + use<'a> {
        let mut scanner = Scanner { field: self.parameters, at: 0 };
        core::iter::from_fn(move || {
            scanner.skip_commas();
            // The challenge was checked as a whole when it was passed over.
            scanner.parameter().ok()?
        })
    }

    /// The rules that it took to read the challenge.
    #[must_use]
    pub fn leniencies(&self) -> Leniencies {
        self.leniencies
    }

    /// The value of the parameter with this name, in any case. No name stands there twice.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<ParameterValue<'a>> {
        self.parameters().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl fmt::Debug for Challenge<'_> {
    // A server may put anything into the rest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

/// A parameter's value, its escapes still in it.
#[derive(Clone, Copy)]
pub struct ParameterValue<'a> {
    raw: &'a [u8],
    quoted: bool,
}

impl<'a> ParameterValue<'a> {
    /// The bytes, escapes resolved.
    pub fn bytes(self) -> impl Iterator<Item = u8> + use<'a> {
        let mut rest = self.raw.iter().copied();
        core::iter::from_fn(move || match rest.next()? {
            b'\\' if self.quoted => rest.next(),
            byte => Some(byte),
        })
    }

    /// Whether it says exactly `plain`.
    #[must_use]
    pub fn is(self, plain: &str) -> bool {
        self.bytes().eq(plain.bytes())
    }

    /// The value as text; what is no UTF-8 is replaced. Show it to people through
    /// [`Untrusted`](oauth_wire::text::Untrusted).
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_str(self) -> alloc::string::String {
        let bytes: alloc::vec::Vec<u8> = self.bytes().collect();
        alloc::string::String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl fmt::Debug for ParameterValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParameterValue({} bytes)", self.raw.len())
    }
}

/// A challenge that can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChallengeError {
    /// Where, in bytes from the start of the field's value.
    pub offset: usize,
    /// What is wrong there.
    pub kind: ChallengeErrorKind,
}

/// What is wrong with a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChallengeErrorKind {
    /// Something else must stand there.
    Syntax,
    /// A parameter's name stands there a second time, in whatever case: which of its values counts is
    /// anybody's guess ([RFC 9110 §11.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.2)).
    DuplicateParameter,
    /// A parameter more than [`MAX_PARAMETERS`] stands there.
    TooManyParameters,
    /// Nothing stands behind a parameter's `=`. What is meant to be empty is `""`.
    MalformedParameter,
}

impl fmt::Display for ChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.offset;
        match self.kind {
            ChallengeErrorKind::Syntax => {
                write!(f, "the WWW-Authenticate field is not as RFC 9110 has it at byte {offset}")
            }
            ChallengeErrorKind::DuplicateParameter => {
                write!(f, "a challenge names the parameter at byte {offset} a second time; do not act on it")
            }
            ChallengeErrorKind::TooManyParameters => {
                write!(f, "a challenge has more than {MAX_PARAMETERS} parameters at byte {offset}")
            }
            ChallengeErrorKind::MalformedParameter => {
                write!(
                    f,
                    "a challenge's parameter at byte {offset} has no value; do not act on the challenge"
                )
            }
        }
    }
}

impl core::error::Error for ChallengeError {}

#[derive(Clone)]
struct Scanner<'a> {
    field: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    /// The next challenge; passes over its parameters.
    fn challenge(&mut self) -> Result<Option<Challenge<'a>>, ChallengeError> {
        self.skip_commas();
        if self.at == self.field.len() {
            return Ok(None);
        }
        let scheme = self.token()?;
        let after_scheme = self.at;
        self.skip_space();
        let mut challenge =
            Challenge { scheme, token68: None, parameters: &[], leniencies: Leniencies::NONE };
        if self.at > after_scheme
            && let Some(token68) = self.token68()
        {
            challenge.token68 = Some(token68);
            return Ok(Some(challenge));
        }
        let start = self.at;
        let mut end = start;
        let (mut count, mut wrong) = (0, None);
        let comma_only = self.at == after_scheme;
        // The first parameter has a space before it, each other a comma.
        if self.at > after_scheme || self.at_separator() {
            loop {
                let before = self.at;
                let first = end == start;
                self.skip_commas();
                if !first && self.at == before {
                    break;
                }
                let offset = self.at;
                challenge.parameters = &self.field[start..end];
                let Some((name, value)) = self.parameter()? else {
                    // A scheme: the next challenge starts here.
                    break;
                };
                if !value.quoted && !value.raw.iter().all(|&byte| is_in_token(byte)) {
                    challenge.leniencies.note(Leniency::UnquotedValue);
                }
                if comma_only {
                    challenge.leniencies.note(Leniency::CommaAfterScheme);
                }
                count += 1;
                wrong = wrong.or_else(|| {
                    let kind = match count {
                        _ if !value.quoted && value.raw.is_empty() => ChallengeErrorKind::MalformedParameter,
                        count if count > MAX_PARAMETERS => ChallengeErrorKind::TooManyParameters,
                        _ if challenge.get(name).is_some() => ChallengeErrorKind::DuplicateParameter,
                        _ => return None,
                    };
                    Some(ChallengeError { offset, kind })
                });
                end = self.at;
                self.skip_space();
            }
        }
        challenge.parameters = &self.field[start..end];
        if self.at < self.field.len() && !self.after_comma() {
            return self.wrong();
        }
        wrong.map_or(Ok(Some(challenge)), Err)
    }

    /// A parameter, where one stands here; otherwise nothing is passed over.
    fn parameter(&mut self) -> Result<Option<(&'a str, ParameterValue<'a>)>, ChallengeError> {
        let start = self.at;
        let Ok(name) = self.token() else {
            return Ok(None);
        };
        self.skip_space();
        if self.peek() != Some(b'=') {
            self.at = start;
            return Ok(None);
        }
        self.at += 1;
        self.skip_space();
        self.value().map(|value| Some((name, value)))
    }

    fn value(&mut self) -> Result<ParameterValue<'a>, ChallengeError> {
        let quoted = self.peek() == Some(b'"');
        if !quoted {
            let raw = self.take_while(|byte| byte.is_ascii_graphic() && !b",\"".contains(&byte));
            return Ok(ParameterValue { raw, quoted });
        }
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') if self.field.get(self.at + 1).is_some_and(is_quotable) => self.at += 2,
                Some(byte) if byte != b'\\' && is_quotable(&byte) => self.at += 1,
                _ => return self.wrong(),
            }
        }
        let raw = &self.field[start..self.at];
        self.at += 1;
        Ok(ParameterValue { raw, quoted })
    }

    /// A token68, where one stands here and nothing else of this challenge; otherwise nothing is
    /// passed over.
    fn token68(&mut self) -> Option<&'a str> {
        let start = self.at;
        let text = self.take_while(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
        let padding = self.take_while(|byte| byte == b'=');
        let end = self.at;
        self.skip_space();
        if text.is_empty() || !self.at_separator() || padding == b"=" && self.before_parameter() {
            self.at = start;
            return None;
        }
        core::str::from_utf8(&self.field[start..end]).ok()
    }

    fn token(&mut self) -> Result<&'a str, ChallengeError> {
        let token = self.take_while(is_in_token);
        match core::str::from_utf8(token) {
            Ok(token) if !token.is_empty() => Ok(token),
            _ => self.wrong(),
        }
    }

    fn wrong<T>(&self) -> Result<T, ChallengeError> {
        Err(ChallengeError { offset: self.at, kind: ChallengeErrorKind::Syntax })
    }

    fn peek(&self) -> Option<u8> {
        self.field.get(self.at).copied()
    }

    /// Whether the field ends here, or a comma stands here.
    fn at_separator(&self) -> bool {
        matches!(self.peek(), None | Some(b','))
    }

    /// Whether a parameter stands behind the commas here: what is before them is one too, then, since no
    /// challenge starts with `name=`.
    fn before_parameter(&self) -> bool {
        let mut ahead = self.clone();
        ahead.skip_commas();
        let name = ahead.token();
        ahead.skip_space();
        name.is_ok() && ahead.peek() == Some(b'=')
    }

    /// Whether a comma stands before this place, with nothing but white space between.
    fn after_comma(&self) -> bool {
        let before = self.field[..self.at].trim_ascii_end();
        before.last() == Some(&b',') || self.at_separator()
    }

    fn take_while(&mut self, belongs: impl Fn(u8) -> bool) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(&belongs) {
            self.at += 1;
        }
        &self.field[start..self.at]
    }

    fn skip_space(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t'));
    }

    fn skip_commas(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t' | b','));
    }
}

/// Whether the byte may stand in a token ([RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
fn is_in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Whether the byte may stand in a quoted string: no control character but the tab.
const fn is_quotable(byte: &u8) -> bool {
    *byte == b'\t' || *byte >= 0x20 && *byte != 0x7f
}

#[cfg(test)]
mod tests;
