//! RSA keys in PEM files, held against what OpenSSL makes of the same ones. The keys in `vectors/pem` were
//! made with it for these tests and are nobody's.
#![cfg(feature = "rsa")]

use oauth_wire::seed::Seed;
use oauth1_sign::rsa::*;
use oauth1_sign::*;

const BASE_STRING: &str = "GET&https%3A%2F%2Fh%2F&a%3D1";
/// `printf %s "$BASE_STRING" | openssl dgst -sha1 -sign 1024.pkcs8.pem | base64`, and so on.
const SHA1: &str = "fERG44hGQ9TrrMiuAUF2lxwvT1IFx/MN1ZOMREt7cNcxitSfTBBmC3Ut/j7ZCMi5f3E4FkNDUceMXzx0w8AyfWddTXYsMDl1e/mLHezK1Tnp0Xy3IuQbfKNX3LwacHibngqAI/b0x93jJHad3AlNQXx8L4xrDWRIO2/TYPl2x+Y=";
const SHA256: &str = "acoTP8olJoZDxuVj7UnS+/jGhes42d8k68nBe8GZjpU5ZAeJ4ilOQ03iwpp9Y4Of04fP30YqyjFL29rB/99g14hkqoO3P9v/UujQ8++72JOKMt1qlWPloa8G4SJ3XXjtgzx7DjxyRYCn+Risi5ppfRI8pC3zcZI7ogidncmVlUM=";
const SHA512: &str = "YROjhXFYVYaqX7i9GmiYUt2dCNH3dXLv4hDi5A5my66HG+cfx8xWiIWw9mEJC1dBsTFxeUozsSIDMjFb6C+F6flPa1WZLW7hR2milO6AkOtb+G3H0gvqzBagkknR7Whpy8R/htPnMZO6+2PKQeilrXhsZqEXhvQWfKQmVbQfOEc=";

macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!("vectors/pem/", $name, ".pem"))
    };
}

fn private(pem: &str) -> Result<RsaPrivateKey, RsaKeyError> {
    RsaPrivateKey::from_pem(pem, Seed::from_bytes([7; 32]))
}

#[test]
fn signatures_are_openssl_s() {
    for pem in [pem!("1024.pkcs8"), pem!("1024.pkcs1")] {
        let key = private(pem).unwrap();
        assert_eq!(sign_base_string(&RsaSha1::new(&key), BASE_STRING).unwrap(), SHA1);
        assert_eq!(sign_base_string(&RsaSha256::new(&key), BASE_STRING).unwrap(), SHA256);
        assert_eq!(sign_base_string(&RsaSha512::new(&key), BASE_STRING).unwrap(), SHA512);
    }
    for pem in [pem!("1024.spki"), pem!("1024.public.pkcs1")] {
        let key = RsaPublicKey::from_pem(pem).unwrap();
        let methods = [("RSA-SHA1", SHA1), ("RSA-SHA256", SHA256), ("RSA-SHA512", SHA512)];
        for (method, _) in methods {
            for (made_with, signature) in methods {
                let signature =
                    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, signature).unwrap();
                let verify = |base_string: &str, signature: &[u8]| {
                    key.verify(method, &|sink: &mut dyn Sink| sink.update(base_string.as_bytes()), signature)
                };
                assert_eq!(verify(BASE_STRING, &signature), method == made_with);
                assert!(!verify("GET&https%3A%2F%2Fh%2F&a%3D2", &signature));
                assert!(!verify(BASE_STRING, &signature[1..]));
                assert!(!verify(BASE_STRING, b""));
            }
        }
        assert!(!key.verify("HMAC-SHA1", &|_: &mut dyn Sink| {}, b""));
    }
}

/// 1024 to 4096 bits, from a file as from numbers.
#[test]
fn keys_that_are_too_short_or_too_long() {
    for pem in [pem!("512.pkcs8"), pem!("512.pkcs1"), pem!("4200.pkcs8")] {
        assert_eq!(private(pem).unwrap_err(), RsaKeyError::Invalid);
    }
    assert_eq!(RsaPublicKey::from_pem(pem!("4200.spki")).unwrap_err(), RsaKeyError::Invalid);
    // The `rsa` crate refuses it without saying why.
    assert!(RsaPublicKey::from_pem(pem!("512.spki")).is_err());
    for (len, is_right) in [(64, false), (127, false), (128, true), (512, true), (513, false), (1024, false)]
    {
        let key = RsaPublicKey::from_components(&vec![0xb7; len], &[1, 0, 1]);
        assert_eq!(key.map(|_| ()), if is_right { Ok(()) } else { Err(RsaKeyError::Invalid) }, "{len}");
    }
}

#[test]
fn what_is_no_key() {
    let cut = &pem!("1024.pkcs8")[..400];
    for pem in ["", "secret", cut, pem!("1024.encrypted"), pem!("1024.spki")] {
        let error = private(pem).unwrap_err();
        assert_eq!(error, RsaKeyError::Encoding);
        assert!(error.to_string().contains("openssl"));
    }
    for pem in ["", pem!("1024.pkcs8"), pem!("1024.encrypted")] {
        assert_eq!(RsaPublicKey::from_pem(pem).unwrap_err(), RsaKeyError::Encoding);
    }
}
