//! The key and the signature method (§3.4.2).

use super::parameters::put;
use super::{Candidates, Phase};
use crate::explain::mistake::{Mistake, SecretOf};
use crate::explain::model::{Key, KeyPart, Model};
use crate::explain::signature::{HMACS, Hash};

const BOTH: [SecretOf; 2] = [SecretOf::Client, SecretOf::Token];

pub(super) fn add(all: &mut Candidates<'_>) {
    // A base string tells nothing of the key.
    if all.theirs.is_none() {
        secrets(all);
        parts(all);
    }
    let ours = all.facts.right.hash;
    let is_hmac = !matches!(ours, Hash::Plaintext | Hash::Other);
    let is_named = all.facts.value_of(b"oauth_signature_method").is_some();
    for (method, hash) in HMACS.into_iter().filter(|(_, hash)| *hash != ours) {
        if is_hmac {
            all.add(Mistake::OtherHash { method }, Phase::Sign, move |model| model.hash = hash);
        }
        if is_named && (is_hmac || all.theirs.is_some()) {
            all.add(Mistake::OtherSignatureMethod { method }, Phase::Text, move |model| {
                put(model, b"oauth_signature_method", method.as_bytes());
                model.hash = hash;
            });
        }
    }
}

/// Mistakes in how the two secrets make a key.
fn secrets(all: &mut Candidates<'_>) {
    let mut key = |mistake, change: fn(&mut Key<'_>)| {
        all.add(mistake, Phase::Sign, move |model| change(&mut model.key))
    };
    key(Mistake::AmpersandMissing, |key| key.ampersand = false);
    key(Mistake::SecretsNotEncoded, |key| key.times = 0);
    key(Mistake::SecretsEncodedTwice, |key| key.times = 2);
    key(Mistake::SecretsSwapped, |key| core::mem::swap(&mut key.client, &mut key.token));
    for secret in [SecretOf::Token, SecretOf::Client] {
        all.add(Mistake::SecretLeftOut { secret }, Phase::Sign, move |model| part(model, secret).text = b"");
    }
}

/// Mistakes with one secret. They come before the two are put together.
fn parts(all: &mut Candidates<'_>) {
    let facts = all.facts;
    for secret in BOTH {
        let (given, identifier) = match secret {
            SecretOf::Client => (facts.client_secrets, b"oauth_consumer_key".as_slice()),
            SecretOf::Token => (facts.token_secrets, b"oauth_token".as_slice()),
        };
        for (index, &candidate) in given.iter().enumerate().skip(1) {
            let mistake = Mistake::OtherSecret { secret, candidate: index + 1 };
            all.add(mistake, Phase::Text, move |model| part(model, secret).text = candidate.as_bytes());
        }
        let ours = given.first().copied().unwrap_or_default();
        all.add(Mistake::SecretTrimmed { secret }, Phase::Text, move |model| {
            let part = part(model, secret);
            part.text = part.text.trim_ascii();
        });
        if !ours.is_empty() {
            for white_space in ["\n", "\r\n", " "] {
                all.add(Mistake::WhiteSpaceBehindSecret { secret, white_space }, Phase::Text, move |model| {
                    part(model, secret).white_space = white_space;
                });
            }
        }
        if let Some(identifier) = facts.value_of(identifier) {
            all.add(Mistake::IdentifierAsSecret { secret }, Phase::Text, move |model| {
                *part(model, secret) = KeyPart::new(identifier);
            });
        }
    }
}

fn part<'m, 'f>(model: &'m mut Model<'f>, secret: SecretOf) -> &'m mut KeyPart<'f> {
    match secret {
        SecretOf::Client => &mut model.key.client,
        SecretOf::Token => &mut model.key.token,
    }
}
