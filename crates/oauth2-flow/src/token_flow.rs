//! The flow of every grant that is one request to the token endpoint:
//! [client credentials](crate::client_credentials), [refresh token](crate::refresh_token),
//! [JWT bearer](crate::jwt_bearer), [SAML 2.0 bearer](crate::saml2_bearer),
//! [token exchange](crate::token_exchange), [password](crate::password) and
//! [extension grants](crate::extension). [`exchange_flow`](crate::exchange_flow) shows its states.

use crate::exchange_flow::ExchangeFlow;
use crate::token::Token;

/// A grant under way that is one request to the token endpoint. The grants' own modules start it.
pub type TokenFlow = ExchangeFlow<Token>;

#[cfg(test)]
mod tests;
