//! `/admin/developers`: everybody who has an account, first those who wait for a decision.

use super::frame::{Taken, address, admin_page, frame};
use super::invite::invite;
use super::steps::{DECIDE, Doing};
use super::words;
use crate::domain::account::{Account, AccountState, Decision, Visitor};
use crate::domain::form::FormAnswer;
use crate::domain::page::Page;
use crate::domain::people::{PeopleQuestion, PersonRow};
use crate::rpc::admin::list_people;
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::confirm::{Ask, ConfirmPart, Step};
use crate::ui::parts::empty::Empty;
use crate::ui::parts::icon::Icon;
use crate::ui::parts::pager::Pager;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/developers";

#[derive(Clone, PartialEq)]
struct Asked {
    question: PeopleQuestion,
    taken: Taken,
    invited: bool,
    none: bool,
}

impl Asked {
    fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            question: PeopleQuestion::parse(query("q"), query("state").as_deref(), query("after")),
            taken: Taken::read(&query),
            invited: query("done").as_deref() == Some("invited"),
            none: query("done").as_deref() == Some("none"),
        }
    }

    fn state(&self) -> &'static str {
        self.question.state.map_or("all", AccountState::as_str)
    }

    /// This list, from there on.
    fn page(&self, after: &str) -> String {
        address(PATH, &[("q", &self.question.search), ("state", self.state()), ("after", after)])
    }
}

pub fn view() -> AnyView {
    let query = use_query_map();
    let answer = browser::form_answer();
    let me = use_context::<Option<Visitor>>().flatten();
    let asked = Memo::new(move |_| query.with(|query| Asked::read(|key| query.get(key))));
    let question = move || asked.with(|asked| (asked.question.clone(), asked.state()));
    let read = |(question, state): (PeopleQuestion, &str)| {
        list_people(Some(question.search), Some(state.to_owned()), question.after)
    };
    admin_page(asked, page_data(question, read), move |asked, people| shown(asked, people, &answer, me.as_ref()))
}

fn shown(asked: &Asked, people: &Page<PersonRow>, answer: &FormAnswer, me: Option<&Visitor>) -> AnyView {
    let list = if people.items.is_empty() { nobody(asked) } else { table(asked, &people.items, me) };
    let first = asked.question.after.is_some().then(|| asked.page(""));
    let next = people.next.as_deref().map(|after| asked.page(after));
    let body = view! {
        {asked.none.then(|| view! { <Banner tone=Tone::Caution>"Nobody was selected, so nothing was changed."</Banner> })}
        {asked.taken.banners()}
        {invite(answer, asked.invited)}
        <div>
            {filter(asked, people.total)}
            {list}
            <Pager more="More developers" next first/>
        </div>
    };
    frame("Developers", (), body.into_any())
}

fn filter(asked: &Asked, total: u32) -> impl IntoView + use<> {
    let chosen = asked.state();
    let option = |(value, word): (&'static str, &'static str)| {
        view! { <option value=value selected=value == chosen>{word}</option> }
    };
    let states = [AccountState::Pending, AccountState::Approved, AccountState::Rejected, AccountState::Revoked];
    let states = states.into_iter().chain([AccountState::Unverified]);
    let options = [("all", "All")].into_iter().chain(states.map(|state| (state.as_str(), words::account_state(state))));
    let people = if total == 1 { "1 person".to_owned() } else { format!("{total} people") };
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
                    placeholder="Name or email"
                    value=asked.question.search.clone()
                />
            </div>
            <label class="select-inline">
                "State" <select class="input" name="state">{options.map(option).collect_view()}</select>
            </label>
            <button class="button">"Show"</button>
            <p class="count" role="status">{people}</p>
        </form>
    }
}

fn nobody(asked: &Asked) -> AnyView {
    let everybody =
        || view! { <p class="actions"><a class="button" href="/admin/developers?state=all">"Show everybody"</a></p> };
    if !asked.question.search.is_empty() {
        let text = "Neither a name nor an address in this state holds these words.";
        return view! { <Empty title="Nobody found" text>{everybody()}</Empty> }.into_any();
    }
    match asked.question.state {
        Some(AccountState::Pending) => {
            let text = "Whoever signs up and confirms an address stands here, until you decide.";
            view! { <Empty title="Nobody is waiting" text open=true>{everybody()}</Empty> }.into_any()
        }
        Some(_) => {
            view! { <Empty title="Nobody here" text="No account is in this state.">{everybody()}</Empty> }.into_any()
        }
        None => view! { <Empty title="Nobody here" text="There is no account yet."/> }.into_any(),
    }
}

fn table(asked: &Asked, people: &[PersonRow], me: Option<&Visitor>) -> AnyView {
    let way_back = asked.page(asked.question.after.as_deref().unwrap_or_default());
    let mine = |account: &Account| me.is_some_and(|me| me.email.key() == account.email.key());
    let dialogs = people.iter().filter(|row| !mine(&row.account)).map(|PersonRow { account, holdings }| {
        Doing::in_list(account.state).map(|doing| doing.dialog(account, *holdings, None, &way_back)).collect_view()
    });
    view! {
        <div class="table-frame wide">
            {bulk(asked.question.state, &way_back)}
            <table class="table" aria-label="Developers">
                <thead>
                    <tr>
                        <th scope="col"><span class="visually-hidden">"Select"</span></th>
                        <th scope="col">"Name"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Applications"</th>
                        <th scope="col">"Since"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{people.iter().map(|one| row(one, mine(&one.account))).collect_view()}</tbody>
            </table>
        </div>
        {dialogs.collect_view()}
    }
    .into_any()
}

fn row(one: &PersonRow, mine: bool) -> impl IntoView + use<> {
    let PersonRow { account, holdings } = one;
    let keys = match holdings.keys {
        0 => None,
        1 => Some("1 active key".to_owned()),
        keys => Some(format!("{keys} active keys")),
    };
    let Account { id, email, name, state, created_at, decided_at, .. } = account.clone();
    let select = ["Select ", name.as_str()].concat();
    let actions = if mine {
        view! { <span class="muted">"You"</span> }.into_any()
    } else {
        Doing::in_list(state).map(|doing| doing.button(account, "button small")).collect_view().into_any()
    };
    view! {
        <tr>
            <td class="select-cell fit">
                <input type="checkbox" form="bulk" name="account" value=id.clone() aria-label=select disabled=mine/>
            </td>
            <th scope="row">
                <a href=[PATH, "/", &id].concat()>{name.to_string()}</a>
                " "
                {words::role_badge(account)}
                <small>{email.to_string()}</small>
            </th>
            <td data-label="State">{words::account_badge(state)}</td>
            <td data-label="Applications"><div>{holdings.applications} {keys.map(|keys| view! { <small>{keys}</small> })}</div></td>
            <td data-label="Since" class="when">{decided_at.unwrap_or(created_at).in_words()}</td>
            <td class="end fit actions-cell">{actions}</td>
        </tr>
    }
}

/// The form to which the checkboxes of the rows belong.
fn bulk(state: Option<AccountState>, way_back: &str) -> impl IntoView + use<> {
    let decisions: Vec<_> = match state {
        Some(state) => Doing::in_list(state).collect(),
        None => [Decision::Approve, Decision::Reject, Decision::Revoke].map(Doing::Decide).into(),
    };
    let doings: Vec<_> = decisions.into_iter().chain([Doing::Delete]).collect();
    let step = |doing: Doing| {
        let effect = match doing {
            Doing::Decide(Decision::Approve) => "They may sign in from then on, and are told by mail.",
            Doing::Decide(Decision::Reject) => "They can’t sign in, and are told by mail.",
            Doing::Delete => {
                "Their names and addresses are erased, and all their applications with registrations and keys; they are \
                 told by mail. Nobody can bring that back."
            }
            _ => {
                "They can’t sign in any more, and are told by mail. Every open session ends at once, and within a second \
                 the gateway refuses the calls of their applications."
            }
        };
        Step {
            id: ["bulk-", doing.value()].concat(),
            title: [doing.verb(), " the selected?"].concat(),
            effect: format!("{effect} Accounts to which this does not apply stay as they are."),
            verb: doing.verb(),
            value: doing.value(),
            danger: doing.danger(),
            told: doing.has_reason().then(|| "All of them are told.".to_owned()),
        }
    };
    let ask = |doing: Doing| {
        let (id, label) = (["bulk-", doing.value()].concat(), [doing.verb(), " the selected"].concat());
        view! { <Ask id label class="button small"/> }
    };
    let way_back = way_back.to_owned();
    view! {
        <form class="bulk" id="bulk" method="post" action=DECIDE>
            // Enter on a checkbox presses the first button: this one, which does nothing, and not a decision.
            <button disabled hidden></button>
            <input type="hidden" name="return" value=way_back/>
            <span class="bulk-what">"With the selected"</span>
            {doings.iter().copied().map(ask).collect_view()}
            {doings.iter().copied().map(|doing| view! { <ConfirmPart step=step(doing)/> }).collect_view()}
        </form>
    }
}
