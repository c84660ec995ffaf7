//! Documents that are put together: what is built is a document that reads back as itself, and nothing
//! gets into its text but names.
//!
//! Input: lines, each a step of the builder: its kind, then words between spaces.
#![no_main]

use fuzz::assert_safe_to_show;
use libfuzzer_sys::fuzz_target;
use upwork_graphql::api::{Api, Tenant};
use upwork_graphql::document::{Document, outline};
use upwork_graphql::schema::{SUBSET, Schema};
use upwork_graphql::select::{Node, field, mutation, on, query, spread};

thread_local! {
    static SCHEMA: Schema = Schema::from_sdl(SUBSET).unwrap();
}

fuzz_target!(|input: &str| {
    let mut lines = input.split('\n').take(60);
    let first = lines.next().unwrap_or_default();
    let (kind, name) = first.split_once(' ').unwrap_or(("q", first));
    let mut builder = if kind == "m" { mutation(name) } else { query(name) };
    // Nodes that are not placed yet, innermost last.
    let mut open: Vec<Node> = Vec::new();
    for line in lines {
        let words: Vec<_> = line.split(' ').collect();
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        let last = open.pop();
        match (words[0], last) {
            ("f", last) => open.extend(last.into_iter().chain([field(word(1))])),
            ("o", last) => open.extend(last.into_iter().chain([on(word(1), [field(word(2))])])),
            ("s", last) => open.extend(last.into_iter().chain([spread(word(1))])),
            ("a", Some(last)) => open.push(last.alias(word(1))),
            ("g", Some(last)) => open.push(last.argument(word(1), word(2))),
            ("i", Some(last)) => open.push(last.include_if(word(1))),
            ("k", Some(last)) => open.push(last.skip_if(word(1))),
            ("d", Some(last)) => {
                open.push(last.directive(word(1), &[(word(2), word(3)), (word(4), word(5))]))
            }
            // The last node goes into the one before it.
            ("<", Some(last)) => match open.pop() {
                Some(parent) => open.push(parent.select([last])),
                None => open.push(last),
            },
            ("e", Some(last)) => open.push(last.select([])),
            ("v", last) => {
                builder = builder.variable(word(1), &words[2.min(words.len())..].join(" "));
                open.extend(last);
            }
            ("r", last) => builder = builder.fragment(word(1), word(2), open.drain(..).chain(last)),
            (_, last) => open.extend(last),
        }
    }
    let document = match builder.select(open).build() {
        Ok(document) => document,
        Err(error) => return assert_safe_to_show(&error.to_string()),
    };
    let text = document.as_str();
    assert!(
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_{}()[]$:,!@. ".contains(&byte)),
        "{text}"
    );
    assert_eq!(Document::parse(text).as_ref(), Ok(&document));
    let operations = outline(text).unwrap();
    assert!(
        operations.len() == 1
            && operations[0].name == document.name()
            && operations[0].kind == document.kind()
    );
    let api = Api::new(Tenant::ServerDefault, "fuzz/0.0").unwrap();
    let request = api.document("TOKEN", &document, &()).unwrap();
    let body: serde_json::Value = serde_json::from_slice(request.view().body).unwrap();
    assert_eq!(body["query"], text);
    SCHEMA.with(|schema| {
        let reduced =
            document.without(&["Money.currency".parse().unwrap(), "Query.user".parse().unwrap()], schema);
        if let Ok(reduced) = reduced {
            assert_eq!(Document::parse(reduced.document.as_str()).as_ref(), Ok(&reduced.document));
        }
    });
});
