//! Whether a callback came to where it was to come: the check that both protocols begin with.

use crate::flow::Rejected;
use crate::form;
use crate::scan::split_once;
use crate::url::Url;

/// The parts of a callback's URL that its parameters stand in.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// The query, without its `?`; empty where there is none.
    pub query: &'a str,
    /// The fragment, without its `#`; empty where there is none.
    pub fragment: &'a str,
}

impl<'a> Parts<'a> {
    /// The parts of `callback`, an absolute URL, where it came to `redirect_uri`: scheme, host and port are
    /// the same (in any case, for `http` and `https`), the path is the same as it stands there, and each
    /// parameter of the redirect URI's own is there. A scheme of an app's own needs no authority
    /// ([RFC 8252 §7.1](https://www.rfc-editor.org/rfc/rfc8252#section-7.1)).
    ///
    /// # Errors
    /// [`Rejected::Malformed`], where it is no absolute URL, and [`Rejected::WrongPlace`].
    ///
    /// ```
    /// use oauth_wire::{callback::Parts, flow::Rejected};
    ///
    /// let redirect_uri = "https://client.example.com/cb?tenant=7";
    /// let parts = Parts::at(redirect_uri, "https://CLIENT.example.com:443/cb?tenant=7&code=x").unwrap();
    /// assert_eq!((parts.query, parts.fragment), ("tenant=7&code=x", ""));
    /// let elsewhere = Parts::at(redirect_uri, "https://evil.example/cb?tenant=7&code=x");
    /// assert_eq!(elsewhere.map(|_| ()), Err(Rejected::WrongPlace));
    /// ```
    pub fn at(redirect_uri: &str, callback: &'a str) -> Result<Self, Rejected> {
        let (rest, fragment) = split_once(callback, b'#').unwrap_or((callback, ""));
        let (place, query) = split_once(rest, b'?').unwrap_or((rest, ""));
        let (own_place, own_query) = split_once(redirect_uri, b'?').unwrap_or((redirect_uri, ""));
        // Character for character, as nearly every callback comes, or else by the rules for URLs.
        let same = place == own_place && place.contains(':') || same_place(place, own_place)?;
        let all_there = || {
            form::pairs(own_query.as_bytes()).all(|own| {
                form::pairs(query.as_bytes()).any(|pair| {
                    own.name.bytes().eq(pair.name.bytes()) && own.value.bytes().eq(pair.value.bytes())
                })
            })
        };
        if same && all_there() { Ok(Self { query, fragment }) } else { Err(Rejected::WrongPlace) }
    }
}

impl core::fmt::Debug for Parts<'_> {
    // A code or a token stands there.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Parts({} and {} bytes)", self.query.len(), self.fragment.len())
    }
}

fn same_place(place: &str, own_place: &str) -> Result<bool, Rejected> {
    Ok(match Url::parse(own_place) {
        Ok(own) if own.has_scheme("https") || own.has_scheme("http") => {
            let url = Url::parse(place).map_err(|_| Rejected::Malformed)?;
            // A browser calls no URL with user information in it, either.
            let authority = &place[..place.len() - url.path().len()];
            url.same_origin(&own) && path(&url) == path(&own) && !authority.contains('@')
        }
        // A scheme of the app's own (RFC 8252 §7.1): no authority to compare apart.
        _ => {
            let (scheme, rest) = place.split_once(':').ok_or(Rejected::Malformed)?;
            own_place.split_once(':').is_some_and(|own| own.0.eq_ignore_ascii_case(scheme) && own.1 == rest)
        }
    })
}

/// A browser asks for `/` where the redirect URI has no path at all.
fn path<'a>(url: &Url<'a>) -> &'a str {
    if url.path().is_empty() { "/" } else { url.path() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Rejected::{Malformed, WrongPlace};

    #[test]
    fn places() {
        for (redirect_uri, callback, result) in [
            ("https://c.example/cb", "https://c.example/cb?code=1", Ok(())),
            ("https://c.example/cb", "HTTPS://C.example:443/cb?code=1", Ok(())),
            ("https://c.example/cb", "https://c.example/cb", Ok(())),
            ("https://c.example", "https://c.example/?code=1", Ok(())),
            ("https://c.example/cb?t=1", "https://c.example/cb?code=1&t=1", Ok(())),
            ("https://c.example/cb?t=1", "https://c.example/cb?code=1", Err(WrongPlace)),
            ("https://c.example/cb?t=1", "https://c.example/cb?code=1&t=2", Err(WrongPlace)),
            ("https://c.example/cb", "https://c.example/cb/?code=1", Err(WrongPlace)),
            ("https://c.example/cb", "https://c.example/CB?code=1", Err(WrongPlace)),
            ("https://c.example/cb", "https://c.example/x/../cb?code=1", Err(WrongPlace)),
            ("https://c.example/cb", "https://evil.example/cb?code=1", Err(WrongPlace)),
            ("https://c.example/cb", "https://c.example.evil/cb?code=1", Err(WrongPlace)),
            ("https://c.example/cb", "https://c.example@evil.example/cb?code=1", Err(WrongPlace)),
            ("https://c.example/cb", "https://evil.example@c.example/cb?code=1", Err(WrongPlace)),
            ("https://c.example/@cb", "https://C.example/@cb?code=1", Ok(())),
            ("https://c.example/cb", "http://c.example/cb?code=1", Err(WrongPlace)),
            ("https://c.example/cb", "https://c.example:8443/cb?code=1", Err(WrongPlace)),
            ("https://c.example/cb", "/cb?code=1", Err(Malformed)),
            ("https://c.example/cb", "", Err(Malformed)),
            ("http://127.0.0.1:4000/", "http://127.0.0.1:4000/?code=1", Ok(())),
            ("http://127.0.0.1:4000/", "http://127.0.0.1:4001/?code=1", Err(WrongPlace)),
            ("http://[::1]:4000/cb", "http://[::1]:4000/cb?code=1", Ok(())),
            ("com.example.app:/cb", "com.example.app:/cb?code=1", Ok(())),
            ("com.example.app:/cb", "COM.example.app:/cb?code=1", Ok(())),
            ("com.example.app:/cb", "com.example.app:/cb2?code=1", Err(WrongPlace)),
            ("app://cb", "app://cb?code=1", Ok(())),
            ("app://cb", "cb?code=1", Err(Malformed)),
        ] {
            assert_eq!(Parts::at(redirect_uri, callback).map(|_| ()), result, "{redirect_uri} {callback}");
        }
    }
}
