//! What several parts of the client share, the splitter puts into a file for each set of parts: most would hold a function or
//! two, and weigh more by what is around them. Such functions go into the main module instead: it holds all that is exported.

use crate::assets;
use crate::client::Lazy;
use anyhow::{Context, Result};
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use wasmparser::{ExportSectionReader, KnownCustom, Name, Parser, Payload};

/// Of code, in bytes: a file of less is not worth its place.
const WORTH_A_FILE: usize = 1024;
/// The main module is everybody's: what only some people's pages share must cost more around it than in it.
const WORTH_A_FILE_OF_SOME: usize = 512;

/// The names of all functions in chunks that are too small, from what the splitter made first; `lazy` has the chunks of
/// each part.
pub fn too_small(folder: &Path, lazy: &Lazy) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let everybodys: BTreeSet<_> =
        lazy.iter().filter(|(part, _)| assets::is_everybodys(part)).flat_map(|(_, chunks)| chunks).collect();
    for chunk in lazy.values().flatten().filter(|chunk| chunk.starts_with("chunk_")).collect::<BTreeSet<_>>() {
        let worth = if everybodys.contains(chunk) { WORTH_A_FILE } else { WORTH_A_FILE_OF_SOME };
        let module = fs::read(folder.join(format!("{chunk}.wasm")))?;
        let Module { code, names } = read(&module).with_context(|| chunk.clone())?;
        if code < worth {
            found.extend(names.into_keys());
        }
    }
    Ok(found)
}

/// The module, exporting these functions too.
pub fn exporting(module: &[u8], functions: &BTreeSet<String>) -> Result<Vec<u8>> {
    let names = read(module)?.names;
    let roots: BTreeSet<u32> = functions.iter().filter_map(|name| names.get(name)).flatten().copied().collect();
    let mut out = module[..8].to_vec();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else { continue };
        let section = &module[usize::try_from(range.start)?..usize::try_from(range.end)?];
        let content = match &payload {
            Payload::ExportSection(exports) => with_more(section, exports, &roots),
            _ => section.to_vec(),
        };
        out.push(id);
        number(&mut out, content.len());
        out.extend(content);
    }
    Ok(out)
}

struct Module {
    /// Bytes in all functions' bodies.
    code: usize,
    /// Functions by name; two may share one.
    names: HashMap<String, Vec<u32>>,
}

fn read(module: &[u8]) -> Result<Module> {
    let mut read = Module { code: 0, names: HashMap::new() };
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::CodeSectionEntry(body) => read.code += body.as_bytes().len(),
            Payload::CustomSection(custom) => {
                let KnownCustom::Name(sections) = custom.as_known() else { continue };
                for section in sections {
                    let Name::Function(functions) = section? else { continue };
                    for function in functions {
                        let function = function?;
                        read.names.entry(function.name.to_owned()).or_default().push(function.index);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(read)
}

fn with_more(section: &[u8], exports: &ExportSectionReader<'_>, roots: &BTreeSet<u32>) -> Vec<u8> {
    let before = exports.count() as usize;
    let mut count = Vec::new();
    number(&mut count, before);
    let mut out = Vec::new();
    number(&mut out, before + roots.len());
    out.extend(&section[count.len()..]);
    for root in roots {
        let name = format!("r{root}");
        number(&mut out, name.len());
        out.extend(name.as_bytes());
        // A function.
        out.push(0);
        number(&mut out, *root as usize);
    }
    out
}

/// LEB128, as short as it goes.
pub fn number(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two functions, the first of them exported, and the names of both.
    fn module() -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        let sections: [(u8, &[u8]); 5] = [
            (1, b"\x01\x60\0\0"),
            (3, b"\x02\0\0"),
            (7, b"\x01\x03one\0\0"),
            (10, b"\x02\x02\0\x0b\x02\0\x0b"),
            (0, b"\x04name\x01\x0b\x02\0\x03one\x01\x03two"),
        ];
        for (id, content) in sections {
            module.push(id);
            number(&mut module, content.len());
            module.extend(content);
        }
        module
    }

    #[test]
    fn what_is_named_is_exported_beside_what_was() {
        let more = exporting(&module(), &BTreeSet::from(["two".to_owned(), "three".to_owned()])).unwrap();
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(&more) {
            if let Payload::ExportSection(exports) = payload.unwrap() {
                found.extend(
                    exports.into_iter().map(|export| export.map(|export| (export.name, export.index)).unwrap()),
                );
            }
        }
        assert_eq!(found, [("one", 0), ("r1", 1)]);
        assert_eq!(exporting(&module(), &BTreeSet::new()).unwrap(), module());
    }

    #[test]
    fn numbers_are_written_as_short_as_they_go() {
        for (value, written) in [(0, vec![0]), (127, vec![127]), (128, vec![0x80, 1]), (16_384, vec![0x80, 0x80, 1])] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(out, written);
        }
    }
}
