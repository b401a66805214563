//! An operation or a schema, and the list of all operations. The list may be long: it comes as HTML, is put into the
//! page once, and whatever moves in it is moved by the browser.

use super::address::Place;
use super::leaf;
use crate::domain::html::SafeHtml;
use crate::domain::product::{Leaf, Product};
use crate::ui::browser;
use crate::ui::parts::icon::Icon;
use leptos::prelude::*;

pub fn page(product: &Product, operations: Option<SafeHtml>, key: &str, shown: Leaf) -> AnyView {
    browser::mark_entry(key);
    let list = operations.map(list);
    leaf::page(product, shown, "operation", Place::Operation, list)
}

fn list(operations: SafeHtml) -> impl IntoView {
    let (said, say) = signal(String::new());
    let filter = move |_| {
        let (shown, all) = browser::filter_entries();
        say.set(if shown == all { String::new() } else { format!("{shown} of {all} shown") });
    };
    view! {
        <details class="beside leaves">
            <summary class="button">"Operations"</summary>
            <div class="entries" on:keydown=move |key| browser::walk_entries(&key)>
                <label class="search-field with-script">
                    {Icon::Search.view()}
                    <span class="visually-hidden">"Filter operations"</span>
                    <input class="input" id="filter" type="search" placeholder="Filter" autocomplete="off" spellcheck="false" aria-keyshortcuts="/" on:input=filter/>
                </label>
                <p class="said" role="status">{said}</p>
                <nav id="entries" aria-label="Operations" inner_html=operations.into_string()></nav>
            </div>
        </details>
    }
}

/// Says in the list which entry is shown, and opens its group.
pub fn mark(list: &mut SafeHtml, key: &str) {
    let Some(link) = list.as_str().find(&["<a href=\"", key, "\""].concat()) else { return };
    list.insert(link + "<a".len(), " aria-current=\"page\"");
    let group = list.as_str()[..link].rfind("<details");
    if let Some(group) = group.filter(|group| list.as_str()[*group..].starts_with("<details>")) {
        list.insert(group + "<details".len(), " open");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(html: &mut SafeHtml, keys: &[&str]) {
        html.markup("<details><summary>G</summary>");
        for key in keys {
            html.markup("<a href=\"").text(key).markup("\">x</a>");
        }
        html.markup("</details>");
    }

    #[test]
    fn only_the_current_entry_is_marked() {
        let mut list = SafeHtml::default();
        group(&mut list, &["get-a", "get-ab"]);
        group(&mut list, &["get-b", "get-c"]);
        let before = list.clone();
        mark(&mut list, "get-b");
        assert_eq!(
            list.as_str(),
            "<details><summary>G</summary><a href=\"get-a\">x</a><a href=\"get-ab\">x</a></details><details open>\
             <summary>G</summary><a aria-current=\"page\" href=\"get-b\">x</a><a href=\"get-c\">x</a></details>"
        );
        let mut unknown = before.clone();
        mark(&mut unknown, "get");
        mark(&mut unknown, "\"><script>");
        assert_eq!(unknown, before);
    }
}
