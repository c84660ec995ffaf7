//! What an explicit resolver is given, and what it answers.

use super::Viewer;
use super::dates;
use super::records::{Record, Records, Table};
use apollo_compiler::resolvers::FieldError;
use oauth_wire::time::UnixTime;
use serde_json::Value;

/// A field whose value is looked up, paged or changed. What it gives is read by the names of the fields
/// that are selected from it, see [`node`](super::node).
pub(crate) type Resolver = fn(&mut Ask<'_>) -> Result<Value, Refusal>;

/// Why a field has no value.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// A GraphQL error, with this message.
    Error(String),
    /// Nothing that the world knows fits the arguments: an error in the sandbox's own schema, and where the
    /// schema is the user's own the reason why the answer is made up.
    Unknown(String),
    /// The whole request is answered with HTTP 500.
    Crash,
}

impl Refusal {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Error(message.into())
    }

    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self::Unknown(message.into())
    }

    pub(crate) fn into_field_error(self) -> FieldError {
        FieldError {
            message: match self {
                Self::Error(message) | Self::Unknown(message) => message,
                Self::Crash => "the server failed".into(),
            },
        }
    }
}

/// A field that is asked for.
pub(crate) struct Ask<'a> {
    pub(crate) viewer: &'a Viewer,
    pub(crate) records: &'a mut Records,
    pub(crate) now: UnixTime,
    /// The object that the field is asked of.
    pub(crate) parent: &'a Record,
    /// The arguments, as an object.
    pub(crate) arguments: Value,
}

impl Ask<'_> {
    /// The argument, or the member of one, at this place: `/filter/roomId_eq`. `None` for null.
    pub(crate) fn at(&self, place: &str) -> Option<&Value> {
        self.arguments.pointer(place).filter(|value| !value.is_null())
    }

    /// The id there, which must stand there.
    pub(crate) fn required(&self, place: &str) -> Result<String, Refusal> {
        self.at(place).map(plain).ok_or_else(|| {
            Refusal::unknown(format!(
                "the argument {} is missing",
                place.trim_start_matches('/').replace('/', ".")
            ))
        })
    }

    /// The date there, as ISO 8601.
    pub(crate) fn date(&self, place: &str) -> Result<Option<String>, Refusal> {
        let one = |text| {
            let name = place.rsplit('/').next().unwrap_or_default();
            let seconds = dates::seconds(text);
            seconds
                .map(dates::iso)
                .ok_or_else(|| Refusal::unknown(format!("{name} is no date: use ISO 8601, or yyyyMMdd")))
        };
        self.text(place).map(one).transpose()
    }

    /// The text there.
    pub(crate) fn text(&self, place: &str) -> Option<&str> {
        self.at(place).and_then(Value::as_str)
    }

    /// The id there: a text, or a number as its text.
    pub(crate) fn id(&self, place: &str) -> String {
        self.at(place).map(plain).unwrap_or_default()
    }

    /// The ids there; `None` where nothing is said.
    pub(crate) fn ids(&self, place: &str) -> Option<Vec<String>> {
        self.at(place).and_then(Value::as_array).map(|ids| ids.iter().map(plain).collect())
    }

    /// Whether nothing is asked for there, or just this.
    pub(crate) fn allows(&self, place: &str, value: &str) -> bool {
        self.at(place).is_none_or(|wanted| plain(wanted) == value)
    }

    /// Whether nothing is asked for there, or this among others.
    pub(crate) fn allows_any(&self, place: &str, value: &str) -> bool {
        self.ids(place).is_none_or(|wanted| wanted.iter().any(|wanted| wanted == value))
    }

    /// Whether an ISO time is within the `DateTimeRange` there.
    pub(crate) fn is_within(&self, place: &str, iso: &str) -> Result<bool, Refusal> {
        let Some(time) = dates::seconds(iso) else { return Ok(false) };
        let bound = |end: &str| match self.text(&format!("{place}/{end}")) {
            None => Ok(None),
            Some(text) => {
                let bound = dates::seconds(text);
                bound
                    .map(Some)
                    .ok_or_else(|| Refusal::unknown(format!("{end} is no date: use ISO 8601, or yyyyMMdd")))
            }
        };
        let (start, end) = (bound("rangeStart")?, bound("rangeEnd")?);
        Ok(start.is_none_or(|start| start <= time) && end.is_none_or(|end| time <= end))
    }

    /// Now, as ISO 8601.
    pub(crate) fn now(&self) -> String {
        dates::iso(self.now.as_secs())
    }

    /// The record with the id that stands at this place of the arguments.
    pub(crate) fn record(&self, table: Table, place: &str) -> Result<&Record, Refusal> {
        let id = self.required(place)?;
        self.records.get(table, &id).ok_or_else(|| missing(table, &id))
    }

    /// The same, to be changed.
    pub(crate) fn record_mut(&mut self, table: Table, place: &str) -> Result<&mut Record, Refusal> {
        let id = self.required(place)?;
        self.records.get_mut(table, &id).ok_or_else(|| missing(table, &id))
    }
}

/// The refusal of an id that nothing has.
pub(crate) fn missing(table: Table, id: &str) -> Refusal {
    let shown = oauth_wire::text::Untrusted::new(id.as_bytes()).at_most(40);
    Refusal::unknown(format!("there is no {} with the id {shown}", format!("{table:?}").to_lowercase()))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Copies what the input says into the record, under the names on the right. What it leaves out stays.
pub(crate) fn copy(record: &mut Record, input: &Value, names: &[(&str, &str)]) {
    for (from, to) in names {
        if let Some(value) = input.get(*from).filter(|value| !value.is_null()) {
            record.insert((*to).to_owned(), value.clone());
        }
    }
}
