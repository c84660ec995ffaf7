//! Jobs: those of OAuth 1's search, and ten topics for each of six clients.

use super::id;
use super::lists::{CATEGORIES, DURATIONS, OCCUPATIONS};
use crate::graphql::data;
use crate::graphql::dates::{BEGINNING, iso};
use crate::graphql::records::{Records, Table, text};
use crate::oauth1;
use serde_json::{Value, json};

/// The first job's id.
pub(super) const JOBS: u64 = 1_900_000_000_000_000_101;

const LEVELS: [&str; 3] = ["ENTRY_LEVEL", "INTERMEDIATE", "EXPERT"];

/// Title, text, skills, category, subcategory, occupation, whether hourly, budget or rate.
type Topic = (&'static str, &'static str, &'static [&'static str], usize, usize, usize, bool, f64);

const TOPICS: &[Topic] = &[
    (
        "Timetable service in Rust",
        "It reads one feed and answers in a millisecond.",
        &["rust", "postgresql"],
        0,
        0,
        0,
        true,
        70.0,
    ),
    (
        "Sign in with OAuth",
        "Replace our passwords by OAuth 2 and keep everyone signed in.",
        &["oauth", "java", "testing"],
        0,
        0,
        0,
        false,
        2400.0,
    ),
    (
        "Order form that works with a keyboard",
        "The old one can't be used without a mouse.",
        &["html", "css", "web-accessibility"],
        0,
        0,
        1,
        true,
        48.0,
    ),
    (
        "App that works offline",
        "People use it in cellars and on boats.",
        &["android", "kotlin"],
        0,
        1,
        2,
        true,
        55.0,
    ),
    (
        "Map of all our places",
        "Printed, folded, and readable in the rain.",
        &["cartography", "illustration"],
        1,
        0,
        3,
        false,
        1200.0,
    ),
    (
        "Yearly report, typeset",
        "Forty pages with tables, to print and to read on a screen.",
        &["typesetting", "proofreading"],
        1,
        0,
        3,
        false,
        900.0,
    ),
    (
        "Packaging for winter",
        "A box that can be opened with gloves on.",
        &["packaging-design", "prototyping"],
        1,
        1,
        4,
        false,
        1500.0,
    ),
    (
        "Ask our customers",
        "Ten talks with ten customers, and what follows from them.",
        &["user-research", "interface-design"],
        1,
        1,
        4,
        true,
        60.0,
    ),
    (
        "Manual in German and French",
        "120 pages; half of them are pictures.",
        &["translation", "german", "french"],
        2,
        0,
        5,
        false,
        3100.0,
    ),
    (
        "Import of twenty years of invoices",
        "They are in seven formats, two of them on paper.",
        &["data-import", "python", "bookkeeping"],
        0,
        0,
        0,
        true,
        52.0,
    ),
];

pub(super) fn plant(records: &mut Records) {
    let owners = owners(records);
    let known = oauth1::JOBS.iter().enumerate().map(|(number, job)| {
        let translation = job.category == "Translation";
        let text = (job.title.to_owned(), job.snippet.to_owned(), job.id.to_owned());
        let place = if translation { (2, 0, 5) } else { (0, 0, 0) };
        // Their clients are not those who sign in.
        (
            text,
            job.skills,
            place,
            job.hourly,
            if job.hourly { 50.0 } else { f64::from(job.budget) },
            2 + number % 4,
        )
    });
    let made = (0..TOPICS.len() * owners.len()).map(|number| {
        let (topic, owner) = (TOPICS[number / owners.len()], number % owners.len());
        let title = format!("{} for {}", topic.0, owners[owner].2);
        let text = (title, topic.1.to_owned(), format!("~02{}", id(JOBS, number + oauth1::JOBS.len())));
        (text, topic.2, (topic.3, topic.4, topic.5), topic.6, topic.7, owner)
    });
    for (number, ((title, description, ciphertext), skills, place, hourly, pay, owner)) in
        known.chain(made).enumerate()
    {
        let (organization, user, _) = &owners[owner];
        let skills: Vec<Value> = skills.iter().filter_map(|name| skill(records, name)).collect();
        let duration = DURATIONS[number % DURATIONS.len()];
        let published = iso(BEGINNING - number as u64 * 5 * 3600);
        let category = &CATEGORIES[place.0];
        let subcategory = category.subcategories[place.1];
        records.insert(
            Table::Job,
            json!({
                "id": id(JOBS, number), "ciphertext": ciphertext, "title": title, "description": description,
                "organization": organization, "team": organization, "person": user,
                "categoryId": category.id, "subcategoryId": subcategory.0, "occupationId": OCCUPATIONS[place.2].0,
                "skills": skills, "hourly": hourly, "amount": if hourly { 0.0 } else { pay },
                "min": if hourly { pay * 0.8 } else { 0.0 }, "max": if hourly { pay * 1.2 } else { 0.0 },
                "durationId": duration.0, "engagementType": if number % 3 == 0 { "FULL_TIME" } else { "PART_TIME" },
                "experienceLevel": LEVELS[number % LEVELS.len()],
                "created": published, "published": published, "modified": published,
                "status": "REQUESTED", "visibility": "PUBLIC_INDEX", "toHire": 1 + number % 2, "version": 1,
                "questions": ["What would you do first?"], "coverLetterRequired": true, "premium": number % 5 == 0,
            }),
        );
    }
}

/// The clients that post jobs: organization, who posts, and how a title calls them.
fn owners(records: &Records) -> Vec<(String, String, &'static str)> {
    let of = |name: &str| records.with(Table::Organization, "name", name).next();
    [
        (data::ORGANIZATIONS[0].name, "a studio"),
        ("Northwind Enterprise", "a logistics group"),
        ("Harbour Ferries", "a ferry line"),
        ("Lantern Books", "a bookshop"),
        ("Meadow Dairy", "a dairy"),
        ("Quarry Maps", "a map maker"),
    ]
    .into_iter()
    .filter_map(|(name, called)| {
        let organization = of(name)?;
        let user = organization["staff"][0].as_str()?.to_owned();
        Some((text(organization, "id").to_owned(), user, called))
    })
    .collect()
}

fn skill(records: &Records, name: &str) -> Option<Value> {
    records.with(Table::Skill, "preferredLabel", name).next().map(|skill| skill["id"].clone())
}
