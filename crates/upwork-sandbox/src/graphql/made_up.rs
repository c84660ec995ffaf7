//! Values of scalars and enums: those that fit, and those that are made up by type, field and number,
//! the same at every start.

use super::dates;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use serde_json::{Number, Value};

/// `value` as one of this type, where it can be one.
pub(crate) fn fit(kind: &ExtendedType, name: &str, value: &Value) -> Option<JsonValue> {
    let fitting = match (kind, name, value) {
        (ExtendedType::Enum(definition), _, Value::String(text)) => {
            definition.values.contains_key(text.as_str()).then(|| value.clone())
        }
        (ExtendedType::Enum(_), ..) => None,
        (_, "String", Value::Number(number)) => Some(Value::String(number.to_string())),
        (_, "String", Value::String(_)) | (_, "Boolean", Value::Bool(_)) => Some(value.clone()),
        (_, "ID", Value::String(_)) => Some(value.clone()),
        (_, "ID", Value::Number(number)) => Some(Value::String(number.to_string())),
        (_, "Int", Value::Number(number)) => {
            let whole = number.as_i64().or_else(|| number.as_f64().map(|number| number as i64));
            whole.and_then(|whole| i32::try_from(whole).ok()).map(Value::from)
        }
        (_, "Float", Value::Number(number)) => number.as_f64().and_then(Number::from_f64).map(Value::Number),
        (_, "String" | "Boolean" | "ID" | "Int" | "Float", _) => None,
        _ => Some(value.clone()),
    };
    fitting.map(JsonValue::from)
}

/// How many items the arguments ask for at most, or one of the objects in them does.
pub(crate) fn limit(arguments: &JsonMap) -> Option<usize> {
    const NAMES: &[&str] = &["first", "last", "limit", "pageSize", "rows", "perPage", "take"];
    let own = NAMES.iter().find_map(|name| arguments.get(*name)?.as_u64());
    let own = own.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
    own.or_else(|| arguments.iter().find_map(|(_, value)| limit(value.as_object()?)))
}

/// A value for the field of the `number`th object of its like.
pub(crate) fn leaf(kind: &ExtendedType, name: &str, parent: &str, field: &str, number: usize) -> JsonValue {
    let seed = hash(parent, field).wrapping_add(number as u64 - 1);
    if let ExtendedType::Enum(definition) = kind {
        // Valid schemas have no enum without a value.
        let at = usize::try_from(seed % definition.values.len().max(1) as u64).unwrap_or_default();
        return definition.values.keys().nth(at).map_or(JsonValue::Null, |value| value.as_str().into());
    }
    let lower = name.to_ascii_lowercase();
    let has = |part: &str| lower.contains(part);
    let value = match name {
        "Boolean" => Value::Bool(seed.is_multiple_of(2)),
        "Int" => Value::from(seed % 100),
        "Float" => Value::from((seed % 400) as f64 / 4.0),
        "ID" if field == "id" => format!("{parent}-{number}").into(),
        "ID" => format!("{field}-{number}").into(),
        "String" => text(parent, field, number, seed).into(),
        // Custom scalars, by what they are mostly called.
        _ if has("datetime") || has("timestamp") || has("instant") => moment(seed).into(),
        _ if has("date") => moment(seed)[..10].into(),
        _ if has("long") || has("int") => Value::from(seed % 100_000),
        _ if has("float") || has("double") => Value::from((seed % 400) as f64 / 4.0),
        _ if has("decimal") || has("money") => format!("{}.50", seed % 1_000).into(),
        _ if has("json") || has("map") || has("object") || has("any") => {
            Value::Object(serde_json::Map::new())
        }
        _ if has("url") || has("uri") => url(field, number).into(),
        _ if has("uuid") => format!("00000000-0000-4000-8000-{:012x}", seed % 0x1_0000_0000_0000).into(),
        _ if has("bool") => Value::Bool(seed.is_multiple_of(2)),
        _ => text(parent, field, number, seed).into(),
    };
    JsonValue::from(value)
}

fn text(parent: &str, field: &str, number: usize, seed: u64) -> String {
    let lower = field.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    if ends(&["url", "uri", "link", "website"]) {
        url(field, number)
    } else if ends(&["email"]) {
        format!("{}{number}@{}.example", lower, parent.to_ascii_lowercase())
    } else if ends(&["date", "datetime", "time", "timestamp"]) {
        moment(seed)
    } else if ends(&["currency", "currencycode"]) {
        "USD".into()
    } else if ends(&["amount", "rawvalue", "price"]) {
        format!("{}.50", seed % 1_000)
    } else if ends(&["cursor"]) {
        number.to_string()
    } else {
        format!("{parent} {field} {number}")
    }
}

fn url(field: &str, number: usize) -> String {
    format!("https://upwork.example/{field}/{number}")
}

/// A time within the made-up world's first year.
fn moment(seed: u64) -> String {
    dates::iso(dates::BEGINNING + seed % 8_760 * 3_600)
}

/// FNV-1a: the same everywhere and at every start.
fn hash(parent: &str, field: &str) -> u64 {
    let bytes = parent.bytes().chain([b'.']).chain(field.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    }) >> 8
}
