//! The prefix sets and the dialled numbers that every implementation is measured on.

/// A deterministic generator (SplitMix64), so that every run and every implementation sees the same numbers.
pub(crate) struct Sequence(u64);

impl Sequence {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn digit(&mut self) -> char {
        char::from(b'0' + self.below(10) as u8)
    }
}

/// Prefixes with values from 1 on; no prefix twice.
pub(crate) struct PrefixSet {
    pub name: &'static str,
    pub origin: &'static str,
    pub prefixes: Vec<(String, u32)>,
}

pub(crate) const NAMES: [&str; 4] = ["ship20", "ship500", "real316k", "synthetic1m"];

pub(crate) fn by_name(name: &str) -> Option<PrefixSet> {
    match name {
        "ship20" => Some(ship20()),
        "ship500" => Some(ship500()),
        "real316k" => Some(real()),
        "synthetic1m" => Some(synthetic()),
        _ => None,
    }
}

fn ship20() -> PrefixSet {
    let text = [
        ("+", 1),
        ("00", 1),
        ("+44", 2),
        ("0044", 2),
        ("+33", 3),
        ("0033", 3),
        ("+870", 4),
        ("00870", 4),
        ("+8816", 5),
        ("008816", 5),
        ("9", 6),
        ("91", 7),
        ("*7", 8),
        ("#31", 9),
        ("1", 10),
        ("2", 11),
        ("3", 12),
        ("0", 13),
        ("07", 14),
        ("080", 15),
    ];
    PrefixSet {
        name: "ship20",
        origin: "written by hand",
        prefixes: text.map(|(p, v)| (p.to_owned(), v)).to_vec(),
    }
}

/// About what a large ship has: every country prefix in two spellings, service codes and extensions.
fn ship500() -> PrefixSet {
    let mut prefixes = Vec::new();
    let countries = include_str!("../../../tests/data/numbering/countries.tsv");
    for (index, country) in countries
        .lines()
        .filter_map(|line| line.split('\t').next())
        .enumerate()
    {
        let value = index as u32 % 40 + 1;
        prefixes.push((format!("+{country}"), value));
        prefixes.push((format!("00{country}"), value));
    }
    let codes = (10..).map(|code| format!("*{code}")).take(6);
    let extensions = (201..).map(|extension| extension.to_string());
    let own = codes
        .chain(extensions)
        .zip(1..)
        .map(|(prefix, n)| (prefix, n % 9 + 41));
    prefixes.extend(own.take(500 - prefixes.len()));
    PrefixSet {
        name: "ship500",
        origin: "real country prefixes in two spellings, codes, extensions",
        prefixes,
    }
}

fn real() -> PrefixSet {
    PrefixSet {
        name: "real316k",
        origin: "tests/data/numbering/prefixes.tsv",
        prefixes: real_prefixes(),
    }
}

fn real_prefixes() -> Vec<(String, u32)> {
    include_str!("../../../tests/data/numbering/prefixes.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(prefix, value)| Some((prefix.to_owned(), value.parse().ok()?)))
        .collect()
}

/// One million prefixes in the shape of number portability: runs of consecutive numbers of one carrier.
fn synthetic() -> PrefixSet {
    let mut random = Sequence::new(1_000_000);
    let skeleton: Vec<String> = real_prefixes()
        .into_iter()
        .map(|(prefix, _)| prefix)
        .filter(|p| (3..=6).contains(&p.len()))
        .collect();
    let mut seen = std::collections::BTreeMap::new();
    while seen.len() < 1_000_000 {
        let carrier = random.below(4_459) as u32 + 1;
        let mut start = skeleton[random.below(skeleton.len())].clone();
        let length = if random.below(6) == 0 { 8 } else { 11 };
        while start.len() < length {
            start.push(random.digit());
        }
        let first: u64 = start.parse().unwrap_or(1);
        for offset in 0..random.below(100) as u64 + 1 {
            seen.insert((first + offset).to_string(), carrier);
        }
    }
    let prefixes = seen.into_iter().take(1_000_000).collect();
    PrefixSet {
        name: "synthetic1m",
        origin: "synthetic portability runs on the real skeleton, seed 1000000",
        prefixes,
    }
}

/// Dialled numbers in one text, so that reading them costs every implementation the same.
pub(crate) struct Queries {
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Queries {
    /// 70 % numbers that continue a prefix of the set, 30 % that begin like one and go on at random.
    pub(crate) fn mixed(set: &PrefixSet, count: usize) -> Self {
        let mut random = Sequence::new(7);
        let mut queries = Self {
            text: Vec::new(),
            ends: vec![0],
        };
        for _ in 0..count {
            let (prefix, _) = &set.prefixes[random.below(set.prefixes.len())];
            let kept = if random.below(10) < 7 {
                prefix.len()
            } else {
                prefix.len().min(2)
            };
            let mut number: String = prefix.chars().take(kept).collect();
            let length = kept.max(9 + random.below(4)).min(15);
            while number.len() < length {
                number.push(random.digit());
            }
            queries.text.extend_from_slice(number.as_bytes());
            queries.ends.push(queries.text.len() as u32);
        }
        queries
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len() - 1
    }

    pub(crate) fn get(&self, index: usize) -> &[u8] {
        &self.text[self.ends[index] as usize..self.ends[index + 1] as usize]
    }
}
