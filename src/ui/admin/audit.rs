//! `/admin/audit`: who did what, and when. Nothing here can be changed.

use super::frame::{address, admin_page, frame};
use super::words;
use crate::domain::audit::{AuditNote, AuditRow};
use crate::domain::page::Page;
use crate::rpc::admin::list_audit;
use crate::ui::data::page_data;
use crate::ui::parts::empty::Empty;
use crate::ui::parts::pager::Pager;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/audit";

#[derive(Clone, PartialEq)]
struct Asked {
    event: String,
    subject: String,
    after: Option<String>,
}

impl Asked {
    fn page(&self, after: &str) -> String {
        address(PATH, &[("event", &self.event), ("subject", &self.subject), ("after", after)])
    }

    fn everything(&self) -> bool {
        self.event.is_empty() && self.subject.is_empty()
    }
}

pub fn view() -> AnyView {
    let query = use_query_map();
    let text = move |key: &str| query.with(|query| query.get_str(key).unwrap_or_default().trim().to_owned());
    let asked = Memo::new(move |_| Asked {
        event: text("event"),
        subject: text("subject"),
        after: query.with(|query| query.get("after")),
    });
    let some = |text: String| (!text.is_empty()).then_some(text);
    let read = move |asked: Asked| list_audit(some(asked.event), some(asked.subject), asked.after);
    admin_page(asked, page_data(move || asked.get(), read), shown)
}

fn shown(asked: &Asked, page: &Page<AuditNote>) -> AnyView {
    let list = if page.items.is_empty() { nothing(asked) } else { table(&page.items) };
    let first = asked.after.is_some().then(|| asked.page(""));
    let next = page.next.as_deref().map(|after| asked.page(after));
    let body = view! {
        <div>
            {filter(asked, page.total)}
            {list}
            <Pager more="Older rows" next first/>
        </div>
    };
    let under = view! { <p class="lede">"Who did what, and when. The newest first."</p> };
    frame("Audit", under, body.into_any())
}

fn filter(asked: &Asked, total: u32) -> impl IntoView + use<> {
    let known = words::EVENTS.iter().map(|(name, in_words)| view! { <option value=*name>{*in_words}</option> });
    let export = address("/admin/audit/export", &[("event", &asked.event), ("subject", &asked.subject)]);
    let (event, subject) = (asked.event.clone(), asked.subject.clone());
    let rows = if total == 1 { "1 row".to_owned() } else { format!("{total} rows") };
    view! {
        <form class="table-tools" role="search" method="get" action=PATH>
            <label class="select-inline">
                "Event" <input class="input" name="event" list="events" maxlength="60" autocomplete="off" value=event/>
            </label>
            <datalist id="events">{known.collect_view()}</datalist>
            <label class="select-inline">
                "Subject"
                <input class="input" name="subject" maxlength="100" autocomplete="off" spellcheck="false" placeholder="ID" value=subject/>
            </label>
            <button class="button">"Show"</button>
            <p class="count" role="status">{rows}</p>
            <a class="export" rel="external" href=export>"Export as JSON lines"</a>
        </form>
    }
}

fn nothing(asked: &Asked) -> AnyView {
    if asked.everything() {
        return view! { <Empty title="Nothing is recorded yet" text="Every change stands here as soon as it is made."/> }
            .into_any();
    }
    view! {
        <Empty title="Nothing found" text="No row has this event and this subject.">
            <p class="actions"><a class="button" href=PATH>"Show everything"</a></p>
        </Empty>
    }
    .into_any()
}

fn table(rows: &[AuditNote]) -> AnyView {
    view! {
        <div class="table-frame wide">
            <table class="table" aria-label="Audit">
                <thead>
                    <tr>
                        <th scope="col">"Event"</th>
                        <th scope="col">"When"</th>
                        <th scope="col">"By"</th>
                        <th scope="col">"About"</th>
                        <th scope="col">"Detail"</th>
                    </tr>
                </thead>
                <tbody>{rows.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(note: &AuditNote) -> impl IntoView + use<> {
    let AuditNote { row: AuditRow { at, actor, event, subject, detail, .. }, by, about } = note.clone();
    let about = (!subject.is_empty()).then(|| view! { <span>{words::who(&subject, about)}</span> });
    // Most rows say all with their event.
    let detail =
        (!matches!(detail.as_str(), "" | "{}" | "null")).then(|| view! { <code class="mono-id">{detail}</code> });
    view! {
        <tr>
            <th scope="row">{words::event(&event)}</th>
            <td data-label="When" class="when">{at.in_words()}</td>
            <td data-label="By"><span>{words::who(&actor, by)}</span></td>
            <td data-label="About">{about}</td>
            <td data-label="Detail">{detail}</td>
        </tr>
    }
}
