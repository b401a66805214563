//! Chunks that hold nothing but constants, a dozen bytes each, are folded into the main module: a request for each would
//! cost more than all of them together.

use crate::client::{Lazy, SPLIT_SCRIPT};
use crate::roots::number;
use anyhow::{Context, Result, bail};
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use wasmparser::{BinaryReader, Parser, Payload};

/// Takes the files, their places in the script that loads them, and their names in `lazy` away.
pub fn constants(folder: &Path, main: &Path, mut lazy: Lazy) -> Result<Lazy> {
    let mut module = fs::read(main)?;
    let script = folder.join(SPLIT_SCRIPT);
    let mut text = fs::read_to_string(&script)?;
    for chunk in lazy.values().flatten().filter(|name| name.starts_with("chunk_")).cloned().collect::<BTreeSet<_>>() {
        let file = folder.join(format!("{chunk}.wasm"));
        let Some((count, segments)) = only_constants(&fs::read(&file)?).with_context(|| chunk.clone())? else {
            continue;
        };
        module = with_segments(&module, count, &segments)?;
        text = without(&text, &chunk)?;
        fs::remove_file(file)?;
    }
    lazy.values_mut().for_each(|chunks| chunks.retain(|name| folder.join(format!("{name}.wasm")).exists()));
    fs::write(main, module)?;
    fs::write(script, text)?;
    Ok(lazy)
}

/// How many segments there are, and they themselves, where a module has nothing else.
fn only_constants(module: &[u8]) -> Result<Option<(usize, Vec<u8>)>> {
    let mut found = None;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::DataSection(data) => {
                let section = &module[usize::try_from(data.range().start)?..usize::try_from(data.range().end)?];
                found = Some(counted(section)?);
            }
            Payload::CodeSectionStart { count: 1.., .. } | Payload::ElementSection(_) | Payload::ExportSection(_) => {
                return Ok(None);
            }
            _ => {}
        }
    }
    Ok(found)
}

/// A section of things: how many, and the rest.
fn counted(section: &[u8]) -> Result<(usize, Vec<u8>)> {
    let mut reader = BinaryReader::new(section, 0);
    let count = reader.read_var_u32()? as usize;
    Ok((count, reader.read_bytes(reader.bytes_remaining())?.to_vec()))
}

fn with_segments(module: &[u8], more: usize, segments: &[u8]) -> Result<Vec<u8>> {
    let mut out = module[..8].to_vec();
    let mut added = false;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else { continue };
        let section = &module[usize::try_from(range.start)?..usize::try_from(range.end)?];
        let mut content = Vec::new();
        match payload {
            Payload::DataCountSection { count, .. } => number(&mut content, count as usize + more),
            Payload::DataSection(_) => {
                let (count, rest) = counted(section)?;
                number(&mut content, count + more);
                content.extend(rest);
                content.extend(segments);
                added = true;
            }
            _ => content.extend(section),
        }
        out.push(id);
        number(&mut out, content.len());
        out.extend(content);
    }
    if !added {
        bail!("the main module has no constants of its own");
    }
    Ok(out)
}

fn without(script: &str, chunk: &str) -> Result<String> {
    let loads = Regex::new(&format!(r"(?s)const __{chunk} = makeLoad\(.*?\n, \[[^\]]*\]\);\n"))?;
    if loads.find_iter(script).count() != 1 {
        bail!("the script that loads {chunk} is not as it was known");
    }
    let waits = Regex::new(&format!(r"\b__{chunk}\b(, )?"))?;
    Ok(waits.replace_all(&loads.replace(script, ""), "").into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(sections: &[(u8, &[u8])]) -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (id, content) in sections {
            module.push(*id);
            number(&mut module, content.len());
            module.extend(*content);
        }
        module
    }

    const MEMORY: (u8, &[u8]) = (5, b"\x01\0\x01");

    #[test]
    fn constants_join_those_of_the_main_module() {
        let one: (u8, &[u8]) = (11, b"\x01\0\x41\x07\x0b\x02hi");
        let chunk = module(&[MEMORY, one]);
        let (count, segments) = only_constants(&chunk).unwrap().unwrap();
        assert_eq!((count, segments.as_slice()), (1, &one.1[1..]));
        let main = module(&[MEMORY, (12, b"\x01"), (11, b"\x01\0\x41\0\x0b\x01x")]);
        let joined = module(&[MEMORY, (12, b"\x02"), (11, b"\x02\0\x41\0\x0b\x01x\0\x41\x07\x0b\x02hi")]);
        assert_eq!(with_segments(&main, count, &segments).unwrap(), joined);
        assert!(with_segments(&module(&[MEMORY]), count, &segments).is_err());
    }

    #[test]
    fn code_is_not_folded() {
        let code = module(&[(1, b"\x01\x60\0\0"), (3, b"\x01\0"), (10, b"\x01\x02\0\x0b")]);
        assert!(only_constants(&code).unwrap().is_none());
    }

    #[test]
    fn the_script_forgets_the_chunk() {
        let load =
            |name: &str| format!("const __{name} = makeLoad(() => {{\n    fetch(\"./{name}.wasm\");\n}}\n, []);\n");
        let script = |chunks: &str| format!("export const x = makeLoad(() => {{\n}}\n, [{chunks}]);\n");
        let all = [load("chunk_1"), load("chunk_12"), script("__chunk_1, __chunk_12")].concat();
        assert_eq!(without(&all, "chunk_1").unwrap(), [load("chunk_12"), script("__chunk_12")].concat());
        assert!(without(&all, "chunk_3").is_err());
    }
}
