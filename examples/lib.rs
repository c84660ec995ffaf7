//! Only examples live here: `cargo run --example tour`.
