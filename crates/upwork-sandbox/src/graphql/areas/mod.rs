//! The fields that have resolvers of their own, by the areas of upwork-graphql's operations.

mod account;
mod contracts;
mod jobs;
mod messages;
mod milestones;
mod offers;
mod ontology;
mod posting;
mod proposals;
mod reports;
mod rooms;
mod talent;

use super::ask::Resolver;
use super::data::Person;
use super::records::{Records, Table, text};
use serde_json::{Value, json};

/// The resolver of a field of that type, where it has one.
pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    let areas: &[fn(&str, &str) -> Option<Resolver>] = &[
        account::resolver,
        contracts::resolver,
        jobs::resolver,
        messages::resolver,
        milestones::resolver,
        offers::resolver,
        ontology::resolver,
        posting::resolver,
        proposals::resolver,
        reports::resolver,
        rooms::resolver,
        talent::resolver,
    ];
    areas.iter().find_map(|area| area(parent, field))
}

/// A person, as any of the types for users.
fn user(records: &Records, id: &str) -> Value {
    records.whole(Table::Person, id)
}

/// An organization, as any of the types for organizations.
fn organization(records: &Records, id: &str) -> Value {
    records.whole(Table::Organization, id)
}

/// The duration of that id, as any of the types for durations.
fn duration(id: &str) -> Value {
    let found = super::seeds::DURATIONS.iter().find(|(own, ..)| *own == id);
    found.map_or(Value::Null, |(id, label, weeks, _)| json!({ "id": id, "label": label, "weeks": weeks }))
}

/// Whether every word of `wanted` stands in one of the texts.
fn has_words(wanted: &str, texts: &[&str]) -> bool {
    let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let wanted = wanted.to_lowercase();
    let mut words = wanted.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| texts.iter().any(|text| text.contains(word)))
}

/// The organization that a person works for as a freelancer.
fn own_organization(records: &Records, person: &Person) -> String {
    records
        .get(Table::Person, person.id)
        .map(|person| text(person, "organization").to_owned())
        .unwrap_or_default()
}
