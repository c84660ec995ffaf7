//! Made-up jobs.

use serde_json::{Value, json};

pub(crate) struct Job {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) snippet: &'static str,
    pub(crate) category: &'static str,
    pub(crate) skills: &'static [&'static str],
    pub(crate) hourly: bool,
    pub(crate) budget: u32,
    created: &'static str,
}

pub(crate) const JOBS: &[Job] = &[
    Job {
        id: "~0152f1a9c30b6d7e01",
        title: "Java developer for a booking service",
        snippet: "Our ferry line books by fax. We want a small service in Java that answers in a second.",
        category: "Web, Mobile & Software Dev",
        skills: &["java", "spring-framework", "postgresql"],
        hourly: true,
        budget: 0,
        created: "2026-01-12T08:30:00+0000",
    },
    Job {
        id: "~0152f1a9c30b6d7e02",
        title: "Move a Java 8 report generator to Java 21",
        snippet: "It prints 40 reports every night and must print the same ones afterwards.",
        category: "Web, Mobile & Software Dev",
        skills: &["java", "testing"],
        hourly: false,
        budget: 1800,
        created: "2026-01-14T16:05:00+0000",
    },
    Job {
        id: "~0152f1a9c30b6d7e03",
        title: "Teach our Android app to work offline",
        snippet: "Meter readers walk through cellars. The app is in Java and Kotlin.",
        category: "Web, Mobile & Software Dev",
        skills: &["android", "java", "kotlin"],
        hourly: true,
        budget: 0,
        created: "2026-01-20T11:45:00+0000",
    },
    Job {
        id: "~0152f1a9c30b6d7e04",
        title: "JavaScript map of bicycle repair shops",
        snippet: "One page, one map, 300 points, no framework.",
        category: "Web, Mobile & Software Dev",
        skills: &["javascript", "html"],
        hourly: false,
        budget: 450,
        created: "2026-01-21T09:00:00+0000",
    },
    Job {
        id: "~0152f1a9c30b6d7e05",
        title: "Translate a beekeeping handbook from Slovene",
        snippet: "About 90 pages, many of them tables.",
        category: "Translation",
        skills: &["translation", "slovene"],
        hourly: false,
        budget: 2200,
        created: "2026-01-25T13:20:00+0000",
    },
];

/// The jobs that have every word of `q` in title, text or skills; all of them for no words.
pub(super) fn search(q: &str) -> Vec<Value> {
    let wanted: Vec<_> = words(q).collect();
    JOBS.iter().filter(|job| wanted.iter().all(|word| job.has(word))).map(Job::to_value).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

impl Job {
    fn has(&self, word: &str) -> bool {
        let texts = [self.title, self.snippet].into_iter().chain(self.skills.iter().copied());
        texts.flat_map(words).any(|own| own == word)
    }

    fn to_value(&self) -> Value {
        json!({
            "id": self.id,
            "title": self.title,
            "snippet": self.snippet,
            "category2": self.category,
            "skills": self.skills,
            "job_type": if self.hourly { "Hourly" } else { "Fixed" },
            "budget": self.budget,
            "job_status": "Open",
            "date_created": self.created,
            "url": format!("http://www.upwork.com/jobs/{}", self.id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_not_parts_of_them() {
        assert_eq!(search("java").len(), 3);
        assert_eq!(search("JAVA, kotlin").len(), 1);
        assert_eq!(search("script").len(), 0);
        assert_eq!(search("").len(), JOBS.len());
    }
}
