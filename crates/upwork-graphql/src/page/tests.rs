use super::*;
use crate::enums::{
    OfferSearchAttribute, SortOrder, VendorProposalSortAttributeType, VendorProposalStatusFilterInput,
};
use crate::ids::{Id, JobPostingId, OrganizationId, RoomId, UserId};
use crate::inputs::{
    CustomFieldsInput, DateTimeRange, FreelancerProfileSearchFilter, MarketplaceJobPostingsSearchFilter,
    OntologyEntityFilter, PublicMarketplaceJobPostingsSearchFilter, RoomStoryFilter, SearchOffersInput,
    SemSearchV2Request, TalentWorkHistoryFilterInput, TimeReportFilter, VendorContractSearchFilter,
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
    pages.poll().unwrap().and_then(|page| page.after)
}

#[test]
fn cursors_start_where_the_server_wants_it_and_go_on() {
    let mut pages = CursorPages::new(50);
    assert_eq!((pages.poll().unwrap().unwrap().first, after(&pages).as_deref()), (50, Some("0")));
    assert_eq!(after(&pages).as_deref(), Some("0"), "asking again changes nothing");
    pages.handle(Came::items(50).with_info(Some(&info(Some("50"), Some(true)))));
    assert_eq!(after(&pages).as_deref(), Some("50"));
    pages.handle(Came::items(7).with_info(Some(&info(Some("57"), Some(false)))));
    assert!(pages.poll().unwrap().is_none());
    let resumed = CursorPages::new(0).from_cursor("x");
    assert_eq!((resumed.poll().unwrap().unwrap().first, after(&resumed).as_deref()), (1, Some("x")));
}

#[test]
fn cursors_end_and_say_why() {
    let end = |came: &[Came<'_>]| {
        let mut pages = CursorPages::new(10);
        came.iter().for_each(|&came| pages.handle(came));
        pages.poll().map(|page| page.and_then(|page| page.after))
    };
    let goes_on = |cursor: &str| Ok(Some(cursor.into()));
    let infos: Vec<_> = ["0", "1", "2", ""].map(|cursor| info(Some(cursor), Some(true))).into();
    let [zero, one, two, empty] = infos.as_slice() else { panic!() };
    let (none, silent, last) = (info(None, Some(true)), info(None, None), info(Some("1"), Some(false)));
    let unsaid = info(Some("1"), None);
    let next = |info| Came::items(1).with_info(Some(info));

    assert_eq!(end(&[next(one)]), goes_on("1"));
    assert_eq!(end(&[next(&unsaid)]), goes_on("1"));
    assert_eq!(end(&[next(&last)]), Ok(None));
    assert_eq!(end(&[Came::items(0).with_info(Some(one))]), Ok(None), "an empty page");
    assert_eq!(end(&[next(zero)]), Err(Incomplete::RepeatedCursor));
    assert_eq!(end(&[next(one), next(two), next(one)]), Err(Incomplete::RepeatedCursor), "a circle");
    assert_eq!(end(&[next(&none)]), Err(Incomplete::NoCursor));
    assert_eq!(end(&[next(empty)]), Err(Incomplete::NoCursor));
    assert_eq!(end(&[next(&silent)]), Err(Incomplete::NoCursor));
    assert_eq!(end(&[Came::items(1)]), Err(Incomplete::NoCursor));
    assert_eq!(end(&[Came::missing()]), Err(Incomplete::NoList));
    // The end stays the end, and the error the error.
    assert_eq!(end(&[Came::missing(), next(one)]), Err(Incomplete::NoList));
    assert_eq!(end(&[next(&last), next(two)]), Ok(None));
    // The total: all of it came; more is left, also behind an empty page.
    assert_eq!(end(&[next(one), next(&silent).with_total(Some(2))]), Ok(None));
    assert_eq!(end(&[next(one).with_total(Some(1))]), goes_on("1"), "the server says that there is more");
    assert_eq!(end(&[next(&silent).with_total(Some(2))]), Err(Incomplete::NoCursor));
    let behind = Came::items(0).with_info(Some(two)).with_total(Some(2));
    assert_eq!(end(&[next(one), behind]), Err(Incomplete::EmptyPage));
    // From a cursor on it is not known how many came before.
    let mut resumed = CursorPages::new(1).from_cursor("7");
    resumed.handle(behind);
    assert_eq!(resumed.poll().map(|page| page.is_none()), Ok(true));
}

#[test]
fn pages_have_at_least_one_item() {
    assert_eq!(CursorPages::new(9).clamped(-5).poll().unwrap().unwrap().first, 1);
    assert_eq!(CursorPages::new(9).clamped(5).poll().unwrap().unwrap().first, 5);
}

#[test]
fn places_go_on_by_what_came() {
    let mut pages = OffsetPages::new(20);
    assert_eq!(pages.poll(), Ok(Some(OffsetPage { offset: 0, limit: 20 })));
    pages.handle(Came::items(10)); // the server gives fewer at once
    assert_eq!(pages.poll(), Ok(Some(OffsetPage { offset: 10, limit: 20 })));
    pages.handle(Came::items(20).with_total(Some(31)));
    assert_eq!(pages.poll(), Ok(Some(OffsetPage { offset: 30, limit: 20 })));
    pages.handle(Came::items(1).with_total(Some(31)));
    assert_eq!(pages.poll(), Ok(None));

    let mut pages = OffsetPages::new(20);
    pages.handle(Came::items(0).with_total(Some(1)));
    assert_eq!(pages.poll(), Err(Incomplete::EmptyPage));
    let mut pages = OffsetPages::new(20);
    pages.handle(Came::missing());
    assert_eq!(pages.poll(), Err(Incomplete::NoList));

    let mut pages = NumberedPages::new(5);
    pages.handle(Came::items(5).with_total(Some(6)));
    assert_eq!(pages.poll(), Ok(Some(NumberedPage { page: 2, limit: 5 })));
    pages.handle(Came::items(0));
    assert_eq!(pages.poll(), Ok(None));

    let mut pages = OffsetFilterPages::new(5);
    pages.handle(Came::items(5).with_info(Some(&info(None, Some(true)))));
    assert_eq!(pages.poll().unwrap().map(|page| (page.page_offset, page.page_size)), Some((5, 5)));
    pages.handle(Came::items(5).with_info(Some(&info(None, Some(false)))));
    assert!(pages.poll().unwrap().is_none());

    let mut pages = ContractPages::new(i32::MAX);
    pages.handle(Came::items(usize::MAX));
    assert!(matches!(pages.poll(), Err(Incomplete::TooFar)));
    let mut pages = RowPages::new(3);
    pages.handle(Came::items(3));
    assert_eq!(pages.poll().unwrap().map(|page| (page.start, page.rows)), Some((Some(3), Some(3))));
}

/// Page by page, in which variables what is asked for differs.
fn differences(first: &Value, second: &Value, at: &str, found: &mut Vec<String>) {
    match (first, second) {
        (Value::Object(first), Value::Object(second)) if first.keys().eq(second.keys()) => {
            for (key, value) in first {
                differences(value, &second[key], &alloc::format!("{at}/{key}"), found);
            }
        }
        (first, second) if first == second => {}
        _ => found.push(at.into()),
    }
}

/// Asks for two pages of seven, the first one answered by `output`. The two differ at `place` alone, where
/// the first one has `from` and the second one `to`; `size` is where the page's size stands.
fn walk<O: Paged>(
    operation: O,
    output: Value,
    place: &str,
    [from, to]: [Value; 2],
    size: &str,
) -> &'static str {
    let mut pages = Pages::new(operation, 7);
    let mut ask = |output: Option<&Value>| {
        if let Some(output) = output {
            pages.handle(&serde_json::from_value(output.clone()).unwrap());
        }
        pages.poll().unwrap().map(|operation| serde_json::to_value(operation).unwrap())
    };
    let (first, second) = (ask(None).unwrap(), ask(Some(&output)).expect(O::NAME));
    let mut found = Vec::new();
    differences(&first, &second, "", &mut found);
    assert_eq!(found, [place], "{}", O::NAME);
    assert_eq!(first.pointer(place), Some(&from), "{}", O::NAME);
    assert_eq!(second.pointer(place), Some(&to), "{}", O::NAME);
    assert_eq!(second.pointer(size), Some(&json!(7)), "{}", O::NAME);
    O::NAME
}

#[test]
fn every_paged_operation_asks_for_its_second_page() {
    let edges = || json!({"edges": [null], "pageInfo": {"endCursor": "c", "hasNextPage": true}});
    let cursor = || [json!("0"), json!("c")];
    let one = || [json!(0), json!(1)];
    let id = || Id::new("1").unwrap();
    let user = || UserId::new("u").unwrap();
    let sort =
        VendorProposalSortAttribute::new(VendorProposalSortAttributeType::Createddatetime, SortOrder::Desc);
    let mut walked = [
        walk(
            op::MarketplaceJobPostingsSearch::new(MarketplaceJobPostingsSearchFilter::new()),
            edges(),
            "/marketPlaceJobFilter/pagination_eq/after",
            cursor(),
            "/marketPlaceJobFilter/pagination_eq/first",
        ),
        walk(
            op::VendorProposals::new(
                VendorProposalFilter::new(VendorProposalStatusFilterInput::Pending),
                sort,
                Pagination::new(1),
            ),
            edges(),
            "/pagination/after",
            cursor(),
            "/pagination/first",
        ),
        walk(
            op::ClientProposals::new(JobPostingId::new("1").unwrap()),
            edges(),
            "/pagination/after",
            cursor(),
            "/pagination/first",
        ),
        walk(op::RoomList::new(), edges(), "/pagination/after", cursor(), "/pagination/first"),
        walk(
            op::RoomStories::new(RoomStoryFilter::new(RoomId::new("r").unwrap())),
            edges(),
            "/filter/storyFilter/pagination/after",
            cursor(),
            "/filter/storyFilter/pagination/first",
        ),
        walk(
            op::ContractTimeReport::new(TimeReportFilter::new(
                OrganizationId::new("1").unwrap(),
                DateTimeRange::new(),
            )),
            edges(),
            "/pagination/after",
            cursor(),
            "/pagination/first",
        ),
        walk(op::StaffsByPersonId::new(user()), edges(), "/pagination/after", cursor(), "/pagination/first"),
        walk(
            op::FreelancerProfileSearchRecords::new(
                FreelancerProfileSearchFilter::new("X".into()),
                Pagination::new(1),
            ),
            edges(),
            "/pagination/after",
            cursor(),
            "/pagination/first",
        ),
        walk(
            op::OntologyEntitiesFiltered::new(OntologyEntityFilter::new("x".into())),
            edges(),
            "/pagination/after",
            cursor(),
            "/pagination/first",
        ),
        walk(
            op::PublicMarketplaceJobPostingsSearch::new(PublicMarketplaceJobPostingsSearchFilter::new()),
            json!({"jobs": [{}], "paging": {"hasNextPage": true}}),
            "/marketPlaceJobFilter/pagination/pageOffset",
            one(),
            "/marketPlaceJobFilter/pagination/pageSize",
        ),
        walk(
            op::TeamActivities::new(OrganizationId::new("1").unwrap()),
            json!({"edges": [{}], "totalCount": 2}),
            "/page/pageOffset",
            one(),
            "/page/pageSize",
        ),
        walk(
            op::VendorContracts::new(VendorContractSearchFilter::new(user())),
            json!({"contracts": [{}]}),
            "/paging/offset",
            one(),
            "/paging/limit",
        ),
        walk(
            op::SearchFreelancers::new(SemSearchV2Request::new()),
            json!({"searchFreelancerPublicProfile": {"pagingInfo": {"total": 9}, "profiles": [null]}}),
            "/request/paging/start",
            one(),
            "/request/paging/rows",
        ),
        walk(op::OntologySkills::new(0), json!([{}]), "/offset", one(), "/limit"),
        walk(op::CustomFields::new(CustomFieldsInput::new()), json!([{}]), "/offset", one(), "/limit"),
        walk(
            op::TalentWorkHistory::new(TalentWorkHistoryFilterInput::new(user())),
            json!({"totalCount": 2, "workHistoryList": [{}]}),
            "/filter/pagination/offset",
            one(),
            "/filter/pagination/limit",
        ),
        walk(
            op::OffersByAttribute::new(SearchOffersInput::new(id(), OfferSearchAttribute::JobPosting)),
            json!({"offers": [{}]}),
            "/filter/page",
            [json!(1), json!(2)],
            "/filter/limit",
        ),
    ];
    walked.sort_unstable();
    let mut all = super::operations::ALL.to_vec();
    all.sort_unstable();
    assert_eq!(walked, all.as_slice());
}

#[test]
fn null_in_place_of_a_list_is_no_end() {
    fn ends<O: Paged>(operation: O, output: Value) {
        let mut pages = Pages::new(operation, 7);
        pages.handle(&serde_json::from_value(output).unwrap());
        assert!(matches!(pages.poll(), Err(Incomplete::NoList)), "{}", O::NAME);
    }
    ends(op::RoomList::new(), json!(null));
    ends(op::TeamActivities::new(OrganizationId::new("1").unwrap()), json!(null));
    ends(op::VendorContracts::new(VendorContractSearchFilter::new(UserId::new("u").unwrap())), json!(null));
    ends(
        op::SearchFreelancers::new(SemSearchV2Request::new()),
        json!({"searchFreelancerPublicProfile": null}),
    );
}

#[test]
fn a_total_ends_the_list() {
    let history = op::TalentWorkHistory::new(TalentWorkHistoryFilterInput::new(UserId::new("u").unwrap()));
    let mut pages = Pages::new(history, 7);
    pages.handle(&serde_json::from_value(json!({"totalCount": 1, "workHistoryList": [{}]})).unwrap());
    assert!(matches!(pages.poll(), Ok(None)));
}

#[test]
fn no_way_around_an_operation_s_largest_page() {
    let proposals = || {
        let sort = VendorProposalSortAttribute::new("CREATEDDATETIME".into(), SortOrder::Desc);
        let filter = VendorProposalFilter::new(VendorProposalStatusFilterInput::Pending);
        op::VendorProposals::new(filter, sort, Pagination::new(1))
    };
    let machine = CursorPages::new(100).from_cursor("40");
    for (mut pages, after) in
        [(Pages::from_convention(proposals(), machine), "40"), (Pages::new(proposals(), 100), "0")]
    {
        let page = &pages.poll().unwrap().unwrap().pagination;
        assert_eq!((page.first, page.after.as_deref()), (40, Some(after)));
    }
    let mut page = Pagination::new(-5);
    page.after = Some("1".into());
    let mut own = proposals();
    own.set_page(page);
    assert_eq!(own.pagination.first, 1);
}
proptest! {
    #[test]
    fn a_finite_list_is_walked_once_and_whole(items in 0..200_usize, size in 1..30_i32, most in 1..30_usize) {
        let mut seen = Vec::new();
        let mut pages = OffsetPages::new(size);
        while let Some(page) = pages.poll().unwrap() {
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
        for cursor in cursors.iter().cycle().take(14) {
            if pages.poll().is_err() {
                break;
            }
            rounds += 1;
            pages.handle(Came::items(1).with_info(Some(&info(Some(cursor), Some(true)))));
        }
        prop_assert!(rounds <= 13);
    }
}
