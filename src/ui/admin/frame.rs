//! What stands around every admin page. It is made only after the data was answered: whoever is no admin sees not
//! even the tabs.

use crate::ui::browser;
use crate::ui::data::PageData;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::notice::problem;
use crate::ui::parts::tabs::{Tab, Tabs};
use leptos::prelude::*;
use leptos_router::location::Url;
use serde::{Serialize, de::DeserializeOwned};

/// Shows the page as soon as its data is there, and again whenever `asked` changes.
pub fn admin_page<Asked, Answer>(
    asked: Memo<Asked>,
    data: PageData<Answer>,
    shown: impl Fn(&Asked, &Answer) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    Asked: Clone + PartialEq + Send + Sync + 'static,
    Answer: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    view! {
        <Suspense strict=true>
            {move || {
                let (asked, shown) = (asked.get(), shown.clone());
                Suspend::new(async move {
                    match data.await {
                        Ok(answer) => shown(&asked, &answer),
                        Err(error) => problem(&error),
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

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
    let tab = |href: &str, label| Tab { href: href.to_owned(), label, count: None };
    let tabs = vec![
        tab("/admin/developers", "Developers"),
        tab("/admin/products", "Products"),
        tab("/admin/strategies", "Strategies"),
        tab("/admin/settings", "Settings"),
        tab("/admin/mail", "Mail"),
        tab("/admin/audit", "Audit"),
    ];
    view! {
        <Tabs label="Admin" tabs/>
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

/// How many steps were taken, and how many were not, as a form's answer says it in its address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub done: Option<u32>,
    pub left: Option<u32>,
}

impl Taken {
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let number = |key| query(key).and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        Self { done: number("done"), left: number("left") }
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

    #[test]
    fn only_numbers_are_told() {
        let read = |done: &str, left: &str| {
            Taken::read(|key| Some(if key == "done" { done.to_owned() } else { left.to_owned() }))
        };
        assert_eq!(read("3", "0"), Taken { done: Some(3), left: None });
        assert_eq!(read("<b>", "-1"), Taken::default());
    }
}
