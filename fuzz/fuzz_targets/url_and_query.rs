//! The base string of any method and URL is what the model makes of it, however the parameters are
//! handed over.
//!
//! Input: lines: method, URL.
#![no_main]

use fuzz::{model, parts};
use libfuzzer_sys::fuzz_target;
use oauth_wire::url::Url;
use oauth1_sign::{
    BaseStringError, RequestError, SignableRequest, Slot, base_string_uri, normalized_parameters,
    signature_base_string,
};

const PROTOCOL: &[(&str, &str)] = &[
    ("oauth_version", "1.0"),
    ("oauth_consumer_key", "key+/="),
    ("oauth_signature", "left out"),
    ("oauth_nonce", "~n"),
];

fuzz_target!(|input: &[u8]| {
    let [method, url] = parts(input);
    let (Ok(method), Ok(url)) = (std::str::from_utf8(method), std::str::from_utf8(url)) else { return };
    let request = match SignableRequest::new(method, url) {
        Ok(request) => request,
        Err(RequestError::Url(error)) => return assert_eq!(Url::parse(url).unwrap_err(), error),
        Err(error) => return assert_eq!(error, RequestError::Method),
    };
    let mut pairs = model::form_pairs(model::query(url).as_bytes());
    let in_query = pairs.clone();
    pairs.extend(PROTOCOL.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())));
    let expected = model::base_string(method, url, &pairs);
    assert!(expected.is_ascii());

    let signed = pairs.iter().filter(|(name, _)| name != b"oauth_signature").count();
    let mut scratch = vec![Slot::EMPTY; signed];
    let mut buffer = vec![0; expected.len()];
    let short = signature_base_string(&request, PROTOCOL, &mut scratch[1..], &mut buffer);
    assert_eq!(short, Err(BaseStringError::ScratchTooSmall { required: signed }));
    let short = signature_base_string(&request, PROTOCOL, &mut scratch, &mut buffer[1..]);
    assert_eq!(short, Err(BaseStringError::BufferTooSmall { required: expected.len() }));
    for _ in 0..2 {
        assert_eq!(
            signature_base_string(&request, PROTOCOL, &mut scratch, &mut buffer),
            Ok(expected.as_str())
        );
    }

    let uri = model::base_string_uri(url);
    let mut uri_buffer = vec![0; uri.len()];
    assert_eq!(base_string_uri(request.url(), &mut uri_buffer), Ok(uri.as_str()));
    let normalized = normalized_parameters(&request, PROTOCOL, &mut scratch, &mut buffer);
    assert_eq!(normalized, Ok(model::normalized_parameters(&pairs).as_str()));

    // The same parameters, decoded by the caller.
    let decoded: Option<Vec<_>> = in_query
        .iter()
        .map(|(name, value)| Some((std::str::from_utf8(name).ok()?, std::str::from_utf8(value).ok()?)))
        .collect();
    if let Some(decoded) = decoded {
        let bare =
            SignableRequest::new(method, request.url().without_query()).unwrap().with_parameters(&decoded);
        assert_eq!(signature_base_string(&bare, PROTOCOL, &mut scratch, &mut buffer), Ok(expected.as_str()));
    }
    if request.strict().is_ok() {
        assert!(
            url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.contains('@')
                || url.contains(['/', '?', '#'])
        );
    }
});
