//! `/gallery`: every part in each of its states, for whoever builds pages out of them and for the tests that look
//! at them.

mod fields;
mod popups;

use crate::domain::slug::Slug;
use crate::domain::version::VersionState;
use crate::ui::browser;
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::banner::{Banner, Tone};
use crate::ui::parts::button::Submit;
use crate::ui::parts::code::{Code, KeyReveal};
use crate::ui::parts::empty::Empty;
use crate::ui::parts::glyph::glyph;
use crate::ui::parts::icon::Icon;
use crate::ui::parts::pager::Pager;
use crate::ui::parts::tabs::{Tab, Tabs};
use leptos::prelude::*;

pub fn view() -> AnyView {
    browser::title("Parts");
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1>"Parts"</h1>
                <p class="lede">"Every part once, in each of its states."</p>
            </div>
        </header>
        {section("Type", type_sizes())}
        {section("Buttons", buttons())}
        {section("Badges, icons and glyphs", marks())}
        {section("Fields", fields::fields())}
        {section("Choices", fields::choices())}
        {section("Banners", banners())}
        {section("Dialogs", popups::dialogs())}
        {section("Toasts", popups::toasts())}
        {section("Keys and code", code())}
        {section("Tabs", tabs())}
        {section("Table and pager", table())}
        {section("Card and facts", card())}
        {section("Nothing to show", empty())}
    }
    .into_any()
}

fn section(title: &'static str, content: AnyView) -> impl IntoView {
    view! {
        <section class="section">
            <h2 class="section-title">{title}</h2>
            {content}
        </section>
    }
}

fn type_sizes() -> AnyView {
    view! {
        <div class="prose">
            <h3>"Heading of a paragraph"</h3>
            <p>
                "Text with a "<a href="/">"link"</a>", some "<code>"code"</code>", a word of "<strong>"weight"</strong>
                " and "<span class="muted">"muted words"</span>"."
            </p>
            <ul>
                <li>"One thing of a list."</li>
                <li>"Another one."</li>
            </ul>
        </div>
    }
    .into_any()
}

fn buttons() -> AnyView {
    view! { <div class="form">{["", "small", "large"].map(button_row).collect_view()}</div> }.into_any()
}

fn button_row(size: &'static str) -> impl IntoView {
    let button = move |kind: &'static str, label: &'static str| {
        view! { <button class=["button ", kind, " ", size].concat() type="button">{label}</button> }
    };
    view! {
        <p class="actions">
            {button("primary", "Request Access")}
            {button("", "Edit")}
            {button("quiet", "Cancel")}
            {button("danger", "Delete")}
            {button("danger primary", "Revoke")}
            <button class=["button ", size].concat() type="button" disabled>"Nothing to save"</button>
            <button class=["button square ", size].concat() type="button" aria-label="Copy">{Icon::Copy.view()}</button>
            <a class=["button ", size].concat() href="/">"Browse the catalog"</a>
            {size.is_empty().then(waiting)}
        </p>
    }
}

/// Both are always busy here: what sends a form stands among the fields.
fn waiting() -> impl IntoView {
    view! {
        <Submit label="Saving" busy=true/>
        <Submit label="Saving" busy=true class="button"/>
    }
}

fn marks() -> AnyView {
    let later = [
        ("private", "Private"),
        ("pending", "Pending"),
        ("approved", "Approved"),
        ("rejected", "Rejected"),
        ("revoked", "Revoked"),
        ("active", "Active"),
        ("rotating", "Rotating"),
        ("expired", "Expired"),
        ("failed", "Failed"),
    ];
    let badge = |(state, word)| view! { <span class="badge" data-state=state>{word}</span> };
    let icons = [
        Icon::Back,
        Icon::Close,
        Icon::Copy,
        Icon::Done,
        Icon::Info,
        Icon::Moon,
        Icon::Next,
        Icon::Search,
        Icon::Sun,
        Icon::Warning,
    ];
    let slugs = ["payments", "shipment-tracking", "quay-weather", "invoicing", "returns", "berth-booking"];
    view! {
        <div class="form">
            <p class="actions">
                {VersionState::ALL.map(|state| view! { <StateBadge state/> }).collect_view()}
                {later.map(badge).collect_view()}
            </p>
            <p class="actions">{VersionState::ALL.map(|state| view! { <StateBadge state plain=true/> }).collect_view()}</p>
            <p class="actions">{icons.map(Icon::view).collect_view()}</p>
            <p class="actions">{slugs.iter().filter_map(|slug| Slug::parse(slug).ok()).map(|slug| glyph(&slug)).collect_view()}</p>
        </div>
    }
    .into_any()
}

fn banners() -> AnyView {
    view! {
        <div class="form narrow">
            <Banner tone=Tone::Info>
                <strong>"Approval takes a day."</strong>" The team behind Payments answers on workdays. "
                <a href="/apps">"Your applications"</a>
            </Banner>
            <Banner tone=Tone::Positive>
                <strong>"Access granted."</strong>" Checkout may call Payments v3 from now on."
            </Banner>
            <Banner tone=Tone::Caution>
                <strong>"v2 is deprecated."</strong>" It answers until 30 September 2026. "<a href="/">"Move to v3"</a>
            </Banner>
            <Banner tone=Tone::Negative>
                <strong>"That did not work."</strong>" The email or the password is wrong."
            </Banner>
        </div>
    }
    .into_any()
}

fn code() -> AnyView {
    let call = "curl https://api.example.com/payments/v3/charges \\\n  -H \"apikey: $PORTCULLIS_KEY\" \\\n  -d amount=1250 \
                -d currency=EUR";
    view! {
        <div class="form narrow">
            <KeyReveal secret="pk_9aVb3Xk2TqLm7RfWz0HcYd4Ns1Je6U"/>
            <Code caption="Shell" label="Example request" text=call/>
        </div>
    }
    .into_any()
}

fn tabs() -> AnyView {
    let tab = |href: &str, label, count| Tab { href: href.to_owned(), label, count };
    let all = vec![tab("/gallery", "Overview", None), tab("/", "Reference", Some(48)), tab("/apps", "Guides", None)];
    view! { <Tabs label="Payments v3" tabs=all/> }.into_any()
}

fn table() -> AnyView {
    let row = |name: &'static str, note: &'static str, state: &'static str, word: &'static str, used: &'static str| {
        view! {
            <tr>
                <th scope="row">{name}<small class="mono">{note}</small></th>
                <td class="state-cell"><span class="badge" data-state=state>{word}</span></td>
                <td data-label="Last used" class="when">{used}</td>
                <td class="end fit actions-cell">
                    <button class="button quiet small" type="button" aria-label=["Rename ", name].concat()>"Rename"</button>
                    <button class="button quiet small" type="button" aria-label=["Revoke ", name].concat()>"Revoke"</button>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-frame">
            <table class="table" aria-label="Credentials">
                <thead>
                    <tr>
                        <th scope="col">"Credential"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {row("Production", "pk_7fQ2…dKe9", "active", "Active", "2 minutes ago")}
                    {row("Production, before", "pk_1mXs…0aTz", "rotating", "Rotating", "4 days ago")}
                    {row("Laptop", "pk_Kd83…pQ1w", "expired", "Expired", "Never")}
                </tbody>
            </table>
        </div>
        <Pager more="More credentials" next=Some("/gallery?after=laptop".to_owned()) first=Some("/gallery".to_owned())/>
    }
    .into_any()
}

fn card() -> AnyView {
    view! {
        <div class="card narrow">
            <h2>"Details"</h2>
            <dl class="facts">
                <dt>"Auth strategy"</dt>
                <dd>"API key"</dd>
                <dt>"Reference ID"</dt>
                <dd><code class="mono-id">"checkout-eu"</code></dd>
                <dt>"Made"</dt>
                <dd><time datetime="2025-05-03">"3 May 2025"</time></dd>
            </dl>
        </div>
    }
    .into_any()
}

fn empty() -> AnyView {
    view! {
        <div class="form">
            <Empty title="No API fits that" text="Nothing in the catalog holds all of these words.">
                <p class="actions"><a class="button" href="/">"Show all APIs"</a></p>
            </Empty>
            <Empty title="Register your first application" text="It holds the keys, and the list of APIs they open." open=true>
                <p class="actions"><a class="button primary" href="/">"Browse the catalog"</a></p>
            </Empty>
        </div>
    }
    .into_any()
}
