//! Which names the sandbox goes by.
//!
//! A page of any site can have a name of its own point to this machine (DNS rebinding); the browser then
//! takes the sandbox for part of that site and lets the page read its answers, keys included. Such a
//! request carries the site's name in `Host`. An address stands there only where the page's own address
//! is that one, so addresses are let through.

use http::header::{self, HeaderValue};
use http::uri::Authority;
use http::{HeaderMap, Uri};
use std::net::{IpAddr, Ipv6Addr};

/// The names beside `localhost` and those under it.
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    pub(crate) fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    /// Whether the request names this server, or nothing.
    pub(crate) fn are_ours(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        uri.authority().is_none_or(|authority| self.is_ours(authority))
            && headers.get_all(header::HOST).iter().all(|value| self.is_our_value(value))
    }

    fn is_our_value(&self, value: &HeaderValue) -> bool {
        let authority = value.to_str().ok().and_then(|text| text.parse::<Authority>().ok());
        authority.is_some_and(|authority| self.is_ours(&authority))
    }

    fn is_ours(&self, authority: &Authority) -> bool {
        let name = authority.host();
        if is_address(name) {
            return true;
        }
        // A dot at the end is the name's root, and no part of it.
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        name == "localhost"
            || name.ends_with(".localhost")
            || self.0.iter().any(|own| own.eq_ignore_ascii_case(&name))
    }
}

fn is_address(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(inside) => inside.parse::<Ipv6Addr>().is_ok(),
        None => host.parse::<IpAddr>().is_ok_and(|address| address.is_ipv4()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses() {
        let hosts = Hosts::new(vec!["sandbox".into()]);
        let is_ours = |host: &str| hosts.is_our_value(&HeaderValue::from_str(host).unwrap());
        for ours in [
            "localhost",
            "LOCALHOST:8080",
            "localhost.",
            "upwork.localhost:1",
            "127.0.0.1:8080",
            "192.168.1.5:8080",
            "[::1]:8080",
            "[::1]",
            "Sandbox:80",
        ] {
            assert!(is_ours(ours), "{ours}");
        }
        for foreign in [
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "evillocalhost",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil.example",
            "2130706433",
            "0x7f000001",
            "[evil.example]",
            "sandbox.evil.example",
            "",
        ] {
            assert!(!is_ours(foreign), "{foreign}");
        }
    }

    #[test]
    fn each_place_counts() {
        let hosts = Hosts::new(Vec::new());
        let are_ours = |uri: &str, own: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in own {
                headers.append(header::HOST, HeaderValue::from_static(value));
            }
            hosts.are_ours(&uri.parse().unwrap(), &headers)
        };
        assert!(are_ours("/", &[]), "HTTP/1.0, which no browser sends");
        assert!(are_ours("http://localhost:1/", &["localhost"]));
        assert!(!are_ours("http://evil.example/", &["localhost"]));
        assert!(!are_ours("/", &["localhost", "evil.example"]));
    }
}
