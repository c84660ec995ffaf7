//! Without `std` nobody else asks for the C library, which calls `main` and has `memcpy`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-bins=-lc");
}
