//! The sandbox over real HTTP on loopback.

mod garbage;
mod generic;
mod graphql;
mod oauth1;
mod oauth2;
mod pages;
mod program;
mod rig;
