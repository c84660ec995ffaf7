//! What a server knows of clients and tokens.

use crate::encode::Sink;
use core::fmt;

/// What the server knows about a client.
#[derive(Clone, Copy)]
pub struct KnownClient<'a> {
    pub(super) secret: Option<&'a str>,
    pub(super) signature_methods: &'a [&'a str],
    pub(super) public_key: Option<&'a dyn PublicKey>,
}

impl<'a> KnownClient<'a> {
    /// The client's shared secret, and the signature methods that it registered for. For a client
    /// that has none, [`without_secret`](Self::without_secret): with an empty one anybody could sign.
    #[must_use]
    pub const fn new(secret: &'a str, signature_methods: &'a [&'a str]) -> Self {
        Self { secret: Some(secret), signature_methods, public_key: None }
    }

    /// A client that no secret was issued to, and the signature methods that it registered for. Those
    /// that sign with a secret are not allowed, even where they stand in the list.
    #[must_use]
    pub const fn without_secret(signature_methods: &'a [&'a str]) -> Self {
        Self { secret: None, signature_methods, public_key: None }
    }

    /// With the public key that this client signs with (RSA, or a method of its own). Without the
    /// feature `rsa` verify with [`verify_with_dummy_key`](super::ReceivedRequest::verify_with_dummy_key).
    #[must_use]
    pub const fn with_public_key(self, key: &'a dyn PublicKey) -> Self {
        Self { public_key: Some(key), ..self }
    }
}

impl fmt::Debug for KnownClient<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownClient")
            .field("signature_methods", &self.signature_methods)
            .finish_non_exhaustive()
    }
}

/// A key that verifies the signatures of its private half: `RsaPublicKey` behind the feature `rsa`,
/// or one of another library (ring, aws-lc-rs).
pub trait PublicKey {
    /// Whether `signature` (raw, not base64) is right under `method`, the value of
    /// `oauth_signature_method`, for the base string that `base_string` streams. Return `false` for a
    /// method that this key is not for.
    ///
    /// A signature that is wrong in its length already should take as long as any other, or its answer's
    /// time tells how long the key is, and so whether the client has one.
    fn verify(&self, method: &str, base_string: &dyn Fn(&mut dyn Sink), signature: &[u8]) -> bool;
}

/// What the server knows about a token, temporary or not.
#[derive(Clone, Copy)]
pub struct KnownToken<'a> {
    pub(super) secret: &'a str,
    pub(super) client: &'a str,
}

impl<'a> KnownToken<'a> {
    /// The token's shared secret, and the identifier of the client that it was issued to.
    #[must_use]
    pub const fn new(secret: &'a str, client: &'a str) -> Self {
        Self { secret, client }
    }
}

impl fmt::Debug for KnownToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownToken")
    }
}
