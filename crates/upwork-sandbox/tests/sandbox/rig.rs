//! A sandbox and an HTTP client that follows no redirects.

use oauth_wire::form;
use oauth_wire::percent;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use upwork_sandbox::{ClientKey, Config, DEFAULT_REDIRECT_URIS, Sandbox};

pub(crate) struct Rig {
    pub(crate) sandbox: Sandbox,
    agent: ureq::Agent,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no {member}: {}", self.body)).to_owned()
    }

    /// The value of a hidden field of the page.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
        let at = self.body.find(&start).unwrap_or_else(|| panic!("no {name}: {}", self.body)) + start.len();
        self.body[at..].split('"').next().unwrap().to_owned()
    }
}

/// `name=value&…`, encoded.
pub(crate) fn encode(pairs: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", percent::encode(value.as_bytes()));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// What a redirect carries, in its query or its fragment.
pub(crate) fn decode(part: &str) -> BTreeMap<String, String> {
    form::pairs(part.as_bytes())
        .map(|pair| (pair.name.to_str().unwrap(), pair.value.to_str().unwrap()))
        .collect()
}

pub(crate) const CALLBACK: &str = DEFAULT_REDIRECT_URIS[0];

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(Config::new())
    }

    pub(crate) fn with(config: Config) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent("rig/1")
            .build()
            .into();
        Self { sandbox: Sandbox::start(config).unwrap(), agent }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    pub(crate) fn send(&self, request: ureq::http::Request<String>) -> Answer {
        let (head, mut body) = self.agent.run(request).unwrap().into_parts();
        let body = body.read_to_string().unwrap();
        Answer { status: head.status.as_u16(), headers: head.headers, body }
    }

    pub(crate) fn get(&self, url: &str) -> Answer {
        self.send(ureq::http::Request::get(url).body(String::new()).unwrap())
    }

    pub(crate) fn post(&self, url: &str, pairs: &[(&str, &str)]) -> Answer {
        let request = ureq::http::Request::post(url).header("content-type", form::CONTENT_TYPE);
        self.send(request.body(encode(pairs)).unwrap())
    }

    pub(crate) fn authorization_url(&self, key: &ClientKey, more: &[(&str, &str)]) -> String {
        let mut pairs = vec![("client_id", key.id), ("redirect_uri", CALLBACK)];
        pairs.extend(more);
        format!("{}?{}", self.sandbox.endpoints().oauth2_authorization, encode(&pairs))
    }

    /// Approves what the page at `url` asks, as the first user, and gives the redirect.
    pub(crate) fn approve(&self, url: &str) -> String {
        let page = self.get(url);
        assert_eq!(page.status, 200, "{}", page.body);
        let request = page.hidden("request");
        let place = url.split('?').next().unwrap();
        let answer = self.post(place, &[("request", &request), ("decision", "approve")]);
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.header("location").to_owned()
    }

    pub(crate) fn code(&self, key: &ClientKey, more: &[(&str, &str)]) -> String {
        let mut pairs = vec![("response_type", "code"), ("state", "s")];
        pairs.extend(more);
        let location = self.approve(&self.authorization_url(key, &pairs));
        decode(location.split_once('?').unwrap().1)["code"].clone()
    }

    pub(crate) fn token(&self, key: &ClientKey, pairs: &[(&str, &str)]) -> Answer {
        let secret = key.secret.expose();
        let mut all = vec![("client_id", key.id), ("client_secret", secret)];
        all.extend(pairs);
        self.post(&self.sandbox.endpoints().oauth2_token, &all)
    }

    pub(crate) fn exchange(&self, key: &ClientKey, code: &str) -> Answer {
        self.token(key, &[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)])
    }

    /// Fresh tokens of the ordinary key.
    pub(crate) fn tokens(&self) -> Answer {
        let key = &self.sandbox.credentials().oauth2;
        let answer = self.exchange(key, &self.code(key, &[]));
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer
    }

    pub(crate) fn query(&self, token: &str, tenant: Option<&str>, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = ureq::http::Request::post(&self.sandbox.endpoints().graphql)
            .header("content-type", "application/json")
            .header("authorization", format!("bearer {token}"));
        if let Some(tenant) = tenant {
            request = request.header("X-Upwork-API-TenantId", tenant);
        }
        self.send(request.body(body).unwrap())
    }

    /// Whether the token still opens GraphQL.
    pub(crate) fn opens(&self, token: &str) -> bool {
        self.query(token, None, "{ user { id } }", json!({})).status == 200
    }
}
