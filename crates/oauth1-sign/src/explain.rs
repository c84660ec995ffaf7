//! Why two sides compute different signatures.
//!
//! "Signature invalid" says nothing of the cause, and there are many. [`explain`] is given the request
//! as we see it ([`Ours`]) and what the other side says it computed ([`Observed`]): its base string, or
//! only its signature. It makes each known [`Mistake`] in that request, alone and then two at a time,
//! and says which give the other side's value.
//!
//! It works for both sides: a client compares with what a server says it expected, a server with what
//! a client sent. Which of the two erred it can't know; a mistake is always described as if the other
//! side had made it.
//!
//! The RFC's own example (§3.4.1.1) was printed with a signature that is not its request's; erratum 2550
//! corrects it. What had gone wrong:
//!
//! ```
//! use oauth1_sign::explain::{Mistake, Observed, Ours, explain};
//! use oauth1_sign::{Authorization, SignableRequest};
//!
//! let request = SignableRequest::new("POST", "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b")?
//!     .with_form_body(b"c2&a3=2+q");
//! let header = Authorization::parse("OAuth realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\", \
//!     oauth_token=\"kkk9d7dh3k39sjv7\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", \
//!     oauth_nonce=\"7d8f3e4a\"")?;
//! let ours = Ours::new(request)
//!     .with_authorization(&header)
//!     .with_client_secret("j49sk3j29djd")
//!     .with_token_secret("dh893hdasih9");
//!
//! let explanation = explain(&ours, Observed::Signature("bYT5CMsGcbgUdFHObYMEfcx6bsw="));
//! assert_eq!(explanation.causes()[0].mistakes(), [Mistake::OtherMethod { method: "GET".into() }]);
//! assert_eq!(explanation.to_string(), "The other side's value comes out when\n  \
//!     - the request method is \"GET\". Sign the one that is sent; redirects and method overrides change it (RFC 5849 §3.4.1.1).");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it takes
//!
//! Plain code that is not meant for the hot path: it copies the request for each attempt. The work is
//! bounded by the bytes of base string that it builds ([`Ours::at_most`]), 64 MiB unless you say
//! otherwise. Mistakes with a single parameter are made with the first [`MAX_PARAMETERS`]. Of mistakes
//! that give the same value by themselves one stands for all when pairs are tried, and one that changes
//! nothing about this request is left out, unless the other one brings in new text.
//!
//! # Secrets
//!
//! Neither the report nor any `Debug` here holds a secret: a candidate is named by its number, and
//! values of tokens and verifiers are masked. Names of parameters, hosts and paths are shown.

use alloc::vec::Vec;

mod candidates;
mod difference;
mod json;
mod mistake;
mod model;
mod observed;
mod ours;
mod report;
mod search;
mod signature;
mod words;

use candidates::Candidates;
pub use difference::{Difference, Part};
pub use mistake::{Half, Layer, Mistake, SecretOf};
pub use observed::Observed;
use observed::Theirs;
pub use ours::Ours;
pub use report::{Cause, Explanation, Verdict};
use search::{Goal, Search};
use signature::{Hash, Target};

/// The number of parameters that mistakes with a single parameter are tried with.
pub const MAX_PARAMETERS: usize = 64;

/// Says which known mistakes, alone or two together, give what was observed.
///
/// See the [module](self) for an example. It does not fail: where nothing gives the value, or the bound
/// was reached, the [`Explanation`] says so.
#[must_use]
pub fn explain(ours: &Ours<'_>, observed: Observed<'_>) -> Explanation {
    let facts = ours.facts();
    let theirs = match observed {
        Observed::BaseString(text) => Some(Theirs::parse(text)),
        Observed::Signature(_) => None,
    };
    let goal = match (observed, &theirs) {
        (Observed::BaseString(text), Some(theirs)) => {
            Goal::BaseString([text.as_bytes(), theirs.text.as_bytes()])
        }
        (Observed::Signature(signature), _) | (Observed::BaseString(signature), None) => {
            let method = facts.value_of(b"oauth_signature_method").unwrap_or(b"HMAC-SHA1");
            Goal::Signature(Target::new(signature, method, ours.public_key))
        }
    };
    let mut explanation = Explanation {
        verdict: Verdict::Unexplained,
        causes: Vec::new(),
        difference: None,
        tried: 0,
        is_complete: true,
        is_base_string: theirs.is_some(),
    };
    if theirs.is_none() && facts.right.hash == Hash::Other && ours.public_key.is_none() {
        explanation.verdict = Verdict::NotComputable;
        return explanation;
    }
    let candidates = Candidates::collect(&facts, theirs.as_ref());
    let mut search = Search::new(goal, ours.work);
    let (is_same, causes) = search.run(&facts.right, &candidates.list);
    explanation.tried = search.tried;
    explanation.is_complete = !(search.ran_out || candidates.is_incomplete);
    if is_same {
        explanation.verdict = Verdict::Same;
        return explanation;
    }
    if !causes.is_empty() {
        explanation.verdict = Verdict::Explained;
        explanation.is_complete = true;
        explanation.causes = causes;
    }
    explanation.difference = theirs
        .as_ref()
        .and_then(|theirs| Difference::find(&facts.right.base_string(), theirs.text.as_bytes()));
    explanation
}
