//! The figures as Markdown.

use super::browser::{LIMIT, SLOWER, Shown};
use super::files::Description;
use super::pages::Asked;
use crate::bench::cores;
use std::fmt;

pub struct Upload {
    pub name: &'static str,
    pub bytes: u64,
    pub operations: usize,
    pub seconds: f64,
}

pub struct Report<'a> {
    pub rounds: u32,
    pub uploads: Vec<Upload>,
    pub asked: Vec<Asked>,
    pub shown: [(&'a Description, Vec<Shown>); 2],
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounds = self.rounds;
        writeln!(f, "`cargo xtask bench reference`: {} cores, everything on the same ones; SQLite.\n", cores())?;
        writeln!(f, "Upload: `portcullis apply` into a new database, the median of {rounds} rounds.\n")?;
        writeln!(f, "| file | MB | operations | seconds |\n|---|---:|---:|---:|")?;
        for Upload { name, bytes, operations, seconds } in &self.uploads {
            writeln!(f, "| {name} | {:.2} | {operations} | {seconds:.2} |", *bytes as f64 / 1e6)?;
        }
        self.pages(f)?;
        for (description, shown) in &self.shown {
            browser(description, shown, f)?;
        }
        Ok(())
    }
}

impl Report<'_> {
    fn pages(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\nServer: pages of different operations of GitHub's file, {} rounds, milliseconds.\n",
            self.rounds
        )?;
        writeln!(f, "| connections | encoding | KB a page | requests/s | p50 | p99 | longest |")?;
        writeln!(f, "|---:|---|---:|---:|---:|---:|---:|")?;
        for Asked { connections, coding, kilobytes, rate, times } in &self.asked {
            writeln!(f, "| {connections} | {coding} | {kilobytes:.1} | {rate:.0} | {} |", times.cells())?;
        }
        Ok(())
    }
}

fn browser(description: &Description, shown: &[Shown], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Description { name, bytes, operations, .. } = description;
    writeln!(
        f,
        "\nBrowser: {name} file ({operations} operations, {:.2} MB), processor slowed {SLOWER} times, cold cache, one \
         brotli front; milliseconds, medians.\n",
        *bytes as f64 / 1e6
    )?;
    writeln!(f, "| page | an operation is readable | LCP | longest task | interactive | KB on the wire | DOM nodes |")?;
    writeln!(f, "|---|---:|---:|---:|---:|---:|---:|")?;
    for page in shown {
        let ready = page.ready.map_or_else(|| format!("> {LIMIT} s"), whole);
        let rest = [page.paint, page.longest, page.hydrated, page.kilobytes, page.nodes];
        let rest = rest.map(|value| value.map_or_else(|| "–".to_owned(), whole)).join(" | ");
        writeln!(f, "| {} | {ready} | {rest} |", page.name)?;
    }
    for Shown { name, notes, .. } in shown.iter().filter(|page| !page.notes.is_empty()) {
        writeln!(f, "\n{name} said: {}", notes.join("; "))?;
    }
    Ok(())
}

fn whole(value: f64) -> String {
    format!("{value:.0}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::times::Spread;

    #[test]
    fn what_ran_out_of_time_is_told_so() {
        let file = |name, slug| Description {
            name,
            slug,
            file: "f.json".into(),
            bytes: 1_040_000,
            operations: 800,
            one: String::new(),
        };
        let (large, github) = (file("made", "large"), file("GitHub's", "github"));
        let quick = Shown {
            name: "quick".to_owned(),
            ready: Some(812.4),
            hydrated: Some(1500.0),
            nodes: Some(90.0),
            ..Shown::default()
        };
        let slow = Shown { name: "slow".to_owned(), notes: vec!["out of memory".to_owned()], ..Shown::default() };
        let times = Spread { count: 9, p50: 1.0, p99: 2.5, longest: 3.0 };
        let text = Report {
            rounds: 5,
            uploads: vec![Upload { name: "made", bytes: 1_040_000, operations: 800, seconds: 0.5 }],
            asked: vec![Asked { connections: 16, coding: "br", kilobytes: 12.0, rate: 400.0, times }],
            shown: [(&large, vec![quick]), (&github, vec![slow])],
        }
        .to_string();
        for line in [
            "| made | 1.04 | 800 | 0.50 |",
            "| 16 | br | 12.0 | 400 | 1.00 | 2.50 | 3.00 |",
            "| quick | 812 | – | – | 1500 | – | 90 |",
            "| slow | > 120 s | – | – | – | – | – |",
            "slow said: out of memory",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
