//! What the fuzz targets share: slow models of the protocols to compare with, and how a target takes
//! its input apart.

use oauth_wire::flow::Action;

pub mod callback;
pub mod model;

/// A secret to plant: nothing that an escape sequence or a server's own words could spell.
pub const SECRET: &str = "hunter2-PLANTED";

/// Cuts the input into `N` parts at its first line ends, so that an input can be read and written by
/// hand: the last part takes the rest, parts that are missing are empty.
pub fn parts<const N: usize>(input: &[u8]) -> [&[u8]; N] {
    let mut parts = input.splitn(N, |&byte| byte == b'\n');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// Fails where showing `text` on a terminal would do more than show it.
#[track_caller]
pub fn assert_safe_to_show(text: &str) {
    let unsafe_char =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.chars().any(unsafe_char), "{text:?}");
}

/// Fails where `text` tells `secret`.
#[track_caller]
pub fn assert_hides(text: &str, secret: &str) {
    assert!(!text.contains(secret), "{text:?}");
}

/// All that a driver is told by an action; its `Debug` masks the half of it.
pub fn seen(action: &Action<'_>) -> String {
    match action {
        Action::Send(request) => {
            let headers: Vec<_> =
                request.headers.as_slice().iter().map(|header| (header.name, header.value)).collect();
            let body = String::from_utf8_lossy(request.body);
            format!("send {} {} {headers:?} {:?} {body}", request.method, request.url, request.resend)
        }
        Action::Redirect(url) => format!("redirect {url}"),
        Action::Prompt(prompt) => format!(
            "prompt {:?} {:?} {:?} {} {}",
            prompt.user_code,
            prompt.verification_uri,
            prompt.verification_uri_complete,
            prompt.expires_at,
            prompt.until
        ),
        Action::Sign(input) => format!("sign {}", String::from_utf8_lossy(input.message)),
        other => format!("{other:?}"),
    }
}
