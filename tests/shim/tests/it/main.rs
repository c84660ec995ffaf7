//! The shim as a program: JSON Lines in, JSON Lines out.

mod challenge;
mod contract;
mod flow_oauth1;
mod flows_oauth2;
mod flows_oauth2_more;
mod oauth1;
mod program;
mod seal;
mod upwork;
mod verify;
