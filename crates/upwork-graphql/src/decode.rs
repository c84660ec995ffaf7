//! How fields of answers are read: as leniently as live answers need it, by named rules.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// What a field of an answer holds. Null is nothing: `None`, or an empty list. Fields that the schema
/// declares non-null come back null from the live API; one of them must not cost the user the whole page.
pub(crate) trait Nullable<'de>: Sized {
    fn nullable<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<'de, T: Deserialize<'de>> Nullable<'de> for Option<T> {
    fn nullable<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

impl<'de, T: Deserialize<'de>> Nullable<'de> for Vec<T> {
    fn nullable<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Option::unwrap_or_default)
    }
}

/// [`Nullable`] by the field's type, in the form that serde's derive calls.
pub(crate) fn nullable<'de, D: Deserializer<'de>, T: Nullable<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::nullable(deserializer)
}

/// An id: a text, or a whole number as its text
/// ([§3.5.5](https://spec.graphql.org/October2021/#sec-ID) has it serialized as a text).
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Id;
    impl Visitor<'_> for Id {
        type Value = String;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an id: a text or a whole number")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.into())
        }
        fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
            Ok(text)
        }
        fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }
        fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }
    }
    deserializer.deserialize_any(Id)
}

/// An enum's value, by its name.
pub(crate) fn name<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> From<&'a str>,
{
    struct Name<T>(PhantomData<T>);
    impl<T: for<'a> From<&'a str>> Visitor<'_> for Name<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an enum's value: a text")
        }
        fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
            Ok(T::from(name))
        }
    }
    deserializer.deserialize_str(Name(PhantomData))
}
