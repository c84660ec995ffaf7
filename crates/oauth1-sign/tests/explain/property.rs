//! Arbitrary requests: ours is the crate's own base string, and a mistake that is planted in another
//! computation is found.

use crate::rig::*;
use oauth1_sign::explain::{Half, Layer, Mistake, Observed, Ours, Verdict, explain};
use oauth1_sign::{SignableRequest, Slot, signature_base_string};
use proptest::prelude::*;

/// A request as the tests' own computation sees it: decoded, in the order given.
#[derive(Clone, Debug)]
struct Request {
    method: String,
    scheme: &'static str,
    port: Option<u16>,
    path: String,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    protocol: Vec<(String, String)>,
    /// Whether spaces stand as `+` on the wire.
    plus: bool,
}

impl Request {
    fn wire(&self, pairs: &[(String, String)]) -> String {
        let text = |text: &str| {
            let encoded = encode(text);
            if self.plus { encoded.replace("%20", "+") } else { encoded }
        };
        let pairs: Vec<_> =
            pairs.iter().map(|(name, value)| format!("{}={}", text(name), text(value))).collect();
        pairs.join("&")
    }

    fn url(&self) -> String {
        let port = self.port.map_or(String::new(), |port| format!(":{port}"));
        let query =
            if self.query.is_empty() { String::new() } else { format!("?{}", self.wire(&self.query)) };
        format!("{}://api.example.com{port}{}{query}", self.scheme, self.path)
    }

    /// The base string that comes out when `mistake` is made, computed step by step.
    fn base_string(&self, mistake: Option<&Mistake>) -> String {
        let is = |other: Mistake| mistake == Some(&other);
        let mut pairs: Vec<(String, String, bool)> = Vec::new();
        for (list, is_protocol, left_out) in [
            (&self.query, false, is(Mistake::QueryLeftOut)),
            (&self.form, false, is(Mistake::FormBodyLeftOut)),
            (&self.protocol, true, false),
        ] {
            if !left_out {
                pairs.extend(list.iter().map(|(name, value)| (name.clone(), value.clone(), is_protocol)));
            }
        }
        if let Some(Mistake::ParameterMissing { parameter }) = mistake
            && let Some(at) = pairs.iter().position(|(name, ..)| name == parameter)
        {
            pairs.remove(at);
        }
        if is(Mistake::EmptyValuesLeftOut) {
            pairs.retain(|(_, value, _)| !value.is_empty());
        }
        if is(Mistake::DuplicatesCollapsedToLast) {
            let last = |at: usize| pairs.iter().rposition(|other| other.0 == pairs[at].0) == Some(at);
            pairs = (0..pairs.len()).filter(|&at| last(at)).map(|at| pairs[at].clone()).collect();
        }
        if is(Mistake::EmptyTokenAdded) {
            pairs.push(("oauth_token".into(), String::new(), true));
        }

        let inner = |text: &str, half: Half| {
            let once = match mistake {
                Some(Mistake::PlusForSpace(Layer::Both)) => encode(text).replace("%20", "+"),
                Some(Mistake::SlashKept(Layer::Both)) => encode_keeping(text, "-._~/"),
                Some(Mistake::SubDelimitersKept(Layer::Both | Layer::Parameters)) => {
                    encode_keeping(text, "-._~!'()*")
                }
                Some(Mistake::TildeEncoded(Layer::Both)) => encode_keeping(text, "-._"),
                _ => encode(text),
            };
            match mistake {
                Some(Mistake::NotEncoded(which)) if *which == half || *which == Half::Both => text.to_owned(),
                Some(Mistake::EncodedTwice(which)) if *which == half || *which == Half::Both => encode(&once),
                _ => once,
            }
        };
        let mut encoded: Vec<_> = pairs
            .iter()
            .map(|(name, value, is_protocol)| {
                (inner(name, Half::Names), inner(value, Half::Values), (name, value), *is_protocol)
            })
            .collect();
        match mistake {
            Some(Mistake::SortedByDecodedBytes) => encoded.sort_by(|a, b| a.2.cmp(&b.2)),
            Some(Mistake::SortedAsJoinedPairs) => {
                encoded.sort_by_key(|(name, value, ..)| format!("{name}={value}"))
            }
            Some(Mistake::SortedByNameAlone) => encoded.sort_by_key(|(name, ..)| name.clone()),
            Some(Mistake::NotSorted { protocol_first: false }) => {}
            Some(Mistake::NotSorted { protocol_first: true }) => encoded.sort_by_key(|pair| !pair.3),
            _ => encoded.sort(),
        }
        let joined: Vec<_> = encoded.iter().map(|(name, value, ..)| format!("{name}={value}")).collect();

        let scheme = match (is(Mistake::OtherScheme), self.scheme) {
            (false, scheme) => scheme,
            (true, "http") => "https",
            (true, _) => "http",
        };
        let own = if scheme == "http" { 80 } else { 443 };
        let default = if self.scheme == "http" { 80 } else { 443 };
        let port = match self.port {
            _ if is(Mistake::DefaultPortKept) && self.port.is_none_or(|port| port == default) => {
                format!(":{default}")
            }
            Some(port) if port != own && port != default && !is(Mistake::PortDropped) => format!(":{port}"),
            _ => String::new(),
        };
        let path = if self.path.is_empty() { "/" } else { &self.path };
        let path = match mistake {
            Some(Mistake::TrailingSlashAdded) if !path.ends_with('/') => format!("{path}/"),
            Some(Mistake::TrailingSlashDropped) if path != "/" => {
                path.strip_suffix('/').unwrap_or(path).to_owned()
            }
            Some(Mistake::PathLowerCased) => path.to_lowercase(),
            _ => path.to_owned(),
        };
        let outer = |text: &str| match mistake {
            Some(Mistake::SlashKept(Layer::Both)) => encode_keeping(text, "-._~/"),
            Some(Mistake::SubDelimitersKept(Layer::Both)) => encode_keeping(text, "-._~!'()*"),
            Some(Mistake::TildeEncoded(Layer::Both)) => encode_keeping(text, "-._"),
            _ => encode(text),
        };
        let uri = format!("{scheme}://api.example.com{port}{path}");
        let uri = if is(Mistake::UriNotEncoded) { uri } else { outer(&uri) };
        let parameters = joined.join("&");
        let parameters = match mistake {
            Some(Mistake::ParametersNotEncoded) => parameters,
            Some(Mistake::ParametersEncodedTwice) => encode(&encode(&parameters)),
            _ => outer(&parameters),
        };
        let method = match mistake {
            Some(Mistake::MethodCase { method } | Mistake::OtherMethod { method }) => method.clone(),
            _ => self.method.to_uppercase(),
        };
        format!("{method}&{uri}&{parameters}")
    }

    /// The mistakes that this computation can make.
    fn mistakes(&self) -> Vec<Mistake> {
        let missing = self.query.iter().chain(&self.form).chain(&self.protocol);
        let mut mistakes = vec![
            Mistake::SortedByDecodedBytes,
            Mistake::SortedAsJoinedPairs,
            Mistake::SortedByNameAlone,
            Mistake::NotSorted { protocol_first: false },
            Mistake::NotSorted { protocol_first: true },
            Mistake::NotEncoded(Half::Values),
            Mistake::NotEncoded(Half::Names),
            Mistake::NotEncoded(Half::Both),
            Mistake::EncodedTwice(Half::Values),
            Mistake::EncodedTwice(Half::Names),
            Mistake::EncodedTwice(Half::Both),
            Mistake::PlusForSpace(Layer::Both),
            Mistake::SlashKept(Layer::Both),
            Mistake::SubDelimitersKept(Layer::Both),
            Mistake::SubDelimitersKept(Layer::Parameters),
            Mistake::TildeEncoded(Layer::Both),
            Mistake::UriNotEncoded,
            Mistake::ParametersNotEncoded,
            Mistake::ParametersEncodedTwice,
            Mistake::QueryLeftOut,
            Mistake::FormBodyLeftOut,
            Mistake::EmptyValuesLeftOut,
            Mistake::DuplicatesCollapsedToLast,
            Mistake::EmptyTokenAdded,
            Mistake::OtherScheme,
            Mistake::DefaultPortKept,
            Mistake::PortDropped,
            Mistake::TrailingSlashAdded,
            Mistake::TrailingSlashDropped,
            Mistake::PathLowerCased,
            Mistake::MethodCase { method: self.method.to_lowercase() },
            Mistake::OtherMethod { method: if self.method == "PUT" { "GET".into() } else { "PUT".into() } },
        ];
        mistakes.extend(missing.map(|(name, _)| Mistake::ParameterMissing { parameter: name.clone() }));
        mistakes
    }
}

fn requests() -> impl Strategy<Value = Request> {
    // Few letters, so that names meet; and what must be encoded, sorts oddly or is left as it is.
    let text = |most| {
        proptest::collection::vec(
            prop::sample::select(vec!["a", "A", "1", "0", "[", "]", " ", "+", "~", "*", "/", "%", "=", "é"]),
            0..=most,
        )
    };
    let text = move |most| text(most).prop_map(|letters| letters.concat());
    let name = text(3).prop_map(|name| format!("p{name}"));
    let pairs = move || proptest::collection::vec((name.clone(), text(4)), 0..4);
    let protocol = text(6).prop_map(|nonce| {
        vec![
            ("oauth_consumer_key".into(), "key!".into()),
            ("oauth_nonce".into(), nonce),
            ("oauth_timestamp".into(), "1".into()),
        ]
    });
    let method = prop::sample::select(vec!["GET", "POST", "put", "DELETE"]).prop_map(String::from);
    let scheme = prop::sample::select(vec!["http", "https"]);
    let port = prop::sample::select(vec![None, Some(80), Some(443), Some(8080)]);
    let path =
        prop::sample::select(vec!["", "/", "/a", "/Abc/", "/a/~b", "/a%20b/c!"]).prop_map(String::from);
    (method, scheme, port, path, pairs(), pairs(), protocol, any::<bool>()).prop_map(
        |(method, scheme, port, path, query, form, protocol, plus)| Request {
            method,
            scheme,
            port,
            path,
            query,
            form,
            protocol,
            plus,
        },
    )
}

/// Whether `found` is `planted` but for the details that can't be told from the outcome.
fn is_found(found: &Mistake, planted: &Mistake) -> bool {
    match (found, planted) {
        (Mistake::NotSorted { .. }, Mistake::NotSorted { .. })
        | (Mistake::NotEncoded(_), Mistake::NotEncoded(_))
        | (Mistake::EncodedTwice(_), Mistake::EncodedTwice(_))
        | (Mistake::SubDelimitersKept(_), Mistake::SubDelimitersKept(_))
        | (Mistake::MethodCase { .. }, Mistake::MethodCase { .. }) => true,
        _ => found == planted,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_planted_mistake_is_found_or_shows_nowhere(request in requests(), which: prop::sample::Index, signed: bool) {
        let mistakes = request.mistakes();
        let planted = &mistakes[which.index(mistakes.len())];
        let (url, form) = (request.url(), request.wire(&request.form));
        let signable = SignableRequest::new(&request.method, &url).unwrap().with_form_body(form.as_bytes());
        let protocol: Vec<_> = request.protocol.iter().map(|(name, value)| (&**name, &**value)).collect();

        // Three computations of what is right: the tests' own, the crate's, and `explain`'s.
        let right = request.base_string(None);
        let (mut scratch, mut buffer) = ([Slot::EMPTY; 16], [0; 2048]);
        prop_assert_eq!(signature_base_string(&signable, &protocol, &mut scratch, &mut buffer).unwrap(), &right);
        let ours = Ours::new(signable).with_protocol_parameters(&protocol).with_client_secret(CLIENT).with_token_secret(TOKEN);
        prop_assert_eq!(explain(&ours, Observed::BaseString(&right)).verdict(), Verdict::Same);
        prop_assert_eq!(explain(&ours, Observed::Signature(&signature(KEY, &right))).verdict(), Verdict::Same);

        let theirs = request.base_string(Some(planted));
        let explanation = if signed {
            explain(&ours, Observed::Signature(&signature(KEY, &theirs)))
        } else {
            explain(&ours, Observed::BaseString(&theirs))
        };
        if theirs == right {
            prop_assert_eq!(explanation.verdict(), Verdict::Same);
        } else {
            let found: Vec<_> = explanation.causes().iter().map(|cause| cause.mistakes()).collect();
            let found_it = |cause: &&[Mistake]| cause.len() == 1 && is_found(&cause[0], planted);
            prop_assert!(found.iter().any(found_it), "{:?} among {:?}", planted, found);
            prop_assert_eq!(explanation.first_difference().is_some(), !signed);
        }
    }

    #[test]
    fn no_input_panics(
        method in "[A-Za-z!%]{1,5}",
        url in "https?://(u:p@)?[a-z%\\[\\]:]{1,6}(:[0-9]{0,3})?[/a;.%+é]{0,12}(\\?[a&=%+;~é]{0,12})?(#[a/?]{0,3})?",
        form: Vec<u8>,
        body: Vec<u8>,
        name: String,
        value: String,
        client: Vec<String>,
        token: Vec<String>,
        observed: String,
        is_base_string: bool,
    ) {
        let Ok(request) = SignableRequest::new(&method, &url) else { return Ok(()) };
        let given = [(&*name, &*value), (&*value, &*name)];
        let mut ours = Ours::new(request.with_form_body(&form).with_parameters(&given))
            .with_protocol_parameters(&given)
            .with_realm(&value)
            .with_body(&body)
            .with_host(&name)
            .at_most(1 << 18);
        ours = client.iter().fold(ours, |ours, secret| ours.with_client_secret(secret));
        ours = token.iter().fold(ours, |ours, secret| ours.with_token_secret(secret));
        let half_right = format!("{method}&{}&{observed}", encode(&url));
        for text in [&observed, &half_right] {
            let observed = if is_base_string { Observed::BaseString(text) } else { Observed::Signature(text) };
            let explanation = explain(&ours, observed);
            prop_assert!(explanation.to_string().chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}
