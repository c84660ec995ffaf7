//! The ontology, and the lists of countries, languages, regions and time zones.

use super::jobs::slug;
use crate::graphql::ask::{Ask, Refusal, Resolver};
use crate::graphql::paging::Window;
use crate::graphql::records::{Records, Table};
use crate::graphql::seeds::{CATEGORIES, COUNTRIES, Category, LANGUAGES, OCCUPATIONS, REGIONS, TIME_ZONES};
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "ontologyCategories") => |_| Ok(CATEGORIES.iter().map(category).collect()),
        ("Query", "ontologySkills") => |ask| {
            let window = Window::by_offset(Some(&ask.arguments), "offset", "limit")?;
            Ok(window.of(ask.records.all(Table::Skill), |skill| json!(skill)).items.into())
        },
        ("Query", "ontologyEntitiesFiltered") => |ask| {
            let window = Window::by_cursor(ask.at("/pagination"))?;
            Ok(window.of(found(ask, "ontologyEntityFilter"), |entity| entity).connection())
        },
        ("Query", "ontologyElementsSearchByPrefLabel") => |ask| Ok(found(ask, "filter").into()),
        ("Query", "ontologyEntitySearchRecords") => by_ids,
        ("Query", "countries") => |_| Ok(COUNTRIES.iter().map(country).collect()),
        ("Query", "languages") => |_| Ok(LANGUAGES.iter().map(language).collect()),
        ("Query", "regions") => {
            |_| Ok(REGIONS.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect())
        }
        ("Query", "timeZones") => |_| {
            let zone = |(name, description): &(&str, &str)| json!({ "timeZoneName": name, "timeZoneDescription": description });
            Ok(TIME_ZONES.iter().map(zone).collect())
        },
        _ => return None,
    })
}

/// A country, as the type `Country`.
pub(super) fn country((id, name, two, three, phone): &(&str, &str, &str, &str, &str)) -> Value {
    json!({
        "id": id, "name": name, "twoLetterAbbreviation": two, "threeLetterAbbreviation": three,
        "region": if ["Germany", "Ireland", "Portugal", "Slovenia", "Sweden"].contains(name) { "EU" } else { "OTHER" },
        "phoneCode": phone, "active": true, "registrationAllowed": true,
    })
}

/// A language, as the type `Language`.
pub(super) fn language((code, name): &(&str, &str)) -> Value {
    json!({ "iso639Code": code, "englishName": name, "active": true })
}

fn named(id: &str, label: &str) -> Value {
    json!({ "id": id, "ontologyId": format!("~04{id}"), "preferredLabel": label, "altLabel": [], "slug": slug(label) })
}

fn category(category: &Category) -> Value {
    let mut view = named(category.id, category.label);
    view["subcategories"] = category
        .subcategories
        .iter()
        .map(|(id, label, services)| {
            let mut view = named(id, label);
            view["services"] = services.iter().map(|(id, label)| named(id, label)).collect();
            view
        })
        .collect();
    view
}

/// Occupations and skills.
fn entities(records: &Records) -> impl Iterator<Item = Value> {
    let occupation = |(id, label): &(&str, &str)| {
        let mut view = named(id, label);
        view["__typename"] = "Occupation".into();
        view["type"] = json!(["OCCUPATION"]);
        view["entityStatus"] = "ACTIVE".into();
        view["definition"] = format!("Works as {label}.").into();
        view
    };
    let skill = |skill: &crate::graphql::records::Record| {
        let mut view = json!(skill);
        view["__typename"] = "Skill".into();
        view
    };
    OCCUPATIONS.iter().map(occupation).chain(records.all(Table::Skill).map(skill))
}

/// The entities whose label has the wanted text in it.
fn found(ask: &Ask<'_>, filter: &str) -> Vec<Value> {
    let at = |name: &str| format!("/{filter}/{name}");
    let wanted = ask.text(&at("preferredLabel_any")).unwrap_or_default().to_lowercase();
    let kind = ask.text(&at("type"));
    let limit = ask.at(&at("limit")).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    entities(ask.records)
        .filter(|entity| {
            entity["preferredLabel"].as_str().is_some_and(|own| own.to_lowercase().contains(&wanted))
        })
        .filter(|entity| kind.is_none_or(|kind| entity["type"][0] == kind))
        .filter(|entity| {
            ask.at(&at("entityStatus_eq")).is_none_or(|status| entity["entityStatus"] == *status)
        })
        .take(limit.unwrap_or(usize::MAX))
        .collect()
}

fn by_ids(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let wanted = ask.ids("/filter/ontologyIds_any").unwrap_or_default();
    let is_wanted =
        |entity: &Value| wanted.iter().any(|id| entity["id"] == *id || entity["ontologyId"] == *id);
    Ok(entities(ask.records).filter(is_wanted).map(|entity| json!({ "ontologyEntity": entity })).collect())
}
