//! `verify`: the server's side. The request's `clients`, `tokens` and `used_nonces` are the
//! server's store.

use crate::fields::PublicNumbers;
use crate::reply::{Refusal, Reply, variant};
use oauth_wire::percent::Encoded;
use oauth_wire::time::UnixTime;
use oauth1_sign::{KnownClient, KnownToken, NonceUse, ReceivedRequest, SignableRequest, VerifyError};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;

#[derive(Deserialize)]
pub(crate) struct Verify {
    method: String,
    url: String,
    authorization: Option<String>,
    form_body: Option<String>,
    clients: HashMap<String, Client>,
    tokens: HashMap<String, Token>,
    now: u64,
    max_age: u64,
    used_nonces: Vec<UsedNonce>,
}

#[derive(Deserialize)]
struct Client {
    secret: Option<String>,
    rsa_key: Option<PublicNumbers>,
    signature_methods: Vec<String>,
}

#[derive(Deserialize)]
struct Token {
    secret: String,
    client: String,
}

/// Client key, token, timestamp, nonce.
#[derive(Deserialize)]
struct UsedNonce(String, Option<String>, u64, String);

pub(crate) fn verify(request: Verify) -> Reply {
    let mut signable = SignableRequest::new(&request.method, &request.url)?;
    if let Some(body) = &request.form_body {
        signable = signable.with_form_body(body.as_bytes());
    }
    match judge(&request, &signable)? {
        Ok(who) => Ok(who),
        Err(error) => Ok(json!({"valid": false, "reason": variant(&error)})),
    }
}

/// Who signed, or why nobody did; an error where a key in the store is none.
fn judge(store: &Verify, signable: &SignableRequest<'_>) -> Result<Result<Value, VerifyError>, Refusal> {
    let received = match ReceivedRequest::parse(signable, store.authorization.as_deref()) {
        Ok(received) => received,
        Err(error) => return Ok(Err(error)),
    };
    let client = received.client().to_str().ok().and_then(|key| store.clients.get(&key));
    let methods: Vec<&str> =
        client.iter().flat_map(|client| &client.signature_methods).map(String::as_str).collect();
    let public_key = client.and_then(|client| client.rsa_key.as_ref()).map(PublicNumbers::key).transpose()?;
    let known_client = client.map(|client| {
        let known = match &client.secret {
            Some(secret) => KnownClient::new(secret, &methods),
            None => KnownClient::without_secret(&methods),
        };
        match &public_key {
            Some(key) => known.with_public_key(key),
            None => known,
        }
    });
    let token = received.token().and_then(|token| store.tokens.get(&token.to_str().ok()?));
    let known_token = token.map(|token| KnownToken::new(&token.secret, &token.client));
    let (now, mut scratch) = (UnixTime::from_secs(store.now), Vec::new());
    let verified = loop {
        let (client, token) = (known_client.as_ref(), known_token.as_ref());
        match received.verify(client, token, now, store.max_age, &mut scratch) {
            Err(VerifyError::ScratchTooSmall { required }) => {
                scratch.resize(required, oauth1_sign::Slot::EMPTY);
            }
            Err(error) => return Ok(Err(error)),
            Ok(verified) => break verified,
        }
    };
    let is_new = verified.nonce().is_none_or(|nonce| !store.used_nonces.iter().any(|used| used.is(&nonce)));
    Ok(verified.accept(is_new).map(|authenticated| {
        let text = |value: Encoded<'_>| String::from_utf8_lossy(&value.to_vec()).into_owned();
        json!({
            "valid": true,
            "client": text(authenticated.client()),
            "token": authenticated.token().map(text),
            "timestamp": authenticated.timestamp().map(UnixTime::as_secs),
            "nonce": authenticated.nonce().map(text),
        })
    }))
}

impl UsedNonce {
    /// Whether it is this one, however it was encoded.
    fn is(&self, other: &NonceUse<'_>) -> bool {
        let Self(client, token, timestamp, nonce) = self;
        let same_token = match (token, other.token) {
            (Some(token), Some(other)) => other.is(token.as_bytes()),
            (None, None) => true,
            _ => false,
        };
        same_token
            && other.client.is(client.as_bytes())
            && other.timestamp.as_secs() == *timestamp
            && other.nonce.is(nonce.as_bytes())
    }
}
