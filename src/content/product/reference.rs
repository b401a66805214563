//! The list of a reference's operations. It may be long: it comes as HTML, is put into the page once, and whatever
//! moves in it is moved by the browser.

use crate::domain::html::SafeHtml;
use crate::markup::icon::Icon;

/// The same text for each page of one reference, so that the page's list is left as it is.
pub fn list(operations: &SafeHtml) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(operations.as_str().len() + 1024);
    html.markup(
        "<details class=\"beside leaves\"><summary class=\"button\">Operations</summary><div class=\"entries\">",
    );
    html.markup("<label class=\"search-field with-script\">");
    Icon::Search.write(&mut html);
    html.markup("<span class=\"visually-hidden\">Filter operations</span><input class=\"input\" id=\"filter\" ");
    html.markup("type=\"search\" placeholder=\"Filter\" autocomplete=\"off\" spellcheck=\"false\" ");
    html.markup("aria-keyshortcuts=\"/\"></label><p class=\"said\" id=\"filtered\" role=\"status\"></p>");
    html.markup("<nav id=\"entries\" aria-label=\"Operations\">").html(operations).markup("</nav></div></details>");
    html
}
