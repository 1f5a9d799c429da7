//! The closed lists that a plan chooses from, with the number that stands for each in the table.

macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $number:literal, $text:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item_doc])* $item,)+ }

        impl $name {
            /// Every member, in the order of its number in the table.
            pub const ALL: &'static [$name] = &[$($name::$item,)+];

            /// The word used in settings, reports and logs.
            pub const fn name(self) -> &'static str {
                match self { $($name::$item => $text,)+ }
            }

            /// The number that stands for it in the table bytes; never 0.
            pub const fn number(self) -> u8 {
                match self { $($name::$item => $number,)+ }
            }

            /// The member of that number, if there is one.
            pub const fn from_number(number: u8) -> Option<Self> {
                match number { $($number => Some($name::$item),)+ _ => None }
            }

            /// The member of that name; letters match in either case.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.name().eq_ignore_ascii_case(name))
            }
        }
    };
}

closed_list! {
    /// A codec that a plan may permit, by its encoding name (RFC 3551 §6, RFC 4733, RFC 7587).
    Codec {
        /// G.711 µ-law, static payload type 0.
        Pcmu = 1, "PCMU";
        /// G.711 A-law, static payload type 8.
        Pcma = 2, "PCMA";
        /// G.722, static payload type 9.
        G722 = 3, "G722";
        /// G.729, static payload type 18.
        G729 = 4, "G729";
        /// iLBC (RFC 3952), dynamic payload type.
        Ilbc = 5, "iLBC";
        /// Speex (RFC 5574), dynamic payload type.
        Speex = 6, "speex";
        /// AMR narrow band (RFC 4867), dynamic payload type.
        Amr = 7, "AMR";
        /// AMR wide band (RFC 4867), dynamic payload type.
        AmrWb = 8, "AMR-WB";
        /// Opus (RFC 7587), dynamic payload type.
        Opus = 9, "opus";
        /// Telephone events, that is DTMF (RFC 4733), dynamic payload type.
        TelephoneEvent = 10, "telephone-event";
    }
}

closed_list! {
    /// How a gateway wants the number that it is sent.
    NumberFormat {
        /// `+CC…`
        PlusE164 = 1, "plus-e164";
        /// `CC…`
        BareE164 = 2, "bare-e164";
        /// `00CC…`
        DoubleZero = 3, "00-prefix";
        /// National prefix and rest inside the own country, `00CC…` elsewhere.
        National = 4, "national";
        /// What was dialled, after strip and prepend.
        AsDialled = 5, "as-dialled";
    }
}

closed_list! {
    /// The one digest algorithm of the crew network (RFC 8760).
    DigestAlgorithm {
        /// MD5, for phones that speak nothing else; a plan must allow it.
        Md5 = 1, "MD5";
        /// SHA-256.
        Sha256 = 2, "SHA-256";
    }
}

closed_list! {
    /// Which of a gateway's two access lists.
    Access {
        /// SIP messages.
        Signalling = 1, "signalling";
        /// RTP and RTCP packets, and the addresses that an SDP names.
        Media = 2, "media";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_lead_back() {
        for codec in Codec::ALL.iter().copied() {
            assert_eq!(Codec::from_number(codec.number()), Some(codec));
            assert_eq!(Codec::from_name(codec.name()), Some(codec));
        }
        assert_eq!(Codec::from_name("pcma"), Some(Codec::Pcma));
        assert_eq!(
            NumberFormat::from_name("00-prefix"),
            Some(NumberFormat::DoubleZero)
        );
        assert_eq!((Codec::from_number(0), Codec::from_number(99)), (None, None));
    }
}
