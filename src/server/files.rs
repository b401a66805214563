//! What is taken along instead of looked at: OpenAPI files, pictures, and the map for search engines.

use super::pages::Pages;
use crate::domain::catalog::CatalogQuestion;
use crate::domain::html::SafeHtml;
use crate::domain::version::Audience;
use crate::portal::{Error, Form, SignedIn};
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

type Me = Option<Extension<SignedIn>>;

fn audience(me: Me) -> Audience {
    Audience::of(me.map(|Extension(me)| me.account().role))
}

pub async fn json(State(pages): State<Pages>, me: Me, Path((slug, version)): Path<(String, String)>) -> Response {
    spec(&pages, me, &slug, &version, Form::Json).await
}

pub async fn yaml(State(pages): State<Pages>, me: Me, Path((slug, version)): Path<(String, String)>) -> Response {
    spec(&pages, me, &slug, &version, Form::Yaml).await
}

/// As it came: for its admins.
pub async fn source(State(pages): State<Pages>, me: Me, Path((slug, version)): Path<(String, String)>) -> Response {
    spec(&pages, me, &slug, &version, Form::Source).await
}

async fn spec(pages: &Pages, me: Me, slug: &str, version: &str, form: Form) -> Response {
    let (media_type, ending) = match form {
        Form::Json => ("application/json", "json"),
        Form::Yaml => ("application/yaml", "yaml"),
        Form::Source => ("application/octet-stream", "txt"),
    };
    match pages.portal().spec_file(audience(me), slug, version, form).await {
        // Found, so both are names that need no quoting.
        Ok(bytes) => file(bytes, media_type, Some(&format!("attachment; filename=\"{slug}-{version}.{ending}\""))),
        Err(cause) => refused(&cause),
    }
}

pub async fn image(State(pages): State<Pages>, me: Me, Path(slug): Path<String>) -> Response {
    match pages.portal().image(audience(me), &slug).await {
        Ok((ending, bytes)) => {
            let media_type = match ending.as_str() {
                "png" => "image/png",
                "jpg" => "image/jpeg",
                _ => "image/webp",
            };
            file(bytes, media_type, None)
        }
        Err(cause) => refused(&cause),
    }
}

/// Only what everybody may see, whoever asks.
pub async fn sitemap(State(pages): State<Pages>) -> Response {
    let mut xml = SafeHtml::default();
    xml.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.markup("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">");
    let mut question = CatalogQuestion::default();
    loop {
        let found = match pages.portal().catalog(Audience::Everybody, question.clone()).await {
            Ok(found) => found,
            Err(cause) => return refused(&cause),
        };
        for hit in &found.hits {
            xml.markup("<url><loc>").text(pages.portal().address()).markup("/apis/").text(hit.card.slug.as_str());
            xml.markup("</loc></url>");
        }
        question.after.clone_from(&found.next);
        if question.after.is_none() {
            xml.markup("</urlset>");
            return file(xml.into_string().into_bytes(), "application/xml", None);
        }
    }
}

fn file(bytes: Vec<u8>, media_type: &'static str, disposition: Option<&str>) -> Response {
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    // Whether somebody may see it can change with every request.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Some(disposition) = disposition.and_then(|text| HeaderValue::from_str(text).ok()) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}

fn refused(cause: &Error) -> Response {
    if matches!(cause, Error::NotFound) {
        return StatusCode::NOT_FOUND.into_response();
    }
    tracing::error!(%cause, "a file could not be given");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
