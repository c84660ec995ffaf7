//! Making each mistake, alone and with another, until the value comes out.

use super::candidates::Candidate;
use super::mistake::Mistake;
use super::model::Model;
use super::report::Cause;
use super::signature::{Hash, Target};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use sha2::{Digest, Sha256};

/// The most causes that are told.
const MAX_CAUSES: usize = 10;

/// What is to come out.
pub(super) enum Goal<'f> {
    /// One of these texts: as it was given, and cleaned.
    BaseString([&'f [u8]; 2]),
    Signature(Target<'f>),
}

pub(super) struct Search<'f> {
    goal: Goal<'f>,
    /// In bytes, like what is spent.
    limit: usize,
    spent: usize,
    pub(super) tried: usize,
    /// Whether the limit was reached.
    pub(super) ran_out: bool,
}

/// What a model gives.
struct Outcome {
    /// A hash over everything that makes the value.
    mark: [u8; 32],
    /// Whether it is the value sought, and what mistake lies in a signature's text then.
    hit: Option<Option<Mistake>>,
}

impl<'f> Search<'f> {
    pub(super) fn new(goal: Goal<'f>, limit: usize) -> Self {
        Self { goal, limit, spent: 0, tried: 0, ran_out: false }
    }

    /// Whether the right request gives the value; else the causes.
    pub(super) fn run(&mut self, right: &Model<'f>, candidates: &[Candidate<'f>]) -> (bool, Vec<Cause>) {
        let Some(start) = self.attempt(right) else { return (false, Vec::new()) };
        match start.hit {
            Some(None) => return (true, Vec::new()),
            Some(Some(mistake)) => return (false, [Cause { mistakes: [mistake].into() }].into()),
            None => {}
        }
        let mut seen = BTreeSet::from([start.mark]);
        let (mut singles, mut pairs) = (Vec::new(), Vec::new());
        // Those that give a value of their own, and those that alone change nothing or do what another one does.
        let (mut at_work, mut idle) = (Vec::new(), Vec::new());
        for candidate in candidates {
            let mut model = right.clone();
            (candidate.make)(&mut model);
            let Some(outcome) = self.attempt(&model) else { break };
            match outcome.hit {
                Some(None) => note(&mut singles, &[&candidate.mistake]),
                Some(Some(mistake)) => note(&mut pairs, &[&candidate.mistake, &mistake]),
                None if seen.insert(outcome.mark) => at_work.push(candidate),
                None => idle.push(candidate),
            }
        }
        if singles.is_empty() && pairs.is_empty() {
            // Where the bound ends it, what was found until then counts.
            let _ = self.pairs(right, &at_work, &idle, &mut pairs);
        }
        (false, if singles.is_empty() { pairs } else { singles })
    }

    /// Tries those that make a difference of their own two at a time, the likeliest pairs first; then those
    /// that bring in new text, on which all others may do something else. Ends early once the bound is reached.
    fn pairs(
        &mut self,
        right: &Model<'f>,
        at_work: &[&Candidate<'f>],
        idle: &[&Candidate<'f>],
        found: &mut Vec<Cause>,
    ) -> Option<()> {
        for sum in 1..(2 * at_work.len()).saturating_sub(2) {
            for first in sum.saturating_sub(at_work.len() - 1)..sum.div_ceil(2) {
                self.pair(right, at_work[first], at_work[sum - first], found)?;
            }
        }
        for &early in at_work.iter().filter(|candidate| candidate.brings_text()) {
            for &late in idle.iter().filter(|late| late.phase > early.phase && !late.mistake.is_about_one()) {
                self.pair(right, early, late, found)?;
            }
        }
        Some(())
    }

    /// Makes both mistakes; `None` once the bound is reached.
    fn pair(
        &mut self,
        right: &Model<'f>,
        a: &Candidate<'f>,
        b: &Candidate<'f>,
        found: &mut Vec<Cause>,
    ) -> Option<()> {
        let (early, late) = if b.phase < a.phase { (b, a) } else { (a, b) };
        let mut model = right.clone();
        (early.make)(&mut model);
        (late.make)(&mut model);
        if let Some(None) = self.attempt(&model)?.hit {
            note(found, &[&a.mistake, &b.mistake]);
        }
        Some(())
    }

    /// What `model` gives; `None` once the bound is reached.
    fn attempt(&mut self, model: &Model<'f>) -> Option<Outcome> {
        if self.spent >= self.limit {
            self.ran_out = true;
            return None;
        }
        self.tried += 1;
        let base_string = if model.hash == Hash::Plaintext && matches!(self.goal, Goal::Signature(_)) {
            Vec::new()
        } else {
            model.base_string()
        };
        // What a key and its hash take beside.
        self.spent = self.spent.saturating_add(base_string.len() + 512);
        let mut mark = Sha256::new_with_prefix(&base_string);
        let hit = match &self.goal {
            Goal::BaseString(texts) => texts.contains(&&*base_string).then_some(None),
            Goal::Signature(target) => {
                mark.update([model.hash as u8]);
                mark.update(model.key.bytes().expose());
                target.is_given_by(model, &base_string).map(|mistake| mistake.cloned())
            }
        };
        Some(Outcome { mark: mark.finalize().into(), hit })
    }
}

/// Notes a cause, unless it says the same as one before.
fn note(causes: &mut Vec<Cause>, mistakes: &[&Mistake]) {
    // In either order.
    let says_the_same =
        |cause: &Cause| cause.mistakes.iter().all(|one| mistakes.iter().any(|other| one.is_akin_to(other)));
    let says_little = !causes.is_empty() && mistakes.iter().any(|mistake| mistake.is_general());
    if causes.len() < MAX_CAUSES && !says_little && !causes.iter().any(says_the_same) {
        causes.push(Cause { mistakes: mistakes.iter().map(|mistake| (*mistake).clone()).collect() });
    }
}
