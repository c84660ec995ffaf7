//! JSON documents that are kept as they came, and read where something is asked of them.

use crate::json::{Object, Value};
use crate::text::Text;

/// A JSON object as it came, known to be one.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Document<'a> {
    object: Option<Object<'a>>,
}

impl<'a> Document<'a> {
    pub(crate) fn of(text: &'a [u8]) -> Self {
        match Value::parse(text) {
            Ok(Value::Object(object)) => Self { object: Some(object) },
            _ => Self { object: None },
        }
    }

    pub(crate) fn get(self, name: &str) -> Option<Value<'a>> {
        self.object?.get(name)
    }

    /// A member that is text, and not empty.
    pub(crate) fn text(self, name: &str) -> Option<Text<'a>> {
        match self.get(name)? {
            Value::String(text) => Some(Text::Json(text)).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The texts in a member that is an array.
    pub(crate) fn texts(self, name: &str) -> impl Iterator<Item = Text<'a>> + use<'a> {
        let array = match self.get(name) {
            Some(Value::Array(array)) => Some(array),
            _ => None,
        };
        array.into_iter().flat_map(crate::json::Array::items).filter_map(|item| match item {
            Value::String(text) => Some(Text::Json(text)),
            _ => None,
        })
    }
}
