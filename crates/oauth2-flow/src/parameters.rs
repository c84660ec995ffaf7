//! A message's parameters in order, and the two forms they take: a form body, and the query of an
//! endpoint's URL.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use oauth_wire::buf::Writer;
use oauth_wire::form::{self, FormWriter};
use oauth_wire::percent;
#[cfg(feature = "alloc")]
use oauth_wire::secret::wipe;
use oauth_wire::url::Url;

/// The parameters of a request, in the order they are sent.
pub trait Parameters {
    /// Hands over each name and value, decoded.
    fn each(&self, pair: &mut dyn FnMut(&str, &str));
}

impl<P: Parameters + ?Sized> Parameters for &P {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        (**self).each(pair);
    }
}

/// Pairs as they are.
impl Parameters for [(&str, &str)] {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        self.iter().for_each(|(name, value)| pair(name, value));
    }
}

/// The first's parameters, then the second's.
impl<A: Parameters, B: Parameters> Parameters for (A, B) {
    fn each(&self, pair: &mut dyn FnMut(&str, &str)) {
        self.0.each(pair);
        self.1.each(pair);
    }
}

/// Hands over `name` where there is a value.
pub(crate) fn optional(pair: &mut dyn FnMut(&str, &str), name: &str, value: Option<&str>) {
    if let Some(value) = value {
        pair(name, value);
    }
}

/// The length of the form that [`emit_form`] writes.
pub(crate) fn form_len(parameters: &dyn Parameters) -> usize {
    let mut len = 0;
    parameters.each(&mut |name, value| {
        len += percent::encoded_len(name.as_bytes()) + percent::encoded_len(value.as_bytes()) + 2;
    });
    // As many `&` as pairs, less one.
    len - usize::from(len > 0)
}

/// Writes the parameters as a form.
pub(crate) fn emit_form(parameters: &dyn Parameters, out: &mut Writer<'_>) {
    let mut form = FormWriter::new(out);
    parameters.each(&mut |name, value| {
        form.pair(name, value.as_bytes());
    });
}

/// What is written, in as many bytes as it has. Most messages are short: they are written once, and
/// copied where they stay. What is longer is measured by that and written once more.
#[cfg(feature = "alloc")]
pub(crate) fn written(emit: impl Fn(&mut Writer<'_>)) -> Vec<u8> {
    let mut short = [0; 512];
    let mut writer = Writer::new(&mut short);
    emit(&mut writer);
    let len = writer.written();
    match short.get_mut(..len) {
        Some(short) => {
            let message = short.to_vec();
            wipe(short);
            message
        }
        None => {
            wipe(&mut short);
            let mut message = alloc::vec![0; len];
            emit(&mut Writer::new(&mut message));
            message
        }
    }
}

/// Whether one of the parameters has this name.
pub(crate) fn has(parameters: &dyn Parameters, name: impl Fn(&str) -> bool) -> bool {
    let mut found = false;
    parameters.each(&mut |own, _| found |= name(own));
    found
}

/// The URL of an endpoint in its parts: all before the query, and the query.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) place: &'a str,
    pub(crate) query: Option<&'a str>,
}

impl<'a> Target<'a> {
    pub(crate) fn of(url: Url<'a>) -> Self {
        Self { place: url.without_query(), query: url.query() }
    }
}

/// Writes an endpoint's URL with the query it came with, but for parameters that are sent anew in
/// this request: none may stand there twice ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)),
/// and which of two a server would take is unknown. Tells whether a query stands there now.
pub(crate) fn emit_endpoint(url: Target<'_>, parameters: &dyn Parameters, out: &mut Writer<'_>) -> bool {
    out.bytes(url.place.as_bytes());
    let Some(query) = url.query else {
        return false;
    };
    let mut mark = b'?';
    for pair in form::pairs(query.as_bytes()) {
        if has(parameters, |name| pair.name.is(name.as_bytes())) {
            continue;
        }
        out.byte(core::mem::replace(&mut mark, b'&'));
        out.bytes(pair.name.raw());
        if pair.has_equals {
            out.byte(b'=');
            out.bytes(pair.value.raw());
        }
    }
    mark == b'&'
}

/// Writes an endpoint's URL with the parameters in its query.
pub(crate) fn emit_url(url: Target<'_>, parameters: &dyn Parameters, out: &mut Writer<'_>) {
    let has_query = emit_endpoint(url, parameters, out);
    out.byte(if has_query { b'&' } else { b'?' });
    emit_form(parameters, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url<'b>(endpoint: &str, pairs: &[(&str, &str)], buffer: &'b mut [u8]) -> &'b str {
        let mut writer = Writer::new(buffer);
        emit_url(Target::of(Url::parse(endpoint).unwrap()), &pairs, &mut writer);
        let len = writer.finish().unwrap();
        core::str::from_utf8(&buffer[..len]).unwrap()
    }

    #[test]
    fn what_stands_in_the_endpoint_stays_and_overrides_nothing() {
        let pairs = [("client_id", "ours"), ("state", "s")];
        for (endpoint, expected) in [
            ("https://h/a", "https://h/a?client_id=ours&state=s"),
            ("https://h/a?", "https://h/a?client_id=ours&state=s"),
            ("https://h", "https://h?client_id=ours&state=s"),
            ("https://h/a?t=%41+b&flag&", "https://h/a?t=%41+b&flag&client_id=ours&state=s"),
            ("https://h/a?client_id=evil&t=1&st%61te=x", "https://h/a?t=1&client_id=ours&state=s"),
            ("https://h/a?state=x", "https://h/a?client_id=ours&state=s"),
        ] {
            assert_eq!(url(endpoint, &pairs, &mut [0; 99]), expected);
        }
    }

    #[cfg(feature = "alloc")]
    #[test]
    fn short_and_long_forms_are_whole() {
        for len in [0, 1, 400, 504, 505, 506, 507, 508, 2000] {
            let value = "x ".repeat(len / 4) + &"y".repeat(len - len / 4 * 4);
            let pairs = [("a", value.as_str()), ("b", "c")];
            let mut expected = std::vec![0; form_len(&pairs.as_slice())];
            emit_form(&pairs.as_slice(), &mut Writer::new(&mut expected));
            let form = written(|out| emit_form(&pairs.as_slice(), out));
            assert_eq!(form, expected);
            assert_eq!(form.capacity(), form.len(), "{len}");
        }
    }

    #[test]
    fn lengths() {
        for pairs in [[].as_slice(), &[("a", "")], &[("a", "b c"), ("é", "&")]] {
            let mut buffer = [0; 64];
            let mut writer = Writer::new(&mut buffer);
            emit_form(&pairs, &mut writer);
            assert_eq!(writer.finish(), Ok(form_len(&pairs)));
        }
    }
}
