//! Device authorization grant ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)): the user approves
//! on another device, by a code that this one shows; for televisions, command lines, printers.
//!
//! The flow ([`PollingFlow`]) asks the server for a code, shows it by
//! [`Action::Prompt`](oauth_wire::flow::Action::Prompt), and asks for the token at the server's
//! interval until the user has approved, refused, or let the code expire.
//!
//! # States
//!
//! What no line shows is refused and changes nothing.
//!
//! ```text
//! requesting, ready --sent--> requesting, sent
//! requesting, ready --token | error | garbage | pending | slow_down | busy--> failed
//! requesting, ready --not sent | lost--> requesting, backing off
//! requesting, ready --codes--> waiting
//! requesting, sent --token | error | garbage | pending | slow_down | busy--> failed
//! requesting, sent --not sent | lost--> requesting, backing off
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

use crate::answer::{
    Answer, AnswerError, FieldValue, Found, MAX_LIFETIME, optional, required, required_seconds,
};
use crate::leniency::{Leniencies, Leniency};
use crate::parameters::{self, Parameters};
use crate::settings::settings;
use crate::text::Text;
#[cfg(feature = "alloc")]
use crate::{
    client::{Client, Endpoint},
    config::{ConfigError, check_extra},
    exchange::{Exchange, Step},
    failure::Stake,
    polling_flow::{Approval, ApprovalKind, PollingFlow},
};
use core::fmt;
use oauth_wire::buf::Encode;
use oauth_wire::message::Response;
use oauth_wire::url::Url;

/// The `grant_type`.
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The interval where the server names none, in seconds
/// ([RFC 8628 §3.2](https://www.rfc-editor.org/rfc/rfc8628#section-3.2)).
pub const DEFAULT_INTERVAL: u64 = 5;

/// How long a verification URI may be, in bytes. A person is to type it in.
pub const MAX_VERIFICATION_URI: usize = 2048;

/// The parameters of the device authorization request
/// ([RFC 8628 §3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1)), and with an allocator the
/// start of its flow.
///
/// ```
/// # #[cfg(not(feature = "alloc"))] fn main() {}
/// # #[cfg(feature = "alloc")] fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use oauth_wire::flow::{Action, Event, Flow};
/// use oauth_wire::message::Response;
/// use oauth_wire::time::UnixTime;
/// use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
/// use oauth2_flow::device_code::DeviceCode;
///
/// // The examples of RFC 8628 §3
/// let client = Client::new("1406020730", ClientAuthentication::None)?
///     .with_endpoint(Endpoint::DeviceAuthorization, "https://server.example.com/device_authorization")?
///     .with_endpoint(Endpoint::Token, "https://server.example.com/token")?;
/// let now = UnixTime::from_secs(1_000_000);
/// let mut flow = DeviceCode::new().scope("example_scope").start(&client)?;
///
/// let Action::Send(request) = flow.poll(now) else { panic!() };
/// assert_eq!(request.body, b"scope=example_scope&client_id=1406020730");
/// let body = br#"{
///     "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
///     "user_code": "WDJB-MJHT",
///     "verification_uri": "https://example.com/device",
///     "verification_uri_complete": "https://example.com/device?user_code=WDJB-MJHT",
///     "expires_in": 1800,
///     "interval": 5
/// }"#;
/// flow.handle(Event::Response(Response::new(200, &[], body)), now)?;
///
/// let Action::Prompt(prompt) = flow.poll(now) else { panic!() };
/// assert_eq!(prompt.user_code, Some("WDJB-MJHT")); // show this, and where to type it in
/// assert_eq!((prompt.until, prompt.expires_at), (now.plus(5), now.plus(1800)));
///
/// let Action::Send(request) = flow.poll(now.plus(5)) else { panic!() };
/// assert_eq!(
///     request.body,
///     b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code\
///       &device_code=GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS&client_id=1406020730"
/// );
/// let pending = br#"{"error":"authorization_pending"}"#;
/// flow.handle(Event::Response(Response::new(400, &[], pending)), now.plus(5))?;
/// let Action::Prompt(prompt) = flow.poll(now.plus(6)) else { panic!() };
/// assert_eq!(prompt.until, now.plus(10));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Default)]
pub struct DeviceCode<'a> {
    scope: Option<&'a str>,
    resource: &'a [&'a str],
    extra: &'a [(&'a str, &'a str)],
}

impl<'a> DeviceCode<'a> {
    /// A request for all that the client may have.
    #[must_use]
    pub const fn new() -> Self {
        Self { scope: None, resource: &[], extra: &[] }
    }

    settings!(scope, resource, extra);

    /// Starts the flow.
    ///
    /// # Errors
    /// [`ConfigError`], where the client has no device authorization or no token endpoint, or an
    /// extra parameter's name is taken, empty or there twice.
    #[cfg(feature = "alloc")]
    pub fn start(self, client: &Client) -> Result<PollingFlow, ConfigError> {
        check_extra(&Self { extra: &[], ..self }, &["scope", "resource"], self.extra)?;
        client.required_endpoint(Endpoint::Token)?;
        let exchange = Exchange::form(client, Endpoint::DeviceAuthorization, &self, Stake::Nothing.resend())?;
        let read = |_: &Step<_>, response: &Response<'_>, now| {
            let granted =
                crate::exchange::success(response, DeviceAuthorizationResponse::read, Stake::Nothing, now)?;
            let owned = |text: Text<'_>| text.to_str().unwrap_or_default();
            Ok(Approval {
                kind: ApprovalKind::DeviceCode,
                code: owned(granted.device_code).into(),
                user_code: Some(owned(granted.user_code)),
                verification_uri: Some(owned(granted.verification_uri)),
                verification_uri_complete: granted.verification_uri_complete.map(owned),
                leniencies: granted.leniencies,
                ..Approval::new(granted.expires_in, granted.interval, now)
            })
        };
        let step = Step::new(exchange, Stake::Nothing, alloc::boxed::Box::new(read));
        Ok(PollingFlow::new(client, step))
    }
}

impl Parameters for DeviceCode<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        parameters::optional(pair, "scope", self.scope);
        self.resource.iter().for_each(|resource| pair("resource", resource));
        self.extra.each(pair);
    }
}

impl fmt::Debug for DeviceCode<'_> {
    // A parameter of the server's own may be a secret, such as a token that names the user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCode")
            .field("scope", &self.scope)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

/// The parameters of the request for the token
/// ([RFC 8628 §3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)).
#[derive(Clone, Copy)]
pub struct DeviceAccessToken<'a> {
    /// The code that the server gave this device.
    pub device_code: &'a str,
}

impl Parameters for DeviceAccessToken<'_> {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        pair("grant_type", GRANT_TYPE);
        pair("device_code", self.device_code);
    }
}

impl fmt::Debug for DeviceAccessToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceAccessToken")
    }
}

/// The answer to a device authorization request
/// ([RFC 8628 §3.2](https://www.rfc-editor.org/rfc/rfc8628#section-3.2)), as views of the bytes it came
/// in.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct DeviceAuthorizationResponse<'a> {
    /// What this device asks for the token with.
    pub device_code: Text<'a>,
    /// What the user types in; nothing stands in it that can't be seen, or that reorders what can.
    pub user_code: Text<'a>,
    /// Where the user types it in: an `https` URL, or an `http` one of this machine itself.
    pub verification_uri: Text<'a>,
    /// The same with the code in it, for a QR code.
    pub verification_uri_complete: Option<Text<'a>>,
    /// How long the codes live, in seconds from now; at most [`MAX_LIFETIME`].
    pub expires_in: u64,
    /// How long to wait between two requests for the token, in seconds; at least 1, and at most
    /// [`MAX_LIFETIME`]. Where it is longer than the codes live, they expire before the first request.
    pub interval: u64,
    /// The rules that it took to read this.
    pub leniencies: Leniencies,
}

impl<'a> DeviceAuthorizationResponse<'a> {
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
        const NAMES: [&str; 7] = [
            "device_code",
            "user_code",
            "verification_uri",
            "verification_url",
            "verification_uri_complete",
            "expires_in",
            "interval",
        ];
        let found = match Found::read_json(response, NAMES, 200, used)? {
            Answer::Error(error) => return Ok(Answer::Error(error)),
            Answer::Success(found) => found,
        };
        let [device_code, user_code, uri, url, complete, expires_in, interval] = found.values;
        if uri.is_none() && url.is_some() {
            used.note(Leniency::VerificationUrl);
        }
        let (expires_in, interval) = lifetime(expires_in, interval, used)?;
        let read = Self {
            device_code: required(device_code, "device_code")?,
            user_code: required(user_code, "user_code")?,
            verification_uri: required(uri.or(url), "verification_uri")?,
            verification_uri_complete: optional(complete, "verification_uri_complete", used)?,
            expires_in,
            interval,
            leniencies: *used,
        };
        // All three are shown to a person, and the URLs may be opened without a look.
        if !read.user_code.is_safe_to_show() || read.user_code.is_blank() {
            return Err(AnswerError::InvalidMember("user_code"));
        }
        if !is_page(read.verification_uri) {
            return Err(AnswerError::InvalidMember("verification_uri"));
        }
        if !read.verification_uri_complete.is_none_or(is_page) {
            return Err(AnswerError::InvalidMember("verification_uri_complete"));
        }
        Ok(Answer::Success(read))
    }
}

/// Whether a browser may be sent there: an absolute URL, by the rule for endpoints.
fn is_page(text: Text<'_>) -> bool {
    let mut buffer = [0; MAX_VERIFICATION_URI];
    let decoded = text.encode_slice(&mut buffer).ok().and_then(|bytes| core::str::from_utf8(bytes).ok());
    decoded.is_some_and(|url| Url::parse(url).is_ok_and(|url| url.check().is_ok() && url.is_confidential()))
}

/// `expires_in`, which must be there, and `interval`.
pub(crate) fn lifetime(
    expires_in: Option<FieldValue<'_>>,
    interval: Option<FieldValue<'_>>,
    used: &mut Leniencies,
) -> Result<(u64, u64), AnswerError> {
    let expires_in = required_seconds(expires_in, "expires_in", used)?;
    let interval = match interval {
        Some(interval) => interval.seconds("interval", used)?,
        None => None,
    };
    let interval = match interval.unwrap_or(DEFAULT_INTERVAL) {
        0 => {
            used.note(Leniency::IntervalZero);
            1
        }
        interval => interval.min(MAX_LIFETIME),
    };
    Ok((expires_in.min(MAX_LIFETIME), interval))
}

impl fmt::Debug for DeviceAuthorizationResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceAuthorizationResponse")
            .field("expires_in", &self.expires_in)
            .field("interval", &self.interval)
            .field("leniencies", &self.leniencies)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<DeviceAuthorizationResponse<'_>, AnswerError> {
        match DeviceAuthorizationResponse::parse(&Response::new(200, &[], body.as_bytes()))? {
            Answer::Success(read) => Ok(read),
            Answer::Error(_) => panic!("{body}"),
        }
    }

    #[test]
    fn what_may_be_missing() {
        let read =
            read(r#"{"device_code":"d","user_code":"u","verification_uri":"https://h","expires_in":9}"#)
                .unwrap();
        assert_eq!((read.interval, read.verification_uri_complete.is_none()), (5, true));
        assert!(read.leniencies.is_empty());
    }

    #[test]
    fn intervals() {
        for (interval, seconds) in [
            ("0", 1),
            ("7", 7),
            ("\"7\"", 7),
            ("null", 5),
            ("1.5", 1),
            ("18446744073709551615", MAX_LIFETIME),
        ] {
            let body = std::format!(
                r#"{{"device_code":"d","user_code":"u","verification_uri":"https://h","expires_in":9,"interval":{interval}}}"#
            );
            assert_eq!(read(&body).unwrap().interval, seconds, "{interval}");
        }
    }

    #[test]
    fn lifetimes() {
        for (expires_in, seconds) in [("9", 9), ("0", 0), ("31536001", MAX_LIFETIME), ("1e300", MAX_LIFETIME)]
        {
            let body = std::format!(
                r#"{{"device_code":"d","user_code":"u","verification_uri":"https://h","expires_in":{expires_in}}}"#
            );
            assert_eq!(read(&body).unwrap().expires_in, seconds, "{expires_in}");
        }
    }

    #[test]
    fn leniency_interval_zero() {
        for (interval, lenient) in [("0", true), ("0.9", true), ("1", false)] {
            let body = std::format!(
                r#"{{"device_code":"d","user_code":"u","verification_uri":"https://h","expires_in":9,"interval":{interval}}}"#
            );
            let used = read(&body).unwrap().leniencies;
            assert_eq!(used.contains(Leniency::IntervalZero), lenient, "{interval}");
        }
    }

    /// Both are shown, and perhaps opened, as they are.
    #[test]
    fn a_user_is_sent_to_web_pages_only() {
        let long = std::format!("https://h/{}", "a".repeat(MAX_VERIFICATION_URI));
        for (uri, good) in [
            ("https://example.com/device", true),
            (r"https:\/\/example.com\/device?a=b#c", true),
            ("http://localhost:8080/device", true),
            ("http://example.com/device", false),
            ("javascript:alert(1)", false),
            ("javascript://h/%0aalert(1)", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("/device", false),
            ("example.com/device", false),
            ("https://bank.example@evil.example/", false),
            ("https://h/\u{202e}", false),
            ("https://h/a b", false),
            (r"https://h/\u0000", false),
            (&long, false),
            (&long[..MAX_VERIFICATION_URI], true),
        ] {
            for name in ["verification_uri", "verification_uri_complete"] {
                let other =
                    if name == "verification_uri" { "" } else { r#","verification_uri":"https://h""# };
                let body = std::format!(
                    r#"{{"device_code":"d","user_code":"u","{name}":"{uri}","expires_in":9{other}}}"#
                );
                let error = (!good).then_some(AnswerError::InvalidMember(name));
                assert_eq!(read(&body).err(), error, "{body}");
            }
        }
    }

    #[test]
    fn a_user_code_shows_what_it_is() {
        for (code, good) in [
            ("WDJB-MJHT", true),
            ("\u{4e8c} 2", true),
            ("A\u{202e}B", false),
            (r"A\u202eB", false),
            ("A\u{200b}B", false),
            ("A\u{3164}B", false),
            ("A\u{feff}", false),
            (r"A\nB", false),
            ("  \u{a0}", false),
            ("\u{2800}", false),
            (r"\u001b[2J", false),
            ("A\u{9b}", false),
        ] {
            let body = std::format!(
                r#"{{"device_code":"d","user_code":"{code}","verification_uri":"https://h","expires_in":9}}"#
            );
            let error = (!good).then_some(AnswerError::InvalidMember("user_code"));
            assert_eq!(read(&body).err(), error, "{code}");
        }
    }

    #[test]
    fn leniency_verification_url() {
        let body = r#"{"device_code":"d","user_code":"u","verification_url":"https://h","expires_in":9}"#;
        let read = read(body).unwrap();
        assert!(read.verification_uri.is("https://h"));
        assert!(read.leniencies.contains(Leniency::VerificationUrl));
    }

    #[test]
    fn refused() {
        use AnswerError::{InvalidMember, MissingMember};
        for (body, error) in [
            (
                r#"{"user_code":"u","verification_uri":"https://h","expires_in":9}"#,
                MissingMember("device_code"),
            ),
            (
                r#"{"device_code":"d","verification_uri":"https://h","expires_in":9}"#,
                MissingMember("user_code"),
            ),
            (r#"{"device_code":"d","user_code":"u","expires_in":9}"#, MissingMember("verification_uri")),
            (
                r#"{"device_code":"d","user_code":"u","verification_uri":"https://h"}"#,
                MissingMember("expires_in"),
            ),
            (
                r#"{"device_code":"d","user_code":"\u001b[2J","verification_uri":"https://h","expires_in":9}"#,
                InvalidMember("user_code"),
            ),
            (
                r#"{"device_code":"d","user_code":"u","verification_uri":"https://h\n","expires_in":9}"#,
                InvalidMember("verification_uri"),
            ),
        ] {
            assert_eq!(read(body).unwrap_err(), error, "{body}");
        }
    }
}
