//! A program that uses upwork-graphql against a sandbox.

use crate::rig::Rig;
use oauth_wire::message::Response;
use upwork_graphql::answer::Answer;
use upwork_graphql::api::{Api, ApiRequest, Tenant};
use upwork_graphql::operation::Operation;
use upwork_graphql::page::{Paged, Pages};
use upwork_sandbox::Config;

/// The first user, a client (Okafor Studio) and a freelancer.
pub(crate) const MIRA: &str = "1103872200415793152";
pub(crate) const TOMAS: &str = "1103872200415793277";
pub(crate) const STUDIO: &str = "584073118290455576";
pub(crate) const TOMAS_ALONE: &str = "402771936405518823";

pub(crate) struct Client {
    pub(crate) rig: Rig,
    pub(crate) token: String,
    pub(crate) api: Api,
}

impl Client {
    pub(crate) fn new() -> Self {
        Self::with(Config::new())
    }

    pub(crate) fn with(config: Config) -> Self {
        let rig = Rig::with(config);
        let token = rig.tokens().text("access_token");
        let api = Api::new(Tenant::ServerDefault, "client/1").unwrap();
        let api = api.with_endpoint(&rig.sandbox.endpoints().graphql).unwrap();
        Self { rig, token, api }
    }

    /// Sends a request, and hands its answer on.
    pub(crate) fn send<T>(&self, request: &ApiRequest, read: impl FnOnce(&Response<'_>) -> T) -> T {
        let view = request.view();
        let mut sent = ureq::http::Request::post(view.url);
        for header in view.headers.as_slice() {
            sent = sent.header(header.name, header.value);
        }
        let body = std::str::from_utf8(view.body).unwrap().to_owned();
        let answer = self.rig.send(sent.body(body).unwrap());
        let headers: Vec<_> =
            answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        read(&Response::new(answer.status, &headers, answer.body.as_bytes()))
    }

    pub(crate) fn answer<O: Operation>(&self, operation: &O) -> Answer<O::Output> {
        self.send(&self.api.request(&self.token, operation).unwrap(), O::answer)
    }

    /// The data of an answer that must be nothing but data.
    #[track_caller]
    pub(crate) fn get<O: Operation>(&self, operation: &O) -> O::Output {
        match self.answer(operation) {
            Answer::Data { data, .. } => data,
            Answer::Partial { errors, .. } => panic!("{}: {errors}", O::NAME),
            Answer::Failure(failure) => panic!("{}: {failure}", O::NAME),
        }
    }

    /// Why there is no data.
    #[track_caller]
    pub(crate) fn refusal<O: Operation>(&self, operation: &O) -> String {
        self.answer(operation).errors().unwrap_or_else(|| panic!("{} is not refused", O::NAME)).to_string()
    }

    /// All pages of `size` items.
    #[track_caller]
    pub(crate) fn pages<O: Paged>(&self, operation: O, size: i32) -> Vec<O::Output> {
        let mut pages = Pages::new(operation, size);
        let mut all = Vec::new();
        while let Some(operation) = pages.poll().unwrap() {
            let page = self.get(operation);
            pages.handle(&page);
            all.push(page);
            assert!(all.len() < 100, "the pages don't end");
        }
        all
    }
}
