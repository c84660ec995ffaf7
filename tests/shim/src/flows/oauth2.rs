//! The grants of OAuth 2.

use super::{Driven, Granted, Kind};
use crate::fields::{Pair, borrowed};
use crate::reply::Refusal;
use oauth_wire::secret::Secret;
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::AuthorizationCode;
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::config::ConfigError;
use oauth2_flow::implicit::Implicit;
use oauth2_flow::pkce::Pkce;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::token::Token;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

#[derive(Deserialize)]
struct Settings {
    client_id: String,
    client_secret: Option<String>,
    client_authentication: Authentication,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    issuer: Option<String>,
    iss_required: Option<bool>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    pkce: Option<PkceMethod>,
    resource: Option<Vec<String>>,
    refresh_token: Option<String>,
    extra: Option<Vec<Pair>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Authentication {
    Basic,
    BasicRaw,
    Post,
    None,
}

#[derive(Clone, Copy, Deserialize)]
enum PkceMethod {
    S256,
    #[serde(rename = "plain")]
    Plain,
    #[serde(rename = "none")]
    None,
}

impl Settings {
    fn client(&self) -> Result<Client, ConfigError> {
        // Whether one must be there is for the client to say.
        let secret = Secret::from(self.client_secret.as_deref().unwrap_or_default());
        let authentication = match self.client_authentication {
            Authentication::Basic => ClientAuthentication::Basic(secret),
            Authentication::BasicRaw => ClientAuthentication::BasicRaw(secret),
            Authentication::Post => ClientAuthentication::Post(secret),
            Authentication::None => ClientAuthentication::None,
        };
        let mut client = Client::new(&self.client_id, authentication)?;
        for (endpoint, url) in
            [(Endpoint::Authorization, &self.authorization_endpoint), (Endpoint::Token, &self.token_endpoint)]
        {
            if let Some(url) = url {
                client = client.with_endpoint(endpoint, url)?;
            }
        }
        if let Some(issuer) = &self.issuer {
            client = client.with_issuer(issuer)?;
        }
        Ok(client.with_iss_required(self.iss_required.unwrap_or_default()))
    }

    fn pkce(&self) -> Pkce {
        match self.pkce {
            None | Some(PkceMethod::S256) => Pkce::S256,
            Some(PkceMethod::Plain) => Pkce::LegacyPlain,
            Some(PkceMethod::None) => Pkce::LegacyNone,
        }
    }
}

/// A grant with those of its settings that are there.
macro_rules! with {
    ($grant:expr, $settings:ident { $($name:ident),* }) => {{
        let grant = $grant;
        $(let grant = match &$settings.$name {
            Some(value) => grant.$name(value),
            None => grant,
        };)*
        grant
    }};
}

pub(super) fn start(kind: Kind, config: &str, seed: Seed, now: UnixTime) -> Result<Box<dyn Driven>, Refusal> {
    let settings: Settings = serde_json::from_str(config).map_err(Refusal::bad_request)?;
    let client = settings.client()?;
    let resource: Vec<_> = settings.resource.iter().flatten().map(String::as_str).collect();
    let extra = borrowed(settings.extra.as_deref().unwrap_or_default());
    // What a grant can't do without it says itself.
    let text = |setting: &Option<String>| setting.clone().unwrap_or_default();
    Ok(match kind {
        Kind::AuthorizationCode => {
            let redirect_uri = text(&settings.redirect_uri);
            let grant = AuthorizationCode::new(&redirect_uri).pkce(settings.pkce());
            Box::new(
                with!(grant.resource(&resource).extra(&extra), settings { scope })
                    .start(&client, seed, now)?,
            )
        }
        Kind::Implicit => {
            let redirect_uri = text(&settings.redirect_uri);
            let grant = Implicit::new(&redirect_uri).resource(&resource).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client, seed, now)?)
        }
        Kind::ClientCredentials => {
            let grant = ClientCredentials::new().resource(&resource).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client)?)
        }
        Kind::RefreshToken => {
            let refresh_token = text(&settings.refresh_token);
            let grant = RefreshToken::new(&refresh_token).resource(&resource).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client)?)
        }
        _ => return Err(Refusal::not_implemented(&format!("{kind:?}"))),
    })
}

impl Granted for Token {
    fn to_json(&self) -> Result<Box<RawValue>, serde_json::Error> {
        #[derive(Serialize)]
        struct TokenReply<'a> {
            access_token: &'a str,
            token_type: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            expires_at: Option<u64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            refresh_token: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            scope: Option<&'a str>,
            extra: &'a RawValue,
        }
        to_raw_value(&TokenReply {
            access_token: self.access_token().expose(),
            token_type: self.token_type(),
            expires_at: self.expires_at().map(UnixTime::as_secs),
            // One that was kept did not come.
            refresh_token: self.refresh_token().filter(|_| !self.refresh_token_kept()).map(Secret::expose),
            scope: self.scope(),
            extra: serde_json::from_str(self.extra_json())?,
        })
    }
}
