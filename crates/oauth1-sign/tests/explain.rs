//! `explain` against values that were made wrong on purpose, each by hand and without the code that
//! is under test.
#![cfg(feature = "alloc")]
#![cfg(feature = "alloc")]

#[path = "explain/pairs.rs"]
mod pairs;
#[path = "explain/property.rs"]
mod property;
#[path = "explain/report.rs"]
mod report;
#[path = "explain/rig.rs"]
mod rig;
#[path = "explain/singles.rs"]
mod singles;
