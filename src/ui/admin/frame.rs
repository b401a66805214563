//! What stands around every admin page. It is made only after the data was answered: whoever is no admin sees not
//! even the tabs.

use crate::domain::account::Visitor;
use crate::rpc::approvals::find_waiting;
use crate::ui::browser;
use crate::ui::data::{PageData, page_data, place, until_there};
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::notice::problem;
use crate::ui::parts::tabs::{Tab, Tabs};
use leptos::prelude::*;
use leptos_router::location::Url;
use serde::de::DeserializeOwned;

/// Shows the page as soon as its data is there, and again whenever `asked` changes.
pub fn admin_page<Asked, Answer>(
    asked: Memo<Asked>,
    data: PageData<Answer>,
    shown: impl Fn(&Asked, &Answer) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    Asked: Clone + PartialEq + Send + Sync + 'static,
    Answer: Clone + DeserializeOwned + Send + Sync + 'static,
{
    let waiting = page_data(|| (), |()| find_waiting());
    until_there(place(move || {
        let (asked, shown) = (asked.get(), shown.clone());
        Box::pin(async move {
            provide_context(Waiting(waiting.await.unwrap_or_default()));
            match data.await {
                Ok(answer) => shown(&asked, &answer),
                Err(error) => problem(&error),
            }
        })
    }))
}

/// How many registrations wait, for the tabs.
#[derive(Clone, Copy)]
struct Waiting(u32);

/// `under` stands below the title, in its block.
pub fn frame(title: &str, under: impl IntoView + 'static, body: AnyView) -> AnyView {
    frame_below(&[], title, under, body)
}

/// Of a page that stands below others: the ways back to them, from the top.
pub fn frame_below(above: &[(&str, &str)], title: &str, under: impl IntoView + 'static, body: AnyView) -> AnyView {
    browser::title(title);
    let way = |(href, name): &(&str, &str)| view! { <li><a href=(*href).to_owned()>{(*name).to_owned()}</a></li> };
    let crumbs = (!above.is_empty()).then(|| {
        view! {
            <nav class="crumbs" aria-label="Breadcrumb">
                <ol>
                    {above.iter().map(way).collect_view()}
                    <li><span aria-current="page">{title.to_owned()}</span></li>
                </ol>
            </nav>
        }
    });
    // Whoever decides about a few versions has one page, and so no tabs.
    let admin = use_context::<Option<Visitor>>().flatten().is_some_and(|me| me.admin);
    let tabs = admin.then(|| view! { <Tabs label="Admin" tabs=tabs()/> });
    view! {
        {tabs}
        {crumbs}
        <header class="page-head">
            <div class="page-title">
                <h1>{title.to_owned()}</h1>
                {under}
            </div>
        </header>
        <div class="form">{body}</div>
    }
    .into_any()
}

fn tabs() -> Vec<Tab> {
    let tab = |href: &str, label| Tab { href: href.to_owned(), label, count: None };
    let waiting = use_context::<Waiting>().map(|waiting| u64::from(waiting.0)).filter(|count| *count > 0);
    vec![
        tab("/admin/developers", "Developers"),
        tab("/admin/applications", "Applications"),
        Tab { count: waiting, ..tab("/admin/registrations", "Registrations") },
        tab("/admin/keys", "Keys"),
        tab("/admin/products", "Products"),
        tab("/admin/strategies", "Strategies"),
        tab("/admin/analytics", "Analytics"),
        tab("/admin/settings", "Settings"),
        tab("/admin/mail", "Mail"),
        tab("/admin/audit", "Audit"),
    ]
}

/// The path with those parts of a query that say something.
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (key, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.len() == path.len() { '?' } else { '&' });
        address.push_str(key);
        address.push('=');
        address.push_str(&Url::escape(value));
    }
    address
}

const PAST: [(&str, &str); 3] = [("approve", "approved"), ("reject", "rejected"), ("revoke", "revoked")];

/// How many steps were taken, and how many were not, as a form's answer says it in its address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub done: Option<u32>,
    pub left: Option<u32>,
    /// "approved", where the answer says which step it was.
    what: Option<&'static str>,
    /// Nothing was selected.
    none: bool,
}

impl Taken {
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let number = |key| query(key).and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        let step = query("step").unwrap_or_default();
        let what = PAST.iter().find(|(known, _)| *known == step).map(|(_, past)| *past);
        Self { done: number("done"), left: number("left"), what, none: query("done").as_deref() == Some("none") }
    }

    /// What became of things that are decided about: "2 approved, 1 left as it was: somebody else was quicker."
    pub fn told(self, why_left: &str) -> AnyView {
        if self.none {
            return view! { <Banner tone=Tone::Caution>"Nothing was selected, so nothing was changed."</Banner> }
                .into_any();
        }
        self.in_words(why_left).map(|words| view! { <Banner tone=self.tone()>{words}</Banner> }).into_any()
    }

    fn tone(self) -> Tone {
        if self.left.is_none() { Tone::Positive } else { Tone::Caution }
    }

    fn in_words(self, why_left: &str) -> Option<String> {
        let done = self.done.zip(self.what).map(|(count, what)| format!("{count} {what}"));
        let left = self
            .left
            .map(|count| format!("{count} left as {}: {why_left}", if count == 1 { "it was" } else { "they were" }));
        let words: Vec<_> = done.into_iter().chain(left).collect();
        (!words.is_empty()).then(|| words.join(", ") + ".")
    }

    pub fn banners(self) -> AnyView {
        let done = self.done.map(|count| match count {
            1 => "1 account changed.".to_owned(),
            _ => format!("{count} accounts changed."),
        });
        let left = self.left.map(|count| {
            let were = if count == 1 { "account was" } else { "accounts were" };
            format!(
                "{count} {were} left unchanged: somebody else was quicker, or it is your own account or the last admin."
            )
        });
        view! {
            {done.map(|done| view! { <Banner tone=Tone::Positive>{done}</Banner> })}
            {left.map(|left| view! { <Banner tone=Tone::Caution>{left}</Banner> })}
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_only_what_was_asked() {
        assert_eq!(address("/admin/mail", &[("state", ""), ("after", "")]), "/admin/mail");
        let asked = address("/admin/developers", &[("q", "a&b c"), ("state", "all"), ("after", "")]);
        assert!(asked.starts_with("/admin/developers?q=a%26b") && asked.ends_with("&state=all"), "{asked}");
        assert!(asked.bytes().all(|byte| byte.is_ascii_graphic()), "{asked}");
    }

    #[track_caller]
    fn told(done: &str, left: &str, words: Option<&str>) {
        let taken = Taken::read(|key| match key {
            "done" => Some(done.to_owned()),
            "left" => Some(left.to_owned()),
            _ => Some("approve".to_owned()),
        });
        assert_eq!(taken.in_words("somebody else was quicker").as_deref(), words);
    }

    #[test]
    fn what_became_of_all_is_one_sentence() {
        told("2", "1", Some("2 approved, 1 left as it was: somebody else was quicker."));
        told("0", "3", Some("3 left as they were: somebody else was quicker."));
        told("1", "0", Some("1 approved."));
        told("0", "0", None);
    }

    #[test]
    fn only_numbers_are_told() {
        let read = |done: &str, left: &str| {
            Taken::read(|key| Some(if key == "done" { done.to_owned() } else { left.to_owned() }))
        };
        assert_eq!(read("3", "0"), Taken { done: Some(3), ..Taken::default() });
        assert_eq!(read("<b>", "-1"), Taken::default());
    }
}
