//! Categories, skills, and the lists of countries, languages and time zones.

use crate::inputs::{
    OntologyElementsSearchByPrefLabelFilter, OntologyEntityFilter, OntologyEntitySearchFilter, Pagination,
};
use crate::macros::operations;
use crate::types;
use alloc::vec::Vec;

operations! {
    /// The categories, with what is in them.
    query "ontologyCategories" OntologyCategories {} -> Vec<Option<types::OntologyCategory>>;

    /// The skills.
    query "ontologySkills" OntologySkills {
        limit "limit": i32;
        offset "offset": i32,
    } -> Vec<Option<types::Skill>>;

    /// The entities of the ontology that are called so.
    query "ontologyEntitiesFiltered" OntologyEntitiesFiltered {
        filter "ontologyEntityFilter": OntologyEntityFilter;
        pagination "pagination": Pagination,
    } -> Option<types::OntologyConnection>;

    /// The entities of the ontology whose name has this in it, for a field that completes itself.
    query "ontologyElementsSearchByPrefLabel" OntologyElementsSearchByPrefLabel {
        filter "filter": OntologyElementsSearchByPrefLabelFilter,
    } -> Vec<Option<types::OntologyEntity>>;

    /// Entities of the ontology, by their ids.
    query "ontologyEntitySearchRecords" OntologyEntitySearchRecords {
        filter "filter": OntologyEntitySearchFilter,
    } -> Vec<Option<types::OntologyEntitySearchRecord>>;

    /// The countries.
    query "countries" Countries {} -> Vec<Option<types::Country>>;

    /// The languages.
    query "languages" Languages {} -> Vec<Option<types::Language>>;

    /// The parts of the world.
    query "regions" Regions {} -> Vec<Option<types::Region>>;

    /// The time zones.
    query "timeZones" TimeZones {} -> Vec<Option<types::TimeZoneRecord>>;
}
