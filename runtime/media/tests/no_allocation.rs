//! Deciding on a packet allocates nothing, whether it passes or not.

use core::net::SocketAddr;
use core::time::Duration;

use media::{Agreed, Component, MediaRemote, Party, PayloadTypes, Relay, Stream, hide_source_descriptions};

fn stream(address: [u8; 4], port: u16) -> Stream {
    let at = |port| SocketAddr::from((address, port));
    let remote = MediaRemote {
        rtp: at(port),
        rtcp: at(port + 1),
    };
    Stream {
        remote: Some(remote),
        accepts: PayloadTypes::from_iter([8]),
    }
}

#[test]
fn no_packet_allocates() {
    let calling = stream([10, 0, 0, 5], 4000);
    let called = stream([192, 0, 2, 9], 6000);
    let mut relay = Relay::new(Duration::ZERO);
    relay.apply(&Agreed { calling, called });
    let from = SocketAddr::from(([10, 0, 0, 5], 4000));
    let reports = SocketAddr::from(([10, 0, 0, 5], 4001));
    let stranger = SocketAddr::from(([203, 0, 113, 1], 9));
    let mut voice = [0; 172];
    voice[..2].copy_from_slice(&[0x80, 8]);
    let mut description = [0x81, 202, 0, 2, 1, 2, 3, 4, 1, 1, b'x', 0];

    let mut passed = 0;
    let counted = allocation_counter::measure(|| {
        for second in 0..1000 {
            let now = Duration::from_secs(second);
            let mut receive = |component, source, packet: &[u8]| {
                passed += usize::from(
                    relay
                        .receive(now, Party::Calling, component, source, packet)
                        .is_ok(),
                );
            };
            receive(Component::Rtp, from, &voice);
            receive(Component::Rtcp, reports, &description);
            receive(Component::Rtp, stranger, &voice);
            receive(Component::Rtp, from, b"noise");
            hide_source_descriptions(&mut description);
        }
    });
    assert_eq!(passed, 2000);
    assert_eq!(counted.count_total, 0);
}
