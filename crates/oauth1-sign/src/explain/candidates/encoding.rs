//! How often and how something is encoded (§3.4.1.1, §3.4.1.3.2, §3.6).

use super::{Candidates, Phase};
use crate::explain::mistake::{Half, Layer, Mistake};
use crate::explain::model::{Characters, Model, Parameter, Style, Text};
use crate::explain::report::name_of;
use alloc::vec::Vec;
use oauth_wire::percent::Encoded;

const ASTERISK: Characters = Characters::of(b"*");
const SUB_DELIMITERS: Characters = Characters::of(b"!'()*");
const SLASH: Characters = Characters::of(b"/");
const RESERVED: Characters = Characters::of(b";,/?:@&=+$#!'()*");
const TILDE: Characters = Characters::of(b"~");
const UNRESERVED: Characters = Characters::of(b"-._~");

/// Mistakes with everything that is encoded.
pub(super) fn of_all<'f>(all: &mut Candidates<'f>) {
    let mut times = |mistake, change: fn(&mut Model<'f>)| all.add(mistake, Phase::Build, change);
    times(Mistake::NotEncoded(Half::Values), |model| each(model, |parameter| parameter.value.times = 0));
    times(Mistake::NotEncoded(Half::Names), |model| each(model, |parameter| parameter.name.times = 0));
    times(Mistake::NotEncoded(Half::Both), |model| {
        each(model, |parameter| (parameter.name.times, parameter.value.times) = (0, 0));
    });
    times(Mistake::EncodedTwice(Half::Values), |model| each(model, |parameter| parameter.value.times += 1));
    times(Mistake::EncodedTwice(Half::Names), |model| each(model, |parameter| parameter.name.times += 1));
    times(Mistake::EncodedTwice(Half::Both), |model| {
        each(model, |parameter| {
            parameter.name.times += 1;
            parameter.value.times += 1;
        });
    });
    times(Mistake::ProtocolValuesNotEncoded, |model| {
        each(model, |parameter| {
            if parameter.is_protocol() {
                parameter.value.times = 0;
            }
        });
    });

    let layers = &[Layer::Both, Layer::Parameters, Layer::Parts];
    style(all, layers, Mistake::PlusForSpace, |style| style.plus_for_space = true);
    style(all, layers, Mistake::LowerCaseEscapes, |style| style.lower_case = true);
    let keep = |set: Characters| move |style: &mut Style| style.kept = style.kept.with(set);
    let encode = |set: Characters| move |style: &mut Style| style.encoded = style.encoded.with(set);
    style(all, layers, Mistake::AsteriskKept, keep(ASTERISK));
    style(all, layers, Mistake::SubDelimitersKept, keep(SUB_DELIMITERS));
    style(all, layers, Mistake::SlashKept, keep(SLASH));
    style(all, layers, Mistake::ReservedKept, keep(RESERVED));
    style(all, layers, Mistake::TildeEncoded, encode(TILDE));
    style(all, layers, Mistake::UnreservedEncoded, encode(UNRESERVED));
    style(all, layers, Mistake::FormEncoded, |style| {
        style.plus_for_space = true;
        style.kept = style.kept.with(ASTERISK);
        style.encoded = style.encoded.with(TILDE);
    });
}

/// Mistakes with some of it, or with whole parts.
pub(super) fn of_some<'f>(all: &mut Candidates<'f>) {
    let mut parts = |mistake, change: fn(&mut Model<'f>)| all.add(mistake, Phase::Build, change);
    parts(Mistake::ParametersNotEncoded, |model| model.parameters_times = 0);
    parts(Mistake::ParametersEncodedTwice, |model| model.parameters_times += 1);
    parts(Mistake::UriNotEncoded, |model| model.uri_times = 0);
    parts(Mistake::UriEncodedTwice, |model| model.uri_times += 1);
    parts(Mistake::BaseStringEncoded, |model| model.whole_times += 1);

    let mut wire = |mistake, change: fn(&mut Parameter)| {
        all.add(mistake, Phase::Decode, move |model| each(model, change))
    };
    wire(Mistake::NotDecoded, |parameter| as_sent(parameter, 1));
    wire(Mistake::TakenAsSent, |parameter| as_sent(parameter, 0));
    wire(Mistake::PlusKept, |parameter| {
        if let Some((name, value)) = &parameter.wire {
            parameter.name.bytes = Encoded::percent(name).to_vec();
            parameter.value.bytes = Encoded::percent(value).to_vec();
        }
    });

    let mut text =
        |mistake, change: fn(&mut Parameter)| all.add(mistake, Phase::Text, move |model| each(model, change));
    text(Mistake::PlusReadAsSpace, |parameter| {
        for text in [&mut parameter.name, &mut parameter.value] {
            text.bytes.iter_mut().filter(|byte| **byte == b'+').for_each(|byte| *byte = b' ');
        }
    });
    text(Mistake::ValuesDecodedTwice, |parameter| decode(&mut parameter.value));
    text(Mistake::Latin1, |parameter| {
        latin1(&mut parameter.name);
        latin1(&mut parameter.value);
    });
}

/// Mistakes with a single value.
pub(super) fn of_one(all: &mut Candidates<'_>) {
    for (index, name) in all.each_parameter() {
        let parameter = || name_of(name);
        // The list is as it was collected, but for what the same pair's other mistake took out.
        let at = move |model: &mut Model<'_>, change: fn(&mut Text)| {
            if let Some(parameter) = model.parameters.iter_mut().find(|parameter| parameter.index == index) {
                change(&mut parameter.value);
            }
        };
        all.add(Mistake::ValueEncodedTwice { parameter: parameter() }, Phase::Build, move |model| {
            at(model, |value| value.times += 1);
        });
        all.add(Mistake::ValueDecodedTwice { parameter: parameter() }, Phase::Text, move |model| {
            at(model, decode)
        });
        all.add(Mistake::ValueNotEncoded { parameter: parameter() }, Phase::Build, move |model| {
            at(model, |value| value.times = 0);
        });
    }
}

fn each(model: &mut Model<'_>, change: impl FnMut(&mut Parameter)) {
    model.parameters.iter_mut().for_each(change);
}

fn style<'f>(
    all: &mut Candidates<'f>,
    layers: &[Layer],
    mistake: impl Fn(Layer) -> Mistake,
    change: impl Fn(&mut Style) + Copy + 'f,
) {
    for &layer in layers {
        all.add(mistake(layer), Phase::Build, move |model| {
            if layer != Layer::Parts {
                change(&mut model.inner);
            }
            if layer != Layer::Parameters {
                change(&mut model.outer);
            }
        });
    }
}

fn as_sent(parameter: &mut Parameter, times: u8) {
    if let Some((name, value)) = &parameter.wire {
        parameter.name = Text { bytes: name.clone(), times };
        parameter.value = Text { bytes: value.clone(), times };
    }
}

fn decode(text: &mut Text) {
    text.bytes = Encoded::percent(&text.bytes).to_vec();
}

fn latin1(text: &mut Text) {
    let narrow = core::str::from_utf8(&text.bytes)
        .ok()
        .and_then(|text| text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>());
    if let Some(bytes) = narrow {
        text.bytes = bytes;
    }
}
