//! Every public type of the libraries is either shown by one of these tests, or stands here as one that
//! never holds a secret. A new type is neither, until somebody has thought about it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Names, numbers and places; kinds of things; text that is meant to be shown.
const BARE: &[(&str, &[&str])] = &[
    (
        "oauth-wire",
        &[
            "BufferTooSmall",
            "Duplicate",
            "InvalidEscape",
            "Method",
            "Recovery",
            "Rejected",
            "Resend",
            "RetryAfter",
            "TransportFailure",
            "UnixTime",
            "UrlError",
            // Its very purpose is to show.
            "Untrusted",
        ],
    ),
    (
        "oauth1-sign",
        &[
            // Errors that hold an offset, a length or a parameter's fixed name at most.
            "AuthorizationError",
            "AuthorizationErrorKind",
            "BaseStringError",
            "ConfigError",
            "NoBaseString",
            "ProfileError",
            "RequestError",
            "RsaKeyError",
            "RsaSignError",
            "SignError",
            "TokenReplyError",
            "VerifyError",
            // Kinds.
            "BodyHashAlgorithm",
            "DigestAlgorithm",
            "FormBody",
            "Half",
            "Layer",
            "Part",
            "Placement",
            "ProblemKind",
            "Profile",
            "SecretOf",
            "Verdict",
            // Public by nature.
            "BodyHash",
            "BodyHashText",
            "RsaPublicKey",
            "Slot",
        ],
    ),
    (
        "oauth2-flow",
        &["ChallengeErrorKind", "Leniencies", "Leniency", "Revoked", "TokenTypeHint", "TokenTypes"],
    ),
    (
        "upwork-graphql",
        &[
            // Errors and places in a document.
            "BatchError",
            "FieldCoordinate",
            "IdError",
            "IntrospectionError",
            "JsonError",
            "Location",
            "NotACoordinate",
            "ReduceError",
            "PathSegment",
            "Problem",
            "SelectError",
            "SyntaxError",
            "SyntaxErrorKind",
            // Kinds, limits and times.
            "Advice",
            "AnswerKind",
            "Limit",
            "MalformedReason",
            "Next",
            "OperationHead",
            "OperationInfo",
            "OperationKind",
            "Outcome",
            "RateBudget",
            "Retry",
            // Documents and schemas: no value ever becomes a document's text.
            "Builder",
            "Drift",
            "Node",
            "Reduced",
            "Schema",
            // Where a list goes on.
            "Came",
            "ContractPages",
            "CursorPages",
            "Incomplete",
            "NumberedPage",
            "NumberedPages",
            "OffsetFilterPages",
            "OffsetPage",
            "OffsetPages",
            "Pages",
            "RowPages",
            "Slot",
            // What the API's owner asked for and may look at: messages and names, not credentials.
            "BatchData",
            "BatchDataError",
            "GraphqlError",
            "GraphqlErrors",
        ],
    ),
];

#[test]
fn no_public_type_is_forgotten() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let tests = [
        "tests/leaks/main.rs",
        "tests/leaks/oauth2.rs",
        "tests/leaks/upwork.rs",
        "crates/oauth2-flow/tests/leaks.rs",
    ];
    let shown: String = tests.map(|test| fs::read_to_string(root.join(test)).unwrap()).concat();
    let shown: BTreeSet<&str> = shown.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for (name, bare) in BARE {
        let mut types = BTreeSet::new();
        public_types(&root.join("crates").join(name).join("src"), &mut types);
        assert!(types.len() > 20, "{name}: only {types:?}");
        let forgotten: Vec<_> =
            types.iter().filter(|it| !shown.contains(it.as_str()) && !bare.contains(&it.as_str())).collect();
        assert!(
            forgotten.is_empty(),
            "{name}: show that these hide their secrets, or that they hold none: {forgotten:?}"
        );
        let gone: Vec<_> = bare.iter().filter(|it| !types.contains(**it)).collect();
        assert!(gone.is_empty(), "{name}: these are no types any more: {gone:?}");
    }
}

/// The names behind `pub struct` and `pub enum`, but for those in tests.
fn public_types(folder: &Path, types: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            public_types(&path, types);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            for line in text.lines().map(str::trim_start) {
                let Some(rest) = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))
                else {
                    continue;
                };
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !name.is_empty() {
                    types.insert(name);
                }
            }
        }
    }
}
