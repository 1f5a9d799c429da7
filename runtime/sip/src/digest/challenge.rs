//! Challenges: WWW-Authenticate and Proxy-Authenticate as a client reads them (RFC 7616 §3.3).

use super::Algorithm;
use super::fields::{Malformed, Piece, Pieces, once};

/// One Digest challenge that a [`super::Client`] can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    /// The realm, escapes kept.
    pub realm: &'a str,
    /// The nonce, escapes kept.
    pub nonce: &'a str,
    /// What the answer has to echo.
    pub opaque: Option<&'a str>,
    /// The algorithm; MD5 if none was named.
    pub algorithm: Algorithm,
    /// Whether the algorithm was named, so that the answer names it too.
    pub names_algorithm: bool,
    /// Whether `qop` offers `auth`; false without any `qop`.
    pub offers_auth: bool,
    /// Whether only the nonce was refused, not the credentials.
    pub stale: bool,
}

impl<'a> Challenge<'a> {
    /// The strongest supported challenge in header field values of one name; the first of equals.
    ///
    /// Values that are malformed, other schemes, unknown algorithms and a `qop` without `auth` are passed over.
    #[must_use]
    pub fn strongest(values: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut best: Option<Self> = None;
        for value in values {
            let Ok(challenges) = Draft::read_all(value) else {
                continue;
            };
            for challenge in challenges.into_iter().filter_map(Draft::supported) {
                if best.is_none_or(|best| best.algorithm < challenge.algorithm) {
                    best = Some(challenge);
                }
            }
        }
        best
    }
}

/// A challenge as written.
#[derive(Default)]
struct Draft<'a> {
    scheme: &'a str,
    realm: Option<&'a str>,
    nonce: Option<&'a str>,
    opaque: Option<&'a str>,
    algorithm: Option<&'a str>,
    qop: Option<&'a str>,
    stale: Option<&'a str>,
}

impl<'a> Draft<'a> {
    fn read_all(value: &'a str) -> Result<Vec<Self>, Malformed> {
        let mut drafts: Vec<Self> = Vec::new();
        for piece in Pieces::new(value) {
            match piece? {
                Piece::Scheme(scheme) if drafts.len() < MOST_CHALLENGES => {
                    drafts.push(Self {
                        scheme,
                        ..Self::default()
                    });
                }
                Piece::Scheme(_) => return Err(Malformed),
                Piece::Param(name, value) => drafts.last_mut().ok_or(Malformed)?.set(name, value)?,
            }
        }
        Ok(drafts)
    }

    fn set(&mut self, name: &str, value: &'a str) -> Result<(), Malformed> {
        let places = [
            ("realm", &mut self.realm),
            ("nonce", &mut self.nonce),
            ("opaque", &mut self.opaque),
            ("algorithm", &mut self.algorithm),
            ("qop", &mut self.qop),
            ("stale", &mut self.stale),
        ];
        match places
            .into_iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known))
        {
            Some((_, place)) => once(place, value),
            None => Ok(()),
        }
    }

    fn supported(self) -> Option<Challenge<'a>> {
        let digest = self.scheme.eq_ignore_ascii_case("Digest");
        let offers_auth = match self.qop {
            None => false,
            Some(list) if list.split(',').any(|qop| qop.trim().eq_ignore_ascii_case("auth")) => true,
            Some(_) => return None,
        };
        digest.then_some(Challenge {
            realm: self.realm?,
            nonce: self.nonce.filter(|nonce| !nonce.is_empty())?,
            opaque: self.opaque,
            algorithm: self
                .algorithm
                .map_or(Some(Algorithm::Md5), Algorithm::from_name)?,
            names_algorithm: self.algorithm.is_some(),
            offers_auth,
            stale: self.stale.is_some_and(|stale| stale.eq_ignore_ascii_case("true")),
        })
    }
}

/// More in one field than anybody sends.
const MOST_CHALLENGES: usize = 8;
