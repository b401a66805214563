//! The line from which an operation is tried, or why it can't be.

use crate::domain::html::SafeHtml;
use crate::domain::product::Version;
use crate::domain::try_it::closed;

pub fn bar(version: &Version) -> SafeHtml {
    let mut html = SafeHtml::default();
    match closed(version.state, version.path.as_deref()) {
        Some(why) => html.markup("<p class=\"muted\">").markup(why).markup("</p>"),
        None => html
            .markup("<div class=\"try-bar with-script\"><button type=\"button\" class=\"button primary\" data-try>")
            .markup(
                "Try it</button><p class=\"muted\">Send a real request from your browser to the gateway.</p></div>",
            ),
    };
    html
}
