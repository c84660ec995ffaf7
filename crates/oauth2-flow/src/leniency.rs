//! What real servers do against the text of the RFCs, and what is accepted here all the same: each
//! rule has a name, is reported with the answer it was used on, and has its own test.

use core::fmt;
#[cfg(feature = "alloc")]
use oauth_wire::flow::Failure;

/// Names each rule once: in the enum, in the list of all, and in text.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A rule by which an answer was read that the RFCs would refuse, or do not know.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Leniency {
            $($(#[$doc])* $name,)*
        }

        impl Leniency {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name, as [`Failure::leniencies`](oauth_wire::flow::Failure::leniencies) lists it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

rules! {
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
    /// `iss` came in a callback, and the client has no issuer to compare it with:
    /// [`Client::with_issuer`](crate::client::Client::with_issuer) gives it one.
    IssuerUnchecked,
    /// A member that may be left out came as `null` or empty, and counts as missing. What has a rule
    /// of its own (`scope`, `token_type`, `refresh_token`, numbers of seconds) goes by that.
    MemberEmpty,
    /// `error_description` or `error_uri` is no text, and is passed over.
    ErrorTextInvalid,
    /// The status says success, and is another one than the RFC names (201 where something was made,
    /// else 200).
    SuccessStatus,
    /// `interval` came as 0, and counts as 1.
    IntervalZero,
    /// `client_secret_expires_at` is missing beside a `client_secret`, which counts as one that does
    /// not expire.
    SecretExpiryMissing,
    /// A registered client came with neither a secret nor a `token_endpoint_auth_method`, and counts
    /// as one that does not authenticate; the default would be a secret.
    AuthenticationMethodMissing,
    /// A token exchange's answer does not say what kind of token it issued.
    IssuedTokenTypeMissing,
    /// A value in a challenge is neither quoted nor a token: a bare URL.
    UnquotedValue,
    /// In a challenge a comma, and no space, stands between the scheme and its first parameter
    /// (`Bearer, error="invalid_token"`: akka-http, for one).
    CommaAfterScheme,
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
pub struct Leniencies(u32);

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
        u32::try_from(bits).ok().map(Self)
    }

    /// The failure, with these rules noted in it.
    #[cfg(feature = "alloc")]
    pub(crate) fn noted_in(self, failure: Failure) -> Failure {
        self.iter().fold(failure, |failure, rule| failure.with_leniency(rule.name()))
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
    fn all_has_each_once_under_its_name() {
        assert!(Leniency::ALL.len() <= u32::BITS as usize);
        for (index, &rule) in Leniency::ALL.iter().enumerate() {
            assert_eq!(rule as usize, index);
            assert_eq!(rule.name(), std::format!("{rule:?}"));
        }
    }
}
