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
//! lost answer it says the same again) and is told what came ([`handle`](Convention::handle)). It ends
//! where the server says that there are no more, and at an empty page. Where the list may go on and the
//! machine can't, because there is no cursor or one that was used before, or null stands in place of the
//! list, the next `poll` is an error ([`Incomplete`]): a list that was cut off never looks whole.
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
//! while let Some(search) = pages.poll()? {
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
use core::fmt;

/// One of the six conventions.
pub trait Convention {
    /// What is sent to ask for a page.
    type Page;

    /// The page to ask for, or `None` at the end. Asking again changes nothing.
    ///
    /// # Errors
    /// [`Incomplete`] when there may be more and no way to ask for it.
    fn poll(&self) -> Result<Option<Self::Page>, Incomplete>;

    /// Tells what came.
    fn handle(&mut self, came: Came<'_>);
}

/// Why a list ends before its end. What came until then is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Incomplete {
    /// The page does not say where it ends, and not that it is the last.
    NoCursor,
    /// The page ends where an earlier one began: the server goes in a circle.
    RepeatedCursor,
    /// Null stands in place of the list.
    NoList,
    /// An empty page came, and there are more items by the server's own count.
    EmptyPage,
    /// The place of the next item is beyond what the server counts to.
    TooFar,
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCursor => "the list may go on, but the page has no cursor to go on from",
            Self::RepeatedCursor => "the list may go on, but the server repeats a cursor",
            Self::NoList => "null came in place of the list; see the errors that came with it",
            Self::EmptyPage => "an empty page came before all items that the server counts",
            Self::TooFar => "the list goes on beyond the largest offset",
        })?;
        f.write_str("; what came until then is good, ask for the rest by a narrower filter")
    }
}

impl core::error::Error for Incomplete {}

/// Where a machine stands: the next page, the end, or why it can't go on.
type Next<T> = Result<Option<T>, Incomplete>;

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
    /// Null stands in place of the list.
    missing: bool,
}

impl<'a> Came<'a> {
    /// So many items, and nothing else known.
    #[must_use]
    pub const fn items(items: usize) -> Self {
        Self { items, info: None, total: None, missing: false }
    }

    /// Null in place of the list, which is no empty list.
    #[must_use]
    pub const fn missing() -> Self {
        Self { items: 0, info: None, total: None, missing: true }
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

    /// What the page alone tells: whether the list goes on. `until` is how many items there were up to and
    /// with this page, where that is known.
    fn goes_on(&self, until: Option<i64>) -> Result<bool, Incomplete> {
        let left = until.zip(self.total).is_some_and(|(until, total)| until < total);
        match self.items {
            _ if self.missing => Err(Incomplete::NoList),
            _ if self.says_last() => Ok(false),
            0 if left => Err(Incomplete::EmptyPage),
            items => Ok(items > 0),
        }
    }
}

/// `Pagination {first, after}`.
#[derive(Clone, Debug)]
pub struct CursorPages {
    first: i32,
    after: Next<String>,
    seen: BTreeSet<String>,
    /// How many items came, where all of them came through here.
    items: Option<i64>,
}

impl CursorPages {
    /// Pages of `first` items, from the first one on: at `after: "0"`, since the job search answers HTTP
    /// 500 where `after` is left out, as users report.
    #[must_use]
    pub fn new(first: i32) -> Self {
        Self {
            first: first.max(1),
            after: Ok(Some("0".into())),
            seen: BTreeSet::from(["0".into()]),
            items: Some(0),
        }
    }

    /// The same from another cursor on, one that an earlier page ended at.
    #[must_use]
    pub fn from_cursor(self, after: &str) -> Self {
        let seen = BTreeSet::from([after.into()]);
        Self { after: Ok(Some(after.into())), seen, items: None, ..self }
    }

    /// The same with no more than `most` items a page, and no fewer than one.
    #[must_use]
    pub fn clamped(self, most: i32) -> Self {
        Self { first: self.first.min(most).max(1), ..self }
    }
}

impl Convention for CursorPages {
    type Page = Pagination;

    fn poll(&self) -> Result<Option<Pagination>, Incomplete> {
        Ok(self.after.clone()?.map(|after| {
            let mut page = Pagination::new(self.first);
            page.after = Some(after);
            page
        }))
    }

    fn handle(&mut self, came: Came<'_>) {
        if !matches!(self.after, Ok(Some(_))) {
            return;
        }
        let items = i64::try_from(came.items).unwrap_or(i64::MAX);
        self.items = self.items.map(|before| before.saturating_add(items));
        let cursor = came.info.and_then(|info| info.end_cursor.clone()).filter(|cursor| !cursor.is_empty());
        let says_more = came.info.is_some_and(|info| info.has_next_page == Some(true));
        let all_came = self.items.zip(came.total).is_some_and(|(items, total)| items >= total);
        self.after = match came.goes_on(self.items) {
            Err(incomplete) => Err(incomplete),
            Ok(false) => Ok(None),
            Ok(true) if all_came && !says_more => Ok(None),
            Ok(true) => match cursor {
                Some(cursor) if self.seen.insert(cursor.clone()) => Ok(Some(cursor)),
                Some(_) => Err(Incomplete::RepeatedCursor),
                None => Err(Incomplete::NoCursor),
            },
        };
    }
}

/// The place of the next item, for the conventions that count.
#[derive(Clone, Copy, Debug)]
struct Place {
    size: i32,
    next: Next<i32>,
}

impl Place {
    fn new(size: i32, first: i32) -> Self {
        Self { size: size.max(1), next: Ok(Some(first)) }
    }

    /// Goes on by as many items as came: a server may give fewer than it was asked for.
    fn handle(&mut self, came: Came<'_>, step: usize) {
        let Ok(Some(place)) = self.next else { return };
        let next = i32::try_from(step).ok().and_then(|step| place.checked_add(step));
        let reached = |next: i32| came.total.is_some_and(|total| i64::from(next) >= total);
        self.next = match (came.goes_on(next.map(i64::from)), next) {
            (Err(incomplete), _) => Err(incomplete),
            (Ok(false), _) => Ok(None),
            (Ok(true), None) => Err(Incomplete::TooFar),
            (Ok(true), Some(next)) => Ok(Some(next).filter(|&next| !reached(next))),
        };
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

    fn poll(&self) -> Result<Option<PageFilterInput>, Incomplete> {
        Ok(self.0.next?.map(|next| PageFilterInput::new(next, self.0.size)))
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

    fn poll(&self) -> Result<Option<ContractPagingInput>, Incomplete> {
        Ok(self.0.next?.map(|next| {
            let mut page = ContractPagingInput::new();
            page.offset = Some(next);
            page.limit = Some(self.0.size);
            page
        }))
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

    fn poll(&self) -> Result<Option<Paging>, Incomplete> {
        Ok(self.0.next?.map(|next| {
            let mut page = Paging::new();
            page.start = Some(next);
            page.rows = Some(self.0.size);
            page
        }))
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

    fn poll(&self) -> Result<Option<OffsetPage>, Incomplete> {
        Ok(self.0.next?.map(|offset| OffsetPage { offset, limit: self.0.size }))
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

    fn poll(&self) -> Result<Option<NumberedPage>, Incomplete> {
        Ok(self.0.next?.map(|page| NumberedPage { page, limit: self.0.size }))
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

    /// Asks for this page, or for a smaller one where the operation does not give so many items.
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
    ///
    /// # Errors
    /// [`Incomplete`] when there may be more and no way to ask for it. What came until then is good.
    pub fn poll(&mut self) -> Result<Option<&O>, Incomplete> {
        let Some(page) = self.convention.poll()? else { return Ok(None) };
        self.operation.set_page(page);
        Ok(Some(&self.operation))
    }

    /// Tells what came: all of a page. In data beside errors null may stand for items or for the list
    /// itself, which reads as none.
    pub fn handle(&mut self, output: &O::Output) {
        self.convention.handle(O::came(output));
    }
}

#[cfg(test)]
mod tests;
