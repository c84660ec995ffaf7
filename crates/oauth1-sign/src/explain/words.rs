//! Each mistake in words: what is wrong with the value that was observed, what is right, and who is
//! known to do it.

use super::mistake::{Half, Layer, Mistake, SecretOf};
use super::report::Shown;
use crate::body_hash::BodyHashAlgorithm;
use core::fmt;

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SortedByDecodedBytes => f.write_str("parameters are sorted by their decoded bytes. Sort them by encoded name, then encoded value: \"filter[1]\" comes before \"filter[10]\" (RFC 5849 §3.4.1.3.2). The most repeated bug of all, in three of four Rust crates too"),
            Self::SortedAsJoinedPairs => f.write_str("parameters are sorted as joined \"name=value\" texts. Sort by name first: \"a=1\" comes before \"a1=2\", though \"=\" sorts behind \"1\" (RFC 5849 §3.4.1.3.2). Signers that join first and sort the list of strings do this"),
            Self::SortedByNameAlone => f.write_str("parameters with the same name are left in the order given. Sort those by encoded value (RFC 5849 §3.4.1.3.2). Signers that sort by a map's keys do this"),
            Self::SortedIgnoringCase => f.write_str("parameters are sorted without regard to case. Compare bytes, upper case first (RFC 5849 §3.4.1.3.2). Comparisons by locale do this: .NET's OrderBy, JavaScript's localeCompare"),
            Self::NotSorted { protocol_first } => write!(f, "parameters are not sorted but stand as given: {}. Sort all of them together (RFC 5849 §3.4.1.3.2)", if *protocol_first { "header, query, body" } else { "query, body, header" }),
            Self::SortedApart { protocol_first } => write!(f, "the oauth_ parameters and the others are sorted each for themselves, the oauth_ ones {}. Sort all of them together (RFC 5849 §3.4.1.3.2)", if *protocol_first { "first" } else { "last" }),

            Self::NotEncoded(half) => write!(f, "{half} are not encoded before they are joined. Each name and value is encoded for itself, then the joined text as a whole once more (RFC 5849 §3.4.1.3.2, §3.4.1.1)"),
            Self::EncodedTwice(half) => write!(f, "{half} are encoded twice before they are joined. Hand over decoded ones, or let the query be decoded first (RFC 5849 §3.4.1.3.1). It happens where a query that is already encoded is encoded again"),
            Self::ProtocolValuesNotEncoded => f.write_str("the values of the oauth_ parameters are not encoded before they are joined. Encode them like all others: the + / = of a body hash, the ! of a client key (RFC 5849 §3.4.1.3.2). Mastercard's own signers do this; its server does it with values that stand in the header unencoded"),
            Self::ValueNotEncoded { parameter } => write!(f, "the value of {} is not encoded before it is joined. Encode it like all others (RFC 5849 §3.4.1.3.2)", Shown(parameter)),
            Self::ValueEncodedTwice { parameter } => write!(f, "the value of {} is encoded twice before it is joined. Hand over the decoded value: a callback URL as \"https://\", not as \"https%3A%2F%2F\" (RFC 5849 §3.4.1.3.1)", Shown(parameter)),
            Self::ValueDecodedTwice { parameter } => write!(f, "the value of {} is decoded once more than ours. Either it was handed over here already encoded, or they decode twice (RFC 5849 §3.4.1.3.1)", Shown(parameter)),
            Self::ValuesDecodedTwice => f.write_str("values are decoded once more than ours. Either they were handed over here already encoded, or they decode twice: \"%253D\" is \"%3D\", not \"=\" (RFC 5849 §3.4.1.3.1)"),
            Self::NotDecoded => f.write_str("query and form body are encoded as they stand on the wire, without being decoded first. Decode them, + to a space included (RFC 5849 §3.4.1.3.1)"),
            Self::TakenAsSent => f.write_str("names and values are taken from query and form body as they stand there. Decode them and encode them anew, for the wire may hold a +, lower-case escapes or characters that should be encoded (RFC 5849 §3.4.1.3)"),
            Self::ParametersNotEncoded => f.write_str("the normalized parameters are not encoded as a whole. Encode them once more, so that \"=\" becomes %3D and \"&\" %26 (RFC 5849 §3.4.1.1)"),
            Self::ParametersEncodedTwice => f.write_str("the normalized parameters are encoded twice as a whole. Once is enough (RFC 5849 §3.4.1.1)"),
            Self::UriNotEncoded => f.write_str("the base string URI is not encoded. Encode it, so that \"://\" becomes %3A%2F%2F (RFC 5849 §3.4.1.1)"),
            Self::UriEncodedTwice => f.write_str("the base string URI is encoded twice. Once is enough (RFC 5849 §3.4.1.1)"),
            Self::BaseStringEncoded => f.write_str("the finished base string is encoded once more. Sign it as it is: the two \"&\" between its parts stay (RFC 5849 §3.4.1.1)"),

            Self::PlusForSpace(layer) => write!(f, "a space is encoded as +{layer}. Encode it as %20 (RFC 5849 §3.6). PHP's urlencode and Java's URLEncoder do this"),
            Self::PlusKept => f.write_str("a + in the query or the form body is taken for a plus sign. There it is a space (RFC 5849 §3.4.1.3.1)"),
            Self::PlusReadAsSpace => f.write_str("a plus sign is taken for a space. Send it as %2B, and decode + to a space only in queries and form bodies, once (RFC 5849 §3.4.1.3.1)"),
            Self::LowerCaseEscapes(layer) => write!(f, "escapes have lower-case digits{layer}. Write %2F, not %2f (RFC 5849 §3.6). .NET's HttpUtility.UrlEncode does this"),
            Self::TildeEncoded(layer) => write!(f, "~ is encoded as %7E{layer}. It stays as it is (RFC 5849 §3.6). Java's URLEncoder and other encoders from before RFC 3986 do this"),
            Self::UnreservedEncoded(layer) => write!(f, "- . _ ~ are encoded{layer}. They stay as they are (RFC 5849 §3.6). Rust's percent_encoding::NON_ALPHANUMERIC does this"),
            Self::AsteriskKept(layer) => write!(f, "* is not encoded{layer}. Write %2A (RFC 5849 §3.6). Java's URLEncoder leaves it"),
            Self::SubDelimitersKept(layer) => write!(f, "! ' ( ) * are not encoded{layer}. Write %21 %27 %28 %29 %2A (RFC 5849 §3.6). JavaScript's encodeURIComponent leaves them"),
            Self::SlashKept(layer) => write!(f, "/ is not encoded{layer}. Write %2F (RFC 5849 §3.6). Python's urllib.parse.quote leaves it unless called with safe=''"),
            Self::ReservedKept(layer) => write!(f, "reserved characters such as / : @ & = are not encoded{layer}. Encode all but letters, digits and - . _ ~ (RFC 5849 §3.6). JavaScript's encodeURI leaves them"),
            Self::FormEncoded(layer) => write!(f, "text is encoded as in a form{layer}: a space as +, * as it is, ~ as %7E. Percent-encode instead (RFC 5849 §3.6). Java's URLEncoder does this"),
            Self::Latin1 => f.write_str("text beyond ASCII is encoded from ISO 8859-1. Encode its UTF-8 bytes (RFC 5849 §3.6)"),

            Self::QueryLeftOut => f.write_str("the query's parameters are not signed. They are, all of them (RFC 5849 §3.4.1.3.1)"),
            Self::FormBodyLeftOut => f.write_str("the form body's parameters are not signed. They are when its type is application/x-www-form-urlencoded: look at the Content-Type that was sent, and whether the body was read before it was verified (RFC 5849 §3.4.1.3.1)"),
            Self::ParameterMissing { parameter } => missing(parameter, f),
            Self::ParameterAdded { parameter } => added(parameter, f),
            Self::ParametersAdded { parameters } => {
                f.write_str("there are more parameters:")?;
                for (index, parameter) in parameters.iter().enumerate() {
                    write!(f, "{} {}", if index > 0 { "," } else { "" }, Shown(parameter))?;
                }
                f.write_str(". Either they were not given here, or something on the way added them (RFC 5849 §3.4.1.3.1)")
            }
            Self::EmptyTokenAdded => f.write_str("there is an oauth_token without a value. The parameter may be left out or empty in the first request, but what is sent must be what is signed (RFC 5849 §3.1)"),
            Self::RealmSigned => f.write_str("the header's realm is signed as a parameter. It is left out (RFC 5849 §3.4.1.3.1)"),
            Self::SignatureSigned => f.write_str("oauth_signature is signed itself. It is left out (RFC 5849 §3.4.1.3.1)"),
            Self::JsonMembersSigned => f.write_str("the members of the JSON body are signed as parameters. Only form bodies are signed; others by oauth_body_hash at most (RFC 5849 §3.4.1.3.1)"),
            Self::BodyReadAsForm => f.write_str("the body is read as a form though it is none. Only bodies of type application/x-www-form-urlencoded are signed (RFC 5849 §3.4.1.3.1)"),
            Self::BodyHashAdded(algorithm) => write!(f, "there is an oauth_body_hash ({}) that ours lacks. Send it where the server demands it, never with a form body (OAuth Request Body Hash, draft 4)", hash_name(*algorithm)),
            Self::BodyHashAlgorithm(algorithm) => write!(f, "oauth_body_hash is made with {}. The draft says SHA-1; Mastercard demands SHA-256", hash_name(*algorithm)),
            Self::BodyHashOfNothing(algorithm) => write!(f, "oauth_body_hash is that of an empty body ({}). The body was not there yet, or no longer, when it was hashed", hash_name(*algorithm)),
            Self::DuplicatesCollapsedToFirst => f.write_str("of parameters with the same name only the first is there. Keep them all (RFC 5849 §3.4.1.3.2). Maps from name to value lose them"),
            Self::DuplicatesCollapsedToLast => f.write_str("of parameters with the same name only the last is there. Keep them all (RFC 5849 §3.4.1.3.2). Maps from name to value lose them"),
            Self::IdenticalCollapsed => f.write_str("of parameters with the same name and value only one is there. Keep them all (RFC 5849 §3.4.1.3.2). Sets lose them"),
            Self::DuplicatesJoined => f.write_str("values of the same name are joined by commas. Keep them as separate parameters (RFC 5849 §3.4.1.3.2)"),
            Self::EmptyValuesLeftOut => f.write_str("parameters with an empty value are left out. They are signed as \"name=\" (RFC 5849 §3.4.1.3.2)"),
            Self::EmptyNamesLeftOut => f.write_str("parameters with an empty name are left out. They are signed as \"=value\" (RFC 5849 §3.4.1.3.2)"),
            Self::EqualsLeftOut => f.write_str("a name that stands in the query or the body without \"=\" is signed without it. Sign \"name=\" (RFC 5849 §3.4.1.3.2)"),
            Self::ProtocolValueDiffers { parameter } => write!(f, "{} has another value. Compare what was sent with what was signed", Shown(parameter)),
            Self::AnotherAttempt => f.write_str("nonce or timestamp are others: this is about another attempt. Compare the values of one and the same request"),

            Self::OtherScheme => f.write_str("the scheme is http on one side and https on the other. Sign the URL as the client calls it; a server behind a TLS proxy must be told that URL (RFC 5849 §3.4.1.2). LTI tools behind a proxy meet this all the time"),
            Self::SchemeCaseKept => f.write_str("the scheme is not in lower case (RFC 5849 §3.4.1.2)"),
            Self::HostCaseKept => f.write_str("the host is not in lower case (RFC 5849 §3.4.1.2)"),
            Self::OtherHost { host } => write!(f, "the host is {}. Sign the Host header as the client sends it; a server behind a proxy must be told that name (RFC 5849 §3.4.1.2)", Shown(host)),
            Self::UserInfoKept => f.write_str("the user information stands in the base string URI. Take it out (RFC 5849 §3.4.1.2)"),
            Self::DefaultPortKept => f.write_str("the default port stands in the base string URI. Leave out 80 with http and 443 with https (RFC 5849 §3.4.1.2)"),
            Self::PortDropped => f.write_str("the port is left out. Only 80 with http and 443 with https are left out (RFC 5849 §3.4.1.2)"),
            Self::OtherPort { port } => write!(f, "the port is {}. Sign the port that the client calls, not the one a server has behind its proxy (RFC 5849 §3.4.1.2)", Shown(port)),
            Self::EmptyPortKept => f.write_str("the \":\" of an empty port stands in the base string URI. Take it out (RFC 5849 §3.4.1.2)"),
            Self::RootPathLeftOut => f.write_str("the path / is left out. An empty path is signed as / (RFC 5849 §3.4.1.2)"),
            Self::TrailingSlashDropped => f.write_str("the slash at the path's end is left out. Sign the path as it is sent (RFC 5849 §3.4.1.2). Frameworks that normalize routes do this"),
            Self::TrailingSlashAdded => f.write_str("there is a slash at the path's end. Sign the path as it is sent, and look for a redirect that added it (RFC 5849 §3.4.1.2)"),
            Self::PathDecoded => f.write_str("the path is decoded. Sign its bytes as they are sent (RFC 5849 §3.4.1.2). Servers that take it from a decoded variable do this"),
            Self::PathEncodedTwice => f.write_str("the path is encoded once more before the whole URI is. Sign its bytes as they are sent (RFC 5849 §3.4.1.2)"),
            Self::PathReencoded => f.write_str("the path is decoded and encoded anew. Sign its bytes as they are sent: escapes in their case, \";\" and \"@\" as they are (RFC 5849 §3.4.1.2)"),
            Self::PathLowerCased => f.write_str("the path is in lower case. Only scheme and host are (RFC 5849 §3.4.1.2)"),
            Self::SlashesMerged => f.write_str("// in the path became /. Sign the path as it is sent; some proxies merge slashes (RFC 5849 §3.4.1.2)"),
            Self::SlashDoubled => f.write_str("the path starts with //. A base URL that ends in / and a path that starts with it were put together"),
            Self::DotSegmentsResolved => f.write_str(". and .. in the path are resolved. Sign the path as it is sent (RFC 5849 §3.4.1.2)"),
            Self::PathParametersDropped => f.write_str("what follows a ; in the path is left out. Sign the path as it is sent (RFC 5849 §3.4.1.2)"),
            Self::PathPrefixDropped { segments: 1 } => f.write_str("the path's first segment is left out. A server behind a proxy that strips a prefix must be told the whole path (RFC 5849 §3.4.1.2)"),
            Self::PathPrefixDropped { segments } => write!(f, "the path's first {segments} segments are left out. A server behind a proxy that strips a prefix must be told the whole path (RFC 5849 §3.4.1.2)"),
            Self::PathPrefixDoubled => f.write_str("the path's first segment is there twice. WordPress in a folder puts its own path before the request's: tell it the right home URL"),
            Self::PathLeftOut => f.write_str("the path is left out. Sign it as it is sent (RFC 5849 §3.4.1.2)"),
            Self::OtherPath { path } => write!(f, "the path is {}. A proxy in between rewrites it, or this is about another request (RFC 5849 §3.4.1.2)", Shown(path)),
            Self::QueryKept => f.write_str("the query stands in the base string URI. It belongs to the parameters alone (RFC 5849 §3.4.1.2)"),
            Self::FragmentKept => f.write_str("the fragment stands in the base string URI. It is never sent and not signed (RFC 5849 §3.4.1.2)"),

            Self::MethodCase { method } => write!(f, "the request method is written {}. Write it in upper case (RFC 5849 §3.4.1.1)", Shown(method)),
            Self::OtherMethod { method } => write!(f, "the request method is {}. Sign the one that is sent; redirects and method overrides change it (RFC 5849 §3.4.1.1)", Shown(method)),

            Self::OtherSecret { secret, candidate } => write!(f, "{secret} is the candidate number {candidate} of those given. Use that one"),
            Self::SecretsSwapped => f.write_str("client secret and token secret are in each other's place. The client's comes first (RFC 5849 §3.4.2)"),
            Self::SecretsNotEncoded => f.write_str("the secrets are not encoded. Encode both before they are joined by & (RFC 5849 §3.4.2)"),
            Self::SecretsEncodedTwice => f.write_str("the secrets are encoded twice. Hand them over as they were issued (RFC 5849 §3.4.2)"),
            Self::AmpersandMissing => f.write_str("there is no & between the secrets. It stands there even when one of them is empty (RFC 5849 §3.4.2)"),
            Self::SecretLeftOut { secret } => write!(f, "{secret} is left out. The key is made of both (RFC 5849 §3.4.2)"),
            Self::IdentifierAsSecret { secret: SecretOf::Client } => f.write_str("the client identifier stands in the client secret's place. Look whether key and secret were mixed up"),
            Self::IdentifierAsSecret { secret: SecretOf::Token } => f.write_str("the token stands in its secret's place. Look whether token and secret were mixed up"),
            Self::WhiteSpaceBehindSecret { secret, white_space } => write!(f, "{secret} has {} behind it. Take it off: it came with a file, a copy or an environment variable", white_space_name(white_space)),
            Self::SecretTrimmed { secret } => write!(f, "{secret} has no white space around it, and ours has. Take it off"),

            Self::OtherHash { method } => write!(f, "the hash function is that of {method}. Use the one that oauth_signature_method names (RFC 5849 §3.4)"),
            Self::OtherSignatureMethod { method } => write!(f, "the signature method is {method}, in oauth_signature_method too. Agree on one (RFC 5849 §3.4)"),

            Self::SignaturePercentEncoded => f.write_str("the signature is still percent-encoded. Decode it before it is compared, and encode it once when it is sent (RFC 5849 §3.5.1)"),
            Self::SignatureWhiteSpace => f.write_str("the signature has white space in it or around it. Ruby's Base64.encode64 and other MIME encoders end lines with a line feed: use the strict form"),
            Self::SignaturePlusReadAsSpace => f.write_str("a + of the signature became a space. Send it as %2B, and don't decode a header's + (RFC 5849 §3.6). It fails one time in several"),
            Self::SignatureUrlSafe => f.write_str("the signature is in URL-safe base64. Use the standard alphabet, with + and / (RFC 5849 §3.4.2)"),
            Self::SignatureUnpadded => f.write_str("the signature lacks the = at its end. Pad it (RFC 5849 §3.4.2)"),
            Self::SignatureHex => f.write_str("the signature is in hexadecimal. Encode the digest's bytes in base64 (RFC 5849 §3.4.2)"),
            Self::SignatureHexInBase64 => f.write_str("the signature is the base64 of hexadecimal digits. Encode the digest's bytes instead (RFC 5849 §3.4.2). PHP's hash_hmac without its last argument and Node's digest('hex') lead there"),
        }
    }
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Values => "values",
            Self::Names => "names",
            Self::Both => "names and values",
        })
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Both => "",
            Self::Parameters => " in names and values, though not when the three parts are joined",
            Self::Parts => " when the three parts are joined, though not in names and values",
        })
    }
}

impl fmt::Display for SecretOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "the client secret",
            Self::Token => "the token secret",
        })
    }
}

fn missing(parameter: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} is left out. ", Shown(parameter))?;
    f.write_str(match parameter {
        "oauth_version" => "It is optional, but signed when it is sent (RFC 5849 §3.1)",
        "oauth_callback" => "It is signed with the first request; servers of OAuth 1.0 before its revision A don't know it (RFC 5849 §2.1)",
        "oauth_verifier" => "It is signed with the token request (RFC 5849 §2.3)",
        "oauth_token" => "It is signed when it is sent, even without a value (RFC 5849 §3.1)",
        "oauth_body_hash" => "It is signed when it is sent (OAuth Request Body Hash, draft 4)",
        "realm" => "Only the header's realm is not signed: a parameter of that name in query or body is (RFC 5849 §3.4.1.3.1)",
        _ => "All parameters of header, query and form body are signed (RFC 5849 §3.4.1.3.1)",
    })
}

fn added(parameter: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "there is {} that ours lacks. ", Shown(parameter))?;
    f.write_str(match parameter {
        "oauth_version" => "It is optional: sign it if it is sent, leave it out if it is not (RFC 5849 §3.1)",
        "oauth_callback" => {
            "It belongs to the first request, with \"oob\" where there is no URL (RFC 5849 §2.1)"
        }
        "oauth_verifier" => "It belongs to the token request (RFC 5849 §2.3)",
        _ => "Either it was not given here, or something on the way added it (RFC 5849 §3.4.1.3.1)",
    })
}

fn hash_name(algorithm: BodyHashAlgorithm) -> &'static str {
    match algorithm {
        BodyHashAlgorithm::Sha1 => "SHA-1",
        BodyHashAlgorithm::Sha256 => "SHA-256",
    }
}

fn white_space_name(text: &str) -> &'static str {
    match text {
        "\n" => "a line feed",
        "\r\n" => "a carriage return and a line feed",
        _ => "a space",
    }
}
