//! `sign`: a whole OAuth 1 request, as it is to be sent.

use crate::fields::{Base64, PrivateNumbers};
use crate::pieces::Hash;
use crate::reply::{Refusal, Reply};
use crate::signature_method::{Method, WithMethod};
use oauth_wire::form;
use oauth_wire::time::UnixTime;
use oauth1_sign::{
    BodyHash, ClientCredentials, Placement, ProtocolParameters, SignError, SignableRequest, SignatureMethod,
    Signer, Slot, TokenCredentials,
};
use serde::Deserialize;
use serde_json::json;
use std::fmt::{Debug, Display};

#[derive(Deserialize)]
pub(crate) struct Sign {
    method: String,
    url: String,
    form_body: Option<String>,
    client: (String, String),
    token: Option<(String, String)>,
    signature_method: Method,
    rsa_key: Option<PrivateNumbers>,
    timestamp: String,
    nonce: String,
    version: bool,
    realm: Option<String>,
    callback: Option<String>,
    verifier: Option<String>,
    body_hash: Option<Hash>,
    body_b64: Option<Base64>,
    placement: Place,
}

/// Where the protocol parameters go.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    Header,
    Query,
    Body,
}

impl Place {
    pub(crate) fn placement(self) -> Placement {
        match self {
            Self::Header => Placement::Header,
            Self::Query => Placement::Query,
            Self::Body => Placement::FormBody,
        }
    }
}

pub(crate) fn sign(request: Sign) -> Reply {
    let client = ClientCredentials::new(&request.client.0, &request.client.1);
    let token = request.token.as_ref().map(|(token, secret)| TokenCredentials::new(token, secret));
    let (method, rsa_key) = (request.signature_method, request.rsa_key.as_ref());
    method.keyed(&client, token.as_ref(), rsa_key, SignWhole(&request))
}

struct SignWhole<'a>(&'a Sign);

impl WithMethod for SignWhole<'_> {
    fn run<M: SignatureMethod>(self, method: M) -> Reply
    where
        M::Error: Debug + Display,
    {
        let request = self.0;
        let mut signable = SignableRequest::new(&request.method, &request.url)?;
        if let Some(body) = &request.form_body {
            signable = signable.with_form_body(body.as_bytes());
        }
        let body = request.body_b64.as_ref().map_or(&[][..], |body| &body.0);
        let body_hash = request.body_hash.map(|hash| BodyHash::of(hash.algorithm(), body));
        let mut protocol = ProtocolParameters::new(timestamp(&request.timestamp)?, &request.nonce);
        if !request.version {
            protocol = protocol.without_version();
        }
        if let Some(realm) = &request.realm {
            protocol = protocol.with_realm(realm);
        }
        if let Some(callback) = &request.callback {
            protocol = protocol.with_callback(callback);
        }
        if let Some(verifier) = &request.verifier {
            protocol = protocol.with_verifier(verifier);
        }
        if let Some(hash) = &body_hash {
            protocol = protocol.with_body_hash(hash.as_str());
        }

        let placement = request.placement.placement();
        let signer =
            Signer::new(&request.client.0, request.token.as_ref().map(|(token, _)| token.as_str()), method);
        let parameters = form::pairs(signable.url().query().unwrap_or_default().as_bytes())
            .chain(form::pairs(request.form_body.as_deref().unwrap_or_default().as_bytes()))
            .count();
        let mut scratch = vec![Slot::EMPTY; parameters];
        let base_string =
            sized(|out| signer.base_string(&signable, &protocol, &mut scratch, out).map(str::to_owned))?;
        let signature =
            sized(|out| signer.signature(&signable, &protocol, &mut scratch, out).map(str::to_owned))?;
        let mut out = vec![0; signer.max_encoded_len(&signable, &protocol, placement)];
        let sent = signer.sign(&signable, protocol, placement, &mut scratch, &mut out)?;
        let place = match placement {
            Placement::Header => "authorization",
            Placement::Query => "url",
            Placement::FormBody => "form_body",
        };
        Ok(json!({"base_string": base_string, "signature": signature, place: sent}))
    }
}

/// A timestamp that comes out again as it came in.
fn timestamp(text: &str) -> Result<UnixTime, Refusal> {
    text.parse()
        .ok()
        .filter(|number: &u64| number.to_string() == text)
        .map(UnixTime::from_secs)
        .ok_or_else(|| Refusal::bad_request("the timestamp is no decimal number of seconds"))
}

/// Runs `write` with the buffer that it says it needs.
fn sized<E>(
    mut write: impl FnMut(&mut [u8]) -> Result<String, SignError<E>>,
) -> Result<String, SignError<E>> {
    let mut out = Vec::new();
    loop {
        match write(&mut out) {
            Err(SignError::BufferTooSmall { required }) => out.resize(required, 0),
            done => return done,
        }
    }
}
