//! What real servers do against the text of the RFCs, and what is accepted here all the same: each
//! rule has a name, is reported with the answer it was used on, and has its own test.

use core::fmt;

/// A rule by which an answer was read that the RFCs would refuse, or do not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Leniency {
    /// `expires_in` (or `interval`) came as a string.
    SecondsAsString,
    /// `expires_in` (or `interval`) came with a fraction or an exponent; the fraction is dropped.
    SecondsAsFloat,
    /// `expires_in` (or `interval`) came as `null` or empty, and counts as missing.
    SecondsNull,
    /// `scope` came as `null`, and counts as missing.
    ScopeNull,
    /// `scope` came as an array; its items are joined with spaces.
    ScopeArray,
    /// `token_type` is missing or `null`, and counts as `Bearer` (Upwork's implicit grant, for one).
    TokenTypeMissing,
    /// `refresh_token` came empty or as `null`, and counts as missing.
    RefreshTokenEmpty,
    /// The answer is form-encoded.
    FormEncoded,
    /// The answer is JSON, and its `Content-Type` says something else.
    MediaType,
    /// An `error` came with a status that says success.
    ErrorWithSuccess,
    /// `iss` came in the query of a callback whose other parameters are in the fragment.
    IssuerInQuery,
    /// `verification_uri` is called `verification_url` (Google's device grant).
    VerificationUrl,
}

impl Leniency {
    /// Every rule.
    pub const ALL: &'static [Self] = &[
        Self::SecondsAsString,
        Self::SecondsAsFloat,
        Self::SecondsNull,
        Self::ScopeNull,
        Self::ScopeArray,
        Self::TokenTypeMissing,
        Self::RefreshTokenEmpty,
        Self::FormEncoded,
        Self::MediaType,
        Self::ErrorWithSuccess,
        Self::IssuerInQuery,
        Self::VerificationUrl,
    ];
}

/// The rules that were used on one answer.
///
/// ```
/// use oauth2_flow::leniency::{Leniencies, Leniency};
///
/// let used = Leniencies::NONE.with(Leniency::ScopeArray);
/// assert!(used.contains(Leniency::ScopeArray) && !used.contains(Leniency::ScopeNull));
/// assert!(used.iter().eq([Leniency::ScopeArray]));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Leniencies(u16);

impl Leniencies {
    /// No rule: the answer was as the RFCs have it.
    pub const NONE: Self = Self(0);

    /// These rules and one more.
    #[must_use]
    pub const fn with(self, rule: Leniency) -> Self {
        Self(self.0 | 1 << rule as u8)
    }

    /// Adds a rule.
    pub(crate) fn note(&mut self, rule: Leniency) {
        *self = self.with(rule);
    }

    /// These rules and those.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the rule was used.
    #[must_use]
    pub const fn contains(self, rule: Leniency) -> bool {
        self.0 & 1 << rule as u8 != 0
    }

    /// Whether none was used.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[cfg(feature = "seal")]
    pub(crate) fn to_bits(self) -> u64 {
        self.0.into()
    }

    /// `None` for bits that [`to_bits`](Self::to_bits) does not make.
    #[cfg(feature = "seal")]
    pub(crate) fn from_bits(bits: u64) -> Option<Self> {
        u16::try_from(bits).ok().map(Self)
    }

    /// The rules that were used.
    pub fn iter(self) -> impl Iterator<Item = Leniency> {
        Leniency::ALL.iter().copied().filter(move |&rule| self.contains(rule))
    }
}

impl fmt::Debug for Leniencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_has_each_once() {
        for (index, &rule) in Leniency::ALL.iter().enumerate() {
            assert_eq!(rule as usize, index);
        }
    }
}
