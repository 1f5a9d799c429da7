//! What a gateway kind says about itself in `[package.metadata.gateway]` of its Cargo manifest (docs/gateways.md).

use std::collections::BTreeMap;

use toml_span::Value;
use toml_span::value::Table;

use crate::numbering::NumberFormat;
use crate::settings::codecs;

/// A gateway kind with its profiles.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) name: String,
    /// One line for people; the kind's code answers with the same text.
    pub(crate) description: String,
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// What a provider wants where the settings say nothing.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) plugins: Vec<String>,
    pub(crate) format: NumberFormat,
    pub(crate) codecs: Vec<u8>,
    pub(crate) transport: String,
    pub(crate) port: u16,
    pub(crate) calls_per_second: Option<u32>,
    pub(crate) health_minimum: u32,
    pub(crate) default_prefixes: Vec<String>,
}

/// Reads the manifests that describe a gateway kind; others are passed over.
///
/// # Errors
/// What of which manifest has no meaning.
pub(crate) fn kinds(manifests: &[(String, String)]) -> Result<Vec<Kind>, String> {
    let mut kinds = Vec::new();
    for (path, text) in manifests {
        let document = toml_span::parse(text).map_err(|error| format!("{path}: {error}"))?;
        if let Some(gateway) = document.pointer("/package/metadata/gateway") {
            kinds.push(kind(gateway).map_err(|what| format!("{path}: {what}"))?);
        }
    }
    Ok(kinds)
}

fn kind(gateway: &Value<'_>) -> Result<Kind, String> {
    let table = gateway.as_table().ok_or("`gateway` is not a table")?;
    let profiles = table
        .get("profiles")
        .and_then(Value::as_table)
        .ok_or("`profiles` is not a table")?;
    let profiles = profiles.iter().map(|(name, value)| {
        let read = value
            .as_table()
            .ok_or("it is not a table".to_owned())
            .and_then(profile);
        read.map(|profile| (name.name.to_string(), profile))
            .map_err(|what| format!("profile `{}`: {what}", name.name))
    });
    Ok(Kind {
        name: text(table, "kind")?,
        description: text(table, "description")?,
        profiles: profiles.collect::<Result<_, String>>()?,
    })
}

fn profile(table: &Table<'_>) -> Result<Profile, String> {
    let format = text(table, "numberFormat")?;
    let own = texts(table, "codecs")?.unwrap_or_default();
    let own: Option<Vec<u8>> = own.iter().map(|name| codecs::numbered(name)).collect();
    let own = own.ok_or("`codecs` names an unknown codec")?;
    Ok(Profile {
        plugins: texts(table, "plugins")?.ok_or("`plugins` is missing")?,
        format: NumberFormat::named(&format).ok_or("`numberFormat` is unknown")?,
        codecs: if own.is_empty() {
            codecs::every()
        } else {
            codecs::with_telephone_event(own)
        },
        transport: if table.contains_key("transport") {
            text(table, "transport")?
        } else {
            "udp".to_owned()
        },
        port: whole(table, "port")?.unwrap_or(5060),
        calls_per_second: whole(table, "callsPerSecond")?,
        health_minimum: whole(table, "healthMinimumSeconds")?.unwrap_or(0),
        default_prefixes: texts(table, "defaultPrefixes")?.unwrap_or_default(),
    })
}

fn text(table: &Table<'_>, key: &str) -> Result<String, String> {
    let value = table.get(key).and_then(Value::as_str);
    value
        .map(str::to_owned)
        .ok_or_else(|| format!("`{key}` is not a string"))
}

fn texts(table: &Table<'_>, key: &str) -> Result<Option<Vec<String>>, String> {
    let Some(value) = table.get(key) else {
        return Ok(None);
    };
    let items = value.as_array().and_then(|items| {
        items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect()
    });
    items
        .map(Some)
        .ok_or_else(|| format!("`{key}` is not a list of strings"))
}

fn whole<T: TryFrom<i64>>(table: &Table<'_>, key: &str) -> Result<Option<T>, String> {
    let Some(value) = table.get(key) else {
        return Ok(None);
    };
    let number = value.as_integer().and_then(|number| T::try_from(number).ok());
    number
        .map(Some)
        .ok_or_else(|| format!("`{key}` is not a whole number in range"))
}
