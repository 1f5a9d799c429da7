//! The plans that are compiled: that of the vessel `large`, and plans of any size in its frame.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Where the prefixes of a plan come from.
pub(crate) enum Plan {
    /// The vessel `large`.
    Real,
    /// So many prefixes of 8 to 10 digits, each once, in no order.
    Synthetic(u64),
}

impl Plan {
    /// The settings file and the plan's name; what is not there is written into `folder`, a route at a time.
    pub(crate) fn written(&self, folder: &Path) -> (PathBuf, String) {
        let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dialplans/large/voip-settings.json");
        let Plan::Synthetic(count) = self else {
            return (real, "real (large)".to_owned());
        };
        let file = folder.join(format!("synthetic-{count}.json"));
        let frame: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(real).expect("large can be read")).expect("it is JSON");
        write(&file, frame, *count);
        (file, format!("{count} synthetic"))
    }
}

/// The settings of `frame` with other prefixes in its routes.
fn write(file: &Path, mut frame: serde_json::Value, count: u64) {
    let routes = frame
        .pointer_mut("/gateways/routes")
        .and_then(serde_json::Value::as_array_mut)
        .expect("it has routes");
    let (gateways, mut routes): (Vec<_>, Vec<_>) =
        routes.drain(..).partition(|route| route.get("plugin").is_some());
    let parts = routes.len() as u64;
    let mut out = BufWriter::new(File::create(file).expect("the file can be written"));
    let text = serde_json::to_string_pretty(&frame).expect("it is JSON");
    let (before, after) = text
        .split_once("\"routes\": []")
        .expect("the routes were taken out");
    write!(out, "{before}\"routes\": [").expect("the file can be written");
    for gateway in &gateways {
        write!(out, "{gateway},").expect("the file can be written");
    }
    for (part, route) in (0..parts).zip(&mut routes) {
        let keys = route.as_object_mut().expect("a route is an object");
        keys.remove("prefixes");
        let text = route.to_string();
        let open = text.strip_suffix('}').expect("an object ends so");
        let comma = if part == 0 { "" } else { "," };
        write!(out, "{comma}{open},\"prefixes\":[").expect("the file can be written");
        for number in (part..count).step_by(routes_of(parts)) {
            let comma = if number == part { "" } else { "," };
            write!(out, "{comma}\"+{}\"", prefix(number)).expect("the file can be written");
        }
        write!(out, "]}}").expect("the file can be written");
    }
    write!(out, "]{after}").expect("the file can be written");
    out.flush().expect("the file can be written");
}

fn routes_of(parts: u64) -> usize {
    usize::try_from(parts).expect("few routes")
}

/// The prefix of a number, different for each: a permutation of the numbers of one length, behind a country code.
fn prefix(number: u64) -> String {
    let (length, country) = [(7, 1), (7, 44), (8, 49), (8, 33)]
        .get((number % 4) as usize)
        .copied()
        .expect("four kinds");
    let most = 10_u64.pow(length);
    // The multiplier has no divisor in common with a power of ten.
    let mixed = (number / 4).wrapping_mul(7_368_787) % most;
    format!("{country}{mixed:0width$}", width = length as usize)
}
