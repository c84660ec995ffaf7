//! The known mistakes, each with what to do about it.

use crate::body_hash::BodyHashAlgorithm;
use alloc::string::String;
use alloc::vec::Vec;

/// Something that is done wrong when a request is signed.
///
/// Its `Display` says what is wrong with the value that was observed, what is right, and who is known
/// to do it. Who erred it can't say: where the observed value is the right one, our own request was
/// described with the opposite mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mistake {
    // The order of parameters (§3.4.1.3.2)
    /// Sorted before they are encoded.
    SortedByDecodedBytes,
    /// Sorted as joined `name=value` texts.
    SortedAsJoinedPairs,
    /// Sorted by name, with equal names left in the order given.
    SortedByNameAlone,
    /// Sorted without regard to case.
    SortedIgnoringCase,
    /// Not sorted.
    NotSorted {
        /// Whether the protocol parameters come before the others.
        protocol_first: bool,
    },
    /// The protocol parameters and the others sorted each for themselves.
    SortedApart {
        /// Whether the protocol parameters come before the others.
        protocol_first: bool,
    },

    // How often something is encoded (§3.4.1.1, §3.4.1.3.2)
    /// Names or values put into the normalized parameters without being encoded.
    NotEncoded(Half),
    /// Names or values encoded twice before they are joined.
    EncodedTwice(Half),
    /// The values of the protocol's own parameters not encoded before they are joined.
    ProtocolValuesNotEncoded,
    /// The value of this parameter alone not encoded before it is joined.
    ValueNotEncoded {
        /// Its name.
        parameter: String,
    },
    /// The value of this parameter alone encoded twice before it is joined.
    ValueEncodedTwice {
        /// Its name.
        parameter: String,
    },
    /// The value of this parameter alone decoded once too often.
    ValueDecodedTwice {
        /// Its name.
        parameter: String,
    },
    /// All values decoded once too often.
    ValuesDecodedTwice,
    /// Query and form body encoded as they stand, without being decoded first.
    NotDecoded,
    /// Query and form body taken as they stand.
    TakenAsSent,
    /// The normalized parameters as a whole not encoded.
    ParametersNotEncoded,
    /// The normalized parameters as a whole encoded twice.
    ParametersEncodedTwice,
    /// The base string URI not encoded.
    UriNotEncoded,
    /// The base string URI encoded twice.
    UriEncodedTwice,
    /// The finished base string encoded once more.
    BaseStringEncoded,

    // How bytes are encoded (§3.6)
    /// A space encoded as `+`.
    PlusForSpace(Layer),
    /// A `+` on the wire, which is a space, taken for a plus sign.
    PlusKept,
    /// A plus sign taken for a space.
    PlusReadAsSpace,
    /// Escapes with lower-case digits.
    LowerCaseEscapes(Layer),
    /// `~` encoded.
    TildeEncoded(Layer),
    /// `-`, `.`, `_` and `~` encoded.
    UnreservedEncoded(Layer),
    /// `*` not encoded.
    AsteriskKept(Layer),
    /// `!`, `'`, `(`, `)` and `*` not encoded.
    SubDelimitersKept(Layer),
    /// `/` not encoded.
    SlashKept(Layer),
    /// Reserved characters not encoded.
    ReservedKept(Layer),
    /// Encoded as a form is: a space as `+`, `*` kept, `~` encoded.
    FormEncoded(Layer),
    /// Text encoded in ISO 8859-1 instead of UTF-8.
    Latin1,

    // Which parameters take part (§3.4.1.3.1)
    /// The URL's query left out.
    QueryLeftOut,
    /// The form body left out.
    FormBodyLeftOut,
    /// One parameter left out.
    ParameterMissing {
        /// Its name.
        parameter: String,
    },
    /// A parameter there that ours lacks, or lacks once.
    ParameterAdded {
        /// Its name.
        parameter: String,
    },
    /// Several parameters there that ours lacks.
    ParametersAdded {
        /// Their names.
        parameters: Vec<String>,
    },
    /// An `oauth_token` without a value where ours has none.
    EmptyTokenAdded,
    /// The header's realm signed as a parameter.
    RealmSigned,
    /// `oauth_signature` not left out.
    SignatureSigned,
    /// The members of a JSON body signed as parameters.
    JsonMembersSigned,
    /// A body that is no form read and signed as one.
    BodyReadAsForm,
    /// An `oauth_body_hash` where ours has none.
    BodyHashAdded(BodyHashAlgorithm),
    /// An `oauth_body_hash` of another hash function.
    BodyHashAlgorithm(BodyHashAlgorithm),
    /// The `oauth_body_hash` of an empty body.
    BodyHashOfNothing(BodyHashAlgorithm),
    /// Of parameters with the same name the first one kept.
    DuplicatesCollapsedToFirst,
    /// Of parameters with the same name the last one kept.
    DuplicatesCollapsedToLast,
    /// Of parameters with the same name and value one kept.
    IdenticalCollapsed,
    /// Parameters with the same name made one, the values joined by commas.
    DuplicatesJoined,
    /// Parameters with an empty value left out.
    EmptyValuesLeftOut,
    /// Parameters with an empty name left out.
    EmptyNamesLeftOut,
    /// No `=` behind a name that has none on the wire.
    EqualsLeftOut,
    /// Another value of one of the protocol's parameters.
    ProtocolValueDiffers {
        /// Its name.
        parameter: String,
    },
    /// Another nonce or timestamp: a base string of another attempt.
    AnotherAttempt,

    // The base string URI (§3.4.1.2)
    /// `http` for `https`, or the other way round.
    OtherScheme,
    /// The scheme not in lower case.
    SchemeCaseKept,
    /// The host not in lower case.
    HostCaseKept,
    /// Another host.
    OtherHost {
        /// It.
        host: String,
    },
    /// User information not taken out.
    UserInfoKept,
    /// The scheme's default port not left out.
    DefaultPortKept,
    /// A port that is not the default left out.
    PortDropped,
    /// Another port.
    OtherPort {
        /// Its digits.
        port: String,
    },
    /// The `:` of an empty port not left out.
    EmptyPortKept,
    /// The path `/` left out.
    RootPathLeftOut,
    /// The slash at the path's end left out.
    TrailingSlashDropped,
    /// A slash added at the path's end.
    TrailingSlashAdded,
    /// The path decoded.
    PathDecoded,
    /// The path encoded once more.
    PathEncodedTwice,
    /// The path decoded and encoded anew.
    PathReencoded,
    /// The path in lower case.
    PathLowerCased,
    /// `//` in the path made one slash.
    SlashesMerged,
    /// A second slash at the path's start.
    SlashDoubled,
    /// `.` and `..` in the path resolved.
    DotSegmentsResolved,
    /// What follows a `;` in the path left out.
    PathParametersDropped,
    /// The path's first segments left out.
    PathPrefixDropped {
        /// How many.
        segments: usize,
    },
    /// The path's first segment there twice.
    PathPrefixDoubled,
    /// No path at all.
    PathLeftOut,
    /// Another path.
    OtherPath {
        /// It.
        path: String,
    },
    /// The query not taken out of the URI.
    QueryKept,
    /// The fragment not taken out of the URI.
    FragmentKept,

    // The method
    /// The request method not in upper case.
    MethodCase {
        /// It, as it stands there.
        method: String,
    },
    /// Another request method.
    OtherMethod {
        /// It.
        method: String,
    },

    // The key (§3.4.2)
    /// Another one of the candidates for a secret.
    OtherSecret {
        /// Which secret.
        secret: SecretOf,
        /// The candidate's number, counted from 1 as they were given.
        candidate: usize,
    },
    /// Client secret and token secret in each other's place.
    SecretsSwapped,
    /// The secrets not encoded.
    SecretsNotEncoded,
    /// The secrets encoded twice.
    SecretsEncodedTwice,
    /// No `&` between the secrets.
    AmpersandMissing,
    /// A secret left out.
    SecretLeftOut {
        /// Which.
        secret: SecretOf,
    },
    /// The client identifier or the token in its secret's place.
    IdentifierAsSecret {
        /// In the place of which.
        secret: SecretOf,
    },
    /// White space behind a secret that ours has not.
    WhiteSpaceBehindSecret {
        /// Which.
        secret: SecretOf,
        /// The white space.
        white_space: &'static str,
    },
    /// White space left out that stands around our secret.
    SecretTrimmed {
        /// Which.
        secret: SecretOf,
    },

    // The signature method
    /// The hash function of another method than the one that is named.
    OtherHash {
        /// The method that has it.
        method: &'static str,
    },
    /// Another signature method, named and used.
    OtherSignatureMethod {
        /// Its name.
        method: &'static str,
    },

    // The signature's text
    /// The signature still percent-encoded.
    SignaturePercentEncoded,
    /// White space in the signature.
    SignatureWhiteSpace,
    /// A `+` in the signature turned into a space.
    SignaturePlusReadAsSpace,
    /// The signature in URL-safe base64.
    SignatureUrlSafe,
    /// The signature without the `=` at its end.
    SignatureUnpadded,
    /// The signature in hexadecimal.
    SignatureHex,
    /// The signature's hexadecimal digits in base64.
    SignatureHexInBase64,
}

/// Names, values, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Values.
    Values,
    /// Names.
    Names,
    /// Both.
    Both,
}

/// Which of the two times that something is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Both: one function serves for both.
    Both,
    /// Names and values before they are sorted (§3.4.1.3.2).
    Parameters,
    /// The three parts when they are joined (§3.4.1.1).
    Parts,
}

/// One of the two secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretOf {
    /// The client's (consumer secret).
    Client,
    /// The token's, temporary or not.
    Token,
}

impl Mistake {
    /// Whether `other` is this mistake about the same thing, but for details.
    pub(super) fn is_akin_to(&self, other: &Self) -> bool {
        core::mem::discriminant(self) == core::mem::discriminant(other) && self.about() == other.about()
    }

    /// Whether it says nothing that another mistake would not say better: what merely puts the other
    /// side's text in place of ours, and what is several mistakes in one.
    pub(super) fn is_general(&self) -> bool {
        matches!(
            self,
            Self::ParameterAdded { .. }
                | Self::ParametersAdded { .. }
                | Self::ProtocolValueDiffers { .. }
                | Self::OtherHost { .. }
                | Self::OtherPath { .. }
                | Self::FormEncoded(_)
        )
    }

    /// Whether it does no more than leave parameters out.
    pub(super) fn leaves_out(&self) -> bool {
        matches!(
            self,
            Self::QueryLeftOut
                | Self::FormBodyLeftOut
                | Self::ParameterMissing { .. }
                | Self::DuplicatesCollapsedToFirst
                | Self::DuplicatesCollapsedToLast
                | Self::IdenticalCollapsed
                | Self::EmptyValuesLeftOut
                | Self::EmptyNamesLeftOut
        )
    }

    /// Whether it may bring characters into the base string URI that are encoded in other ways than those before.
    pub(super) fn brings_text_into_the_uri(&self) -> bool {
        matches!(
            self,
            Self::PathDecoded
                | Self::OtherPath { .. }
                | Self::UserInfoKept
                | Self::QueryKept
                | Self::FragmentKept
        )
    }

    /// Whether it is about a single parameter or secret.
    pub(super) fn is_about_one(&self) -> bool {
        self.about().is_some()
    }

    /// The parameter or secret that it is about.
    fn about(&self) -> Option<&str> {
        match self {
            Self::ValueNotEncoded { parameter }
            | Self::ValueEncodedTwice { parameter }
            | Self::ValueDecodedTwice { parameter }
            | Self::ParameterMissing { parameter }
            | Self::ParameterAdded { parameter }
            | Self::ProtocolValueDiffers { parameter } => Some(parameter),
            Self::OtherSecret { secret, .. }
            | Self::SecretLeftOut { secret }
            | Self::IdentifierAsSecret { secret }
            | Self::WhiteSpaceBehindSecret { secret, .. }
            | Self::SecretTrimmed { secret } => Some(match secret {
                SecretOf::Client => "client",
                SecretOf::Token => "token",
            }),
            _ => None,
        }
    }
}
