//! What well-known servers demand beyond the text of RFC 5849, by name.
//!
//! A [`Profile`] says how a server wants its requests signed, and [`Profile::signer`] gives a
//! [`CheckedSigner`] that signs that way and refuses what the server would refuse: NetSuite without a
//! realm, Mastercard without a body hash, X over plain `http`.
//!
//! | profile | method | where | more | published example |
//! |---|---|---|---|---|
//! | [`TWITTER`](Profile::TWITTER) | HMAC-SHA1 | header | version | yes |
//! | [`UPWORK`](Profile::UPWORK) | HMAC-SHA1 | header, form body, query | | none |
//! | [`NETSUITE`](Profile::NETSUITE) | HMAC-SHA256 | header | realm | yes |
//! | [`MASTERCARD`](Profile::MASTERCARD) | RSA-SHA256 | header | body hash with SHA-256, always; version | base strings and hashes |
//! | [`LTI_LAUNCH`](Profile::LTI_LAUNCH) | HMAC-SHA1 | form body of a POST | version; `http` allowed | yes |
//! | [`LTI_OUTCOMES`](Profile::LTI_OUTCOMES) | HMAC-SHA1 | header | body hash with SHA-1, always; version; `http` allowed | none |
//!
//! What stands here was read in public documents and code and not tried at these servers.
//!
//! ```
//! use oauth1_sign::profile::{Body, Profile, ProfileError};
//! use oauth1_sign::*;
//! use oauth_wire::time::UnixTime;
//!
//! let client = ClientCredentials::new("consumer", "consumer secret");
//! let token = TokenCredentials::new("token", "token secret");
//! let key = HmacSha256::new(&client, Some(&token));
//! let signer = Profile::NETSUITE.signer(client.identifier, Some(token.token), &key)?;
//!
//! let request = SignableRequest::new("GET", "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40")?;
//! let (mut scratch, mut buffer) = ([Slot::EMPTY; 8], [0; 1024]);
//! let protocol = || ProtocolParameters::new(UnixTime::from_secs(1508242306), "fjaLirsIcCGVZWzBX0pg");
//!
//! let refused = signer.sign(&request, Body::Empty, protocol(), &mut scratch, &mut buffer);
//! assert_eq!(refused.unwrap_err(), ProfileError::RealmRequired);
//! let header = signer.sign(&request, Body::Empty, protocol().with_realm("123456"), &mut scratch, &mut buffer)?;
//! assert!(header.starts_with("OAuth realm=\"123456\", oauth_consumer_key="));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::body_hash::{BodyHash, BodyHashAlgorithm, BodyHashText};
use crate::parameters::Slot;
use crate::protocol::ProtocolParameters;
use crate::request::SignableRequest;
use crate::sign::{Placement, SignError, Signer};
use crate::signature::SignatureMethod;
use core::fmt;

/// What a server demands of a signed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    name: &'static str,
    signature_method: &'static str,
    placements: &'static [Placement],
    realm: bool,
    body_hash: Option<BodyHashAlgorithm>,
    version: bool,
    form: FormBody,
    tls: bool,
    note: &'static str,
}

/// What a server does with form bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormBody {
    /// Signs them, as RFC 5849 §3.4.1.3.1 has it.
    Signed,
    /// Takes nothing else, by `POST`.
    Required,
    /// Takes none: the body is JSON or XML, under a body hash.
    Refused,
}

impl Profile {
    /// X, formerly Twitter.
    ///
    /// `HMAC-SHA1` in the header, `oauth_version` with it. A form body is signed; JSON (API version 2)
    /// and multipart (media upload) bodies are not, and carry no body hash.
    ///
    /// Source: X's documentation, "Creating a signature", whose examples are among the tests.
    pub const TWITTER: Self = Self {
        name: "Twitter/X",
        signature_method: "HMAC-SHA1",
        placements: &[Placement::Header],
        realm: false,
        body_hash: None,
        version: true,
        form: FormBody::Signed,
        tls: true,
        note: "Only form bodies are signed: a JSON or multipart body takes no part in the signature.",
    };

    /// Upwork's retired OAuth 1 API.
    ///
    /// `HMAC-SHA1`; its clients sent the protocol parameters in all three places. JSONP's `callback` is
    /// signed like any parameter. Some clients leave `oauth_callback` out.
    ///
    /// Source: the code of public clients. There is no published example of a signature, and nothing was
    /// checked against Upwork itself.
    pub const UPWORK: Self = Self {
        name: "Upwork",
        signature_method: "HMAC-SHA1",
        placements: &[Placement::Header, Placement::FormBody, Placement::Query],
        realm: false,
        body_hash: None,
        version: false,
        form: FormBody::Signed,
        tls: true,
        note: "It is retired: new keys speak OAuth 2.",
    };

    /// NetSuite's token-based authentication, for RESTlets and REST web services.
    ///
    /// `HMAC-SHA256` (`HMAC-SHA1` ended with release 2023.1) in the header, with the account id for a
    /// realm: in upper case and with an underscore (`1234567_SB1`), where the host has it in lower case
    /// and with a hyphen (`1234567-sb1`). `oauth_version` is optional. A nonce has at least six
    /// characters. JSON bodies are not signed. SOAP signs something else altogether.
    ///
    /// Source: Oracle's online help, "The Signature for Web Services and RESTlets", "The Authorization
    /// Headers" and "Constructing the Signature for Step One of the TBA Authorization Flow", whose
    /// examples are among the tests.
    pub const NETSUITE: Self = Self {
        name: "NetSuite",
        signature_method: "HMAC-SHA256",
        placements: &[Placement::Header],
        realm: true,
        body_hash: None,
        version: false,
        form: FormBody::Signed,
        tls: true,
        note: "The realm is the account id as NetSuite shows it: 1234567_SB1, not 1234567-sb1.",
    };

    /// Mastercard's APIs: one-legged, no token.
    ///
    /// `RSA-SHA256` in the header, always with `oauth_body_hash` over the body's bytes with SHA-256, for
    /// a request without a body over nothing; `oauth_version` with it. Form bodies are not taken.
    ///
    /// Most of Mastercard's own signers encode the body hash neither in the header nor, by itself, in the
    /// base string. Its server takes a header's values as they stand there, as base strings in its error
    /// messages show, so what RFC 5849 demands and is done here holds as well: encoded once in the header
    /// and twice in the base string.
    ///
    /// Source: the documentation "Using OAuth 1.0a to Access Mastercard APIs", the tests of Mastercard's
    /// `oauth1-signer` libraries (body hashes), and base strings that its server printed in error
    /// messages (issues 6 and 12 of `oauth1-signer-csharp`). Both are among the tests; a signature of a
    /// whole request that could be reproduced is not published.
    pub const MASTERCARD: Self = Self {
        name: "Mastercard",
        signature_method: "RSA-SHA256",
        placements: &[Placement::Header],
        realm: false,
        body_hash: Some(BodyHashAlgorithm::Sha256),
        version: true,
        form: FormBody::Refused,
        tls: true,
        note: "Hash the body's bytes exactly as they are sent: a JSON text that is written anew has another hash.",
    };

    /// The launch of an LTI 1.x tool: a form that the user's browser posts.
    ///
    /// `HMAC-SHA1`, everything in the form body, `oauth_version` with it. A query in the launch URL is
    /// signed like the rest; some platforms send its parameters in the body too. The implementation
    /// guide has `oauth_callback=about:blank`, which many platforms leave out.
    ///
    /// The tool, which verifies, mostly sits behind a proxy that ends TLS: it must be told the URL that
    /// the platform signed, `https` and all ([`ReceivedRequest::parse`](crate::ReceivedRequest::parse)
    /// takes it as an argument).
    ///
    /// Source: the Basic LTI implementation guide's worked example, as it stands in the tests of
    /// `ims-lti` and Canvas; it is among the tests here, and its signature does not cover a callback.
    pub const LTI_LAUNCH: Self = Self {
        name: "LTI 1.x launch",
        signature_method: "HMAC-SHA1",
        placements: &[Placement::FormBody],
        realm: false,
        body_hash: None,
        version: true,
        form: FormBody::Required,
        tls: false,
        note: "Behind a TLS proxy the tool must verify with the https URL that the platform signed.",
    };

    /// LTI 1.1's outcomes service: XML that a tool posts to its platform.
    ///
    /// `HMAC-SHA1` in the header, always with `oauth_body_hash` over the XML with SHA-1,
    /// `oauth_version` with it.
    ///
    /// Source: the LTI 1.1 implementation guide. No published example was found whose signature can be
    /// reproduced; the tests sign and verify.
    pub const LTI_OUTCOMES: Self = Self {
        name: "LTI 1.1 outcomes",
        signature_method: "HMAC-SHA1",
        placements: &[Placement::Header],
        realm: false,
        body_hash: Some(BodyHashAlgorithm::Sha1),
        version: true,
        form: FormBody::Refused,
        tls: false,
        note: "Behind a TLS proxy the platform must verify with the https URL that the tool signed.",
    };

    /// Its name, for people.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The value of `oauth_signature_method`.
    #[must_use]
    pub const fn signature_method(&self) -> &'static str {
        self.signature_method
    }

    /// Where the protocol parameters may travel; the first is the usual place.
    #[must_use]
    pub const fn placements(&self) -> &'static [Placement] {
        self.placements
    }

    /// Whether the header must have a realm.
    #[must_use]
    pub const fn requires_realm(&self) -> bool {
        self.realm
    }

    /// The hash function of the `oauth_body_hash` that each request must have, even one without a body;
    /// `None` where none is sent.
    #[must_use]
    pub const fn body_hash(&self) -> Option<BodyHashAlgorithm> {
        self.body_hash
    }

    /// Whether `oauth_version` must be sent.
    #[must_use]
    pub const fn requires_version(&self) -> bool {
        self.version
    }

    /// What becomes of form bodies.
    #[must_use]
    pub const fn form_body(&self) -> FormBody {
        self.form
    }

    /// Whether the URL must be `https`, or `http` on loopback.
    #[must_use]
    pub const fn requires_tls(&self) -> bool {
        self.tls
    }

    /// What most goes wrong with it, in a sentence.
    #[must_use]
    pub const fn note(&self) -> &'static str {
        self.note
    }

    /// A signer that keeps to this profile. Its arguments are those of [`Signer::new`].
    ///
    /// # Errors
    /// [`ProfileError::SignatureMethod`] when `method` is not the one that the server takes.
    pub fn signer<'a, M: SignatureMethod>(
        self,
        client: &'a str,
        token: Option<&'a str>,
        method: M,
    ) -> Result<CheckedSigner<'a, M>, ProfileError<M::Error>> {
        if method.name() != self.signature_method {
            return Err(ProfileError::SignatureMethod { required: self.signature_method });
        }
        let placement = self.placements.first().copied().unwrap_or(Placement::Header);
        Ok(CheckedSigner { profile: self, placement, signer: Signer::new(client, token, method) })
    }
}

/// The body of a request, as far as a profile looks at it.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Body<'a> {
    /// There is none, or it is the form that the request holds.
    Empty,
    /// These bytes, exactly as they are sent.
    Bytes(&'a [u8]),
    /// Bytes that have been hashed already, as they streamed by.
    Hashed(BodyHashText),
}

impl fmt::Debug for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Hashed(hash) => write!(f, "Hashed({hash:?})"),
        }
    }
}

/// A [`Signer`] that signs as its [`Profile`] demands, or not at all.
#[derive(Clone, Copy)]
pub struct CheckedSigner<'a, M> {
    profile: Profile,
    placement: Placement,
    signer: Signer<'a, M>,
}

impl<M: SignatureMethod> CheckedSigner<'_, M> {
    /// With the protocol parameters in this place instead of the usual one.
    ///
    /// # Errors
    /// [`ProfileError::Placement`] when the server does not look there.
    pub fn with_placement(self, placement: Placement) -> Result<Self, ProfileError<M::Error>> {
        if !self.profile.placements.contains(&placement) {
            return Err(ProfileError::Placement);
        }
        Ok(Self { placement, ..self })
    }

    /// Signs `request` and writes what is to be sent to `out`, like [`Signer::sign`], with the body hash
    /// where the server wants one.
    ///
    /// # Errors
    /// [`ProfileError`] that names what the server would refuse. `out` is untouched unless the method
    /// itself failed.
    pub fn sign<'b>(
        &self,
        request: &SignableRequest<'_>,
        body: Body<'_>,
        protocol: ProtocolParameters<'_>,
        scratch: &mut [Slot],
        out: &'b mut [u8],
    ) -> Result<&'b str, ProfileError<M::Error>> {
        let hash = self.check(request, body, &protocol)?;
        let protocol = with_body_hash(&protocol, hash.as_ref());
        Ok(self.signer.sign(request, protocol, self.placement, scratch, out)?)
    }

    /// Writes the base string that [`sign`](Self::sign) signs, for a key that is elsewhere: see
    /// [`Signer::base_string`].
    ///
    /// # Errors
    /// [`ProfileError`], as from `sign`.
    pub fn base_string<'b>(
        &self,
        request: &SignableRequest<'_>,
        body: Body<'_>,
        protocol: &ProtocolParameters<'_>,
        scratch: &mut [Slot],
        out: &'b mut [u8],
    ) -> Result<&'b str, ProfileError<M::Error>> {
        let hash = self.check(request, body, protocol)?;
        let protocol = with_body_hash(protocol, hash.as_ref());
        Ok(self.signer.base_string(request, &protocol, scratch, out)?)
    }

    /// Refuses what the server would refuse, and hashes the body.
    fn check(
        &self,
        request: &SignableRequest<'_>,
        body: Body<'_>,
        protocol: &ProtocolParameters<'_>,
    ) -> Result<Option<BodyHashText>, ProfileError<M::Error>> {
        let profile = &self.profile;
        if profile.tls && !request.url.is_confidential() {
            return Err(ProfileError::NeedsTls);
        }
        if profile.realm && protocol.realm.is_none_or(str::is_empty) {
            return Err(ProfileError::RealmRequired);
        }
        if profile.version && !protocol.version {
            return Err(ProfileError::VersionRequired);
        }
        match (profile.form, request.form_body) {
            (FormBody::Required, None) => return Err(ProfileError::FormRequired),
            (FormBody::Required, Some(_)) if !request.method.eq_ignore_ascii_case("POST") => {
                return Err(ProfileError::FormRequired);
            }
            (FormBody::Refused, Some(_)) => return Err(ProfileError::FormRefused),
            _ => {}
        }
        if request.form_body.is_some() && !matches!(body, Body::Empty) {
            return Err(ProfileError::TwoBodies);
        }
        if protocol.body_hash.is_some() {
            return Err(ProfileError::BodyHash);
        }
        let Some(algorithm) = profile.body_hash else {
            return Ok(None);
        };
        let hash = match body {
            Body::Empty => BodyHash::of(algorithm, b""),
            Body::Bytes(bytes) => BodyHash::of(algorithm, bytes),
            Body::Hashed(hash) => hash,
        };
        // The length tells the hash function.
        if hash.as_str().len() != BodyHash::of(algorithm, b"").as_str().len() {
            return Err(ProfileError::BodyHash);
        }
        Ok(Some(hash))
    }
}

impl<M> fmt::Debug for CheckedSigner<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckedSigner").field("profile", &self.profile.name).finish_non_exhaustive()
    }
}

/// The same parameters with this body hash. The caller uses one of the two, so no nonce is used twice.
fn with_body_hash<'p>(
    protocol: &ProtocolParameters<'p>,
    hash: Option<&'p BodyHashText>,
) -> ProtocolParameters<'p> {
    ProtocolParameters { body_hash: hash.map(BodyHashText::as_str), ..*protocol }
}

/// Why a request was not signed under a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileError<E = core::convert::Infallible> {
    /// The server takes another signature method.
    SignatureMethod {
        /// The one it takes.
        required: &'static str,
    },
    /// The server does not look for the protocol parameters there.
    Placement,
    /// The URL is neither `https` nor on loopback.
    NeedsTls,
    /// The realm is missing.
    RealmRequired,
    /// `oauth_version` was left out.
    VersionRequired,
    /// The request is no `POST` of a form.
    FormRequired,
    /// The request has a form body.
    FormRefused,
    /// A body was given for a request that holds a form body.
    TwoBodies,
    /// A body hash was set by hand, or made with another hash function.
    BodyHash,
    /// The request can't be signed at all.
    Sign(SignError<E>),
}

impl<E> From<SignError<E>> for ProfileError<E> {
    fn from(error: SignError<E>) -> Self {
        Self::Sign(error)
    }
}

impl<E: fmt::Display> fmt::Display for ProfileError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignatureMethod { required } => {
                write!(f, "the server takes only {required}; prepare a key of that method")
            }
            Self::Placement => f.write_str(
                "the server does not look for the protocol parameters there; see the profile's placements",
            ),
            Self::NeedsTls => f.write_str("the server's URL must be https, or http on loopback"),
            Self::RealmRequired => f.write_str("the server demands a realm; set one with with_realm"),
            Self::VersionRequired => f.write_str("the server demands oauth_version; don't leave it out"),
            Self::FormRequired => {
                f.write_str("the server takes only a POST with a form body; give it with with_form_body")
            }
            Self::FormRefused => f.write_str(
                "the server takes no form body; give JSON or XML as the body beside the request instead",
            ),
            Self::TwoBodies => f.write_str("the request holds a form body already; give Body::Empty with it"),
            Self::BodyHash => f.write_str(
                "oauth_body_hash is the profile's part: give it the body, or a hash made with the profile's function",
            ),
            Self::Sign(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for ProfileError<E> {}
