//! Pages of single operations, as the server answers them.

use super::files::{Description, VERSION};
use crate::bench::asking::{Asking, ask_all};
use crate::bench::times::Spread;
use crate::step::step;
use anyhow::{Context, Result};
use std::time::Instant;

const PAGES: usize = 200;
const MANY: usize = 16;
/// A round on many connections asks for each page so often, or it would be over before it is under way.
const REPEATED: usize = 5;

pub struct Asked {
    pub connections: usize,
    pub coding: &'static str,
    /// On average, as they come.
    pub kilobytes: f64,
    pub rate: f64,
    pub times: Spread,
}

/// As the list beside each page links to it.
pub fn addresses(port: u16, description: &Description) -> Result<Vec<String>> {
    let slug = description.slug;
    let list = Asking::to(port)?.json(&format!("/rpc/catalog/operations?slug={slug}&version={VERSION}&shown="))?;
    let keys = keys(list.as_str().context("the list of operations isn't a text")?);
    Ok(keys.into_iter().map(|key| format!("/apis/{slug}/{VERSION}/reference/{key}")).collect())
}

fn keys(html: &str) -> Vec<String> {
    let links = html.split("<a href=\"").skip(1).filter_map(|after| Some(after.split_once('"')?.0));
    links.map(|key| key.replace("&amp;", "&")).collect()
}

/// So many of them, from the beginning to the end.
fn spread_out(all: &[String], count: usize) -> Vec<String> {
    let count = count.min(all.len());
    (0..count).filter_map(|at| all.get(at * all.len() / count)).cloned().collect()
}

pub fn measure(port: u16, description: &Description, rounds: u32) -> Result<Vec<Asked>> {
    let paths = spread_out(&addresses(port, description)?, PAGES);
    let repeated: Vec<String> = paths.iter().cycle().take(paths.len() * REPEATED).cloned().collect();
    let mut measured = Vec::new();
    for coding in ["identity", "br"] {
        let mut asking = Asking::to(port)?;
        let mut bytes = 0;
        for path in &paths {
            bytes += asking.get(path, coding)?.body.len();
        }
        let kilobytes = bytes as f64 / 1024.0 / paths.len() as f64;
        for (connections, paths) in [(1, &paths), (MANY, &repeated)] {
            let (mut times, mut seconds) = (Vec::new(), 0.0);
            step(&format!("pages: {connections} at a time, {coding}"), || {
                for _ in 0..rounds {
                    let started = Instant::now();
                    times.extend(ask_all(port, paths, coding, connections)?);
                    seconds += started.elapsed().as_secs_f64();
                }
                Ok(())
            })?;
            let rate = times.len() as f64 / seconds;
            measured.push(Asked { connections, coding, kilobytes, rate, times: Spread::of(&times) });
        }
    }
    Ok(measured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_off_the_list() {
        let html =
            r#"<details><summary>a</summary><ul><li><a href="one" title="/x">1</a></li><li><a href="a&amp;b">2</a>"#;
        assert_eq!(keys(html), ["one", "a&b"]);
    }

    #[test]
    fn some_of_many_are_from_everywhere() {
        let all: Vec<String> = (0..10).map(|at| at.to_string()).collect();
        assert_eq!(spread_out(&all, 4), ["0", "2", "5", "7"]);
        assert_eq!(spread_out(&all[..2], 4), ["0", "1"]);
    }
}
