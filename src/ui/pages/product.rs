//! Everything below `/apis/:slug`: an overview of one version, its documents, its reference. One route and one
//! frame for all of them, so that from one to the next only what differs is fetched and drawn:
//!
//!     /apis/:slug                                   the version that speaks for the product
//!     /apis/:slug/:version
//!     /apis/:slug/:version/docs/:document
//!     /apis/:slug/:version/reference/:operation

mod address;
mod banners;
mod document;
mod frame;
mod glance;
mod leaf;
mod overview;
mod reference;
mod versions;

use crate::domain::account::Visitor;
use crate::domain::html::SafeHtml;
use crate::domain::product::{Leaf, Product};
use crate::rpc::RpcError;
use crate::rpc::catalog::{find_document, find_operation, find_product, list_operations};
use crate::ui::browser;
use crate::ui::data::{PageData, came_back, page_data};
use crate::ui::parts::notice::problem;
use address::{Address, Place};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

/// What a page below the product shows, with the place it was asked for: the address may already be a step further.
type Shown = (Place, Option<Leaf>);

pub struct ProductPage;

#[lazy_route]
impl LazyRoute for ProductPage {
    /// What it asks stands in `view`: here it would be in the first load of every other page.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let ProductPage = this;
        let params = use_params_map();
        let address = Memo::new(move |_| {
            params.with(|params| {
                let part = |key| params.get_str(key).unwrap_or_default();
                Address::parse(part("slug"), part("place"))
            })
        });
        let product = read_product(address);
        let operations = read_operations(address);
        let shown = page_data(move || address.get(), read_leaf);
        let signed_in = use_context::<Option<Visitor>>().flatten().is_some();
        let head = move || {
            Suspend::new(async move {
                match (product.await, shown.await) {
                    (Ok(product), shown) => above(&product, shown, signed_in),
                    (Err(error), _) => problem(&error),
                }
            })
        };
        // On its own: whatever is drawn anew loses its HTML for a moment, and this one may be long.
        let list = move || {
            Suspend::new(async move {
                let operations = operations.await.ok().flatten();
                operations
                    .map(|html| view! { <div class="side" inner_html=reference::list(&html).into_string()></div> })
            })
        };
        let text = move || {
            Suspend::new(async move {
                let (product, shown) = (product.await, shown.await);
                product.ok().map(|product| below(&product, shown))
            })
        };
        view! {
            // What is shown stays until the next is there.
            <Transition strict=true>{head} <div class="reading">{list} {text}</div></Transition>
        }
        .into_any()
    }
}

fn read_product(address: Memo<Option<Address>>) -> PageData<Product> {
    let overview =
        move || address.with(|address| address.as_ref().is_some_and(|address| address.place == Place::Overview));
    let again = came_back(overview);
    let asked = move || (address.with(|address| address.as_ref().map(Address::product)), again.get());
    page_data(asked, |(product, _)| async move {
        let (slug, version) = product.ok_or(RpcError::NotFound)?;
        find_product(slug, version).await
    })
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

async fn read_leaf(address: Option<Address>) -> Result<Shown, RpcError> {
    let Some(Address { slug, version, place }) = address else { return Err(RpcError::NotFound) };
    let version = version.unwrap_or_default();
    let leaf = match &place {
        Place::Overview => None,
        Place::Document(document) => Some(find_document(slug, version, document.clone()).await?),
        Place::Operation(key) => Some(find_operation(slug, version, key.clone()).await?),
    };
    Ok((place, leaf))
}

/// What stands above the page.
fn above(product: &Product, shown: Result<Shown, RpcError>, signed_in: bool) -> AnyView {
    let head = match shown {
        Ok((place, Some(leaf))) => frame::head(product, &place, Some(&leaf.title), signed_in),
        Ok((_, None)) => frame::head(product, &Place::Overview, None, signed_in),
        Err(RpcError::NotFound) => frame::head(product, &Place::Overview, Some(leaf::MISSING), signed_in),
        Err(error) => return problem(&error),
    };
    view! { <div inner_html=head.into_string()></div> }.into_any()
}

/// The page itself.
fn below(product: &Product, shown: Result<Shown, RpcError>) -> AnyView {
    let (class, text) = match shown {
        Ok((place, Some(leaf))) => {
            browser::title(&[&leaf.title, " · ", &product.name].concat());
            browser::leaf_shown(if let Place::Operation(key) = &place { key } else { "" });
            ("leaf", leaf::page(product, &place, &leaf))
        }
        Ok((_, None)) => {
            browser::title(&product.name);
            ("", overview::overview(product))
        }
        // The version is there and the page is not, as after a change of versions.
        Err(RpcError::NotFound) => {
            browser::document_status(404);
            browser::title(leaf::MISSING);
            ("", leaf::missing(product))
        }
        Err(_) => return ().into_any(),
    };
    view! { <div class=class inner_html=text.into_string()></div> }.into_any()
}
