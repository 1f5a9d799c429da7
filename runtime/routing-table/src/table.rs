//! Signatures of the table.
use crate::*;
use core::net::IpAddr;
/// x
#[derive(Clone, Copy, Debug)] pub struct Table<'a> { bytes: &'a [u8] }
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq)] pub struct Malformed { field: &'static str, at: usize }
impl Malformed {
    /// x
    pub fn field(&self) -> &'static str { self.field }
    /// x
    pub fn at(&self) -> usize { self.at }
}
impl core::fmt::Display for Malformed { fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result { write!(f, "{} at byte {}", self.field, self.at) } }
impl core::error::Error for Malformed {}
/// x
#[derive(Clone, Copy, Debug)] pub struct Server<'a> { bytes: &'a [u8] }
/// x
#[derive(Clone, Copy, Debug)] pub struct Gateway<'a> { bytes: &'a [u8] }
/// x
#[derive(Clone, Copy, Debug)] pub struct Station<'a> { bytes: &'a [u8] }
/// x
#[derive(Clone, Copy, Debug)] pub struct Emergency<'a> { bytes: &'a [u8] }
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq)] pub struct Limits { 
    /// x
    pub calls: Option<u32>,
    /// x
    pub calls_per_second: Option<u32>,
    /// x
    pub reserved_for_emergency: u32 }
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq)] pub struct Match { 
    /// x
    pub row: Row,
    /// x
    pub continues: bool }
#[allow(missing_docs, clippy::todo, clippy::allow_attributes_without_reason)]
impl<'a> Table<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Table<'a>, Malformed> { let _ = bytes; todo!() }
    pub fn identity(&self) -> &'a [u8; 32] { let _ = self.bytes; todo!() }
    pub fn hashed_parts(&self) -> [&'a [u8]; 3] { todo!() }
    pub fn used_bytes(&self) -> &'a [u8] { todo!() }
    pub fn server(&self) -> Server<'a> { todo!() }
    pub fn crew_permits(&self, addr: IpAddr) -> bool { let _ = addr; todo!() }
    pub fn gateway_of(&self, addr: IpAddr) -> Option<GatewayIndex> { let _ = addr; todo!() }
    pub fn gateway_permits(&self, gateway: GatewayIndex, what: Access, addr: IpAddr) -> bool { let _ = (gateway, what, addr); todo!() }
    pub fn gateways(&self) -> impl Iterator<Item = (GatewayIndex, Gateway<'a>)> + use<'a> { core::iter::empty() }
    pub fn gateway(&self, gateway: GatewayIndex) -> Option<Gateway<'a>> { let _ = gateway; todo!() }
    pub fn stations(&self) -> impl Iterator<Item = (StationIndex, Station<'a>)> + use<'a> { core::iter::empty() }
    pub fn station(&self, station: StationIndex) -> Option<Station<'a>> { let _ = station; todo!() }
    pub fn station_by_number(&self, number: &[u8]) -> Option<StationIndex> { let _ = number; todo!() }
    pub fn emergencies(&self) -> impl Iterator<Item = (EmergencyIndex, Emergency<'a>)> + use<'a> { core::iter::empty() }
    pub fn emergency(&self, emergency: EmergencyIndex) -> Option<Emergency<'a>> { let _ = emergency; todo!() }
    pub fn lookup(&self, number: &Number) -> Match { let _ = number; todo!() }
    pub fn decide(&self, question: &Question<'_>) -> Decision { let _ = question; todo!() }
}
#[allow(missing_docs, clippy::todo, clippy::allow_attributes_without_reason)]
impl<'a> Server<'a> {
    pub fn sip_port(&self) -> u16 { let _ = self.bytes; todo!() }
    pub fn trunk_port(&self) -> u16 { todo!() }
    pub fn listen(&self) -> IpAddr { todo!() }
    pub fn trunk_listen(&self) -> IpAddr { todo!() }
    pub fn advertise(&self) -> Option<IpAddr> { todo!() }
    pub fn realm(&self) -> &'a str { todo!() }
    pub fn digest(&self) -> DigestAlgorithm { todo!() }
    pub fn unauthenticated_emergency(&self) -> bool { todo!() }
    /// First and last port, both included.
    pub fn media_ports(&self) -> (u16, u16) { todo!() }
    pub fn codecs(&self) -> impl Iterator<Item = Codec> + use<'a> { core::iter::empty() }
    pub fn calls_limit(&self) -> Option<u32> { todo!() }
    pub fn calls_per_second(&self) -> Option<u32> { todo!() }
}
#[allow(missing_docs, clippy::todo, clippy::allow_attributes_without_reason)]
impl<'a> Gateway<'a> {
    pub fn kind(&self) -> &'a str { let _ = self.bytes; todo!() }
    pub fn profile(&self) -> &'a str { todo!() }
    pub fn number_format(&self) -> NumberFormat { todo!() }
    pub fn limits(&self) -> Limits { todo!() }
    pub fn codecs(&self) -> impl Iterator<Item = Codec> + use<'a> { core::iter::empty() }
    pub fn settings(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> { core::iter::empty() }
}
#[allow(missing_docs, clippy::todo, clippy::allow_attributes_without_reason)]
impl<'a> Station<'a> {
    pub fn number(&self) -> &'a str { let _ = self.bytes; todo!() }
    pub fn class(&self) -> ClassIndex { todo!() }
    pub fn credential(&self) -> &'a str { todo!() }
}
#[allow(missing_docs, clippy::todo, clippy::allow_attributes_without_reason)]
impl<'a> Emergency<'a> {
    pub fn number(&self) -> &'a str { let _ = self.bytes; todo!() }
    /// Targets in the order in which they are written.
    pub fn targets(&self) -> impl Iterator<Item = Target> + use<'a> { core::iter::empty() }
    pub fn calling_number(&self) -> Option<&'a str> { todo!() }
    pub fn location(&self) -> Option<&'a str> { todo!() }
    pub fn callback(&self) -> Option<&'a str> { todo!() }
}
/// Names of a plan, from the section `.dialplan.names`.
pub mod names {
    use crate::*;
    /// x
    #[derive(Clone, Copy, Debug)] pub struct Names<'a> { bytes: &'a [u8] }
    #[allow(missing_docs, clippy::todo, clippy::allow_attributes_without_reason)]
    impl<'a> Names<'a> {
        pub fn open(bytes: &'a [u8]) -> Result<Names<'a>, Malformed> { let _ = bytes; todo!() }
        pub fn vessel(&self) -> &'a str { let _ = self.bytes; todo!() }
        pub fn part_number(&self) -> &'a str { todo!() }
        pub fn gateway(&self, gateway: GatewayIndex) -> Option<&'a str> { let _ = gateway; todo!() }
        pub fn class(&self, class: ClassIndex) -> Option<&'a str> { let _ = class; todo!() }
        pub fn station(&self, station: StationIndex) -> Option<&'a str> { let _ = station; todo!() }
        pub fn row(&self, decision: DecisionNumber) -> Option<&'a str> { let _ = decision; todo!() }
    }
}
