//! The shim as a program: JSON Lines in, JSON Lines out.

mod contract;
mod flow_oauth1;
mod oauth1;
mod program;
mod verify;
