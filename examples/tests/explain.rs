//! The `explain` example as a person runs it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Runs it with these arguments: exit code and output.
fn explain(arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String) {
    let mut path = std::env::current_exe().expect("the test has a path");
    path.pop();
    path.pop();
    let name = format!("explain{}", std::env::consts::EXE_SUFFIX);
    let path: PathBuf = [path.as_path(), "examples".as_ref(), name.as_ref()].iter().collect();
    assert!(path.exists(), "{} is not built: run `cargo test`, or name the example too", path.display());
    let mut command = Command::new(path);
    command.stdin(Stdio::null()).args(arguments).envs(environment.iter().copied());
    let output = command.output().expect("it runs");
    let code = output.status.code().expect("an exit code");
    let (answer, errors) = (output.stdout, output.stderr);
    assert!(if code == 2 { answer.is_empty() } else { errors.is_empty() }, "{code}");
    let text = String::from_utf8([answer, errors].concat()).expect("text");
    // Plain in a pipe, and no secret anywhere.
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
    for secret in ["hunter2", "kd94hf93k423kf44", "pfkkdhi9sl3r4s00"] {
        assert!(!text.contains(secret), "{text}");
    }
    (code, text)
}

/// RFC 5849 §1.2's photos, for https: the signature there is that of http.
const PHOTOS: &[&str] = &[
    "--url=https://photos.example.net/photos?file=vacation.jpg&size=original",
    "--client-key=dpf43f3p2l4k3l03",
    "--token=nnch734d00sl2jdk",
    "--timestamp=137131202",
    "--nonce=chapoH",
    "--client-secret-env=CLIENT_SECRET",
];
const SIGNATURE: &str = "--signature=MdpQcU8iPSUjWoN/UDMsK2sui9I=";

fn photos(more: &[&str], token_secret: &str) -> (i32, String) {
    let arguments = [PHOTOS, more].concat();
    explain(&arguments, &[("CLIENT_SECRET", "kd94hf93k423kf44"), ("TOKEN_SECRET", token_secret)])
}

#[test]
fn the_worked_cases() {
    let (code, text) = explain(&[], &[]);
    assert_eq!(code, 0);
    for found in [
        "the request method is \"GET\"",
        "the scheme is http on one side",
        "the client secret is the candidate number 2",
        "the values of the oauth_ parameters are not encoded",
        "First difference: how something is encoded, at \"oauth_body_hash\"",
    ] {
        assert!(text.contains(found), "{found}: {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
}

#[test]
fn a_case_of_one_s_own() {
    let (code, text) = photos(&["--token-secret-env=TOKEN_SECRET", SIGNATURE], "pfkkdhi9sl3r4s00");
    assert!(code == 0 && text.contains("the scheme is http on one side and https on the other"), "{text}");

    let (code, text) = photos(&["--token-secret-env=TOKEN_SECRET", SIGNATURE], "wrong");
    assert!(code == 1 && text.starts_with("No known mistake"), "{text}");

    // Candidates from a file, the right one last.
    let path = std::env::temp_dir().join(format!("explain-{}", std::process::id()));
    std::fs::write(&path, "hunter2\nkd94hf93k423kf44\npfkkdhi9sl3r4s00\n").expect("a file");
    let file = format!("--token-secret-file={}", path.display());
    let (code, text) = photos(&[&file, SIGNATURE], "");
    std::fs::remove_file(&path).expect("the file");
    assert!(code == 0 && text.contains("the token secret is the candidate number 3"), "{text}");
}

#[test]
fn a_base_string_from_a_file() {
    let path = std::env::temp_dir().join(format!("explain-base-string-{}", std::process::id()));
    let base_string = "POST&https%3A%2F%2Fapi.example.com%2F&oauth_nonce%3Dn%26oauth_signature_method%3DHMAC-SHA1%26status%3DHello%2BLadies\n";
    std::fs::write(&path, base_string).expect("a file");
    let file = format!("--base-string=@{}", path.display());
    let case = ["--url=https://api.example.com/", "--form-body=status=Hello%20Ladies", "--nonce=n", &file];
    let (code, text) = explain(&case, &[]);
    std::fs::remove_file(&path).expect("the file");
    assert!(code == 0 && text.contains("a space is encoded as +"), "{text}");
    assert!(text.contains("First difference: a parameter's value, at \"status\""), "{text}");
}

#[test]
fn what_makes_no_case() {
    for (arguments, what) in [
        (vec!["--url=https://h/"], "either --base-string or --signature"),
        (vec!["--signature=x"], "--url is missing"),
        (vec!["--url=h", "--signature=x"], "not absolute"),
        (vec!["--url=https://h/", "--signature=x"], "takes a client secret"),
        (vec!["--secret=x"], "no option --secret"),
        (vec!["--client-secret-env=NOT_SET_ANYWHERE"], "NOT_SET_ANYWHERE is not set"),
        (vec!["--body=@/nowhere/at/all"], "/nowhere/at/all: "),
        (vec!["--authorization=Basic x", "--url=https://h/", "--base-string=x"], "OAuth"),
        (vec!["--url"], "--url"),
        (vec!["stray"], "stray"),
    ] {
        let (code, text) = explain(&arguments, &[]);
        assert!(code == 2 && text.contains(what), "{arguments:?}: {code} {text}");
    }
    let (code, text) = explain(&["--help"], &[]);
    assert!(code == 0 && text.contains("--client-secret-file PATH"), "{text}");
}
