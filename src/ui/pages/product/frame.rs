//! What stands around every page of a product: where one is, of which version it speaks, and the ways on.

use super::address::{Place, href};
use super::{Shown, banners, document, overview, reference, versions};
use crate::domain::account::Visitor;
use crate::domain::html::SafeHtml;
use crate::domain::product::Product;
use crate::domain::version::Visibility;
use crate::domain::way_back::WayBack;
use crate::rpc::RpcError;
use crate::ui::browser;
use crate::ui::parts::glyph::glyph;
use crate::ui::parts::icon::Icon;
use crate::ui::parts::notice::{missing, problem};
use leptos::prelude::*;

pub fn framed(
    product: &Product,
    operations: Result<Option<SafeHtml>, RpcError>,
    shown: Result<Shown, RpcError>,
) -> AnyView {
    let (place, title, content) = match shown {
        Ok((Place::Overview, _)) | Ok((_, None)) => {
            browser::title(&product.name);
            (Place::Overview, None, overview::overview(product))
        }
        Ok((place, Some(leaf))) => {
            browser::title(&[&leaf.title, " · ", &product.name].concat());
            browser::leaf_shown();
            let title = leaf.title.clone();
            let content = match &place {
                Place::Operation(key) => reference::page(product, operations.ok().flatten(), key, leaf),
                _ => document::page(product, &place, leaf),
            };
            (place, Some(title), content)
        }
        // The version is there and the page is not, as after a change of versions: the way back is not far.
        Err(RpcError::NotFound) => {
            let version = &product.version.name;
            let what = format!("{} {version} has no page at this address.", product.name);
            (Place::Document(String::new()), None, missing(what, href(product, version, &Place::Overview), version))
        }
        Err(error) => return problem(&error),
    };
    let overview = place == Place::Overview;
    view! {
        {crumbs(product, title)}
        <header class="page-head product-head" class:small=!overview>
            {picture(product)}
            <div class="page-title">
                <div class="product-name">
                    {name(product, overview)}
                    {versions::switch(product, &place)}
                    {badges(product)}
                </div>
                {(!product.summary.is_empty()).then(|| view! { <p class="lede">{product.summary.clone()}</p> })}
            </div>
            {register(product)}
        </header>
        {banners::banners(product, &place)}
        {tabs(product, &place)}
        {content}
    }
    .into_any()
}

fn crumbs(product: &Product, title: Option<String>) -> impl IntoView + use<> {
    let name = product.name.clone();
    let product = match &title {
        None => view! { <span aria-current="page">{name}</span> }.into_any(),
        Some(_) => {
            let here = href(product, &product.version.name, &Place::Overview);
            view! { <a href=here>{name}</a> }.into_any()
        }
    };
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                <li><a href="/">"Catalog"</a></li>
                <li>{product}</li>
                {title.map(|title| view! { <li><span aria-current="page">{title}</span></li> })}
            </ol>
        </nav>
    }
}

fn picture(product: &Product) -> AnyView {
    if product.image {
        let address = ["/apis/", product.slug.as_str(), "/image"].concat();
        view! { <img class="picture" src=address alt="" width="48" height="48"/> }.into_any()
    } else {
        glyph(&product.slug).into_any()
    }
}

/// The heading of the overview. The pages below have one of their own.
fn name(product: &Product, overview: bool) -> AnyView {
    let name = product.name.clone();
    if overview { view! { <h1>{name}</h1> }.into_any() } else { view! { <p class="name">{name}</p> }.into_any() }
}

fn badges(product: &Product) -> impl IntoView + use<> {
    let version = &product.version;
    let private = version.visibility == Visibility::Private;
    let state = (!version.state.is_served() || version.sunset.is_some() || version.state.as_str() == "deprecated")
        .then_some(version.state);
    view! {
        {state.map(|state| view! { <span class="badge" data-state=state.as_str()>{state.in_words()}</span> })}
        {private.then(|| view! { <span class="badge" data-state="private" title="Seen by signed-in developers only">"Private"</span> })}
    }
}

/// The way to access; where there is none, the glance says why.
fn register(product: &Product) -> impl IntoView + use<> {
    product.version.registration.then(|| {
        if use_context::<Option<Visitor>>().flatten().is_some() {
            return view! { <a class="button primary" href="/apps">"Register"</a> }.into_any();
        }
        let back = WayBack::parse(&href(product, &product.version.name, &Place::Overview));
        let sign_in = ["/sign-in?return=", &back.in_query()].concat();
        view! { <a class="button primary" rel="external" href=sign_in>"Register"</a> }.into_any()
    })
}

/// Only what there is. One page alone needs no tabs.
fn tabs(product: &Product, here: &Place) -> impl IntoView + use<> {
    let tab = |label: &'static str, first: Place, count: Option<u64>| {
        let mine = std::mem::discriminant(&first) == std::mem::discriminant(here);
        let current = mine.then_some(if first == *here { "page" } else { "true" });
        let href = href(product, &product.version.name, &first);
        let count = count.map(|count| view! { <span class="count">{count}</span> });
        view! { <li><a href=href aria-current=current>{label}{count}</a></li> }
    };
    let reference = product.version.reference.as_ref().and_then(|reference| {
        let first = Place::Operation(reference.first.clone()?);
        Some(tab("Reference", first, Some(u64::from(reference.operations))))
    });
    let documents = product.documents.first().map(|document| {
        let first = Place::Document(document.slug.as_str().to_owned());
        tab("Documents", first, Some(product.documents.len() as u64))
    });
    (reference.is_some() || documents.is_some()).then(|| {
        view! {
            <nav class="tabs" aria-label="Pages of this API">
                <ul>{tab("Overview", Place::Overview, None)}{reference}{documents}</ul>
            </nav>
        }
    })
}

/// The small arrow in a menu's button.
pub fn opens() -> impl IntoView {
    view! { <span class="opens">{Icon::Next.view()}</span> }
}
