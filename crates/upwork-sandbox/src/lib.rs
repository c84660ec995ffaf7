#![doc = include_str!("../README.md")]
// `json!` takes a step for each token of an object, and a job has many fields.
#![recursion_limit = "256"]

mod clock;
mod config;
mod deadline;
mod failures;
pub mod generic;
mod graphql;
mod hosts;
mod log;
mod message;
mod oauth1;
mod oauth2;
mod pages;
mod routes;
mod sandbox;
mod server;
mod state;
mod store;

pub use clock::Clock;
pub use config::{ClientKey, Config, Credentials, DEFAULT_REDIRECT_URIS, User};
pub use failures::Failure;
pub use sandbox::{Endpoints, Sandbox};
