//! The world at its start: the same organizations, people, jobs, contracts and rooms at every start,
//! and each of them the same wherever it is asked for. All of it is made up.

mod contracts;
mod jobs;
mod lists;
mod people;
mod rooms;
mod terms;

pub(super) use lists::{
    CATEGORIES, COUNTRIES, Category, DURATIONS, LANGUAGES, OCCUPATIONS, REGIONS, TIME_ZONES,
};
pub(super) use terms::{milestone, offer};

use super::records::Records;

/// Puts everything in.
pub(super) fn plant(records: &mut Records) {
    lists::plant(records);
    people::plant(records);
    jobs::plant(records);
    contracts::plant(records);
    rooms::plant(records);
}

/// The `number`th id of a series.
pub(super) fn id(series: u64, number: usize) -> String {
    (series + number as u64).to_string()
}
