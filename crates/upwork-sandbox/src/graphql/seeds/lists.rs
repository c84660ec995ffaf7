//! What does not change: the ontology, countries, languages, durations.

use super::id;
use crate::graphql::records::{Records, Table};
use serde_json::json;

/// A category, and what is in it.
pub(crate) struct Category {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) subcategories: &'static [Subcategory],
}

/// A subcategory: its id, its label, and its services' ids and labels.
type Subcategory = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

pub(crate) const CATEGORIES: &[Category] = &[
    Category {
        id: "531770282580668418",
        label: "Web, Mobile & Software Dev",
        subcategories: &[
            (
                "531770282584862733",
                "Web Development",
                &[
                    ("1110580744437288961", "Back-End Development"),
                    ("1110580744437288962", "Front-End Development"),
                ],
            ),
            (
                "531770282584862734",
                "Mobile Development",
                &[
                    ("1110580744437288963", "Mobile App Development"),
                    ("1110580744437288964", "Mobile Testing"),
                ],
            ),
        ],
    },
    Category {
        id: "531770282580668421",
        label: "Design & Creative",
        subcategories: &[
            (
                "531770282584862741",
                "Graphic Design",
                &[("1110580744437288965", "Book Covers"), ("1110580744437288966", "Maps")],
            ),
            (
                "531770282584862742",
                "Product Design",
                &[("1110580744437288967", "Interfaces"), ("1110580744437288968", "Packaging")],
            ),
        ],
    },
    Category {
        id: "531770282584862751",
        label: "Translation",
        subcategories: &[
            (
                "531770282584862752",
                "Translation & Localization",
                &[
                    ("1110580744437288969", "General Translation"),
                    ("1110580744437288970", "Technical Translation"),
                ],
            ),
            (
                "531770282584862753",
                "Language Tutoring",
                &[("1110580744437288971", "Language Lessons"), ("1110580744437288972", "Interpretation")],
            ),
        ],
    },
];

/// Occupations: ids and labels.
pub(crate) const OCCUPATIONS: &[(&str, &str)] = &[
    ("1110580755057594368", "Back-End Developer"),
    ("1110580755057594369", "Front-End Developer"),
    ("1110580755057594370", "Mobile App Developer"),
    ("1110580755057594371", "Graphic Designer"),
    ("1110580755057594372", "Product Designer"),
    ("1110580755057594373", "Translator"),
];

/// How skills are called, and how they are written for people.
const SKILLS: &[(&str, &str)] = &[
    ("rust", "Rust"),
    ("java", "Java"),
    ("kotlin", "Kotlin"),
    ("python", "Python"),
    ("javascript", "JavaScript"),
    ("typescript", "TypeScript"),
    ("html", "HTML"),
    ("css", "CSS"),
    ("postgresql", "PostgreSQL"),
    ("sqlite", "SQLite"),
    ("graphql", "GraphQL"),
    ("oauth", "OAuth"),
    ("testing", "Testing"),
    ("spring-framework", "Spring Framework"),
    ("android", "Android"),
    ("ios", "iOS"),
    ("swift", "Swift"),
    ("go", "Go"),
    ("c", "C"),
    ("embedded-systems", "Embedded Systems"),
    ("linux", "Linux"),
    ("docker", "Docker"),
    ("web-accessibility", "Web Accessibility"),
    ("search", "Search"),
    ("data-import", "Data Import"),
    ("cartography", "Cartography"),
    ("illustration", "Illustration"),
    ("typesetting", "Typesetting"),
    ("book-cover-design", "Book Cover Design"),
    ("packaging-design", "Packaging Design"),
    ("interface-design", "Interface Design"),
    ("user-research", "User Research"),
    ("prototyping", "Prototyping"),
    ("logo-design", "Logo Design"),
    ("translation", "Translation"),
    ("slovene", "Slovene"),
    ("german", "German"),
    ("french", "French"),
    ("japanese", "Japanese"),
    ("proofreading", "Proofreading"),
    ("technical-writing", "Technical Writing"),
    ("interpreting", "Interpreting"),
    ("subtitling", "Subtitling"),
    ("bookkeeping", "Bookkeeping"),
];

/// Durations of engagements: ids, labels, weeks, and the job search's names for them.
pub(crate) const DURATIONS: &[(&str, &str, u32, &str)] = &[
    ("474", "Less than 1 week", 1, "WEEK"),
    ("475", "Less than 1 month", 4, "MONTH"),
    ("476", "1 to 3 months", 9, "QUARTER"),
    ("477", "3 to 6 months", 18, "SEMESTER"),
    ("478", "More than 6 months", 52, "ONGOING"),
];

/// Countries: ids, names, letters, telephone codes.
pub(crate) const COUNTRIES: &[(&str, &str, &str, &str, &str)] = &[
    ("105", "Germany", "DE", "DEU", "49"),
    ("118", "Ireland", "IE", "IRL", "353"),
    ("125", "Japan", "JP", "JPN", "81"),
    ("129", "Kenya", "KE", "KEN", "254"),
    ("172", "Nigeria", "NG", "NGA", "234"),
    ("184", "Portugal", "PT", "PRT", "351"),
    ("212", "Slovenia", "SI", "SVN", "386"),
    ("221", "Sweden", "SE", "SWE", "46"),
    ("241", "United States", "US", "USA", "1"),
];

/// Languages: ISO 639 codes and English names.
pub(crate) const LANGUAGES: &[(&str, &str)] = &[
    ("de", "German"),
    ("en", "English"),
    ("fr", "French"),
    ("ja", "Japanese"),
    ("pt", "Portuguese"),
    ("sl", "Slovene"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
];

/// Regions: ids and names.
pub(crate) const REGIONS: &[(&str, &str)] =
    &[("1", "Africa"), ("2", "Americas"), ("3", "Asia"), ("4", "Europe"), ("5", "Oceania")];

/// Time zones: names and descriptions.
pub(crate) const TIME_ZONES: &[(&str, &str)] = &[
    ("UTC", "UTC (Coordinated Universal Time)"),
    ("Africa/Lagos", "UTC+01:00 Lagos"),
    ("Africa/Nairobi", "UTC+03:00 Nairobi"),
    ("America/New_York", "UTC-05:00 Eastern Time"),
    ("Asia/Tokyo", "UTC+09:00 Tokyo"),
    ("Europe/Berlin", "UTC+01:00 Berlin"),
    ("Europe/Dublin", "UTC+00:00 Dublin"),
    ("Europe/Stockholm", "UTC+01:00 Stockholm"),
];

pub(super) fn plant(records: &mut Records) {
    for (number, (name, pretty)) in SKILLS.iter().enumerate() {
        let id = id(1_031_626_700_000_000_001, number);
        records.insert(
            Table::Skill,
            json!({
                "id": id,
                "ontologyId": format!("~03{id}"),
                "type": ["SKILL"],
                "entityStatus": "ACTIVE",
                "preferredLabel": name,
                "prettyName": pretty,
                "name": name,
                "definition": format!("Knowing one's way in {pretty}."),
                "createdDateTime": "2015-01-01T00:00:00.000Z",
                "modifiedDateTime": "2020-01-01T00:00:00.000Z",
            }),
        );
    }
}
