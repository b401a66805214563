//! `/admin/products/:slug/versions/:version`, and `/new`: one version, and the steps from draft to retired.

use super::entry::{Control, Entry, group, options};
use super::typed::{Typed, done, refusal};
use super::{spec, version_steps};
use crate::domain::form::FormAnswer;
use crate::domain::publishing::AdminProduct;
use crate::domain::sheet::{GatewayPath, Per, Upstream, VersionSheet};
use crate::domain::strategy::in_words;
use crate::domain::time::Date;
use crate::domain::version::{VersionState, Visibility};
use crate::rpc::RpcError;
use crate::rpc::publishing::find_sheet;
use crate::ui::admin::frame::{admin_page, frame_below};
use crate::ui::browser;
use crate::ui::data::page_data;
use crate::ui::parts::notice::problem;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What the form of a new one calls itself.
pub const NEW: &str = "new version";

pub fn view() -> AnyView {
    let params = use_params_map();
    let query = use_query_map();
    let answer = browser::form_answer();
    let asked = Memo::new(move |_| {
        let told = query.with(|query| query.get("done")).unwrap_or_default();
        (params.with(|params| params.get("version")), told)
    });
    let slug = move || params.with(|params| params.get("slug")).unwrap_or_default();
    admin_page(asked, page_data(slug, |slug| find_sheet(slug, None)), move |(version, told), product| {
        let Some(name) = version else { return new(product, &answer) };
        let found = product.sheet.versions.iter().find(|version| version.name.as_str() == name);
        found.map_or_else(|| problem(&RpcError::NotFound), |version| one(told, product, version, &answer))
    })
}

const DONE: [(&str, &str); 6] = [
    ("created", "The version is created, as a draft. Publish it as soon as developers may see it."),
    ("saved", "The version is saved."),
    ("published", "The version is published."),
    ("deprecated", "The version is deprecated."),
    ("retired", "The version is retired."),
    ("draft", "The version is a draft again."),
];

fn new(product: &AdminProduct, answer: &FormAnswer) -> AnyView {
    let sheet = &product.sheet;
    let page = ["/admin/products/", sheet.slug.as_str()].concat();
    let typed = Typed::of(answer, NEW);
    let name = Entry {
        name: "name",
        label: "Name",
        hint: "Its part of every address, fixed for life, like v2 or 2026-11.",
        error: typed.error("name"),
        control: Control::line(typed.value("name", "")),
        ..Entry::default()
    };
    let body = view! {
        {refusal(answer)}
        <form
            class="form narrow version-form"
            method="post"
            action=[&page, "/versions/new"].concat()
            enctype="multipart/form-data"
            novalidate
        >
            {typed.hidden()}
            {name.view()}
            {fields(product, None, &typed)}
            <p class="form-foot">
                <button class="button primary" name="step" value="save">"Create draft"</button>
                <a class="button quiet" href=page.clone()>"Cancel"</a>
            </p>
        </form>
    };
    let above = [("/admin/products", "Products"), (page.as_str(), sheet.name.as_str())];
    let under = view! { <p class="lede">"It begins as a draft that only admins see."</p> };
    frame_below(&above, "Add version", under, body.into_any())
}

fn one(told: &str, product: &AdminProduct, version: &VersionSheet, answer: &FormAnswer) -> AnyView {
    let sheet = &product.sheet;
    let page = ["/admin/products/", sheet.slug.as_str()].concat();
    let address = [&page, "/versions/", version.name.as_str()].concat();
    let typed = Typed::of(answer, version.name.as_str());
    let title = [&sheet.name, " ", version.name.as_str()].concat();
    let body = view! {
        {done(told, &DONE)}
        {refusal(answer)}
        <div class="split">
            <form class="form version-form" method="post" action=address enctype="multipart/form-data" novalidate>
                {typed.hidden()}
                {fields(product, Some(version), &typed)}
                <p class="form-foot">
                    <button class="button primary" name="step" value="save">"Save"</button>
                </p>
                {version_steps::dialogs(version)}
            </form>
            <aside class="aside" aria-label="At a glance">
                {version_steps::card(sheet, version)}
                {version_steps::deletion(sheet, version)}
            </aside>
        </div>
    };
    let above = [("/admin/products", "Products"), (page.as_str(), sheet.name.as_str())];
    frame_below(&above, &title, (), body.into_any())
}

/// `version`: none is a new one, with what most begin with.
fn fields(product: &AdminProduct, version: Option<&VersionSheet>, typed: &Typed<'_>) -> AnyView {
    let entry =
        |name, label, hint, control| Entry { name, label, hint, error: typed.error(name), control, optional: false };
    let note = version.and_then(|version| product.specs.iter().find(|note| note.version == version.name));
    let accept = ".json,.yaml,.yml";
    let has_file = version.is_some_and(|version| version.spec.is_some());
    let (label, hint) = if has_file {
        ("Replace the file", "JSON or YAML, at most 20 MB. It takes the place of the present one.")
    } else {
        ("OpenAPI file", "JSON or YAML, at most 20 MB. Swagger 2.0, OpenAPI 3.0 or 3.1.")
    };
    let mut file = vec![entry("spec", label, hint, Control::File { accept })];
    if has_file {
        let control = Control::Check(typed.on("remove_spec", false));
        file.push(entry("remove_spec", "Remove the file", "The version is then listed without a reference.", control));
    }
    let present = version.map(|version| spec::present(&product.sheet.slug, version, note)).into_any();
    view! {
        {group("Reference", present, &file)}
        {access(product, version, typed)}
        {version_steps::open_warning()}
        {gateway(version, typed)}
        {version.and_then(|version| sunset(version, typed))}
    }
    .into_any()
}

fn access(product: &AdminProduct, version: Option<&VersionSheet>, typed: &Typed<'_>) -> AnyView {
    let entry =
        |name, label, hint, control| Entry { name, label, hint, error: typed.error(name), control, optional: false };
    let visibility = version.map_or(Visibility::Public, |version| version.visibility);
    let visibilities = [
        (Visibility::Public, "Public: everybody sees it in the catalog"),
        (Visibility::Private, "Private: only whoever is signed in sees it"),
    ];
    let visibilities = visibilities.map(|(visibility, words)| (visibility.as_str(), words.to_owned()));
    let strategy = version.map_or(product.default_strategy.as_ref(), |version| version.strategy.as_ref());
    let strategies = product
        .strategies
        .iter()
        .map(|choice| (choice.name.as_str(), format!("{} ({})", choice.display_name, in_words(Some(choice.kind)))));
    let strategies = strategies.chain([("", "None: served openly".to_owned())]);
    let strategy = typed.value("strategy", strategy.map(ToString::to_string).unwrap_or_default());
    let registration = typed.on("registration", version.is_none_or(|version| version.registration));
    let named = product.approvers.iter().find(|(name, _)| version.is_some_and(|version| version.name == *name));
    let approvers = named.map(|(_, addresses)| addresses.as_slice()).unwrap_or_default();
    let auto_approve = typed.on("auto_approve", version.is_some_and(|version| version.auto_approve));
    let entries = [
        entry(
            "visibility",
            "Visibility",
            "",
            Control::Select(options(visibilities, &typed.value("visibility", visibility.as_str()))),
        ),
        entry(
            "strategy",
            "Auth strategy",
            "How applications prove who they are.",
            Control::Select(options(strategies, &strategy)),
        ),
        entry(
            "registration",
            "Registration is open",
            "Developers can ask for access with an application. Closed, those who have access keep it.",
            Control::Check(registration),
        ),
        entry(
            "auto_approve",
            "Approve registrations at once",
            "Whoever asks has access, without an admin. Requests that wait already go on waiting.",
            Control::Check(auto_approve),
        ),
        Entry {
            name: "approvers",
            label: "Approvers",
            hint: "Who decides about requests for it and is mailed about them, beside the admins: addresses of \
                   developers, one a line. Empty: the admins alone.",
            optional: true,
            error: typed.error("approvers"),
            control: Control::lines(typed.value("approvers", approvers.join("\n")), "2"),
        },
    ];
    group("Access", ().into_any(), &entries)
}

fn gateway(version: Option<&VersionSheet>, typed: &Typed<'_>) -> AnyView {
    let entry =
        |name, label, hint, control, optional| Entry { name, label, hint, error: typed.error(name), control, optional };
    let upstream = version.and_then(|version| version.upstream.as_ref()).map_or("", Upstream::as_str);
    let path = version.and_then(|version| version.path.as_ref()).map_or("", GatewayPath::as_str);
    let limit = version.and_then(|version| version.limit);
    let number = limit.map(|limit| limit.requests.to_string()).unwrap_or_default();
    let per = typed.value("per", limit.map_or(Per::Minute, |limit| limit.per).as_str());
    let per = options(Per::ALL.map(|per| (per.as_str(), per.as_str().to_owned())), &per);
    let strip_path = typed.on("strip_path", version.is_none_or(|version| version.strip_path));
    let entries = [
        entry(
            "upstream",
            "Upstream",
            "Where the gateway sends calls, like https://orders.internal:8080. Empty: listed here, but not served by the gateway.",
            Control::line(typed.value("upstream", upstream)),
            true,
        ),
        entry(
            "path",
            "Gateway path",
            "Under which applications call it. Empty, with an upstream: the product’s slug and the version’s name.",
            Control::line(typed.value("path", path)),
            true,
        ),
        entry(
            "strip_path",
            "Strip path",
            "The gateway path is taken away: the upstream sees only what comes behind it.",
            Control::Check(strip_path),
            false,
        ),
        entry(
            "limit",
            "Limit",
            "How many requests one application may make. Empty: as many as it likes.",
            Control::Rate { number: typed.value("limit", number), of: "per", options: per },
            true,
        ),
    ];
    group("Gateway", ().into_any(), &entries)
}

/// Only what comes to an end has a day for it.
fn sunset(version: &VersionSheet, typed: &Typed<'_>) -> Option<AnyView> {
    let ending = matches!(version.state, VersionState::Deprecated | VersionState::Retired);
    let day = version.sunset.map(|day: Date| day.to_string()).unwrap_or_default();
    ending.then(|| {
        let entry = Entry {
            name: "sunset",
            label: "Sunset date",
            hint: "The day after which developers should not count on it any more.",
            optional: true,
            error: typed.error("sunset"),
            control: Control::day(typed.value("sunset", day)),
        };
        group("End", ().into_any(), &[entry])
    })
}
