//! Every flow over reqwest, on tokio: a file to copy.

use oauth_wire::flow::{Action, Event, Flow, Prompt, Rejected, TransportFailure, TransportFailure::*};
use oauth_wire::message::{Request, ResponseBuf};
use oauth_wire::time::UnixTime;
use std::time::{Duration, SystemTime};

/// reqwest, set up as the flows need it. Its feature `rustls` or `native-tls` brings https.
#[derive(Debug)]
pub struct Http(reqwest::Client);

impl Http {
    /// A request and its whole answer take at most `timeout`.
    pub fn new(timeout: Duration) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none()) // a 307 would post the secrets to somewhere else
            .retry(reqwest::retry::never()) // the flows know what may be sent twice
            .pool_max_idle_per_host(0) // a connection that died while idle looks like a lost answer
            .connect_timeout(timeout / 2) // told apart, since nothing is sent before it is over
            .timeout(timeout)
            .user_agent("my-app/1.0"); // your name: Upwork, for one, turns away who has none
        client.build().map(Self)
    }

    /// Sends a request as it is, once.
    pub async fn send(&self, request: &Request<'_>) -> Result<ResponseBuf, TransportFailure> {
        let message = request.to_http().map_err(|_| NotSent)?.try_into().map_err(how_lost)?;
        let mut response = self.0.execute(message).await.map_err(how_lost)?;
        let mut answer = ResponseBuf::from_http(response.status(), response.headers());
        let limit = request.max_response_len;
        while answer.body.len() < limit
            && let Some(chunk) = response.chunk().await.map_err(|_| Unknown)?
        {
            answer.body.extend_from_slice(&chunk);
        }
        answer.body.truncate(limit);
        Ok(answer)
    }

    /// Does what a flow wants, up to what only the application can do: send the user's browser
    /// somewhere, sign, take the output. Goes on while the network is down, with pauses.
    /// Should the flow refuse what became of its own request, that comes back, and the flow is as it was.
    pub async fn drive<'f, F: Flow>(
        &self,
        flow: &'f mut F,
        show: impl FnOnce(&Prompt<'_>),
    ) -> Result<Action<'f>, Rejected> {
        let mut show = Some(show);
        loop {
            let until = match flow.poll(now()) {
                Action::Send(request) => {
                    let answer = self.send(&request).await;
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
            tokio::time::sleep(Duration::from_secs(until.since(now()))).await;
        }
        Ok(flow.poll(now()))
    }
}

/// `NotSent` only where that is sure: after it, a code is sent once more.
fn how_lost(error: reqwest::Error) -> TransportFailure {
    if error.is_connect() || error.is_builder() { NotSent } else { Unknown }
}

/// The time by the system's clock.
pub fn now() -> UnixTime {
    UnixTime::from_secs(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs())
}
