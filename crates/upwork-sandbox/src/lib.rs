#![doc = include_str!("../README.md")]

mod clock;
mod config;
pub mod generic;
mod graphql;
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
pub use sandbox::{Endpoints, Sandbox};
