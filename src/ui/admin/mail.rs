//! `/admin/mail`: which mails are on their way, and which never arrived.

use super::frame::{address, admin_page, frame};
use super::words;
use crate::domain::outbox::{MailNote, MailState};
use crate::domain::page::Page;
use crate::rpc::admin::list_mail;
use crate::ui::data::page_data;
use crate::ui::parts::empty::Empty;
use crate::ui::parts::pager::Pager;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/mail";

#[derive(Clone, PartialEq)]
struct Asked {
    state: Option<MailState>,
    after: Option<String>,
}

impl Asked {
    fn state(&self) -> &'static str {
        self.state.map_or("", MailState::as_str)
    }

    fn page(&self, after: &str) -> String {
        address(PATH, &[("state", self.state()), ("after", after)])
    }
}

pub fn view() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query
            .with(|query| Asked { state: query.get_str("state").and_then(MailState::parse), after: query.get("after") })
    });
    let read = |asked: Asked| list_mail(asked.state.map(|state| state.as_str().to_owned()), asked.after);
    admin_page(asked, page_data(move || asked.get(), read), shown)
}

fn shown(asked: &Asked, mails: &Page<MailNote>) -> AnyView {
    let list = if mails.items.is_empty() { nothing(asked.state) } else { table(asked, &mails.items) };
    let first = asked.after.is_some().then(|| asked.page(""));
    let next = mails.next.as_deref().map(|after| asked.page(after));
    let body = view! {
        <div>
            {filter(asked, mails.total)}
            {list}
            <Pager more="Older mails" next first/>
        </div>
    };
    let under =
        view! { <p class="lede">"The newest first. What was written is between the portal and its reader."</p> };
    frame("Mail", under, body.into_any())
}

fn filter(asked: &Asked, total: u32) -> impl IntoView + use<> {
    let state = |state: Option<MailState>| {
        let (value, word) = state.map_or(("", "All"), |state| (state.as_str(), words::mail_state(state)));
        let here = (asked.state == state).then_some("true");
        view! { <li><a href=address(PATH, &[("state", value)]) aria-current=here>{word}</a></li> }
    };
    let states = [Some(MailState::Waiting), Some(MailState::Failed), Some(MailState::Sent), None];
    view! {
        <div class="table-tools">
            <nav class="filter" aria-label="State">
                <ul>{states.map(state).collect_view()}</ul>
            </nav>
            <p class="count" role="status">{if total == 1 { "1 mail".to_owned() } else { format!("{total} mails") }}</p>
        </div>
    }
}

fn nothing(state: Option<MailState>) -> AnyView {
    let (title, text) = match state {
        Some(MailState::Waiting) => ("No mail waits", "Whatever the portal had to say is on its way."),
        Some(MailState::Failed) => {
            ("No mail failed", "Mails that could not be delivered, however often it was tried, stand here.")
        }
        Some(MailState::Sent) => ("No mail was sent yet", "Mails that a mail server has taken stand here."),
        None => ("No mail yet", "As soon as the portal writes to somebody, it stands here."),
    };
    view! { <Empty title text/> }.into_any()
}

fn table(asked: &Asked, mails: &[MailNote]) -> AnyView {
    let way_back = asked.page(asked.after.as_deref().unwrap_or_default());
    let row = |mail: &MailNote| row(mail, way_back.clone());
    view! {
        <div class="table-frame wide">
            <table class="table" aria-label="Mail">
                <thead>
                    <tr>
                        <th scope="col">"To"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Written"</th>
                        <th scope="col">"Tries"</th>
                        <th scope="col">"Next"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{mails.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(mail: &MailNote, way_back: String) -> impl IntoView + use<> {
    let MailNote { id, kind, address, state, tries, created_at, due_at, last_error } = mail.clone();
    let next = match state {
        MailState::Waiting => due_at.in_words(),
        MailState::Sent | MailState::Failed => "None".to_owned(),
    };
    let again = format!("Try again: mail to {address}");
    let again = (state != MailState::Sent).then(|| {
        view! {
            <form method="post" action="/admin/mail/retry">
                <input type="hidden" name="return" value=way_back/>
                <button class="button small" name="mail" value=id aria-label=again>"Try again"</button>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row">{address}<small>{words::spelled(&kind)}</small></th>
            <td class="state-cell">{words::badge(state.as_str(), words::mail_state(state))}</td>
            <td data-label="Written" class="when">{created_at.in_words()}</td>
            <td data-label="Tries">{tries}</td>
            <td data-label="Next">
                <div>{next} {last_error.map(|error| view! { <small>{error}</small> })}</div>
            </td>
            <td class="end fit actions-cell">{again}</td>
        </tr>
    }
}
