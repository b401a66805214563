//! The list of a reference's operations, which stands beside each of its pages.

use super::openapi::Operation;
use crate::domain::html::SafeHtml;

/// Groups are closed: a thousand operations that nobody looks at yet need no layout. The page opens the one that it
/// belongs to. Addresses are relative: they hold wherever the reference stands.
pub fn operation_list(operations: &[Operation]) -> SafeHtml {
    let mut html = SafeHtml::with_capacity(operations.len() * 160);
    for group in operations.chunk_by(|a, b| a.group == b.group) {
        let name = group[0].group.as_deref();
        html.markup("<details").markup(if operations.len() <= 60 { " open" } else { "" }).markup("><summary>");
        html.text(name.unwrap_or("Operations")).markup(" <small>").text(&group.len().to_string());
        html.markup("</small></summary><ul class=\"operations\">");
        for operation in group {
            write(operation, &mut html);
        }
        html.markup("</ul></details>");
    }
    html
}

fn write(operation: &Operation, html: &mut SafeHtml) {
    let method = operation.method.to_ascii_lowercase();
    html.markup("<li><a href=\"").text(&operation.key).markup("\" title=\"").text(&operation.path);
    html.markup("\"><span class=\"method\" data-method=\"").text(&method).markup("\">").text(&method);
    html.markup("</span> <span").markup(if operation.deprecated { " class=\"deprecated\"" } else { "" }).markup(">");
    html.text(&operation.summary).markup("</span>");
    html.markup(if operation.deprecated { "<span class=\"visually-hidden\"> (deprecated)</span>" } else { "" });
    html.markup("</a></li>");
}

/// The list with one entry marked as the page that is shown, and its group open.
pub fn marked(list: &str, key: &str) -> String {
    let mut entry = SafeHtml::default();
    entry.markup("<a href=\"").text(key).markup("\"");
    let Some(at) = list.find(entry.as_str()) else { return list.to_owned() };
    let (before, after) = list.split_at(at + entry.as_str().len());
    let mut marked = String::with_capacity(list.len() + 32);
    match before.rfind("<details>") {
        Some(group) if !before[group..].contains("</details>") => {
            marked.push_str(&before[..group]);
            marked.push_str("<details open>");
            marked.push_str(&before[group + "<details>".len()..]);
        }
        _ => marked.push_str(before),
    }
    marked.push_str(" aria-current=\"page\"");
    marked.push_str(after);
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(key: &str, group: &str) -> Operation {
        Operation {
            key: key.to_owned(),
            method: "GET".to_owned(),
            path: format!("/{key}"),
            operation_id: None,
            summary: format!("<b>{key}</b>"),
            group: Some(group.to_owned()),
            deprecated: false,
            html: SafeHtml::default(),
        }
    }

    #[test]
    fn the_shown_page_is_marked_and_its_group_open() {
        let many: Vec<_> = (0..70).map(|at| operation(&format!("op{at}"), if at < 60 { "A" } else { "B" })).collect();
        let list = operation_list(&many);
        assert!(list.as_str().contains("&lt;b&gt;op1&lt;/b&gt;") && !list.as_str().contains("<b>"));
        let shown = marked(list.as_str(), "op6");
        assert!(shown.starts_with("<details open><summary>A"), "{shown}");
        assert_eq!(shown.matches("aria-current").count(), 1);
        assert!(shown.contains("<a href=\"op6\" aria-current=\"page\" title"), "{shown}");
        assert!(shown.contains("<details><summary>B"), "{shown}");
        assert_eq!(marked(list.as_str(), "gone"), list.as_str());
    }
}
