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
    Ok((authenticated.timestamp().map(UnixTime::as_secs), authenticated.nonce().map(|nonce| nonce.to_vec())))
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
