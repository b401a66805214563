//! `/admin/applications/:id`: one application, what it may call, the records of its keys, and why its calls were refused.

use super::frame::{Taken, admin_page, frame_below};
use super::key_rows;
use super::registration_steps::{QUICKER, Request};
use super::words;
use crate::domain::apps::{ApplicationPage, Owner, RegistrationRow};
use crate::domain::html::SafeHtml;
use crate::domain::strategy::{StrategyKind, in_words};
use crate::domain::time::Timestamp;
use crate::rpc::approvals::find_any_app;
use crate::ui::data::page_data;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

const PATH: &str = "/admin/applications";

pub fn view() -> AnyView {
    let (params, query) = (use_params_map(), use_query_map());
    // All of it asks anew: HTML comes with what was asked for, and is not kept.
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("id")).unwrap_or_default();
        query.with(|query| (id, query.get("request"), Taken::read(|key| query.get(key))))
    });
    let data = page_data(move || asked.get(), |(id, request, _)| find_any_app(id, request));
    admin_page(asked, data, |(.., taken), (page, why)| shown(*taken, page, why))
}

fn shown(taken: Taken, page: &ApplicationPage, why: &SafeHtml) -> AnyView {
    let application = &page.application;
    let way_back = [PATH, "/", &application.id].concat();
    let under = page.owner.clone().map(|Owner { id, name, email }| {
        view! { <p class="lede">"Of " <a href=["/admin/developers/", &id].concat()>{name}</a> ", " {email}</p> }
    });
    let body = view! {
        {taken.told(QUICKER)}
        <div class="split">
            <div class="stack">
                {apis(page, &way_back)} {keys(page, &way_back)} <div class="section" inner_html=why.clone().into_string()></div>
            </div>
            <aside class="aside" aria-label="At a glance">{facts(page)}</aside>
        </div>
    };
    frame_below(&[(PATH, "Applications")], application.name.as_str(), under, body.into_any())
}

fn facts(page: &ApplicationPage) -> impl IntoView + use<> {
    let application = &page.application;
    let strategy = &page.strategy;
    let kind = in_words(Some(strategy.kind));
    let kind = (kind != strategy.display_name).then_some(kind);
    let description = (!application.description.is_empty()).then(|| {
        view! { <dt>"Description"</dt><dd class="as-written">{application.description.clone()}</dd> }
    });
    view! {
        <section class="card">
            <h2>"At a glance"</h2>
            <dl class="facts">
                {description}
                <dt>"Auth strategy"</dt>
                <dd>{strategy.display_name.clone()} {kind.map(|kind| view! { <small class="muted">{kind}</small> })}</dd>
                <dt>"Reference ID"</dt>
                <dd><code class="mono-id">{application.reference_id.to_string()}</code></dd>
                <dt>"Created"</dt>
                <dd>{application.created_at.in_words()}</dd>
                <dt>"ID"</dt>
                <dd><code class="mono-id">{application.id.clone()}</code></dd>
            </dl>
            <p class="more"><a href=["/admin/audit?subject=", &application.id].concat()>"See it in the audit"</a></p>
        </section>
    }
}

fn apis(page: &ApplicationPage, way_back: &str) -> AnyView {
    if page.registrations.is_empty() {
        return section("apis", "APIs", view! { <p class="muted">"It is registered for none."</p> }.into_any());
    }
    let owner = page.owner.as_ref().map_or("The developer", |owner| owner.name.as_str());
    let name = page.application.name.as_str();
    let request = |row: &RegistrationRow, then: fn(&Request<'_>, &str) -> AnyView| {
        let (id, state) = (row.registration.id.as_str(), row.registration.state);
        then(&Request { id, state, application: name, owner, api: &row.api() }, way_back)
    };
    let row = |row: &RegistrationRow| {
        let registration = &row.registration;
        let href = ["/admin/products/", row.product.as_str(), "/versions/", &row.version].concat();
        view! {
            <tr>
                <th scope="row">
                    <a href=href>{row.product_name.clone()} " " <span class="version">{row.version.clone()}</span></a>
                    {words::letters(registration)}
                </th>
                <td data-label="State">{words::registration_badge(registration.state)}</td>
                <td data-label="Requested" class="when">{registration.requested_at.in_words()}</td>
                <td data-label="Decided" class="when">
                    {registration.decided_at.map_or_else(|| "Not yet".to_owned(), Timestamp::in_words)}
                </td>
                <td class="end fit actions-cell">{request(row, |request, _| request.buttons())}</td>
            </tr>
        }
    };
    let list = view! {
        <div class="table-frame">
            <table class="table" aria-labelledby="apis">
                <thead>
                    <tr>
                        <th scope="col">"API"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Requested"</th>
                        <th scope="col">"Decided"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{page.registrations.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {page.registrations.iter().map(|row| request(row, |request, back| request.dialogs(back))).collect_view()}
    };
    section("apis", "APIs", list.into_any())
}

fn keys(page: &ApplicationPage, way_back: &str) -> AnyView {
    if page.credentials.is_empty() {
        let words = match page.strategy.kind {
            StrategyKind::KeyAuth => "It has none.",
            StrategyKind::OpenidConnect => "Its credentials are kept by the identity provider.",
        };
        return section("keys", "Keys", view! { <p class="muted">{words}</p> }.into_any());
    }
    let now = page.now;
    let name = page.application.name.as_str();
    let row = |key| view! { <tr><th scope="row">{key_rows::name(key)}</th> {key_rows::cells(key, now)}</tr> };
    let dialogs = page.credentials.iter().map(|key| key_rows::dialog(key, name, now, way_back));
    let list = view! {
        <div class="table-frame">
            <table class="table" aria-labelledby="keys">
                <thead>
                    <tr>
                        <th scope="col">"Key"</th>
                        {key_rows::heads()}
                    </tr>
                </thead>
                <tbody>{page.credentials.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {dialogs.collect_view()}
    };
    section("keys", "Keys", list.into_any())
}

fn section(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id class="section-title">{title}</h2>
            {body}
        </section>
    }
    .into_any()
}
