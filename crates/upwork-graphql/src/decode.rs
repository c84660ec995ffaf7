//! How fields of answers are read: as leniently as live answers need it, by named rules.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// What a field of an answer holds. Null is nothing: `None`, or an empty list. Fields that the schema
/// declares non-null come back null from the live API; one of them must not cost the user the whole page.
pub(crate) trait Nullable<'de>: Sized {
    fn nullable<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<'de, T: Lenient<'de>> Nullable<'de> for Option<T> {
    fn nullable<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(deserializer)
    }
}

impl<'de, T: Lenient<'de>> Nullable<'de> for Vec<T> {
    fn nullable<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items: Option<Vec<Item<T>>> = Option::deserialize(deserializer)?;
        Ok(items.into_iter().flatten().map(|item| item.0).collect())
    }
}

/// A value of an answer, where the live API's types vary: a number for a text, and a number's text for a
/// number. One of them must not cost the user the whole page either.
pub(crate) trait Lenient<'de>: Sized {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// What serde reads where a [`Lenient`] value stands.
struct Item<T>(T);

impl<'de, T: Lenient<'de>> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<'de, T: Lenient<'de>> Lenient<'de> for Option<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let item: Option<Item<T>> = Option::deserialize(deserializer)?;
        Ok(item.map(|item| item.0))
    }
}

/// Types that are read as they are, and those that are lenient themselves.
macro_rules! as_it_is {
    ($($type:ty),* $(,)?) => {$(
        impl<'de> $crate::decode::Lenient<'de> for $type {
            fn read<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }
        }
    )*};
}
pub(crate) use as_it_is;

as_it_is! { bool, crate::json::Json }

impl<'de> Lenient<'de> for String {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text::OrNumber)
    }
}

/// Reads a text, or a number as its text.
enum Text {
    OrNumber,
    /// An id, or a whole number as one.
    Id,
}

impl Visitor<'_> for Text {
    type Value = String;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OrNumber => "a text or a number",
            Self::Id => "an id: a text or a whole number",
        })
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
    fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
        match self {
            Self::OrNumber => Ok(number.to_string()),
            Self::Id => Err(E::invalid_type(Unexpected::Float(number), &self)),
        }
    }
}

impl<'de> Lenient<'de> for i64 {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Int;
        impl Visitor<'_> for Int {
            type Value = i64;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number or its text")
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
                Ok(number)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
                number.try_into().map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
                text.trim().parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(Int)
    }
}

impl<'de> Lenient<'de> for f64 {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Float;
        impl Visitor<'_> for Float {
            type Value = f64;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or its text")
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
                Ok(number)
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
                Ok(number as f64)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
                Ok(number as f64)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
                let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
                number.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(Float)
    }
}

/// [`Nullable`] by the field's type, in the form that serde's derive calls.
pub(crate) fn nullable<'de, D: Deserializer<'de>, T: Nullable<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::nullable(deserializer)
}

/// An id: a text, or a whole number as its text
/// ([§3.5.5](https://spec.graphql.org/October2021/#sec-ID) has it serialized as a text).
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(Text::Id)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Money, Room, TimeReport};

    #[test]
    fn a_number_for_a_text_and_the_other_way_round() {
        let money: Money =
            serde_json::from_str(r#"{"rawValue":12.5,"currency":7,"displayValue":-3}"#).unwrap();
        let texts = [money.raw_value, money.currency, money.display_value].map(Option::unwrap);
        assert_eq!(texts, ["12.5", "7", "-3"]);
        let room: Room =
            serde_json::from_str(r#"{"id":9,"numUnread":"12","numUsers":3,"contractId":1}"#).unwrap();
        assert_eq!((room.num_unread, room.num_users, room.num_unread_mentions), (Some(12), Some(3), None));
        let hours = r#"{"totalHoursWorked":"1.5","totalCharges":2,"totalOnlineCharge":null,"memo":1}"#;
        let hours: TimeReport = serde_json::from_str(hours).unwrap();
        assert_eq!((hours.total_hours_worked, hours.total_charges), (Some(1.5), Some(2.0)));
        for (wrong, expected) in [
            (r#"{"numUnread":"PRIVATE"}"#, "a whole number or its text"),
            (r#"{"numUnread":18446744073709551615}"#, "a whole number or its text"),
            (r#"{"topic":{"a":1}}"#, "a text or a number"),
            (r#"{"id":1.5}"#, "an id: a text or a whole number"),
        ] {
            let json: crate::json::Json = serde_json::from_str(wrong).unwrap();
            let error = json.decode::<Room>().unwrap_err().to_string();
            assert!(error.starts_with(&alloc::format!("expected {expected}")), "{error}");
        }
        for wrong in ["NaN", "inf", "", "1,5"] {
            let json = alloc::format!(r#"{{"totalCharges":"{wrong}"}}"#);
            assert!(serde_json::from_str::<TimeReport>(&json).is_err(), "{wrong}");
        }
    }
}
