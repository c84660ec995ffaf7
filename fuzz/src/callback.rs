//! Callbacks of OAuth 2 as the url crate and the model read them, to hold against what a flow believed.

use crate::model;
use oauth_wire::flow::Event;
use oauth2_flow::authorization_request::ResponseMode;

/// The parameters that mean something in a callback.
const KNOWN: &[&str] = &[
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "refresh_token",
];

/// A callback that a flow took: fails where it came to another place than the redirect URI, in another
/// response mode, with a known parameter that stands there twice, or with another state. Gives each
/// known parameter's one value, not empty.
#[track_caller]
pub fn believed(
    event: Event<'_>,
    mode: ResponseMode,
    redirect_uri: &str,
    state: &str,
) -> impl Fn(&str) -> Option<Vec<u8>> + use<> {
    let (callback, raw) = match (mode, event) {
        (ResponseMode::FormPost, Event::FormPost { url, body }) => {
            (url, String::from_utf8_lossy(body).into_owned())
        }
        (ResponseMode::Query, Event::Redirect(callback)) => (callback, model::query(callback).into()),
        (ResponseMode::Fragment, Event::Redirect(callback)) => {
            (callback, callback.split_once('#').map_or("", |(_, fragment)| fragment).into())
        }
        _ => panic!("taken in another response mode than was asked for"),
    };
    assert_place(callback, redirect_uri);
    let once = single_parameters(&raw);
    assert_eq!(once("state").as_deref(), Some(state.as_bytes()), "a foreign callback was taken");
    once
}

/// Fails where the callback did not come to the redirect URI, as the url crate reads both.
#[track_caller]
pub fn assert_place(callback: &str, redirect_uri: &str) {
    let own = url::Url::parse(redirect_uri).unwrap();
    if let Ok(url) = url::Url::parse(callback) {
        assert_eq!((url.scheme(), url.host(), url.path()), (own.scheme(), own.host(), own.path()));
        assert_eq!(url.port_or_known_default(), own.port_or_known_default());
    }
    for pair in model::form_pairs(model::query(redirect_uri).as_bytes()) {
        assert!(model::form_pairs(model::query(callback).as_bytes()).contains(&pair));
    }
}

/// Each known parameter's one value, not empty; fails where one stands there twice.
#[track_caller]
pub fn single_parameters(raw: &str) -> impl Fn(&str) -> Option<Vec<u8>> + use<> {
    let pairs = model::form_pairs(raw.as_bytes());
    for known in KNOWN {
        assert!(pairs.iter().filter(|(name, _)| name == known.as_bytes()).count() <= 1, "{known} twice");
    }
    move |wanted| {
        pairs
            .iter()
            .find(|(name, _)| name == wanted.as_bytes())
            .map(|(_, value)| value.clone())
            .filter(|value| !value.is_empty())
    }
}
