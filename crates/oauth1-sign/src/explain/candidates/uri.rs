//! The method and the base string URI (§3.4.1.1, §3.4.1.2).

use super::{Candidates, Phase};
use crate::explain::mistake::Mistake;
use crate::explain::model::{Characters, Model, Style};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use oauth_wire::percent::Encoded;
use oauth_wire::url::Url;

/// Where applications listen behind their proxies.
const USUAL_PORTS: [&str; 7] = ["80", "443", "8080", "8443", "8000", "3000", "5000"];
const USUAL_METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/// The most segments of a path that are taken for a proxy's prefix.
const MAX_PREFIX: usize = 8;

pub(super) fn add(all: &mut Candidates<'_>) {
    scheme_and_port(all);
    host(all);
    path(all);
    behind_the_path(all);
    method(all);
}

fn scheme_and_port(all: &mut Candidates<'_>) {
    let (url, theirs) = (all.facts.request.url, all.theirs);
    let flipped = if url.has_scheme("https") { ("http", "80") } else { ("https", "443") };
    if url.has_scheme("https") || url.has_scheme("http") {
        all.add(Mistake::OtherScheme, Phase::Request, move |model| {
            model.uri.scheme = flipped.0.into();
            // Explicit, and the other scheme's default.
            if model.uri.port.strip_prefix(':') == Some(flipped.1) {
                model.uri.port.clear();
            }
        });
    }
    all.add(Mistake::SchemeCaseKept, Phase::Request, move |model| model.uri.scheme = url.scheme().into());

    all.add(Mistake::PortDropped, Phase::Request, |model| model.uri.port.clear());
    let effective = url.effective_port();
    if let Some(port) = effective.filter(|_| all.facts.right.uri.port.is_empty()) {
        all.add(Mistake::DefaultPortKept, Phase::Request, move |model| model.uri.port = format!(":{port}"));
    }
    if authority(&url).ends_with(':') {
        all.add(Mistake::EmptyPortKept, Phase::Request, |model| model.uri.port = ":".into());
    }
    let ports = match theirs {
        Some(theirs) => theirs.url().and_then(|url| url.port()).map(|port| [port].into()).unwrap_or_default(),
        None => USUAL_PORTS.to_vec(),
    };
    for port in ports.into_iter().filter(|port| effective.is_none_or(|ours| port.parse() != Ok(ours))) {
        let shown = format!(":{port}");
        all.add(Mistake::OtherPort { port: port.into() }, Phase::Request, move |model| {
            model.uri.port = shown.clone()
        });
    }
}

fn host(all: &mut Candidates<'_>) {
    let url = all.facts.request.url;
    all.add(Mistake::HostCaseKept, Phase::Request, move |model| model.uri.host = url.host().into());
    let ours = all.facts.right.uri.host.as_str();
    let mut hosts: Vec<String> = all.facts.hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
    match all.theirs {
        Some(theirs) => hosts.extend(theirs.url().map(|url| url.host().to_owned())),
        None => {
            hosts.push(ours.strip_prefix("www.").map_or_else(|| format!("www.{ours}"), ToOwned::to_owned));
            hosts.extend(["localhost".into(), "127.0.0.1".into()]);
        }
    }
    for host in hosts {
        let mistake = Mistake::OtherHost { host: host.clone() };
        all.add(mistake, Phase::Request, move |model| model.uri.host.clone_from(&host));
    }
    let authority = authority(&url);
    if let Some((user_info, _)) = authority.rsplit_once('@') {
        let user_info = &authority[..=user_info.len()];
        all.add(Mistake::UserInfoKept, Phase::Request, move |model| model.uri.user_info = user_info);
    }
}

/// What stands between `://` and the path.
fn authority<'a>(url: &Url<'a>) -> &'a str {
    let end = url.without_query().len() - url.path().len();
    &url.as_str()[url.scheme().len() + "://".len()..end]
}

fn path<'f>(all: &mut Candidates<'f>) {
    let ours = &all.facts.right.uri.path;
    let mut change = |mistake, to: fn(&[u8]) -> Vec<u8>| {
        all.add(mistake, Phase::Request, move |model: &mut Model<'f>| model.uri.path = to(&model.uri.path));
    };
    if ours == b"/" {
        change(Mistake::RootPathLeftOut, |_| Vec::new());
    } else if ours.ends_with(b"/") {
        change(Mistake::TrailingSlashDropped, |path| path.strip_suffix(b"/").unwrap_or(path).to_vec());
    } else {
        change(Mistake::TrailingSlashAdded, |path| [path, b"/"].concat());
    }
    change(Mistake::PathDecoded, |path| Encoded::percent(path).to_vec());
    change(Mistake::PathEncodedTwice, encode_path);
    change(Mistake::PathReencoded, |path| encode_path(&Encoded::percent(path).to_vec()));
    change(Mistake::SlashesMerged, |path| {
        let mut merged = path.to_vec();
        merged.dedup_by(|a, b| *a == b'/' && *b == b'/');
        merged
    });
    change(Mistake::SlashDoubled, |path| [b"/", path].concat());
    change(Mistake::PathPrefixDoubled, |path| {
        let end = path.iter().skip(1).position(|&byte| byte == b'/').map_or(path.len(), |at| at + 1);
        [&path[..end], path].concat()
    });
    change(Mistake::DotSegmentsResolved, resolve_dot_segments);
    change(Mistake::PathParametersDropped, |path| {
        let segments = path.split(|&byte| byte == b'/');
        segments
            .map(|segment| segment.split(|&byte| byte == b';').next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join(&b'/')
    });
    change(Mistake::PathLowerCased, |path| path.to_ascii_lowercase());
    if ours != b"/" {
        change(Mistake::PathLeftOut, |_| Vec::new());
    }
    let segments = ours.iter().filter(|&&byte| byte == b'/').count();
    for count in 1..=segments.min(MAX_PREFIX) {
        all.add(Mistake::PathPrefixDropped { segments: count }, Phase::Request, move |model| {
            let slashes = model.uri.path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
            let start = slashes.map(|(at, _)| at).nth(count);
            model.uri.path = start.map_or_else(|| b"/".to_vec(), |start| model.uri.path[start..].to_vec());
        });
    }
    if let Some(url) = all.theirs.and_then(|theirs| theirs.url()) {
        let path = url.path();
        all.add(Mistake::OtherPath { path: path.into() }, Phase::Request, move |model| {
            model.uri.path = path.into()
        });
    }
}

fn encode_path(path: &[u8]) -> Vec<u8> {
    Style { kept: Characters::of(b"/"), ..Style::default() }.encode(path, 1)
}

/// RFC 3986 §5.2.4, for a path that starts with a slash.
fn resolve_dot_segments(path: &[u8]) -> Vec<u8> {
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut segments = path.split(|&byte| byte == b'/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            b"." | b".." => {
                if segment == b".." {
                    kept.pop();
                }
                if is_last {
                    kept.push(b"");
                }
            }
            _ => kept.push(segment),
        }
    }
    [b"/", &*kept.join(&b'/')].concat()
}

fn behind_the_path(all: &mut Candidates<'_>) {
    let url = all.facts.request.url;
    let (path_end, query_end) = (url.without_query().len(), url.without_fragment().len());
    let (query, fragment) = (&url.as_str()[path_end..query_end], &url.as_str()[query_end..]);
    all.add(Mistake::QueryKept, Phase::Request, move |model| model.uri.query = query);
    all.add(Mistake::FragmentKept, Phase::Request, move |model| model.uri.fragment = fragment);
}

fn method(all: &mut Candidates<'_>) {
    let given = all.facts.request.method;
    let mut title = given.to_ascii_lowercase();
    title.get_mut(..1).map(str::make_ascii_uppercase);
    let mut cases = [given.to_owned(), given.to_ascii_lowercase(), title].to_vec();
    // Any other that their base string shows.
    cases.extend(
        all.theirs.map(|theirs| theirs.method.clone()).filter(|method| method.eq_ignore_ascii_case(given)),
    );
    cases.sort();
    cases.dedup();
    for method in cases {
        let mistake = Mistake::MethodCase { method: method.clone() };
        all.add(mistake, Phase::Request, move |model| model.method.clone_from(&method));
    }
    let methods = all.theirs.map_or(USUAL_METHODS.to_vec(), |theirs| [theirs.method.as_str()].into());
    for method in methods.into_iter().filter(|method| !method.eq_ignore_ascii_case(given)) {
        let mistake = Mistake::OtherMethod { method: method.into() };
        all.add(mistake, Phase::Request, move |model| model.method = method.into());
    }
}
