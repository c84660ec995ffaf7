//! Proof key for code exchange ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)): only whoever
//! started a flow can exchange the code that it brings.

use oauth_wire::{base64url, sha256};

/// How an authorization code flow binds its code to itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pkce {
    /// `code_challenge_method=S256` ([RFC 7636 §4.2](https://www.rfc-editor.org/rfc/rfc7636#section-4.2)).
    #[default]
    S256,
    /// `code_challenge_method=plain`: whoever reads the authorization request can use the code.
    /// Only for servers that know nothing else.
    LegacyPlain,
    /// No PKCE: whoever gets hold of the code can inject it elsewhere. Only for servers that refuse
    /// its parameters, and refused to clients without a secret
    /// ([RFC 9700 §2.1.1](https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1)).
    LegacyNone,
}

impl Pkce {
    /// The value of `code_challenge_method`.
    #[must_use]
    pub const fn method(self) -> Option<&'static str> {
        match self {
            Self::S256 => Some("S256"),
            Self::LegacyPlain => Some("plain"),
            Self::LegacyNone => None,
        }
    }
}

/// The `code_challenge` of a `code_verifier` for the method `S256`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CodeChallenge(base64url::Text);

impl CodeChallenge {
    /// `BASE64URL(SHA256(code_verifier))`, 43 characters.
    ///
    /// ```
    /// use oauth2_flow::pkce::CodeChallenge;
    /// // RFC 7636 appendix B
    /// let challenge = CodeChallenge::s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    /// assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    /// ```
    #[must_use]
    pub fn s256(code_verifier: &str) -> Self {
        Self(base64url::encode(&sha256::digest(&[code_verifier.as_bytes()])))
    }

    /// The challenge's characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl core::fmt::Debug for CodeChallenge {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CodeChallenge({})", self.as_str())
    }
}
