//! Lists that come in pages: one machine for each of Upwork's six conventions.
//!
//! | machine | what is sent | where |
//! |---|---|---|
//! | [`CursorPages`] | `Pagination {first, after}`, from `after: "0"` | most lists |
//! | [`OffsetFilterPages`] | `PageFilterInput {pageOffset, pageSize}` | the public job search, activities |
//! | [`ContractPages`] | `ContractPagingInput {limit, offset}` | a freelancer's contracts |
//! | [`RowPages`] | `Paging {start, rows}` | the talent search by meaning |
//! | [`OffsetPages`] | `offset` and `limit` | skills, custom fields, work histories |
//! | [`NumberedPages`] | `page` and `limit`, from page 1 | offers by attribute |
//!
//! A machine says which page to ask for next ([`poll`](Convention::poll), which changes nothing: after a
//! lost answer it says the same again) and is told what came ([`handle`](Convention::handle)). It ends at
//! an empty page, where the server says that there are no more, and where a cursor comes again.
//! [`Pages`] puts a machine and a prepared operation together:
//!
//! ```
//! use oauth_wire::message::Response;
//! use upwork_graphql::api::{Api, Tenant};
//! use upwork_graphql::inputs::MarketplaceJobPostingsSearchFilter;
//! use upwork_graphql::operation::Operation;
//! use upwork_graphql::operations::MarketplaceJobPostingsSearch;
//! use upwork_graphql::page::Pages;
//!
//! # fn http(_: &oauth_wire::message::Request<'_>) -> Response<'static> {
//! #     Response::new(200, &[], br#"{"data":{"marketplaceJobPostingsSearch":{"edges":[{"node":{"title":"x"}}],"pageInfo":{"endCursor":"1","hasNextPage":false}}}}"#)
//! # }
//! let api = Api::new(Tenant::ServerDefault, "acme-hiring/1.4")?;
//! let mut filter = MarketplaceJobPostingsSearchFilter::new();
//! filter.search_expression_eq = Some("rust".into());
//! let mut pages = Pages::new(MarketplaceJobPostingsSearch::new(filter), 50);
//! let mut titles = Vec::new();
//! while let Some(search) = pages.poll() {
//!     let request = api.request("ACCESS_TOKEN", search)?;
//!     let page = MarketplaceJobPostingsSearch::answer(&http(&request.view())).into_result()?;
//!     pages.handle(&page);
//!     for edge in page.unwrap_or_default().edges.into_iter().flatten() {
//!         titles.extend(edge.node.and_then(|job| job.title));
//!     }
//! }
//! assert_eq!(titles, ["x"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod operations;

use crate::inputs::{ContractPagingInput, PageFilterInput, Pagination, Paging};
use crate::operation::Operation;
use crate::types::PageInfo;
use alloc::collections::BTreeSet;
use alloc::string::String;

/// One of the six conventions.
pub trait Convention {
    /// What is sent to ask for a page.
    type Page;

    /// The page to ask for, or `None` at the end. Asking again changes nothing.
    fn poll(&self) -> Option<Self::Page>;

    /// Tells what came.
    fn handle(&mut self, came: Came<'_>);
}

/// What a machine looks at in a page that came.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Came<'a> {
    /// How many items there are, those that are null counted in.
    pub items: usize,
    /// Where the page ends, where the server says so.
    pub info: Option<&'a PageInfo>,
    /// How many items there are on all pages, where the server says so.
    pub total: Option<i64>,
}

impl<'a> Came<'a> {
    /// So many items, and nothing else known.
    #[must_use]
    pub const fn items(items: usize) -> Self {
        Self { items, info: None, total: None }
    }

    /// The same, with where the page ends.
    #[must_use]
    pub const fn with_info(self, info: Option<&'a PageInfo>) -> Self {
        Self { info, ..self }
    }

    /// The same, with how many items there are.
    #[must_use]
    pub const fn with_total(self, total: Option<i64>) -> Self {
        Self { total, ..self }
    }

    fn says_last(&self) -> bool {
        self.info.is_some_and(|info| info.has_next_page == Some(false))
    }
}

/// `Pagination {first, after}`.
#[derive(Clone, Debug)]
pub struct CursorPages {
    first: i32,
    after: Option<String>,
    seen: BTreeSet<String>,
}

impl CursorPages {
    /// Pages of `first` items, from the first one on: at `after: "0"`, since the job search answers HTTP
    /// 500 where `after` is left out, as users report.
    #[must_use]
    pub fn new(first: i32) -> Self {
        Self { first: first.max(1), after: Some("0".into()), seen: BTreeSet::from(["0".into()]) }
    }

    /// The same from another cursor on, one that an earlier page ended at.
    #[must_use]
    pub fn from_cursor(self, after: &str) -> Self {
        Self { after: Some(after.into()), seen: BTreeSet::from([after.into()]), ..self }
    }

    /// The same with no more than `most` items a page.
    #[must_use]
    pub fn clamped(self, most: i32) -> Self {
        Self { first: self.first.min(most), ..self }
    }
}

impl Convention for CursorPages {
    type Page = Pagination;

    fn poll(&self) -> Option<Pagination> {
        let after = self.after.clone()?;
        let mut page = Pagination::new(self.first);
        page.after = Some(after);
        Some(page)
    }

    fn handle(&mut self, came: Came<'_>) {
        let next = came.info.and_then(|info| info.end_cursor.clone()).filter(|cursor| !cursor.is_empty());
        self.after = match next {
            Some(cursor) if came.items > 0 && !came.says_last() && self.seen.insert(cursor.clone()) => {
                Some(cursor)
            }
            _ => None,
        };
    }
}

/// The place of the next item, for the conventions that count.
#[derive(Clone, Copy, Debug)]
struct Place {
    size: i32,
    next: Option<i32>,
}

impl Place {
    fn new(size: i32, first: i32) -> Self {
        Self { size: size.max(1), next: Some(first) }
    }

    /// Goes on by as many items as came: a server may give fewer than it was asked for.
    fn handle(&mut self, came: Came<'_>, step: usize) {
        let next = self.next.and_then(|next| next.checked_add(i32::try_from(step).ok()?));
        let reached = |next: i32| came.total.is_some_and(|total| i64::from(next) >= total);
        self.next = next.filter(|&next| came.items > 0 && !came.says_last() && !reached(next));
    }
}

/// `PageFilterInput {pageOffset, pageSize}`.
///
/// The schema does not say what `pageOffset` counts; it is taken for items, as the name has it.
#[derive(Clone, Debug)]
pub struct OffsetFilterPages(Place);

impl OffsetFilterPages {
    /// Pages of `size` items, from the first one on.
    #[must_use]
    pub fn new(size: i32) -> Self {
        Self(Place::new(size, 0))
    }
}

impl Convention for OffsetFilterPages {
    type Page = PageFilterInput;

    fn poll(&self) -> Option<PageFilterInput> {
        Some(PageFilterInput::new(self.0.next?, self.0.size))
    }

    fn handle(&mut self, came: Came<'_>) {
        self.0.handle(came, came.items);
    }
}

/// `ContractPagingInput {limit, offset}`.
#[derive(Clone, Debug)]
pub struct ContractPages(Place);

impl ContractPages {
    /// Pages of `limit` contracts, from the first one on.
    #[must_use]
    pub fn new(limit: i32) -> Self {
        Self(Place::new(limit, 0))
    }
}

impl Convention for ContractPages {
    type Page = ContractPagingInput;

    fn poll(&self) -> Option<ContractPagingInput> {
        let mut page = ContractPagingInput::new();
        page.offset = Some(self.0.next?);
        page.limit = Some(self.0.size);
        Some(page)
    }

    fn handle(&mut self, came: Came<'_>) {
        self.0.handle(came, came.items);
    }
}

/// `Paging {start, rows}`.
#[derive(Clone, Debug)]
pub struct RowPages(Place);

impl RowPages {
    /// Pages of `rows` items, from the first one on.
    #[must_use]
    pub fn new(rows: i32) -> Self {
        Self(Place::new(rows, 0))
    }
}

impl Convention for RowPages {
    type Page = Paging;

    fn poll(&self) -> Option<Paging> {
        let mut page = Paging::new();
        page.start = Some(self.0.next?);
        page.rows = Some(self.0.size);
        Some(page)
    }

    fn handle(&mut self, came: Came<'_>) {
        self.0.handle(came, came.items);
    }
}

/// `offset` and `limit`.
#[derive(Clone, Debug)]
pub struct OffsetPages(Place);

/// A page by its first item and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetPage {
    /// How many items stand before it.
    pub offset: i32,
    /// How many items it may have.
    pub limit: i32,
}

impl OffsetPages {
    /// Pages of `limit` items, from the first one on.
    #[must_use]
    pub fn new(limit: i32) -> Self {
        Self(Place::new(limit, 0))
    }
}

impl Convention for OffsetPages {
    type Page = OffsetPage;

    fn poll(&self) -> Option<OffsetPage> {
        Some(OffsetPage { offset: self.0.next?, limit: self.0.size })
    }

    fn handle(&mut self, came: Came<'_>) {
        self.0.handle(came, came.items);
    }
}

/// `page` and `limit`.
#[derive(Clone, Debug)]
pub struct NumberedPages(Place);

/// A page by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberedPage {
    /// The number, from 1.
    pub page: i32,
    /// How many items it may have.
    pub limit: i32,
}

impl NumberedPages {
    /// Pages of `limit` items, from page 1 on.
    #[must_use]
    pub fn new(limit: i32) -> Self {
        Self(Place::new(limit, 1))
    }
}

impl Convention for NumberedPages {
    type Page = NumberedPage;

    fn poll(&self) -> Option<NumberedPage> {
        Some(NumberedPage { page: self.0.next?, limit: self.0.size })
    }

    fn handle(&mut self, came: Came<'_>) {
        // A total counts items, not pages.
        self.0.handle(Came { total: None, ..came }, 1);
    }
}

/// A prepared operation that gives a list in pages.
pub trait Paged: Operation {
    /// How it counts its pages.
    type Convention: Convention;

    /// Pages of `size` items, fewer where the operation does not give so many.
    fn pages(size: i32) -> Self::Convention;

    /// Asks for this page.
    fn set_page(&mut self, page: <Self::Convention as Convention>::Page);

    /// What came.
    fn came(output: &Self::Output) -> Came<'_>;
}

/// A prepared operation, page by page.
#[derive(Clone, Debug)]
pub struct Pages<O: Paged> {
    operation: O,
    convention: O::Convention,
}

impl<O: Paged> Pages<O> {
    /// All pages of a list, each of `size` items at most.
    #[must_use]
    pub fn new(operation: O, size: i32) -> Self {
        Self { operation, convention: O::pages(size) }
    }

    /// The pages from where this machine stands.
    #[must_use]
    pub fn from_convention(operation: O, convention: O::Convention) -> Self {
        Self { operation, convention }
    }

    /// The operation that asks for the next page, or `None` at the end. Asking again changes nothing.
    pub fn poll(&mut self) -> Option<&O> {
        self.operation.set_page(self.convention.poll()?);
        Some(&self.operation)
    }

    /// Tells what came.
    pub fn handle(&mut self, output: &O::Output) {
        self.convention.handle(O::came(output));
    }
}

#[cfg(test)]
mod tests;
