//! The shim as a program: JSON Lines in, JSON Lines out.

mod contract;
mod flow_oauth1;
mod flows_oauth2;
mod oauth1;
mod program;
mod upwork;
mod verify;
