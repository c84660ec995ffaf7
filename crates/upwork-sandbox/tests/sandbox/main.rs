//! The sandbox over real HTTP on loopback.

mod garbage;
mod graphql;
mod oauth2;
mod pages;
mod program;
mod rig;
