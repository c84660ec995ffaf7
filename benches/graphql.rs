//! Building a job search and reading a page of 50 jobs, beside `graphql_client` doing the same. What is
//! measured, and what came out: README.md.
#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use graphql_client::GraphQLQuery;
use oauth_wire::message::Response;
use peer::marketplace_job_postings_search as theirs;
use peer::marketplaceJobPostingsSearch as Peer;
use serde_json::{Value, json};
use std::hint::black_box;
use upwork_graphql::api::{Api, Tenant};
use upwork_graphql::enums::{
    ContractType, ExperienceLevel, MarketplaceJobPostingSearchSortField, MarketplaceJobPostingSearchType,
};
use upwork_graphql::ids::{OntologyId, OrganizationId};
use upwork_graphql::inputs::{
    IntRange, MarketplaceJobPostingSearchSortAttribute, MarketplaceJobPostingsSearchFilter, Pagination,
};
use upwork_graphql::operation::Operation;
use upwork_graphql::operations::MarketplaceJobPostingsSearch;
use upwork_graphql::types::MarketplaceJobPostingSearchConnection;

/// The peer's types, made from the same schema. Its document, job_search.graphql, is the prepared
/// operation's own text: each run compares them.
mod peer {
    #[derive(graphql_client::GraphQLQuery)]
    #[graphql(
        schema_path = "../crates/upwork-graphql/schema/subset.graphql",
        query_path = "job_search.graphql",
        response_derives = "Debug",
        skip_serializing_none
    )]
    #[allow(non_camel_case_types, reason = "it sends the struct's name as the operation's")]
    pub struct marketplaceJobPostingsSearch;
}

const ACCESS_TOKEN: &str = "oauth2v2_b094053c2892cb819942e2d01e7237e7";
const CATEGORIES: [&str; 2] = ["531770282580668418", "531770282580668420"];
const PAGE: i32 = 50;

/// What a person typed, and the page before; they differ from iteration to iteration.
struct Case {
    words: String,
    after: String,
}

fn cases() -> Vec<Case> {
    let case = |index: i32| Case {
        words: format!("rust \"real-time\" service {index}"),
        after: (PAGE * index).to_string(),
    };
    (0..64).map(case).collect()
}

fn api() -> Api {
    let tenant = OrganizationId::new("470216039917824097").expect("a number");
    Api::new(Tenant::Organization(tenant), "acme-hiring/1.4 (+https://acme.example)").expect("right")
}

/// The search, from texts to a value: what either side is given.
fn our_search(case: &Case) -> MarketplaceJobPostingsSearch {
    let mut pay = IntRange::new();
    (pay.range_start, pay.range_end) = (Some(40), Some(90));
    let mut page = Pagination::new(PAGE);
    page.after = Some(case.after.as_str().into());
    let mut filter = MarketplaceJobPostingsSearchFilter::new();
    filter.search_expression_eq = Some(case.words.as_str().into());
    filter.category_ids_any = Some(CATEGORIES.map(|id| OntologyId::new(id).expect("visible")).into());
    filter.job_type_eq = Some(ContractType::Hourly);
    filter.hourly_rate_eq = Some(pay);
    filter.verified_payment_only_eq = Some(true);
    filter.experience_level_eq = Some(ExperienceLevel::Expert);
    filter.locations_any = Some(["Germany", "Kenya"].map(Into::into).into());
    filter.pagination_eq = Some(page);
    let mut search = MarketplaceJobPostingsSearch::new(filter);
    search.search_type = Some(MarketplaceJobPostingSearchType::UserJobsSearch);
    let newest = MarketplaceJobPostingSearchSortAttribute::new(MarketplaceJobPostingSearchSortField::Recency);
    search.sort = Some([newest].into());
    search
}

fn their_search(case: &Case) -> theirs::Variables {
    let filter = theirs::MarketplaceJobPostingsSearchFilter {
        search_expression_eq: Some(case.words.as_str().into()),
        category_ids_any: Some(CATEGORIES.map(Into::into).into()),
        job_type_eq: Some(theirs::ContractType::HOURLY),
        hourly_rate_eq: Some(theirs::IntRange { range_start: Some(40), range_end: Some(90) }),
        verified_payment_only_eq: Some(true),
        experience_level_eq: Some(theirs::ExperienceLevel::EXPERT),
        locations_any: Some(["Germany", "Kenya"].map(Into::into).into()),
        pagination_eq: Some(theirs::Pagination {
            after: Some(case.after.as_str().into()),
            first: PAGE.into(),
        }),
        skill_expression_eq: None,
        title_expression_eq: None,
        search_term_eq: None,
        subcategory_ids_any: None,
        occupation_ids_any: None,
        ontology_skill_ids_all: None,
        workload_eq: None,
        client_hires_range_eq: None,
        budget_range_eq: None,
        previous_clients_eq: None,
        timezone_eq: None,
        ptc_ids_any: None,
        ptc_only_eq: None,
        enterprise_only_eq: None,
        proposal_range_eq: None,
        area_eq: None,
        preserve_facet_eq: None,
        user_location_match_eq: None,
        visitor_country_eq: None,
    };
    let newest = theirs::MarketplaceJobPostingSearchSortAttribute {
        field: theirs::MarketplaceJobPostingSearchSortField::RECENCY,
    };
    theirs::Variables {
        market_place_job_filter: filter,
        search_type: Some(theirs::MarketplaceJobPostingSearchType::USER_JOBS_SEARCH),
        sort_attributes: Some([newest].into()),
    }
}

/// From texts to bytes that can be sent. `ours` makes the headers too.
fn build_job_search(c: &mut Criterion) {
    let (cases, api) = (cases(), api());
    for case in &cases {
        same_request(&api, case);
    }
    let mut at = 0;
    let mut group = c.benchmark_group("build_job_search");
    group.bench_function("ours", |b| {
        b.iter(|| {
            at = (at + 1) % cases.len();
            let search = our_search(black_box(&cases[at]));
            let request = api.request(black_box(ACCESS_TOKEN), &search).expect("right");
            black_box(request.view());
            request
        });
    });
    group.bench_function("graphql_client", |b| {
        b.iter(|| {
            at = (at + 1) % cases.len();
            let variables = their_search(black_box(&cases[at]));
            serde_json::to_vec(&Peer::build_query(variables)).expect("right")
        });
    });
    group.finish();
}

/// From a body's bytes to typed values. `ours` looks at status and headers too.
fn parse_50_jobs(c: &mut Criterion) {
    let pages: Vec<String> = (0..4).map(page).collect();
    for page in &pages {
        same_answer(page);
    }
    let mut at = 0;
    let mut group = c.benchmark_group("parse_50_jobs");
    group.throughput(Throughput::Bytes(pages[0].len() as u64));
    group.bench_function("ours", |b| {
        b.iter(|| {
            at = (at + 1) % pages.len();
            read_ours(black_box(pages[at].as_bytes()))
        });
    });
    group.bench_function("graphql_client", |b| {
        b.iter(|| {
            at = (at + 1) % pages.len();
            read_theirs(black_box(pages[at].as_bytes()))
        });
    });
    group.finish();
}

fn read_ours(body: &[u8]) -> MarketplaceJobPostingSearchConnection {
    let headers: [(&str, &[u8]); 2] =
        [("content-type", b"application/json"), ("date", b"Sat, 21 Nov 2026 05:42:25 GMT")];
    let response = Response::new(200, &headers, body);
    MarketplaceJobPostingsSearch::answer(&response).into_result().expect("data").expect("a page")
}

fn read_theirs(body: &[u8]) -> theirs::MarketplaceJobPostingsSearchMarketplaceJobPostingsSearch {
    let answer: graphql_client::Response<theirs::ResponseData> =
        serde_json::from_slice(body).expect("an answer");
    assert!(answer.errors.is_none());
    answer.data.expect("data").marketplace_job_postings_search.expect("a page")
}

/// A page of the search as a server answers it: some 130 KB.
fn page(number: usize) -> String {
    const WORDS: [&str; 12] = [
        "timetable",
        "service",
        "answers",
        "within",
        "a",
        "second",
        "and",
        "reads",
        "the",
        "feed",
        "of",
        "stops",
    ];
    let text = |start: usize, words: usize| {
        let mut text = String::new();
        for at in 0..words {
            // A description has paragraphs and now and then a quotation.
            text += match at {
                0 => "",
                at if at.is_multiple_of(40) => "\n\n",
                _ => " ",
            };
            let word = WORDS[(start * 7 + at * 5) % WORDS.len()];
            text += &if at % 60 == 59 { format!("\"{word}\"") } else { word.to_owned() };
        }
        text
    };
    let money = |amount: usize| json!({ "rawValue": format!("{amount}.0"), "currency": "USD", "displayValue": format!("${amount}.00") });
    let node = |at: usize| {
        let id = 1_900_000_000_000_000_101 + (number * 50 + at) as u64;
        let hourly = at.is_multiple_of(2);
        let skills = ["rust", "postgresql", "amazon-web-services", "rest-api", "kubernetes"];
        let skill = |name: &&str| json!({ "name": name, "prettyName": name.replace('-', " "), "highlighted": *name == "rust" });
        json!({
            "id": id.to_string(), "ciphertext": format!("~02{id}"), "title": text(at, 6), "description": text(at, 90 + at * 5),
            "createdDateTime": "2026-11-20T17:05:33+0000", "publishedDateTime": "2026-11-20T17:05:34+0000", "renewedDateTime": null,
            "category": "web_mobile_software_dev", "subcategory": "web_development", "experienceLevel": "EXPERT",
            "duration": if hourly { json!("QUARTER") } else { Value::Null }, "durationLabel": "1 to 3 months", "engagement": "30+ hrs/week",
            "amount": money(if hourly { 0 } else { 900 + at }), "hourlyBudgetType": if hourly { json!("MANUAL") } else { Value::Null },
            "hourlyBudgetMin": if hourly { money(40) } else { Value::Null }, "hourlyBudgetMax": if hourly { money(90) } else { Value::Null },
            "weeklyBudget": null, "totalApplicants": at * 3, "totalFreelancersToHire": 1, "preferredFreelancerLocation": ["Germany", "Kenya"],
            "enterprise": false, "premium": at.is_multiple_of(5), "applied": false, "skills": skills.iter().take(2 + at % 4).map(skill).collect::<Value>(),
            "client": {
                "companyRid": (33_000 + at).to_string(), "totalHires": at, "totalPostedJobs": at * 2, "totalReviews": at, "totalFeedback": 4.83,
                "totalSpent": money(12_500 + at), "verificationStatus": "VERIFIED", "hasFinancialPrivacy": false,
                "location": { "country": "Germany", "state": null, "city": "Bremerhaven", "timezone": "Europe/Berlin" },
            },
        })
    };
    let edge = |at: usize| json!({ "cursor": (number * 50 + at + 1).to_string(), "node": node(at) });
    let edges: Vec<Value> = (0..50).map(edge).collect();
    let end = json!({ "endCursor": ((number + 1) * 50).to_string(), "hasNextPage": true });
    json!({ "data": { "marketplaceJobPostingsSearch": { "totalCount": 1234, "edges": edges, "pageInfo": end } } }).to_string()
}

/// Both send the same text, variables and name.
fn same_request(api: &Api, case: &Case) {
    assert_eq!(
        theirs::QUERY,
        MarketplaceJobPostingsSearch::DOCUMENT,
        "job_search.graphql is to be the prepared operation's document"
    );
    let ours = api.request(ACCESS_TOKEN, &our_search(case)).expect("right");
    let ours: Value = serde_json::from_slice(ours.view().body).expect("JSON");
    let theirs = serde_json::to_value(Peer::build_query(their_search(case))).expect("JSON");
    assert_eq!(ours, theirs);
}

/// Both read the same out of it.
fn same_answer(page: &str) {
    let (ours, theirs) = (read_ours(page.as_bytes()), read_theirs(page.as_bytes()));
    assert_eq!(ours.total_count, theirs.total_count);
    let theirs: Vec<_> = theirs.edges.expect("edges").into_iter().flatten().map(|edge| edge.node).collect();
    let ours: Vec<_> = ours.edges.into_iter().flatten().filter_map(|edge| edge.node).collect();
    assert_eq!((ours.len(), theirs.len()), (50, 50));
    for (ours, theirs) in ours.into_iter().zip(theirs) {
        assert_eq!(ours.id.expect("an id").as_str(), theirs.id);
        assert_eq!(ours.description.as_deref(), Some(theirs.description.as_str()));
        assert_eq!(ours.total_applicants, Some(theirs.total_applicants));
        assert_eq!(ours.hourly_budget_max.is_some(), theirs.hourly_budget_max.is_some());
        let (skills, client) = (ours.skills, ours.client.expect("a client"));
        assert_eq!(skills.len(), theirs.skills.len());
        assert_eq!(client.total_feedback, Some(theirs.client.total_feedback));
        let city = theirs.client.location.expect("a place").city;
        assert_eq!(client.location.expect("a place").city, city);
    }
}

criterion_group!(benches, build_job_search, parse_50_jobs);
criterion_main!(benches);
