//! The server: challenges with one algorithm, and verifies against HA1s.

use super::algorithm::Hash;
use super::credentials::Credentials;
use super::fields::{is_quotable, push_quoted};
use super::ha1::Protection;
use super::nonce::NonceMint;
use super::replay::Replays;
use super::{Algorithm, Ha1};
use crate::random::Random;
use crate::time::Moment;
use core::time::Duration;
use subtle::ConstantTimeEq;

/// Challenges and verifies the users of one realm.
///
/// Challenges cost no memory. Verified nonces do, a bounded number of them; the least recent is forgotten first and
/// its holder is told that it is stale.
pub struct Server {
    realm: Box<str>,
    algorithm: Algorithm,
    nonces: NonceMint,
    lifetime: Duration,
    replays: Replays,
    /// Stands in for the HA1 of a user that does not exist, so that both cost the same time.
    nobody: Ha1,
}

/// Why a challenge is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staleness {
    /// There were no credentials, or wrong ones.
    Fresh,
    /// The credentials were right for a nonce that is too old, used up or not known: `stale=true`.
    Stale,
}

/// What credentials are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They prove the user.
    Accepted,
    /// The user is right, the nonce is not: challenge with [`Staleness::Stale`].
    Stale,
    /// They prove nothing: challenge with [`Staleness::Fresh`].
    Refused(Refusal),
}

/// Why credentials are refused; for counters, never for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Another realm.
    Realm,
    /// Another algorithm than the challenge named.
    Algorithm,
    /// Not `qop=auth`, or no usable nc and cnonce with it.
    Protection,
    /// The digest URI is not the Request-URI.
    Uri,
    /// No such user, or another password: the two are not told apart.
    Response,
}

/// A realm with quotes, backslashes or control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRealm;

impl Server {
    /// A server of `realm` whose nonces live for `lifetime` and which remembers the nonce counts of `capacity`
    /// nonces. The key of the nonces comes from `random`: those of an earlier process are stale.
    ///
    /// # Errors
    ///
    /// [`BadRealm`] if the realm cannot stand in a quoted string as it is.
    pub fn new(
        realm: &str,
        algorithm: Algorithm,
        lifetime: Duration,
        capacity: usize,
        random: &mut (impl Random + ?Sized),
    ) -> Result<Self, BadRealm> {
        if !is_quotable(realm) {
            return Err(BadRealm);
        }
        let mut password = [0; 32];
        random.fill(&mut password);
        Ok(Self {
            realm: realm.into(),
            algorithm,
            nonces: NonceMint::new(realm, random),
            lifetime,
            replays: Replays::new(capacity),
            nobody: Ha1::new(algorithm, "", realm, &password),
        })
    }

    /// The realm.
    #[must_use]
    pub fn realm(&self) -> &str {
        &self.realm
    }

    /// The algorithm of every challenge.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// How many nonces are remembered with their counts.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.replays.len()
    }

    /// The value of a WWW-Authenticate field with a new nonce.
    pub fn challenge(&mut self, now: Moment, staleness: Staleness) -> String {
        let mut value = String::with_capacity(160);
        value.push_str("Digest realm=\"");
        value.push_str(&self.realm);
        value.push('"');
        push_quoted(&mut value, "nonce", self.nonces.make(now).as_str());
        if staleness == Staleness::Stale {
            value.push_str(", stale=true");
        }
        value.push_str(", algorithm=");
        value.push_str(self.algorithm.as_str());
        value.push_str(", qop=\"auth\"");
        value
    }

    /// Verifies the credentials of a request. `ha1` is that of their user, `None` if there is no such user: both
    /// take the same steps. An HA1 of another algorithm counts as none.
    pub fn verify(
        &mut self,
        now: Moment,
        method: &str,
        request_uri: &str,
        credentials: &Credentials<'_>,
        ha1: Option<&Ha1>,
    ) -> Verdict {
        let (count, protection) = match self.readable(request_uri, credentials) {
            Ok(readable) => readable,
            Err(refusal) => return Verdict::Refused(refusal),
        };
        let known = ha1.filter(|ha1| ha1.algorithm() == self.algorithm);
        let expected =
            known
                .unwrap_or(&self.nobody)
                .response(method, credentials.uri, credentials.nonce, protection);
        let nonce = self.nonces.recognise(credentials.nonce);
        let given = Hash::from_digits(self.algorithm, credentials.response);
        let proven = given.is_some_and(|given| bool::from(given.as_bytes().ct_eq(expected.as_bytes())));
        if !(proven && known.is_some()) {
            return Verdict::Refused(Refusal::Response);
        }
        let oldest = u64::try_from(self.lifetime.as_millis()).unwrap_or(u64::MAX);
        let oldest = now.as_millis().saturating_sub(oldest);
        self.replays.forget_made_before(oldest);
        match nonce {
            Some(nonce) if nonce.made_at_millis() >= oldest && self.replays.is_first_use(nonce, count) => {
                Verdict::Accepted
            }
            _ => Verdict::Stale,
        }
    }

    /// Checks everything that anybody can see from outside: it tells nothing about users.
    fn readable<'a>(
        &self,
        request_uri: &str,
        credentials: &Credentials<'a>,
    ) -> Result<(u32, Protection<'a>), Refusal> {
        if credentials.realm != &*self.realm {
            return Err(Refusal::Realm);
        }
        if credentials
            .algorithm
            .map_or(Some(Algorithm::Md5), Algorithm::from_name)
            != Some(self.algorithm)
        {
            return Err(Refusal::Algorithm);
        }
        if credentials.uri != request_uri {
            return Err(Refusal::Uri);
        }
        if !credentials
            .qop
            .is_some_and(|qop| qop.eq_ignore_ascii_case("auth"))
        {
            return Err(Refusal::Protection);
        }
        let cnonce = credentials
            .cnonce
            .filter(|cnonce| !cnonce.is_empty())
            .ok_or(Refusal::Protection)?;
        let digits = credentials.nc.ok_or(Refusal::Protection)?;
        let count = nonce_count(digits).ok_or(Refusal::Protection)?;
        Ok((
            count,
            Protection::Auth {
                count: digits,
                cnonce,
            },
        ))
    }
}

impl core::fmt::Debug for Server {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Server({:?}, {})", self.realm, self.algorithm.as_str())
    }
}

/// Reads `nc`: eight hexadecimal digits, from 1 on.
fn nonce_count(digits: &str) -> Option<u32> {
    let legal = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let count = u32::from_str_radix(digits, 16).ok()?;
    (legal && count > 0).then_some(count)
}
