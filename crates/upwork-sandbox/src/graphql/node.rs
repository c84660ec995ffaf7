//! Where each field of an answer gets its value.
//!
//! Few fields have resolvers of their own (`areas`). What these give are JSON objects, and all other
//! fields are read from them by name. A field that an object does not have, or has in another type than
//! the schema says, is [made up](super::made_up): so any schema is answered.

use super::ask::{Ask, Refusal};
use super::execute::SandboxSchema;
use super::records::{Record, Records};
use super::{Viewer, areas, made_up};
use apollo_compiler::ast::Type;
use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;
use apollo_compiler::schema::ExtendedType;
use oauth_wire::time::UnixTime;
use serde_json::Value;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

/// Fields that one query may have resolved. Lists in lists multiply what a query's text shows.
const MAX_RESOLVED: u32 = 50_000;

/// Items of a list that is made up.
const LIST: usize = 2;

/// One execution.
pub(crate) struct Run<'a> {
    pub(crate) schema: &'a SandboxSchema,
    pub(crate) viewer: &'a Viewer,
    pub(crate) records: &'a Mutex<Records>,
    pub(crate) now: UnixTime,
    budget: Budget,
    crashed: Cell<bool>,
    /// Whether one field is still to be left out.
    partial: Cell<bool>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        schema: &'a SandboxSchema,
        viewer: &'a Viewer,
        records: &'a Mutex<Records>,
        now: UnixTime,
        partial: bool,
    ) -> Self {
        let (budget, crashed) = (Budget::default(), Cell::new(false));
        Self { schema, viewer, records, now, budget, crashed, partial: Cell::new(partial) }
    }

    /// The object that an operation starts from.
    pub(crate) fn root(&'a self, type_name: &'a str) -> Node<'a> {
        Node { run: self, type_name, value: Cow::Owned(Record::new()), number: 1, limit: None, is_root: true }
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.budget.is_spent()
    }

    /// Whether the server is to fail as a whole.
    pub(crate) fn crashed(&self) -> bool {
        self.crashed.get()
    }

    /// Whether there was no field that could have been left out.
    pub(crate) fn owes_an_error(&self) -> bool {
        self.partial.get()
    }
}

/// Counts the fields that were resolved.
#[derive(Default)]
struct Budget {
    used: Cell<u32>,
}

impl Budget {
    fn take(&self) -> Result<(), FieldError> {
        self.used.set(self.used.get().saturating_add(1));
        if self.is_spent() {
            Err(FieldError { message: "the query asks for too much".into() })
        } else {
            Ok(())
        }
    }

    fn is_spent(&self) -> bool {
        self.used.get() > MAX_RESOLVED
    }
}

/// An object of the answer.
pub(crate) struct Node<'a> {
    run: &'a Run<'a>,
    type_name: &'a str,
    value: Cow<'a, Record>,
    /// Which of its like it is, from 1: what is made up for it differs from its neighbours'.
    number: usize,
    /// How many items the page may have that was asked for: the first lists below are that page.
    limit: Option<usize>,
    is_root: bool,
}

impl ObjectValue for Node<'_> {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn resolve_field<'v>(&'v self, info: &'v ResolveInfo<'v>) -> Result<ResolvedValue<'v>, FieldError> {
        self.run.budget.take()?;
        let (name, definition) = (info.field_name(), info.field_definition());
        let limit = made_up::limit(info.arguments()).or(self.limit);
        let place = Place { run: self.run, parent: self.type_name, field: name, number: self.number, limit };
        if !self.is_root && !definition.ty.is_non_null() && self.run.partial.replace(false) {
            return Err(FieldError { message: "the service behind this field did not answer".into() });
        }
        if let Some(resolver) = areas::resolver(self.type_name, name)
            && self.run.schema.has_built_in(self.type_name, definition)
        {
            let mut records = self.run.records.lock().unwrap_or_else(PoisonError::into_inner);
            let arguments = serde_json::to_value(info.arguments()).unwrap_or_default();
            let (viewer, now, parent) = (self.run.viewer, self.run.now, &*self.value);
            let answer = resolver(&mut Ask { viewer, records: &mut records, now, parent, arguments });
            drop(records);
            match answer {
                // The world knows nothing of it. A schema of the user's own is answered all the same.
                Ok(Value::Null) | Err(Refusal::Unknown(_)) if self.run.schema.is_users_own() => {}
                Ok(value) => return place.value(&definition.ty, Some(Cow::Owned(value))),
                Err(refusal) => {
                    self.run.crashed.set(self.run.crashed.get() || matches!(refusal, Refusal::Crash));
                    return Err(refusal.into_field_error());
                }
            }
        }
        match self.value.get(name) {
            Some(value) => place.value(&definition.ty, Some(Cow::Borrowed(value))),
            // What is asked for by its id has that id.
            None => match info.arguments().get("id") {
                Some(id @ JsonValue::String(_))
                    if self.run.schema.is_composite(definition.ty.inner_named_type()) =>
                {
                    let id = serde_json::to_value(id).unwrap_or_default();
                    place.value(&definition.ty, Some(Cow::Owned(serde_json::json!({ "id": id }))))
                }
                _ => place.value(&definition.ty, None),
            },
        }
    }
}

/// A field of an object.
#[derive(Clone, Copy)]
struct Place<'v> {
    run: &'v Run<'v>,
    parent: &'v str,
    field: &'v str,
    number: usize,
    limit: Option<usize>,
}

impl<'v> Place<'v> {
    /// The item at `index` (from 0) of a list of `len`: its number is no other's.
    fn item(self, index: usize, len: usize) -> Self {
        Self { number: (self.number - 1).saturating_mul(len).saturating_add(index + 1), limit: None, ..self }
    }

    /// `value` as one of this type, or one that is made up.
    fn value(self, of: &'v Type, value: Option<Cow<'v, Value>>) -> Result<ResolvedValue<'v>, FieldError> {
        if !of.is_non_null() && value.as_deref().is_some_and(Value::is_null) {
            return Ok(ResolvedValue::null());
        }
        if of.is_list() {
            let of = of.item_type();
            return Ok(match value {
                Some(Cow::Owned(Value::Array(items))) => {
                    let len = items.len();
                    self.list(
                        items.into_iter().enumerate().map(move |(index, item)| {
                            self.item(index, len).value(of, Some(Cow::Owned(item)))
                        }),
                    )
                }
                Some(Cow::Borrowed(Value::Array(items))) => {
                    self.list(items.iter().enumerate().map(move |(index, item)| {
                        self.item(index, items.len()).value(of, Some(Cow::Borrowed(item)))
                    }))
                }
                _ => {
                    let len = self.limit.map_or(LIST, |limit| limit.min(LIST));
                    self.list((0..len).map(move |index| self.item(index, LIST).value(of, None)))
                }
            });
        }
        let name = of.inner_named_type();
        match self.run.schema.kind(name) {
            None => Err(FieldError { message: format!("{name} is no type of the schema") }),
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_)) => {
                let value = match value {
                    Some(Cow::Owned(Value::Object(record))) => Cow::Owned(record),
                    Some(Cow::Borrowed(Value::Object(record))) => Cow::Borrowed(record),
                    _ => Cow::Owned(Record::new()),
                };
                let wanted = value.get("__typename").and_then(Value::as_str);
                match self.run.schema.concrete(name, wanted, self.number) {
                    Some(type_name) => Ok(ResolvedValue::object(Node {
                        run: self.run,
                        type_name,
                        value,
                        number: self.number,
                        limit: self.limit,
                        is_root: false,
                    })),
                    None if of.is_non_null() => {
                        Err(FieldError { message: format!("no type of the schema can stand for {name}") })
                    }
                    None => Ok(ResolvedValue::null()),
                }
            }
            Some(kind) => {
                let fitting = value.as_deref().and_then(|value| made_up::fit(kind, name, value));
                let leaf = fitting
                    .unwrap_or_else(|| made_up::leaf(kind, name, self.parent, self.field, self.number));
                Ok(ResolvedValue::leaf(leaf))
            }
        }
    }

    fn list(
        self,
        items: impl Iterator<Item = Result<ResolvedValue<'v>, FieldError>> + 'v,
    ) -> ResolvedValue<'v> {
        // The executor takes the items one by one: past the budget it need not see the others.
        let run = self.run;
        ResolvedValue::List(Box::new(items.take_while(move |_| !run.is_spent())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_ends() {
        let budget = Budget::default();
        assert!((0..MAX_RESOLVED).all(|_| budget.take().is_ok()));
        assert!(!budget.is_spent());
        assert!((0..2).all(|_| budget.take().is_err()));
        assert!(budget.is_spent());
    }
}
