//! The checked dial plan; only `check` constructs one.
