//! JSON that is carried along as it came.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;
use oauth_wire::text::Untrusted;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON value kept as the text that came: nothing of it is lost, and it is read when someone asks.
///
/// Two are equal when their texts are.
///
/// ```
/// use upwork_graphql::json::Json;
///
/// let json = Json::encode(&["a", "b"])?;
/// assert_eq!(json.as_str(), r#"["a","b"]"#);
/// assert_eq!(json.decode::<Vec<String>>()?, ["a", "b"]);
/// # Ok::<(), upwork_graphql::json::JsonError>(())
/// ```
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// The value's JSON text.
    ///
    /// # Errors
    /// [`JsonError`] when the value can't be written as JSON, such as a map whose keys are no texts.
    pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Self, JsonError> {
        serde_json::value::to_raw_value(value).map(Self).map_err(JsonError::new)
    }

    /// The text, exactly as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Reads the value as a `T`.
    ///
    /// # Errors
    /// [`JsonError`] when it is none.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        serde_json::from_str(self.0.get()).map_err(JsonError::new)
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Json {}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({})", Untrusted::new(self.as_str().as_bytes()))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self)
    }
}

/// A value that can't be written as JSON, or JSON that is not what was asked for.
///
/// Says what was expected and where, never the value that stood there.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonError {
    expected: String,
    line: usize,
    column: usize,
}

impl JsonError {
    pub(crate) fn new(error: serde_json::Error) -> Self {
        let mut text = error.to_string();
        let at = text.rfind(" at line ").unwrap_or(text.len());
        text.truncate(at);
        // serde writes "invalid type: string \"…\", expected a number": the first half is the value.
        if error.is_data() {
            text = match text.rfind("expected ") {
                Some(start) => text.split_off(start),
                // What is missing or comes twice is a name of the program's own, not of the JSON.
                None if text.starts_with("missing field `") || text.starts_with("duplicate field `") => text,
                None => "a value that the program's type does not take".into(),
            };
        }
        Self { expected: text, line: error.line(), column: error.column() }
    }

    /// The line and the column (in bytes) where reading ended, from 1; zeros where nothing was read.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Untrusted::new(self.expected.as_bytes()).at_most(200))?;
        if self.line > 0 {
            write!(f, " at line {} column {}", self.line, self.column)?;
        }
        Ok(())
    }
}

impl fmt::Debug for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonError({self})")
    }
}

impl core::error::Error for JsonError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_show_no_value() {
        let json = Json::encode("SECRET expected \u{1b}[31m").unwrap();
        let error = json.decode::<u32>().unwrap_err();
        assert!(!error.to_string().contains("SECRET"), "{error}");
        assert!(!alloc::format!("{error:?}").contains('\u{1b}'));
        assert!(error.to_string().starts_with("expected u32"), "{error}");
        assert_eq!(error.position().0, 1);
    }

    #[test]
    fn errors_say_what_is_missing() {
        #[derive(Debug, Deserialize)]
        struct Named {
            #[allow(dead_code, reason = "only its name is looked at")]
            name: u8,
        }
        let json = Json::encode(&[0_u8; 0]).unwrap();
        assert!(json.decode::<(u8,)>().unwrap_err().to_string().contains("expected"));
        let json: Json = serde_json::from_str("{}").unwrap();
        assert!(json.decode::<Named>().unwrap_err().to_string().starts_with("missing field `name`"));
    }

    #[test]
    fn numbers_stay_as_they_came() {
        let text = "{\"n\":123456789012345678901234567890.10}";
        let json: Json = serde_json::from_str(text).unwrap();
        assert_eq!(json.as_str(), text);
        assert_eq!(serde_json::to_string(&json).unwrap(), String::from(text));
    }
}
