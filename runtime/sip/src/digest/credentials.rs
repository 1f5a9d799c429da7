//! Credentials: Authorization and Proxy-Authorization as a server reads them (RFC 7616 §3.4).

use super::fields::{Malformed, Piece, Pieces, once};

/// Digest credentials as written; nothing in them is trusted before [`super::Server::verify`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials<'a> {
    /// The user, escapes kept.
    pub username: &'a str,
    /// The realm, escapes kept.
    pub realm: &'a str,
    /// The nonce.
    pub nonce: &'a str,
    /// The digest URI.
    pub uri: &'a str,
    /// The response.
    pub response: &'a str,
    /// The name of the algorithm.
    pub algorithm: Option<&'a str>,
    /// The quality of protection.
    pub qop: Option<&'a str>,
    /// The nonce count.
    pub nc: Option<&'a str>,
    /// The client's nonce.
    pub cnonce: Option<&'a str>,
}

impl<'a> Credentials<'a> {
    /// Reads one header field value; `None` if it is malformed, of another scheme, says something twice or lacks
    /// what every response has. `username*` and `userhash` are not understood.
    #[must_use]
    pub fn parse(value: &'a str) -> Option<Self> {
        Draft::read(value).ok()?.complete()
    }
}

#[derive(Default)]
struct Draft<'a> {
    username: Option<&'a str>,
    realm: Option<&'a str>,
    nonce: Option<&'a str>,
    uri: Option<&'a str>,
    response: Option<&'a str>,
    algorithm: Option<&'a str>,
    qop: Option<&'a str>,
    nc: Option<&'a str>,
    cnonce: Option<&'a str>,
    userhash: Option<&'a str>,
}

impl<'a> Draft<'a> {
    fn read(value: &'a str) -> Result<Self, Malformed> {
        let mut pieces = Pieces::new(value);
        let mut draft = Self::default();
        match pieces.next() {
            Some(Ok(Piece::Scheme(scheme))) if scheme.eq_ignore_ascii_case("Digest") => {}
            _ => return Err(Malformed),
        }
        for piece in pieces {
            match piece? {
                Piece::Param(name, value) => draft.set(name, value)?,
                Piece::Scheme(_) => return Err(Malformed),
            }
        }
        Ok(draft)
    }

    fn set(&mut self, name: &str, value: &'a str) -> Result<(), Malformed> {
        let places = [
            ("username", &mut self.username),
            ("realm", &mut self.realm),
            ("nonce", &mut self.nonce),
            ("uri", &mut self.uri),
            ("response", &mut self.response),
            ("algorithm", &mut self.algorithm),
            ("qop", &mut self.qop),
            ("nc", &mut self.nc),
            ("cnonce", &mut self.cnonce),
            ("userhash", &mut self.userhash),
        ];
        match places
            .into_iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known))
        {
            Some((_, place)) => once(place, value),
            None => Ok(()),
        }
    }

    fn complete(self) -> Option<Credentials<'a>> {
        if self
            .userhash
            .is_some_and(|userhash| !userhash.eq_ignore_ascii_case("false"))
        {
            return None;
        }
        Some(Credentials {
            username: self.username?,
            realm: self.realm?,
            nonce: self.nonce?,
            uri: self.uri?,
            response: self.response?,
            algorithm: self.algorithm,
            qop: self.qop,
            nc: self.nc,
            cnonce: self.cnonce,
        })
    }
}
