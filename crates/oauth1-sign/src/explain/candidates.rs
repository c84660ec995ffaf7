//! Every known mistake as a change of the model, the likeliest first.

use super::MAX_PARAMETERS;
use super::mistake::Mistake;
use super::model::Model;
use super::observed::Theirs;
use super::ours::Facts;
use alloc::boxed::Box;
use alloc::vec::Vec;

mod encoding;
mod key;
mod order;
mod parameters;
mod uri;

/// A mistake, and what it makes of a right request.
pub(super) struct Candidate<'f> {
    pub(super) mistake: Mistake,
    pub(super) phase: Phase,
    pub(super) make: Box<dyn Fn(&mut Model<'f>) + 'f>,
}

impl Candidate<'_> {
    /// Whether it may bring in text with which a later mistake shows that would not show otherwise.
    pub(super) fn brings_text(&self) -> bool {
        match self.phase {
            Phase::Request => self.mistake.brings_text_into_the_uri(),
            Phase::Collect | Phase::Decode | Phase::List | Phase::Text => !self.mistake.leaves_out(),
            Phase::Build | Phase::Sign => false,
        }
    }
}

/// When a mistake is made: of two, the one of the earlier phase first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// The method and the URL are taken apart.
    Request,
    /// Parameters are collected.
    Collect,
    /// They are decoded.
    Decode,
    /// They become a list, or a map.
    List,
    /// Their texts are changed.
    Text,
    /// Everything is encoded, sorted and joined.
    Build,
    /// The key is made and used.
    Sign,
}

pub(super) struct Candidates<'f> {
    pub(super) list: Vec<Candidate<'f>>,
    pub(super) facts: &'f Facts<'f>,
    /// What the base string that was observed says, where there is one.
    pub(super) theirs: Option<&'f Theirs>,
    /// Whether some parameters got none of their own.
    pub(super) is_incomplete: bool,
}

impl<'f> Candidates<'f> {
    pub(super) fn collect(facts: &'f Facts<'f>, theirs: Option<&'f Theirs>) -> Self {
        let is_incomplete = facts.right.parameters.len() > MAX_PARAMETERS;
        let mut all = Self { list: Vec::new(), facts, theirs, is_incomplete };
        encoding::of_all(&mut all);
        order::add(&mut all);
        uri::add(&mut all);
        key::add(&mut all);
        parameters::of_all(&mut all);
        encoding::of_some(&mut all);
        parameters::of_one(&mut all);
        encoding::of_one(&mut all);
        parameters::from_elsewhere(&mut all);
        all
    }

    fn add(&mut self, mistake: Mistake, phase: Phase, make: impl Fn(&mut Model<'f>) + 'f) {
        self.list.push(Candidate { mistake, phase, make: Box::new(make) });
    }

    /// The parameters that get mistakes of their own, by index and name.
    fn each_parameter(&self) -> impl Iterator<Item = (usize, &'f [u8])> + use<'f> {
        let parameters = self.facts.right.parameters.iter().take(MAX_PARAMETERS).enumerate();
        parameters.map(|(index, parameter)| (index, &*parameter.name.bytes))
    }
}
