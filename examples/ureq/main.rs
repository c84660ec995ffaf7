//! The journey over ureq: `cargo run -p example-ureq`.
#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use example_journey::{Journey, Result};
use example_ureq::{Http, now};
use oauth_wire::flow::{Action, Event, Flow};
use std::time::Duration;

fn main() -> Result<()> {
    let (journey, http) = (Journey::start()?, Http::new(Duration::from_secs(30)));

    let flow = sign_in(&http, &journey, journey.three_legged()?)?;
    let granted = flow.into_output()?;
    let call = journey.search(&granted, now())?;
    let answer = http.send(&call.request()).map_err(|_| "no answer")?;
    println!("OAuth 1: a signed search for jobs was answered with {}", answer.status);
    if answer.status != 200 {
        return Err("the signature was refused".into());
    }

    let flow = sign_in(&http, &journey, journey.authorization_code(now())?)?;
    let token = flow.into_output()?;
    let mut flow = journey.refresh(&token)?;
    http.drive(&mut flow, |_| ())?;
    let refreshed = flow.into_output()?; // store it before anything else: the old one is spent
    let call = journey.query(&refreshed)?;
    let answer = http.send(&call.request()).map_err(|_| "no answer")?;
    println!("OAuth 2: a query with the refreshed token was answered with {}", answer.status);
    if answer.status != 200 || token.refresh_token() == refreshed.refresh_token() {
        return Err("the token was not refreshed".into());
    }
    Ok(())
}

/// Runs a flow whose user comes in once. A web application keeps the flow in the user's session
/// meanwhile, and hands over the callback from its handler of the redirect URI.
fn sign_in<F: Flow>(http: &Http, journey: &Journey, mut flow: F) -> Result<F> {
    let mut foreign = None;
    while let Action::Redirect(url) = http.drive(&mut flow, |_| ())? {
        let callback = journey.visit(url, foreign)?;
        foreign = flow.handle(Event::Redirect(&callback), now()).err();
        if let Some(reason) = foreign {
            println!("not this flow's callback: {reason}");
        }
    }
    Ok(flow)
}
