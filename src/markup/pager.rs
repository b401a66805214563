use super::icon::Icon;
use crate::domain::html::SafeHtml;

/// From one page of a long list to the next, where there is one; `first` is the beginning, for whoever is not there.
pub fn write_pager(more: &'static str, next: Option<&str>, first: Option<&str>, html: &mut SafeHtml) {
    if next.is_none() && first.is_none() {
        return;
    }
    html.markup("<nav class=\"pager\" aria-label=\"Pages\">");
    if let Some(first) = first {
        html.markup("<a class=\"button\" href=\"").text(first).markup("\">");
        Icon::Back.write(html);
        html.markup("First page</a>");
    }
    if let Some(next) = next {
        html.markup("<span class=\"actions\"><a class=\"button\" rel=\"next\" href=\"").text(next).markup("\">");
        html.markup(more);
        Icon::Next.write(html);
        html.markup("</a></span>");
    }
    html.markup("</nav>");
}
