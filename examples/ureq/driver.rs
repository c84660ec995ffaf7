//! Every flow over ureq, blocking: a file to copy.

use oauth_wire::flow::{Action, Event, Flow, Prompt, Rejected, TransportFailure, TransportFailure::*};
use oauth_wire::message::{Request, ResponseBuf};
use oauth_wire::time::UnixTime;
use std::io::Read;
use std::time::{Duration, SystemTime};

/// ureq, set up as the flows need it.
#[derive(Debug)]
pub struct Http(ureq::Agent);

impl Http {
    /// A request and its whole answer take at most `timeout`.
    pub fn new(timeout: Duration) -> Self {
        let config = ureq::Agent::config_builder()
            .max_redirects(0) // a 307 would post the secrets to somewhere else
            .max_redirects_will_error(false)
            .http_status_as_error(false) // a 400 says in its body what is wrong
            .max_idle_connections(0) // one that died while idle looks like a lost answer
            .timeout_resolve(Some(timeout / 3)) // told apart, since nothing is sent before both are over
            .timeout_connect(Some(timeout / 3))
            .timeout_global(Some(timeout))
            .user_agent("my-app/1.0"); // your name: Upwork, for one, turns away who has none
        Self(config.build().new_agent())
    }

    /// Sends a request as it is, once.
    pub fn send(&self, request: &Request<'_>) -> Result<ResponseBuf, TransportFailure> {
        let mut response = self.0.run(request.to_http().map_err(|_| NotSent)?).map_err(how_lost)?;
        let mut answer = ResponseBuf::from_http(response.status(), response.headers());
        let mut body = response.body_mut().as_reader().take(request.max_response_len as u64);
        body.read_to_end(&mut answer.body).map_err(|_| Unknown)?; // half an answer is none
        Ok(answer)
    }

    /// Does what a flow wants, up to what only the application can do: send the user's browser
    /// somewhere, sign, take the output. Goes on while the network is down, with pauses.
    /// Should the flow refuse what became of its own request, that comes back, and the flow is as it was.
    pub fn drive<'f, F: Flow>(
        &self,
        flow: &'f mut F,
        show: impl FnOnce(&Prompt<'_>),
    ) -> Result<Action<'f>, Rejected> {
        let mut show = Some(show);
        loop {
            let until = match flow.poll(now()) {
                Action::Send(request) => {
                    let answer = self.send(&request);
                    flow.handle(Event::from(&answer), now())?;
                    continue;
                }
                Action::Prompt(prompt) => {
                    show.take().into_iter().for_each(|show| show(&prompt));
                    prompt.until
                }
                Action::Wait { until } => until,
                _ => break,
            };
            std::thread::sleep(Duration::from_secs(until.since(now())));
        }
        Ok(flow.poll(now()))
    }
}

/// `NotSent` only where that is sure: after it, a code is sent once more.
fn how_lost(error: ureq::Error) -> TransportFailure {
    use ureq::{Error::*, Timeout};
    match error {
        BadUri(_) | HostNotFound | ConnectionFailed | Timeout(Timeout::Resolve | Timeout::Connect) => NotSent,
        Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => NotSent,
        _ => Unknown,
    }
}

/// The time by the system's clock.
pub fn now() -> UnixTime {
    UnixTime::from_secs(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs())
}
