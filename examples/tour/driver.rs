//! The embedder's part: one HTTP stack and one loop for every flow.

use crate::Result;
use crate::show::{Show, resend};
use oauth_wire::flow::{Action, Event, Failure, Flow, Prompt, Rejected, TransportFailure};
use oauth_wire::message::{Request, ResponseBuf};
use oauth_wire::time::UnixTime;
use std::cell::Cell;
use std::io::Read;
use std::time::Duration;

/// Upwork answers HTTP stacks that don't say who they are with a page.
pub const USER_AGENT: &str = "upwork-tour/0.1";

/// ureq, set up as every flow needs it: no redirects, every status an answer, a name of our own.
pub struct Http {
    agent: ureq::Agent,
    sent: Cell<usize>,
}

impl Http {
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .user_agent(USER_AGENT)
            .build();
        Self { agent: config.new_agent(), sent: Cell::new(0) }
    }

    pub fn sent(&self) -> usize {
        self.sent.get()
    }

    pub fn send(&self, request: &Request<'_>) -> std::result::Result<ResponseBuf, TransportFailure> {
        // The flows make no request that the http crate can't hold.
        let message = request.to_http().map_err(|_| TransportFailure::NotSent)?;
        self.sent.set(self.sent.get() + 1);
        let mut response = self.agent.run(message).map_err(|error| never_left(&error))?;
        let mut body = Vec::new();
        // One byte more than is allowed tells a long answer from one that was cut.
        let reader = response.body_mut().as_reader().take(request.max_response_len as u64 + 1);
        let read = { reader }.read_to_end(&mut body).map_err(|_| TransportFailure::Unknown)?;
        if read > request.max_response_len {
            return Err(TransportFailure::Unknown);
        }
        let headers =
            response.headers().iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
        Ok(ResponseBuf { status: response.status().as_u16(), headers: headers.collect(), body })
    }
}

fn never_left(error: &ureq::Error) -> TransportFailure {
    use std::io::ErrorKind;
    match error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::BadUri(_) => {
            TransportFailure::NotSent
        }
        ureq::Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => TransportFailure::NotSent,
        ureq::Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => TransportFailure::NotSent,
        _ => TransportFailure::Unknown,
    }
}

/// What the user brought back.
pub enum Back {
    Callback(String),
    /// A form that the browser posted to the redirect URI.
    Form {
        url: String,
        body: String,
    },
    Verifier(String),
}

/// How a flow ended.
pub type Ended<T> = std::result::Result<T, Failure>;

/// What surrounds a flow beside the network: the time, and the user.
pub trait World {
    fn now(&self) -> UnixTime;

    /// Sends the user's browser to `url`.
    fn visit(&mut self, show: &mut Show, url: &str) -> Result<Back>;

    /// Shows the user what to do elsewhere, and comes back at the time when to ask again.
    fn prompt(&mut self, show: &mut Show, prompt: &Prompt<'_>) -> Result<()>;

    /// What came back was not this flow's, which is as it was before: an error, or another try.
    fn rejected(&mut self, _: &mut Show, rejected: Rejected) -> Result<()> {
        Err(rejected.into())
    }

    fn wait(&mut self, until: UnixTime) {
        std::thread::sleep(Duration::from_secs(until.since(self.now())));
    }
}

/// Time that passes by itself, and a user with a browser.
struct Ordinary<'u, N>(N, &'u mut dyn User);

impl<N: Fn() -> UnixTime> World for Ordinary<'_, N> {
    fn now(&self) -> UnixTime {
        (self.0)()
    }

    fn visit(&mut self, show: &mut Show, url: &str) -> Result<Back> {
        self.1.visit(show, url)
    }

    fn prompt(&mut self, _: &mut Show, _: &Prompt<'_>) -> Result<()> {
        Err("this grant asks nobody elsewhere".into())
    }

    fn rejected(&mut self, show: &mut Show, rejected: Rejected) -> Result<()> {
        self.1.rejected(show, rejected)
    }
}

/// Runs a flow to its end and shows each step of it.
pub fn run<F: Flow>(
    show: &mut Show,
    http: &Http,
    now: impl Fn() -> UnixTime,
    user: &mut dyn User,
    flow: F,
) -> Result<Ended<F::Output>> {
    run_in(show, http, &mut Ordinary(now, user), flow)
}

/// The same, whatever the time and the user are.
pub fn run_in<F: Flow>(
    show: &mut Show,
    http: &Http,
    world: &mut impl World,
    mut flow: F,
) -> Result<Ended<F::Output>> {
    loop {
        let (answer, back);
        let event = match flow.poll(world.now()) {
            Action::Send(request) => {
                show.asks(&format!("send this request ({})", resend(request.resend)));
                show.request(&request);
                match http.send(&request) {
                    Ok(response) => {
                        show.answer(&response);
                        answer = response;
                        Event::Response(answer.view())
                    }
                    Err(failure) => {
                        show.means("the request got no answer");
                        Event::TransportFailed(failure)
                    }
                }
            }
            Action::Redirect(url) => {
                show.asks(&format!(
                    "send the user's browser to {}",
                    oauth_wire::redact::RedactedUrl::new(url)
                ));
                back = world.visit(show, url)?;
                match &back {
                    Back::Callback(url) => Event::Redirect(url),
                    Back::Form { url, body } => Event::FormPost { url, body: body.as_bytes() },
                    Back::Verifier(verifier) => Event::Verifier(verifier),
                }
            }
            Action::Prompt(prompt) => {
                world.prompt(show, &prompt)?;
                continue;
            }
            Action::Wait { until } => {
                world.wait(until);
                continue;
            }
            Action::Finished => return Ok(flow.into_output()),
            other => return Err(format!("this driver does not know {other:?}").into()),
        };
        if let Err(rejected) = flow.handle(event, world.now()) {
            world.rejected(show, rejected)?;
        }
    }
}

/// The user with a browser.
pub trait User {
    /// Opens the URL and comes back.
    fn visit(&mut self, show: &mut Show, url: &str) -> Result<Back>;

    /// What came back was not this flow's, which is as it was before: an error, or another try.
    fn rejected(&mut self, _: &mut Show, rejected: Rejected) -> Result<()> {
        Err(rejected.into())
    }
}

/// For grants that need no user.
pub struct Nobody;

impl User for Nobody {
    fn visit(&mut self, _: &mut Show, _: &str) -> Result<Back> {
        Err("this grant needs no user".into())
    }
}
