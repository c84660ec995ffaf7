//! Upwork's GraphQL API: requests as bytes, answers from bytes.
//!
//! **The promise:** nothing here opens a socket, reads a clock or spawns anything. A request comes out as
//! method, URL, headers and body for whatever HTTP stack you have; what the stack received goes back in.
//! The crate is `no_std` and needs `alloc`.
//!
//! ```
//! use oauth_wire::message::Response;
//! use upwork_graphql::answer::Answer;
//! use upwork_graphql::api::{Api, Tenant};
//! use upwork_graphql::operation::Operation;
//! use upwork_graphql::operations::CompanySelector;
//!
//! // Which organization a request is for has to be said; to ask for the list, the default one will do.
//! let api = Api::new(Tenant::ServerDefault, "acme-hiring/1.4 (+https://acme.example)")?;
//! let request = api.request("ACCESS_TOKEN", &CompanySelector::new())?;
//!
//! let wire = request.view(); // hand this to your HTTP stack
//! assert_eq!((wire.method.as_str(), wire.url), ("POST", "https://api.upwork.com/graphql"));
//! assert_eq!(wire.headers.get("authorization"), Some("Bearer ACCESS_TOKEN"));
//! assert!(wire.body.starts_with(br#"{"query":"query companySelector{companySelector{items{title "#));
//!
//! // … and this is what the HTTP stack got (made up: nothing in these docs was captured from Upwork).
//! let body = br#"{"data":{"companySelector":{"items":[{"title":"Acme","organizationId":"470"}]}}}"#;
//! let response = Response::new(200, &[("content-type", b"application/json")], body);
//! let answer = CompanySelector::answer(&response);
//! let companies = answer.into_result()?.unwrap_or_default();
//!
//! let organization = companies.items.into_iter().flatten().find_map(|item| item.organization_id).unwrap();
//! let api = api.with_tenant(Tenant::Organization(organization))?; // from now on for Acme
//! # assert!(format!("{api:?}").contains("470"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | what it holds |
//! |---|---|
//! | [`api`] | requests: prepared ones, and any document with any variables |
//! | [`answer`] | answers by kind: data, partial data, errors, unauthenticated, rate limited, … |
//! | [`operations`] | the prepared operations |
//! | [`types`], [`inputs`], [`enums`], [`ids`] | what they give and take |
//! | [`page`] | lists that come in pages, by each of Upwork's six conventions |
//! | [`batch`] | several queries in one request |
//! | [`select`] | documents that a program puts together, without a way to put a value into the text |
//! | [`document`] | documents as text, and without the fields that a key's scopes do not reach |
//! | [`schema`] | the schema of the prepared operations, yours, and where the two differ |
//! | [`rate`] | when the next request may go |
//! | [`retry`] | whether to send a request again |
//! | [`operation`] | what a prepared operation is, for programs that add their own |
//! | [`json`] | JSON that is carried along as it came |
//! | [`endpoints`] | where Upwork's services stand |
//! | `oauth1`, `oauth2` | features: both of its OAuth generations as the flow crates take them |
//!
//! Names and types are those of Upwork's public schema as it was introspected about 2026-04-20; the live
//! one drifts. Nothing here was checked against the live service.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod answer;
pub mod api;
pub mod batch;
mod decode;
pub mod document;
pub mod endpoints;
pub mod enums;
pub mod ids;
pub mod inputs;
pub mod json;
mod macros;
#[cfg(feature = "oauth1")]
#[cfg_attr(docsrs, doc(cfg(feature = "oauth1")))]
pub mod oauth1;
#[cfg(feature = "oauth2")]
#[cfg_attr(docsrs, doc(cfg(feature = "oauth2")))]
pub mod oauth2;
pub mod operation;
pub mod operations;
pub mod page;
pub mod rate;
pub mod retry;
pub mod schema;
pub mod select;
pub mod types;
