//! People, organizations, teams' activities, custom fields.

use super::id;
use super::lists::OCCUPATIONS;
use crate::graphql::data::{self, Kind};
use crate::graphql::records::{Records, Table};
use serde_json::json;

/// Clients beside those whose people sign in: name, country, city, time zone, its contact.
const CLIENTS: &[(&str, &str, &str, &str, &str)] = &[
    ("Harbour Ferries", "Ireland", "Cobh", "Europe/Dublin", "Niamh Roche"),
    ("Lantern Books", "Germany", "Leipzig", "Europe/Berlin", "Jonas Weidner"),
    ("Meadow Dairy", "Slovenia", "Bovec", "Europe/Berlin", "Alenka Kranjc"),
    ("Quarry Maps", "United States", "Portland", "America/New_York", "Dana Whitlock"),
];

/// Freelancers beside those who sign in: name, title, rate, country, city, and which skills from.
const TALENTS: &[(&str, &str, f64, &str, &str, usize)] = &[
    ("Amara Eze", "Back-end developer, Rust and Go", 72.0, "Nigeria", "Lagos", 0),
    ("Bruno Teixeira", "Front-end developer", 45.0, "Portugal", "Porto", 4),
    ("Chiyo Tanabe", "Illustrator of maps", 58.0, "Japan", "Kanazawa", 25),
    ("Daniel Mwangi", "Android developer", 40.0, "Kenya", "Nairobi", 14),
    ("Elsa Norberg", "Typesetter and cover designer", 52.0, "Sweden", "Uppsala", 26),
    ("Femi Adeyemi", "Java developer", 48.0, "Nigeria", "Ibadan", 1),
    ("Greta Hollander", "Translator, Slovene to German", 35.0, "Germany", "Graz", 34),
    ("Hideo Mori", "Embedded developer", 66.0, "Japan", "Sendai", 18),
    ("Ines Carvalho", "Product designer", 55.0, "Portugal", "Lisbon", 29),
    ("Joseph Kariuki", "Database person", 50.0, "Kenya", "Mombasa", 8),
    ("Katja Zupan", "Proofreader", 28.0, "Slovenia", "Maribor", 35),
    ("Liam Brennan", "iOS developer", 60.0, "Ireland", "Galway", 15),
    ("Maja Lindqvist", "Accessibility specialist", 64.0, "Sweden", "Lund", 20),
    ("Noah Becker", "Full-stack developer", 57.0, "Germany", "Bremen", 3),
    ("Olu Balogun", "Tester of payments", 33.0, "Nigeria", "Abuja", 10),
    ("Petra Schulte", "Technical writer", 44.0, "Germany", "Mainz", 38),
    ("Rui Nakamura", "Interpreter", 70.0, "Japan", "Osaka", 37),
    ("Saoirse Flynn", "Packaging designer", 49.0, "Ireland", "Cork", 28),
    ("Tiago Lopes", "Prototypes in a week", 38.0, "Portugal", "Braga", 30),
    ("Ursa Golob", "Bookkeeper", 30.0, "Slovenia", "Celje", 40),
    ("Viktor Sandberg", "Search and data import", 62.0, "Sweden", "Malmo", 21),
    ("Wanjiru Otieno", "Mobile developer", 46.0, "Kenya", "Kisumu", 2),
    ("Yuki Arai", "Logo designer", 42.0, "Japan", "Kobe", 31),
    ("Zoe Hartmann", "Rust developer", 80.0, "United States", "Boston", 9),
];

pub(super) fn plant(records: &mut Records) {
    for organization in data::ORGANIZATIONS {
        records.insert(
            Table::Organization,
            json!({
                "id": organization.id,
                "rid": organization.rid,
                "legacyId": organization.id,
                "name": organization.name,
                "type": if organization.kind == Kind::Freelancer { "SOLE_PROPRIETOR" } else { "BUSINESS" },
                "legacyType": if organization.kind == Kind::Client { "CLIENT" } else { "VENDOR" },
                "active": true,
                "hidden": false,
                "photoUrl": null,
                "creationDate": organization.created,
                "parent": organization.parent.unwrap_or_default(),
                "staff": organization.staff,
                "country": "Ireland",
                "city": "Dublin",
                "timezone": "Europe/Dublin",
            }),
        );
        activities(records, organization.id);
    }
    for (person, title, rate, skills) in [
        (&data::PEOPLE[0], "Designer and web developer", 65.0, 4),
        (&data::PEOPLE[1], "Data engineer", 70.0, 8),
        (&data::PEOPLE[2], "", 0.0, 0),
    ] {
        let login = Login { id: person.id, nid: person.nid, rid: person.rid, ciphertext: person.ciphertext };
        let place = ("Ireland", "Dublin", person.organizations[person.organizations.len() - 1]);
        add_person(records, &login, person.name, person.email, (title, rate, skills), place);
    }
    for (number, (name, country, city, timezone, contact)) in CLIENTS.iter().enumerate() {
        let organization = id(720_000_000_000_000_001, number);
        let contact_id = id(1_103_872_200_415_795_001, number);
        records.insert(
            Table::Organization,
            json!({
                "id": organization, "rid": id(7_000_101, number), "legacyId": organization, "name": name,
                "type": "BUSINESS", "legacyType": "CLIENT", "active": true, "hidden": false, "photoUrl": null,
                "creationDate": "2018-01-15T10:00:00.000Z", "parent": "", "staff": [contact_id],
                "country": country, "city": city, "timezone": timezone,
            }),
        );
        let (nid, rid) = (nid(contact), id(9_000_301, number));
        let ciphertext = format!("~01a4c0ffee{:08x}", 0x300 + number);
        let login = Login { id: &contact_id, nid: &nid, rid: &rid, ciphertext: &ciphertext };
        let email = format!("{nid}@{}.example", name.to_lowercase().replace(' ', "-"));
        add_person(records, &login, contact, &email, ("", 0.0, 0), (country, city, &organization));
    }
    for (number, (name, title, rate, country, city, skills)) in TALENTS.iter().enumerate() {
        let organization = id(730_000_000_000_000_001, number);
        let person = id(1_103_872_200_415_794_001, number);
        records.insert(
            Table::Organization,
            json!({
                "id": organization, "rid": id(7_000_201, number), "legacyId": organization, "name": name,
                "type": "SOLE_PROPRIETOR", "legacyType": "VENDOR", "active": true, "hidden": false, "photoUrl": null,
                "creationDate": "2019-08-20T10:00:00.000Z", "parent": "", "staff": [person],
                "country": country, "city": city, "timezone": "UTC",
            }),
        );
        let (nid, rid) = (nid(name), id(9_000_201, number));
        let ciphertext = format!("~01a4c0ffee{:08x}", 0x200 + number);
        let login = Login { id: &person, nid: &nid, rid: &rid, ciphertext: &ciphertext };
        let email = format!("{nid}@talent.example");
        add_person(records, &login, name, &email, (title, *rate, *skills), (country, city, &organization));
    }
    for number in 0..7 {
        records.insert(
            Table::CustomField,
            json!({
                "id": id(8_800_101, number), "responseId": id(8_810_101, number), "itemId": id(8_820_101, number),
                "typeSnap": if number % 2 == 0 { "TEXT_FIELD" } else { "PO_NUMBER" },
                "labelSnap": if number % 2 == 0 { "Cost centre" } else { "Purchase order" },
                "displayValueSnap": format!("{}-{}", if number % 2 == 0 { "CC" } else { "PO" }, 100 + number),
                "offerId": super::id(super::contracts::OFFERS, number),
                "jobPostingId": super::id(super::jobs::JOBS, number),
                "organization": data::ORGANIZATIONS[0].id,
                "stale": false,
            }),
        );
    }
}

struct Login<'a> {
    id: &'a str,
    nid: &'a str,
    rid: &'a str,
    ciphertext: &'a str,
}

fn add_person(
    records: &mut Records,
    login: &Login<'_>,
    name: &str,
    email: &str,
    (title, rate, skills): (&str, f64, usize),
    (country, city, organization): (&str, &str, &str),
) {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let skills: Vec<_> =
        records.all(Table::Skill).skip(skills).take(4).map(|skill| skill["id"].clone()).collect();
    let occupation = OCCUPATIONS[name.len() % OCCUPATIONS.len()].0;
    records.insert(
        Table::Person,
        json!({
            "id": login.id, "nid": login.nid, "rid": login.rid, "ciphertext": login.ciphertext,
            "name": name, "firstName": first, "lastName": last, "email": email, "photoUrl": null,
            "publicUrl": format!("https://www.upwork.com/freelancers/{}", login.ciphertext),
            "organization": organization, "country": country, "city": city,
            "title": title, "rate": rate, "skills": skills, "occupation": occupation,
        }),
    );
}

fn activities(records: &mut Records, organization: &str) {
    for (number, what) in ["Design", "Build", "Test", "Write", "Meet", "Travel", "Review"].iter().enumerate()
    {
        let record_id = format!("{}{number}", &organization[organization.len() - 6..]);
        records.insert(
            Table::Activity,
            json!({
                "id": record_id, "recordId": record_id, "organization": organization, "teamId": organization,
                "companyId": organization, "code": what.to_lowercase(), "description": what,
                "status": if number == 5 { "archived" } else { "active" }, "level": "team", "totalContracts": 1,
                "url": null,
            }),
        );
    }
}

fn nid(name: &str) -> String {
    name.to_lowercase().replace(' ', "_")
}
