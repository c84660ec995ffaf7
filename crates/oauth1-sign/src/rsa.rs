//! RSA signatures ([RFC 5849 §3.4.3](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.3)), feature `rsa`.
//!
//! They rest on the `rsa` crate, whose 0.10 is a release candidate and whose private-key operations
//! were found not to run in constant time (RUSTSEC-2023-0071). Every signature here is blinded from a
//! seed of the caller's, which takes the known attack its grip; still, where somebody can time your
//! signatures, keep the key in ring, aws-lc-rs or an HSM and sign with
//! [`Detached`](crate::Detached) or a [`SignatureMethod`] of your own.

use crate::encode::Sink;
use crate::signature::{SignatureMethod, SignatureWriter};
use crate::verify::PublicKey;
use alloc::vec;
use core::convert::Infallible;
use core::fmt;
use oauth_wire::seed::Seed;
use rsa::BoxedUint;
use rsa::pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey};
use rsa::pkcs1v15::{Pkcs1v15Sign, SigningKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::signature::{RandomizedDigestSigner, SignatureEncoding};
use rsa::traits::PublicKeyParts;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

/// A client's RSA private key.
#[derive(Clone)]
pub struct RsaPrivateKey {
    key: rsa::RsaPrivateKey,
    seed: Seed,
}

impl RsaPrivateKey {
    /// The key that these big-endian numbers are: modulus, public and private exponent, both primes.
    /// The seed blinds its signatures and does not change them.
    ///
    /// # Errors
    /// [`RsaKeyError`] when they do not belong together, or the modulus has less than 1024 or more
    /// than 4096 bits.
    pub fn from_components(
        n: &[u8],
        e: &[u8],
        d: &[u8],
        p: &[u8],
        q: &[u8],
        seed: Seed,
    ) -> Result<Self, RsaKeyError> {
        let number = BoxedUint::from_be_slice_vartime;
        RsaPublicKey::from_components(n, e)?;
        let key =
            rsa::RsaPrivateKey::from_components(number(n), number(e), number(d), vec![number(p), number(q)]);
        Ok(Self { key: key.map_err(|_| RsaKeyError::Invalid)?, seed })
    }

    /// The key in a PEM file, PKCS #8 (`BEGIN PRIVATE KEY`) or PKCS #1 (`BEGIN RSA PRIVATE KEY`).
    ///
    /// # Errors
    /// [`RsaKeyError`] when it is neither, is encrypted, or holds no valid key of 1024 to 4096 bits.
    pub fn from_pem(pem: &str, seed: Seed) -> Result<Self, RsaKeyError> {
        let key = rsa::RsaPrivateKey::from_pkcs8_pem(pem)
            .ok()
            .or_else(|| rsa::RsaPrivateKey::from_pkcs1_pem(pem).ok())
            .ok_or(RsaKeyError::Encoding)?;
        check_length(&key)?;
        Ok(Self { key, seed })
    }
}

impl fmt::Debug for RsaPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RsaPrivateKey({})", oauth_wire::redact::MASK)
    }
}

/// A client's RSA public key, for verifying.
#[derive(Clone)]
pub struct RsaPublicKey(rsa::RsaPublicKey);

impl RsaPublicKey {
    /// The key that these big-endian numbers are: modulus and public exponent.
    ///
    /// # Errors
    /// [`RsaKeyError`] when they are no key, or the modulus has less than 1024 or more than 4096 bits.
    pub fn from_components(n: &[u8], e: &[u8]) -> Result<Self, RsaKeyError> {
        let number = BoxedUint::from_be_slice_vartime;
        let key = rsa::RsaPublicKey::new(number(n), number(e)).map_err(|_| RsaKeyError::Invalid)?;
        check_length(&key)?;
        Ok(Self(key))
    }

    /// The key in a PEM file, SPKI (`BEGIN PUBLIC KEY`) or PKCS #1 (`BEGIN RSA PUBLIC KEY`).
    ///
    /// # Errors
    /// [`RsaKeyError`] when it is neither, or holds no valid key of 1024 to 4096 bits.
    pub fn from_pem(pem: &str) -> Result<Self, RsaKeyError> {
        let key = rsa::RsaPublicKey::from_public_key_pem(pem)
            .ok()
            .or_else(|| rsa::RsaPublicKey::from_pkcs1_pem(pem).ok())
            .ok_or(RsaKeyError::Encoding)?;
        check_length(&key)?;
        Ok(Self(key))
    }
}

impl PublicKey for RsaPublicKey {
    fn verify(&self, method: &str, base_string: &dyn Fn(&mut dyn Sink), signature: &[u8]) -> bool {
        // What is no number below the modulus would be refused before the work is done, and the time
        // would tell which modulus it is held against. So another one takes its place.
        let modulus = self.0.n_bytes();
        let is_in_range = signature.len() == modulus.len() && signature < &*modulus;
        let mut two = [0; 512];
        let two = two.get_mut(..modulus.len()).unwrap_or_default();
        if let Some(last) = two.last_mut() {
            *last = 2;
        }
        let signature = if is_in_range { signature } else { two };
        fn hash<D: Digest>(base_string: &dyn Fn(&mut dyn Sink)) -> sha2::digest::Output<D> {
            let mut running = Running(D::new());
            base_string(&mut running);
            running.0.finalize()
        }
        let verified = match method {
            "RSA-SHA1" => self.0.verify(Pkcs1v15Sign::new::<Sha1>(), &hash::<Sha1>(base_string), signature),
            "RSA-SHA256" => {
                self.0.verify(Pkcs1v15Sign::new::<Sha256>(), &hash::<Sha256>(base_string), signature)
            }
            "RSA-SHA512" => {
                self.0.verify(Pkcs1v15Sign::new::<Sha512>(), &hash::<Sha512>(base_string), signature)
            }
            _ => return false,
        };
        core::hint::black_box(verified).is_ok() & is_in_range
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaPublicKey")
    }
}

/// The `rsa` crate takes longer public keys, and private ones of any length from a file.
fn check_length(key: &impl PublicKeyParts) -> Result<(), RsaKeyError> {
    let bits = key.n().as_ref().bits();
    if (1024..=4096).contains(&bits) { Ok(()) } else { Err(RsaKeyError::Invalid) }
}

/// A key of 2048 bits that verifies in place of those that clients do not have.
pub(crate) fn dummy_key() -> Option<RsaPublicKey> {
    RsaPublicKey::from_components(&[0xb7; 256], &[1, 0, 1]).ok()
}

/// Why a text or numbers are no RSA key that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RsaKeyError {
    /// Not a PEM file of a kind that is read here.
    Encoding,
    /// The numbers are no key, or the modulus is shorter than 1024 or longer than 4096 bits.
    Invalid,
}

impl fmt::Display for RsaKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "not an unencrypted PEM file of an RSA key of 1024 to 4096 bits in PKCS #8, SPKI or PKCS #1; `openssl pkey` converts others",
            Self::Invalid => "the numbers are no RSA key of 1024 to 4096 bits",
        })
    }
}

impl core::error::Error for RsaKeyError {}

/// A hash of the base string as far as it has come.
pub struct Running<D>(D);

impl<D: Digest> Sink for Running<D> {
    fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }
}

impl<D> fmt::Debug for Running<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Running")
    }
}

macro_rules! rsa_method {
    ($(#[$doc:meta])* $name:ident, $digest:ty, $method:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            key: SigningKey<$digest>,
            seed: Seed,
        }

        impl $name {
            /// Signs with this key. No secret takes part, not even a token's.
            #[must_use]
            pub fn new(key: &RsaPrivateKey) -> Self {
                Self { key: SigningKey::new(key.key.clone()), seed: key.seed.clone() }
            }
        }

        impl SignatureMethod for $name {
            type Running = Running<$digest>;
            type Error = RsaSignError;

            fn name(&self) -> &str {
                $method
            }

            fn max_signature_len(&self) -> usize {
                // 4096 bits.
                512_usize.div_ceil(3) * 4
            }

            fn start(&self) -> Running<$digest> {
                Running(Digest::new())
            }

            fn finish(&self, running: &mut Running<$digest>, out: &mut SignatureWriter<'_>) -> Result<(), RsaSignError> {
                let mut blinding = Blinding::new(&self.seed, &running.0.clone().finalize());
                let resume = |digest: &mut $digest| {
                    *digest = running.0.clone();
                    Ok(())
                };
                let signature = self.key.try_sign_digest_with_rng(&mut blinding, resume).map_err(|_| RsaSignError)?;
                out.base64(&signature.to_bytes());
                Ok(())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), oauth_wire::redact::MASK)
            }
        }
    };
}

rsa_method!(
    /// `RSA-SHA1` ([§3.4.3](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.3)): RSASSA-PKCS1-v1_5 with SHA-1.
    RsaSha1, Sha1, "RSA-SHA1"
);
rsa_method!(
    /// `RSA-SHA256`: not in the RFC, formed like `RSA-SHA1`; Mastercard demands it.
    RsaSha256, Sha256, "RSA-SHA256"
);
rsa_method!(
    /// `RSA-SHA512`: not in the RFC, formed like `RSA-SHA1`.
    RsaSha512, Sha512, "RSA-SHA512"
);

/// The key could not sign: it is too short for the hash, or a fault was found in the computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RsaSignError;

impl fmt::Display for RsaSignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the RSA key could not sign: it is too short for the hash, or its computation went wrong")
    }
}

impl core::error::Error for RsaSignError {}

/// Blinding factors from the seed and the hash that is signed: a message that is signed again is
/// blinded as before and gives the same signature.
struct Blinding {
    seed: Seed,
    counter: u64,
}

impl Blinding {
    fn new(seed: &Seed, hash: &[u8]) -> Self {
        let mut mixed = seed.bytes("rsa blinding", 0);
        mixed.iter_mut().zip(hash).for_each(|(byte, hash)| *byte ^= hash);
        Self { seed: Seed::from_bytes(mixed), counter: 0 }
    }
}

impl TryRng for Blinding {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for piece in out.chunks_mut(32) {
            piece.copy_from_slice(&self.seed.bytes("blinding factor", self.counter)[..piece.len()]);
            self.counter += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Blinding {}
