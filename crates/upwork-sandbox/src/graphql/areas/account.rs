//! Users, organizations, staff, activities, custom fields.

use super::{organization, user};
use crate::graphql::ask::{Ask, Refusal, Resolver};
use crate::graphql::data::Kind;
use crate::graphql::paging::Window;
use crate::graphql::records::{Table, text};
use serde_json::{Value, json};

pub(super) fn resolver(parent: &str, field: &str) -> Option<Resolver> {
    Some(match (parent, field) {
        ("Query", "user") => |ask| Ok(user(ask.records, ask.viewer.person.id)),
        ("Query", "organization") => |ask| Ok(organization(ask.records, ask.viewer.organization.id)),
        ("CurrentOrganization", "childOrganizations") => child_organizations,
        ("Query", "companySelector") => company_selector,
        ("Query", "userDetails") => |ask| ask.record(Table::Person, "/id").cloned().map(Value::Object),
        ("Query", "accountingEntity") => accounting_entity,
        ("Query", "staffsByPersonId") => staffs,
        ("Query", "teamActivities") => activities,
        ("Query", "customFields") => custom_fields,
        _ => return None,
    })
}

fn child_organizations(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = match ask.at("/pagination") {
        None => None,
        pagination => Some(Window::by_cursor(pagination)?),
    };
    let member = ask.text("/userId");
    let has_member = |staff: &Value| {
        member.is_none_or(|member| staff.as_array().is_some_and(|staff| staff.iter().any(|id| id == member)))
    };
    let children = ask.records.with(Table::Organization, "parent", text(ask.parent, "id"));
    let children = children.filter(|child| has_member(&child["staff"])).cloned().map(Value::Object);
    Ok(match window {
        None => children.collect(),
        Some(window) => window.of(children, |child| child).items.into(),
    })
}

fn company_selector(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let items = ask.viewer.person.organizations().map(|of| {
        json!({
            "title": of.name,
            "photoUrl": null,
            "organizationId": of.id,
            "organizationRid": of.rid,
            "organizationType": if of.kind == Kind::Freelancer { "SoleProprietor" } else { "Business" },
            "organizationLegacyType": if of.kind == Kind::Client { "Client" } else { "Vendor" },
            "organizationEnterpriseType": "Standard",
            "legacyEnterpriseOrganization": false,
            "typeTitle": match of.kind {
                Kind::Client => "Client",
                Kind::Agency => "Agency",
                Kind::Freelancer => "Freelancer",
            },
        })
    });
    Ok(json!({ "items": items.collect::<Vec<_>>() }))
}

/// The account that an organization pays and is paid by.
pub(super) fn account_of(organization: &str) -> String {
    format!("88{}", &organization[organization.len().saturating_sub(8)..])
}

fn accounting_entity(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    Ok(json!({ "id": account_of(ask.viewer.organization.id) }))
}

/// On which staffs someone is: a row for each organization.
fn staffs(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let person = ask.record(Table::Person, "/personId")?;
    let id = text(person, "id");
    let (kind, legacy_kind) = (ask.text("/orgType"), ask.text("/orgLegacyType"));
    let same = |wanted: Option<&str>, own: &Value| {
        wanted.is_none_or(|wanted| {
            own.as_str().is_some_and(|own| own.replace('_', "").eq_ignore_ascii_case(wanted))
        })
    };
    let active = ask.allows("/activeOrg", "true") && ask.at("/status").is_none_or(|status| *status == 1);
    let rows = ask.records.all(Table::Organization).filter(|of| {
        active
            && of["staff"].as_array().is_some_and(|staff| staff.iter().any(|member| member == id))
            && same(kind, &of["type"])
            && same(legacy_kind, &of["legacyType"])
    });
    let page = Window::by_cursor(ask.at("/pagination"))?.of(rows, |of| {
        json!({
            "id": format!("{}{}", text(of, "rid"), text(person, "rid")), "user": person,
            "activationStatus": 1, "creationDate": of["creationDate"], "staffType": 0,
        })
    });
    Ok(page.connection())
}

fn activities(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let organization = ask.id("/orgId");
    ask.record(Table::Organization, "/orgId")?;
    let search = ask.text("/filter/search").unwrap_or_default();
    let window = Window::by_offset(ask.at("/page"), "pageOffset", "pageSize")?;
    let rows = ask.records.with(Table::Activity, "organization", &organization).filter(|row| {
        ask.allows("/teamId", text(row, "teamId"))
            && ask.allows("/filter/status", text(row, "status"))
            && super::has_words(search, &[text(row, "code"), text(row, "description")])
    });
    let page = window.of(rows, |row| json!({ "node": row }));
    let (offset, size) = (page.start, page.items.len());
    Ok(
        json!({ "totalCount": page.total, "edges": page.items, "page": { "pageOffset": offset, "pageSize": size } }),
    )
}

fn custom_fields(ask: &mut Ask<'_>) -> Result<Value, Refusal> {
    let window = Window::by_offset(Some(&ask.arguments), "offset", "limit")?;
    let rows = ask.records.all(Table::CustomField).filter(|row| {
        [
            ("/input/ids", "id"),
            ("/input/responseIds", "responseId"),
            ("/input/itemIds", "itemId"),
            ("/input/offerIds", "offerId"),
            ("/input/jobPostingIds", "jobPostingId"),
            ("/input/organizationIds", "organization"),
        ]
        .iter()
        .all(|(place, field)| ask.allows_any(place, text(row, field)))
    });
    Ok(window.of(rows, |row| json!(row)).items.into())
}
