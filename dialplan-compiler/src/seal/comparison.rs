//! Compares two ELF files part by part: headers, the places of sections, their bytes, and what lies between them.

use std::fmt;
use std::ops::Range;

use object::Endianness;
use object::elf::FileHeader64;
use object::read::elf::{FileHeader as _, SectionHeader as _};

/// The parts of two files, in the order of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Headers, sections, and at the end what belongs to neither.
    pub parts: Vec<Part>,
    /// The lengths of the two files.
    pub lengths: [usize; 2],
}

/// One part of both files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of a section, or what else it is.
    pub name: String,
    /// Whether it may differ from vessel to vessel.
    pub of_the_plan: bool,
    /// Its length in the first file.
    pub bytes: usize,
    /// Whether both files have it at the same place, of the same kind and size.
    pub in_place: bool,
    /// How many of its bytes differ, and the first of these, counted from its beginning.
    pub differing: usize,
    /// The first byte that differs.
    pub first: Option<usize>,
}

impl Comparison {
    /// Compares two files.
    ///
    /// # Errors
    /// A text for people, when one is no ELF file of 64 bits.
    pub fn of(one: &[u8], other: &[u8]) -> Result<Self, String> {
        let (ours, theirs) = (Map::of(one)?, Map::of(other)?);
        let mut parts: Vec<Part> = ours
            .pieces
            .iter()
            .map(|piece| ours.part(piece, &theirs))
            .collect();
        parts.extend(
            theirs
                .pieces
                .iter()
                .filter(|piece| ours.named(&piece.name).is_none())
                .map(|piece| Part {
                    in_place: false,
                    bytes: 0,
                    ..theirs.part(piece, &ours)
                }),
        );
        parts.push(between(&ours, &theirs));
        Ok(Comparison {
            parts,
            lengths: [one.len(), other.len()],
        })
    }

    /// Whether the files have the same bytes.
    pub fn is_same(&self) -> bool {
        self.only_plans_differ() && self.parts.iter().all(|part| part.differing == 0)
    }

    /// Whether all that differs is bytes of the plan's sections, each at the same place in both files.
    pub fn only_plans_differ(&self) -> bool {
        let [one, other] = self.lengths;
        let permitted = |part: &Part| part.in_place && (part.of_the_plan || part.differing == 0);
        one == other && self.parts.iter().all(permitted)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<24} {:>10}  {:<6} differing bytes",
            "part", "bytes", "place"
        )?;
        for part in &self.parts {
            let place = if part.in_place { "same" } else { "OTHER" };
            write!(f, "{:<24} {:>10}  {place:<6} ", part.name, part.bytes)?;
            match part.first {
                None => writeln!(f, "0")?,
                Some(first) => writeln!(f, "{}, the first at {first:#x}", part.differing)?,
            }
        }
        Ok(())
    }
}

/// One file, cut into pieces.
struct Map<'f> {
    bytes: &'f [u8],
    pieces: Vec<Piece>,
}

struct Piece {
    name: String,
    /// Everything that its header says: kind, flags, address, offset, size, links, alignment.
    place: Vec<u64>,
    file: Range<usize>,
}

impl<'f> Map<'f> {
    fn of(bytes: &'f [u8]) -> Result<Self, String> {
        let read = || -> object::Result<Vec<Piece>> {
            let header = FileHeader64::<Endianness>::parse(bytes)?;
            let endian = header.endian()?;
            let table = |offset: u64, count: usize, size: usize| {
                let start = usize::try_from(offset).unwrap_or(usize::MAX);
                start..start.saturating_add(count.saturating_mul(size))
            };
            let programs = header.program_headers(endian, bytes)?;
            let sections = header.sections(endian, bytes)?;
            let mut pieces = vec![
                Piece::header("ELF header", 0..usize::from(header.e_ehsize(endian))),
                Piece::header(
                    "program headers",
                    table(
                        header.e_phoff(endian),
                        programs.len(),
                        header.e_phentsize(endian).into(),
                    ),
                ),
            ];
            for section in sections.iter() {
                let name = String::from_utf8_lossy(sections.section_name(endian, section)?).into_owned();
                let file = section.file_range(endian).unwrap_or_default();
                pieces.push(Piece {
                    name: if name.is_empty() {
                        "(null section)".to_owned()
                    } else {
                        name
                    },
                    place: vec![
                        section.sh_type(endian).0.into(),
                        section.sh_flags(endian).0,
                        section.sh_addr(endian),
                        section.sh_offset(endian),
                        section.sh_size(endian),
                        section.sh_link(endian).into(),
                        section.sh_info(endian).into(),
                        section.sh_addralign(endian),
                        section.sh_entsize(endian),
                    ],
                    file: table(file.0, usize::try_from(file.1).unwrap_or(usize::MAX), 1),
                });
            }
            pieces.push(Piece::header(
                "section headers",
                table(
                    header.e_shoff(endian),
                    sections.len(),
                    header.e_shentsize(endian).into(),
                ),
            ));
            Ok(pieces)
        };
        let pieces = read().map_err(|error| format!("no ELF file of 64 bits: {error}"))?;
        Ok(Map { bytes, pieces })
    }

    fn named(&self, name: &str) -> Option<&Piece> {
        self.pieces.iter().find(|piece| piece.name == name)
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    fn part(&self, piece: &Piece, theirs: &Map<'_>) -> Part {
        let other = theirs.named(&piece.name);
        let own = self.slice(&piece.file);
        let (differing, first) = differing(
            own,
            other.map(|other| theirs.slice(&other.file)).unwrap_or_default(),
        );
        Part {
            name: piece.name.clone(),
            of_the_plan: is_of_the_plan(&piece.name),
            bytes: own.len(),
            in_place: other.is_some_and(|other| other.place == piece.place && other.file == piece.file),
            differing,
            first,
        }
    }

    /// The bytes that no piece holds, with zeros in the place of pieces.
    fn rest(&self) -> (Vec<u8>, usize) {
        let mut rest = self.bytes.to_vec();
        let mut held = vec![false; rest.len()];
        for piece in &self.pieces {
            let end = piece.file.end.min(rest.len());
            let range = piece.file.start.min(end)..end;
            rest.get_mut(range.clone()).unwrap_or_default().fill(0);
            held.get_mut(range).unwrap_or_default().fill(true);
        }
        (rest, held.into_iter().filter(|held| !held).count())
    }
}

impl Piece {
    fn header(name: &str, file: Range<usize>) -> Self {
        Piece {
            name: name.to_owned(),
            place: Vec::new(),
            file,
        }
    }
}

fn between(ours: &Map<'_>, theirs: &Map<'_>) -> Part {
    let ((own, bytes), (other, others)) = (ours.rest(), theirs.rest());
    let (differing, first) = differing(&own, &other);
    Part {
        name: "between the parts".to_owned(),
        of_the_plan: false,
        bytes,
        in_place: bytes == others,
        differing,
        first,
    }
}

/// How many bytes differ, with the first; what one has beyond the other differs.
fn differing(one: &[u8], other: &[u8]) -> (usize, Option<usize>) {
    let shared = one.len().min(other.len());
    let longer = one.len().max(other.len()) - shared;
    let mut places = one
        .iter()
        .zip(other)
        .enumerate()
        .filter(|(_, (one, other))| one != other)
        .map(|(place, _)| place);
    let first = places.next();
    let count = usize::from(first.is_some()) + places.count() + longer;
    (count, first.or((longer > 0).then_some(shared)))
}

/// The sections that another plan may fill otherwise.
fn is_of_the_plan(section: &str) -> bool {
    section == PLAN
        || section
            .strip_prefix(PLAN)
            .is_some_and(|rest| rest.starts_with('.'))
}

const PLAN: &str = ".dialplan";

#[cfg(test)]
mod tests {
    use super::*;

    /// A program that every system has, and a copy that has one other byte at the beginning of `section`.
    fn files(section: &str) -> (Vec<u8>, Vec<u8>) {
        let one = std::fs::read("/bin/sh").expect("its bytes");
        let start = Map::of(&one)
            .expect("it is an ELF file")
            .named(section)
            .expect("it has the section")
            .file
            .start;
        let mut other = one.clone();
        other[start] ^= 1;
        (one, other)
    }

    #[test]
    fn a_file_differs_from_itself_in_nothing() {
        let (one, _) = files(".text");
        assert!(Comparison::of(&one, &one).expect("it is compared").is_same());
    }

    #[test]
    fn one_byte_of_code_is_found_and_is_not_of_the_plan() {
        let (one, other) = files(".text");
        let comparison = Comparison::of(&one, &other).expect("they are compared");
        let differing: Vec<_> = comparison
            .parts
            .iter()
            .filter(|part| part.differing > 0)
            .map(|part| (part.name.as_str(), part.differing, part.first))
            .collect();
        assert_eq!(differing, [(".text", 1, Some(0))]);
        assert!(!comparison.only_plans_differ());
    }

    #[test]
    fn a_longer_file_is_another() {
        let (one, _) = files(".text");
        let longer = [one.as_slice(), b"x"].concat();
        let comparison = Comparison::of(&one, &longer).expect("they are compared");
        assert!(!comparison.only_plans_differ());
    }

    #[test]
    fn only_sections_of_the_plan_count_as_such() {
        for (name, expected) in [
            (".dialplan", true),
            (".dialplan.names", true),
            (".dialplans", false),
            (".text", false),
        ] {
            assert_eq!(is_of_the_plan(name), expected, "{name}");
        }
    }
}
