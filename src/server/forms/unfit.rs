//! What can't be taken as it was typed: every mistake of a form, each beside its field.

use super::fields::Fields;
use super::{Visit, failed};
use crate::domain::form::FormAnswer;
use crate::domain::sheet::Fault;
use crate::domain::slug::Slug;
use crate::portal::PublishRefusal;
use crate::server::pages::Pages;
use axum::response::Response;
use http::StatusCode;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Gathers what could not be read, so that it is told together with what the sheet's own check finds.
#[derive(Default)]
pub struct Unfit(Vec<Fault>);

impl Unfit {
    pub fn add(&mut self, field: &str, what: impl Into<String>) {
        self.0.push(Fault { field: field.to_owned(), what: what.into() });
    }

    /// What was read, if it was.
    pub fn read<T>(&mut self, field: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|what| self.add(field, what)).ok()
    }

    /// Empty is none.
    pub fn maybe<T>(&mut self, field: &str, text: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = text.trim();
        if text.is_empty() { None } else { self.read(field, read(text)) }
    }

    /// The slug that was typed, else one made from the name.
    pub fn slug(&mut self, field: &str, typed: &str, name: &str) -> Option<Slug> {
        let typed = typed.trim();
        let read = match typed {
            "" => suggested(name).ok_or_else(|| "None can be made from the name: enter one.".to_owned()),
            _ => Slug::parse(typed)
                .map_err(|_| format!("Use 1 to {} of a to z, 0 to 9, and single hyphens between them.", Slug::LONGEST)),
        };
        self.read(field, read)
    }

    /// Nothing is wrong, or everything is told. Of a field that could not be read, that is all there is to say.
    pub fn and(mut self, found: Vec<Fault>) -> Result<(), PublishRefusal> {
        for fault in found {
            if !self.0.iter().any(|known| known.field == fault.field) {
                self.0.push(fault);
            }
        }
        if self.0.is_empty() { Ok(()) } else { Err(PublishRefusal::Faults(self.0)) }
    }
}

/// "Café & Bar 2" as `cafe-bar-2`.
fn suggested(name: &str) -> Option<Slug> {
    // Letters without what stands above and below them.
    Slug::from_name(&name.nfkd().filter(|letter| !is_combining_mark(*letter)).collect::<String>())
}

/// A page to be shown again.
pub struct Again<'a> {
    pub pages: &'a Pages,
    pub visit: Visit,
    pub fields: &'a Fields,
    pub address: &'a str,
    /// Those of its fields beside which something can be told.
    pub known: &'a [&'static str],
    /// The one that names the thing.
    pub name: &'static str,
}

impl Again<'_> {
    /// As it was typed, with more to see.
    pub async fn preview(self) -> Response {
        let answer = self.fields.kept(FormAnswer::default());
        self.visit.refused(self.pages, self.address, StatusCode::OK, answer).await
    }

    pub async fn unfit(self, field: &str, what: &str) -> Response {
        let fault = Fault { field: field.to_owned(), what: what.to_owned() };
        self.refused(PublishRefusal::Faults(vec![fault])).await
    }

    pub async fn refused(self, refusal: PublishRefusal) -> Response {
        let answer = match refusal {
            PublishRefusal::Failed(cause) => return failed(&cause),
            PublishRefusal::Faults(faults) => told(faults, self.known),
            PublishRefusal::Taken => {
                let fault =
                    Fault { field: self.name.to_owned(), what: "There is one of this name already.".to_owned() };
                told(vec![fault], self.known)
            }
            PublishRefusal::InUse(reasons) => {
                FormAnswer::refused(format!("Nothing was changed. {}", reasons.join(" ")))
            }
        };
        self.visit.unfit(self.pages, self.address, self.fields.kept(answer)).await
    }
}

/// Beside the fields that the page has; whatever else is wrong is told above them.
fn told(faults: Vec<Fault>, known: &[&'static str]) -> FormAnswer {
    let (mut beside, mut above): (Vec<(&'static str, String)>, Vec<String>) = Default::default();
    for Fault { field, what } in faults {
        let (whole, inner) = field.split_once('.').unwrap_or((&field, ""));
        let what = if inner.is_empty() { what } else { format!("{inner}: {what}") };
        match known.iter().find(|known| **known == whole) {
            None => above.push(what),
            Some(field) => match beside.iter_mut().find(|(told, _)| told == field) {
                Some((_, told)) => *told = [told, " ", &what].concat(),
                None => beside.push((field, what)),
            },
        }
    }
    let more = match (beside.len(), above.is_empty()) {
        (0, _) => None,
        (1, _) => Some("One field needs another look.".to_owned()),
        (count, _) => Some(format!("{count} fields need another look.")),
    };
    let refusal = ["Nothing was saved.".to_owned()].into_iter().chain(above).chain(more).collect::<Vec<_>>().join(" ");
    let mut answer = FormAnswer::problems(beside);
    answer.refusal = Some(refusal);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, slug: Option<&str>) {
        assert_eq!(suggested(name).as_ref().map(Slug::as_str), slug, "{name:?}");
    }

    #[test]
    fn a_slug_is_made_from_any_name() {
        check("Café & Bar 2", Some("cafe-bar-2"));
        check("  Orders API (v2)! ", Some("orders-api-v2"));
        check("../../etc", Some("etc"));
        check("ﬁne", Some("fine"));
        for nothing in ["", "---", "東京", "\0"] {
            check(nothing, None);
        }
    }

    #[test]
    fn each_fault_stands_where_it_belongs() {
        let fault = |field: &str, what: &str| Fault { field: field.to_owned(), what: what.to_owned() };
        let answer = told(
            vec![
                fault("name", "Short."),
                fault("attributes.team", "Long."),
                fault("attributes", "Many."),
                fault("x", "Odd."),
            ],
            &["name", "attributes"],
        );
        assert_eq!(answer.problem_of("attributes").as_deref(), Some("team: Long. Many."));
        assert_eq!(answer.problem_of("name").as_deref(), Some("Short."));
        assert_eq!(answer.refusal.as_deref(), Some("Nothing was saved. Odd. 2 fields need another look."));
    }

    #[test]
    fn what_could_not_be_read_is_told_once() {
        let mut unfit = Unfit::default();
        assert_eq!(unfit.read("upstream", Err::<(), _>("Odd.".to_owned())), None);
        let found = vec![Fault { field: "upstream".to_owned(), what: "Missing.".to_owned() }];
        let Err(PublishRefusal::Faults(faults)) = unfit.and(found) else { panic!("it is wrong") };
        assert_eq!(faults.len(), 1);
        assert!(Unfit::default().and(Vec::new()).is_ok());
    }
}
