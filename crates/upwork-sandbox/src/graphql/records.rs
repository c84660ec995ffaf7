//! The made-up world: tables of records, that mutations change.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What mutations may add, in bytes of their requests: nobody can make the memory grow without end.
const MAX_WRITTEN: usize = 32 << 20;

/// The first id of what mutations make.
const FIRST_NEW_ID: u64 = 1_960_000_000_000_000_001;

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    Activity,
    Contract,
    CustomField,
    Invitation,
    Job,
    Milestone,
    Offer,
    Organization,
    Person,
    Proposal,
    Room,
    Skill,
    Story,
    Transaction,
}

/// A record: an object with an `id`.
pub(crate) type Record = Map<String, Value>;

pub(crate) struct Records {
    tables: BTreeMap<Table, Vec<Record>>,
    next_id: u64,
    written: usize,
}

impl Records {
    /// The world as it is at every start.
    pub(crate) fn new() -> Self {
        let mut records = Self { tables: BTreeMap::new(), next_id: FIRST_NEW_ID, written: 0 };
        super::seeds::plant(&mut records);
        records
    }

    /// The record of that id.
    pub(crate) fn get(&self, table: Table, id: &str) -> Option<&Record> {
        self.all(table).find(|record| text(record, "id") == id)
    }

    pub(crate) fn get_mut(&mut self, table: Table, id: &str) -> Option<&mut Record> {
        self.tables.get_mut(&table)?.iter_mut().find(|record| text(record, "id") == id)
    }

    /// All records, in the order in which they were made.
    pub(crate) fn all(&self, table: Table) -> impl DoubleEndedIterator<Item = &Record> {
        self.tables.get(&table).into_iter().flatten()
    }

    /// The records whose field is this text.
    pub(crate) fn with(&self, table: Table, field: &str, value: &str) -> impl Iterator<Item = &Record> {
        self.all(table).filter(move |record| text(record, field) == value)
    }

    /// A member of the record of that id; null where there is none.
    pub(crate) fn value(&self, table: Table, id: &str, field: &str) -> Value {
        self.get(table, id).and_then(|record| record.get(field)).cloned().unwrap_or_default()
    }

    /// The whole record as a value; null where there is none.
    pub(crate) fn whole(&self, table: Table, id: &str) -> Value {
        self.get(table, id).cloned().map_or(Value::Null, Value::Object)
    }

    /// Adds a record. Anything but an object is left out.
    pub(crate) fn insert(&mut self, table: Table, record: Value) {
        if let Value::Object(record) = record {
            self.tables.entry(table).or_default().push(record);
        }
    }

    /// Removes the record of that id, and says whether there was one.
    pub(crate) fn remove(&mut self, table: Table, id: &str) -> bool {
        let Some(rows) = self.tables.get_mut(&table) else { return false };
        let before = rows.len();
        rows.retain(|record| text(record, "id") != id);
        rows.len() < before
    }

    /// An id that nothing has.
    pub(crate) fn new_id(&mut self) -> String {
        let id = self.next_id;
        self.next_id += 1;
        id.to_string()
    }

    /// Notes that a mutation of so many bytes is to be carried out; `false` where there is no more room.
    pub(crate) fn admit(&mut self, bytes: usize) -> bool {
        self.written = self.written.saturating_add(bytes);
        self.written <= MAX_WRITTEN
    }
}

/// A text of a record; empty where there is none.
pub(crate) fn text<'r>(record: &'r Record, field: &str) -> &'r str {
    record.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// A number of a record; 0 where there is none.
pub(crate) fn number(record: &Record, field: &str) -> f64 {
    record.get(field).and_then(Value::as_f64).unwrap_or_default()
}

/// Whether a record's flag is set.
pub(crate) fn flag(record: &Record, field: &str) -> bool {
    record.get(field).and_then(Value::as_bool).unwrap_or_default()
}

/// An amount of money, rounded to cents.
pub(crate) fn cents(amount: f64) -> f64 {
    let rounded = (amount * 100.0).round() / 100.0;
    // Never `-0.0`, nor more than can be counted.
    if rounded.is_finite() { rounded + 0.0 } else { amount }
}

/// An amount in US dollars, as the type `Money`.
pub(crate) fn money(amount: f64) -> Value {
    let amount = cents(amount);
    json!({ "rawValue": format!("{amount:?}"), "currency": "USD", "displayValue": format!("${amount:.2}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_in_cents() {
        for (amount, text) in [
            (2200.0 / 3.0, "733.33"),
            (-0.001, "0.0"),
            (-75.0, "-75.0"),
            (0.1 + 0.2, "0.3"),
            (1e308, "1e308"),
        ] {
            assert_eq!(money(amount)["rawValue"], text);
        }
    }

    #[test]
    fn what_is_written_is_bounded() {
        let mut records = Records::new();
        assert!(records.admit(MAX_WRITTEN));
        assert!(!records.admit(1));
        assert!(!records.admit(usize::MAX));
    }

    #[test]
    fn the_world_hangs_together() {
        use Table::*;
        let records = Records::new();
        let mut ids = std::collections::BTreeSet::new();
        for (table, rows) in &records.tables {
            for record in rows {
                assert!(ids.insert((*table, text(record, "id"))), "{table:?} {record:?}");
                for (field, target) in [
                    ("organization", Organization),
                    ("team", Organization),
                    ("clientOrganization", Organization),
                    ("vendorOrganization", Organization),
                    ("parent", Organization),
                    ("person", Person),
                    ("freelancer", Person),
                    ("clientUser", Person),
                    ("job", Job),
                    ("proposal", Proposal),
                    ("offer", Offer),
                    ("contract", Contract),
                    ("room", Room),
                ] {
                    let id = text(record, field);
                    assert!(
                        id.is_empty() || records.get(target, id).is_some(),
                        "{table:?}.{field}: {record:?}"
                    );
                }
            }
        }
        for (table, at_least) in
            [(Job, 60), (Proposal, 100), (Contract, 12), (Room, 12), (Person, 25), (Skill, 40)]
        {
            assert!(records.all(table).count() >= at_least, "{table:?}");
        }
    }
}
