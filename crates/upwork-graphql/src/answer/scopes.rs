//! The fields that an API key's scopes do not reach.

use crate::document::lexer::is_name;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

/// A field of a type, written `Type.field`.
///
/// ```
/// use upwork_graphql::answer::FieldCoordinate;
///
/// let field: FieldCoordinate = "Money.currency".parse()?;
/// assert_eq!((field.type_name(), field.field()), ("Money", "currency"));
/// # Ok::<(), upwork_graphql::answer::NotACoordinate>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldCoordinate {
    type_name: String,
    field: String,
}

impl FieldCoordinate {
    /// The type's name.
    #[must_use]
    pub fn type_name(&self) -> &str {
        &self.type_name
    }

    /// The field's name.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }
}

impl fmt::Display for FieldCoordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.type_name, self.field)
    }
}

/// The text is not of the form `Type.field`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACoordinate;

impl fmt::Display for NotACoordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field is named `Type.field`, as in `Money.currency`")
    }
}

impl core::error::Error for NotACoordinate {}

impl FromStr for FieldCoordinate {
    type Err = NotACoordinate;

    fn from_str(text: &str) -> Result<Self, NotACoordinate> {
        match text.split_once('.') {
            Some((type_name, field)) if is_name(type_name) && is_name(field) => {
                Ok(Self { type_name: type_name.into(), field: field.into() })
            }
            _ => Err(NotACoordinate),
        }
    }
}

/// The fields that an error's message says the scopes do not reach; empty for every other message.
///
/// Users report messages that end in `… oauth2 permissions/scopes to access: [Money.currency,
/// PageInfo.endCursor].`, sometimes with a line break before the list. In whichever case the words are, and
/// however many lists there are, each after the words or right after another list.
#[must_use]
pub fn missing_scopes(message: &str) -> Vec<FieldCoordinate> {
    const BEFORE: &str = "permissions/scopes to access";
    let mut found = Vec::new();
    let mut rest = message;
    while let Some(at) = find_ignoring_case(rest, BEFORE) {
        rest = &rest[at + BEFORE.len()..];
        let between = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';');
        while let Some((list, after)) =
            rest.trim_start_matches(between).strip_prefix('[').and_then(|list| list.split_once(']'))
        {
            found.extend(list.split(',').filter_map(|entry| entry.trim().parse().ok()));
            rest = after;
        }
    }
    found
}

/// Where `words`, which are ASCII, stand in the text.
fn find_ignoring_case(text: &str, words: &str) -> Option<usize> {
    text.as_bytes().windows(words.len()).position(|window| window.eq_ignore_ascii_case(words.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn shown(message: &str) -> Vec<String> {
        missing_scopes(message).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn messages_as_users_report_them() {
        const START: &str =
            "The client or authentication token doesn't have enough oauth2 permissions/scopes to access: ";
        assert_eq!(
            shown(&alloc::format!("{START}[Money.currency, PageInfo.endCursor].")),
            ["Money.currency", "PageInfo.endCursor"]
        );
        assert_eq!(shown(&alloc::format!("{START}\n[Query.contract]")), ["Query.contract"]);
        assert_eq!(shown(&alloc::format!("{START}[]")), [""; 0]);
        assert_eq!(shown(&alloc::format!("{START}[Money.currency, Money.\u{1b}[31m")), [""; 0]);
        assert_eq!(shown(&alloc::format!("{START}[A.b, , 1.2, a.b.c, Ä.b, C.d]")), ["A.b", "C.d"]);
        assert_eq!(
            shown(
                "Permissions/Scopes to access: [A.b], [C.d]; é PERMISSIONS/SCOPES TO ACCESS [E.f] but [G.h]"
            ),
            ["A.b", "C.d", "E.f"]
        );
        assert_eq!(shown("permissions/scopes to access: [A.b, permissions/scopes to access: [C.d]"), ["A.b"]);
        assert_eq!(shown("no access to [Money.currency]"), [""; 0]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(names in proptest::collection::vec("[A-Za-z_][A-Za-z0-9_]{0,9}\\.[a-z_]{1,9}", 0..8)) {
            let message = alloc::format!("… permissions/scopes to access: [{}].", names.join(", "));
            prop_assert_eq!(shown(&message), names);
        }

        #[test]
        fn any_text(text in "(permissions/scopes to access|: |\\[|\\]|,|A\\.b|\\PC){0,12}") {
            let _ = missing_scopes(&text);
        }
    }
}
