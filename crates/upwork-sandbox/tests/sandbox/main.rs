//! The sandbox over real HTTP on loopback.

mod client;
mod failures;
mod garbage;
mod generic;
mod graphql;
mod oauth1;
mod oauth2;
mod operations;
mod own_schema;
mod pages;
mod paging;
mod program;
mod ready;
mod rig;
mod writing;
