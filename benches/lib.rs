//! Only benches live here; see README.md.
