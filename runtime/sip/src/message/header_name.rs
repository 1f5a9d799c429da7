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
    ///
    /// Length and first letter leave at most two candidates, so that a name costs one or two comparisons.
    pub fn from_name(name: &str) -> Option<Self> {
        let first = name.as_bytes().first()? | 0x20;
        let candidates: &[Self] = match (name.len(), first) {
            (1, compact) => return Self::from_compact(compact),
            (2, b't') => &[Self::To],
            (3, b'v') => &[Self::Via],
            (4, b'f') => &[Self::From],
            (4, b'c') => &[Self::CSeq],
            (4, b'd') => &[Self::Date],
            (4, b'p') => &[Self::Path],
            (4, b'r') => &[Self::RAck, Self::RSeq],
            (5, b'a') => &[Self::Allow],
            (5, b'e') => &[Self::Event],
            (5, b'r') => &[Self::Route],
            (6, b'a') => &[Self::Accept],
            (6, b'm') => &[Self::MinSe],
            (6, b'r') => &[Self::Reason],
            (6, b's') => &[Self::Server],
            (7, b'c') => &[Self::CallId, Self::Contact],
            (7, b'e') => &[Self::Expires],
            (7, b'p') => &[Self::Privacy],
            (7, b'r') => &[Self::Require],
            (7, b's') => &[Self::Subject],
            (7, b'w') => &[Self::Warning],
            (8, b'i') => &[Self::Identity],
            (8, b'p') => &[Self::Priority],
            (8, b'r') => &[Self::ReferTo, Self::Replaces],
            (9, b'c') => &[Self::CallInfo],
            (9, b's') => &[Self::Supported],
            (9, b't') => &[Self::Timestamp],
            (10, b'a') => &[Self::AlertInfo],
            (10, b'u') => &[Self::UserAgent],
            (11, b'g') => &[Self::Geolocation],
            (11, b'm') => &[Self::MinExpires],
            (11, b'r') => &[Self::ReferredBy, Self::RetryAfter],
            (11, b'u') => &[Self::Unsupported],
            (12, b'a') => &[Self::AllowEvents],
            (12, b'c') => &[Self::ContentType],
            (12, b'm') => &[Self::MaxForwards],
            (12, b'o') => &[Self::Organization],
            (12, b'r') => &[Self::RecordRoute],
            (13, b'a') => &[Self::Authorization],
            (13, b'p') => &[Self::ProxyRequire],
            (14, b'c') => &[Self::ContentLength],
            (15, b'a') => &[Self::AcceptEncoding, Self::AcceptLanguage],
            (15, b's') => &[Self::SessionExpires],
            (16, b'c') => &[Self::ContentEncoding],
            (16, b'w') => &[Self::WwwAuthenticate],
            (17, b'r') => &[Self::ResourcePriority],
            (18, b'p') => &[Self::ProxyAuthenticate],
            (19, b'c') => &[Self::ContentDisposition],
            (19, b'p') => &[Self::PAssertedIdentity, Self::ProxyAuthorization],
            (20, b'p') => &[Self::PPreferredIdentity],
            _ => &[],
        };
        candidates
            .iter()
            .copied()
            .find(|candidate| candidate.as_str().eq_ignore_ascii_case(name))
    }

    fn from_compact(letter: u8) -> Option<Self> {
        Some(match letter {
            b'b' => Self::ReferredBy,
            b'c' => Self::ContentType,
            b'e' => Self::ContentEncoding,
            b'f' => Self::From,
            b'i' => Self::CallId,
            b'k' => Self::Supported,
            b'l' => Self::ContentLength,
            b'm' => Self::Contact,
            b'o' => Self::Event,
            b'r' => Self::ReferTo,
            b's' => Self::Subject,
            b't' => Self::To,
            b'u' => Self::AllowEvents,
            b'v' => Self::Via,
            b'x' => Self::SessionExpires,
            b'y' => Self::Identity,
            _ => return None,
        })
    }
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
