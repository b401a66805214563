//! A form that may carry files: its fields as every other form has them, and what came with them.

use super::fields::Fields;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

/// Of a file.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// Of a whole form. More than a file may have: what is a little too large is still read, so that the page can say so
/// beside the field, where a refusal half-way would be a broken connection.
pub const MOST_FORM_BYTES: usize = 3 * MOST_BYTES;
/// Of a text. Documents have a million characters at most.
const MOST_TEXT_BYTES: usize = 5 * 1024 * 1024;
const MOST_PARTS: usize = 100;

pub struct Upload {
    pub fields: Fields,
    files: Vec<File>,
}

struct File {
    field: String,
    name: String,
    /// None: it had more than it may.
    bytes: Option<Vec<u8>>,
}

/// It is larger than a file may be.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLarge;

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        if !is_multipart(&request) {
            return Ok(Self { fields: Fields::from_request(request, state).await?, files: Vec::new() });
        }
        let parts = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        read(parts).await.map_err(IntoResponse::into_response)
    }
}

impl Upload {
    /// The file of that field with its own name, if one was chosen.
    pub fn take(&mut self, field: &str) -> Result<Option<(String, Vec<u8>)>, TooLarge> {
        let Some(at) = self.files.iter().position(|file| file.field == field) else { return Ok(None) };
        let File { name, bytes, .. } = self.files.swap_remove(at);
        bytes.map(|bytes| Some((name, bytes))).ok_or(TooLarge)
    }
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).map(http::HeaderValue::as_bytes);
    kind.and_then(|kind| kind.get(..19)).is_some_and(|kind| kind.eq_ignore_ascii_case(b"multipart/form-data"))
}

async fn read(mut parts: Multipart) -> Result<Upload, StatusCode> {
    let (mut pairs, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(unread)? {
        if pairs.len() + files.len() == MOST_PARTS {
            return Err(StatusCode::BAD_REQUEST);
        }
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(|name| own_name(name).to_owned()) else {
            let text = bytes(part, MOST_TEXT_BYTES).await?.ok_or(StatusCode::PAYLOAD_TOO_LARGE)?;
            pairs.push((field, String::from_utf8(text).map_err(|_| StatusCode::BAD_REQUEST)?));
            continue;
        };
        let bytes = bytes(part, MOST_BYTES).await?;
        // Browsers send an empty one where none was chosen.
        let chosen = !name.is_empty() || bytes.as_ref().is_none_or(|bytes| !bytes.is_empty());
        if name.contains('\0') {
            return Err(StatusCode::BAD_REQUEST);
        }
        if chosen {
            files.push(File { field, name, bytes });
        }
    }
    Ok(Upload { fields: Fields::of_pairs(pairs)?, files })
}

/// None where there are more than `most`: the rest is read, but not kept.
async fn bytes(mut part: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, StatusCode> {
    let mut kept = Some(Vec::new());
    while let Some(chunk) = part.chunk().await.map_err(unread)? {
        kept = kept.filter(|kept: &Vec<u8>| kept.len() + chunk.len() <= most);
        if let Some(kept) = &mut kept {
            kept.extend_from_slice(&chunk);
        }
    }
    Ok(kept)
}

/// Some browsers once sent whole paths, and anybody can.
fn own_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Whatever keeps a form from being read is on the other side.
#[expect(clippy::needless_pass_by_value, reason = "as map_err gives it")]
fn unread(cause: MultipartError) -> StatusCode {
    match cause.status() {
        StatusCode::PAYLOAD_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    async fn upload(body: Vec<u8>) -> Result<Upload, StatusCode> {
        let request =
            Request::post("/").header("content-type", "Multipart/Form-Data; boundary=x").body(Body::from(body));
        let request = request.expect("a request");
        Upload::from_request(axum::RequestExt::with_limited_body(request), &()).await.map_err(|answer| answer.status())
    }

    fn part(head: &str, content: &str) -> String {
        format!("--x\r\ncontent-disposition: form-data; {head}\r\n\r\n{content}\r\n")
    }

    #[tokio::test]
    async fn fields_and_files_come_apart() {
        let body = [
            part("name=\"title\"", "Orders"),
            part("name=\"spec\"; filename=\"C:\\\\a\\\\..\\\\../etc/open.yaml\"", "openapi: 3.1.0"),
            part("name=\"image\"; filename=\"\"", ""),
            "--x--\r\n".to_owned(),
        ];
        let mut read = upload(body.concat().into()).await.expect("a form");
        assert_eq!(read.fields.of("title"), "Orders");
        assert_eq!(read.take("spec"), Ok(Some(("open.yaml".to_owned(), b"openapi: 3.1.0".to_vec()))));
        assert_eq!((read.take("spec"), read.take("image")), (Ok(None), Ok(None)));
    }

    #[tokio::test]
    async fn nonsense_is_refused() {
        let many: String = (0..=MOST_PARTS).map(|_| part("name=\"a\"", "")).collect();
        for body in [
            part("name=\"a\"", "\0") + "--x--\r\n",
            part("name=\"a\"; filename=\"a\0b\"", "") + "--x--\r\n",
            part("name=\"a\"", "cut"),
            many + "--x--\r\n",
            "nothing of the kind".to_owned(),
        ] {
            assert_eq!(upload(body.clone().into()).await.err(), Some(StatusCode::BAD_REQUEST), "{body:?}");
        }
        let mut latin = part("name=\"a\"", "").into_bytes();
        latin.truncate(latin.len() - 2);
        latin.extend(b"\xff\r\n--x--\r\n");
        assert_eq!(upload(latin).await.err(), Some(StatusCode::BAD_REQUEST));
    }
}
