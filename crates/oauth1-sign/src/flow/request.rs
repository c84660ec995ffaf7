//! The two requests of the flow, and their signatures.

use super::{Callback, FlowMethod, GrantedToken, ThreeLegged};
use crate::hmac::{HmacSha1, HmacSha256, HmacSha512};
use crate::parameters::Slot;
use crate::protocol::ProtocolParameters;
use crate::request::SignableRequest;
use crate::sign::{Placement, SignError, Signer};
use crate::signature::{Detached, Plaintext, SignatureMethod};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use oauth_wire::buf::Writer;
use oauth_wire::flow::{Failure, FailureKind, Recovery};
use oauth_wire::form::{self, FormWriter};
use oauth_wire::message::{Headers, Method, Request, Resend};
use oauth_wire::secret::{Secret, SecretBytes};
use oauth_wire::time::UnixTime;

/// The two requests.
#[derive(Clone)]
pub(super) enum Step {
    TemporaryCredentials,
    TokenCredentials { temporary: GrantedToken, verifier: Option<Secret> },
}

/// A request as it goes out, once.
pub(super) struct SignedRequest {
    url: Secret,
    authorization: Option<Secret>,
    body: SecretBytes,
}

impl Step {
    fn token(&self) -> Option<&str> {
        match self {
            Self::TemporaryCredentials => None,
            Self::TokenCredentials { temporary, .. } => Some(temporary.token.expose()),
        }
    }
}

impl SignedRequest {
    pub(super) fn view(&self) -> Request<'_> {
        let content_type = (!self.body.expose().is_empty()).then_some(form::CONTENT_TYPE);
        Request {
            method: Method::Post,
            url: self.url.expose(),
            headers: Headers::new()
                .with_optional("authorization", self.authorization.as_ref().map(Secret::expose))
                .with_optional("content-type", content_type),
            body: self.body.expose(),
            resend: Resend::Never,
            max_response_len: 64 * 1024,
        }
    }
}

impl ThreeLegged {
    /// Signs the request of `step`, with the outside key's signature where there is one.
    pub(super) fn sign(
        &self,
        step: &Step,
        now: UnixTime,
        external: Option<&[u8]>,
    ) -> Result<SignedRequest, Failure> {
        let client = self.config.client();
        let token = match step {
            Step::TemporaryCredentials => None,
            Step::TokenCredentials { temporary, .. } => Some(temporary.credentials()),
        };
        let token = token.as_ref();
        match &self.config.method {
            FlowMethod::HmacSha1 => self.sign_by(HmacSha1::new(&client, token), step, now),
            FlowMethod::HmacSha256 => self.sign_by(HmacSha256::new(&client, token), step, now),
            FlowMethod::HmacSha512 => self.sign_by(HmacSha512::new(&client, token), step, now),
            FlowMethod::Plaintext => self.sign_by(Plaintext::new(&client, token), step, now),
            #[cfg(feature = "rsa")]
            FlowMethod::RsaSha1(key) => self.sign_by(crate::rsa::RsaSha1::new(key), step, now),
            #[cfg(feature = "rsa")]
            FlowMethod::RsaSha256(key) => self.sign_by(crate::rsa::RsaSha256::new(key), step, now),
            #[cfg(feature = "rsa")]
            FlowMethod::RsaSha512(key) => self.sign_by(crate::rsa::RsaSha512::new(key), step, now),
            FlowMethod::External(name) => {
                self.sign_by(Detached::new(name, external.unwrap_or_default()), step, now)
            }
        }
    }

    fn sign_by<M: SignatureMethod>(
        &self,
        method: M,
        step: &Step,
        now: UnixTime,
    ) -> Result<SignedRequest, Failure> {
        self.with_request(step, now, |request, protocol, scratch| {
            let signer = Signer::new(&self.config.client, step.token(), method);
            let mut out = vec![0; signer.max_encoded_len(request, &protocol, self.config.placement)];
            let len = match signer.sign(request, protocol, self.config.placement, scratch, &mut out) {
                Ok(written) => written.len(),
                Err(_) => return Err(cannot_sign()),
            };
            out.truncate(len);
            let url = request.url().as_str();
            let body = request.form_body.unwrap_or_default().to_vec();
            let text = |bytes| Secret::from(String::from_utf8(bytes).unwrap_or_default());
            Ok(match self.config.placement {
                Placement::Header => {
                    SignedRequest { url: url.into(), authorization: Some(text(out)), body: body.into() }
                }
                Placement::FormBody => {
                    SignedRequest { url: url.into(), authorization: None, body: out.into() }
                }
                Placement::Query => SignedRequest { url: text(out), authorization: None, body: body.into() },
            })
        })
    }

    pub(super) fn base_string(&self, name: &str, step: &Step, now: UnixTime) -> Result<Vec<u8>, Failure> {
        self.with_request(step, now, |request, protocol, scratch| {
            let signer = Signer::new(&self.config.client, step.token(), Detached::new(name, &[]));
            let mut out = Vec::new();
            loop {
                match signer.base_string(request, &protocol, scratch, &mut out) {
                    Ok(written) => return Ok(written.as_bytes().to_vec()),
                    Err(SignError::BufferTooSmall { required }) => out.resize(required, 0),
                    Err(_) => return Err(cannot_sign()),
                }
            }
        })
    }

    /// Hands the parts of the request of `step`, unsigned, to `each`.
    fn with_request<T>(
        &self,
        step: &Step,
        now: UnixTime,
        each: impl FnOnce(&SignableRequest<'_>, ProtocolParameters<'_>, &mut [Slot]) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let nonce = self.seed.text("oauth_nonce", self.signatures);
        let mut protocol = ProtocolParameters::new(now, nonce.as_str());
        if !self.config.version {
            protocol = protocol.without_version();
        }
        if let Some(realm) = &self.config.realm {
            protocol = protocol.with_realm(realm);
        }
        let mut extra = Vec::new();
        let url = match step {
            Step::TemporaryCredentials => {
                match &self.config.callback {
                    Callback::Url(url) => protocol = protocol.with_callback(url),
                    Callback::OutOfBand => protocol = protocol.with_callback("oob"),
                    Callback::LeftOut => {}
                }
                extra = encode_pairs(&self.config.extra);
                &self.config.endpoints.temporary_credentials
            }
            Step::TokenCredentials { verifier, .. } => {
                if let Some(verifier) = verifier {
                    protocol = protocol.with_verifier(verifier.expose());
                }
                &self.config.endpoints.token
            }
        };
        let with_query;
        let url = if self.config.placement == Placement::Query && !extra.is_empty() {
            let separator = if url.contains('?') { '&' } else { '?' };
            with_query =
                alloc::format!("{url}{separator}{}", core::str::from_utf8(&extra).unwrap_or_default());
            extra.clear();
            &with_query
        } else {
            url
        };
        let mut request = SignableRequest::new("POST", url).map_err(|_| cannot_sign())?;
        if !extra.is_empty() {
            request = request.with_form_body(&extra);
        }
        let count = form::pairs(request.url().query().unwrap_or_default().as_bytes()).count()
            + form::pairs(&extra).count();
        each(&request, protocol, &mut vec![Slot::EMPTY; count])
    }
}

/// What is left to go wrong after the configuration was checked: the key.
fn cannot_sign() -> Failure {
    Failure::new(FailureKind::Misconfigured, Recovery::FixConfiguration, "the key could not sign the request")
}

fn encode_pairs(pairs: &[(String, String)]) -> Vec<u8> {
    let write = |out: &mut [u8]| {
        let mut out = Writer::new(out);
        let mut form = FormWriter::new(&mut out);
        for (name, value) in pairs {
            form.pair(name, value.as_bytes());
        }
        out.written()
    };
    let mut text = vec![0; write(&mut [])];
    write(&mut text);
    text
}
