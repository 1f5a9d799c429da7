//! Typed reading of JSON values: each object knows its keys, and a key that nobody asks for is refused.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use crate::json::{Fault, Member, Node, Value};
use crate::network::{self, Range};

/// An object of which keys are taken one after the other.
pub(crate) struct Object<'n, 't> {
    pub(crate) at: usize,
    members: &'n [Member<'t>],
    taken: Vec<&'static str>,
}

impl<'n, 't> Object<'n, 't> {
    pub(crate) fn of(node: &'n Node<'t>) -> Result<Object<'n, 't>, Fault> {
        match &node.value {
            Value::Object(members) => Ok(Object {
                at: node.at,
                members,
                taken: Vec::new(),
            }),
            _ => Err(Fault::new(node.at, "an object is wanted")),
        }
    }

    pub(crate) fn optional(&mut self, key: &'static str) -> Option<&'n Node<'t>> {
        self.taken.push(key);
        self.members
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.value)
    }

    pub(crate) fn required(&mut self, key: &'static str) -> Result<&'n Node<'t>, Fault> {
        self.optional(key)
            .ok_or_else(|| Fault::new(self.at, format!("the key `{key}` is missing")))
    }

    /// Takes a key that says nothing about what the binary decides.
    pub(crate) fn pass_over(&mut self, key: &'static str) {
        self.taken.push(key);
    }

    /// Reads the value of a key if it is written.
    pub(crate) fn read<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'n Node<'t>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        self.optional(key).map(read).transpose()
    }

    /// Refuses what was not taken.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        match self
            .members
            .iter()
            .find(|member| !self.taken.iter().any(|key| member.key == *key))
        {
            None => Ok(()),
            Some(member) => Err(Fault::new(
                member.at,
                format!("the key `{}` has no known meaning", member.key),
            )),
        }
    }

    /// All keys with their values, for an object whose keys are names.
    pub(crate) fn entries(self) -> &'n [Member<'t>] {
        self.members
    }
}

pub(crate) fn list<'n, 't>(node: &'n Node<'t>) -> Result<&'n [Node<'t>], Fault> {
    match &node.value {
        Value::List(items) => Ok(items),
        _ => Err(Fault::new(node.at, "a list is wanted")),
    }
}

pub(crate) fn each<'n, 't, T>(
    node: &'n Node<'t>,
    read: impl FnMut(&'n Node<'t>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    list(node)?.iter().map(read).collect()
}

pub(crate) fn text<'n>(node: &'n Node<'_>) -> Result<&'n str, Fault> {
    match &node.value {
        Value::Text(text) => Ok(text),
        _ => Err(Fault::new(node.at, "a string is wanted")),
    }
}

pub(crate) fn owned(node: &Node<'_>) -> Result<String, Fault> {
    text(node).map(str::to_owned)
}

pub(crate) fn boolean(node: &Node<'_>) -> Result<bool, Fault> {
    match &node.value {
        Value::Boolean(value) => Ok(*value),
        _ => Err(Fault::new(node.at, "`true` or `false` is wanted")),
    }
}

/// A whole number without fraction or exponent.
pub(crate) fn whole(node: &Node<'_>) -> Result<i64, Fault> {
    match &node.value {
        Value::Number(written) => written.parse().ok(),
        _ => None,
    }
    .ok_or_else(|| Fault::new(node.at, "a whole number is wanted"))
}

pub(crate) fn bounded<T: TryFrom<i64>>(node: &Node<'_>, range: RangeInclusive<i64>) -> Result<T, Fault> {
    let value = whole(node)?;
    let fault = || {
        Fault::new(
            node.at,
            format!("`{value}` is not within {} and {}", range.start(), range.end()),
        )
    };
    if !range.contains(&value) {
        return Err(fault());
    }
    T::try_from(value).map_err(|_| fault())
}

/// A number or prefix: 1 to 64 symbols, `+` only first, letters in upper case.
pub(crate) fn symbols(node: &Node<'_>) -> Result<String, Fault> {
    let written = text(node)?;
    let number = written.to_ascii_uppercase();
    let rest = number.strip_prefix('+').unwrap_or(&number);
    let legal = (1..=64).contains(&number.len()) && rest.bytes().all(|byte| SYMBOLS.contains(&byte));
    if legal {
        Ok(number)
    } else {
        Err(Fault::new(node.at, format!("`{written}` cannot be dialled")))
    }
}

/// The symbols of numbers but `+`.
pub(crate) const SYMBOLS: &[u8] = b"0123456789*#ABCD";

/// Some digits and nothing else.
pub(crate) fn digits(node: &Node<'_>, most: usize) -> Result<String, Fault> {
    let written = text(node)?;
    let legal = (1..=most).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_digit());
    if legal {
        Ok(written.to_owned())
    } else {
        Err(Fault::new(node.at, format!("1 to {most} digits are wanted")))
    }
}

pub(crate) fn address(node: &Node<'_>) -> Result<IpAddr, Fault> {
    text(node)?
        .parse()
        .map_err(|_| Fault::new(node.at, "an IP address is wanted"))
}

/// The addresses of a list of networks, merged.
pub(crate) fn networks(node: &Node<'_>) -> Result<Vec<Range>, Fault> {
    let ranges = each(node, |item| {
        network::network(text(item)?)
            .ok_or_else(|| Fault::new(item.at, "a network without host bits is wanted"))
    })?;
    Ok(network::merged(ranges))
}

/// `{"credential": name}`.
pub(crate) fn credential(node: &Node<'_>) -> Result<String, Fault> {
    let mut object = Object::of(node)?;
    let name = owned(object.required("credential")?)?;
    object.finish()?;
    Ok(name)
}
