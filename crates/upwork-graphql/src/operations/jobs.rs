//! Job search and job postings.

use crate::enums::MarketplaceJobPostingSearchType;
use crate::ids::JobPostingId;
use crate::inputs::{
    JobPostingCreateRequest, JobPostingUpdateRequest, MarketplaceJobPostingSearchSortAttribute,
    MarketplaceJobPostingsSearchFilter, PublicMarketplaceJobPostingsSearchFilter,
};
use crate::macros::operations;
use crate::types;
use alloc::vec::Vec;

operations! {
    /// The job search, as a freelancer sees it.
    ///
    /// Start its pages at `after: "0"`: left out, the server answers HTTP 500, as users report.
    query "marketplaceJobPostingsSearch" MarketplaceJobPostingsSearch {
        filter "marketPlaceJobFilter": MarketplaceJobPostingsSearchFilter;
        search_type "searchType": MarketplaceJobPostingSearchType,
        sort "sortAttributes": Vec<MarketplaceJobPostingSearchSortAttribute>,
    } -> Option<types::MarketplaceJobPostingSearchConnection>;

    /// The job search that needs no rights of a freelancer.
    query "publicMarketplaceJobPostingsSearch" PublicMarketplaceJobPostingsSearch {
        filter "marketPlaceJobFilter": PublicMarketplaceJobPostingsSearchFilter,
    } -> Option<types::PublicMarketplaceJobPostingsSearchConnection>;

    /// A job, with all that a freelancer looks at before a proposal.
    query "marketplaceJobPosting" MarketplaceJobPosting {
        id "id": JobPostingId,
    } -> Option<types::MarketplaceJobPosting>;

    /// Titles and texts of jobs.
    query "marketplaceJobPostingsContents" MarketplaceJobPostingsContents {
        ids "ids": Vec<JobPostingId>,
    } -> Vec<Option<types::MarketplaceJobPostingsContents>>;

    /// A job posting, as the client who posted it sees it.
    query "jobPosting" JobPosting {
        id "jobPostingId": JobPostingId;
        load_annotation "loadAnnotation": bool,
    } -> Option<types::JobPosting>;

    /// Posts a job.
    mutation "createJobPosting" CreateJobPosting {
        request "jobPostingRequest": JobPostingCreateRequest,
    } -> Option<types::JobPostingCreateResponse>;

    /// Changes a job posting.
    mutation "updateJobPosting" UpdateJobPosting {
        id "id": JobPostingId,
        request "jobPostingRequest": JobPostingUpdateRequest,
    } -> Option<types::JobPostingUpdateResponse>;
}
