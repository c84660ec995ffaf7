//! Verification: nothing is accepted but what the model signs the same way, and what was signed here
//! is accepted.
//!
//! Input: one byte of choices, then lines: method, URL, `Authorization` value, body. Where the choice
//! is to sign, the header's line holds further pairs and edits of the signed header instead.
#![no_main]

use fuzz::{assert_safe_to_show, model, parts};
use libfuzzer_sys::fuzz_target;
use oauth_wire::form;
use oauth_wire::time::UnixTime;
use oauth1_sign::{
    ClientCredentials, HmacSha1, HmacSha256, KnownClient, KnownToken, Placement, Plaintext,
    ProtocolParameters, ReceivedRequest, SignError, SignableRequest, Signer, Slot, TokenCredentials,
    VerifyError,
};

const CLIENT: ClientCredentials<'_> = ClientCredentials::new("client", "client secret&");
const TOKEN: TokenCredentials<'_> = TokenCredentials::new("to+ken", "token%secret");
const METHODS: &[&str] = &["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"];
const NOW: UnixTime = UnixTime::from_secs(1_000_000);
const MAX_AGE: u64 = 300;

fuzz_target!(|input: &[u8]| {
    let Some((&choice, input)) = input.split_first() else { return };
    let [method, url, header, body] = parts(input);
    let [Ok(method), Ok(url), Ok(header)] = [method, url, header].map(std::str::from_utf8) else { return };
    let Ok(request) = SignableRequest::new(method, url) else { return };
    let request = if choice & 1 == 0 { request } else { request.with_form_body(body) };
    let body = request_body(choice, body);
    if choice & 2 == 0 {
        // The token may belong to another client than the one that signs.
        let owner = if choice & 0x80 == 0 { CLIENT.identifier } else { "another client" };
        let _ = judge(owner, &request, method, url, (choice & 4 == 0).then_some(header), body);
    } else {
        sign_then_judge(choice, &request, method, url, header, body);
    }
});

fn request_body(choice: u8, body: &[u8]) -> Option<&[u8]> {
    (choice & 1 != 0).then_some(body)
}

/// Whether the request is accepted; that it may be is checked here.
fn judge(
    owner: &str,
    request: &SignableRequest<'_>,
    method: &str,
    url: &str,
    header: Option<&str>,
    body: Option<&[u8]>,
) -> Result<(), VerifyError> {
    let received = ReceivedRequest::parse(request, header)
        .inspect_err(|error| assert_safe_to_show(&error.to_string()))?;
    let client = KnownClient::new(CLIENT.secret, METHODS);
    let token = KnownToken::new(TOKEN.secret, owner);
    let client = received.client().is(CLIENT.identifier.as_bytes()).then_some(&client);
    let token = received.token().is_some_and(|name| name.is(TOKEN.token.as_bytes())).then_some(&token);

    let mut scratch = Vec::new();
    let result = loop {
        match received.verify(client, token, NOW, MAX_AGE, &mut scratch) {
            Err(VerifyError::ScratchTooSmall { required }) => {
                assert!(required > scratch.len());
                scratch.resize(required, Slot::EMPTY);
            }
            other => break other,
        }
    };
    let verified = result.inspect_err(|error| assert_safe_to_show(&error.to_string()))?;

    // It is accepted: then the model signs it the same way.
    let mut pairs = model::form_pairs(model::query(url).as_bytes());
    pairs.extend(model::form_pairs(body.unwrap_or_default()));
    pairs.extend(header.map(model::header_pairs).unwrap_or_default());
    let only = |name: &[u8]| {
        let mut found = pairs.iter().filter(|(other, _)| other == name);
        let value = found.next().map(|(_, value)| value.as_slice());
        assert!(found.next().is_none(), "{} stands there twice", String::from_utf8_lossy(name));
        value
    };
    for (name, _) in pairs.iter().filter(|(name, _)| name.starts_with(b"oauth_")) {
        only(name);
    }
    assert_eq!(only(b"oauth_consumer_key"), Some(CLIENT.identifier.as_bytes()));
    let token = only(b"oauth_token").filter(|token| !token.is_empty());
    assert!(token.is_none_or(|token| token == TOKEN.token.as_bytes() && owner == CLIENT.identifier));
    let token_secret = if token.is_some() { TOKEN.secret } else { "" };
    let signature_method = only(b"oauth_signature_method").unwrap();
    assert!(METHODS.iter().any(|allowed| allowed.as_bytes() == signature_method));
    let base_string = model::base_string(method, url, &pairs);
    let due = model::signature(signature_method, &base_string, CLIENT.secret, token_secret).unwrap();
    assert_eq!(only(b"oauth_signature"), Some(due.as_bytes()));
    if signature_method != b"PLAINTEXT" {
        let timestamp: u64 = std::str::from_utf8(only(b"oauth_timestamp").unwrap()).unwrap().parse().unwrap();
        assert!(timestamp.abs_diff(NOW.as_secs()) <= MAX_AGE);
        assert!(
            verified
                .nonce()
                .is_some_and(|nonce| only(b"oauth_nonce").is_some_and(|value| nonce.nonce.is(value)))
        );
    }
    let replay = verified.nonce().is_some();
    assert_eq!(verified.accept(false).is_err(), replay);
    Ok(())
}

fn sign_then_judge(
    choice: u8,
    request: &SignableRequest<'_>,
    method: &str,
    url: &str,
    line: &str,
    body: Option<&[u8]>,
) {
    let extra_texts: Vec<_> = form::pairs(line.as_bytes())
        .filter_map(|pair| Some((pair.name.to_str().ok()?, pair.value.to_str().ok()?)))
        .collect();
    let extra: Vec<_> = extra_texts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let token = (choice & 4 == 0).then_some(&TOKEN);
    let protocol = ProtocolParameters::new(NOW.plus(u64::from(choice)), "n%\u{e9}").with_extra(&extra);
    let placement = match choice >> 3 & 3 {
        0 | 1 => Placement::Header,
        2 if body.is_some() => Placement::FormBody,
        _ => Placement::Query,
    };
    let name = token.map(|token| token.token);
    let mut scratch = vec![Slot::EMPTY; 2 * (line.len() + url.len() + body.map_or(0, <[u8]>::len)) + 8];
    let mut out = vec![0; 4096 + 4 * (line.len() + url.len()) + body.map_or(0, <[u8]>::len)];
    let signed = match choice >> 5 & 3 {
        0 | 1 => Signer::new(CLIENT.identifier, name, HmacSha1::new(&CLIENT, token)).sign(
            request,
            protocol,
            placement,
            &mut scratch,
            &mut out,
        ),
        2 => Signer::new(CLIENT.identifier, name, HmacSha256::new(&CLIENT, token)).sign(
            request,
            protocol,
            placement,
            &mut scratch,
            &mut out,
        ),
        _ => Signer::new(CLIENT.identifier, name, Plaintext::new(&CLIENT, token)).sign(
            request,
            protocol,
            placement,
            &mut scratch,
            &mut out,
        ),
    };
    let unnameable = |(name, _): &(&str, &str)| name.is_empty() || name.eq_ignore_ascii_case("realm");
    let signed = match signed {
        Ok(signed) => signed,
        Err(SignError::DuplicateParameter | SignError::PlaintextNeedsTls) => return,
        Err(SignError::ExtraParameter) => return assert!(extra.iter().any(unnameable)),
        Err(SignError::FormBody) => return assert!(std::str::from_utf8(body.unwrap_or_default()).is_err()),
        Err(error) => panic!("{error}"),
    };
    // Parameters of the protocol that were there before may be malformed, or make two of one.
    let of_protocol = |pairs: model::Pairs| pairs.iter().any(|(name, _)| name.starts_with(b"oauth_"));
    let foreign = of_protocol(model::form_pairs(model::query(url).as_bytes()))
        || of_protocol(model::form_pairs(body.unwrap_or_default()))
        || extra.iter().any(|(name, _)| name.starts_with("oauth_"));
    let owner = CLIENT.identifier;
    let result = match placement {
        Placement::Header => judge(owner, request, method, url, Some(signed), body),
        Placement::FormBody => {
            let request = SignableRequest::new(method, url).unwrap().with_form_body(signed.as_bytes());
            judge(owner, &request, method, url, None, Some(signed.as_bytes()))
        }
        Placement::Query => {
            let request = SignableRequest::new(method, signed).unwrap();
            let request = body.map_or(request, |body| request.with_form_body(body));
            judge(owner, &request, method, signed, None, body)
        }
    };
    if !foreign {
        assert_eq!(result, Ok(()));
    }
    // One byte of what was sent is another: it is refused, or means the same.
    if placement == Placement::Header && signed.is_ascii() {
        let mut bytes = signed.as_bytes().to_vec();
        let at = line.len() * 7 % bytes.len();
        bytes[at] = bytes[at].wrapping_add(1 + choice % 5) & 0x7f;
        if let Ok(edited) = std::str::from_utf8(&bytes) {
            let _ = judge(owner, request, method, url, Some(edited), body);
        }
    }
}
