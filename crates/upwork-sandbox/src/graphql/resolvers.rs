//! Where each field of the schema gets its value.

use super::Viewer;
use super::data::{Kind, Organization, Person, user_by_id};
use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;
use std::cell::Cell;

/// Fields that one query may have resolved. Lists in lists multiply what a query's text shows.
const MAX_RESOLVED: u32 = 20_000;

/// Counts the fields that were resolved.
#[derive(Default)]
pub(crate) struct Budget {
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

    pub(crate) fn is_spent(&self) -> bool {
        self.used.get() > MAX_RESOLVED
    }
}

/// An object of the answer.
pub(crate) struct Node<'a> {
    viewer: &'a Viewer,
    budget: &'a Budget,
    object: Object,
}

#[derive(Clone, Copy)]
enum Object {
    Query,
    CompanySelector,
    CompanySelectorItem(&'static Organization),
    Organization(&'static Organization),
    Flag(Kind),
    Staffs(&'static Organization, Page),
    StaffEdge(&'static Organization, &'static Person),
    Staff(&'static Organization, &'static Person),
    StaffUser(&'static Person),
    PageInfo { end: usize, total: usize },
    CurrentUser(&'static Person),
}

impl<'a> Node<'a> {
    pub(crate) fn query(viewer: &'a Viewer, budget: &'a Budget) -> Self {
        Self { viewer, budget, object: Object::Query }
    }

    fn object<'v>(&self, object: Object) -> ResolvedValue<'v>
    where
        'a: 'v,
    {
        ResolvedValue::object(Self { object, ..*self })
    }

    fn list<'v>(&self, objects: impl Iterator<Item = Object>) -> ResolvedValue<'v>
    where
        'a: 'v,
    {
        let values: Vec<_> = objects.map(|object| self.object(object)).collect();
        ResolvedValue::list(values)
    }

    fn nullable<'v>(&self, object: Option<Object>) -> ResolvedValue<'v>
    where
        'a: 'v,
    {
        object.map_or_else(ResolvedValue::null, |object| self.object(object))
    }
}

impl ObjectValue for Node<'_> {
    fn type_name(&self) -> &str {
        match self.object {
            Object::Query => "Query",
            Object::CompanySelector => "CompanySelector",
            Object::CompanySelectorItem(_) => "CompanySelectorItem",
            Object::Organization(_) => "CurrentOrganization",
            Object::Flag(_) => "OrganizationFlag",
            Object::Staffs(..) => "StaffsConnection",
            Object::StaffEdge(..) => "StaffsConnectionEdge",
            Object::Staff(..) => "Staff",
            Object::StaffUser(_) => "StaffUser",
            Object::PageInfo { .. } => "PageInfo",
            Object::CurrentUser(_) => "CurrentUser",
        }
    }

    fn resolve_field<'v>(&'v self, info: &'v ResolveInfo<'v>) -> Result<ResolvedValue<'v>, FieldError> {
        self.budget.take()?;
        let field = info.field_name();
        let value = match self.object {
            Object::Query => match field {
                "companySelector" => self.object(Object::CompanySelector),
                "organization" => self.object(Object::Organization(self.viewer.organization)),
                "user" => self.object(Object::CurrentUser(self.viewer.person)),
                _ => return Err(self.unknown_field_error(info)),
            },
            Object::CompanySelector => match field {
                "items" => self.list(self.viewer.person.organizations().map(Object::CompanySelectorItem)),
                _ => return Err(self.unknown_field_error(info)),
            },
            Object::CompanySelectorItem(of) => {
                selector_item(of, field).ok_or_else(|| self.unknown_field_error(info))?
            }
            Object::Organization(of) => self.organization(of, info)?,
            Object::Flag(kind) => match field {
                "client" => leaf(kind == Kind::Client),
                "vendor" => leaf(kind != Kind::Client),
                "agency" => leaf(kind == Kind::Agency),
                "individual" => leaf(kind == Kind::Freelancer),
                _ => return Err(self.unknown_field_error(info)),
            },
            Object::Staffs(of, page) => match field {
                "edges" => {
                    let people = of.staff.iter().filter_map(|id| user_by_id(id));
                    self.list(page.of(people).map(|person| Object::StaffEdge(of, person)))
                }
                "totalCount" => leaf(of.staff.len()),
                "pageInfo" => {
                    self.object(Object::PageInfo { end: page.end(of.staff.len()), total: of.staff.len() })
                }
                _ => return Err(self.unknown_field_error(info)),
            },
            Object::StaffEdge(of, person) => match field {
                "node" => self.object(Object::Staff(of, person)),
                _ => return Err(self.unknown_field_error(info)),
            },
            Object::Staff(of, person) => match field {
                "id" => leaf(format!("{}{}", of.rid, person.rid)),
                "user" => self.object(Object::StaffUser(person)),
                "activationStatus" => leaf(1),
                "creationDate" => leaf(of.created),
                "staffType" => leaf(0),
                _ => return Err(self.unknown_field_error(info)),
            },
            Object::StaffUser(person) => match field {
                "publicUrl" => leaf(format!("https://www.upwork.com/freelancers/{}", person.ciphertext)),
                _ => user(person, field).ok_or_else(|| self.unknown_field_error(info))?,
            },
            Object::PageInfo { end, total } => match field {
                "endCursor" => leaf(end.to_string()),
                "hasNextPage" => leaf(end < total),
                _ => return Err(self.unknown_field_error(info)),
            },
            Object::CurrentUser(person) => match field {
                "email" => leaf(person.email),
                "ciphertext" => leaf(person.ciphertext),
                _ => user(person, field).ok_or_else(|| self.unknown_field_error(info))?,
            },
        };
        Ok(value)
    }
}

impl Node<'_> {
    fn organization<'v>(
        &'v self,
        of: &'static Organization,
        info: &'v ResolveInfo<'v>,
    ) -> Result<ResolvedValue<'v>, FieldError> {
        let argument = |name| info.arguments().get(name).and_then(JsonValue::as_str);
        Ok(match info.field_name() {
            "id" | "legacyId" => leaf(of.id),
            "rid" => leaf(of.rid),
            "name" => leaf(of.name),
            "type" => leaf(if of.kind == Kind::Freelancer { "SOLE_PROPRIETOR" } else { "BUSINESS" }),
            "legacyType" => leaf(if of.kind == Kind::Client { "CLIENT" } else { "VENDOR" }),
            "flag" => self.object(Object::Flag(of.kind)),
            "parentOrganization" => self.nullable(of.parent().map(Object::Organization)),
            "active" => leaf(true),
            "hidden" => leaf(false),
            "photoUrl" => ResolvedValue::null(),
            "creationDate" => leaf(of.created),
            "childOrganizations" => {
                let page = Page::of_arguments(info)?;
                self.list(page.of(of.children(argument("userId"))).map(Object::Organization))
            }
            "childOrganization" => {
                let mut children = of.children(argument("userId"));
                self.nullable(
                    children.find(|child| argument("id") == Some(child.id)).map(Object::Organization),
                )
            }
            "staffs" => self.object(Object::Staffs(of, Page::of_arguments(info)?)),
            _ => return Err(self.unknown_field_error(info)),
        })
    }
}

fn leaf<'v>(value: impl Into<JsonValue>) -> ResolvedValue<'v> {
    ResolvedValue::leaf(value)
}

fn selector_item<'v>(of: &'static Organization, field: &str) -> Option<ResolvedValue<'v>> {
    Some(match field {
        "title" => leaf(of.name),
        "photoUrl" => ResolvedValue::null(),
        "organizationId" => leaf(of.id),
        "organizationRid" => leaf(of.rid),
        "organizationType" => leaf(if of.kind == Kind::Freelancer { "SoleProprietor" } else { "Business" }),
        "organizationLegacyType" => leaf(if of.kind == Kind::Client { "Client" } else { "Vendor" }),
        "organizationEnterpriseType" => leaf("Standard"),
        "legacyEnterpriseOrganization" => leaf(false),
        "typeTitle" => leaf(match of.kind {
            Kind::Client => "Client",
            Kind::Agency => "Agency",
            Kind::Freelancer => "Freelancer",
        }),
        _ => return None,
    })
}

fn user<'v>(person: &'static Person, field: &str) -> Option<ResolvedValue<'v>> {
    Some(match field {
        "id" => leaf(person.id),
        "nid" => leaf(person.nid),
        "rid" => leaf(person.rid),
        "name" => leaf(person.name),
        "photoUrl" => ResolvedValue::null(),
        _ => return None,
    })
}

/// The `Pagination{after, first}` convention: `after` is the number of entries to leave out, as a
/// string; left out, all entries come.
#[derive(Clone, Copy)]
struct Page {
    start: usize,
    count: usize,
}

impl Page {
    fn of_arguments(info: &ResolveInfo<'_>) -> Result<Self, FieldError> {
        let Some(JsonValue::Object(pagination)) = info.arguments().get("pagination") else {
            return Ok(Self { start: 0, count: usize::MAX });
        };
        let error = |message: &str| FieldError { message: message.into() };
        let start = match pagination.get("after").and_then(JsonValue::as_str) {
            None => 0,
            Some(after) => after.parse().map_err(|_| error("pagination.after is no cursor of this list"))?,
        };
        let first = pagination.get("first").and_then(JsonValue::as_i64);
        let count = first
            .and_then(|first| usize::try_from(first).ok())
            .ok_or_else(|| error("pagination.first must not be negative"))?;
        Ok(Self { start, count })
    }

    fn of<T>(self, all: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        all.skip(self.start).take(self.count)
    }

    fn end(self, total: usize) -> usize {
        self.start.saturating_add(self.count).min(total)
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
