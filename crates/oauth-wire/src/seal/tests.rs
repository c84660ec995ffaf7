use super::*;
use proptest::prelude::*;
use std::format;
use std::vec;

const NOW: UnixTime = UnixTime::from_secs(1_000_000);

fn key(byte: u8) -> SealKey {
    SealKey::from_bytes([byte; 32])
}

fn entropy(byte: u8) -> Seed {
    Seed::from_bytes([byte; 32])
}

fn binding() -> Binding {
    Binding::new("kind").part("https://as.example/token").part("client")
}

fn sealed() -> Vec<u8> {
    seal(&key(1), &entropy(2), binding(), NOW.plus(600), |payload| payload.text("SECRET"))
}

fn open_it(sealed: &[u8]) -> Result<String, UnsealError> {
    open(&[key(1)], binding(), sealed, NOW)?.text()
}

#[test]
fn parts_come_back_in_order() {
    let sealed = seal(&key(1), &entropy(2), binding(), NOW.plus(1), |payload| {
        payload.bytes(b"\xff\0");
        payload.text("");
        payload.number(u64::MAX);
        payload.time(NOW);
        payload.optional(None);
        payload.optional(Some(""));
        payload.optional(Some("é"));
    });
    let mut opened = open(&[key(1)], binding(), &sealed, NOW).unwrap();
    assert_eq!(opened.bytes(), Ok(&b"\xff\0"[..]));
    assert_eq!(opened.text().as_deref(), Ok(""));
    assert_eq!(opened.number(), Ok(u64::MAX));
    assert_eq!(opened.time(), Ok(NOW));
    assert_eq!(opened.optional(), Ok(None));
    assert_eq!(opened.optional(), Ok(Some("".into())));
    assert_eq!(opened.optional(), Ok(Some("é".into())));
    assert_eq!(opened.bytes(), Err(UnsealError::Malformed));
}

#[test]
fn what_was_sealed_as_something_else() {
    let open = |write: fn(&mut Payload)| {
        open(&[key(1)], binding(), &seal(&key(1), &entropy(2), binding(), NOW.plus(1), write), NOW).unwrap()
    };
    assert_eq!(open(|payload| payload.bytes(b"\xff")).text(), Err(UnsealError::Malformed));
    assert_eq!(open(|payload| payload.bytes(b"1234567")).number(), Err(UnsealError::Malformed));
    assert_eq!(open(|payload| payload.number(1)).optional(), Err(UnsealError::Malformed));
}

#[test]
fn any_flipped_bit() {
    let sealed = sealed();
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut forged = sealed.clone();
            forged[at] ^= 1 << bit;
            let expected = match at {
                0 => UnsealError::UnknownVersion(VERSION ^ 1 << bit),
                1..=KEY_ID => UnsealError::UnknownKey,
                _ => UnsealError::Forged,
            };
            assert_eq!(open_it(&forged), Err(expected), "{at}");
        }
    }
}

#[test]
fn any_length() {
    let sealed = sealed();
    for len in 0..sealed.len() {
        let expected = if len < HEADER + TAG { UnsealError::Malformed } else { UnsealError::Forged };
        assert_eq!(open_it(&sealed[..len]), Err(expected), "{len}");
    }
    assert_eq!(open_it(&[&*sealed, b"x"].concat()), Err(UnsealError::Forged));
}

#[test]
fn other_keys_and_rotation() {
    let sealed = sealed();
    let open = |keys: &[SealKey]| open(keys, binding(), &sealed, NOW).map(|_| ());
    assert_eq!(open(&[]), Err(UnsealError::UnknownKey));
    assert_eq!(open(&[key(3)]), Err(UnsealError::UnknownKey));
    assert_eq!(open(&[key(3), key(1)]), Ok(()));
    // A key whose id is taken for another's opens nothing either.
    let stranger = SealKey { id: key(1).id(), key: [3; 32] };
    assert_eq!(open(&[stranger]), Err(UnsealError::Forged));
}

#[test]
fn parts_of_a_binding_do_not_run_into_each_other() {
    let sealed = sealed();
    for other in [
        Binding::new("kind"),
        Binding::new("kind").part("https://as.example/token"),
        Binding::new("kind").part("https://as.example/tokenclient"),
        Binding::new("kind").part("https://as.example/toke").part("nclient"),
        Binding::new("kind").part("client").part("https://as.example/token"),
        Binding::new("kindhttps://as.example/token").part("client"),
        binding().part(""),
    ] {
        assert_eq!(open(&[key(1)], other, &sealed, NOW).unwrap_err(), UnsealError::OtherBinding);
    }
}

#[test]
fn a_later_time() {
    let sealed = sealed();
    let open = |later| open(&[key(1)], binding(), &sealed, NOW.plus(later)).map(|_| ());
    assert_eq!(open(599), Ok(()));
    assert_eq!(open(600), Err(UnsealError::Expired));
    assert_eq!(open(u64::MAX), Err(UnsealError::Expired));
}

#[test]
fn nonces_differ_even_where_the_entropy_does_not() {
    let nonce = |entropy: Seed, text: &str| {
        seal(&key(1), &entropy, binding(), NOW, |payload| payload.text(text))[9..33].to_vec()
    };
    assert_ne!(nonce(entropy(2), "a"), nonce(entropy(2), "b"));
    assert_ne!(nonce(entropy(2), "a"), nonce(entropy(3), "a"));
    assert_eq!(nonce(entropy(2), "a"), nonce(entropy(2), "a"));
}

#[test]
fn nothing_can_be_read() {
    let sealed = sealed();
    assert!(!sealed.windows(6).any(|window| window == b"SECRET"));
    let mut payload = Payload(Vec::new());
    payload.text("SECRET");
    let opened = open(&[key(1)], binding(), &sealed, NOW).unwrap();
    let shown = format!("{payload:?} {opened:?} {:?} {:?}", key(b'S'), binding());
    assert!(!shown.contains("SECRET") && !shown.contains("83, 83, 83"), "{shown}");
}

proptest! {
    #[test]
    fn garbage(mut bytes: Vec<u8>, like_ours: bool) {
        if like_ours {
            bytes.splice(0..0, [vec![VERSION], key(1).id().to_vec()].concat());
        }
        prop_assert!(open_it(&bytes).is_err());
    }
}
