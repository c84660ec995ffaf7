//! What a server says when it refuses: the
//! [Problem Reporting extension](https://web.archive.org/web/20170506205432/http://wiki.oauth.net/w/page/12238543/ProblemReporting)
//! (`oauth_problem`), and the two sentences that Upwork used.

use core::fmt;
use oauth_wire::flow::Recovery;
use oauth_wire::message::Response;
use oauth_wire::percent::Encoded;
use oauth_wire::text::Untrusted;
use oauth_wire::time::UnixTime;

mod members;

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
    acceptable_versions: Option<Encoded<'a>>,
    parameters_absent: Option<Encoded<'a>>,
    parameters_rejected: Option<Encoded<'a>>,
}

impl<'a> Problem<'a> {
    /// Finds the problem that a response reports, in its `WWW-Authenticate` fields or in its body.
    ///
    /// Servers write both in many ways, and nothing is at stake here but a hint. In a field, values without
    /// quotes, parameters without commas between them, names in other case, stray `%` and a challenge of another
    /// scheme before this one are read too. A body is a form, or has the parameters somewhere in its first 64 KiB:
    /// in a string of its JSON, as Magento writes them, in a page or behind a `?`. One that stands there twice has
    /// the same value both times, or none is taken. A report may have an advice and an empty code.
    #[must_use]
    pub fn find(response: &Response<'a>) -> Option<Self> {
        for field in response.headers("www-authenticate") {
            if let Some(found) = Self::from_members(|name| members::in_field(field, name)) {
                return Some(found);
            }
        }
        let body = response.body().trim_ascii();
        Self::from_members(|name| members::in_form(body, name))
            .or_else(|| Self::from_members(|name| members::in_text(body, name)))
            .or_else(|| Self::in_words(body))
    }

    fn from_members(member: impl Fn(&str) -> Option<Encoded<'a>>) -> Option<Self> {
        let code = member(members::CODE)?;
        let advice = member(members::ADVICE);
        if code.raw().is_empty() && advice.is_none() {
            return None;
        }
        let kind = KINDS
            .iter()
            .find(|(name, _)| code.is(name.as_bytes()))
            .map_or(ProblemKind::Other, |(_, kind)| *kind);
        Some(Self {
            kind,
            code,
            advice,
            acceptable_timestamps: member("oauth_acceptable_timestamps"),
            acceptable_versions: member("oauth_acceptable_versions"),
            parameters_absent: member("oauth_parameters_absent"),
            parameters_rejected: member("oauth_parameters_rejected"),
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
            acceptable_versions: None,
            parameters_absent: None,
            parameters_rejected: None,
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

    /// The first and the last version that the server speaks, a `-` between them: `1.0-1.0`.
    #[must_use]
    pub fn acceptable_versions(&self) -> Option<Encoded<'a>> {
        self.acceptable_versions
    }

    /// The names of the parameters that the server misses: decoded, a form of names alone, so read what
    /// it decodes to with [`oauth_wire::form::pairs`].
    #[must_use]
    pub fn parameters_absent(&self) -> Option<Encoded<'a>> {
        self.parameters_absent
    }

    /// The parameters that the server does not accept: decoded, a form with names and values. A value may
    /// be a token.
    #[must_use]
    pub fn parameters_rejected(&self) -> Option<Encoded<'a>> {
        self.parameters_rejected
    }
}

impl fmt::Display for Problem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.advice())?;
        write!(f, " (the server said: {}", Untrusted::new(self.code.raw()).at_most(200))?;
        if let Some(advice) = self.advice {
            write!(f, ": {}", Untrusted::new(advice.raw()).at_most(200))?;
        }
        if let Some(names) = self.parameters_absent {
            write!(f, "; it misses {}", Untrusted::new(names.raw()).at_most(200))?;
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
    text.windows(words.len()).take(members::MAX_BODY).any(|window| window == words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    fn in_header(field: &str) -> Option<(ProblemKind, Option<String>)> {
        let fields: [(&str, &[u8]); 1] = [("WWW-Authenticate", field.as_bytes())];
        let response = Response::new(401, &fields, b"");
        Problem::find(&response).map(|it| (it.kind(), it.advice().map(text)))
    }

    fn text(value: Encoded<'_>) -> String {
        String::from_utf8(value.bytes().collect()).unwrap()
    }

    /// As Yahoo, LinkedIn and others wrote them, and as nobody should.
    #[test]
    fn fields_as_they_come() {
        use ProblemKind as Kind;
        for (field, kind, advice) in [
            (
                "OAuth oauth_problem=\"signature_invalid\", realm=\"yahooapis.com\"",
                Kind::SignatureInvalid,
                None,
            ),
            (
                "OAuth realm=\"https%3A%2F%2Fapi.linkedin.com\", oauth_problem=\"token_revoked\"",
                Kind::TokenRevoked,
                None,
            ),
            (
                "OAuth realm=\"\",oauth_problem=\"nonce_used\",oauth_problem_advice=\"sign%20anew\"",
                Kind::NonceUsed,
                Some("sign anew"),
            ),
            ("OAuth oauth_problem=token_expired", Kind::TokenExpired, None),
            ("oauth oauth_problem = token_expired , realm=x", Kind::TokenExpired, None),
            ("Basic realm=\"a, b\", OAuth oauth_problem=\"token_rejected\"", Kind::TokenRejected, None),
            (
                "OAuth oauth_problem=\"timestamp_refused\", oauth_problem_advice=\"100% off, sorry\"",
                Kind::TimestampRefused,
                Some("100% off, sorry"),
            ),
            (
                "OAuth realm=\"\\\", oauth_problem=x\", oauth_problem=\"user_refused\"",
                Kind::UserRefused,
                None,
            ),
            ("OAuth oauth_problem=\"out_of_tea\"", Kind::Other, None),
            ("OAuth realm=\"a\" oauth_problem=\"nonce_used\"", Kind::NonceUsed, None),
            ("OAuth realm=a oauth_problem=nonce_used x=y", Kind::NonceUsed, None),
            ("OAuth OAuth_Problem=\"nonce_used\"", Kind::NonceUsed, None),
            ("Negotiate abc==, OAuth oauth_problem=\"nonce_used\"", Kind::NonceUsed, None),
            ("OAuth oauth_problem=\"nonce_used", Kind::NonceUsed, None),
            (
                "OAuth oauth_problem=nonce_used, oauth_problem_advice=sign it anew , realm=x",
                Kind::NonceUsed,
                Some("sign it anew"),
            ),
            (
                "OAuth oauth_problem=nonce_used, oauth_problem_advice=sign it anew",
                Kind::NonceUsed,
                Some("sign it anew"),
            ),
            (
                "OAuth oauth_problem=nonce_used oauth_problem_advice=sign it anew realm=x",
                Kind::NonceUsed,
                Some("sign it anew"),
            ),
            ("OAuth oauth_problem=nonce_used realm = \"x\"", Kind::NonceUsed, None),
            ("OAuth oauth_problem=nonce_used\", realm=x", Kind::NonceUsed, None),
            ("OAuth oauth_problem=nonce_used\"realm=\"x\"", Kind::NonceUsed, None),
            ("OAuth oauth_problem=nonce_used Basic realm=\"x\"", Kind::NonceUsed, None),
            ("OAuth oauth_problem=nonce_used (see docs)", Kind::NonceUsed, None),
            ("OAuth realm=\"a\"b\", oauth_problem=\"nonce_used\"", Kind::NonceUsed, None),
            ("OAuth realm=\"a\"\", oauth_problem=\"nonce_used\"", Kind::NonceUsed, None),
            ("OAuth realm\", oauth_problem=\"nonce_used\"", Kind::NonceUsed, None),
            (
                "OAuth oauth_problem_advice=\"5\" disk\", oauth_problem=\"nonce_used\"",
                Kind::NonceUsed,
                Some("5"),
            ),
            ("OAuth oauth_problem=\"\", oauth_problem_advice=\"so it is\"", Kind::Other, Some("so it is")),
        ] {
            assert_eq!(in_header(field), Some((kind, advice.map(String::from))), "{field}");
        }
        for field in [
            "",
            "OAuth realm=\"https://api.twitter.com\"",
            "OAuth realm=\"oauth_problem=nonce_used\"",
            "OAuth realm=\", oauth_problem=nonce_used\"",
            "OAuth oauth_problem",
            "OAuth oauth_problem=\"\"",
            "OAuth \"oauth_problem=nonce_used\"",
            // Which one is meant?
            "OAuth oauth_problem=\"nonce_used\", oauth_problem=\"token_expired\"",
            "OAuth x_oauth_problem=\"nonce_used\"",
        ] {
            assert_eq!(in_header(field), None, "{field}");
        }
    }

    fn in_body(body: &str) -> Option<String> {
        Problem::find(&Response::new(401, &[], body.as_bytes())).map(|it| it.to_string())
    }

    #[test]
    fn every_code_of_the_extension_in_a_body() {
        for (code, kind) in KINDS {
            let body = std::format!("oauth_problem={code}&oauth_problem_advice=so%20it%20is\n");
            let response = Response::new(401, &[], body.as_bytes());
            let problem = Problem::find(&response).unwrap();
            assert_eq!((problem.kind(), text(problem.code())), (*kind, (*code).into()));
            assert_eq!(problem.advice().map(text).as_deref(), Some("so it is"));
            assert!(problem.to_string().starts_with(kind.advice()));
        }
        assert_eq!(KINDS.len(), 19);
    }

    #[test]
    fn a_form_somewhere_in_a_body() {
        let form = "oauth_problem=nonce_used&oauth_problem_advice=sign%20anew";
        for body in [
            std::format!("{{\"messages\":{{\"error\":[{{\"code\":401,\"message\":\"{form}\"}}]}}}}"),
            std::format!("{{\"message\":\"realm=x&{form}\"}}"),
            std::format!("{{\"message\":\"realm=x&{form}&oauth_token=t\"}}").replace('&', "\\u0026"),
            std::format!("<html><p>{form}</p>"),
            std::format!("<p>realm=x&{form}</p>"),
            std::format!("<p>realm=x&{form}</p>").replace('&', "&amp;"),
            std::format!("<!-- my_oauth_problem=1 --><title>{form}</title><h1>{form}</h1>"),
            std::format!("?{form}"),
            std::format!("Failed: {form}, sorry"),
            std::format!("Failed: {form} sorry"),
            std::format!("Failed: {form}; sorry"),
            std::format!("Failed: {form}."),
            std::format!("Failed ({form})"),
            std::format!("'{form}'"),
            std::format!("[{form}]"),
            "OAuth oauth_problem=\"nonce_used\", oauth_problem_advice=\"sign%20anew\"".into(),
            "{\"m\":\"oauth_problem=\\\"nonce_used\\\",oauth_problem_advice=\\\"sign%20anew\\\"\"}".into(),
        ] {
            let response = Response::new(401, &[], body.as_bytes());
            let problem = Problem::find(&response).unwrap_or_else(|| panic!("{body}"));
            assert_eq!(problem.kind(), ProblemKind::NonceUsed, "{body}");
            assert_eq!(problem.advice().map(text).as_deref(), Some("sign anew"), "{body}");
        }
        for (body, advice) in [
            ("{\"m\":\"oauth_problem=nonce_used&oauth_problem_advice=It+is+old\"}", "It is old"),
            ("{\"m\":\"x\\noauth_problem=nonce_used\\u0026oauth_problem_advice=\\u0026a=b\"}", ""),
            ("OAuth oauth_problem=\"nonce_used\", oauth_problem_advice=\"sign it+anew\"", "sign it+anew"),
            ("oauth_problem=nonce_used&oauth_problem_advice=\"http://x\" is <old>", "\"http://x\" is <old>"),
            ("oauth_problem_advice=so&oauth_problem=nonce_used\n<br>", "so"),
        ] {
            let response = Response::new(401, &[], body.as_bytes());
            let problem = Problem::find(&response).unwrap_or_else(|| panic!("{body}"));
            assert_eq!(problem.kind(), ProblemKind::NonceUsed, "{body}");
            assert_eq!(problem.advice().map(text).as_deref(), Some(advice), "{body}");
        }
        for body in [
            "{\"x_oauth_problem=nonce_used\"}",
            "oauth_problem",
            "oauth_problem=",
            "oauth_problem=a&oauth_problem=b",
            "<p>oauth_problem=a</p><p>oauth_problem=b</p>",
            "<p>my-oauth_problem=a</p>",
            "<p>xoauth_problem=a</p>",
        ] {
            assert_eq!(in_body(body), None, "{body}");
        }
        let far = [&[b'.'; members::MAX_BODY][..], b"?oauth_problem=nonce_used"].concat();
        assert!(Problem::find(&Response::new(401, &[], &far)).is_none());
        assert!(Problem::find(&Response::new(401, &[], &far[30..])).is_some());
    }

    /// What is looked at again from each place on takes seconds for this.
    #[test]
    fn long_runs_of_anything() {
        for filler in
            [" ", ",", "=", "\"", "a ", "a=b ", "a= ", "\\", "oauth_problem=", "oauth_problem=\"", "&"]
        {
            let run = filler.repeat(100_000 / filler.len());
            let long = std::format!("OAuth {run} oauth_problem=x {run} y");
            let started = std::time::Instant::now();
            in_header(&long);
            in_body(&long);
            assert!(started.elapsed().as_secs() < 2, "{filler:?} took {:?}", started.elapsed());
        }
    }

    #[test]
    fn what_comes_with_a_problem() {
        let find = |body: &'static str| Problem::find(&Response::new(400, &[], body.as_bytes())).unwrap();
        let problem =
            find("oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1195861400-1195862000");
        let times = (UnixTime::from_secs(1_195_861_400), UnixTime::from_secs(1_195_862_000));
        assert_eq!(problem.acceptable_timestamps(), Some(times));
        for odd in ["x-y", "1", "-", "1-99999999999999999999"] {
            let body = std::format!("oauth_problem=timestamp_refused&oauth_acceptable_timestamps={odd}");
            let response = Response::new(400, &[], body.as_bytes());
            assert_eq!(Problem::find(&response).unwrap().acceptable_timestamps(), None, "{odd}");
        }

        let problem =
            find("oauth_problem=parameter_absent&oauth_parameters_absent=oauth_nonce%26oauth_timestamp");
        let names = problem.parameters_absent().map(text).unwrap();
        let names: Vec<_> = oauth_wire::form::pairs(names.as_bytes()).map(|pair| text(pair.name)).collect();
        assert_eq!(names, ["oauth_nonce", "oauth_timestamp"]);
        assert!(problem.to_string().ends_with("; it misses oauth_nonce%26oauth_timestamp)"), "{problem}");

        let problem =
            find("oauth_problem=parameter_rejected&oauth_parameters_rejected=oauth_token%3Dhunter2");
        assert_eq!(problem.parameters_rejected().map(text).as_deref(), Some("oauth_token=hunter2"));
        assert!(!std::format!("{problem} {problem:?}").contains("hunter2"));

        let problem = find("oauth_problem=version_rejected&oauth_acceptable_versions=1.0-1.0");
        assert_eq!(problem.acceptable_versions().map(text).as_deref(), Some("1.0-1.0"));
    }

    /// As its users report them: the sentence stands in JSON, in HTML or alone.
    #[test]
    fn upwork_s_two() {
        let kind = |body: &str| Problem::find(&Response::new(401, &[], body.as_bytes())).map(|it| it.kind());
        let token = "The consumer_key and token combination does not exist or is not enabled";
        for (sentence, expected) in [
            ("Verification of signature failed", ProblemKind::SignatureInvalid),
            (token, ProblemKind::TokenRejected),
        ] {
            for body in [
                sentence.into(),
                std::format!("{sentence}.\n"),
                std::format!("{{\"error\":{{\"status\":\"401\",\"message\":\"{sentence}\"}}}}"),
                std::format!("<html><h1>{sentence}</h1>"),
            ] {
                assert_eq!(kind(&body), Some(expected), "{body}");
                assert!(in_body(&body).unwrap().contains(sentence));
            }
        }
        assert_eq!(kind("Verification of signature succeeded"), None);
        assert_eq!(kind(""), None);
    }

    #[test]
    fn a_stranger_s_words_do_no_harm() {
        let shown = in_body("oauth_problem=x%1b[2J\u{1b}[2J\nnonsense").unwrap();
        assert!(shown.chars().all(|c| !c.is_control()), "{shown:?}");
    }
}
