//! The prepared operations that give lists in pages.

use super::{
    Came, ContractPages, CursorPages, NumberedPage, NumberedPages, OffsetFilterPages, OffsetPage,
    OffsetPages, Paged, RowPages,
};
use crate::inputs::{Pagination, StoryFilter, TalentWorkHistoryPagination};
use crate::operations as op;

/// Users report an error for pages of more than 40 proposals.
const MOST_VENDOR_PROPOSALS: i32 = 40;

/// Each: the operation, its convention, where the page goes, and what came (where anything did).
macro_rules! paged {
    ($($operation:ident: $convention:ident $(clamped $most:ident)?, |$own:ident, $page:ident| $set:expr, |$output:ident| $came:expr;)*) => {$(
        impl Paged for op::$operation {
            type Convention = $convention;

            fn pages(size: i32) -> $convention {
                $convention::new(size)$(.clamped($most))?
            }

            fn set_page(&mut self, $page: <$convention as super::Convention>::Page) {
                let $own = self;
                $(let $page = at_most($page, $most);)?
                $set;
            }

            fn came(output: &Self::Output) -> Came<'_> {
                let $output = output;
                $came
            }
        }
    )*

        /// The names of all of them.
        #[cfg(test)]
        pub(super) const ALL: &[&str] = &[$(<op::$operation as crate::operation::Operation>::NAME),*];
    };
}

/// Wherever the page was made.
fn at_most(mut page: Pagination, most: i32) -> Pagination {
    page.first = page.first.clamp(1, most);
    page
}

/// What came of a connection: its edges and where they end.
macro_rules! connection {
    ($output:ident) => {
        $output.as_ref().map_or(Came::missing(), |connection| {
            Came::items(connection.edges.len())
                .with_info(connection.page_info.as_ref())
                .with_total(connection.total_count)
        })
    };
}

paged! {
    MarketplaceJobPostingsSearch: CursorPages,
        |own, page| own.filter.pagination_eq = Some(page), |output| connection!(output);
    VendorProposals: CursorPages clamped MOST_VENDOR_PROPOSALS,
        |own, page| own.pagination = page, |output| connection!(output);
    ClientProposals: CursorPages, |own, page| own.pagination = Some(page), |output| connection!(output);
    RoomList: CursorPages, |own, page| own.pagination = Some(page), |output| connection!(output);
    RoomStories: CursorPages,
        |own, page| own.filter.story_filter.get_or_insert_with(StoryFilter::new).pagination = Some(page),
        |output| connection!(output);
    ContractTimeReport: CursorPages, |own, page| own.pagination = Some(page), |output| connection!(output);
    StaffsByPersonId: CursorPages, |own, page| own.pagination = Some(page), |output| connection!(output);
    FreelancerProfileSearchRecords: CursorPages, |own, page| own.pagination = page, |output| connection!(output);
    OntologyEntitiesFiltered: CursorPages, |own, page| own.pagination = Some(page), |output| connection!(output);
    PublicMarketplaceJobPostingsSearch: OffsetFilterPages,
        |own, page| own.filter.pagination = Some(page),
        |output| output.as_ref().map_or(Came::missing(), |found| {
            Came::items(found.jobs.len()).with_info(found.paging.as_ref())
        });
    TeamActivities: OffsetFilterPages,
        |own, page| own.page = Some(page),
        |output| output.as_ref().map_or(Came::missing(), |found| {
            Came::items(found.edges.len()).with_total(found.total_count)
        });
    VendorContracts: ContractPages,
        |own, page| own.paging = Some(page),
        |output| output.as_ref().map_or(Came::missing(), |found| Came::items(found.contracts.len()));
    SearchFreelancers: RowPages,
        |own, page| own.request.paging = Some(page),
        |output| output.as_ref().and_then(|found| found.search_freelancer_public_profile.as_ref()).map_or(
            Came::missing(),
            |found| Came::items(found.profiles.len()).with_total(found.paging_info.as_ref().and_then(|info| info.total)),
        );
    OntologySkills: OffsetPages,
        |own, page| { own.offset = Some(page.offset); own.limit = page.limit; },
        |output| Came::items(output.len());
    CustomFields: OffsetPages,
        |own, page| { own.offset = Some(page.offset); own.limit = Some(page.limit); },
        |output| Came::items(output.len());
    TalentWorkHistory: OffsetPages,
        |own, page| own.filter.pagination = Some(history_page(page)),
        |output| output.as_ref().map_or(Came::missing(), |found| {
            Came::items(found.work_history_list.len()).with_total(found.total_count)
        });
    OffersByAttribute: NumberedPages,
        |own, page| { let NumberedPage { page, limit } = page; own.filter.page = Some(page); own.filter.limit = Some(limit); },
        |output| output.as_ref().map_or(Came::missing(), |found| Came::items(found.offers.len()));
}

fn history_page(page: OffsetPage) -> TalentWorkHistoryPagination {
    TalentWorkHistoryPagination::new(page.offset, page.limit)
}
