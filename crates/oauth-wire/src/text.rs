//! Text of a stranger, made safe for a terminal and a log.

use core::fmt;

/// Shows text that a server or a browser sent: control characters (and with them terminal escape
/// sequences and line breaks), the invisible format characters that reorder a line, and bytes that
/// are no UTF-8 come out as `\u{…}` or `�`; a text longer than the limit ends in `…`.
///
/// ```
/// use oauth_wire::text::Untrusted;
/// assert_eq!(Untrusted::new(b"no\x1b[2Jne\n").to_string(), "no\\u{1b}[2Jne\\u{a}");
/// assert_eq!(Untrusted::new(b"abcdef").at_most(3).to_string(), "abc…");
/// ```
#[derive(Clone, Copy)]
pub struct Untrusted<'a> {
    bytes: &'a [u8],
    limit: usize,
}

impl<'a> Untrusted<'a> {
    /// Shows `bytes`, at most 500 characters of them.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, limit: 500 }
    }

    /// Shows at most `limit` characters of the text.
    #[must_use]
    pub const fn at_most(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

impl fmt::Display for Untrusted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.limit;
        for chunk in self.bytes.utf8_chunks() {
            let broken = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
            for c in chunk.valid().chars().chain(broken) {
                if left == 0 {
                    return f.write_str("…");
                }
                left -= 1;
                if is_safe_to_show(c) {
                    fmt::Write::write_char(f, c)?;
                } else {
                    write!(f, "{}", c.escape_unicode())?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Untrusted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Whether a reader sees the character, and it changes nothing but its own place: no control character,
/// none that reorders or breaks a line, none that Unicode has be invisible (`Default_Ignorable_Code_Point`).
///
/// ```
/// use oauth_wire::text::is_safe_to_show;
/// assert!("WDJB-MJHT \u{e9}".chars().all(is_safe_to_show));
/// assert!(!is_safe_to_show('\u{202e}') && !is_safe_to_show('\u{200b}'));
/// ```
#[must_use]
pub const fn is_safe_to_show(c: char) -> bool {
    !matches!(
        c,
        // Controls
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // Fillers, joiners, selectors of variants
        | '\u{ad}' | '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        // Directions and line breaks
        | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn no_control_character_is_shown() {
        assert!(('\0'..=char::MAX).filter(|c| c.is_control()).all(|c| !is_safe_to_show(c)));
    }

    #[test]
    fn nothing_reaches_the_terminal_as_a_command() {
        let nasty = "\u{1b}]0;x\u{7}\u{9b}31m\u{202e}gnp\r\n".as_bytes();
        assert!(Untrusted::new(nasty).to_string().chars().all(is_safe_to_show));
        assert_eq!(Untrusted::new(b"\xff\xfe ok").to_string(), "\u{fffd}\u{fffd} ok");
    }
}
