//! Where the members of a problem report stand: in a challenge, in a form, or somewhere in a text. Nothing is at
//! stake but a hint, so all are read as servers write them, not only as they should.

use oauth_wire::form;
use oauth_wire::percent::Encoded;

/// The most bytes of a body that are looked into.
pub(super) const MAX_BODY: usize = 64 * 1024;

/// The parameter that names the problem, and the one with words for people.
pub(super) const CODE: &str = "oauth_problem";
pub(super) const ADVICE: &str = "oauth_problem_advice";

/// The one value of `name` in a field of challenges.
pub(super) fn in_field<'a>(field: &'a [u8], name: &str) -> Option<Encoded<'a>> {
    let mut found = parameters(field).filter(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(Encoded::percent(value)),
        _ => None,
    }
}

/// The one value of `name` in a body that is a form; none where it is JSON or markup.
pub(super) fn in_form<'a>(body: &'a [u8], name: &str) -> Option<Encoded<'a>> {
    if let [b'{' | b'[' | b'"' | b'<', ..] = body {
        return None;
    }
    let value = form::single(body, name).ok().flatten()?;
    // What follows a code is something else: a line of the page, say.
    Some(if name == CODE { Encoded::form(first_word(value.raw())) } else { value })
}

/// The value of `name` in any text, where each time that it stands there it has the same one: a form in a string
/// of JSON, in a page or behind a `?`, its `&` perhaps escaped as such texts do it.
pub(super) fn in_text<'a>(text: &'a [u8], name: &str) -> Option<Encoded<'a>> {
    let text = &text[..text.len().min(MAX_BODY)];
    let starts_here = |at: usize| {
        let before = &text[..at];
        let in_longer_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
        let is_escaped = [&b"\\u0026"[..], b"\\n", b"\\r", b"\\t"].iter().any(|end| before.ends_with(end));
        is_escaped || !before.last().is_some_and(in_longer_name)
    };
    let mut values = text.windows(name.len() + 1).enumerate().filter_map(|(at, window)| {
        let is_it = window.strip_suffix(b"=") == Some(name.as_bytes()) && starts_here(at);
        is_it.then(|| value_in_text(&text[at + window.len()..]))
    });
    let first = values.next()?;
    values.all(|other| other.raw() == first.raw()).then_some(first)
}

/// A value up to its closing quote, or as far as nothing follows that a form would have escaped.
fn value_in_text(text: &[u8]) -> Encoded<'_> {
    let up_to = |text, ends: fn(&u8) -> bool| {
        let text: &[u8] = text;
        &text[..text.iter().position(ends).unwrap_or(text.len())]
    };
    // In a string of JSON the quote is escaped itself.
    if let Some(quoted) = text.strip_prefix(b"\\\"").or_else(|| text.strip_prefix(b"\"")) {
        return Encoded::percent(up_to(quoted, |byte| b"\\\"".contains(byte)));
    }
    let mut value = up_to(text, |byte| byte.is_ascii_whitespace() || b"&\"'<\\),;]".contains(byte));
    while let [rest @ .., b'.'] = value {
        value = rest; // of the sentence around it
    }
    Encoded::form(value)
}

/// The parameters of all challenges in a field. Schemes are passed over, and so are commas.
fn parameters(mut rest: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'=' | b'"');
    core::iter::from_fn(move || {
        loop {
            let (name, behind) = rest.split_at(rest.iter().position(ends_name).unwrap_or(rest.len()));
            let next = behind.trim_ascii_start();
            let Some(value) = next.strip_prefix(b"=") else {
                // Not a parameter. A text in quotes is passed over as a whole, a quote in a word is a stray one.
                rest = match next {
                    [b'"', quoted @ ..] if next.len() < behind.len() => split_quoted(quoted).1,
                    _ if next.len() < behind.len() => next,
                    _ => behind.split_first()?.1,
                };
                continue;
            };
            let value = value.trim_ascii_start();
            let (value, behind) = match value.strip_prefix(b"\"") {
                Some(quoted) => split_quoted(quoted),
                None if name.eq_ignore_ascii_case(ADVICE.as_bytes()) => value.split_at(sentence_len(value)),
                None => value.split_at(first_word(value).len()),
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

/// What stands before white space, a comma or a quote.
fn first_word(text: &[u8]) -> &[u8] {
    &text[..text.iter().position(ends_word).unwrap_or(text.len())]
}

/// How long an advice without quotes is: up to a comma, a quote, or a word that has an equals sign.
fn sentence_len(text: &[u8]) -> usize {
    let mut end = first_word(text).len();
    loop {
        let next = text.len() - text[end..].trim_ascii_start().len();
        let word = first_word(&text[next..]);
        if word.is_empty() || word.contains(&b'=') {
            return end;
        }
        end = next + word.len();
    }
}

fn ends_word(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b'"')
}
