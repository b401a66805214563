//! The figures as Markdown.

use super::questions::KINDS;
use crate::bench::cores;
use crate::bench::times::Spread;
use std::fmt;

/// Of one database.
pub struct Side {
    pub name: &'static str,
    /// In the order of `KINDS`.
    pub kinds: Vec<Spread>,
    pub all: Spread,
    /// How many questions found something.
    pub found: usize,
    pub started: f64,
    /// The median and the longest.
    pub changed: (f64, f64),
}

pub struct Report {
    pub products: u32,
    pub rounds: u32,
    pub questions: usize,
    pub sides: Vec<Side>,
    /// The first page as a static string.
    pub floor: Option<Spread>,
    pub unequal: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { products, rounds, questions, sides, .. } = self;
        writeln!(
            f,
            "`cargo xtask bench catalog`: {products} products, {questions} different questions, {rounds} rounds by turns, \
             the program started\nanew for each; one connection, on the same {} cores; milliseconds from request to last \
             byte.\n",
            cores()
        )?;
        let across = |write: &dyn Fn(&Side) -> String| sides.iter().map(write).collect::<Vec<_>>().join(" | ");
        let heads = across(&|side| format!("{0} p50 | {0} p99 | {0} longest", side.name));
        writeln!(f, "| question | asked | {heads} |\n|---|---:|{}", "---:|".repeat(3 * sides.len()))?;
        for (at, kind) in KINDS.iter().enumerate() {
            let of = |side: &Side| side.kinds.get(at).copied().unwrap_or_default();
            let count = sides.first().map_or(0, |side| of(side).count);
            writeln!(f, "| {kind} | {count} | {} |", across(&|side| of(side).cells()))?;
        }
        let count = sides.first().map_or(0, |side| side.all.count);
        writeln!(f, "| **all** | {count} | {} |", across(&|side| side.all.cells()))?;
        writeln!(f)?;
        for Side { name, found, started, changed: (middle, longest), .. } in sides {
            writeln!(
                f,
                "{name}: {found} of {questions} questions found something. The first question after a start took \
                 {started:.0} ms (median);\nafter a change of one line {middle:.0} ms (median), {longest:.0} ms at most.\n"
            )?;
        }
        match self.unequal {
            0 => writeln!(f, "Both databases found as much for each question.")?,
            many => {
                writeln!(f, "The databases found different numbers of products for {many} questions: look into it.")?
            }
        }
        if let Some(Spread { p50, p99, .. }) = self.floor {
            writeln!(
                f,
                "\nThe bytes of the first page as a static string from axum: p50 {p50:.2} ms, p99 {p99:.2} ms."
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_stand_side_by_side() {
        let spread = |p50| Spread { count: 3, p50, p99: 9.0, longest: 12.0 };
        let side = |name, p50| Side {
            name,
            kinds: vec![spread(p50); KINDS.len()],
            all: spread(p50),
            found: 240,
            started: 80.4,
            changed: (61.0, 75.0),
        };
        let sides = vec![side("SQLite", 1.5), side("PostgreSQL", 2.25)];
        let text = Report { products: 5000, rounds: 3, questions: 250, sides, floor: None, unequal: 2 }.to_string();
        for line in [
            "| one word | 3 | 1.50 | 9.00 | 12.00 | 2.25 | 9.00 | 12.00 |",
            "SQLite: 240 of 250 questions found something. The first question after a start took 80 ms",
            "after a change of one line 61 ms (median), 75 ms at most.",
            "different numbers of products for 2 questions",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
