//! `/admin/strategies/:name`, and `/new`: how one is followed, and who follows it.

use super::entry::{Control, Entry};
use super::typed::{Typed, done, refusal};
use crate::domain::comma_list;
use crate::domain::form::FormAnswer;
use crate::domain::publishing::AdminStrategy;
use crate::domain::sheet::Method;
use crate::domain::strategy::{StrategyKind, in_words};
use crate::rpc::admin::find_settings;
use crate::rpc::publishing::find_strategy;
use crate::ui::admin::frame::{admin_page, frame_below};
use crate::ui::admin::words;
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::confirm::{Ask, ConfirmForm, Step};
use crate::ui::parts::field::{Choice, Choices};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

const NEW: &str = "new strategy";
const ABOVE: [(&str, &str); 1] = [("/admin/strategies", "Strategies")];

pub fn view() -> AnyView {
    let params = use_params_map();
    let query = use_query_map();
    let answer = browser::form_answer();
    let told = Memo::new(move |_| query.with(|query| query.get("done")).unwrap_or_default());
    let name = move || params.with(|params| params.get("name"));
    // A new one needs nothing but to know that an admin asks.
    let read = |name: Option<String>| async move {
        match name {
            Some(name) => find_strategy(name).await.map(Some),
            None => find_settings().await.map(|_| None),
        }
    };
    admin_page(told, page_data(name, read), move |told, strategy| match strategy {
        Some(strategy) => one(told, strategy, &answer),
        None => new(&answer),
    })
}

const DONE: [(&str, &str); 3] = [
    ("created", "The strategy is created. Choose it on the page of a version."),
    ("saved", "The strategy is saved."),
    ("default", "New versions begin with this strategy from now on."),
];

fn new(answer: &FormAnswer) -> AnyView {
    let typed = Typed::of(answer, NEW);
    let chosen = typed.value("kind", StrategyKind::KeyAuth.as_str());
    let name = Entry {
        name: "name",
        label: "Name",
        hint: "For files and addresses, fixed for life: a to z, 0 to 9 and hyphens. Empty: made from the display name.",
        optional: true,
        error: typed.error("name"),
        control: Control::line(typed.value("name", "")),
    };
    let (key, token) = (key_fields(None, &typed), token_fields(None, &typed));
    let body = view! {
        {refusal(answer)}
        <form class="form narrow" method="post" action="/admin/strategies/new">
            {typed.hidden()}
            {words_of(None, &typed)}
            {name.view()}
            <Choices name="kind" legend="Kind, fixed for life" error=typed.error("kind")>
                <Choice
                    name="kind"
                    value="key_auth"
                    label="API key"
                    note="Developers generate keys in the portal and send them in a header."
                    checked=chosen == "key_auth"
                >
                    {key}
                </Choice>
                <Choice
                    name="kind"
                    value="openid_connect"
                    label="OpenID Connect"
                    note="Applications get access tokens from your identity provider."
                    checked=chosen == "openid_connect"
                >
                    {token}
                </Choice>
            </Choices>
            <p class="form-foot">
                <button class="button primary" name="step" value="save">"Create"</button>
                <a class="button quiet" href="/admin/strategies">"Cancel"</a>
            </p>
        </form>
    };
    frame_below(&ABOVE, "New strategy", (), body.into_any())
}

fn one(told: &str, strategy: &AdminStrategy, answer: &FormAnswer) -> AnyView {
    let sheet = &strategy.sheet;
    let page = ["/admin/strategies/", sheet.name.as_str()].concat();
    let typed = Typed::of(answer, sheet.name.as_str());
    let kind = sheet.method.kind();
    let method = match kind {
        StrategyKind::KeyAuth => key_fields(Some(&sheet.method), &typed),
        StrategyKind::OpenidConnect => token_fields(Some(&sheet.method), &typed),
    };
    let body = view! {
        {done(told, &DONE)}
        {refusal(answer)}
        <div class="split">
            <div class="stack">
                <form class="form" method="post" action=page.clone()>
                    {typed.hidden()}
                    <input type="hidden" name="kind" value=kind.as_str()/>
                    {words_of(Some(strategy), &typed)}
                    {method}
                    <p class="form-foot">
                        <button class="button primary" name="step" value="save">"Save"</button>
                    </p>
                </form>
                {used_by(strategy)}
            </div>
            <aside class="aside" aria-label="At a glance">{facts(strategy, page.clone())} {deletion(strategy, page)}</aside>
        </div>
    };
    frame_below(&ABOVE, &sheet.display_name, (), body.into_any())
}

/// How it is called, and what developers read about it.
fn words_of(strategy: Option<&AdminStrategy>, typed: &Typed<'_>) -> AnyView {
    let (name, text) = strategy
        .map_or(("", ""), |strategy| (strategy.sheet.display_name.as_str(), strategy.sheet.description.as_str()));
    let display_name = Entry {
        name: "display_name",
        label: "Display name",
        hint: "As developers see it.",
        error: typed.error("display_name"),
        control: Control::line(typed.value("display_name", name)),
        ..Entry::default()
    };
    let description = Entry {
        name: "description",
        label: "Description",
        hint: "What developers should know before they choose it.",
        optional: true,
        error: typed.error("description"),
        control: Control::lines(typed.value("description", text), "3"),
    };
    view! {
        {display_name.view()}
        {description.view()}
    }
    .into_any()
}

fn key_fields(method: Option<&Method>, typed: &Typed<'_>) -> AnyView {
    let (names, days) = match method {
        Some(Method::KeyAuth { key_names, lifetime_days }) => {
            (comma_list::join(key_names), lifetime_days.map(|days| days.to_string()).unwrap_or_default())
        }
        _ => ("x-api-key, apikey".to_owned(), String::new()),
    };
    let names = Entry {
        name: "key_names",
        label: "Header names",
        hint: "Any of them may carry the key: 1 to 10, with commas between them.",
        error: typed.error("key_names"),
        control: Control::line(typed.value("key_names", names)),
        ..Entry::default()
    };
    let lifetime = Entry {
        name: "lifetime_days",
        label: "Key lifetime in days",
        hint: "Empty: a key has no end, unless its owner gives it one.",
        optional: true,
        error: typed.error("lifetime_days"),
        control: Control::number(typed.value("lifetime_days", days)),
    };
    view! {
        {names.view()}
        {lifetime.view()}
    }
    .into_any()
}

fn token_fields(method: Option<&Method>, typed: &Typed<'_>) -> AnyView {
    let (kept_issuer, kept_audience, claim, kept_scopes) = match method {
        Some(Method::OpenidConnect { issuer, audience, credential_claim, scopes }) => {
            (issuer.as_str(), audience.as_str(), credential_claim.as_str(), comma_list::join(scopes))
        }
        _ => ("", "", "client_id", String::new()),
    };
    let field = |name, label, hint, optional, kept: &str| {
        let control = Control::line(typed.value(name, kept));
        Entry { name, label, hint, optional, error: typed.error(name), control }.view()
    };
    view! {
        {field("issuer", "Issuer", "The address of your identity provider, like https://id.example.com.", false, kept_issuer)}
        {field(
            "audience",
            "Audience",
            "What its tokens must be meant for. Empty: whatever they are meant for.",
            true,
            kept_audience,
        )}
        {field("credential_claim", "Credential claim", "Where a token names its application.", false, claim)}
        {field(
            "scopes",
            "Scopes",
            "What a token must allow, with commas or blanks between them.",
            true,
            &kept_scopes,
        )}
    }
    .into_any()
}

fn facts(strategy: &AdminStrategy, page: String) -> AnyView {
    let sheet = &strategy.sheet;
    let default = if strategy.default {
        view! { <p class="actions">{words::badge("active", "Default")}</p> }.into_any()
    } else {
        let step = Step {
            id: "default".to_owned(),
            title: format!("Make {} the default?", sheet.display_name),
            effect: "New versions begin with it. Those that are there stay as they are.".to_owned(),
            verb: "Make default",
            value: "default",
            danger: false,
            told: None,
        };
        view! {
            <p class="actions"><Ask id="default".to_owned() label="Make default"/></p>
            <ConfirmForm step action=page/>
        }
        .into_any()
    };
    view! {
        <section class="card glance">
            <h2>"At a glance"</h2>
            <dl class="facts">
                <dt>"Name"</dt>
                <dd><code>{sheet.name.to_string()}</code></dd>
                <dt>"Kind"</dt>
                <dd>{in_words(Some(sheet.method.kind()))}</dd>
                <dt>"Origin"</dt>
                <dd>{if strategy.built_in { "Built-in" } else { "Made here" }}</dd>
            </dl>
            {default}
        </section>
    }
    .into_any()
}

fn used_by(strategy: &AdminStrategy) -> AnyView {
    let item = |(slug, product, version): &(crate::domain::slug::Slug, String, crate::domain::sheet::VersionName)| {
        let href = format!("/admin/products/{slug}/versions/{version}");
        view! { <li><a href=href>{format!("{product} {version}")}</a></li> }
    };
    let list = if strategy.used_by.is_empty() {
        view! { <p class="muted">"No version uses it."</p> }.into_any()
    } else {
        view! { <ul class="card tree">{strategy.used_by.iter().map(item).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="used-by">
            <h2 id="used-by" class="section-title">"Used by"</h2>
            {list}
        </section>
    }
    .into_any()
}

fn deletion(strategy: &AdminStrategy, page: String) -> AnyView {
    if strategy.built_in {
        return view! { <p class="muted late">"It came with Portcullis and can’t be deleted."</p> }.into_any();
    }
    let step = Step {
        id: "delete".to_owned(),
        title: format!("Delete {}?", strategy.sheet.display_name),
        effect: "Nobody can bring it back. While a version or an application uses it, nothing is deleted, and you are \
                 told which."
            .to_owned(),
        verb: "Delete",
        value: "delete",
        danger: true,
        told: None,
    };
    view! {
        <p class="actions late"><Ask id="delete".to_owned() label="Delete strategy" class="button danger"/></p>
        <ConfirmForm step action=page/>
    }
    .into_any()
}
