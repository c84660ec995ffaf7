//! Request parameters: where they come from and how they are ordered
//! ([RFC 5849 §3.4.1.3](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.3)).

use crate::authorization::Authorization;
use crate::encode::Text;
use crate::request::SignableRequest;
use core::cmp::Ordering;
use core::fmt;
use oauth_wire::form;
use oauth_wire::percent::Encoded;
use oauth_wire::scan::padded;
use order::{compare_encoded, prefix, prefix_of};

mod order;

/// The place of one parameter while they are sorted. Signing borrows a slice of these from the
/// caller, one for each parameter of the request; it can be used again for the next request.
///
/// ```
/// use oauth1_sign::Slot;
/// let mut scratch = [Slot::EMPTY; 64]; // 2 KiB
/// ```
#[derive(Clone, Copy)]
pub struct Slot {
    /// What the decoded name starts with: two names that differ here compare as these integers do.
    prefix: u128,
    /// Of a pair its index, of raw text where the name starts.
    start: u32,
    name_end: u32,
    value_end: u32,
    source: Source,
    /// Whether it is known that name and value are the same encoded as on the wire.
    plain_name: bool,
    plain_value: bool,
}

#[derive(Clone, Copy)]
enum Source {
    Query,
    FormBody,
    Header,
    Parameters,
    Extra,
}

impl Slot {
    /// A slot that nothing stands in yet.
    pub const EMPTY: Self = Self {
        prefix: 0,
        start: 0,
        name_end: 0,
        value_end: 0,
        source: Source::Query,
        plain_name: false,
        plain_value: false,
    };

    /// Whether the name starts as the protocol's parameters do, comes before those that do, or
    /// after them.
    fn against_oauth(&self) -> Ordering {
        const OAUTH: u128 = order::prefix_of_bytes(b"oauth_") >> 80;
        (self.prefix >> 80).cmp(&OAUTH)
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot")
    }
}

/// Why parameters can't be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SortError {
    /// The caller's scratch slice has fewer slots than the request has parameters.
    ScratchTooSmall { required: usize },
    /// The query or the form body is longer than `u32::MAX` bytes.
    TooLong,
}

/// The request's own parameters and the caller's extra ones, in the order of §3.4.1.3.2.
pub(crate) struct Sorted<'a, 's> {
    sources: &'s Sources<'a>,
    slots: &'s [Slot],
    /// How many of them come before the protocol's own, and where those end.
    before: usize,
    among_end: usize,
    /// How many of them were `oauth_signature`, which is in no slot. A number, because a flag beside words is
    /// stored together with a part of them.
    pub(crate) signatures: usize,
}

/// Where slots point to.
pub(crate) struct Sources<'a> {
    query: &'a [u8],
    form_body: &'a [u8],
    header: Option<Authorization<'a>>,
    parameters: &'a [(&'a str, &'a str)],
    extra: &'a [(&'a str, &'a str)],
    /// Whether `extra` is a header's whole list, whose realm is not signed.
    extra_has_realm: bool,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(request: &SignableRequest<'a>, extra: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            query: request.url.query().unwrap_or_default().as_bytes(),
            form_body: request.form_body.unwrap_or_default(),
            header: None,
            parameters: request.parameters,
            extra,
            extra_has_realm: false,
        }
    }

    /// With all the protocol parameters, among which a realm may be: it is not signed (§3.4.1.3.1).
    pub(crate) fn with_protocol(request: &SignableRequest<'a>, protocol: &'a [(&'a str, &'a str)]) -> Self {
        Self { extra_has_realm: true, ..Self::new(request, protocol) }
    }

    /// What a received request carries.
    pub(crate) fn received(request: &SignableRequest<'a>, header: Option<Authorization<'a>>) -> Self {
        Self { header, ..Self::new(request, &[]) }
    }

    fn is_empty(&self) -> bool {
        self.query.is_empty()
            && self.form_body.is_empty()
            && self.header.is_none()
            && self.parameters.is_empty()
            && self.extra.is_empty()
    }

    /// The order of two encoded names, then values.
    #[cold]
    fn compare(&self, a: &Slot, b: &Slot) -> Ordering {
        let ((a_name, a_value), (b_name, b_value)) = (self.pair(a), self.pair(b));
        compare_encoded(a_name, b_name).then_with(|| compare_encoded(a_value, b_value))
    }

    #[inline(always)]
    fn pair(&self, slot: &Slot) -> (Text<'a>, Text<'a>) {
        let of = |pairs: &'a [(&'a str, &'a str)]| {
            let (name, value) = pairs[slot.start as usize];
            (Text::Decoded(name.as_bytes()), Text::Decoded(value.as_bytes()))
        };
        let raw = |raw: &'a [u8]| {
            let (name_end, value_end) = (slot.name_end as usize, slot.value_end as usize);
            let value_start = (name_end + 1).min(value_end);
            let text =
                |raw, plain| if plain { Text::Unreserved(raw) } else { Text::Wire(Encoded::form(raw)) };
            let name = text(&raw[slot.start as usize..name_end], slot.plain_name);
            (name, text(&raw[value_start..value_end], slot.plain_value))
        };
        match slot.source {
            Source::Query => raw(self.query),
            Source::FormBody => raw(self.form_body),
            Source::Header => {
                let list = self.header.map_or("", |header| header.list()).as_bytes();
                let (name_end, value_end) = (slot.name_end as usize, slot.value_end as usize);
                // Between name and value stand an equals sign, a quote and perhaps white space.
                let value_start = list[name_end..value_end].iter().position(|&byte| byte == b'"');
                let value_start = value_start.map_or(value_end, |quote| name_end + quote + 1);
                let name = Encoded::percent(&list[slot.start as usize..name_end]);
                (Text::Wire(name), Text::Wire(Encoded::percent(&list[value_start..value_end])))
            }
            Source::Parameters => of(self.parameters),
            Source::Extra => of(self.extra),
        }
    }
}

/// What was found so far.
struct Found<'a, 's> {
    sources: &'s Sources<'a>,
    scratch: &'s mut [Slot],
    /// How many there are, whether or not `scratch` has room for them.
    count: usize,
    signatures: usize,
}

impl<'a> Found<'a, '_> {
    fn form(&mut self, source: Source, raw: &[u8]) {
        for pair in form::pairs(raw) {
            let (name, value) = (pair.name, pair.value);
            let start = name.raw().as_ptr() as usize - raw.as_ptr() as usize;
            let name_end = start + name.raw().len();
            self.put(Slot {
                prefix: prefix(name),
                start: start as u32,
                name_end: name_end as u32,
                value_end: (name_end + usize::from(pair.has_equals) + value.raw().len()) as u32,
                source,
                plain_name: name.is_known_plain(),
                plain_value: value.is_known_plain(),
            });
        }
    }

    fn header(&mut self, header: &Authorization<'a>) {
        for place in header.parameters() {
            let name = Encoded::percent(&header.list().as_bytes()[place.start..place.name_end]);
            self.put(Slot {
                prefix: prefix(name),
                start: place.start as u32,
                name_end: place.name_end as u32,
                value_end: place.value_end as u32,
                source: Source::Header,
                ..Slot::EMPTY
            });
        }
    }

    fn pairs(&mut self, source: Source, pairs: &[(&str, &str)]) {
        let has_realm = matches!(source, Source::Extra) && self.sources.extra_has_realm;
        for (index, (name, _)) in pairs.iter().enumerate() {
            if !(has_realm && name.eq_ignore_ascii_case("realm")) {
                let prefix = prefix_of(&padded(name.as_bytes()));
                self.put(Slot { prefix, start: index as u32, source, ..Slot::EMPTY });
            }
        }
    }

    /// Puts a parameter into the next slot, unless it is the signature.
    #[inline(always)]
    fn put(&mut self, slot: Slot) {
        const SIGNATURE: u128 = order::prefix_of_bytes(b"oauth_signature");
        // By halves: what two stores wrote can't be loaded at once without waiting for them.
        let (high, low) = ((slot.prefix >> 64) as u64, slot.prefix as u64);
        if high == (SIGNATURE >> 64) as u64
            && low == SIGNATURE as u64
            && self.sources.pair(&slot).0.is(b"oauth_signature")
        {
            self.signatures += 1;
            return;
        }
        if let Some(place) = self.scratch.get_mut(self.count) {
            *place = slot;
        }
        self.count += 1;
    }
}

/// A place for sorted parameters. They are sorted where they stay: what is moved waits for being stored.
pub(crate) struct Unsorted<'a, 's>(Sorted<'a, 's>);

impl<'a, 's> Unsorted<'a, 's> {
    #[inline(always)]
    pub(crate) fn new(sources: &'s Sources<'a>) -> Self {
        Self(Sorted { sources, slots: &[], before: 0, among_end: 0, signatures: 0 })
    }

    /// Sorts every parameter but `oauth_signature`, which is never signed (§3.4.1.3.1).
    #[inline(always)]
    pub(crate) fn sort(&mut self, scratch: &'s mut [Slot]) -> Result<&Sorted<'a, 's>, SortError> {
        if !self.0.sources.is_empty() {
            self.0.sort(scratch)?;
        }
        Ok(&self.0)
    }
}

impl<'a, 's> Sorted<'a, 's> {
    fn sort(&mut self, scratch: &'s mut [Slot]) -> Result<(), SortError> {
        let sources = self.sources;
        let header = sources.header.map_or("", |header| header.list());
        if u32::try_from(sources.query.len().max(sources.form_body.len()).max(header.len())).is_err() {
            return Err(SortError::TooLong);
        }
        let mut found = Found { sources, scratch, count: 0, signatures: 0 };
        found.form(Source::Query, sources.query);
        found.form(Source::FormBody, sources.form_body);
        if let Some(header) = &sources.header {
            found.header(header);
        }
        found.pairs(Source::Parameters, sources.parameters);
        found.pairs(Source::Extra, sources.extra);
        let Found { scratch, count, signatures, .. } = found;
        let Some(slots) = scratch.get_mut(..count) else {
            return Err(SortError::ScratchTooSmall { required: count });
        };
        order::sort(slots, |a, b| sources.compare(a, b));
        // Mostly all are before or behind: two looks find that out.
        self.before = slots.partition_point(|slot| slot.against_oauth() == Ordering::Less);
        let among = slots[self.before..].iter().take_while(|slot| slot.against_oauth() == Ordering::Equal);
        self.among_end = self.before + among.count();
        self.slots = slots;
        self.signatures = signatures;
        Ok(())
    }

    /// The parameters before the protocol's own, those among them, and those behind them.
    pub(crate) fn around_protocol(&self) -> (&[Slot], &[Slot], &[Slot]) {
        let (rest, behind) = self.slots.split_at(self.among_end);
        let (before, among) = rest.split_at(self.before);
        (before, among, behind)
    }

    /// Whether one of the protocol's parameters, which start with `oauth_`, stands there twice (§3.1). As they
    /// are sorted, it stands beside itself.
    #[inline(always)]
    pub(crate) fn has_doubled_protocol_parameter(&self) -> bool {
        self.among_end - self.before > 1 && self.has_equal_neighbours()
    }

    fn has_equal_neighbours(&self) -> bool {
        let (_, among, _) = self.around_protocol();
        among.windows(2).any(|pair| {
            let name = |slot: &Slot| self.sources.pair(slot).0;
            compare_encoded(name(&pair[0]), name(&pair[1])) == Ordering::Equal
        })
    }

    /// How many of `slots` come before the protocol parameter of this name. None has the same: that is
    /// refused before.
    pub(crate) fn earlier(&self, slots: &[Slot], name: &[u8]) -> usize {
        let is_earlier =
            |slot: &&Slot| compare_encoded(self.sources.pair(slot).0, Text::Decoded(name)) == Ordering::Less;
        slots.iter().take_while(is_earlier).count()
    }

    /// The name and the value that stand in `slot`.
    #[inline(always)]
    pub(crate) fn pair(&self, slot: &Slot) -> (Text<'a>, Text<'a>) {
        self.sources.pair(slot)
    }

    /// All of them.
    pub(crate) fn slots(&self) -> &[Slot] {
        self.slots
    }
}
