//! What stands in the fields of a form: what is kept, or, where the form was refused, what was typed.

use crate::domain::form::FormAnswer;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::entry::refused;
use leptos::prelude::*;

/// The hidden field that says which form it is, so that an answer is not taken for another one's.
const WHICH: &str = "form";

pub struct Typed<'a> {
    answer: &'a FormAnswer,
    form: &'a str,
    again: bool,
}

impl<'a> Typed<'a> {
    pub fn of(answer: &'a FormAnswer, form: &'a str) -> Self {
        Self { answer, form, again: answer.value(WHICH) == form }
    }

    pub fn value(&self, field: &str, kept: impl Into<String>) -> String {
        if self.again { self.answer.value(field) } else { kept.into() }
    }

    pub fn on(&self, field: &str, kept: bool) -> bool {
        if self.again { self.answer.value(field) == "on" } else { kept }
    }

    pub fn error(&self, field: &str) -> Option<String> {
        self.answer.problem_of(field).filter(|_| self.again)
    }

    /// What was asked to be shown as its readers will see it.
    pub fn to_preview(&self, field: &str) -> Option<String> {
        (self.again && self.answer.value("step") == "preview").then(|| self.answer.value(field))
    }

    /// Stands inside the form. The button is the one that Enter presses, since it is the first.
    pub fn hidden(&self) -> AnyView {
        view! {
            <input type="hidden" name=WHICH value=self.form.to_owned()/>
            <button hidden name="step" value="save"></button>
        }
        .into_any()
    }
}

/// Why a form of this page was refused.
pub fn refusal(answer: &FormAnswer) -> AnyView {
    refused(answer.refusal.clone())
}

/// What was done, as the address says it.
pub fn done(told: &str, known: &[(&str, &'static str)]) -> AnyView {
    let said = known.iter().find(|(word, _)| *word == told).map(|(_, said)| *said);
    said.map(|said| view! { <Banner tone=Tone::Positive>{said}</Banner> }).into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_speaks_for_its_own_form_only() {
        let answer = FormAnswer::problem("name", "Enter one.").with(WHICH, "product").with("name", " ");
        let product = Typed::of(&answer, "product");
        assert_eq!((product.value("name", "Orders"), product.on("x", true)), (" ".to_owned(), false));
        assert!(product.error("name").is_some());
        let version = Typed::of(&answer, "version");
        assert_eq!((version.value("name", "v1"), version.on("x", true)), ("v1".to_owned(), true));
        assert!(version.error("name").is_none());
    }
}
