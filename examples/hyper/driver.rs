//! Every flow over hyper's bare HTTP/1 connection, on tokio: a file to copy, with `connect.rs`.

pub mod connect;

use connect::Connector;
use http_body_util::{BodyExt, Full};
use hyper::{body::Bytes, client::conn::TrySendError, client::conn::http1, header, http::HeaderValue};
use hyper_util::rt::TokioIo;
use oauth_wire::flow::{Action, Event, Flow, Prompt, Rejected, TransportFailure, TransportFailure::*};
use oauth_wire::message::{Request, ResponseBuf};
use oauth_wire::time::UnixTime;
use std::time::{Duration, SystemTime};
use tokio::{task::JoinSet, time::sleep, time::timeout};

/// One connection a request: a kept one that died while idle looks like a lost answer.
#[derive(Debug)]
pub struct Http(pub Connector);

impl Http {
    /// Sends a request as it is, once. hyper itself follows no redirect and sends nothing twice.
    pub async fn send(&self, request: &Request<'_>) -> Result<ResponseBuf, TransportFailure> {
        let mut message = request.to_http().map_err(|_| NotSent)?.map(Full::<Bytes>::from);
        let place = message.uri().authority().ok_or(NotSent)?.clone();
        let stream = self.0.connect(message.uri()).await.map_err(|_| NotSent)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| NotSent)?;
        let _task: JoinSet<_> = [connection].into_iter().collect(); // works it until this function returns
        *message.uri_mut() = message.uri().path_and_query().cloned().ok_or(NotSent)?.into();
        let host = HeaderValue::from_str(place.as_str()).map_err(|_| NotSent)?;
        let name = HeaderValue::from_static("my-app/1.0"); // yours: Upwork, for one, turns away who has none
        message.headers_mut().extend([(header::HOST, host), (header::USER_AGENT, name)]);
        let exchange = async {
            let lost = |error: TrySendError<_>| error.message().map_or(Unknown, |_| NotSent);
            let mut response = sender.try_send_request(message).await.map_err(lost)?;
            let mut answer = ResponseBuf::from_http(response.status(), response.headers());
            while answer.body.len() < request.max_response_len
                && let Some(frame) = response.frame().await
            {
                let data = frame.map_err(|_| Unknown)?.into_data(); // half an answer is none
                answer.body.extend_from_slice(&data.unwrap_or_default());
            }
            answer.body.truncate(request.max_response_len);
            Ok(answer)
        };
        timeout(self.0.timeout, exchange).await.unwrap_or(Err(Unknown))
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
            sleep(Duration::from_secs(until.since(now()))).await;
        }
        Ok(flow.poll(now()))
    }
}

/// The time by the system's clock.
pub fn now() -> UnixTime {
    UnixTime::from_secs(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs())
}
