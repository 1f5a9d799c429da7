//! URIs and identity of what is sent: the trunk's name, the number to send, one configured calling number.
//!
//! Nothing of the inside is shown: no station's number, no name, no address of the ship.

use core::fmt::Write;

use gateway_api::Transport;

use crate::settings::Peer;

/// The Request-URI of a call: `sip:<number>@<trunk host>`.
pub(crate) fn request_uri(peer: &Peer, number: &str) -> String {
    let mut uri = address_of(peer, number);
    write_route(&mut uri, peer);
    uri
}

/// The Request-URI of an OPTIONS: `sip:<trunk host>`.
pub(crate) fn probe_uri(peer: &Peer) -> String {
    let mut uri = format!("sip:{}", peer.host);
    write_route(&mut uri, peer);
    uri
}

/// A number of the trunk as the value of To, From or P-Asserted-Identity. Such URIs carry neither port nor transport
/// (RFC 3261 §19.1.1); no display name, because a name would be one of the inside.
pub(crate) fn name_addr(peer: &Peer, number: &str) -> String {
    format!("<{}>", address_of(peer, number))
}

/// The trunk itself as the value of To.
pub(crate) fn trunk_addr(peer: &Peer) -> String {
    format!("<sip:{}>", peer.host)
}

/// Whether a number can be put into a URI: printable, and not empty.
pub(crate) fn can_be_sent(number: &str) -> bool {
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_graphic())
}

fn address_of(peer: &Peer, number: &str) -> String {
    let mut uri = String::from("sip:");
    number.bytes().for_each(|byte| write_user(&mut uri, byte));
    uri.push('@');
    uri.push_str(&peer.host);
    uri
}

/// One byte of a user part, escaped unless RFC 3261 §25.1 has it among `unreserved` or the digits' companion `+`.
fn write_user(uri: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || b"-_.!~*'()+".contains(&byte) {
        uri.push(char::from(byte));
    } else {
        // Writing to a String cannot fail.
        let _ = write!(uri, "%{byte:02X}");
    }
}

fn write_route(uri: &mut String, peer: &Peer) {
    if peer.port != DEFAULT_PORT {
        let _ = write!(uri, ":{}", peer.port);
    }
    if peer.transport == Transport::Tcp {
        uri.push_str(";transport=tcp");
    }
}

/// RFC 3261 §10 for a caller that shows no number.
pub(crate) const ANONYMOUS: &str = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
const DEFAULT_PORT: u16 = 5060;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sip::message::NameAddr;
    use sip::uri::Uri;

    fn peer(port: u16, transport: Transport) -> Peer {
        Peer {
            host: "ship.pstn.twilio.com".to_owned(),
            port,
            transport,
        }
    }

    #[test]
    fn the_request_uri_keeps_the_trunks_name() {
        let uri = request_uri(&peer(5060, Transport::Udp), "+441632960123");
        assert_eq!(uri, "sip:+441632960123@ship.pstn.twilio.com");
        let uri = request_uri(&peer(5070, Transport::Tcp), "+441632960123");
        assert_eq!(uri, "sip:+441632960123@ship.pstn.twilio.com:5070;transport=tcp");
        assert_eq!(
            probe_uri(&peer(5061, Transport::Udp)),
            "sip:ship.pstn.twilio.com:5061"
        );
    }

    #[test]
    fn a_number_is_sent_as_it_is_and_escaped_where_a_uri_demands_it() {
        let uri = request_uri(&peer(5060, Transport::Udp), "*21#44A");
        assert_eq!(uri, "sip:*21%2344A@ship.pstn.twilio.com");
        let uri = rsip::Uri::try_from(request_uri(&peer(5060, Transport::Udp), "1@evil;x>")).unwrap();
        assert_eq!(uri.host().to_string(), "ship.pstn.twilio.com");
    }

    #[test]
    fn rsip_reads_the_uris_as_they_are_meant() {
        let uri = rsip::Uri::try_from(request_uri(&peer(5070, Transport::Tcp), "+441632960123")).unwrap();
        assert_eq!(uri.user(), Some("+441632960123"));
        assert_eq!(uri.host_with_port.to_string(), "ship.pstn.twilio.com:5070");
        assert_eq!(uri.transport(), Some(&rsip::Transport::Tcp));
    }

    #[test]
    fn to_and_from_carry_neither_port_nor_name() {
        assert_eq!(
            name_addr(&peer(5070, Transport::Tcp), "+4416"),
            "<sip:+4416@ship.pstn.twilio.com>"
        );
        assert_eq!(
            trunk_addr(&peer(5070, Transport::Tcp)),
            "<sip:ship.pstn.twilio.com>"
        );
    }

    proptest! {
        #[test]
        fn no_number_changes_who_is_addressed(number in "[!-~]{1,80}") {
            let uri = request_uri(&peer(5070, Transport::Tcp), &number);
            let read = Uri::parse(&uri).unwrap();
            prop_assert_eq!(read.host.as_str(), "ship.pstn.twilio.com");
            prop_assert_eq!(read.port, Some(5070));
            prop_assert_eq!(read.params.get("transport"), Some("tcp"));
            prop_assert_eq!(unescaped(read.user.unwrap()), number.clone());
            let to = name_addr(&peer(5070, Transport::Tcp), &number);
            let read = NameAddr::parse(&to).unwrap();
            prop_assert_eq!(read.uri.host.as_str(), "ship.pstn.twilio.com");
            prop_assert!(read.display.is_none() && read.params.is_empty() && read.uri.params.is_empty());
        }
    }

    fn unescaped(user: &str) -> String {
        let mut parts = user.split('%');
        let mut text = parts.next().unwrap().to_owned();
        for part in parts {
            text.push(char::from(u8::from_str_radix(&part[..2], 16).unwrap()));
            text.push_str(&part[2..]);
        }
        text
    }

    #[test]
    fn control_characters_and_nothing_cannot_be_sent() {
        assert!(can_be_sent("+44#*"));
        for number in ["", "1 2", "1\r\n2", "é"] {
            assert!(!can_be_sent(number), "{number:?}");
        }
    }
}
