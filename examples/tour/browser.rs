//! The user with a browser: reads the sandbox's page, approves or denies, follows the redirect.

use crate::driver::{Back, Http, User};
use crate::show::Show;
use crate::{Result, must};
use oauth_wire::form::CONTENT_TYPE;
use oauth_wire::message::{Headers, Method, Request, Resend, ResponseBuf};

#[derive(Clone, Copy)]
pub enum Decision {
    Approve,
    Deny,
}

/// A user who always decides the same.
pub struct Visitor<'a> {
    pub http: &'a Http,
    pub decision: Decision,
}

impl User for Visitor<'_> {
    fn visit(&mut self, show: &mut Show, url: &str) -> Result<Back> {
        decide(show, self.http, url, self.decision)
    }
}

/// Opens the authorization page and decides; comes back with the callback, or with the verifier that
/// the page shows.
fn decide(show: &mut Show, http: &Http, url: &str, decision: Decision) -> Result<Back> {
    let decided = press(show, http, url, decision)?;
    if matches!(decided.status, 302 | 303) {
        return Ok(Back::Callback(location(&decided)?));
    }
    let text = String::from_utf8_lossy(&decided.body);
    if let Some(form) = between(&text, "<form method=\"post\"", "</form>") {
        show.means("the page is a form, which the browser posts to the redirect URI by itself");
        let url = between(form, "action=\"", "\"").ok_or("the form goes nowhere")?;
        return Ok(Back::Form { url: url.replace("&amp;", "&"), body: fields(form) });
    }
    let verifier = between(&text, "oauth_verifier=", "<").ok_or("the page shows no verifier")?;
    show.means("the page shows a verifier; the user types it into the application");
    Ok(Back::Verifier(verifier.trim().to_owned()))
}

/// Decides on a page whose answer the application learns by asking.
pub fn decide_elsewhere(show: &mut Show, http: &Http, url: &str, decision: Decision) -> Result<()> {
    must(press(show, http, url, decision)?.status == 200, "the decision was not taken")
}

/// The answer to the button, or to the request for the page where the server needs no decision to refuse.
fn press(show: &mut Show, http: &Http, url: &str, decision: Decision) -> Result<ResponseBuf> {
    let page = fetch(http, Method::Get, url, b"")?;
    if page.status == 302 {
        show.answer(&page);
        return Ok(page);
    }
    must(page.status == 200, "the page that asks did not open")?;
    let text = String::from_utf8_lossy(&page.body);
    let pending = between(&text, "name=\"request\" value=\"", "\"").ok_or("the page has no form")?;
    let (word, says) = match decision {
        Decision::Approve => ("approve", "the user reads who asks for what, and presses Approve"),
        Decision::Deny => ("deny", "the user reads who asks for what, and presses Deny"),
    };
    show.answer(&page);
    show.means(says);
    let form = format!("request={}&decision={word}", oauth_wire::percent::encode(pending.as_bytes()));
    let place = url.split('?').next().unwrap_or_default();
    let decided = fetch(http, Method::Post, place, form.as_bytes())?;
    show.answer(&decided);
    Ok(decided)
}

/// The hidden fields of a form, encoded as a browser does. None of the values there has anything that
/// HTML escapes.
fn fields(form: &str) -> String {
    let field = |input: &str| {
        let name = between(input, "name=\"", "\"")?;
        let value = between(input, "value=\"", "\"")?;
        Some(format!("{name}={}", oauth_wire::percent::encode(value.as_bytes())))
    };
    form.split("<input").filter_map(field).collect::<Vec<_>>().join("&")
}

fn fetch(http: &Http, method: Method, url: &str, body: &[u8]) -> Result<ResponseBuf> {
    let headers = match method {
        Method::Get => Headers::new(),
        Method::Post => Headers::new().with("content-type", CONTENT_TYPE),
    };
    let request =
        Request { method, url, headers, body, resend: Resend::IfNotSent, max_response_len: 1 << 20 };
    http.send(&request).map_err(|_| "the browser got no answer".into())
}

fn location(answer: &ResponseBuf) -> Result<String> {
    let view = answer.view();
    let location = view.header("location").ok_or("the redirect has no Location")?;
    Ok(std::str::from_utf8(location)?.to_owned())
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}
