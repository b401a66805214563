//! Everything below `/apis/:slug`: an overview of one version, its documents, its reference. One route for all of
//! them, so that from one to the next only what differs is fetched and drawn. The server writes them as text
//! (`content/product/`):
//!
//!     /apis/:slug                                   the version that speaks for the product
//!     /apis/:slug/:version
//!     /apis/:slug/:version/docs/:document
//!     /apis/:slug/:version/reference/:operation

use crate::domain::html::SafeHtml;
use crate::domain::place::Address;
use crate::domain::product::ProductPage as Page;
use crate::rpc::RpcError;
use crate::rpc::app_pages::find_register_page;
use crate::rpc::catalog::{find_page, list_operations};
use crate::ui::browser;
use crate::ui::data::{PageData, came_back, filled, page_data, place, until_next};
use crate::ui::pages::try_it;
use crate::ui::parts::notice::problem;
use crate::ui::parts::text::text;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

pub fn view() -> AnyView {
    let params = use_params_map();
    let asked = Memo::new(move |_| {
        params.with(|params| ["slug", "place"].map(|key| params.get_str(key).unwrap_or_default().to_owned()))
    });
    let address = Memo::new(move |_| asked.with(|[slug, place]| Address::parse(slug, place)));
    try_it::offer(address);
    let operations = read_operations(address);
    let query = use_query_map();
    let register = Memo::new(move |_| query.with(|query| query.get_str("register").is_some()).then(|| asked.get()));
    let register = page_data(
        move || register.get(),
        |asked| async move {
            let Some([slug, place]) = asked else { return Ok(None) };
            find_register_page(slug, place).await.map(Some)
        },
    );
    let popup = place(move || {
        Box::pin(async move {
            match register.await {
                Ok(html) => html.map(registering).into_any(),
                // The session has ended since: the server sends this address to sign in, and back.
                Err(RpcError::SignedOut) => {
                    browser::load_again();
                    ().into_any()
                }
                // The page says so itself.
                Err(RpcError::NotFound) => ().into_any(),
                Err(error) => problem(&error),
            }
        })
    });
    let page = page_data(move || asked.get(), |[slug, place]| find_page(slug, place));
    let head = filled(page, |page| text("", page.head));
    // On its own: whatever is drawn anew loses its HTML for a moment, and this one may be long.
    let list = place(move || {
        Box::pin(async move { operations.await.ok().flatten().map(|html| text("side", html)).into_any() })
    });
    let body = place(move || {
        Box::pin(async move {
            let operation = address.get_untracked().and_then(|address| address.operation());
            page.await.ok().map(|page| leaf(page, operation.as_deref())).into_any()
        })
    });
    until_next(view! { {popup} {head} <div class="reading">{list} {body}</div> }.into_any())
}

fn read_operations(address: Memo<Option<Address>>) -> PageData<Option<SafeHtml>> {
    let reference = move || address.with(|address| address.as_ref().and_then(Address::reference));
    let again = came_back(move || reference().is_some());
    page_data(
        move || (reference(), again.get()),
        move |(reference, _)| {
            // The list comes with this entry marked. From then on the browser moves the mark, and the list stays.
            let marked = address.with_untracked(|address| address.as_ref().and_then(Address::operation));
            async move {
                let Some((slug, version)) = reference else { return Ok(None) };
                list_operations(slug, version, marked.unwrap_or_default()).await.map(Some)
            }
        },
    )
}

fn leaf(page: Page, operation: Option<&str>) -> AnyView {
    browser::title(&page.title);
    if !page.found {
        browser::document_status(404);
    }
    if page.leaf {
        browser::leaf_shown(operation.unwrap_or_default());
    }
    text(if page.leaf { "leaf" } else { "" }, page.text)
}

/// "Register for …", in front of the page.
fn registering(html: SafeHtml) -> AnyView {
    browser::register_shown();
    view! { <div on:click=move |click| browser::register_clicked(&click) inner_html=html.into_string()></div> }
        .into_any()
}
