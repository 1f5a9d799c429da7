//! Emission: a dial plan becomes the table, the names, the evidence and the Rust that links them.

pub mod evidence;
pub mod lock;
pub mod names;
pub mod rust;
pub mod table;

/// Lower-case hexadecimal digits of `bytes`.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
