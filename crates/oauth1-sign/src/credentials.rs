//! Credentials ([RFC 5849 §1.1](https://www.rfc-editor.org/rfc/rfc5849#section-1.1)), borrowed from the caller.

use core::fmt;

macro_rules! credentials {
    ($(#[$doc:meta])* $name:ident, $id:ident: $(#[$id_doc:meta])*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub struct $name<'a> {
            $(#[$id_doc])*
            pub $id: &'a str,
            /// The shared secret; empty where the method needs none (RSA).
            pub secret: &'a str,
        }

        impl<'a> $name<'a> {
            /// Both halves, as they were issued.
            #[must_use]
            pub const fn new($id: &'a str, secret: &'a str) -> Self {
                Self { $id, secret }
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("secret", &oauth_wire::redact::MASK)
                    .finish_non_exhaustive()
            }
        }
    };
}

credentials!(
    /// The client's own credentials (community: *consumer key* and *consumer secret*, *API key*).
    ClientCredentials, identifier:
    /// The client identifier: `oauth_consumer_key`.
);

credentials!(
    /// A token with its secret: temporary credentials (community: *request token*) between the
    /// first and the last step of the flow, token credentials (*access token*) after it.
    TokenCredentials, token:
    /// The token: `oauth_token`. Where there is none, give `None` in place of these: servers take an empty token
    /// for none, and so refuse what is signed with a secret beside it.
);
