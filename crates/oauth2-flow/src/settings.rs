//! The settings that most grants share, written once.

/// Builder methods inside an `impl<'a> Grant<'a>`, for fields of the same names.
macro_rules! settings {
    ($($name:ident),+) => { $($crate::settings::setting!($name);)+ };
}

macro_rules! setting {
    (scope) => {
        /// Asks for this scope: its parts with a space between them
        /// ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
        #[must_use]
        pub const fn scope(self, scope: &'a str) -> Self {
            Self { scope: Some(scope), ..self }
        }
    };
    (resource) => {
        /// What the token is for: URLs of the APIs
        /// ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
        #[must_use]
        pub const fn resource(self, resource: &'a [&'a str]) -> Self {
            Self { resource, ..self }
        }
    };
    (extra) => {
        /// Further parameters of the first request, by the server's own names; each name once
        /// ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)), and none that the flow sets.
        /// Starting the flow looks at that.
        #[must_use]
        pub const fn extra(self, extra: &'a [(&'a str, &'a str)]) -> Self {
            Self { extra, ..self }
        }
    };
    (response_mode) => {
        /// Another way for the answer to come back than the response type's own.
        #[must_use]
        pub const fn response_mode(self, mode: ResponseMode) -> Self {
            Self { response_mode: Some(mode), ..self }
        }
    };
    (wait_at_most) => {
        /// How many seconds the flow waits for the user; an hour unless set.
        #[must_use]
        pub const fn wait_at_most(self, seconds: u64) -> Self {
            Self { patience: seconds, ..self }
        }
    };
}

pub(crate) use {setting, settings};
