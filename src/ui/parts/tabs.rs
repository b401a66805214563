//! The pages of one thing, side by side. Each has an address, so they are links.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// One page: its address without a query, and how many things wait there.
#[derive(Clone, Debug)]
pub struct Tab {
    pub href: String,
    pub label: &'static str,
    pub count: Option<u64>,
}

#[component]
pub fn Tabs(label: &'static str, tabs: Vec<Tab>) -> impl IntoView {
    let path = use_location().pathname;
    let shown = tabs.clone();
    let here = Memo::new(move |_| path.with(|path| current(path, &tabs)));
    let tab = move |(place, Tab { href, label, count }): (usize, Tab)| {
        let mine = move || here.get().and_then(|(current, how)| (current == place).then_some(how));
        let count = count.map(|count| view! { <span class="count">{count}</span> });
        view! { <li><a href=href aria-current=mine>{label}{count}</a></li> }
    };
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{shown.into_iter().enumerate().map(tab).collect_view()}</ul>
        </nav>
    }
}

/// Which tab the visitor is on, and in the words of `aria-current`: its own page, or one below it.
fn current(path: &str, tabs: &[Tab]) -> Option<(usize, &'static str)> {
    let leads_here = |href: &str| {
        let rest = path.strip_prefix(href);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || href.ends_with('/'))
    };
    tabs.iter()
        .enumerate()
        .filter(|(_, tab)| leads_here(&tab.href))
        // The first page of a thing often has the beginning of all the others' addresses.
        .max_by_key(|(_, tab)| tab.href.len())
        .map(|(place, tab)| (place, if tab.href == path { "page" } else { "true" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Option<(usize, &'static str)>) {
        let tab = |href: &str| Tab { href: href.to_owned(), label: "", count: None };
        assert_eq!(current(path, &[tab("/apis/x"), tab("/apis/x/reference"), tab("/apis/x/docs")]), expected, "{path}");
    }

    #[test]
    fn the_nearest_tab_is_the_current_one() {
        check("/apis/x", Some((0, "page")));
        check("/apis/x/reference", Some((1, "page")));
        check("/apis/x/reference/list-charges", Some((1, "true")));
        check("/apis/x/else", Some((0, "true")));
        check("/apis/xylophone", None);
        check("/", None);
    }
}
