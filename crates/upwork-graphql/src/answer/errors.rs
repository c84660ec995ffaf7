//! The `errors` list of an answer ([§7.1.2](https://spec.graphql.org/October2021/#sec-Errors)).

use super::RetryAfter;
use super::failure::retry_after;
use super::scopes::{FieldCoordinate, missing_scopes};
use crate::json::Json;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::message::Response;
use oauth_wire::text::Untrusted;
use serde::{Deserialize, Deserializer, Serialize};

/// How many fields are told at most.
const MAX_MISSING: usize = 10_000;

/// All errors of one answer; at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphqlErrors {
    errors: Vec<GraphqlError>,
    extensions: Option<Json>,
    began: bool,
    status: u16,
    retry_after: Option<RetryAfter>,
}

impl GraphqlErrors {
    /// `has_data`: whether `data` stands in the answer, be it null.
    pub(super) fn new(
        errors: Vec<GraphqlError>,
        extensions: &Option<Json>,
        has_data: bool,
        response: &Response<'_>,
    ) -> Self {
        Self {
            began: has_data || errors.iter().any(|error| !error.path.is_empty()),
            errors,
            extensions: extensions.clone(),
            status: response.status(),
            retry_after: retry_after(response),
        }
    }

    /// Whether the server may have begun with the operation, so that a mutation may have been carried out
    /// in spite of the errors. An answer to an operation that never began has no `data`, not even null
    /// ([§7.1.2](https://spec.graphql.org/October2021/#sec-Errors)), and no error in it belongs to a field;
    /// `data: null` also stands where null came up from a field that can't be null.
    #[must_use]
    pub const fn may_have_happened(&self) -> bool {
        self.began
    }

    /// The HTTP status code that the errors came with.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// When the server says to come back.
    #[must_use]
    pub const fn retry_after(&self) -> Option<RetryAfter> {
        self.retry_after
    }

    /// The errors, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[GraphqlError] {
        &self.errors
    }

    /// The answer's own `extensions`, whole.
    #[must_use]
    pub fn extensions(&self) -> Option<&Json> {
        self.extensions.as_ref()
    }

    /// The fields that the API key's scopes do not reach, in order, each once; empty where that is not
    /// what is wrong. Add the scopes to the key in Upwork's API Center, or ask without those fields:
    /// one of them in a query makes all of it fail. At most 10,000 of them, which is more than the schema has.
    #[must_use]
    pub fn missing_scopes(&self) -> Vec<FieldCoordinate> {
        let mut all = Vec::new();
        let mut known = BTreeSet::new();
        for coordinate in self.errors.iter().flat_map(|error| missing_scopes(&error.message)) {
            if all.len() == MAX_MISSING {
                break;
            }
            if known.insert(coordinate.clone()) {
                all.push(coordinate);
            }
        }
        all
    }
}

impl fmt::Display for GraphqlErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 3;
        for (index, error) in self.errors.iter().take(SHOWN).enumerate() {
            write!(f, "{}{error}", if index > 0 { "; " } else { "" })?;
        }
        match self.errors.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// One error.
///
/// What a server got wrong is left out instead of costing the rest: a location that is none, an entry
/// that is a bare text. It serializes as the entry of a list of `errors` that it came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GraphqlError {
    /// The server's words, untouched. Show them through [`Untrusted`], as this type's own `Display` does.
    pub message: String,
    /// Where in the document the cause stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// Where in the data null stands because of it; empty where the error is no field's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<PathSegment>,
    /// What else the server says, whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Json>,
}

/// A place in a document; the server's numbers, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Location {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

/// A step of the way to a place in the data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum PathSegment {
    /// Into the field with this name, or alias.
    Field(String),
    /// Into the item of a list, from 0.
    Index(u64),
}

impl GraphqlError {
    /// `extensions.classification`, where Upwork names the kind of error: `ValidationError`,
    /// `ExecutionAborted`, `NullValueInNonNullableField` and others, an open set.
    #[must_use]
    pub fn classification(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Extensions {
            classification: String,
        }
        self.extensions.as_ref()?.decode::<Extensions>().ok().map(|extensions| extensions.classification)
    }
}

impl fmt::Display for GraphqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message.as_str() {
            "" => f.write_str("an error without a message")?,
            message => write!(f, "{}", Untrusted::new(message.as_bytes()))?,
        }
        if let Some(classification) = self.classification() {
            write!(f, " ({})", Untrusted::new(classification.as_bytes()).at_most(100))?;
        }
        if !self.path.is_empty() {
            f.write_str(" at ")?;
            for (index, segment) in self.path.iter().take(20).enumerate() {
                match segment {
                    PathSegment::Field(name) => {
                        let dot = if index > 0 { "." } else { "" };
                        write!(f, "{dot}{}", Untrusted::new(name.as_bytes()).at_most(100))?;
                    }
                    PathSegment::Index(index) => write!(f, "[{index}]")?,
                }
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for GraphqlError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize, Default)]
        struct Members {
            message: Option<Json>,
            locations: Option<Json>,
            path: Option<Json>,
            extensions: Option<Json>,
        }
        fn lenient<T: serde::de::DeserializeOwned>(json: Option<Json>) -> Option<T> {
            json.and_then(|json| json.decode().ok())
        }
        let whole = Json::deserialize(deserializer)?;
        let Ok(members) = whole.decode::<Members>() else {
            let message = whole.decode().unwrap_or_else(|_| whole.as_str().into());
            return Ok(Self { message, ..Self::default() });
        };
        let locations = lenient::<Vec<Json>>(members.locations).unwrap_or_default();
        Ok(Self {
            message: lenient(members.message).unwrap_or_default(),
            locations: locations.iter().filter_map(|location| location.decode().ok()).collect(),
            path: lenient(members.path).unwrap_or_default(),
            extensions: members.extensions,
        })
    }
}
