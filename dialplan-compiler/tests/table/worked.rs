//! The worked example of `docs/table-format.md` is the table of the original settings, byte for byte.

use crate::plans::compile;
use crate::repository::workspace;

#[test]
fn the_documented_bytes_are_those_of_the_original_plan() {
    let read = |path: &str| std::fs::read_to_string(workspace().join(path)).expect("it can be read");
    let table = compile(&read("dialplans/original/voip-settings.json")).table;
    let page = read("docs/table-format.md");
    let lines: Vec<(usize, Vec<u8>)> = page.lines().filter_map(dump_line).collect();
    assert!(lines.len() > 20, "the page shows the example");
    for (offset, bytes) in lines {
        let real = table.get(offset..offset + bytes.len());
        assert_eq!(real, Some(bytes.as_slice()), "line {offset:04x}: {real:02x?}");
    }
}

/// `01c0  c4 13 d8 13 …  |words`: an offset, bytes, and what they mean.
fn dump_line(line: &str) -> Option<(usize, Vec<u8>)> {
    let (offset, rest) = line.split_once("  ")?;
    let offset = usize::from_str_radix(offset, 16)
        .ok()
        .filter(|_| offset.len() == 4)?;
    let bytes = rest.split('|').next()?.split_whitespace();
    Some((
        offset,
        bytes
            .map(|byte| u8::from_str_radix(byte, 16))
            .collect::<Result<_, _>>()
            .ok()?,
    ))
}
