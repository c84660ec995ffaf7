//! What a server says when it refuses: the
//! [Problem Reporting extension](https://web.archive.org/web/20170506205432/http://wiki.oauth.net/w/page/12238543/ProblemReporting)
//! (`oauth_problem`), and the two sentences that Upwork used.

use crate::authorization::Authorization;
use core::fmt;
use oauth_wire::flow::Recovery;
use oauth_wire::form;
use oauth_wire::message::Response;
use oauth_wire::percent::Encoded;
use oauth_wire::text::Untrusted;
use oauth_wire::time::UnixTime;

/// A refusal in the protocol's words.
///
/// ```
/// use oauth1_sign::{Problem, ProblemKind};
/// use oauth_wire::message::Response;
///
/// let response = Response::new(401, &[("WWW-Authenticate", b"OAuth realm=\"\", oauth_problem=\"nonce_used\"")], b"");
/// assert_eq!(Problem::find(&response).unwrap().kind(), ProblemKind::NonceUsed);
///
/// let response = Response::new(401, &[], b"{\"error\":{\"message\":\"Verification of signature failed\"}}");
/// assert_eq!(Problem::find(&response).unwrap().kind(), ProblemKind::SignatureInvalid);
/// ```
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    kind: ProblemKind,
    code: Encoded<'a>,
    advice: Option<Encoded<'a>>,
    acceptable_timestamps: Option<Encoded<'a>>,
}

impl<'a> Problem<'a> {
    /// Finds the problem that a response reports, in its `WWW-Authenticate` fields or in its body.
    #[must_use]
    pub fn find(response: &Response<'a>) -> Option<Self> {
        for value in response.headers("www-authenticate") {
            if let Some(header) =
                core::str::from_utf8(value).ok().and_then(|value| Authorization::parse(value).ok())
            {
                let member = |name: &str| header.single(name).ok().flatten();
                if let Some(found) = Self::from_members(member) {
                    return Some(found);
                }
            }
        }
        let body = response.body().trim_ascii();
        Self::from_members(|name| form::single(body, name).ok().flatten()).or_else(|| Self::in_words(body))
    }

    fn from_members(member: impl Fn(&str) -> Option<Encoded<'a>>) -> Option<Self> {
        let code = member("oauth_problem")?;
        let kind = KINDS
            .iter()
            .find(|(name, _)| code.is(name.as_bytes()))
            .map_or(ProblemKind::Other, |(_, kind)| *kind);
        Some(Self {
            kind,
            code,
            advice: member("oauth_problem_advice"),
            acceptable_timestamps: member("oauth_acceptable_timestamps"),
        })
    }

    /// Upwork's sentences, wherever they stand in the body.
    fn in_words(body: &'a [u8]) -> Option<Self> {
        let (words, kind) = UPWORK.iter().find(|(words, _)| contains(body, words.as_bytes()))?;
        Some(Self {
            kind: *kind,
            code: Encoded::percent(words.as_bytes()),
            advice: None,
            acceptable_timestamps: None,
        })
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The server's own word for it: the value of `oauth_problem`, or Upwork's sentence.
    #[must_use]
    pub fn code(&self) -> Encoded<'a> {
        self.code
    }

    /// The server's words for people: `oauth_problem_advice`.
    #[must_use]
    pub fn advice(&self) -> Option<Encoded<'a>> {
        self.advice
    }

    /// The first and last timestamp that the server would accept now: what to set the clock by.
    #[must_use]
    pub fn acceptable_timestamps(&self) -> Option<(UnixTime, UnixTime)> {
        let text = self.acceptable_timestamps?.as_plain()?.ok()?;
        let (first, last) = text.split_once('-')?;
        Some((UnixTime::from_secs(first.parse().ok()?), UnixTime::from_secs(last.parse().ok()?)))
    }
}

impl fmt::Display for Problem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.advice())?;
        write!(f, " (the server said: {}", Untrusted::new(self.code.raw()).at_most(200))?;
        if let Some(advice) = self.advice {
            write!(f, ": {}", Untrusted::new(advice.raw()).at_most(200))?;
        }
        f.write_str(")")
    }
}

impl fmt::Debug for Problem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem").field("kind", &self.kind).finish_non_exhaustive()
    }
}

macro_rules! problems {
    ($($name:ident, $code:literal, $recovery:ident, $advice:literal;)*) => {
        /// The kinds of problem that the extension names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ProblemKind {
            $(#[doc = concat!("`", $code, "`: ", $advice, ".")] $name,)*
            /// A code that the extension does not name: see [`Problem::code`].
            Other,
        }

        const KINDS: &[(&str, ProblemKind)] = &[$(($code, ProblemKind::$name),)*];

        impl ProblemKind {
            /// What went wrong and what to do, in one line.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self {
                    $(Self::$name => $advice,)*
                    Self::Other => "the server refused the request",
                }
            }

            /// What can be done.
            #[must_use]
            pub const fn recovery(self) -> Recovery {
                match self {
                    $(Self::$name => Recovery::$recovery,)*
                    Self::Other => Recovery::GiveUp,
                }
            }
        }
    };
}

problems! {
    VersionRejected, "version_rejected", FixConfiguration, "the server does not accept this oauth_version; send 1.0 or leave it out";
    ParameterAbsent, "parameter_absent", FixConfiguration, "a parameter that the server demands is missing";
    ParameterRejected, "parameter_rejected", FixConfiguration, "a parameter has a value that the server does not accept";
    TimestampRefused, "timestamp_refused", FixConfiguration, "the timestamp is too far from the server's clock; set this machine's clock";
    NonceUsed, "nonce_used", StartAgain, "the nonce was used before; sign each request anew, retries too";
    SignatureMethodRejected, "signature_method_rejected", FixConfiguration, "the server does not accept this signature method from this client";
    SignatureInvalid, "signature_invalid", FixConfiguration, "the signature is wrong; compare base strings with the server's, check both secrets";
    ConsumerKeyUnknown, "consumer_key_unknown", FixConfiguration, "the server does not know this client";
    ConsumerKeyRejected, "consumer_key_rejected", FixConfiguration, "the server does not accept this client here";
    ConsumerKeyRefused, "consumer_key_refused", StartAgain, "the server refuses this client for now";
    TokenUsed, "token_used", StartAgain, "the temporary token was used already; start again";
    TokenExpired, "token_expired", SignInAgain, "the token has expired; let the user sign in again";
    TokenRevoked, "token_revoked", SignInAgain, "the user revoked the token; let the user sign in again";
    TokenRejected, "token_rejected", SignInAgain, "the server does not accept this token with this client; let the user sign in again";
    VerifierInvalid, "verifier_invalid", StartAgain, "the verifier is wrong; start again";
    AdditionalAuthorizationRequired, "additional_authorization_required", SignInAgain, "the token does not reach as far as the request needs";
    PermissionUnknown, "permission_unknown", SignInAgain, "the user has not decided yet";
    PermissionDenied, "permission_denied", SignInAgain, "the user said no";
    UserRefused, "user_refused", SignInAgain, "the user said no";
}

/// What Upwork's OAuth 1 answered, by its users' reports.
const UPWORK: &[(&str, ProblemKind)] = &[
    ("Verification of signature failed", ProblemKind::SignatureInvalid),
    ("The consumer_key and token combination does not exist or is not enabled", ProblemKind::TokenRejected),
];

fn contains(text: &[u8], words: &[u8]) -> bool {
    text.windows(words.len()).take(64 * 1024).any(|window| window == words)
}
