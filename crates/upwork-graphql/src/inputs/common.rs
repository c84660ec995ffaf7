//! What all areas share.

use crate::macros::inputs;
use alloc::string::String;

inputs! {
    /// A page of a list by its cursor. [`CursorPages`](crate::page::CursorPages) makes them.
    Pagination {
        first "first": i32,
        ;
        after "after": String,
    }

    /// A page of a list by its place. [`OffsetFilterPages`](crate::page::OffsetFilterPages) makes them.
    PageFilterInput {
        page_offset "pageOffset": i32,
        page_size "pageSize": i32,
    }

    /// A page of a list of contracts. [`ContractPages`](crate::page::ContractPages) makes them.
    ContractPagingInput {
        ;
        limit "limit": i32,
        offset "offset": i32,
        include_total_count "includeTotalCount": bool,
    }

    /// A page of the search by meaning. [`RowPages`](crate::page::RowPages) makes them.
    Paging {
        ;
        start "start": i32,
        rows "rows": i32,
    }

    /// From one time to another, each where known.
    DateTimeRange {
        ;
        range_start "rangeStart": String,
        range_end "rangeEnd": String,
    }

    /// From one whole number to another.
    IntRange {
        ;
        range_start "rangeStart": i32,
        range_end "rangeEnd": i32,
    }

    /// From one number to another.
    FloatRange {
        ;
        range_start "rangeStart": f64,
        range_end "rangeEnd": f64,
    }

    /// A circle on the map.
    AreaFilter {
        latitude "latitude": f64,
        longitude "longitude": f64,
        radius "radius": f64,
    }
}
