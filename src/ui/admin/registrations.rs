//! `/admin/registrations`: which applications ask for which APIs, first those that wait. Whoever decides about a few
//! versions sees those and nothing else.

use super::frame::{Taken, address, admin_page, frame};
use super::registration_steps::{QUICKER, Request, bulk};
use super::words;
use crate::domain::account::Visitor;
use crate::domain::apps::{QueueQuestion, QueueRow};
use crate::domain::page::Page;
use crate::domain::registration::RegistrationState;
use crate::rpc::approvals::list_registrations;
use crate::ui::data::page_data;
use crate::ui::parts::empty::Empty;
use crate::ui::parts::icon::Icon;
use crate::ui::parts::pager::Pager;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/registrations";

#[derive(Clone, PartialEq)]
struct Asked {
    question: QueueQuestion,
    taken: Taken,
}

impl Asked {
    fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let question =
            QueueQuestion::parse(query("q"), query("state").as_deref(), query("api"), query("person"), query("after"));
        Self { question, taken: Taken::read(&query) }
    }

    fn state(&self) -> &'static str {
        self.question.state.map_or("all", RegistrationState::as_str)
    }

    fn api(&self) -> &str {
        self.question.api.as_deref().unwrap_or_default()
    }

    fn person(&self) -> &str {
        self.question.person.as_deref().unwrap_or_default()
    }

    fn with(&self, api: &str, person: &str, after: &str) -> String {
        let query = [
            ("q", self.question.search.as_str()),
            ("state", self.state()),
            ("api", api),
            ("person", person),
            ("after", after),
        ];
        address(PATH, &query)
    }

    /// This list, from there on.
    fn page(&self, after: &str) -> String {
        self.with(self.api(), self.person(), after)
    }
}

pub fn view() -> AnyView {
    let me = use_context::<Option<Visitor>>().flatten();
    let query = use_query_map();
    let admin = me.is_some_and(|me| me.admin);
    let asked = Memo::new(move |_| query.with(|query| Asked::read(|key| query.get(key))));
    let question = move || asked.with(|asked| (asked.question.clone(), asked.state()));
    let read = |(question, state): (QueueQuestion, &str)| {
        let QueueQuestion { search, api, person, after, .. } = question;
        list_registrations(Some(search), Some(state.to_owned()), api, person, after)
    };
    admin_page(asked, page_data(question, read), move |asked, queue| shown(asked, queue, admin))
}

fn shown(asked: &Asked, queue: &Page<QueueRow>, admin: bool) -> AnyView {
    let list = if queue.items.is_empty() { nothing(asked) } else { table(asked, &queue.items, admin) };
    let first = asked.question.after.is_some().then(|| asked.page(""));
    let next = queue.next.as_deref().map(|after| asked.page(after));
    let body = view! {
        {asked.taken.told(QUICKER)}
        <div>
            {filter(asked, queue.total)}
            {narrowed(asked, queue.items.first(), admin)}
            {list}
            <Pager more="More registrations" next first/>
        </div>
    };
    let under = (!admin).then(|| {
        view! { <p class="lede">"You decide about the versions that name you as an approver."</p> }
    });
    frame("Registrations", under, body.into_any())
}

fn filter(asked: &Asked, total: u32) -> impl IntoView + use<> {
    let chosen = asked.state();
    let option = |(value, word): (&'static str, &'static str)| {
        view! { <option value=value selected=value == chosen>{word}</option> }
    };
    let states = RegistrationState::ALL.map(|state| (state.as_str(), state.label()));
    let options = [("all", "All")].into_iter().chain(states);
    let kept = [("api", asked.api()), ("person", asked.person())];
    let kept = kept.into_iter().filter(|(_, value)| !value.is_empty());
    let kept = kept.map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> });
    let count = if total == 1 { "1 registration".to_owned() } else { format!("{total} registrations") };
    view! {
        <form class="table-tools" role="search" method="get" action=PATH>
            <div class="search-field">
                {Icon::Search.view()}
                <label class="visually-hidden" for="q">"Search"</label>
                <input
                    class="input"
                    type="search"
                    id="q"
                    name="q"
                    maxlength="200"
                    placeholder="Application, developer or API"
                    value=asked.question.search.clone()
                />
            </div>
            <label class="select-inline">
                "State" <select class="input" name="state">{options.map(option).collect_view()}</select>
            </label>
            {kept.collect_view()}
            <button class="button">"Show"</button>
            <p class="count" role="status">{count}</p>
        </form>
    }
}

/// That only a part is shown, which part, and the way to all of it.
fn narrowed(asked: &Asked, first: Option<&QueueRow>, admin: bool) -> Option<AnyView> {
    let (api, person) = (asked.api(), asked.person());
    if api.is_empty() && person.is_empty() {
        return None;
    }
    let api_words = (!api.is_empty()).then(|| match first {
        Some(row) if api.contains('/') => row.api(),
        Some(row) => row.product_name.clone(),
        None => api.replace('/', " "),
    });
    let of = api_words.map(|words| view! { " for " <strong>{words}</strong> });
    let by = (!person.is_empty()).then(|| {
        let name = first.map_or_else(|| "one developer".to_owned(), |row| row.owner.name.clone());
        let href = ["/admin/developers/", person].concat();
        let name = if admin { view! { <a href=href>{name}</a> }.into_any() } else { name.into_any() };
        view! { " of " <strong>{name}</strong> }
    });
    let everything = asked.with("", "", "");
    Some(
        view! { <p class="narrowed">"Only registrations" {of} {by} ". " <a href=everything>"Show all"</a></p> }
            .into_any(),
    )
}

fn nothing(asked: &Asked) -> AnyView {
    let all = asked.with("", "", "").replace(&["state=", asked.state()].concat(), "state=all");
    let way = move || view! { <p class="actions"><a class="button" href=all.clone()>"Show all registrations"</a></p> };
    if !asked.question.search.is_empty() || !asked.api().is_empty() || !asked.person().is_empty() {
        let text = "No registration in this state fits what you look for.";
        return view! { <Empty title="Nothing found" text>{way()}</Empty> }.into_any();
    }
    match asked.question.state {
        Some(RegistrationState::Pending) => {
            let text = "Whoever asks for access to an API that needs approval stands here, until somebody decides.";
            view! { <Empty title="Nothing is waiting" text open=true>{way()}</Empty> }.into_any()
        }
        Some(_) => {
            view! { <Empty title="Nothing here" text="No registration is in this state.">{way()}</Empty> }.into_any()
        }
        None => {
            let text = "As soon as a developer registers an application for an API, it stands here.";
            view! { <Empty title="No registration yet" text/> }.into_any()
        }
    }
}

fn table(asked: &Asked, rows: &[QueueRow], admin: bool) -> AnyView {
    let way_back = asked.page(asked.question.after.as_deref().unwrap_or_default());
    let dialogs = rows.iter().map(|row| request(row, &row.api()).dialogs(&way_back)).collect_view();
    view! {
        <div class="table-frame wide">
            {bulk(asked.question.state, &way_back)}
            <table class="table" aria-label="Registrations">
                <thead>
                    <tr>
                        <th scope="col"><span class="visually-hidden">"Select"</span></th>
                        <th scope="col">"Application"</th>
                        <th scope="col">"Developer"</th>
                        <th scope="col">"API"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Requested"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows.iter().map(|one| row(asked, one, admin)).collect_view()}</tbody>
            </table>
        </div>
        {dialogs}
    }
    .into_any()
}

fn request<'a>(row: &'a QueueRow, api: &'a str) -> Request<'a> {
    let (id, state) = (row.registration.id.as_str(), row.registration.state);
    Request { id, state, application: &row.application, owner: &row.owner.name, api }
}

fn row(asked: &Asked, row: &QueueRow, admin: bool) -> impl IntoView + use<> {
    let api = row.api();
    let select = ["Select ", &row.application, " for ", &api].concat();
    let name = row.application.clone();
    let name = if admin {
        view! { <a href=["/admin/applications/", &row.application_id].concat()>{name}</a> }.into_any()
    } else {
        name.into_any()
    };
    // What is shown already is not offered again.
    let owner = row.owner.name.clone();
    let owner = match (asked.person().is_empty(), admin) {
        (true, _) => view! { <a href=asked.with(asked.api(), &row.owner.id, "")>{owner}</a> }.into_any(),
        (false, true) => view! { <a href=["/admin/developers/", &row.owner.id].concat()>{owner}</a> }.into_any(),
        (false, false) => owner.into_any(),
    };
    let narrow = [row.product.as_str(), "/", &row.version].concat();
    let what = view! {
        {row.product_name.clone()}
        " "
        <span class="version">{row.version.clone()}</span>
    };
    let what = if asked.api() == narrow {
        view! { <span>{what}</span> }.into_any()
    } else {
        view! { <a href=asked.with(&narrow, asked.person(), "")>{what}</a> }.into_any()
    };
    let registration = &row.registration;
    let actions = request(row, &api).buttons();
    view! {
        <tr>
            <td class="select-cell fit">
                <input type="checkbox" form="bulk" name="registration" value=registration.id.clone() aria-label=select/>
            </td>
            <th scope="row">{name} {words::letters(registration)}</th>
            <td data-label="Developer"><div>{owner} <small>{row.owner.email.clone()}</small></div></td>
            <td data-label="API">{what}</td>
            <td data-label="State">{words::registration_badge(registration.state)}</td>
            <td data-label="Requested" class="when">{registration.requested_at.in_words()}</td>
            <td class="end fit actions-cell">{actions}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked::read(|key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_page_of_the_list_keeps_what_was_asked() {
        assert_eq!(asked(&[]).page(""), "/admin/registrations?state=pending");
        let narrow = asked(&[("state", "all"), ("api", "payments/v3"), ("person", "p1"), ("q", "a&b")]);
        assert_eq!(narrow.page("c"), "/admin/registrations?q=a%26b&state=all&api=payments%2Fv3&person=p1&after=c");
        assert_eq!(narrow.with("", "", ""), "/admin/registrations?q=a%26b&state=all");
    }
}
