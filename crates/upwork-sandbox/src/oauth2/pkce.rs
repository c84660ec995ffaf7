//! Proof key for code exchange ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).

use super::error::{ErrorResponse, refused};
use crate::message::Parameters;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth_wire::percent;
use oauth_wire::secret::constant_time_eq;
use sha2::{Digest, Sha256};

/// A challenge (RFC 7636 §4.3).
#[derive(Clone)]
pub(crate) enum Challenge {
    Plain(String),
    S256(String),
}

/// The challenge of an authorization request, where it has one.
pub(crate) fn read_challenge(parameters: Parameters<'_>) -> Result<Option<Challenge>, ErrorResponse> {
    let challenge = parameters.get("code_challenge")?;
    let method = parameters.get("code_challenge_method")?;
    match (challenge, method.as_deref()) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(refused("invalid_request", "code_challenge_method without code_challenge")),
        (Some(challenge), _) if !is_challenge(&challenge) => {
            Err(refused("invalid_request", "code_challenge is not 43 to 128 unreserved characters"))
        }
        (Some(challenge), Some("S256")) => Ok(Some(Challenge::S256(challenge))),
        (Some(challenge), None | Some("plain")) => Ok(Some(Challenge::Plain(challenge))),
        (Some(_), Some(_)) => {
            Err(refused("invalid_request", "code_challenge_method is neither S256 nor plain"))
        }
    }
}

/// [RFC 7636 §4.6](https://www.rfc-editor.org/rfc/rfc7636#section-4.6). A verifier without a
/// challenge is refused too: someone took the challenge out on the way (RFC 9700 §4.8.2).
pub(crate) fn check_verifier(
    challenge: Option<&Challenge>,
    verifier: Option<&str>,
) -> Result<(), ErrorResponse> {
    let holds = match (challenge, verifier) {
        (None, None) => return Ok(()),
        (None, Some(_)) => {
            return Err(refused(
                "invalid_grant",
                "code_verifier without a code_challenge in the authorization request",
            ));
        }
        (Some(_), None) => return Err(refused("invalid_grant", "code_verifier is missing")),
        (Some(Challenge::Plain(challenge)), Some(verifier)) => {
            constant_time_eq(challenge.as_bytes(), verifier.as_bytes())
        }
        (Some(Challenge::S256(challenge)), Some(verifier)) => {
            let computed = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
            constant_time_eq(challenge.as_bytes(), computed.as_bytes())
        }
    };
    if holds {
        Ok(())
    } else {
        Err(refused("invalid_grant", "code_verifier does not fit the code_challenge"))
    }
}

/// RFC 7636 §4.2: as long as a verifier, of its characters.
fn is_challenge(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(percent::is_unreserved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc7636_appendix_b() {
        let challenge = Challenge::S256("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into());
        assert!(
            check_verifier(Some(&challenge), Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).is_ok()
        );
        assert!(
            check_verifier(Some(&challenge), Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK")).is_err()
        );
        assert!(check_verifier(Some(&challenge), None).is_err());
        assert!(check_verifier(None, Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).is_err());
    }
}
