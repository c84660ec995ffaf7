//! Made-up people and organizations that hang together: whoever is on an organization's staff finds
//! it in their company selector.

use crate::config::User;

/// A person, or an enterprise's service account.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) id: &'static str,
    /// A short name, also the login of those who sign in.
    pub(crate) nid: &'static str,
    pub(crate) rid: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) ciphertext: &'static str,
    /// Ids of the organizations of the company selector; the first is the default one.
    pub(crate) organizations: &'static [&'static str],
}

/// An organization, or a team in one.
#[derive(Debug)]
pub(crate) struct Organization {
    pub(crate) id: &'static str,
    pub(crate) rid: &'static str,
    pub(crate) name: &'static str,
    pub(crate) parent: Option<&'static str>,
    pub(crate) kind: Kind,
    pub(crate) created: &'static str,
    /// Ids of the people on its staff.
    pub(crate) staff: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A company that hires.
    Client,
    /// An agency that is hired.
    Agency,
    /// A freelancer's own.
    Freelancer,
}

const MIRA: Person = Person {
    id: "1103872200415793152",
    nid: "mira",
    rid: "9000101",
    name: "Mira Okafor",
    email: "mira@okafor.example",
    ciphertext: "~01a4c0ffee00000001",
    organizations: &["584073118290455576", "470216039917824097", "391845520073316412"],
};

const TOMAS: Person = Person {
    id: "1103872200415793277",
    nid: "tomas",
    rid: "9000102",
    name: "Tomas Lind",
    email: "tomas@lind.example",
    ciphertext: "~01a4c0ffee00000002",
    organizations: &["402771936405518823", "470216039917824097"],
};

/// Who acts where an enterprise key uses client credentials.
pub(crate) const SERVICE_ACCOUNT: Person = Person {
    id: "1103872200415793304",
    nid: "back_office",
    rid: "9000103",
    name: "Northwind Back Office",
    email: "back-office@northwind.example",
    ciphertext: "~01a4c0ffee00000003",
    organizations: &["615508242796130054"],
};

pub(crate) const PEOPLE: &[Person] = &[MIRA, TOMAS, SERVICE_ACCOUNT];

pub(crate) const ORGANIZATIONS: &[Organization] = &[
    Organization {
        id: "584073118290455576",
        rid: "7000001",
        name: "Okafor Studio",
        parent: None,
        kind: Kind::Client,
        created: "2019-03-04T09:15:00.000Z",
        staff: &[MIRA.id],
    },
    Organization {
        id: "584073118290455601",
        rid: "7000002",
        name: "Okafor Studio Web",
        parent: Some("584073118290455576"),
        kind: Kind::Client,
        created: "2019-05-20T08:00:00.000Z",
        staff: &[MIRA.id],
    },
    Organization {
        id: "584073118290455602",
        rid: "7000003",
        name: "Okafor Studio Print",
        parent: Some("584073118290455576"),
        kind: Kind::Client,
        created: "2021-01-11T08:30:00.000Z",
        staff: &[MIRA.id],
    },
    Organization {
        id: "470216039917824097",
        rid: "7000004",
        name: "Northwind Agency",
        parent: None,
        kind: Kind::Agency,
        created: "2016-10-02T12:00:00.000Z",
        staff: &[MIRA.id, TOMAS.id],
    },
    Organization {
        id: "470216039917824101",
        rid: "7000005",
        name: "Northwind Mobile",
        parent: Some("470216039917824097"),
        kind: Kind::Agency,
        created: "2017-02-14T10:45:00.000Z",
        staff: &[MIRA.id],
    },
    Organization {
        id: "470216039917824102",
        rid: "7000006",
        name: "Northwind Data",
        parent: Some("470216039917824097"),
        kind: Kind::Agency,
        created: "2018-08-30T15:20:00.000Z",
        staff: &[TOMAS.id],
    },
    Organization {
        id: "391845520073316412",
        rid: "7000007",
        name: "Mira Okafor",
        parent: None,
        kind: Kind::Freelancer,
        created: "2015-06-01T07:00:00.000Z",
        staff: &[MIRA.id],
    },
    Organization {
        id: "402771936405518823",
        rid: "7000008",
        name: "Tomas Lind",
        parent: None,
        kind: Kind::Freelancer,
        created: "2016-04-18T11:10:00.000Z",
        staff: &[TOMAS.id],
    },
    Organization {
        id: "615508242796130054",
        rid: "7000009",
        name: "Northwind Enterprise",
        parent: None,
        kind: Kind::Client,
        created: "2014-09-09T09:09:00.000Z",
        staff: &[SERVICE_ACCOUNT.id],
    },
    Organization {
        id: "615508242796130061",
        rid: "7000010",
        name: "Northwind Logistics",
        parent: Some("615508242796130054"),
        kind: Kind::Client,
        created: "2020-12-01T16:40:00.000Z",
        staff: &[SERVICE_ACCOUNT.id],
    },
];

/// The people who may sign in, the default one first.
pub(crate) fn sign_in_users() -> Vec<User> {
    [MIRA, TOMAS].iter().map(|person| User { login: person.nid, name: person.name, id: person.id }).collect()
}

pub(crate) fn user_by_id(id: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.id == id)
}

pub(crate) fn organization_by_id(id: &str) -> Option<&'static Organization> {
    ORGANIZATIONS.iter().find(|organization| organization.id == id)
}

impl Person {
    pub(crate) fn organizations(&self) -> impl Iterator<Item = &'static Organization> {
        self.organizations.iter().filter_map(|id| organization_by_id(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn it_hangs_together() {
        let mut ids = HashSet::new();
        for person in PEOPLE {
            assert!(ids.insert(person.id));
            assert!(!person.organizations.is_empty());
            for id in person.organizations {
                let organization = organization_by_id(id).expect(id);
                assert!(organization.parent.is_none() && organization.staff.contains(&person.id));
            }
        }
        for organization in ORGANIZATIONS {
            assert!(ids.insert(organization.id));
            assert!(organization.parent.is_none_or(|id| organization_by_id(id).is_some()));
            assert!(!organization.staff.is_empty());
            for id in organization.staff {
                let person = user_by_id(id).expect(id);
                let root = organization.parent.unwrap_or(organization.id);
                assert!(person.organizations.contains(&root), "{} does not see {root}", person.name);
            }
        }
        assert!(sign_in_users()[0].id == MIRA.id && MIRA.organizations.len() >= 2);
    }
}
