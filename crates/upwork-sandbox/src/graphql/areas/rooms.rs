//! Rooms: who is in them, and what they belong to.

use super::messages::stories;
use super::{organization, own_organization, user};
use crate::graphql::ask::{Ask, Refusal, Resolver, copy, missing};
use crate::graphql::paging::Window;
use crate::graphql::records::{Record, Records, Table, flag, text};
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "roomList") => list,
        ("Query", "room") => |ask| Ok(view(ask.records, mine(ask, "/id")?)),
        ("Query", "oneOnOneRoom") => {
            |ask| Ok(of_two(ask, "organizationId").map_or(Value::Null, |room| view(ask.records, room)))
        }
        ("Query", "offerRoom") => |ask| Ok(belonging_to(ask, "offer", "/offerId")),
        ("Query", "contractRoom") => |ask| Ok(belonging_to(ask, "contract", "/contractId")),
        ("Query", "proposalRoom") => |ask| match belonging_to(ask, "proposal", "/vendorProposalId") {
            Value::Null => Err(missing(Table::Room, &ask.id("/vendorProposalId"))),
            room => Ok(room),
        },
        ("Mutation", "createRoomV2") => create,
        ("Mutation", "roomCreate1on1IfNotExists") => create_for_two,
        ("Mutation", "updateRoomV2") => update,
        ("Mutation", "archiveRoom") => archive,
        ("Mutation", "addUserToRoom") => add_users,
        ("Mutation", "removeUserFromRoom") => remove_user,
        _ => return None,
    })
}

/// The room at this place of the arguments, where the user who asks is in it.
pub(super) fn mine<'r>(ask: &'r Ask<'_>, place: &str) -> Result<&'r Record, Refusal> {
    let room = ask.record(Table::Room, place)?;
    if has_user(room, ask.viewer.person.id) { Ok(room) } else { Err(missing(Table::Room, text(room, "id"))) }
}

fn mine_mut<'r>(ask: &'r mut Ask<'_>, place: &str) -> Result<&'r mut Record, Refusal> {
    mine(ask, place)?;
    ask.record_mut(Table::Room, place)
}

fn users(room: &Record) -> impl Iterator<Item = &Value> {
    room["users"].as_array().into_iter().flatten()
}

fn has_user(room: &Record, id: &str) -> bool {
    users(room).any(|user| user["user"] == id)
}

/// The user's rooms: those with the newest stories first, or last where the order is ascending.
fn list(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_cursor(ask.at("/pagination"))?;
    let with_archived = ask.at("/filter/includeHidden_eq") == Some(&Value::Bool(true));
    let kind = ask.text("/filter/roomType_eq").filter(|kind| *kind != "ALL");
    let object = ask.text("/filter/objectReferenceId_eq");
    let mut found: Vec<_> = ask
        .records
        .all(Table::Room)
        .filter(|room| has_user(room, ask.viewer.person.id))
        .filter(|room| with_archived || !flag(room, "archived"))
        .filter(|room| kind.is_none_or(|kind| text(room, "roomType") == kind))
        .filter(|room| {
            object.is_none_or(|id| {
                ["contract", "offer", "proposal"].iter().any(|field| belongs(room, field, id))
            })
        })
        .collect();
    let newest = |room: &Record| {
        let latest = stories(ask.records, text(room, "id")).next_back();
        latest.map_or_else(|| text(room, "created").to_owned(), |story| text(story, "created").to_owned())
    };
    found.sort_by_cached_key(|room| newest(room));
    if ask.text("/sortOrder") != Some("ASC") {
        found.reverse();
    }
    Ok(window.of(found, |room| view(ask.records, room)).connection())
}

fn belongs(room: &Record, field: &str, id: &str) -> bool {
    room.get(field).is_some_and(|own| own == id)
}

/// The room of the user who asks and one other.
fn of_two<'r>(ask: &'r Ask<'_>, organization: &str) -> Option<&'r Record> {
    let (other, organization) = (ask.id("/userId"), ask.id(&format!("/{organization}")));
    ask.records.with(Table::Room, "roomType", "ONE_ON_ONE").find(|room| {
        has_user(room, ask.viewer.person.id)
            && users(room).any(|user| user["user"] == *other && user["organization"] == *organization)
    })
}

fn belonging_to(ask: &Ask<'_>, field: &str, place: &str) -> Value {
    let id = ask.id(place);
    let room = ask
        .records
        .all(Table::Room)
        .find(|room| belongs(room, field, &id) && has_user(room, ask.viewer.person.id));
    room.map_or(Value::Null, |room| view(ask.records, room))
}

pub(super) fn view(records: &Records, room: &Record) -> Value {
    let members: Vec<_> = users(room)
        .map(|of| {
            let id = |field: &str| of[field].as_str().unwrap_or_default();
            json!({ "user": user(records, id("user")), "organization": organization(records, id("organization")), "role": of["role"] })
        })
        .collect();
    let latest = stories(records, text(room, "id")).next_back();
    let offers: Vec<_> = room.get("offer").into_iter().collect();
    json!({
        "id": room["id"], "roomName": room["roomName"], "roomType": room["roomType"], "topic": room["topic"],
        "createdAtDateTime": room["created"], "joinDateTime": room["created"], "lastVisitedDateTime": room["created"],
        "lastReadDateTime": room["created"], "numUnread": 0, "numUnreadMentions": 0, "numUsers": members.len(),
        "favorite": false, "roomFavoriteDateTime": null, "hidden": room["archived"], "muted": false, "public": false,
        "readOnly": room["readOnly"], "readOnlyDateTime": null, "blockDateTime": null, "roomNote": null,
        "roomNotePresent": false, "offerIds": offers, "contractId": room.get("contract"), "roomUsers": members,
        "latestStory": latest.map(|story| super::messages::view(records, story)),
    })
}

/// Adds a room, with the user who asks in it, and gives its id.
pub(super) fn add(ask: &mut Ask<'_>, name: &str, kind: &str, others: Vec<Value>, more: Value) -> String {
    let (number, now) = (ask.records.new_id(), ask.now());
    let id = format!("room_{:032x}", number.parse::<u64>().unwrap_or_default());
    let organization = match ask.viewer.organization.id {
        "" => own_organization(ask.records, ask.viewer.person),
        id => id.to_owned(),
    };
    let mut users =
        vec![json!({ "user": ask.viewer.person.id, "organization": organization, "role": "OWNER" })];
    users.extend(others.into_iter().filter(|other| other["user"] != ask.viewer.person.id));
    let mut room = json!({
        "id": id, "roomName": name, "roomType": kind, "topic": "", "users": users, "created": now,
        "archived": false, "readOnly": false,
    });
    if let (Some(room), Value::Object(more)) = (room.as_object_mut(), more) {
        room.extend(more);
    }
    ask.records.insert(Table::Room, room);
    id
}

/// The members that an input names.
fn members(ask: &Ask<'_>, place: &str) -> Result<Vec<Value>, Refusal> {
    let wanted = ask.at(place).and_then(Value::as_array).into_iter().flatten();
    let id = |at: usize, name: &str| ask.id(&format!("{place}/{at}/{name}"));
    let known = |(at, user): (usize, &Value)| {
        ask.record(Table::Person, &format!("{place}/{at}/userId"))?;
        ask.record(Table::Organization, &format!("{place}/{at}/organizationId"))?;
        let own = id(at, "userId");
        if (0..at).any(|before| id(before, "userId") == own) {
            return Err(Refusal::new("a user is named twice"));
        }
        let role = user["role"].as_str().unwrap_or("MEMBER");
        Ok(json!({ "user": own, "organization": id(at, "organizationId"), "role": role }))
    };
    wanted.enumerate().filter(|(_, user)| !user.is_null()).map(known).collect()
}

fn create(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let others = members(ask, "/input/users")?;
    let name = ask.text("/input/roomName").unwrap_or_default().to_owned();
    let kind = ask.text("/input/roomType").unwrap_or("GROUP").to_owned();
    let topic = ask.text("/input/topic").unwrap_or_default().to_owned();
    let id = add(ask, &name, &kind, others, json!({ "topic": topic }));
    Ok(shown(ask, &id))
}

fn create_for_two(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    ask.record(Table::Organization, "/orgId")?;
    let other = ask.record(Table::Person, "/userId")?;
    let name = format!("{}, {}", ask.viewer.person.name, text(other, "name"));
    if let Some(room) = of_two(ask, "orgId") {
        return Ok(view(ask.records, room));
    }
    let member = json!({ "user": ask.id("/userId"), "organization": ask.id("/orgId"), "role": "MEMBER" });
    let id = add(ask, &name, "ONE_ON_ONE", vec![member], Value::Null);
    Ok(shown(ask, &id))
}

fn shown(ask: &Ask<'_>, id: &str) -> Value {
    ask.records.get(Table::Room, id).map_or(Value::Null, |room| view(ask.records, room))
}

fn update(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let input = ask.at("/input").cloned().unwrap_or_default();
    let names = [("roomName", "roomName"), ("topic", "topic"), ("readOnly", "readOnly")];
    copy(mine_mut(ask, "/input/roomId")?, &input, &names);
    Ok(shown(ask, &ask.id("/input/roomId")))
}

fn archive(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    mine_mut(ask, "/roomId")?.insert("archived".into(), true.into());
    Ok(shown(ask, &ask.id("/roomId")))
}

fn add_users(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let new = members(ask, "/roomUsers")?;
    let room = mine_mut(ask, "/roomId")?;
    let new: Vec<_> =
        new.into_iter().filter(|new| !users(room).any(|old| old["user"] == new["user"])).collect();
    if let Some(Value::Array(users)) = room.get_mut("users") {
        users.extend(new);
    }
    Ok(true.into())
}

fn remove_user(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let (user, organization) = (ask.id("/userId"), ask.id("/orgId"));
    let room = mine_mut(ask, "/roomId")?;
    let Some(Value::Array(users)) = room.get_mut("users") else { return Ok(false.into()) };
    let before = users.len();
    users.retain(|old| old["user"] != *user || old["organization"] != *organization);
    Ok((users.len() < before).into())
}
