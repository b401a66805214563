//! The applications that stand in the way of a change, as an admin is told of them: by name, and not all of a crowd.

use std::fmt;

/// So many are named.
pub const MOST_NAMED: u32 = 20;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concerned {
    /// Name, and its owner's address.
    pub named: Vec<(String, String)>,
    pub total: u32,
}

impl Concerned {
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// "1 application" or "12 applications".
    pub fn count(&self) -> String {
        if self.total == 1 { "1 application".to_owned() } else { format!("{} applications", self.total) }
    }

    /// "is" or "are".
    pub fn are(&self) -> &'static str {
        if self.total == 1 { "is" } else { "are" }
    }

    /// "uses" or "use".
    pub fn use_it(&self) -> &'static str {
        if self.total == 1 { "uses" } else { "use" }
    }
}

impl fmt::Display for Concerned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, owner)) in self.named.iter().enumerate() {
            write!(f, "{}“{name}” ({owner})", if at == 0 { "" } else { ", " })?;
        }
        let named = u32::try_from(self.named.len()).unwrap_or(u32::MAX);
        match self.total.saturating_sub(named) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(total: u32, named: usize, text: &str) {
        let named = (1..=named).map(|number| (format!("A{number}"), "a@b.example".to_owned())).collect();
        assert_eq!(Concerned { named, total }.to_string(), text);
    }

    #[test]
    fn a_crowd_is_not_named_one_by_one() {
        check(0, 0, "");
        check(1, 1, "“A1” (a@b.example)");
        check(2, 2, "“A1” (a@b.example), “A2” (a@b.example)");
        check(1002, 2, "“A1” (a@b.example), “A2” (a@b.example) and 1000 more");
    }
}
