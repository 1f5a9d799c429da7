//! The client: answers challenges, keeps their nonces for the next request, and knows when to give up.

use super::fields::push_quoted;
use super::ha1::Protection;
use super::{Algorithm, Challenge, Ha1};

/// What one trunk has asked so far; lives as long as the trunk.
#[derive(Debug, Default)]
pub struct Client {
    server: Answering,
    proxy: Answering,
}

/// Who asks for credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    /// The user agent server: 401, WWW-Authenticate, Authorization.
    Server,
    /// A proxy: 407, Proxy-Authenticate, Proxy-Authorization.
    Proxy,
}

/// A name and a password. The user of this module looks it up by the realm, so that no other realm ever sees it.
#[derive(Clone, Copy)]
pub struct Account<'a> {
    /// The name that stands in the credentials.
    pub username: &'a str,
    /// The password.
    pub password: &'a [u8],
}

/// What one request has carried; lives until the request has its final answer. Start with the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    server: Tries,
    proxy: Tries,
}

/// Why a request is not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unanswerable {
    /// No Digest challenge with a supported algorithm and qop, or the status is not 401 or 407.
    Unsupported,
    /// The asker has seen the credentials for a nonce of its own and does not take them.
    Refused,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tries {
    /// Serial number of the nonce that the request carried last; 0 for none.
    serial: u32,
    /// How many challenges the request has answered.
    challenges: u8,
}

#[derive(Debug, Default)]
struct Answering {
    held: Option<Held>,
    serial: u32,
    refused: Option<Box<str>>,
}

/// A challenge that is being answered.
#[derive(Debug)]
struct Held {
    realm: Box<str>,
    nonce: Box<str>,
    opaque: Option<Box<str>>,
    algorithm: Algorithm,
    names_algorithm: bool,
    offers_auth: bool,
    count: u32,
}

impl Asker {
    /// Both, in the order in which their fields are written.
    pub const ALL: [Self; 2] = [Self::Server, Self::Proxy];

    /// Who asks with this status.
    #[must_use]
    pub fn of_status(status: u16) -> Option<Self> {
        match status {
            401 => Some(Self::Server),
            407 => Some(Self::Proxy),
            _ => None,
        }
    }

    /// The header field of a challenge.
    #[must_use]
    pub fn challenge_field(self) -> &'static str {
        match self {
            Self::Server => "WWW-Authenticate",
            Self::Proxy => "Proxy-Authenticate",
        }
    }

    /// The header field of the answer.
    #[must_use]
    pub fn credentials_field(self) -> &'static str {
        match self {
            Self::Server => "Authorization",
            Self::Proxy => "Proxy-Authorization",
        }
    }
}

impl Client {
    /// Takes the challenges of a 401 or 407 to a request that has carried `carried`. When this is `Ok`, the request
    /// may be sent again with what [`Client::authorize`] gives.
    ///
    /// # Errors
    ///
    /// [`Unanswerable::Refused`] when the asker answered credentials for its newest nonce and did not say
    /// `stale=true`, or said it too often: nothing is ever answered twice.
    pub fn challenged<'a>(
        &mut self,
        asker: Asker,
        challenges: impl IntoIterator<Item = &'a str>,
        carried: &mut Carried,
    ) -> Result<(), Unanswerable> {
        let challenge = Challenge::strongest(challenges).ok_or(Unanswerable::Unsupported)?;
        self.of_mut(asker).take(&challenge, carried.of_mut(asker))
    }

    /// The realm that the asker has named, by which its account is looked up.
    #[must_use]
    pub fn realm(&self, asker: Asker) -> Option<&str> {
        self.of(asker).held.as_ref().map(|held| &*held.realm)
    }

    /// The value of [`Asker::credentials_field`] for a request; `None` as long as this asker has not asked.
    ///
    /// Each call counts as one use of the nonce. `cnonce` is a new random token of at least 64 bits.
    pub fn authorize(
        &mut self,
        asker: Asker,
        method: &str,
        request_uri: &str,
        account: Account<'_>,
        cnonce: &str,
        carried: &mut Carried,
    ) -> Option<String> {
        let answering = self.of_mut(asker);
        let serial = answering.serial;
        let value = answering
            .held
            .as_mut()?
            .answer(method, request_uri, account, cnonce);
        carried.of_mut(asker).serial = serial;
        Some(value)
    }

    fn of(&self, asker: Asker) -> &Answering {
        match asker {
            Asker::Server => &self.server,
            Asker::Proxy => &self.proxy,
        }
    }

    fn of_mut(&mut self, asker: Asker) -> &mut Answering {
        match asker {
            Asker::Server => &mut self.server,
            Asker::Proxy => &mut self.proxy,
        }
    }
}

impl Carried {
    fn of_mut(&mut self, asker: Asker) -> &mut Tries {
        match asker {
            Asker::Server => &mut self.server,
            Asker::Proxy => &mut self.proxy,
        }
    }
}

impl Answering {
    fn take(&mut self, challenge: &Challenge<'_>, tries: &mut Tries) -> Result<(), Unanswerable> {
        let same_nonce = self
            .held
            .as_ref()
            .is_some_and(|held| &*held.nonce == challenge.nonce);
        let repeated = same_nonce && tries.serial == self.serial && tries.serial != 0;
        let known_bad = self.refused.as_deref() == Some(challenge.nonce);
        let exhausted = match challenge.stale {
            true => tries.challenges >= MOST_CHALLENGES,
            false => tries.challenges >= 1,
        };
        if repeated || known_bad || exhausted {
            // What was refused once is not offered to the next request either.
            if let Some(held) = self.held.take_if(|_| tries.serial == self.serial) {
                self.refused = Some(held.nonce);
            }
            return Err(Unanswerable::Refused);
        }
        tries.challenges += 1;
        if !same_nonce {
            self.serial = self.serial.wrapping_add(1).max(1);
            self.held = Some(Held::of(challenge));
        }
        Ok(())
    }
}

impl Held {
    fn of(challenge: &Challenge<'_>) -> Self {
        Self {
            realm: challenge.realm.into(),
            nonce: challenge.nonce.into(),
            opaque: challenge.opaque.map(Into::into),
            algorithm: challenge.algorithm,
            names_algorithm: challenge.names_algorithm,
            offers_auth: challenge.offers_auth,
            count: 0,
        }
    }

    fn answer(&mut self, method: &str, uri: &str, account: Account<'_>, cnonce: &str) -> String {
        self.count = self.count.wrapping_add(1).max(1);
        let count = format!("{:08x}", self.count);
        let protection = match self.offers_auth {
            true => Protection::Auth {
                count: &count,
                cnonce,
            },
            false => Protection::None,
        };
        let ha1 = Ha1::new(self.algorithm, account.username, &self.realm, account.password);
        let response = ha1.response(method, uri, &self.nonce, protection);
        let mut value = String::with_capacity(320);
        value.push_str("Digest username=\"");
        push_escaped(&mut value, account.username);
        value.push('"');
        push_quoted(&mut value, "realm", &self.realm);
        push_quoted(&mut value, "nonce", &self.nonce);
        push_quoted(&mut value, "uri", uri);
        push_quoted(&mut value, "response", response.as_str());
        if self.names_algorithm {
            value.push_str(", algorithm=");
            value.push_str(self.algorithm.as_str());
        }
        if let Protection::Auth { count, cnonce } = protection {
            push_quoted(&mut value, "cnonce", cnonce);
            value.push_str(", qop=auth, nc=");
            value.push_str(count);
        }
        if let Some(opaque) = &self.opaque {
            push_quoted(&mut value, "opaque", opaque);
        }
        value
    }
}

/// Writes the inside of a quoted string; control characters, which it cannot hold, are left out.
fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
}

/// How many challenges one request answers when each says that the nonce before was stale.
const MOST_CHALLENGES: u8 = 3;
