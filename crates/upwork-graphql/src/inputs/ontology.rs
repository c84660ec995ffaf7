//! Categories, skills, and the lists of countries, languages and time zones.

use crate::enums::{
    OntologyEntityStatus, OntologyEntityTaxonomyLevel, OntologyEntityType, OntologyResultSortOrder,
};
use crate::ids::OntologyId;
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Which entities of the ontology.
    OntologyEntityFilter {
        preferred_label_any "preferredLabel_any": String,
        ;
        type_ "type": OntologyEntityType,
        taxonomy_level "taxonomyLevel": OntologyEntityTaxonomyLevel,
        entity_status_eq "entityStatus_eq": OntologyEntityStatus,
        sort_order "sortOrder": OntologyResultSortOrder,
        limit "limit": i32,
    }

    /// Which entities of the ontology, by what they are called.
    OntologyElementsSearchByPrefLabelFilter {
        preferred_label_any "preferredLabel_any": String,
        ;
        type_ "type": OntologyEntityType,
        entity_status_eq "entityStatus_eq": OntologyEntityStatus,
        sort_order "sortOrder": String,
        limit "limit": i32,
        include_attribute_groups "includeAttributeGroups": bool,
    }

    /// Which entities of the ontology, by their ids.
    OntologyEntitySearchFilter {
        ontology_ids_any "ontologyIds_any": Vec<OntologyId>,
    }
}
