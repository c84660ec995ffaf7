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
    let page = fetch(http, Method::Get, url, b"")?;
    if page.status == 302 {
        // The server needs no decision to refuse.
        show.answer(&page);
        return Ok(Back::Callback(location(&page)?));
    }
    must(page.status == 200, "the authorization page did not open")?;
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
    if decided.status == 303 {
        return Ok(Back::Callback(location(&decided)?));
    }
    let text = String::from_utf8_lossy(&decided.body);
    let verifier = between(&text, "oauth_verifier=", "<").ok_or("the page shows no verifier")?;
    show.means("the page shows a verifier; the user types it into the application");
    Ok(Back::Verifier(verifier.trim().to_owned()))
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
