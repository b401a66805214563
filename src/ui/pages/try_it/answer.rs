//! What came back: status, time and size, headers, body; and what to do where the gateway said no.

use super::console::{Console, Stage};
use crate::domain::try_it::{Answer, Refusal, advice, encoded, is_json, is_text, pretty, size, took};
use crate::ui::browser::Bytes;
use crate::ui::parts::icon::Icon;
use leptos::prelude::*;
use leptos::task::spawn_local;

const KB: f64 = 1024.0;
/// Shown at once.
const FIRST: f64 = 64.0 * KB;
/// Shown at all: more text than this makes a page stand still.
const MOST: f64 = 2048.0 * KB;

pub fn answer(console: Console) -> impl IntoView {
    let line = move || match &*console.stage.read() {
        Stage::Idle => None,
        Stage::Sending => Some(view! { <span class="muted">"Sending…"</span> }.into_any()),
        Stage::Answered(answer, _) => Some(summary(answer)),
        Stage::Failed(trouble) => {
            let said = trouble.in_words();
            Some(
                view! { <span class="banner" data-tone="negative">{Icon::Warning.view()} <span>{said}</span></span> }
                    .into_any(),
            )
        }
    };
    let rest = move || match console.stage.get() {
        Stage::Answered(answer, bytes) => Some(whole(console, answer, bytes)),
        _ => None,
    };
    view! { <p class="answer-line" role="status">{line}</p> {rest} }
}

fn summary(answer: &Answer) -> AnyView {
    let class = (answer.status / 100).to_string();
    let words = http::StatusCode::from_u16(answer.status).ok().and_then(|status| status.canonical_reason());
    let status = [answer.status.to_string().as_str(), " ", words.unwrap_or_default()].concat();
    view! {
        <strong data-status=class>{status}</strong> " "
        <span class="muted">{took(answer.milliseconds)} ", " {size(answer.bytes)}</span>
    }
    .into_any()
}

fn whole(console: Console, answer: Answer, bytes: Bytes) -> AnyView {
    let refusal = RwSignal::new(None);
    let text = RwSignal::new(None::<String>);
    let (media_type, length) = (answer.media_type().to_owned(), answer.bytes);
    let readable = is_text(&media_type);
    let json = is_json(&media_type);
    let bytes = StoredValue::new_local(bytes);
    let read = move |most: f64| {
        let bytes = bytes.get_value();
        spawn_local(async move {
            let read = bytes.text(most).await;
            if json && length <= most {
                refusal.try_set(Refusal::read(&read));
            }
            let set = if json { pretty(&read, length > most) } else { None };
            text.try_set(Some(set.unwrap_or(read)));
        });
    };
    if readable && length > 0.0 {
        read(FIRST);
    }
    let all = RwSignal::new(length <= FIRST);
    let show_all = move |_| {
        all.set(true);
        read(MOST);
    };
    let more = move || {
        let (shown, whole) = (if all.get() { MOST } else { FIRST }, size(length));
        (length > shown).then(|| view! { <p class="hint">"Shown are the first " {size(shown)} " of " {whole} "."</p> })
    };
    let name = name_for(&media_type);
    let save = move |_| bytes.with_value(|bytes| bytes.save(name));
    let body = if length == 0.0 {
        view! { <p class="muted">"The answer has no body."</p> }.into_any()
    } else if readable {
        view! {
            <figure class="code">
                <figcaption>
                    <span>{media_type}</span>
                    <span class="code-tools">
                        <button class="button quiet small" type="button" on:click=save>"Download"</button>
                        <button class="button quiet small copy" type="button" data-copy>"Copy"</button>
                    </span>
                </figcaption>
                <pre class="answer-body" tabindex="0" role="group" aria-label="Body of the answer"><code>{move || text.get()}</code></pre>
            </figure>
            {more}
            {move || (!all.get()).then(|| view! { <button class="button small" type="button" on:click=show_all>"Show all"</button> })}
        }
        .into_any()
    } else {
        let kind = if media_type.is_empty() { "of no known type".to_owned() } else { media_type };
        view! {
            <p>"The body is " {size(length)} ", " <code>{kind}</code> "."</p>
            <p><button class="button" type="button" on:click=save>"Download"</button></p>
        }
        .into_any()
    };
    view! { {move || refusal.get().map(|refusal| refused(console, refusal))} {headers(answer.headers)} {body} }
        .into_any()
}

fn refused(console: Console, refusal: Refusal) -> AnyView {
    let said = advice(&refusal.code).unwrap_or_default();
    let link = refusal.is_of_application().then(|| {
        let caller = console.caller.get_untracked();
        let address = if caller.is_empty() {
            "/apps".to_owned()
        } else {
            ["/apps/", &caller, "?request=", &encoded(&refusal.request_id, false), "#why"].concat()
        };
        let words = if caller.is_empty() { "My Apps" } else { "Why was I refused?" };
        view! { " " <a href=address>{words}</a> }
    });
    view! {
        <div class="banner" data-tone="caution" role="alert">
            {Icon::Warning.view()} <p><strong>{refusal.code}</strong> " " {said} {link}</p>
            <p class="request-id"><span>"Request ID"</span> " " <code class="mono-id">{refusal.request_id}</code></p>
        </div>
    }
    .into_any()
}

fn headers(headers: Vec<(String, String)>) -> Option<AnyView> {
    if headers.is_empty() {
        return None;
    }
    let count = headers.len().to_string();
    let row = |(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> };
    let rows = headers.into_iter().map(row).collect_view();
    Some(view! { <details class="fold"><summary>"Headers (" {count} ")"</summary><dl class="headers">{rows}</dl></details> }.into_any())
}

/// Under which it is kept: its ending tells other programs what it is.
fn name_for(media_type: &str) -> &'static str {
    const NAMES: [(&str, &str); 12] = [
        ("json", "answer.json"),
        ("html", "answer.html"),
        ("xml", "answer.xml"),
        ("csv", "answer.csv"),
        ("yaml", "answer.yaml"),
        ("pdf", "answer.pdf"),
        ("png", "answer.png"),
        ("jpeg", "answer.jpg"),
        ("gif", "answer.gif"),
        ("webp", "answer.webp"),
        ("zip", "answer.zip"),
        ("text/", "answer.txt"),
    ];
    NAMES.iter().find(|(kind, _)| media_type.contains(kind)).map_or("answer.bin", |(_, name)| name)
}
