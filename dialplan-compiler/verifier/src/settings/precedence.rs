//! The keys `precedence` and `emissionProfiles`.

use std::collections::BTreeMap;

use crate::json::{Fault, Node, Value};
use crate::settings::gateways::Gateway;
use crate::settings::object::{Object, each, owned, text};
use crate::settings::routes::named;

/// Precedence levels, lowest first, and who may use them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Precedence {
    /// Resource-Priority values, `namespace.level`.
    pub(crate) levels: Vec<String>,
    /// Dialled prefix → position of the level.
    pub(crate) dialled: BTreeMap<String, usize>,
    /// Class → highest level.
    pub(crate) classes: BTreeMap<String, usize>,
}

/// Which gateways may radiate in an emission state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) emergency_radiates: bool,
    /// One bit a gateway in the order of the settings: those that may carry calls.
    pub(crate) gateways: u64,
}

pub(crate) fn precedence(node: Option<&Node<'_>>) -> Result<Precedence, Fault> {
    let Some(node) = node else {
        return Ok(Precedence::default());
    };
    let mut object = Object::of(node)?;
    let namespace = text(object.required("namespace")?)?;
    let words = each(object.required("levels")?, owned)?;
    let level = |node: &Node<'_>| {
        let word = text(node)?;
        let position = words.iter().position(|known| known == word);
        position.ok_or_else(|| Fault::new(node.at, format!("there is no level `{word}`")))
    };
    let dialled = object
        .optional("dialled")
        .map(|node| by_name(node, &level))
        .transpose()?
        .unwrap_or_default();
    let classes = object
        .optional("classes")
        .map(|node| by_name(node, &level))
        .transpose()?
        .unwrap_or_default();
    object.finish()?;
    let dialled = dialled
        .into_iter()
        .map(|(prefix, level)| (prefix.to_ascii_uppercase(), level))
        .collect();
    Ok(Precedence {
        levels: words.iter().map(|word| format!("{namespace}.{word}")).collect(),
        dialled,
        classes,
    })
}

fn by_name(
    node: &Node<'_>,
    level: &impl Fn(&Node<'_>) -> Result<usize, Fault>,
) -> Result<BTreeMap<String, usize>, Fault> {
    let members = Object::of(node)?.entries();
    members
        .iter()
        .map(|member| Ok((member.key.to_string(), level(&member.value)?)))
        .collect()
}

/// The profiles; a gateway that does not radiate may carry calls in each.
pub(crate) fn profiles(node: Option<&Node<'_>>, gateways: &[Gateway]) -> Result<Vec<Profile>, Fault> {
    let Some(node) = node else { return Ok(Vec::new()) };
    if gateways.len() > 64 {
        return Err(Fault::new(
            node.at,
            "more than 64 gateways in a plan with emission profiles",
        ));
    }
    let silent = gateways
        .iter()
        .enumerate()
        .filter(|(_, gateway)| !gateway.radiates);
    let silent = silent.fold(0u64, |mask, (position, _)| mask | 1 << position);
    each(node, |node| {
        let mut object = Object::of(node)?;
        let name = owned(object.required("name")?)?;
        let radiate = object
            .read("radiate", |node| each(node, |item| named(item, gateways)))?
            .unwrap_or_default();
        let emergency = object.required("emergency")?;
        let emergency_radiates = match &emergency.value {
            Value::Text(word) if word == "radiate" => true,
            Value::Text(word) if word == "silent" => false,
            _ => return Err(Fault::new(emergency.at, "`radiate` or `silent` is wanted")),
        };
        object.finish()?;
        let gateways = radiate.iter().fold(silent, |mask, position| mask | 1 << position);
        Ok(Profile {
            name,
            emergency_radiates,
            gateways,
        })
    })
}
