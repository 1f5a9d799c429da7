//! The settings as written, with positions.
