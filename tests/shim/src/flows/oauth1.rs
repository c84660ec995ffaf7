//! `flow` = `oauth1`.

use super::{Driven, Granted, Sealable};
use crate::fields::{Pair, PrivateNumbers};
use crate::reply::Refusal;
use crate::sign::Place;
use crate::signature_method::{Method, private_key};
use oauth_wire::seal::SealKey;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth1_sign::ClientCredentials;
use oauth1_sign::flow::{Callback, Config, Endpoints, FlowMethod, GrantedToken, ThreeLegged};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

#[derive(Deserialize)]
struct Settings {
    temporary_credential_endpoint: String,
    authorization_endpoint: String,
    token_endpoint: String,
    client: (String, String),
    callback: Option<String>,
    signature_method: Method,
    rsa_key: Option<PrivateNumbers>,
    placement: Place,
    realm: Option<String>,
    version: Option<bool>,
    extra: Option<Vec<Pair>>,
    unconfirmed_callback: Option<bool>,
}

pub(super) fn start(config: &str, seed: Seed) -> Result<Box<dyn Driven>, Refusal> {
    Ok(Box::new(ThreeLegged::new(configuration(config)?, seed)))
}

/// Opens a sealed flow.
pub(super) fn unseal(
    config: &str,
    key: SealKey,
    sealed: &[u8],
    seed: Seed,
    now: UnixTime,
) -> Result<Box<dyn Driven>, Refusal> {
    Ok(Box::new(ThreeLegged::unseal(configuration(config)?, &[key], sealed, seed, now)?))
}

fn configuration(config: &str) -> Result<Config, Refusal> {
    let settings: Settings = serde_json::from_str(config).map_err(Refusal::bad_request)?;
    let endpoints = Endpoints {
        temporary_credentials: settings.temporary_credential_endpoint,
        authorization: settings.authorization_endpoint,
        token: settings.token_endpoint,
    };
    let callback = match settings.callback {
        None => Callback::LeftOut,
        Some(oob) if oob == "oob" => Callback::OutOfBand,
        Some(url) => Callback::Url(url),
    };
    let rsa_key = || private_key(settings.rsa_key.as_ref());
    let method = match settings.signature_method {
        Method::HmacSha1 => FlowMethod::HmacSha1,
        Method::HmacSha256 => FlowMethod::HmacSha256,
        Method::HmacSha512 => FlowMethod::HmacSha512,
        Method::RsaSha1 => FlowMethod::RsaSha1(rsa_key()?),
        Method::RsaSha256 => FlowMethod::RsaSha256(rsa_key()?),
        Method::RsaSha512 => FlowMethod::RsaSha512(rsa_key()?),
        Method::Plaintext => FlowMethod::Plaintext,
    };
    let client = ClientCredentials::new(&settings.client.0, &settings.client.1);
    let mut config = Config::new(endpoints, &client, callback)?
        .with_method(method)
        .with_placement(settings.placement.placement());
    if let Some(realm) = settings.realm {
        config = config.with_realm(realm)?;
    }
    if settings.version == Some(false) {
        config = config.without_version();
    }
    if let Some(extra) = settings.extra {
        config = config.with_extra(extra)?;
    }
    if settings.unconfirmed_callback == Some(true) {
        config = config.accepting_oauth_1_0();
    }
    Ok(config)
}

impl Sealable for ThreeLegged {
    fn sealed(&self, key: &SealKey, entropy: Seed, now: UnixTime, lifetime: u64) -> Result<Vec<u8>, Refusal> {
        Ok(self.seal(key, entropy, now, lifetime)?)
    }
}

impl Granted for GrantedToken {
    fn to_json(&self) -> Result<Box<RawValue>, serde_json::Error> {
        let credentials = self.credentials();
        to_raw_value(&json!({
            "token": credentials.token,
            "token_secret": credentials.secret,
            "extra": self.extra(),
        }))
    }
}
