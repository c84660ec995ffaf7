//! The six ways in which lists are asked for in pages.

use super::ask::Refusal;
use serde_json::{Value, json};

/// How many items a page has where nothing is said.
const DEFAULT_SIZE: u64 = 10;

/// Part of a list.
pub(crate) struct Page {
    pub(crate) items: Vec<Value>,
    /// How many items stand before it.
    pub(crate) start: usize,
    /// How many items there are on all pages.
    pub(crate) total: usize,
}

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    start: usize,
    size: usize,
}

impl Window {
    /// `Pagination {first, after}`: `after` is the number of items to leave out, as a text, and `"0"` the
    /// start. Left out, the list starts at its start.
    pub(crate) fn by_cursor(pagination: Option<&Value>) -> Result<Self, Refusal> {
        let Some(pagination) = pagination.filter(|value| !value.is_null()) else {
            return Ok(Self { start: 0, size: usize_of(DEFAULT_SIZE) });
        };
        let start = match pagination.get("after").and_then(Value::as_str) {
            None => 0,
            Some(after) => {
                after.parse().map_err(|_| Refusal::new("pagination.after is no cursor of this list"))?
            }
        };
        Ok(Self { start, size: count(pagination.get("first"), "pagination.first", 0)? })
    }

    /// The conventions that count items from 0: under these names within `page`.
    pub(crate) fn by_offset(page: Option<&Value>, offset: &str, limit: &str) -> Result<Self, Refusal> {
        let member = |name: &str| page.and_then(|page| page.get(name));
        Ok(Self {
            start: count(member(offset), offset, 0)?,
            size: count(member(limit), limit, DEFAULT_SIZE)?,
        })
    }

    /// `page` and `limit`: pages from 1.
    pub(crate) fn by_number(filter: Option<&Value>) -> Result<Self, Refusal> {
        let member = |name: &str| filter.and_then(|filter| filter.get(name));
        let (number, size) =
            (count(member("page"), "page", 1)?, count(member("limit"), "limit", DEFAULT_SIZE)?);
        let before = number.checked_sub(1).ok_or_else(|| Refusal::new("pages are counted from 1"))?;
        Ok(Self { start: before.saturating_mul(size), size })
    }

    /// The same, refused where it is larger.
    pub(crate) fn at_most(self, size: usize) -> Result<Self, Refusal> {
        if self.size > size {
            return Err(Refusal::new(format!("a page has at most {size} items here")));
        }
        Ok(self)
    }

    /// The part of these items.
    pub(crate) fn of<T>(self, all: impl IntoIterator<Item = T>, view: impl Fn(T) -> Value) -> Page {
        let all: Vec<T> = all.into_iter().collect();
        let total = all.len();
        let items = all.into_iter().skip(self.start).take(self.size).map(view).collect();
        Page { items, start: self.start, total }
    }
}

impl Page {
    fn end(&self) -> usize {
        self.start.saturating_add(self.items.len()).min(self.total)
    }

    /// `PageInfo`.
    pub(crate) fn info(&self) -> Value {
        json!({ "endCursor": self.end().to_string(), "hasNextPage": self.end() < self.total && !self.items.is_empty() })
    }

    /// A connection: `edges` of `cursor` and `node`, `pageInfo`, `totalCount`.
    pub(crate) fn connection(self) -> Value {
        let (info, total, start) = (self.info(), self.total, self.start);
        let edge = |(index, node): (usize, Value)| json!({ "cursor": (start + index + 1).to_string(), "node": node });
        let edges: Vec<_> = self.items.into_iter().enumerate().map(edge).collect();
        json!({ "edges": edges, "pageInfo": info, "totalCount": total })
    }
}

fn count(value: Option<&Value>, name: &str, default: u64) -> Result<usize, Refusal> {
    match value.filter(|value| !value.is_null()) {
        None => Ok(usize_of(default)),
        Some(value) => {
            let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
            number.ok_or_else(|| Refusal::new(format!("{name} must not be negative")))
        }
    }
}

fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way() {
        let page = |window: Window| {
            let page = window.of(0..7, |number| json!(number));
            (page.items.clone(), page.info()["endCursor"].clone(), page.info()["hasNextPage"].clone())
        };
        let cursor =
            |after: &str| page(Window::by_cursor(Some(&json!({ "first": 3, "after": after }))).unwrap());
        assert_eq!(cursor("0"), (vec![json!(0), json!(1), json!(2)], json!("3"), json!(true)));
        assert_eq!(cursor("6"), (vec![json!(6)], json!("7"), json!(false)));
        assert_eq!(cursor("99"), (vec![], json!("7"), json!(false)));
        let offset = json!({ "start": 5, "rows": 2 });
        assert_eq!(page(Window::by_offset(Some(&offset), "start", "rows").unwrap()).0, [5, 6]);
        assert_eq!(page(Window::by_number(Some(&json!({ "page": 2, "limit": 4 }))).unwrap()).0, [4, 5, 6]);
        assert_eq!(page(Window::by_number(None).unwrap()).0.len(), 7);
        assert!(Window::by_number(Some(&json!({ "page": 0 }))).is_err());
        assert!(Window::by_cursor(Some(&json!({ "first": -1 }))).is_err());
        assert!(Window::by_cursor(Some(&json!({ "first": 1, "after": "x" }))).is_err());
        let huge = json!({ "first": i32::MAX, "after": u64::MAX.to_string() });
        assert_eq!(page(Window::by_cursor(Some(&huge)).unwrap()).0.len(), 0);
        assert!(Window::by_cursor(Some(&huge)).unwrap().at_most(40).is_err());
    }
}
