//! What goes over the wire: compressed at build time, listed, and held against the budget.

use crate::parallel;
use crate::site::{MANIFEST, Site};
use anyhow::{Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::io::Write;

/// Of brotli, in bytes.
const WASM: usize = 220 * 1024;
const WASM_ADMIN: usize = 280 * 1024;
const JS: usize = 10 * 1024;
const CSS: usize = 15 * 1024;
/// Below it, the headers weigh more than what compression saves.
const WORTH_IT: usize = 200;

/// What a file weighs: as it is, and as a browser gets it.
pub struct Weight {
    raw: usize,
    brotli: usize,
}

pub type Weights = BTreeMap<String, Weight>;

/// Puts `.br` and `.gz` beside each file that is smaller by it.
pub fn compress(site: &mut Site) -> Result<Weights> {
    let plain: Vec<_> = site.iter().filter(|(name, _)| *name != MANIFEST).collect();
    let packed = parallel::each(plain, |(name, content)| {
        let worth = content.len() > WORTH_IT;
        let smaller = |packed: Vec<u8>| (packed.len() < content.len()).then_some(packed);
        let (br, gz) = if worth { (smaller(brotli(content)?), smaller(gzip(content)?)) } else { (None, None) };
        Ok((name.clone(), content.len(), br, gz))
    })?;
    let mut weights = Weights::new();
    for (name, raw, br, gz) in packed {
        weights.insert(name.clone(), Weight { raw, brotli: br.as_ref().map_or(raw, Vec::len) });
        for (packed, ending) in [(br, "br"), (gz, "gz")] {
            if let Some(packed) = packed {
                site.insert(format!("{name}.{ending}"), packed);
            }
        }
    }
    Ok(weights)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let how = brotli::enc::BrotliEncoderParams { quality: 11, size_hint: content.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut packed, &how)?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content)?;
    Ok(packer.finish()?)
}

/// The table of every asset.
pub fn list(weights: &Weights) {
    println!("{:>10} {:>10}  asset", "raw KB", "brotli KB");
    for (name, weight) in weights {
        println!("{:>10} {:>10}  {name}", kb(weight.raw), kb(weight.brotli));
    }
}

fn kb(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1024.0)
}

/// One thing that has a budget.
#[derive(Debug, PartialEq)]
struct Item {
    what: String,
    bytes: usize,
    most: usize,
}

fn is_admins(part: &str) -> bool {
    part.contains("admin")
}

/// The gallery holds every part there is; the server shows it to builders only. What opens by a press is no first load.
pub fn is_everybodys(part: &str) -> bool {
    !is_admins(part) && !part.contains("gallery") && !part.starts_with("open_")
}

/// First loads: the main module, and each lazy route's chunks with it.
fn items(weights: &Weights, lazy: &BTreeMap<String, Vec<String>>) -> Vec<Item> {
    let sum = |of: &dyn Fn(&str) -> bool| -> usize {
        weights.iter().filter(|(name, _)| of(name)).map(|(_, weight)| weight.brotli).sum()
    };
    let is = |name: &str, stem: &String| name.ends_with(&format!("/{stem}.wasm"));
    let any_chunk = |name: &str| lazy.values().flatten().any(|stem| is(name, stem));
    let main = sum(&|name| name.ends_with(".wasm") && !any_chunk(name));
    let mut items = vec![
        Item { what: "JS, all of it".to_owned(), bytes: sum(&|name| name.ends_with(".js")), most: JS },
        Item { what: "CSS".to_owned(), bytes: sum(&|name| name.ends_with(".css")), most: CSS },
        Item { what: "WASM, main module".to_owned(), bytes: main, most: WASM },
    ];
    for (route, chunks) in lazy.iter().filter(|(route, _)| is_everybodys(route) || is_admins(route)) {
        let bytes = main + sum(&|name| chunks.iter().any(|stem| is(name, stem)));
        let most = if is_admins(route) { WASM_ADMIN } else { WASM };
        items.push(Item { what: format!("WASM with {route}"), bytes, most });
    }
    items
}

/// Prints each budget and what is used of it; an error names what is above.
pub fn hold_budget(weights: &Weights, lazy: &BTreeMap<String, Vec<String>>) -> Result<()> {
    println!("{:>10} {:>10}  first load", "brotli KB", "at most");
    let mut above = Vec::new();
    for Item { what, bytes, most } in items(weights, lazy) {
        let note = if bytes > most { "  ABOVE THE BUDGET" } else { "" };
        println!("{:>10} {:>10}  {what}{note}", kb(bytes), kb(most));
        if bytes > most {
            above.push(what);
        }
    }
    if !above.is_empty() {
        bail!("above the budget: {}", above.join("; "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(of: &[(&str, usize)]) -> Weights {
        of.iter().map(|(name, brotli)| ((*name).to_owned(), Weight { raw: brotli * 3, brotli: *brotli })).collect()
    }

    fn lazy() -> BTreeMap<String, Vec<String>> {
        let chunks = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        BTreeMap::from([
            ("product".to_owned(), chunks(&["chunk_1", "split_product"])),
            ("admin_mail".to_owned(), chunks(&["split_admin_mail"])),
        ])
    }

    #[test]
    fn a_lazy_route_is_weighed_with_the_main_module() {
        let site = [
            ("pkg/1/p.wasm", 100),
            ("pkg/1/chunk_1.wasm", 7),
            ("pkg/1/split_product.wasm", 20),
            ("pkg/1/split_admin_mail.wasm", 30),
            ("pkg/1/p.js", 4),
            ("pkg/p.1.css", 5),
        ];
        let found: Vec<_> = items(&weights(&site), &lazy()).into_iter().map(|item| (item.bytes, item.most)).collect();
        assert_eq!(found, [(4, JS), (5, CSS), (100, WASM), (130, WASM_ADMIN), (127, WASM)]);
    }

    #[test]
    fn what_is_above_is_named() {
        let site = [("pkg/1/p.wasm", WASM - 10), ("pkg/1/split_product.wasm", 11), ("pkg/1/split_admin_mail.wasm", 11)];
        let refusal = hold_budget(&weights(&site), &lazy()).unwrap_err().to_string();
        assert_eq!(refusal, "above the budget: WASM with product");
    }

    #[test]
    fn small_files_and_noise_stay_as_they_are() {
        let noise: Vec<u8> = (0..2000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mut site = Site::from([
            ("text.css".to_owned(), b"a{color:red}".repeat(100)),
            ("small.txt".to_owned(), b"aaaaaaaaaaaaaaaaaaaaaaaaaaa".to_vec()),
            (MANIFEST.to_owned(), vec![b' '; 1000]),
        ]);
        site.insert("packed.png".to_owned(), brotli(&noise).unwrap());
        let weights = compress(&mut site).unwrap();
        assert_eq!(weights.len(), 3);
        let names: Vec<_> = site.keys().map(String::as_str).collect();
        assert_eq!(names, [MANIFEST, "packed.png", "small.txt", "text.css", "text.css.br", "text.css.gz"]);
    }
}
