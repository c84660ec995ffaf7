//! Where the members of a problem report stand: in a challenge, in a form, or somewhere in a text. Nothing is at
//! stake but a hint, so all are read as servers write them, not only as they should.

use oauth_wire::form;
use oauth_wire::percent::Encoded;

/// The most bytes of a body that are looked into.
pub(super) const MAX_BODY: usize = 64 * 1024;

/// The one value of `name` in a field of challenges.
pub(super) fn in_field<'a>(field: &'a [u8], name: &str) -> Option<Encoded<'a>> {
    let mut found = parameters(field).filter(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(Encoded::percent(value)),
        _ => None,
    }
}

/// The one value of `name` in a body that is a form; none where it is markup or JSON.
pub(super) fn in_form<'a>(body: &'a [u8], name: &str) -> Option<Encoded<'a>> {
    if body.iter().take(MAX_BODY).any(|byte| b"\"<".contains(byte)) {
        return None;
    }
    form::single(body, name).ok().flatten()
}

/// The value of `name` in any text, where each time that it stands there it has the same one: a form in a string
/// of JSON, in a page or behind a `?`, its `&` perhaps escaped as such texts do it.
pub(super) fn in_text<'a>(text: &'a [u8], name: &str) -> Option<Encoded<'a>> {
    let text = &text[..text.len().min(MAX_BODY)];
    let starts_here = |at: usize| {
        let before = &text[..at];
        let in_longer_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
        before.ends_with(b"\\u0026") || !before.last().is_some_and(in_longer_name)
    };
    let mut values = text.windows(name.len() + 1).enumerate().filter_map(|(at, window)| {
        let is_it = window.strip_suffix(b"=") == Some(name.as_bytes()) && starts_here(at);
        is_it.then(|| value_in_text(&text[at + window.len()..]))
    });
    let first = values.next()?;
    values.all(|other| other == first).then_some(Encoded::percent(first))
}

/// A value as far as nothing follows that a form would have escaped, quotes around it left out.
fn value_in_text(text: &[u8]) -> &[u8] {
    let text = text.strip_prefix(b"\\").unwrap_or(text);
    let text = text.strip_prefix(b"\"").unwrap_or(text);
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"&\"'<\\),;]".contains(byte);
    let mut value = &text[..text.iter().position(ends).unwrap_or(text.len())];
    while let [rest @ .., b'.'] = value {
        value = rest; // of the sentence around it
    }
    value
}

/// The parameters of all challenges in a field. Schemes are passed over, and so are commas.
fn parameters(mut rest: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'=' | b'"');
    core::iter::from_fn(move || {
        loop {
            let (name, behind) = rest.split_at(rest.iter().position(ends_name).unwrap_or(rest.len()));
            let next = behind.trim_ascii_start();
            let Some(value) = next.strip_prefix(b"=") else {
                // Not a parameter; a text in quotes is passed over as a whole.
                rest = match next {
                    [b'"', quoted @ ..] => split_quoted(quoted).1,
                    _ if next.len() < behind.len() => next,
                    _ => behind.split_first()?.1,
                };
                continue;
            };
            let value = value.trim_ascii_start();
            let (value, behind) = match value.strip_prefix(b"\"") {
                Some(quoted) => split_quoted(quoted),
                None => value.split_at(unquoted_len(value)),
            };
            rest = behind;
            return Some((name, value));
        }
    })
}

/// What stands before the closing quote, and what behind it.
fn split_quoted(text: &[u8]) -> (&[u8], &[u8]) {
    let mut escaped = false;
    let end = text.iter().position(|&byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    let end = end.unwrap_or(text.len());
    (&text[..end], text.get(end + 1..).unwrap_or_default())
}

/// How long a value without quotes is: up to a comma, or a word that has an equals sign.
fn unquoted_len(text: &[u8]) -> usize {
    let ends_word = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
    let word = |from: usize| text[from..].iter().position(ends_word).map_or(text.len(), |len| from + len);
    let mut end = word(0);
    loop {
        let next = text.len() - text[end..].trim_ascii_start().len();
        let next_end = word(next);
        if next_end == next || text[next..next_end].contains(&b'=') {
            return end;
        }
        end = next_end;
    }
}
