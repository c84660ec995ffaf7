//! The grants of OAuth 2.

use super::{Driven, Grant, Granted, Sealable};
use crate::fields::{Pair, borrowed};
use crate::reply::Refusal;
use oauth_wire::seal::{SealError, SealKey, UnsealError};
use oauth_wire::secret::{Secret, SecretStr};
use oauth_wire::seed::Seed;
use oauth_wire::time::UnixTime;
use oauth2_flow::authorization_code::{AuthorizationCode, AuthorizationCodeFlow};
use oauth2_flow::ciba::{Ciba, Hint};
use oauth2_flow::client::{Client, ClientAuthentication, Endpoint};
use oauth2_flow::client_credentials::ClientCredentials;
use oauth2_flow::config::ConfigError;
use oauth2_flow::device_code::DeviceCode;
use oauth2_flow::implicit::{Implicit, ImplicitFlow};
use oauth2_flow::jwt_bearer::jwt_bearer;
use oauth2_flow::password::Password;
use oauth2_flow::pkce::Pkce;
use oauth2_flow::polling_flow::PollingFlow;
use oauth2_flow::refresh_token::RefreshToken;
use oauth2_flow::saml2_bearer::saml2_bearer;
use oauth2_flow::token::Token;
use oauth2_flow::token_exchange::TokenExchange;
use oauth2_flow::token_flow::TokenFlow;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

#[derive(Deserialize)]
struct Settings {
    client_id: String,
    client_secret: Option<String>,
    client_authentication: Authentication,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    backchannel_authentication_endpoint: Option<String>,
    pushed_authorization_request_endpoint: Option<String>,
    issuer: Option<String>,
    iss_required: Option<bool>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    pkce: Option<PkceMethod>,
    resource: Option<Vec<String>>,
    username: Option<String>,
    password: Option<String>,
    refresh_token: Option<String>,
    assertion: Option<String>,
    subject_token: Option<String>,
    subject_token_type: Option<String>,
    actor_token: Option<String>,
    actor_token_type: Option<String>,
    audience: Option<String>,
    requested_token_type: Option<String>,
    login_hint: Option<String>,
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
        for (endpoint, url) in [
            (Endpoint::Authorization, &self.authorization_endpoint),
            (Endpoint::Token, &self.token_endpoint),
            (Endpoint::DeviceAuthorization, &self.device_authorization_endpoint),
            (Endpoint::BackchannelAuthentication, &self.backchannel_authentication_endpoint),
            (Endpoint::PushedAuthorizationRequest, &self.pushed_authorization_request_endpoint),
        ] {
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

pub(super) fn start(
    grant: Grant,
    config: &str,
    seed: Seed,
    now: UnixTime,
) -> Result<Box<dyn Driven>, Refusal> {
    let settings: Settings = serde_json::from_str(config).map_err(Refusal::bad_request)?;
    let client = settings.client()?;
    let resource: Vec<_> = settings.resource.iter().flatten().map(String::as_str).collect();
    let audience: Vec<_> = settings.audience.iter().map(String::as_str).collect();
    let extra = borrowed(settings.extra.as_deref().unwrap_or_default());
    // What a grant can't do without, it says itself.
    let text = |setting: &'_ Option<String>| setting.clone().unwrap_or_default();
    Ok(match grant {
        Grant::AuthorizationCode => {
            let redirect_uri = text(&settings.redirect_uri);
            let grant = AuthorizationCode::new(&redirect_uri).pkce(settings.pkce());
            Box::new(
                with!(grant.resource(&resource).extra(&extra), settings { scope })
                    .start(&client, seed, now)?,
            )
        }
        Grant::Implicit => {
            let redirect_uri = text(&settings.redirect_uri);
            let grant = Implicit::new(&redirect_uri).resource(&resource).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client, seed, now)?)
        }
        Grant::ClientCredentials => {
            let grant = ClientCredentials::new().resource(&resource).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client)?)
        }
        Grant::Password => {
            let (username, password) = (text(&settings.username), text(&settings.password));
            let grant = Password::new(&username, &password).resource(&resource).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client)?)
        }
        Grant::RefreshToken => {
            let refresh_token = text(&settings.refresh_token);
            let grant = RefreshToken::new(&refresh_token).resource(&resource).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client)?)
        }
        Grant::DeviceCode => {
            let grant = DeviceCode::new().resource(&resource).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client)?)
        }
        Grant::JwtBearer | Grant::Saml2Bearer => {
            let assertion = text(&settings.assertion);
            let grant =
                if let Grant::JwtBearer = grant { jwt_bearer(&assertion) } else { saml2_bearer(&assertion) };
            Box::new(with!(grant.resource(&resource).extra(&extra), settings { scope }).start(&client)?)
        }
        Grant::TokenExchange => {
            let (subject, subject_type) = (text(&settings.subject_token), text(&settings.subject_token_type));
            let (actor, actor_type) = (text(&settings.actor_token), text(&settings.actor_token_type));
            let mut grant = TokenExchange::new(&subject, &subject_type).resource(&resource).extra(&extra);
            if settings.actor_token.is_some() || settings.actor_token_type.is_some() {
                grant = grant.actor_token(&actor, &actor_type);
            }
            let grant = grant.audience(&audience);
            Box::new(with!(grant, settings { scope, requested_token_type }).start(&client)?)
        }
        Grant::Ciba => {
            let login_hint = text(&settings.login_hint);
            let grant = Ciba::new(Hint::LoginHint(&login_hint)).extra(&extra);
            Box::new(with!(grant, settings { scope }).start(&client)?)
        }
    })
}

/// Opens a sealed flow.
pub(super) fn unseal(
    grant: Grant,
    config: &str,
    key: SealKey,
    sealed: &[u8],
    now: UnixTime,
) -> Result<Box<dyn Driven>, Refusal> {
    let settings: Settings = serde_json::from_str(config).map_err(Refusal::bad_request)?;
    let (client, keys) = (settings.client()?, [key]);
    let redirect_uri = settings.redirect_uri.as_deref().unwrap_or_default();
    Ok(match grant {
        Grant::AuthorizationCode => {
            Box::new(AuthorizationCodeFlow::unseal(&client, redirect_uri, &keys, sealed, now)?)
        }
        Grant::Implicit => Box::new(ImplicitFlow::unseal(&client, redirect_uri, &keys, sealed, now)?),
        Grant::DeviceCode => Box::new(PollingFlow::unseal_device_code(&client, &keys, sealed, now)?),
        Grant::Ciba => Box::new(PollingFlow::unseal_ciba(&client, &keys, sealed, now)?),
        // Never sealed, so what these bytes are is something else.
        _ => return Err(UnsealError::OtherBinding.into()),
    })
}

macro_rules! sealable {
    ($($flow:ty),*) => {
        $(impl Sealable for $flow {
            fn sealed(&self, key: &SealKey, entropy: Seed, now: UnixTime, lifetime: u64) -> Result<Vec<u8>, Refusal> {
                Ok(self.seal(key, entropy, now, lifetime)?)
            }
        })*
    };
}

sealable!(AuthorizationCodeFlow, ImplicitFlow, PollingFlow);

impl Sealable for TokenFlow {
    fn sealed(&self, _: &SealKey, _: Seed, _: UnixTime, _: u64) -> Result<Vec<u8>, Refusal> {
        // It has no `seal`, since it never waits for the user.
        Err(SealError::NotWaiting.into())
    }
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
            refresh_token: self.refresh_token().filter(|_| !self.refresh_token_kept()).map(SecretStr::expose),
            scope: self.scope(),
            extra: serde_json::from_str(self.extra_json())?,
        })
    }
}
