//! Percent-encoding and forms: decoding and encoding are each other's inverse, and both are what the
//! model says.
#![no_main]

use fuzz::model;
use libfuzzer_sys::fuzz_target;
use oauth_wire::buf::{BufferTooSmall, Writer};
use oauth_wire::form::{self, FormWriter};
use oauth_wire::percent::{self, Encoded};

fuzz_target!(|input: &[u8]| {
    encode(input);
    decode(input);
    forms(input);
});

fn encode(plain: &[u8]) {
    let text = percent::encode(plain).to_string();
    assert_eq!(text, model::percent_encode(plain));
    assert_eq!(text.len(), percent::encoded_len(plain));
    assert_eq!(percent::check(text.as_bytes()), Ok(()));
    for encoded in [Encoded::percent(text.as_bytes()), Encoded::form(text.as_bytes())] {
        assert!(encoded.is(plain) && encoded.decoded_len() == plain.len());
    }
}

fn decode(raw: &[u8]) {
    assert_eq!(percent::check(raw).err().map(|error| error.offset), model::stray_percent(raw));
    for encoded in [Encoded::percent(raw), Encoded::form(raw)] {
        let plain = model::percent_decode(raw, encoded.plus_is_space());
        assert!(encoded.is(&plain));
        assert_eq!(encoded.to_vec(), plain);
        assert_eq!(encoded.to_str().ok(), String::from_utf8(plain.clone()).ok());
        if let Some(text) = encoded.as_plain() {
            assert_eq!(text.map(str::as_bytes).unwrap_or(raw), plain);
        }

        let mut exact = vec![0; plain.len()];
        assert_eq!(encoded.decode_slice(&mut exact).unwrap(), plain);
        if let Some(short) = plain.len().checked_sub(1) {
            let mut short = vec![0xaa; short];
            assert_eq!(encoded.decode_slice(&mut short), Err(BufferTooSmall { required: plain.len() }));
            assert!(short.iter().all(|&byte| byte == 0xaa));
        }
    }
}

fn forms(raw: &[u8]) {
    let read = |raw: &[u8]| -> model::Pairs {
        form::pairs(raw).map(|pair| (pair.name.to_vec(), pair.value.to_vec())).collect()
    };
    let pairs = read(raw);
    assert_eq!(pairs, model::form_pairs(raw));

    for (name, value) in &pairs {
        let Ok(name) = std::str::from_utf8(name) else { continue };
        let alone = pairs.iter().filter(|(other, _)| other == name.as_bytes()).count() == 1;
        match form::single(raw, name) {
            Ok(found) => assert!(alone && found.is_some_and(|found| found.is(value))),
            Err(_) => assert!(!alone),
        }
    }

    let texts: Option<Vec<_>> =
        pairs.iter().map(|(name, value)| Some((std::str::from_utf8(name).ok()?, value))).collect();
    let Some(texts) = texts else { return };
    let write = |out: &mut [u8]| {
        let mut writer = Writer::new(out);
        let mut form = FormWriter::new(&mut writer);
        for (name, value) in &texts {
            form.pair(name, value);
        }
        writer.finish()
    };
    let required = write(&mut []).map_or_else(|error| error.required, |len| len);
    let mut out = vec![0; required];
    assert_eq!(write(&mut out), Ok(required));
    assert_eq!(read(&out), pairs);
}
