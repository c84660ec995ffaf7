//! Rooms and the stories in them.

use crate::graphql::data;
use crate::graphql::dates::{BEGINNING, iso};
use crate::graphql::records::{Record, Records, Table, text};
use serde_json::{Value, json};

/// What two people say to each other, in turns.
const TALK: &[&str] = &[
    "Good morning! Is the file that I sent complete?",
    "Nearly: page 12 is missing.",
    "Here it is.",
    "Thank you. I'll have a first version on Thursday.",
    "Thursday is fine.",
];

pub(super) fn plant(records: &mut Records) {
    let (mira, tomas) = (member(data::PEOPLE[0].id, 0), member(data::PEOPLE[1].id, 3));
    let long = room(
        records,
        ("Mira Okafor, Tomas Lind", "ONE_ON_ONE", ""),
        vec![mira.clone(), tomas.clone()],
        json!({}),
    );
    for at in 0..30 {
        story(records, &long, if at % 2 == 0 { &mira } else { &tomas }, TALK[at % TALK.len()], at);
    }
    let group = room(
        records,
        ("Northwind Agency", "GROUP", "Who does what this week"),
        vec![mira.clone(), tomas.clone()],
        json!({}),
    );
    story(records, &group, &tomas, "I'm away on Friday.", 0);

    let contracts: Vec<Record> = records.all(Table::Contract).cloned().collect();
    for contract in &contracts {
        let more = json!({ "contract": contract["id"], "offer": contract["offer"], "proposal": contract["proposal"] });
        between(
            records,
            contract,
            more,
            ["clientUser", "clientOrganization", "freelancer", "vendorOrganization"],
        );
    }
    // Three who wait for an answer of the studio.
    let studio = data::ORGANIZATIONS[0].id;
    let waiting: Vec<Record> = records
        .all(Table::Proposal)
        .filter(|of| text(of, "status") == "Pending")
        .filter(|of| records.value(Table::Job, text(of, "job"), "organization") == studio)
        .take(3)
        .cloned()
        .collect();
    for mut proposal in waiting {
        proposal.insert("title".into(), records.value(Table::Job, text(&proposal, "job"), "title"));
        proposal.insert("clientUser".into(), data::PEOPLE[0].id.into());
        proposal.insert("clientOrganization".into(), studio.into());
        let more = json!({ "proposal": proposal["id"] });
        between(records, &proposal, more, ["clientUser", "clientOrganization", "freelancer", "organization"]);
    }
}

/// A room for a client and a freelancer.
fn between(records: &mut Records, of: &Record, more: Value, [user, client, freelancer, vendor]: [&str; 4]) {
    let one = json!({ "user": of[user], "organization": of[client], "role": "OWNER" });
    let other = json!({ "user": of[freelancer], "organization": of[vendor], "role": "MEMBER" });
    let room = room(records, (text(of, "title"), "INTERVIEW", ""), vec![one.clone(), other.clone()], more);
    for (at, what) in TALK.iter().take(3).enumerate() {
        story(records, &room, if at % 2 == 0 { &one } else { &other }, what, at);
    }
}

fn member(person: &str, organization: usize) -> Value {
    json!({ "user": person, "organization": data::ORGANIZATIONS[organization].id, "role": "MEMBER" })
}

fn room(
    records: &mut Records,
    (name, kind, topic): (&str, &str, &str),
    users: Vec<Value>,
    more: Value,
) -> String {
    let at = records.all(Table::Room).count();
    let id = format!("room_{:032x}", 0x5c1 + at);
    let mut room = json!({
        "id": id, "roomName": name, "roomType": kind, "topic": topic, "users": users,
        "created": iso(BEGINNING - at as u64 * 3600), "archived": false, "readOnly": false,
    });
    if let (Some(room), Value::Object(more)) = (room.as_object_mut(), more) {
        room.extend(more);
    }
    records.insert(Table::Room, room);
    id
}

fn story(records: &mut Records, room: &str, by: &Value, message: &str, at: usize) {
    let id = format!("story_{:032x}", 0xa01 + records.all(Table::Story).count());
    let time = iso(BEGINNING + at as u64 * 600);
    records.insert(
        Table::Story,
        json!({
            "id": id, "room": room, "person": by["user"], "organization": by["organization"], "message": message,
            "created": time, "updated": time,
        }),
    );
}
