//! What a prepared operation is.

use crate::answer::Answer;
use crate::document::OperationKind;
use core::fmt;
use core::marker::PhantomData;
use oauth_wire::message::Response;
use serde::de::{DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// An operation whose document is fixed, and whose variables and answer have types.
///
/// The value itself is the variables: it serializes as the JSON object that goes out with the document.
/// Those that come with this crate are in [`operations`](crate::operations); a program can add its own:
///
/// ```
/// use upwork_graphql::document::OperationKind;
/// use upwork_graphql::operation::Operation;
///
/// #[derive(serde::Serialize)]
/// struct RoomName<'a> { id: &'a str }
/// #[derive(serde::Deserialize)]
/// struct Room { #[serde(rename = "roomName")] name: Option<String> }
///
/// impl Operation for RoomName<'_> {
///     const NAME: &'static str = "room";
///     const KIND: OperationKind = OperationKind::Query;
///     const DOCUMENT: &'static str = "query room($id: ID!) { room(id: $id) { roomName } }";
///     type Output = Option<Room>;
/// }
/// ```
pub trait Operation: Serialize {
    /// The operation's name in the document, and of the one field in the answer's `data`.
    const NAME: &'static str;
    /// Whether it reads or writes.
    const KIND: OperationKind;
    /// The document.
    const DOCUMENT: &'static str;
    /// What the field holds; its default where the field is null.
    type Output: DeserializeOwned + Default;

    /// Reads the answer to this operation.
    fn answer(response: &Response<'_>) -> Answer<Self::Output>
    where
        Self: Sized,
    {
        Answer::<OnlyField<Self>>::read(response).map(|field| field.0)
    }
}

/// A prepared operation as a program that looks it up by name sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// The name.
    pub name: &'static str,
    /// Whether it reads or writes.
    pub kind: OperationKind,
    /// The document as it is sent.
    pub document: &'static str,
    /// The variables: names, and types as the document declares them.
    pub variables: &'static [(&'static str, &'static str)],
}

/// `data` with one field in it, named as the operation.
struct OnlyField<O: Operation>(O::Output);

impl<'de, O: Operation> Deserialize<'de> for OnlyField<O> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<O>(PhantomData<O>);
        impl<'de, O: Operation> Visitor<'de> for Fields<O> {
            type Value = OnlyField<O>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an object with the field `{}`", O::NAME)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OnlyField<O>, A::Error> {
                let mut found = None;
                while let Some(is_it) = map.next_key_seed(Is(O::NAME))? {
                    if is_it {
                        let value: Option<O::Output> = map.next_value()?;
                        found = Some(OnlyField(value.unwrap_or_default()));
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                found.ok_or_else(|| A::Error::missing_field(O::NAME))
            }
        }
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// Whether a key is this one, without keeping it.
struct Is(&'static str);

impl<'de> serde::de::DeserializeSeed<'de> for Is {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Is {
    type Value = bool;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }
    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::AnswerKind;
    use crate::operations::{CompanySelector, CurrentUser, Regions};

    #[test]
    fn null_is_nothing() {
        let read = |body: &'static [u8]| Response::new(200, &[], body);
        let answer = Regions::answer(&read(br#"{"data":{"regions":null}}"#));
        assert_eq!(answer.into_result(), Ok([].into()));
        let answer = Regions::answer(&read(br#"{"data":{"regions":[null,{"id":7,"name":null}]}}"#));
        let regions = answer.into_result().unwrap();
        assert_eq!(regions[0], None);
        assert_eq!(regions[1].as_ref().unwrap().id.as_ref().unwrap().as_str(), "7");
        let answer = CurrentUser::answer(&read(br#"{"data":{"user":null}}"#));
        assert_eq!(answer.into_result(), Ok(None));
        // Deeper down as well.
        let answer = CompanySelector::answer(&read(br#"{"data":{"companySelector":{"items":null}}}"#));
        assert_eq!(answer.into_result(), Ok(Some(Default::default())));
        // Another operation's answer is not this one's.
        let answer = CurrentUser::answer(&read(br#"{"data":{"regions":[]}}"#));
        assert_eq!(answer.kind(), AnswerKind::Malformed);
    }
}
