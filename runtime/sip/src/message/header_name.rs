//! Names of header fields: well-known ones become one byte when a message is read.

/// Declares the well-known names once: variant, spelling, compact form.
macro_rules! header_names {
    ($($(#[$doc:meta])* $variant:ident $name:literal $($compact:literal)?,)*) => {
        /// A well-known header field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum HeaderName {
            $(
                #[doc = concat!("`", $name, "`")]
                $(#[$doc])*
                $variant,
            )*
        }

        impl HeaderName {
            /// All well-known names.
            pub const ALL: &'static [HeaderName] = &[$(Self::$variant,)*];

            /// The full name in its usual spelling.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The compact form, in lower case (RFC 3261 §7.3.3).
            pub const fn compact(self) -> Option<u8> {
                match self {
                    $($(Self::$variant => Some($compact),)?)*
                    _ => None,
                }
            }
        }
    };
}

header_names! {
    Accept "Accept",
    AcceptEncoding "Accept-Encoding",
    AcceptLanguage "Accept-Language",
    AlertInfo "Alert-Info",
    Allow "Allow",
    AllowEvents "Allow-Events" b'u',
    Authorization "Authorization",
    CallId "Call-ID" b'i',
    CallInfo "Call-Info",
    Contact "Contact" b'm',
    ContentDisposition "Content-Disposition",
    ContentEncoding "Content-Encoding" b'e',
    ContentLength "Content-Length" b'l',
    ContentType "Content-Type" b'c',
    CSeq "CSeq",
    Date "Date",
    Event "Event" b'o',
    Expires "Expires",
    From "From" b'f',
    Geolocation "Geolocation",
    Identity "Identity" b'y',
    MaxForwards "Max-Forwards",
    MinExpires "Min-Expires",
    MinSe "Min-SE",
    Organization "Organization",
    PAssertedIdentity "P-Asserted-Identity",
    PPreferredIdentity "P-Preferred-Identity",
    Path "Path",
    Priority "Priority",
    Privacy "Privacy",
    ProxyAuthenticate "Proxy-Authenticate",
    ProxyAuthorization "Proxy-Authorization",
    ProxyRequire "Proxy-Require",
    RAck "RAck",
    RSeq "RSeq",
    Reason "Reason",
    RecordRoute "Record-Route",
    ReferTo "Refer-To" b'r',
    ReferredBy "Referred-By" b'b',
    Replaces "Replaces",
    Require "Require",
    ResourcePriority "Resource-Priority",
    RetryAfter "Retry-After",
    Route "Route",
    Server "Server",
    SessionExpires "Session-Expires" b'x',
    Subject "Subject" b's',
    Supported "Supported" b'k',
    Timestamp "Timestamp",
    To "To" b't',
    Unsupported "Unsupported",
    UserAgent "User-Agent",
    Via "Via" b'v',
    Warning "Warning",
    WwwAuthenticate "WWW-Authenticate",
}

impl HeaderName {
    /// The well-known header field that `name` spells, in full or compact, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::from_bytes(name.as_bytes())
    }

    /// [`HeaderName::from_name`] of bytes: one slot is looked at, one name compared.
    #[inline]
    pub(crate) fn from_bytes(name: &[u8]) -> Option<Self> {
        let (&first, &last) = (name.first()?, name.last()?);
        let candidate = SLOTS
            .get(usize::from(slot(name.len(), first, last)))
            .copied()
            .flatten()?;
        let is_named = match name {
            [letter] => candidate.compact() == Some(letter.to_ascii_lowercase()),
            _ => {
                name == candidate.as_str().as_bytes()
                    || name.eq_ignore_ascii_case(candidate.as_str().as_bytes())
            }
        };
        is_named.then_some(candidate)
    }
}

/// The slot of a name: its length, first and last letter without regard to case tell all well-known names apart.
///
/// A new name that collides stops the build; search other factors then.
#[inline]
const fn slot(length: usize, first: u8, last: u8) -> u8 {
    let length = (length & 0xff) as u8;
    length
        .wrapping_mul(12)
        .wrapping_add((first | 0x20).wrapping_mul(45))
        .wrapping_add((last | 0x20).wrapping_mul(10))
}

static SLOTS: [Option<HeaderName>; 256] = slots();

#[expect(
    clippy::indexing_slicing,
    reason = "constant evaluation: a fault stops the build"
)]
const fn slots() -> [Option<HeaderName>; 256] {
    let mut slots = [None; 256];
    let mut at = 0;
    while at < HeaderName::ALL.len() {
        let name = HeaderName::ALL[at];
        let text = name.as_str().as_bytes();
        let full = slot(text.len(), text[0], text[text.len() - 1]) as usize;
        assert!(slots[full].is_none(), "two names in one slot");
        slots[full] = Some(name);
        if let Some(letter) = name.compact() {
            let compact = slot(1, letter, letter) as usize;
            assert!(slots[compact].is_none(), "two names in one slot");
            slots[compact] = Some(name);
        }
        at += 1;
    }
    slots
}

/// A header field's name: a well-known one, or any other as written.
///
/// Made from a [`HeaderName`] or a `&str`, whose well-known spellings become the former.
#[derive(Clone, Copy, Debug)]
pub enum Name<'a> {
    /// A well-known name.
    Known(HeaderName),
    /// Another name; compares without regard to case.
    Other(&'a str),
}

impl<'a> Name<'a> {
    /// The usual spelling of a well-known name, another one as written.
    pub fn as_str(&self) -> &'a str {
        match *self {
            Self::Known(name) => name.as_str(),
            Self::Other(name) => name,
        }
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Name<'_>) -> bool {
        match (self, other) {
            (Self::Known(ours), Name::Known(theirs)) => ours == theirs,
            (Self::Other(ours), Name::Other(theirs)) => ours.eq_ignore_ascii_case(theirs),
            _ => false,
        }
    }
}

impl Eq for Name<'_> {}

impl From<HeaderName> for Name<'_> {
    fn from(name: HeaderName) -> Self {
        Self::Known(name)
    }
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(name: &'a str) -> Self {
        HeaderName::from_name(name).map_or(Self::Other(name), Self::Known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_well_known_name_is_found_in_any_case_and_in_its_compact_form() {
        for &name in HeaderName::ALL {
            assert_eq!(HeaderName::from_name(name.as_str()), Some(name));
            assert_eq!(HeaderName::from_name(&name.as_str().to_uppercase()), Some(name));
            assert_eq!(HeaderName::from_name(&name.as_str().to_lowercase()), Some(name));
        }
        for letter in 0..=u8::MAX {
            let owners: Vec<_> = HeaderName::ALL
                .iter()
                .copied()
                .filter(|name| name.compact() == Some(letter | 0x20))
                .collect();
            assert!(owners.len() <= 1);
            if letter.is_ascii_alphabetic() {
                let text = char::from(letter).to_string();
                assert_eq!(HeaderName::from_name(&text), owners.first().copied(), "{text}");
            }
        }
    }

    #[test]
    fn a_name_that_only_resembles_a_well_known_one_stays_another() {
        for name in ["Tp", "Call_ID", "Vi", "Viaa", "", "é", "X-To"] {
            assert_eq!(HeaderName::from_name(name), None, "{name}");
        }
    }
}
