//! Each of the six ways of paging, through upwork-graphql's machines.

use crate::client::{Client, MIRA, STUDIO, TOMAS};
use std::collections::BTreeSet;
use upwork_graphql::answer::AnswerKind;
use upwork_graphql::inputs::*;
use upwork_graphql::operations::*;

/// The ids of the pages; none may come twice.
#[track_caller]
fn ids<T>(pages: Vec<T>, size: usize, of: impl Fn(T) -> Vec<String>) -> BTreeSet<String> {
    let pages: Vec<_> = pages.into_iter().map(of).collect();
    assert!(pages.len() > 1, "one page is no paging");
    assert!(pages.iter().all(|page| page.len() <= size));
    assert!(pages[..pages.len() - 2].iter().all(|page| page.len() == size));
    let count = pages.iter().map(Vec::len).sum::<usize>();
    let ids: BTreeSet<_> = pages.into_iter().flatten().collect();
    assert_eq!(ids.len(), count, "an item came twice");
    ids
}

macro_rules! ids_of {
    ($list:expr, $item:ident => $id:expr) => {
        $list.into_iter().flatten().filter_map(|$item| Some($id?.as_str().to_owned())).collect()
    };
}

#[test]
fn by_cursor() {
    let client = Client::new();
    let search = MarketplaceJobPostingsSearch::new(MarketplaceJobPostingsSearchFilter::new());
    let pages = client.pages(search, 7);
    let total = pages[0].as_ref().unwrap().total_count.unwrap();
    let found = ids(pages, 7, |page| ids_of!(page.unwrap().edges, edge => edge.node?.id));
    assert_eq!(i64::try_from(found.len()).unwrap(), total);
    assert!(total >= 60);

    let room = client
        .get(&OneOnOneRoom::new(TOMAS.parse().unwrap(), "470216039917824097".parse().unwrap()))
        .unwrap();
    let stories = RoomStories::new(RoomStoryFilter::new(room.id.unwrap()));
    let found = ids(client.pages(stories, 8), 8, |page| ids_of!(page.unwrap().edges, edge => edge.node?.id));
    assert_eq!(found.len(), 30);
    let found =
        ids(client.pages(RoomList::new(), 5), 5, |page| ids_of!(page.unwrap().edges, edge => edge.node?.id));
    assert!(found.len() >= 12);
}

/// Users report it of the real server.
#[test]
fn a_job_search_without_after_is_a_server_error() {
    let client = Client::new();
    let mut filter = MarketplaceJobPostingsSearchFilter::new();
    filter.pagination_eq = Some(Pagination::new(10));
    assert_eq!(
        client.answer(&MarketplaceJobPostingsSearch::new(filter.clone())).kind(),
        AnswerKind::HttpError
    );
    filter.pagination_eq.as_mut().unwrap().after = Some("0".into());
    assert_eq!(client.answer(&MarketplaceJobPostingsSearch::new(filter.clone())).kind(), AnswerKind::Data);
    filter.pagination_eq.as_mut().unwrap().after = Some("x".into());
    assert_eq!(client.answer(&MarketplaceJobPostingsSearch::new(filter)).kind(), AnswerKind::Partial);
}

#[test]
fn proposals_come_forty_at_most() {
    let client = Client::new();
    let search = |first| {
        let sort = VendorProposalSortAttribute::new("CREATEDDATETIME".into(), "ASC".into());
        VendorProposals::new(VendorProposalFilter::new("Pending".into()), sort, Pagination::new(first))
    };
    let found =
        ids(client.pages(search(1), 100), 40, |page| ids_of!(page.unwrap().edges, edge => edge.node?.id));
    assert!(found.len() > 40, "{}", found.len());
    assert!(client.refusal(&search(41)).contains("at most 40"));
}

#[test]
fn by_page_offset_and_size() {
    let client = Client::new();
    let search = PublicMarketplaceJobPostingsSearch::new(PublicMarketplaceJobPostingsSearchFilter::new());
    let found = ids(client.pages(search, 20), 20, |page| ids_of!(page.unwrap().jobs, job => job.id));
    assert!(found.len() >= 60);
    let activities = client.pages(TeamActivities::new(STUDIO.parse().unwrap()), 3);
    assert_eq!(
        ids(activities, 3, |page| ids_of!(page.unwrap().edges, edge => edge.node?.record_id)).len(),
        7
    );
}

#[test]
fn by_contract_paging() {
    let client = Client::new();
    let contracts = VendorContracts::new(VendorContractSearchFilter::new(MIRA.parse().unwrap()));
    let found = ids(client.pages(contracts, 3), 3, |page| ids_of!(page.unwrap().contracts, of => of.id));
    assert_eq!(found.len(), 8);
}

#[test]
fn by_start_and_rows() {
    let client = Client::new();
    let found = ids(client.pages(SearchFreelancers::new(SemSearchV2Request::new()), 10), 10, |page| {
        let page = page.unwrap().search_freelancer_public_profile.unwrap();
        ids_of!(page.profiles, of => of.profile?.person_id)
    });
    assert_eq!(found.len(), 26);
}

#[test]
fn by_offset_and_limit() {
    let client = Client::new();
    let skills = ids(client.pages(OntologySkills::new(1), 15), 15, |page| ids_of!(page, skill => skill.id));
    assert_eq!(skills.len(), 44);
    let history = TalentWorkHistory::new(TalentWorkHistoryFilterInput::new(MIRA.parse().unwrap()));
    let found = ids(
        client.pages(history, 3),
        3,
        |page| ids_of!(page.unwrap().work_history_list, row => row.contract?.id),
    );
    assert_eq!(found.len(), 8);
}

#[test]
fn by_page_number() {
    let client = Client::new();
    let offers = OffersByAttribute::new(SearchOffersInput::new(STUDIO.parse().unwrap(), "ClientOrg".into()));
    let found = ids(client.pages(offers, 3), 3, |page| ids_of!(page.unwrap().offers, offer => offer.id));
    assert_eq!(found.len(), 10);
}
