//! The answer, for programs and for people.

use super::difference::Difference;
use super::mistake::Mistake;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use oauth_wire::redact::MASK;
use oauth_wire::text::Untrusted;

/// What [`explain`](super::explain) found out. Its `Display` is a report of several lines for a
/// terminal, without any secret.
#[derive(Clone, Debug)]
pub struct Explanation {
    pub(super) verdict: Verdict,
    pub(super) causes: Vec<Cause>,
    pub(super) difference: Option<Difference>,
    pub(super) tried: usize,
    pub(super) is_complete: bool,
    pub(super) is_base_string: bool,
}

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Both sides compute the same.
    Same,
    /// One known mistake, or two together, give the value that was observed.
    Explained,
    /// None of them does.
    Unexplained,
    /// The signature takes a key that can't be computed with here (RSA, or an unknown method), and no
    /// public key was given to verify with.
    NotComputable,
}

/// One mistake, or two made together, that give the value that was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    pub(super) mistakes: Vec<Mistake>,
}

impl Cause {
    /// The mistakes: one or two.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }
}

impl Explanation {
    /// What it comes to.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The causes that give the observed value, each by itself; the likeliest first. Pairs are looked
    /// for only where no single mistake does.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Where the base string that was observed first differs from ours. `None` where it does not, and
    /// where only a signature was observed.
    #[must_use]
    pub fn first_difference(&self) -> Option<&Difference> {
        self.difference.as_ref()
    }

    /// How many values were computed and compared.
    #[must_use]
    pub fn tried(&self) -> usize {
        self.tried
    }

    /// Whether everything known was tried; `false` where the [bound](super::Ours::at_most) was reached, or
    /// the request has more parameters than get mistakes of their own.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.is_base_string { "base string" } else { "signature" };
        match self.verdict {
            Verdict::Same => write!(
                f,
                "Both sides have the same {value}. If the request is refused all the same, look elsewhere: \
                 at the timestamp, at a nonce that was used before, at credentials that are no longer valid, \
                 or at something that re-encodes the request after it was signed."
            )?,
            Verdict::NotComputable => f.write_str(
                "This signature method's key is not here, so no signature can be computed for comparison. \
                 Ask the other side for its base string, or give the public key.",
            )?,
            Verdict::Unexplained => {
                write!(
                    f,
                    "No known mistake gives the other side's {value}, alone or with another: {} were tried.",
                    self.tried
                )?;
                if !self.is_base_string {
                    f.write_str(" Ask for its base string: then the place where they part can be told.")?;
                }
            }
            Verdict::Explained => {
                for (index, cause) in self.causes.iter().enumerate() {
                    if index > 0 {
                        f.write_str("\n\n")?;
                    }
                    let or = if index > 0 { "It also" } else { "The other side's value" };
                    let both = if cause.mistakes.len() > 1 { " two things come together" } else { "" };
                    write!(f, "{or} comes out when{both}")?;
                    for mistake in &cause.mistakes {
                        write!(f, "\n  - {mistake}.")?;
                    }
                }
            }
        }
        if !self.is_complete && self.verdict != Verdict::Same {
            f.write_str("\n\nThe request is large, so not everything was tried.")?;
        }
        if let Some(difference) = &self.difference {
            write!(f, "\n\nFirst difference: {difference}")?;
        }
        Ok(())
    }
}

/// A parameter's name as it is told. What is no name but perhaps a whole body, taken for one, is masked.
pub(super) fn name_of(name: &[u8]) -> String {
    let is_odd = name.iter().any(|byte| matches!(byte, b'{' | b'"' | b'<' | b'\n'));
    if is_odd { format!("{MASK} ({} bytes)", name.len()) } else { String::from_utf8_lossy(name).into_owned() }
}

/// A text of the request, in quotes.
pub(super) struct Shown<'a>(pub(super) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", Untrusted::new(self.0.as_bytes()).at_most(200))
    }
}
