//! The server's side: what is read from where, and who may sign how.

use oauth_wire::time::UnixTime;
use oauth1_sign::*;

const NOW: UnixTime = UnixTime::from_secs(137131202);

fn verify(
    url: &str,
    authorization: Option<&str>,
    client: &KnownClient<'_>,
) -> Result<(Option<u64>, Option<Vec<u8>>), VerifyError> {
    let request = SignableRequest::new("GET", url).unwrap();
    let received = ReceivedRequest::parse(&request, authorization)?;
    let verified = received.verify(Some(client), None, NOW, 300, &mut [Slot::EMPTY; 16])?;
    let authenticated = verified.accept(true)?;
    Ok((
        authenticated.timestamp().map(UnixTime::as_secs),
        authenticated.nonce().map(|nonce| nonce.bytes().collect()),
    ))
}

/// A URL that an HMAC under `secret` signs in its query.
fn signed(secret: &str) -> String {
    let client = ClientCredentials::new("key", secret);
    let request = SignableRequest::new("GET", "https://h/?a=1").unwrap();
    let mut buffer = [0; 512];
    Signer::hmac_sha1(&client, None)
        .sign(
            &request,
            ProtocolParameters::new(NOW, "n"),
            Placement::Query,
            &mut [Slot::EMPTY; 4],
            &mut buffer,
        )
        .unwrap()
        .to_owned()
}

#[test]
fn a_header_of_another_scheme_is_not_looked_at() {
    let client = KnownClient::new("secret", &["HMAC-SHA1"]);
    let url = signed("secret");
    for header in ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Bearer oauth_nonce=\"x\"", "OAuth2 x", ""] {
        assert!(verify(&url, Some(header), &client).is_ok(), "{header}");
        let unsigned = verify("https://h/", Some(header), &client);
        assert_eq!(unsigned, Err(VerifyError::MissingParameter("oauth_consumer_key")), "{header}");
    }
    let malformed = verify(&url, Some("OAuth x"), &client);
    assert!(matches!(malformed, Err(VerifyError::Authorization(_))), "{malformed:?}");
}

#[test]
fn nobody_signs_with_the_secret_that_a_client_does_not_have() {
    let methods = ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT", "RSA-SHA1"];
    let client = KnownClient::without_secret(&methods);
    assert_eq!(verify(&signed(""), None, &client), Err(VerifyError::MethodNotAllowed));
    let plaintext =
        "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"%26\"";
    assert_eq!(verify("https://h/", Some(plaintext), &client), Err(VerifyError::MethodNotAllowed));
    // An empty secret that was issued as one is one.
    let client = KnownClient::new("", &methods);
    assert!(verify(&signed(""), None, &client).is_ok());
    assert!(verify("https://h/", Some(plaintext), &client).is_ok());
}

#[test]
fn plaintext_with_any_of_timestamp_and_nonce() {
    let client = KnownClient::new("secret", &["PLAINTEXT"]);
    for (parameters, expected) in [
        ("", (None, None)),
        (", oauth_timestamp=\"137131202\"", (Some(137131202), None)),
        (", oauth_nonce=\"%6e\"", (None, Some(b"n".to_vec()))),
        (", oauth_timestamp=\"137131202\", oauth_nonce=\"n\"", (Some(137131202), Some(b"n".to_vec()))),
    ] {
        let header = format!(
            "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"secret%26\"{parameters}"
        );
        assert_eq!(verify("https://h/", Some(&header), &client), Ok(expected), "{parameters}");
    }
}
