use super::*;
use crate::enums::{
    OfferSearchAttribute, SortOrder, VendorProposalSortAttributeType, VendorProposalStatusFilterInput,
};
use crate::ids::{Id, RoomId, UserId};
use crate::inputs::{
    MarketplaceJobPostingsSearchFilter, PublicMarketplaceJobPostingsSearchFilter, RoomStoryFilter,
    SearchOffersInput, SemSearchV2Request, TalentWorkHistoryFilterInput, VendorContractSearchFilter,
    VendorProposalFilter, VendorProposalSortAttribute,
};
use crate::operations as op;
use alloc::vec::Vec;
use proptest::prelude::*;
use serde_json::{Value, json};

fn info(cursor: Option<&str>, next: Option<bool>) -> PageInfo {
    PageInfo { end_cursor: cursor.map(Into::into), has_next_page: next }
}

fn after(pages: &CursorPages) -> Option<String> {
    pages.poll().and_then(|page| page.after)
}

#[test]
fn cursors_start_where_the_server_wants_it_and_go_on() {
    let mut pages = CursorPages::new(50);
    assert_eq!((pages.poll().unwrap().first, after(&pages).as_deref()), (50, Some("0")));
    assert_eq!(after(&pages).as_deref(), Some("0"), "asking again changes nothing");
    pages.handle(Came::items(50).with_info(Some(&info(Some("50"), Some(true)))));
    assert_eq!(after(&pages).as_deref(), Some("50"));
    pages.handle(Came::items(7).with_info(Some(&info(Some("57"), Some(false)))));
    assert!(pages.poll().is_none());
    let resumed = CursorPages::new(0).from_cursor("x");
    assert_eq!((resumed.poll().unwrap().first, after(&resumed).as_deref()), (1, Some("x")));
}

#[test]
fn cursors_end() {
    let ends = |came: &dyn Fn(&mut CursorPages)| {
        let mut pages = CursorPages::new(10);
        came(&mut pages);
        pages.poll().is_none()
    };
    let next = |pages: &mut CursorPages, cursor| {
        pages.handle(Came::items(1).with_info(Some(&info(Some(cursor), Some(true)))))
    };
    assert!(!ends(&|pages| next(pages, "1")));
    assert!(
        ends(&|pages| pages.handle(Came::items(0).with_info(Some(&info(Some("1"), Some(true)))))),
        "empty"
    );
    assert!(ends(&|pages| next(pages, "0")), "repeated");
    assert!(ends(&|pages| ["1", "2", "1"].into_iter().for_each(|cursor| next(pages, cursor))), "a circle");
    assert!(
        ends(&|pages| pages.handle(Came::items(1).with_info(Some(&info(None, Some(true)))))),
        "no cursor"
    );
    assert!(ends(&|pages| next(pages, "")), "empty cursor");
    assert!(ends(&|pages| pages.handle(Came::items(1))), "no page info");
    assert!(!ends(&|pages| pages.handle(Came::items(1).with_info(Some(&info(Some("1"), None))))));
}

#[test]
fn places_go_on_by_what_came() {
    let mut pages = OffsetPages::new(20);
    assert_eq!(pages.poll(), Some(OffsetPage { offset: 0, limit: 20 }));
    pages.handle(Came::items(10)); // the server gives fewer at once
    assert_eq!(pages.poll(), Some(OffsetPage { offset: 10, limit: 20 }));
    pages.handle(Came::items(20).with_total(Some(31)));
    assert_eq!(pages.poll(), Some(OffsetPage { offset: 30, limit: 20 }));
    pages.handle(Came::items(1).with_total(Some(31)));
    assert_eq!(pages.poll(), None);

    let mut pages = NumberedPages::new(5);
    pages.handle(Came::items(5).with_total(Some(6)));
    assert_eq!(pages.poll(), Some(NumberedPage { page: 2, limit: 5 }));
    pages.handle(Came::items(0));
    assert_eq!(pages.poll(), None);

    let mut pages = OffsetFilterPages::new(5);
    pages.handle(Came::items(5).with_info(Some(&info(None, Some(true)))));
    assert_eq!(pages.poll().map(|page| (page.page_offset, page.page_size)), Some((5, 5)));
    pages.handle(Came::items(5).with_info(Some(&info(None, Some(false)))));
    assert!(pages.poll().is_none());

    let mut pages = ContractPages::new(i32::MAX);
    pages.handle(Came::items(usize::MAX));
    assert!(pages.poll().is_none(), "no overflow");
    let mut pages = RowPages::new(3);
    pages.handle(Came::items(3));
    assert_eq!(pages.poll().map(|page| (page.start, page.rows)), Some((Some(3), Some(3))));
}

/// The variables of the first page, and those of the second after `output`.
fn two<O: Paged>(operation: O, size: i32, output: Value) -> (Value, Option<Value>)
where
    O::Output: serde::de::DeserializeOwned,
{
    let mut pages = Pages::new(operation, size);
    let first = serde_json::to_value(pages.poll().unwrap()).unwrap();
    pages.handle(&serde_json::from_value(output).unwrap());
    (first, pages.poll().map(|operation| serde_json::to_value(operation).unwrap()))
}

#[test]
fn every_paged_operation_asks_for_its_second_page() {
    let connection = json!({"edges": [null], "pageInfo": {"endCursor": "c", "hasNextPage": true}});
    let cursor = |after: &str, first: i32| json!({"first": first, "after": after});

    let search = op::MarketplaceJobPostingsSearch::new(MarketplaceJobPostingsSearchFilter::new());
    let (first, second) = two(search, 7, connection.clone());
    assert_eq!(first["marketPlaceJobFilter"]["pagination_eq"], cursor("0", 7));
    assert_eq!(second.unwrap()["marketPlaceJobFilter"]["pagination_eq"], cursor("c", 7));

    let proposals = op::VendorProposals::new(
        VendorProposalFilter::new(VendorProposalStatusFilterInput::Pending),
        VendorProposalSortAttribute::new(VendorProposalSortAttributeType::Createddatetime, SortOrder::Desc),
        Pagination::new(1),
    );
    let (first, second) = two(proposals, 100, connection.clone());
    assert_eq!((&first["pagination"], &second.unwrap()["pagination"]), (&cursor("0", 40), &cursor("c", 40)));

    let stories = op::RoomStories::new(RoomStoryFilter::new(RoomId::new("r").unwrap()));
    let (_, second) = two(stories, 7, connection.clone());
    assert_eq!(second.unwrap()["filter"]["storyFilter"]["pagination"], cursor("c", 7));

    let (_, second) = two(op::RoomList::new(), 7, connection);
    assert_eq!(second.unwrap()["pagination"], cursor("c", 7));

    let public = op::PublicMarketplaceJobPostingsSearch::new(PublicMarketplaceJobPostingsSearchFilter::new());
    let (_, second) = two(public, 7, json!({"jobs": [{}, {}], "paging": {"hasNextPage": true}}));
    assert_eq!(
        second.unwrap()["marketPlaceJobFilter"]["pagination"],
        json!({"pageOffset": 2, "pageSize": 7})
    );

    let contracts = op::VendorContracts::new(VendorContractSearchFilter::new(UserId::new("u").unwrap()));
    let (_, second) = two(contracts, 7, json!({"contracts": [{}]}));
    assert_eq!(second.unwrap()["paging"], json!({"limit": 7, "offset": 1}));

    let search = op::SearchFreelancers::new(SemSearchV2Request::new());
    let page = json!({"searchFreelancerPublicProfile": {"pagingInfo": {"total": 9}, "profiles": [null]}});
    let (_, second) = two(search, 7, page);
    assert_eq!(second.unwrap()["request"]["paging"], json!({"start": 1, "rows": 7}));

    let (_, second) = two(op::OntologySkills::new(0), 7, json!([{}]));
    assert_eq!(second.unwrap(), json!({"limit": 7, "offset": 1}));

    let history = op::TalentWorkHistory::new(TalentWorkHistoryFilterInput::new(UserId::new("u").unwrap()));
    let (_, second) = two(history.clone(), 7, json!({"totalCount": 2, "workHistoryList": [{}]}));
    assert_eq!(second.unwrap()["filter"]["pagination"], json!({"limit": 7, "offset": 1}));
    assert_eq!(two(history, 7, json!({"totalCount": 1, "workHistoryList": [{}]})).1, None);

    let offers = op::OffersByAttribute::new(SearchOffersInput::new(
        Id::new("1").unwrap(),
        OfferSearchAttribute::JobPosting,
    ));
    let (first, second) = two(offers, 7, json!({"offers": [{}]}));
    assert_eq!((&first["filter"]["page"], &second.unwrap()["filter"]["page"]), (&json!(1), &json!(2)));
}

proptest! {
    #[test]
    fn a_finite_list_is_walked_once_and_whole(items in 0..200_usize, size in 1..30_i32, most in 1..30_usize) {
        let mut seen = Vec::new();
        let mut pages = OffsetPages::new(size);
        while let Some(page) = pages.poll() {
            let from = page.offset as usize;
            let came: Vec<_> = (from..items).take((page.limit as usize).min(most)).collect();
            pages.handle(Came::items(came.len()));
            seen.extend(came);
        }
        prop_assert!(seen.iter().copied().eq(0..items));
    }

    #[test]
    fn a_server_that_repeats_itself_is_left(cursors in proptest::collection::vec("[a-c]{1,2}", 1..60)) {
        let mut pages = CursorPages::new(1);
        let mut rounds = 0;
        for cursor in cursors.iter().cycle() {
            if pages.poll().is_none() {
                break;
            }
            rounds += 1;
            pages.handle(Came::items(1).with_info(Some(&info(Some(cursor), Some(true)))));
        }
        prop_assert!(rounds <= 13);
    }
}
