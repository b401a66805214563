//! What is known of a version's OpenAPI file.

use crate::domain::publishing::SpecNote;
use crate::domain::sheet::VersionSheet;
use crate::domain::slug::Slug;
use leptos::prelude::*;

/// Whoever mends so many sees the rest with the next upload.
const MOST_PROBLEMS: usize = 100;

/// The file of a version, with the way to download it.
pub fn present(product: &Slug, version: &VersionSheet, note: Option<&SpecNote>) -> AnyView {
    let Some(file) = &version.spec else { return ().into_any() };
    let href = format!("/apis/{product}/{}/openapi.source", version.name);
    let facts = note.map(|note| {
        let title = note.title.clone();
        let operations = note.operations;
        view! {
            <dt>"Title"</dt>
            <dd>{title}</dd>
            <dt>"Format"</dt>
            <dd>{note.dialect.clone()}</dd>
            <dt>"Operations"</dt>
            <dd>{operations}</dd>
            <dt>"Size"</dt>
            <dd>{size(note.bytes)}</dd>
        }
    });
    view! {
        <dl class="facts">
            <dt>"File"</dt>
            <dd><a href=href rel="external" download="">{file.file.clone()}</a></dd>
            {facts}
        </dl>
        {note.map(problems)}
    }
    .into_any()
}

fn size(bytes: u64) -> String {
    if bytes < 1024 { format!("{bytes} bytes") } else { format!("{} KB", bytes.div_ceil(1024)) }
}

/// What is wrong with it, and where. Says nothing of a file with which all is well.
pub fn problems(note: &SpecNote) -> AnyView {
    let count = note.problems.len();
    if count == 0 {
        return ().into_any();
    }
    let problem = |(at, what): &(String, String)| {
        let at = if at.is_empty() { "/".to_owned() } else { at.clone() };
        view! { <li><code>{at}</code> " " <span>{what.clone()}</span></li> }
    };
    let listed = note.problems.iter().take(MOST_PROBLEMS).map(problem).collect_view();
    let more = count.saturating_sub(MOST_PROBLEMS);
    let summary = match count {
        1 => "1 problem in the file. The rest of it is shown.".to_owned(),
        _ => format!("{count} problems in the file. The rest of it is shown."),
    };
    view! {
        <details class="card problems" open=count <= 5>
            <summary>{summary}</summary>
            <ul>{listed} {(more > 0).then(|| view! { <li>{format!("and {more} more")}</li> })}</ul>
        </details>
    }
    .into_any()
}
