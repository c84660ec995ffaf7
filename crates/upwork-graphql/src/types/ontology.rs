//! Categories, skills, and the lists of countries, languages and time zones.

use super::PageInfo;
use crate::enums::{OntologyEntityStatus, OntologyEntityType};
use crate::ids::{Ciphertext, Id, OntologyId};
use crate::macros::objects;
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// A category with what is in it.
    OntologyCategory {
        id "id": Option<OntologyId>,
        ontology_id "ontologyId": Option<Ciphertext>,
        preferred_label "preferredLabel": Option<String>,
        slug "slug": Option<String>,
        subcategories "subcategories": Vec<Option<OntologySubcategory>>,
    }

    /// A part of a category.
    OntologySubcategory {
        id "id": Option<OntologyId>,
        ontology_id "ontologyId": Option<Ciphertext>,
        preferred_label "preferredLabel": Option<String>,
        slug "slug": Option<String>,
        services "services": Vec<Option<OntologyService>>,
    }

    /// A service within a subcategory.
    OntologyService {
        id "id": Option<OntologyId>,
        ontology_id "ontologyId": Option<Ciphertext>,
        preferred_label "preferredLabel": Option<String>,
        slug "slug": Option<String>,
    }

    /// A page of the ontology.
    OntologyConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<OntologyEntityEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`OntologyConnection`].
    OntologyEntityEdge {
        cursor "cursor": Option<String>,
        node "node": Option<OntologyEntity>,
    }

    /// A skill, an occupation or another entity of the ontology.
    OntologyEntity {
        id "id": Option<OntologyId>,
        ontology_id "ontologyId": Option<Ciphertext>,
        type_ "type": Vec<Option<OntologyEntityType>>,
        entity_status "entityStatus": Option<OntologyEntityStatus>,
        preferred_label "preferredLabel": Option<String>,
        definition "definition": Option<String>,
    }

    /// An entity that was looked up by its id.
    OntologyEntitySearchRecord {
        ontology_entity "ontologyEntity": Option<OntologyEntity>,
    }

    /// A language.
    Language {
        iso639_code "iso639Code": Option<String>,
        english_name "englishName": Option<String>,
        active "active": Option<bool>,
    }

    /// A part of the world.
    Region {
        id "id": Option<Id>,
        name "name": Option<String>,
    }

    /// A time zone.
    TimeZoneRecord {
        time_zone_name "timeZoneName": Option<String>,
        time_zone_description "timeZoneDescription": Option<String>,
    }
}
