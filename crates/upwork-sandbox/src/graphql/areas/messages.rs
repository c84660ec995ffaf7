//! Stories: the messages in rooms.

use super::{organization, rooms, user};
use crate::graphql::ask::{Ask, Refusal, Resolver, missing};
use crate::graphql::paging::Window;
use crate::graphql::records::{Record, Records, Table, flag, text};
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "roomStories") => list,
        ("Query", "roomStory") => one,
        ("Mutation", "createRoomStoryV2") => create,
        ("Mutation", "updateRoomStoryV2") => update,
        ("Mutation", "removeRoomStory") => remove,
        _ => return None,
    })
}

/// The stories of a room, the oldest first.
pub(super) fn stories<'r>(records: &'r Records, room: &str) -> impl DoubleEndedIterator<Item = &'r Record> {
    records.all(Table::Story).filter(move |story| text(story, "room") == room)
}

pub(super) fn view(records: &Records, story: &Record) -> Value {
    json!({
        "id": story["id"], "message": story["message"], "createdDateTime": story["created"],
        "updatedDateTime": story["updated"], "user": user(records, text(story, "person")),
        "organization": organization(records, text(story, "organization")), "attachments": [],
    })
}

/// The newest story comes first.
fn list(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_cursor(ask.at("/filter/storyFilter/pagination"))?;
    let room = rooms::mine(ask, "/filter/roomId_eq")?;
    let mut found = Vec::new();
    for story in stories(ask.records, text(room, "id")).rev() {
        if ask.is_within("/filter/storyFilter/storyCreatedDateTime_bt", text(story, "created"))? {
            found.push(story);
        }
    }
    Ok(window.of(found, |story| view(ask.records, story)).connection())
}

/// The story of the arguments, where it is in the room of the arguments.
fn found<'r>(ask: &'r Ask<'_>, within: &str) -> Result<&'r Record, Refusal> {
    let room = rooms::mine(ask, &format!("{within}/roomId"))?;
    let story = ask.record(Table::Story, &format!("{within}/storyId"))?;
    if story["room"] == room["id"] { Ok(story) } else { Err(missing(Table::Story, text(story, "id"))) }
}

fn one(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    Ok(view(ask.records, found(ask, "")?))
}

fn create(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let room = rooms::mine(ask, "/input/roomId")?;
    if flag(room, "readOnly") {
        return Err(Refusal::new("the room is for reading only"));
    }
    let message = ask.text("/input/message").unwrap_or_default().to_owned();
    if message.is_empty() {
        return Err(Refusal::unknown("a message needs a text"));
    }
    let room = ask.id("/input/roomId");
    let id = send(ask, &room, &message);
    Ok(ask.records.get(Table::Story, &id).map_or(Value::Null, |story| view(ask.records, story)))
}

/// Puts a story of the user who asks into a room, and gives its id.
pub(super) fn send(ask: &mut Ask<'_>, room: &str, message: &str) -> String {
    let (number, now) = (ask.records.new_id(), ask.now());
    let id = format!("story_{:032x}", number.parse::<u64>().unwrap_or_default());
    let story = json!({
        "id": id, "room": room, "person": ask.viewer.person.id, "organization": ask.viewer.organization.id,
        "message": message, "created": now, "updated": now,
    });
    ask.records.insert(Table::Story, story);
    id
}

/// The room of a proposal, opened where there is none.
pub(super) fn room_of_proposal(ask: &mut Ask<'_>, proposal: &Record) -> String {
    let id = text(proposal, "id");
    if let Some(room) = ask.records.with(Table::Room, "proposal", id).next() {
        return text(room, "id").to_owned();
    }
    let name = ask.records.value(Table::Job, text(proposal, "job"), "title");
    let freelancer =
        json!({ "user": proposal["freelancer"], "organization": proposal["organization"], "role": "MEMBER" });
    rooms::add(
        ask,
        name.as_str().unwrap_or_default(),
        "INTERVIEW",
        vec![freelancer],
        json!({ "proposal": id }),
    )
}

fn update(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    own(ask, "/input")?;
    let (message, now) = (ask.at("/input/message").cloned(), ask.now());
    let story = ask.record_mut(Table::Story, "/input/storyId")?;
    story.extend(message.map(|message| ("message".to_owned(), message)));
    story.insert("updated".into(), now.into());
    Ok(json!({ "status": "success" }))
}

fn remove(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    own(ask, "")?;
    let id = ask.id("/storyId");
    ask.records.remove(Table::Story, &id);
    Ok(id.into())
}

/// Only who wrote a story may change it.
fn own(ask: &Ask<'_>, within: &str) -> Result<(), Refusal> {
    if text(found(ask, within)?, "person") == ask.viewer.person.id {
        Ok(())
    } else {
        Err(Refusal::new("the message is someone else's"))
    }
}
