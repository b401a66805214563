//! What a form that was refused says when it is shown again: the values that were typed, but never a password,
//! and what is wrong, beside its field or above them all.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormAnswer {
    values: Vec<(String, String)>,
    problems: Vec<(String, String)>,
    /// About the form as a whole.
    pub refusal: Option<String>,
    /// What was done, where a form stays on its page.
    pub done: Option<String>,
}

impl FormAnswer {
    pub fn refused(why: impl Into<String>) -> Self {
        Self { refusal: Some(why.into()), ..Self::default() }
    }

    pub fn problem(field: &str, what: impl Into<String>) -> Self {
        Self { problems: vec![(field.to_owned(), what.into())], ..Self::default() }
    }

    pub fn problems(problems: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let problems = problems.into_iter().map(|(field, what)| (field.to_owned(), what)).collect();
        Self { problems, ..Self::default() }
    }

    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.values.push((field.to_owned(), value.to_owned()));
        self
    }

    pub fn value(&self, field: &str) -> String {
        find(&self.values, field).unwrap_or_default()
    }

    pub fn problem_of(&self, field: &str) -> Option<String> {
        find(&self.problems, field)
    }
}

fn find(pairs: &[(String, String)], name: &str) -> Option<String> {
    pairs.iter().find(|(field, _)| field == name).map(|(_, text)| text.clone())
}
