//! The request to the token endpoint
//! ([RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)): a form body that is the
//! same for every grant but for the grant's own parameters.

use crate::credentials::ClientParameters;
use crate::parameters::{Parameters, emit_form, form_len};
use oauth_wire::buf::{Encode, Writer};

/// The `Accept` value of every request to a server of RFC 6749's family.
pub const ACCEPT: &str = "application/json";

/// How many bytes of an answer are worth reading. Token answers have some hundreds of bytes; those
/// with large JWTs some thousands.
pub const MAX_RESPONSE_LEN: usize = 256 * 1024;

/// The body of a token request, its content type being
/// [`form::CONTENT_TYPE`](oauth_wire::form::CONTENT_TYPE).
///
/// ```
/// use oauth_wire::buf::Encode;
/// use oauth2_flow::credentials::ClientParameters;
/// use oauth2_flow::refresh_token::RefreshToken;
/// use oauth2_flow::token_request::TokenRequest;
///
/// let request = TokenRequest {
///     grant: RefreshToken::new("tGzv3JOkF0XG5Qx2TlKWIA"),
///     client: ClientParameters::post("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"),
/// };
/// let mut buffer = [0; 256];
/// // RFC 6749 §2.3.1's example, to the letter.
/// assert_eq!(
///     request.encode_slice(&mut buffer).unwrap(),
///     b"grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA\
///       &client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw"
/// );
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TokenRequest<'a, G> {
    /// The grant's parameters, `grant_type` first.
    pub grant: G,
    /// What of the client's authentication stands in the body.
    pub client: ClientParameters<'a>,
}

impl<G: Parameters> Encode for TokenRequest<'_, G> {
    fn encoded_len(&self) -> usize {
        form_len(&(&self.grant, &self.client))
    }

    fn emit(&self, out: &mut Writer<'_>) {
        emit_form(&(&self.grant, &self.client), out);
    }
}
