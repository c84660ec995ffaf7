//! HTML pages: everything from outside is escaped, nothing is loaded from elsewhere, and no other
//! page may frame them.

mod authorize;
mod generic;
mod home;

pub(crate) use authorize::{authorize_oauth1, authorize_oauth2, decide, denied, error, question, verifier};
pub(crate) use generic::{done, form_post, inbox, user_code};
pub(crate) use home::{authorizations, home, move_clock, own_form, revoke};

use crate::message::{Reply, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderName};
use http::{HeaderMap, StatusCode};
use oauth_wire::url::Url;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};
use std::sync::LazyLock;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a}\
h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ddd}\
code{font-size:.9rem;overflow-wrap:anywhere}button{font:inherit;padding:.4rem 1.2rem;margin:.8rem .6rem 0 0}.note{color:#555;font-size:.9rem}";

/// The page's style is the only thing in it that the browser may use.
static STYLE_SOURCE: LazyLock<String> =
    LazyLock::new(|| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(STYLE))));

/// A page. `form_target` is where a form's answer may redirect to, beside here.
fn page(status: StatusCode, title: &str, content: &str, form_target: Option<&str>) -> Reply {
    let policy = format!("form-action 'self'{}", form_target.map(source_expression).unwrap_or_default());
    page_with_policy(status, title, content, &policy)
}

/// A page for which the browser is told more than that it may load and run nothing but the style.
fn page_with_policy(status: StatusCode, title: &str, content: &str, policy: &str) -> Reply {
    let title = Escaped(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title} - Upwork sandbox</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{content}\
         <p class=\"note\">This is upwork-sandbox, on your own machine. It is not Upwork, and all its data is made up.</p>\n</body>\n</html>\n"
    );
    let policy = format!(
        "default-src 'none'; style-src {}; {policy}; frame-ancestors 'none'; base-uri 'none'",
        *STYLE_SOURCE
    );
    Reply::new(status)
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .header(header::X_FRAME_OPTIONS, "DENY")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        // With `no-referrer` browsers would send `Origin: null` on our own forms.
        .header(header::REFERRER_POLICY, "same-origin")
        .no_store()
        .body(html)
}

/// The origin of a redirect URI for `form-action`, which browsers also apply to the redirect after
/// a form.
fn source_expression(redirect_uri: &str) -> String {
    let plain =
        |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    match Url::parse(redirect_uri) {
        Ok(url) if plain(url.host()) => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!(" {}://{}{port}", url.scheme(), url.host())
        }
        // An app's own scheme, or an IPv6 address, which a host source can't be.
        _ => redirect_uri.split_once(':').map(|(scheme, _)| format!(" {scheme}:")).unwrap_or_default(),
    }
}

/// Whether a form may have come from one of our own pages. Browsers say on a form post where it
/// comes from; programs say nothing and are let through.
fn is_foreign_form(request: &Request<'_>) -> bool {
    let site = request.headers.get("sec-fetch-site").map(|site| site.as_bytes());
    let foreign_site = site.is_some_and(|site| !matches!(site, b"same-origin" | b"none"));
    let foreign_origin = request.headers.contains_key(header::ORIGIN)
        && request.header(header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, host)| host)
            != request.header(header::HOST);
    foreign_site || foreign_origin
}

/// The Cloudflare page that requests without a `User-Agent` meet.
pub(crate) fn challenge() -> Reply {
    let html = "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title></head><body>\
        <h1>Checking your browser</h1><p>upwork-sandbox: this request has no User-Agent header. Upwork sits behind Cloudflare, \
        which answers such requests with a page like this one. Send a User-Agent that names your application.</p></body></html>\n";
    Reply::new(StatusCode::FORBIDDEN)
        .header(header::CONTENT_TYPE, "text/html; charset=UTF-8")
        .header(header::SERVER, "cloudflare")
        .header(HeaderName::from_static("cf-mitigated"), "challenge")
        .no_store()
        .body(html)
        .note("no User-Agent: challenge page")
}

/// Whether the request has a `User-Agent` with anything in it.
pub(crate) fn has_user_agent(headers: &HeaderMap) -> bool {
    headers.get(header::USER_AGENT).is_some_and(|agent| !agent.as_bytes().trim_ascii().is_empty())
}

/// Text for HTML content and quoted attributes.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c if c.is_control() => f.write_char('\u{fffd}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping() {
        assert_eq!(Escaped("<b a=\"'&\0").to_string(), "&lt;b a=&quot;&#39;&amp;\u{fffd}");
    }

    #[test]
    fn sources() {
        assert_eq!(source_expression("http://127.0.0.1:8080/callback?x"), " http://127.0.0.1:8080");
        assert_eq!(source_expression("https://a;script-src *"), " https:");
        assert_eq!(source_expression("http://[::1]:3000/"), " http:");
        assert_eq!(source_expression("com.example.app:/callback"), " com.example.app:");
    }
}
