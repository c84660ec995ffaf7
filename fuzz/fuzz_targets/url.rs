//! URLs: the parts are the whole, errors point into the text, and where secrets may go is where a
//! browser or reqwest would take them.
#![no_main]

use fuzz::assert_safe_to_show;
use libfuzzer_sys::fuzz_target;
use oauth_wire::url::{Url, UrlError};

fuzz_target!(|input: &str| {
    let (first, second) = input.split_once('\n').unwrap_or((input, ""));
    for text in [input, first, second] {
        parts(text);
    }
    if let (Ok(one), Ok(other)) = (Url::parse(first), Url::parse(second)) {
        assert!(one.same_origin(&one));
        assert_eq!(one.same_origin(&other), other.same_origin(&one));
        if one.same_origin(&other)
            && let (Ok(one), Ok(other)) = (url::Url::parse(first), url::Url::parse(second))
        {
            assert_eq!(one.origin().ascii_serialization(), other.origin().ascii_serialization());
        }
    }
});

fn parts(text: &str) {
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return assert_offset(error, text),
    };
    assert_eq!(url.as_str(), text);
    assert!(url.has_scheme(url.scheme()) && !url.host().is_empty());
    assert!(text.starts_with(&format!("{}://", url.scheme())));
    let mut whole = url.without_query().to_owned();
    assert!(whole.ends_with(url.path()));
    if let Some(query) = url.query() {
        whole = format!("{whole}?{query}");
    }
    assert_eq!(whole, url.without_fragment());
    if let Some(fragment) = url.fragment() {
        whole = format!("{whole}#{fragment}");
    }
    assert_eq!(whole, text);
    if let Some(port) = url.port() {
        assert_eq!(url.effective_port(), port.parse().ok());
        assert!(url.effective_port().is_some());
    }
    assert_safe_to_show(&format!("{url:?}"));

    match url.check() {
        Ok(()) => {
            assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
            let authority = &url.without_query()[url.scheme().len() + 3..];
            let authority = &authority[..authority.len() - url.path().len()];
            assert_eq!(
                authority.trim_end_matches(':'),
                match url.port() {
                    Some(port) => format!("{}:{port}", url.host()),
                    None => url.host().to_owned(),
                }
            );
        }
        Err(error) => assert_offset(error, text),
    }
    if url.is_confidential()
        && let Ok(other) = url::Url::parse(text)
    {
        let loopback = match other.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        assert!(other.scheme() == "https" || other.scheme() == "http" && loopback, "{other}");
    }
}

fn assert_offset(error: UrlError, text: &str) {
    assert_safe_to_show(&error.to_string());
    match error {
        UrlError::Host { offset }
        | UrlError::Port { offset }
        | UrlError::UserInfo { offset }
        | UrlError::Character { offset }
        | UrlError::Escape { offset } => assert!(offset <= text.len()),
        _ => {}
    }
}
