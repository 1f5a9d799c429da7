//! The JSON Schema of the settings, from the same types that the reader fills.

use super::Settings;

/// The schema (JSON Schema 2020-12), with a description for every key.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Settings).to_value()
}
