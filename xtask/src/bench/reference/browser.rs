//! Pages in a slow browser, all of them through one front: the scripts of end2end/bench.

use super::files::Description;
use super::pages::addresses;
use crate::bench::times::median;
use crate::served::{Served, free_port};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How many times slower than it is the processor shall be.
pub const SLOWER: u32 = 4;
/// Seconds that a page has.
pub const LIMIT: u32 = 120;
const OURS: &str = "Portcullis";
/// And the page of end2end/bench/pages that shows a file with it.
const OTHERS: [(&str, &str); 4] = [
    ("swagger-ui-dist", "swagger"),
    ("redoc", "redoc"),
    ("@scalar/api-reference", "scalar"),
    ("@kong/spec-renderer", "kong"),
];

pub struct Browser<'a> {
    scripts: &'a Path,
    chromium: &'a Path,
    scratch: &'a Path,
    portal: u16,
    front: u16,
    files: u16,
    _served: Served,
}

/// One page, the medians of its rounds; times in milliseconds, none where it ran out of time.
#[derive(Debug, Default, PartialEq)]
pub struct Shown {
    pub name: String,
    pub ready: Option<f64>,
    pub hydrated: Option<f64>,
    pub paint: Option<f64>,
    pub longest: Option<f64>,
    pub kilobytes: Option<f64>,
    pub nodes: Option<f64>,
    pub notes: Vec<String>,
}

impl<'a> Browser<'a> {
    pub fn start(scripts: &'a Path, chromium: &'a Path, scratch: &'a Path, portal: u16) -> Result<Self> {
        let (front, files) = (free_port()?, free_port()?);
        let folder = scratch.join("files");
        let ports = [front, portal, files].map(|port| port.to_string());
        let mut served = Served::start(Command::new("node").arg(scripts.join("front.mjs")).args(ports).arg(&folder))?;
        // It listens there last.
        served.wait_for(front)?;
        Ok(Self { scripts, chromium, scratch, portal, front, files, _served: served })
    }

    /// `warm`: each page once without counting it, so that the front has compressed what it sends.
    pub fn measure(&self, description: &Description, rounds: u32, warm: bool) -> Result<Vec<Shown>> {
        let file = format!("/files/{}.json", description.slug);
        let first = addresses(self.portal, description)?.into_iter().next().context("a file without operations")?;
        let mut pages = vec![json!({
            "name": OURS, "url": format!("http://127.0.0.1:{}{first}", self.front), "file": description.file,
            "within": "main h1", "hydrates": true, "warm": true,
        })];
        for (package, page) in OTHERS {
            // Kong's begins with a page of its own that shows no operation; the others show some at once.
            let place = if page == "kong" { format!("#/operations/{}", description.one) } else { String::new() };
            let url = format!("http://127.0.0.1:{}/{page}.html?file={file}{place}", self.files);
            let name = self.with_version(package)?;
            pages.push(json!({"name": name, "url": url, "file": description.file, "warm": warm}));
        }
        let plan = json!({
            "chromium": self.chromium, "rounds": rounds, "slow": SLOWER, "limit": LIMIT, "pages": pages,
            "fetch": [format!("http://127.0.0.1:{}{file}", self.files)],
        });
        let saved: PathBuf = self.scratch.join("plan.json");
        fs::write(&saved, plan.to_string())?;
        let mut weigh = Command::new("node");
        weigh.arg(self.scripts.join("weigh.mjs")).arg(&saved).stdin(Stdio::null()).stderr(Stdio::inherit());
        let done = weigh.output().context("can't start node")?;
        if !done.status.success() {
            bail!("the browser could not be measured ({})", done.status);
        }
        let names = pages.iter().filter_map(|page| page["name"].as_str());
        let loads: Vec<Value> =
            String::from_utf8_lossy(&done.stdout).lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        Ok(names.map(|name| shown(name, &loads)).collect())
    }

    fn with_version(&self, package: &str) -> Result<String> {
        let file = self.scripts.join("node_modules").join(package).join("package.json");
        let known: Value = serde_json::from_slice(&fs::read(&file).with_context(|| file.display().to_string())?)?;
        Ok(format!("{package} {}", known["version"].as_str().unwrap_or_default()))
    }
}

fn shown(name: &str, loads: &[Value]) -> Shown {
    let loads: Vec<_> = loads.iter().filter(|load| load["name"] == name).collect();
    // Where one of them has no value, a median of the others would flatter.
    let of = |what: &str| {
        let values: Option<Vec<f64>> = loads.iter().map(|load| load[what].as_f64()).collect();
        values.filter(|values| !values.is_empty()).map(median)
    };
    let mut notes: Vec<String> = loads
        .iter()
        .flat_map(|load| load["notes"].as_array().into_iter().flatten())
        .filter_map(|note| note.as_str().map(str::to_owned))
        .collect();
    notes.sort();
    notes.dedup();
    Shown {
        name: name.to_owned(),
        ready: of("ready"),
        hydrated: of("hydrated"),
        paint: of("paint"),
        longest: of("longest"),
        kilobytes: of("kb"),
        nodes: of("nodes"),
        notes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_become_medians() {
        let load = |ready: Value| json!({"name": "a", "ready": ready, "hydrated": null, "kb": 12.5, "notes": ["odd"]});
        let loads = [load(json!(30)), load(json!(10)), load(json!(20)), json!({"name": "b", "ready": 1, "notes": []})];
        let expected = Shown {
            name: "a".to_owned(),
            ready: Some(20.0),
            kilobytes: Some(12.5),
            notes: vec!["odd".to_owned()],
            ..Shown::default()
        };
        assert_eq!(shown("a", &loads), expected);
        assert_eq!(shown("a", &[load(json!(1)), load(json!(null))]).ready, None);
    }
}
