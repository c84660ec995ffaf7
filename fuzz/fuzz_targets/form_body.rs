//! The base string of any form body is what the model makes of it, and a strict reading changes
//! nothing of what it accepts.
#![no_main]

use fuzz::model;
use libfuzzer_sys::fuzz_target;
use oauth1_sign::{RequestError, SignableRequest, Slot, signature_base_string};

/// Parameters of all three places stand in each other's way.
const URL: &str = "https://api.example.com/1/update.json?a=1&b%5B%5D=2&z=";
const PROTOCOL: &[(&str, &str)] = &[("oauth_consumer_key", "k"), ("oauth_nonce", "n"), ("b[]", "3")];

fuzz_target!(|body: &[u8]| {
    let request = SignableRequest::new("POST", URL).unwrap().with_form_body(body);
    let mut pairs = model::form_pairs(model::query(URL).as_bytes());
    pairs.extend(model::form_pairs(body));
    pairs.extend(PROTOCOL.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())));
    let expected = model::base_string("POST", URL, &pairs);

    let mut scratch = vec![Slot::EMPTY; pairs.len()];
    let mut buffer = vec![0; expected.len()];
    assert_eq!(signature_base_string(&request, PROTOCOL, &mut scratch, &mut buffer), Ok(expected.as_str()));

    match request.strict() {
        Ok(strict) => {
            assert!(body.iter().all(u8::is_ascii_graphic) && model::stray_percent(body).is_none());
            assert_eq!(
                signature_base_string(&strict, PROTOCOL, &mut scratch, &mut buffer),
                Ok(expected.as_str())
            );
        }
        Err(RequestError::FormBody { offset }) => {
            assert!(!body[offset].is_ascii_graphic() || model::stray_percent(body) == Some(offset));
        }
        Err(error) => panic!("{error}"),
    }
});
