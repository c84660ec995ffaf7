//! The main job, step by step and over real HTTP: `cargo run --example tour`.
//!
//! It starts an offline Upwork inside this process and does everything that the documents this project
//! began from describe: OAuth 1 from the first request to a revoked token, OAuth 2's four grants at
//! Upwork, GraphQL with and without an organization, a search by pages, a message, a missing scope and a
//! rate limit, and at a generic provider the grants that Upwork lacks. The exit code is not zero at the
//! first thing that is not as it must be.
//!
//! `cargo run --example tour -- --live` signs in at the real Upwork instead: see `--help`.

mod browser;
mod driver;
mod generic;
mod graphql;
mod live;
mod mask;
mod oauth1;
mod oauth2;
mod show;
mod work;

use driver::Http;
use show::Show;
use std::process::ExitCode;
use upwork_sandbox::{Config, Sandbox};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
Everything the crates do, step by step, against an offline Upwork inside this process.

    cargo run --example tour [-- NAME]
    cargo run --example tour -- --live [--at URL]

  NAME        show only the parts with NAME in their title, such as GraphQL
  --live      sign in at Upwork and ask its GraphQL API, with UPWORK_CLIENT_ID, UPWORK_CLIENT_SECRET
              and UPWORK_REDIRECT_URI from the environment. Where the redirect URI is http on loopback,
              it waits there for the callback; where it is not, paste the URL you are sent to.
              No token is ever shown.
  --at URL    with --live: the server at URL (a sandbox of yours: cargo run -p upwork-sandbox)
              in Upwork's place
  --help      this text
";

fn main() -> ExitCode {
    let mut show = Show::new();
    let Arguments { live, at, only } = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            show.text(HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            show.failed(&*Box::<dyn std::error::Error>::from(format!("{error}; --help says what there is")));
            return ExitCode::from(2);
        }
    };
    if let Some(name) = &only {
        show = show.only(name);
    }
    let done = if live { live::run(&mut show, at.as_deref()) } else { offline(&mut show) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            show.failed(&*error);
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Arguments {
    live: bool,
    at: Option<String>,
    /// What the title of a part must have in it.
    only: Option<String>,
}

/// Nothing where help is asked for.
fn arguments() -> Result<Option<Arguments>> {
    use lexopt::prelude::*;
    let mut given = Arguments::default();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("live") => given.live = true,
            Long("at") => given.at = Some(arguments.value()?.string()?),
            Value(name) if given.only.is_none() => given.only = Some(name.string()?),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    if given.at.is_some() && !given.live {
        return Err("--at goes with --live".into());
    }
    if given.only.is_some() && given.live {
        return Err("NAME goes without --live, where every part needs you".into());
    }
    Ok(Some(given))
}

fn offline(show: &mut Show) -> Result<()> {
    let sandbox = Sandbox::start(Config::new())?;
    let http = Http::new();
    show.title("An offline Upwork, for this tour alone");
    show.means(&format!(
        "it serves at {} until the tour ends; its users, keys and data are made up",
        sandbox.base_url()
    ));
    oauth1::tour(show, &http, &sandbox)?;
    let token = oauth2::tour(show, &http, &sandbox)?;
    graphql::tour(show, &http, &sandbox.endpoints().graphql, &token)?;
    work::tour(show, &http, &sandbox, &token)?;
    generic::tour(show, &http, &sandbox)?;
    let (shown, titles) = show.parts();
    must(shown > 0, &format!("no part has that in its title; the parts are: {}", titles.join("; ")))?;
    show.title("That was everything");
    show.means(&format!("{} steps, {} requests, each answered as it must be", show.steps(), http.sent()));
    Ok(())
}

/// An error with this text where `condition` does not hold.
fn must(condition: bool, text: &str) -> Result<()> {
    if condition { Ok(()) } else { Err(text.into()) }
}
