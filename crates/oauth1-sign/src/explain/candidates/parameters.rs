//! Which parameters take part (§3.4.1.3.1).

use super::{Candidates, Phase};
use crate::body_hash::{BodyHash, BodyHashAlgorithm};
use crate::explain::mistake::Mistake;
use crate::explain::model::{Model, Parameter, Source};
use crate::explain::report::name_of;
use crate::explain::{MAX_PARAMETERS, json, signature};
use alloc::vec::Vec;
use oauth_wire::form;

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The longest body that is looked into, in bytes.
const MAX_BODY: usize = 64 * 1024;

const ALGORITHMS: [BodyHashAlgorithm; 2] = [BodyHashAlgorithm::Sha1, BodyHashAlgorithm::Sha256];

/// Mistakes with whole parts of the request, or with parameters of a kind.
pub(super) fn of_all<'f>(all: &mut Candidates<'f>) {
    let facts = all.facts;
    let mut leave_out = |mistake, source| {
        all.add(mistake, Phase::Collect, move |model| model.parameters.retain(|one| one.source != source));
    };
    leave_out(Mistake::FormBodyLeftOut, Source::FormBody);
    leave_out(Mistake::QueryLeftOut, Source::Query);

    all.add(Mistake::DuplicatesCollapsedToLast, Phase::List, |model| {
        collapse(model, |kept, next| *kept = next)
    });
    all.add(Mistake::DuplicatesCollapsedToFirst, Phase::List, |model| collapse(model, |_, _| {}));
    all.add(Mistake::DuplicatesJoined, Phase::List, |model| {
        collapse(model, |kept, next| kept.value.bytes = [&*kept.value.bytes, &*next.value.bytes].join(&b','));
    });
    all.add(Mistake::IdenticalCollapsed, Phase::List, |model| {
        let mut seen = alloc::collections::BTreeSet::new();
        model.parameters.retain(|one| seen.insert((one.name.bytes.clone(), one.value.bytes.clone())));
    });
    all.add(Mistake::EmptyValuesLeftOut, Phase::List, |model| {
        model.parameters.retain(|one| !one.value.bytes.is_empty());
    });
    all.add(Mistake::EmptyNamesLeftOut, Phase::List, |model| {
        model.parameters.retain(|one| !one.name.bytes.is_empty());
    });
    all.add(Mistake::EqualsLeftOut, Phase::Build, |model| {
        model.parameters.iter_mut().for_each(|one| one.shows_equals = one.has_equals);
    });

    if let Some(realm) = facts.realm {
        add_pairs(all, Mistake::RealmSigned, [pair("realm", realm)].into());
    }
    let sent = facts.sent_signature.clone().or_else(|| signature::text_of(&facts.right).map(Into::into));
    if let Some(signature) = sent {
        add_pairs(all, Mistake::SignatureSigned, [(b"oauth_signature".to_vec(), signature)].into());
    }
    if facts.value_of(b"oauth_token").is_none() {
        add_pairs(all, Mistake::EmptyTokenAdded, [pair("oauth_token", "")].into());
    }
    if let Some(body) = facts.body.filter(|body| body.len() <= MAX_BODY) {
        if let Some(members) = json::members(body) {
            add_pairs(all, Mistake::JsonMembersSigned, members);
        }
        let form = form::pairs(body).map(|pair| (pair.name.to_vec(), pair.value.to_vec()));
        add_pairs(all, Mistake::BodyReadAsForm, form.collect());
    }
    body_hashes(all);
}

fn body_hashes(all: &mut Candidates<'_>) {
    let facts = all.facts;
    let body = facts.body.or(facts.request.form_body).unwrap_or_default();
    let current = facts.value_of(b"oauth_body_hash");
    for algorithm in ALGORITHMS {
        let hash = BodyHash::of(algorithm, body);
        let empty = BodyHash::of(algorithm, b"");
        if current.is_none() {
            add_pairs(
                all,
                Mistake::BodyHashAdded(algorithm),
                [pair("oauth_body_hash", hash.as_str())].into(),
            );
            continue;
        }
        // Without the body at hand only its absence can be hashed.
        if facts.body.is_some() {
            set_value(
                all,
                Mistake::BodyHashAlgorithm(algorithm),
                b"oauth_body_hash",
                hash.as_str().as_bytes(),
            );
        }
        set_value(all, Mistake::BodyHashOfNothing(algorithm), b"oauth_body_hash", empty.as_str().as_bytes());
    }
}

/// Mistakes with a single parameter.
pub(super) fn of_one(all: &mut Candidates<'_>) {
    for (index, name) in all.each_parameter() {
        all.add(Mistake::ParameterMissing { parameter: name_of(name) }, Phase::Collect, move |model| {
            model.parameters.retain(|one| one.index != index);
        });
    }
}

/// Parameters that ours lacks, and values that differ: those that the base string shows, or guesses.
pub(super) fn from_elsewhere(all: &mut Candidates<'_>) {
    match all.theirs {
        None => {
            for (name, value) in [
                ("oauth_version", "1.0"),
                ("oauth_callback", "oob"),
                ("oauth_callback", ""),
                ("oauth_callback", "about:blank"),
                ("oauth_verifier", ""),
            ] {
                if all.facts.value_of(name.as_bytes()).is_none() {
                    add_pairs(
                        all,
                        Mistake::ParameterAdded { parameter: name.into() },
                        [pair(name, value)].into(),
                    );
                }
            }
        }
        Some(theirs) => from_theirs(all, &theirs.pairs),
    }
}

/// What the base string that was observed has more than ours, or otherwise.
fn from_theirs(all: &mut Candidates<'_>, theirs: &Pairs) {
    let ours: Pairs = all
        .facts
        .right
        .parameters
        .iter()
        .map(|one| (one.name.bytes.clone(), one.value.bytes.clone()))
        .collect();
    let count = |list: &Pairs, name: &[u8]| list.iter().filter(|(other, _)| other == name).count();
    // The index among ours of each one of theirs that is looked at, where it is there.
    let mut unmatched: Vec<bool> = ours.iter().map(|_| true).collect();
    let places: Vec<Option<usize>> = theirs
        .iter()
        .take(MAX_PARAMETERS)
        .map(|pair| {
            let place = (0..ours.len()).find(|&at| unmatched[at] && ours[at] == *pair)?;
            unmatched[place] = false;
            Some(place)
        })
        .collect();
    let (mut more, mut attempt): (Vec<Added>, Pairs) = (Vec::new(), Vec::new());
    for (at, (name, value)) in theirs.iter().enumerate().take(places.len()) {
        if places[at].is_some() {
            continue;
        }
        match (count(&ours, name), count(theirs, name)) {
            (few, many) if few < many => {
                let before = places[..at].iter().rev().find_map(|place| *place);
                let behind = places[at..].iter().find_map(|place| *place);
                let neighbour = neighbour(&ours, name, before, behind);
                more.push(Added { name: name.clone(), value: value.clone(), neighbour });
            }
            (1, 1) if matches!(&**name, b"oauth_nonce" | b"oauth_timestamp") => {
                attempt.push((name.clone(), value.clone()));
            }
            (1, 1) if name.starts_with(b"oauth_") => {
                set_value(all, Mistake::ProtocolValueDiffers { parameter: name_of(name) }, name, value);
            }
            _ => {}
        }
    }
    if !attempt.is_empty() {
        all.add(Mistake::AnotherAttempt, Phase::Text, move |model| {
            attempt.iter().for_each(|(name, value)| put(model, name, value));
        });
    }
    for one in &more {
        add_each(all, Mistake::ParameterAdded { parameter: name_of(&one.name) }, [one.clone()].into());
    }
    let all_of = |added: &[Added]| {
        let parameters = added.iter().map(|one| name_of(&one.name)).collect();
        (Mistake::ParametersAdded { parameters }, added.to_vec())
    };
    if more.len() > 1 {
        let (mistake, added) = all_of(&more);
        add_each(all, mistake, added);
    }
    // Where they write a space as `+`, it was read as a plus sign.
    let has_plus = |one: &&Added| one.name.contains(&b'+') || one.value.contains(&b'+');
    let with_spaces = |text: &[u8]| text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    let spaced = |one: &Added| Added { name: with_spaces(&one.name), value: with_spaces(&one.value), ..*one };
    for one in more.iter().filter(has_plus).map(spaced) {
        add_each(all, Mistake::ParameterAdded { parameter: name_of(&one.name) }, [one].into());
    }
    if more.len() > 1 && more.iter().any(|one| has_plus(&one)) {
        let (mistake, added) = all_of(&more.iter().map(spaced).collect::<Vec<_>>());
        add_each(all, mistake, added);
    }
}

/// Where a parameter that ours lacks stands: beside those of ours that stand beside it there. Where ours has none of its
/// kind, the protocol's or not, any place is one of its kind's.
fn neighbour(ours: &Pairs, name: &[u8], before: Option<usize>, behind: Option<usize>) -> Neighbour {
    let is_protocol = |name: &[u8]| name.starts_with(b"oauth_");
    match (before, behind) {
        _ if !ours.iter().any(|(other, _)| is_protocol(other) == is_protocol(name)) => Neighbour::Unknown,
        (Some(place), _) => Neighbour::Behind(place),
        (None, Some(place)) => Neighbour::Before(place),
        (None, None) => Neighbour::Unknown,
    }
}

/// A parameter that a request has more than ours.
#[derive(Clone)]
struct Added {
    name: Vec<u8>,
    value: Vec<u8>,
    neighbour: Neighbour,
}

/// Where a further parameter stands if nothing is sorted.
#[derive(Clone, Copy)]
enum Neighbour {
    /// Not known: the protocol's own with the others of the protocol, the rest before them.
    Unknown,
    /// Before the parameter with this index.
    Before(usize),
    /// Behind the parameter with this index.
    Behind(usize),
}

fn pair(name: &str, value: &str) -> (Vec<u8>, Vec<u8>) {
    (name.as_bytes().to_vec(), value.as_bytes().to_vec())
}

fn add_pairs(all: &mut Candidates<'_>, mistake: Mistake, pairs: Pairs) {
    let unknown = |(name, value)| Added { name, value, neighbour: Neighbour::Unknown };
    add_each(all, mistake, pairs.into_iter().map(unknown).collect());
}

fn add_each(all: &mut Candidates<'_>, mistake: Mistake, added: Vec<Added>) {
    all.add(mistake, Phase::Collect, move |model| {
        for one in &added {
            let list = &mut model.parameters;
            let of_index = |index| list.iter().position(|other: &Parameter| other.index == index);
            let (beside, offset) = match one.neighbour {
                Neighbour::Unknown => (None, 0),
                Neighbour::Before(index) => (of_index(index), 0),
                Neighbour::Behind(index) => (of_index(index), 1),
            };
            let source = match beside {
                Some(beside) => list[beside].source,
                None if one.name.starts_with(b"oauth_") => Source::Protocol,
                None => Source::Given,
            };
            let at = beside.map_or(list.len(), |beside| beside + offset);
            // Behind those that were added there before.
            let at = at + list[at..].iter().take_while(|other| other.index == usize::MAX).count();
            list.insert(at, Parameter::new(one.name.clone(), one.value.clone(), source));
        }
    });
}

fn set_value(all: &mut Candidates<'_>, mistake: Mistake, name: &[u8], value: &[u8]) {
    let (name, value) = (name.to_vec(), value.to_vec());
    all.add(mistake, Phase::Text, move |model| put(model, &name, &value));
}

pub(super) fn put(model: &mut Model<'_>, name: &[u8], value: &[u8]) {
    for one in model.parameters.iter_mut().filter(|one| one.name.bytes == name) {
        one.value.bytes = value.to_vec();
    }
}

/// Makes one parameter of those with the same name, in the first one's place.
fn collapse(model: &mut Model<'_>, merge: impl Fn(&mut Parameter, Parameter)) {
    let mut kept: Vec<Parameter> = Vec::new();
    for next in core::mem::take(&mut model.parameters) {
        match kept.iter_mut().find(|one| one.name.bytes == next.name.bytes) {
            Some(one) => merge(one, next),
            None => kept.push(next),
        }
    }
    model.parameters = kept;
}
