//! Offers and answers of one call (RFC 3264), rewritten so that each party sees only the relay.

use std::hash::{DefaultHasher, Hasher};

use core::net::IpAddr;

use crate::codec::{CodecPolicy, PayloadTypes, TELEPHONE_EVENT};
use crate::compose::{Composed, Shown, Told, payload_types};
use crate::description::{self, Audio, AudioLine, Description, Format, MediaLine};
use crate::refusal::Refusal;
use crate::{MediaRemote, Party, PerParty};

/// What one party sees of the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress {
    /// The relay's address on this party's network.
    pub address: IpAddr,
    /// The even RTP port; RTCP is the next.
    pub port: u16,
    /// The session identifier of the origin line, from the system's generator.
    pub session: u64,
}

/// What is agreed with one party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stream {
    /// Where it receives; `None` when it receives nothing now.
    pub remote: Option<MediaRemote>,
    /// The payload types that it takes.
    pub accepts: PayloadTypes,
}

/// What an answer agreed; [`Relay::apply`](crate::Relay::apply) puts it into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreed {
    /// With the calling party.
    pub calling: Stream,
    /// With the called party.
    pub called: Stream,
}

/// An offer to pass on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The body for the other party.
    pub body: Vec<u8>,
    /// Where the offerer wants to receive. The caller checks it against the access lists *before* passing the body on.
    pub remote: Option<MediaRemote>,
}

/// An answer to pass on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The body for the party that made the offer.
    pub body: Vec<u8>,
    /// Where the answerer wants to receive. The caller checks it against the access lists *before* using the answer.
    pub remote: Option<MediaRemote>,
    /// What both agreed.
    pub agreed: Agreed,
}

/// The session of one call as both parties see it.
#[derive(Debug)]
pub struct Negotiation {
    policy: CodecPolicy,
    views: PerParty<View>,
    offer: Option<Offer>,
}

/// What one party was told last.
#[derive(Debug)]
struct View {
    relay: RelayAddress,
    version: u64,
    /// Of the last body but for its version: an unchanged one keeps the version (RFC 3264 §8). Held calls are many and
    /// bodies are long, so that only this is kept.
    fingerprint: u64,
}

/// The offer that answers refer to; several may come for one (early media, then 200).
#[derive(Debug)]
struct Offer {
    from: Party,
    lines: Vec<MediaLine>,
    audio: Option<Audio>,
    /// The offered formats that the policy lets pass.
    formats: Vec<Format>,
}

impl Negotiation {
    /// The largest description that is read, in bytes.
    pub const MAX_BYTES: usize = description::MAX_BYTES;

    /// A call between two parties under a codec policy.
    #[must_use]
    pub fn new(policy: CodecPolicy, calling: RelayAddress, called: RelayAddress) -> Self {
        let views = PerParty {
            calling: View::new(calling),
            called: View::new(called),
        };
        Self {
            policy,
            views,
            offer: None,
        }
    }

    /// Turns to another called party: the next attempt of the call. Versions towards the calling party go on rising.
    pub fn another_called(&mut self, policy: CodecPolicy, called: RelayAddress) {
        self.policy = policy;
        self.views.called = View::new(called);
        self.offer = None;
    }

    /// Takes an offer from a party and writes the one for the other party. It replaces an offer that is still open.
    ///
    /// # Errors
    /// [`Refusal`]; what was agreed before stays in force.
    pub fn offer(&mut self, from: Party, body: &[u8]) -> Result<Offered, Refusal> {
        let relay = self.views.of(from).relay.address;
        let Description { lines, audio } = description::read(body, AudioLine::First, relay)?;
        let formats = match &audio {
            Some(audio) => permitted(&self.policy, &audio.formats, |_| true)?,
            None => Vec::new(),
        };
        let body = self
            .views
            .of_mut(from.other())
            .tell(&lines, Shown::Foreign, audio.as_ref(), &formats);
        let remote = audio.as_ref().and_then(|audio| audio.remote);
        self.offer = Some(Offer {
            from,
            lines,
            audio,
            formats,
        });
        Ok(Offered { body, remote })
    }

    /// Takes an answer from a party and writes the one for the party that made the offer.
    ///
    /// # Errors
    /// [`Refusal`]; what was agreed before stays in force.
    pub fn answer(&mut self, from: Party, body: &[u8]) -> Result<Answered, Refusal> {
        let offer = self
            .offer
            .as_ref()
            .filter(|offer| offer.from != from)
            .ok_or(Refusal::NoOffer)?;
        let which = offer
            .audio
            .as_ref()
            .map_or(AudioLine::Off, |audio| AudioLine::At(audio.line));
        let relay = self.views.of(from).relay.address;
        let Description { audio, .. } = description::read(body, which, relay)?;
        let formats = match &audio {
            Some(audio) => permitted(&self.policy, &audio.formats, |name| {
                contains(&offer.formats, name)
            })?,
            None => Vec::new(),
        };
        let body = self
            .views
            .of_mut(offer.from)
            .tell(&offer.lines, Shown::Own, audio.as_ref(), &formats);
        let remote = audio.as_ref().and_then(|audio| audio.remote);
        Ok(Answered {
            body,
            remote,
            agreed: agreed(offer, audio.as_ref(), &formats),
        })
    }

    /// Forgets the offer: it was refused, or its last answer has come (a call on which nothing is being negotiated takes
    /// little memory). What was agreed stays in force.
    pub fn abandon_offer(&mut self) {
        self.offer = None;
    }
}

impl View {
    fn new(relay: RelayAddress) -> Self {
        Self {
            relay,
            version: 0,
            fingerprint: 0,
        }
    }

    fn tell(
        &mut self,
        lines: &[MediaLine],
        shown: Shown,
        audio: Option<&Audio>,
        formats: &[Format],
    ) -> Vec<u8> {
        let composed = Composed::of(&Told {
            relay: &self.relay,
            lines,
            shown,
            audio,
            formats,
        });
        let fingerprint = fingerprint(composed.comparable());
        if self.version == 0 || fingerprint != self.fingerprint {
            self.version = self.version.saturating_add(1);
            self.fingerprint = fingerprint;
        }
        composed.with_version(self.version)
    }
}

fn fingerprint(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    hasher.finish()
}

/// The formats that may pass, in the policy's spelling. Events alone are no voice.
fn permitted(
    policy: &CodecPolicy,
    formats: &[Format],
    also: impl Fn(&str) -> bool,
) -> Result<Vec<Format>, Refusal> {
    let pass = |format: &Format| {
        let name = policy.canonical(&format.name).filter(|name| also(name))?;
        Some(Format {
            name: name.to_owned(),
            ..format.clone()
        })
    };
    let formats: Vec<Format> = formats.iter().filter_map(pass).collect();
    let voice = |format: &Format| format.name != TELEPHONE_EVENT && format.name != COMFORT_NOISE;
    if formats.iter().any(voice) {
        Ok(formats)
    } else {
        Err(Refusal::NoCodec)
    }
}

fn contains(formats: &[Format], name: &str) -> bool {
    formats.iter().any(|format| format.name == name)
}

fn agreed(offer: &Offer, answer: Option<&Audio>, answered: &[Format]) -> Agreed {
    let (Some(offered_audio), Some(answer)) = (&offer.audio, answer) else {
        return Agreed::default();
    };
    // The answerer may send only what it listed itself (RFC 3264 §6.1).
    let in_both = offer
        .formats
        .iter()
        .filter(|format| contains(answered, &format.name));
    let offerer = Stream {
        remote: offered_audio.remote,
        accepts: in_both.map(|format| format.payload_type).collect(),
    };
    let answerer = Stream {
        remote: answer.remote,
        accepts: payload_types(answered),
    };
    match offer.from {
        Party::Calling => Agreed {
            calling: offerer,
            called: answerer,
        },
        Party::Called => Agreed {
            calling: answerer,
            called: offerer,
        },
    }
}

/// The encoding name of comfort noise (RFC 3389).
const COMFORT_NOISE: &str = "CN";

#[cfg(test)]
#[path = "negotiation_tests.rs"]
mod tests;
