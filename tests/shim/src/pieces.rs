//! The pieces of RFC 5849, one op each.

use crate::fields::{Base64, Pair, PrivateNumbers, borrowed};
use crate::reply::{Refusal, Reply};
use crate::signature_method::{Method, WithMethod};
use oauth_wire::url::Url;
use oauth_wire::{form, percent};
use oauth1_sign::{
    Authorization, BaseStringError, BodyHash, BodyHashAlgorithm, ClientCredentials, SignableRequest,
    SignatureMethod, Slot, TokenCredentials, normalized_parameters, signature_base_string,
};
use serde::Deserialize;
use serde_json::json;
use std::fmt::{Debug, Display};

#[derive(Deserialize)]
pub(crate) struct Input {
    input: String,
}

pub(crate) fn percent_encode(request: Input) -> Reply {
    Ok(json!({"output": percent::encode(request.input.as_bytes()).to_string()}))
}

pub(crate) fn form_decode(request: Input) -> Reply {
    let pairs: Result<Vec<Pair>, _> = form::pairs(request.input.as_bytes())
        .map(|pair| Ok((pair.name.to_str()?, pair.value.to_str()?)))
        .collect();
    Ok(json!({"pairs": pairs.map_err(|error: std::str::Utf8Error| Refusal::from(error))?}))
}

#[derive(Deserialize)]
pub(crate) struct BaseStringUri {
    url: String,
    host: Option<String>,
}

pub(crate) fn base_string_uri(request: BaseStringUri) -> Reply {
    let url = Url::parse(&request.url)?;
    let (with_host, with_path);
    let url = match &request.host {
        None => url,
        Some(host) => {
            with_host = format!("{}://{host}", url.scheme());
            let authority = Url::parse(&with_host)?;
            let port = authority.port().map(|port| format!(":{port}")).unwrap_or_default();
            if *host != format!("{}{port}", authority.host()) && *host != format!("{}:", authority.host()) {
                return Err(Refusal::bad_request("more than a host and a port stand in host"));
            }
            with_path = with_host + url.path();
            Url::parse(&with_path)?
        }
    };
    let output = sized(|_, out| oauth1_sign::base_string_uri(&url, out).map(str::to_owned))?;
    Ok(json!({"output": output}))
}

#[derive(Deserialize)]
pub(crate) struct Normalize {
    pairs: Vec<Pair>,
}

pub(crate) fn normalize(request: Normalize) -> Reply {
    let pairs = borrowed(&request.pairs);
    // Only its pairs take part.
    let signable = SignableRequest::new("GET", "http://example.com/")?.with_parameters(&pairs);
    let output =
        sized(|scratch, out| normalized_parameters(&signable, &[], scratch, out).map(str::to_owned))?;
    Ok(json!({"output": output}))
}

#[derive(Deserialize)]
pub(crate) struct BaseString {
    method: String,
    url: String,
    protocol_parameters: Vec<Pair>,
    form_body: Option<String>,
    #[serde(default)]
    parameters: Option<Vec<Pair>>,
}

pub(crate) fn base_string(request: BaseString) -> Reply {
    let parameters = borrowed(request.parameters.as_deref().unwrap_or_default());
    let mut signable = SignableRequest::new(&request.method, &request.url)?.with_parameters(&parameters);
    if let Some(body) = &request.form_body {
        signable = signable.with_form_body(body.as_bytes());
    }
    let protocol = borrowed(&request.protocol_parameters);
    let output =
        sized(|scratch, out| signature_base_string(&signable, &protocol, scratch, out).map(str::to_owned))?;
    Ok(json!({"output": output}))
}

#[derive(Deserialize)]
pub(crate) struct SignBaseString {
    base_string: String,
    signature_method: Method,
    client_secret: String,
    token_secret: Option<String>,
    rsa_key: Option<PrivateNumbers>,
}

pub(crate) fn sign_base_string(request: SignBaseString) -> Reply {
    struct Sign<'a>(&'a str);
    impl WithMethod for Sign<'_> {
        fn run<M: SignatureMethod>(self, method: M) -> Reply
        where
            M::Error: Debug + Display,
        {
            let signature =
                oauth1_sign::sign_base_string(&method, self.0).map_err(oauth1_sign::SignError::Method)?;
            Ok(json!({"signature": signature}))
        }
    }
    let client = ClientCredentials::new("", &request.client_secret);
    let token = request.token_secret.as_deref().map(|secret| TokenCredentials::new("", secret));
    let then = Sign(&request.base_string);
    request.signature_method.keyed(&client, token.as_ref(), request.rsa_key.as_ref(), then)
}

/// `SHA-1` or `SHA-256`.
#[derive(Clone, Copy, Deserialize)]
pub(crate) enum Hash {
    #[serde(rename = "SHA-1")]
    Sha1,
    #[serde(rename = "SHA-256")]
    Sha256,
}

impl Hash {
    pub(crate) fn algorithm(self) -> BodyHashAlgorithm {
        match self {
            Self::Sha1 => BodyHashAlgorithm::Sha1,
            Self::Sha256 => BodyHashAlgorithm::Sha256,
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct HashBody {
    hash: Hash,
    body_b64: Base64,
}

pub(crate) fn body_hash(request: HashBody) -> Reply {
    Ok(json!({"output": BodyHash::of(request.hash.algorithm(), &request.body_b64.0).as_str()}))
}

#[derive(Deserialize)]
pub(crate) struct ParseAuthorization {
    value: String,
}

pub(crate) fn parse_authorization(request: ParseAuthorization) -> Reply {
    let header = Authorization::parse(&request.value)?;
    let mut pairs: Vec<Pair> = Vec::new();
    for (name, value) in header.pairs() {
        pairs.push((name.to_str()?, value.to_str()?));
    }
    Ok(json!({"realm": header.realm_chars().map(Iterator::collect::<String>), "pairs": pairs}))
}

/// Runs `write` with the scratch and the buffer that it says it needs.
fn sized(
    mut write: impl FnMut(&mut [Slot], &mut [u8]) -> Result<String, BaseStringError>,
) -> Result<String, BaseStringError> {
    let (mut scratch, mut out) = (Vec::new(), Vec::new());
    loop {
        match write(&mut scratch, &mut out) {
            Err(BaseStringError::ScratchTooSmall { required }) => scratch.resize(required, Slot::EMPTY),
            Err(BaseStringError::BufferTooSmall { required }) => out.resize(required, 0),
            done => return done,
        }
    }
}
