//! What crosses crates is tested here; the examples of the README run as this crate's doctests.
#![doc = include_str!("../README.md")]
