//! What the OAuth crates of this workspace share, and nothing of either protocol's rules.
//!
//! **The promise:** bytes in, bytes out. Nothing here opens a socket, reads a clock, draws random
//! bytes behind your back or spawns anything. The crate is `no_std`; without the feature `alloc`
//! it needs no allocator either.
//!
//! | module | what it holds |
//! |---|---|
//! | [`percent`] | percent-encoding with RFC 3986's unreserved set, and its decoder |
//! | [`form`] | `application/x-www-form-urlencoded`: pairs read where they lie, pairs written |
//! | [`url`] | a view of an absolute URL's parts, byte for byte as they were given |
//! | [`scan`] | looking for delimiters and plain text, sixteen bytes at a time |
//! | [`buf`] | writing into the caller's buffer, with the required length when it is too small |
//! | [`message`] | HTTP requests and responses that borrow |
//! | [`secret`] | owned secrets: redacted, zeroized, compared in constant time |
//! | `seal` (feature `seal`) | half-done flows as sealed bytes: encrypted, authenticated, bound, expiring |
//! | [`seed`] | one seed from the caller, any number of unrelated values from it |
//! | [`base64url`] | 32 bytes as the 43 characters that `state`, verifiers and challenges are written in |
//! | [`sha256`] | the hash of something short, in half the time of the general crate |
//! | [`callback`] | whether a callback came to where it was to come |
//! | [`flow`] | the vocabulary of every state machine here: `Action`, `Event`, `Rejected`, `Failure` |
//! | [`redact`] | requests and URLs shown to people with the secrets masked |
//! | [`text`] | text of a stranger, made safe for a terminal and a log |
//! | [`retry_after`] | `Retry-After`, as seconds or a date in any of HTTP's three forms |
//! | [`time`] | seconds since 1970, from the caller's clock |
//!
//! # One driver for every flow
//!
//! A flow never does I/O: it says what it wants done ([`flow::Action`]) and is told what happened
//! ([`flow::Event`]). So an embedder writes the loop once, over any HTTP stack:
//!
//! ```
//! # #[cfg(not(feature = "alloc"))] fn main() {}
//! # #[cfg(feature = "alloc")] fn main() { driver::main() }
//! # #[cfg(feature = "alloc")] mod driver {
//! use oauth_wire::flow::{Action, Event, Failure, Flow, TransportFailure};
//! use oauth_wire::message::{Request, ResponseBuf};
//! use oauth_wire::time::UnixTime;
//!
//! fn run<F: Flow>(
//!     mut flow: F,
//!     now: impl Fn() -> UnixTime,
//!     mut http: impl FnMut(&Request<'_>) -> Result<ResponseBuf, TransportFailure>,
//!     mut browser: impl FnMut(&str) -> String,
//!     sleep_until: impl Fn(UnixTime),
//! ) -> Result<F::Output, Failure> {
//!     loop {
//!         let (answer, callback);
//!         let event = match flow.poll(now()) {
//!             Action::Send(request) => {
//!                 answer = http(&request);
//!                 Event::from(&answer)
//!             }
//!             Action::Redirect(url) => {
//!                 callback = browser(url);
//!                 Event::Redirect(&callback)
//!             }
//!             Action::Prompt(prompt) => {
//!                 sleep_until(prompt.until);
//!                 continue;
//!             }
//!             Action::Wait { until } => {
//!                 sleep_until(until);
//!                 continue;
//!             }
//!             Action::Finished => return flow.into_output(),
//!             Action::Sign(_) | Action::AwaitResponse => unreachable!("not asked for here"),
//!         };
//!         if let Err(rejected) = flow.handle(event, now()) {
//!             eprintln!("not this flow's event: {rejected}"); // nothing changed: poll again
//!         }
//!     }
//! }
//! # // A flow for the loop to run: a pause, a user who is sent away, a request.
//! # use oauth_wire::flow::Rejected;
//! # use oauth_wire::message::{Headers, Method, Resend};
//! # enum Toy { Pausing, Away, Asking, Done(Result<Vec<u8>, Failure>) }
//! # impl Flow for Toy {
//! #     type Output = Vec<u8>;
//! #     fn poll(&mut self, now: UnixTime) -> Action<'_> {
//! #         let until = UnixTime::from_secs(5);
//! #         match self {
//! #             Self::Pausing if now < until => Action::Wait { until },
//! #             Self::Pausing | Self::Away => {
//! #                 *self = Self::Away;
//! #                 Action::Redirect("https://as.example/authorize")
//! #             }
//! #             Self::Asking => Action::Send(Request {
//! #                 method: Method::Get,
//! #                 url: "https://as.example/token",
//! #                 headers: Headers::new(),
//! #                 body: b"",
//! #                 resend: Resend::Safe,
//! #                 max_response_len: 100,
//! #             }),
//! #             Self::Done(_) => Action::Finished,
//! #         }
//! #     }
//! #     fn handle(&mut self, event: Event<'_>, _: UnixTime) -> Result<(), Rejected> {
//! #         *self = match (&self, event) {
//! #             (Self::Away, Event::Redirect("https://app.example/?state=ours")) => Self::Asking,
//! #             (Self::Away, Event::Redirect(_)) => return Err(Rejected::StateMismatch),
//! #             (Self::Asking, Event::Response(response)) => Self::Done(Ok(response.body().to_vec())),
//! #             (Self::Asking, Event::TransportFailed(_)) => Self::Asking,
//! #             _ => return Err(Rejected::Unexpected),
//! #         };
//! #         Ok(())
//! #     }
//! #     fn output(&self) -> Option<Result<&Vec<u8>, &Failure>> {
//! #         if let Self::Done(end) = self { Some(end.as_ref()) } else { None }
//! #     }
//! #     fn into_output(self) -> Result<Vec<u8>, Failure> {
//! #         if let Self::Done(end) = self { end } else { Err(Failure::unfinished()) }
//! #     }
//! # }
//! # pub fn main() {
//! #     let time = std::cell::Cell::new(UnixTime::from_secs(0));
//! #     let mut answers = [Err(TransportFailure::Unknown), Ok(b"token".to_vec())].into_iter();
//! #     let mut callbacks = ["https://app.example/?state=theirs", "https://app.example/?state=ours"].into_iter();
//! #     let output = run(
//! #         Toy::Pausing,
//! #         || time.get(),
//! #         |_| answers.next().unwrap().map(|body| ResponseBuf { status: 200, headers: vec![], body }),
//! #         |_| callbacks.next().unwrap().into(),
//! #         |until| time.set(until),
//! #     );
//! #     assert_eq!(output, Ok(b"token".to_vec()));
//! #     assert!(answers.next().is_none() && callbacks.next().is_none());
//! # }
//! # }
//! ```
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod base64url;
pub mod buf;
pub mod callback;
#[cfg(feature = "alloc")]
mod echo;
pub mod flow;
pub mod form;
pub mod message;
pub mod percent;
pub mod redact;
pub mod retry_after;
pub mod scan;
#[cfg(feature = "seal")]
pub mod seal;
pub mod secret;
pub mod seed;
pub mod sha256;
pub mod text;
pub mod time;
pub mod url;
