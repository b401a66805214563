//! The floor that server rendering is measured against: the bytes of a page as a static string, by axum alone.
//! Started by `cargo xtask bench ssr` with a port and a file; answers at /page.

use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use std::error::Error;
use std::net::Ipv4Addr;

/// The program's allocator, so that it isn't what is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` starts every bench with arguments of its own.
    let [port, file] = words.as_slice() else { return Ok(()) };
    let Ok(port) = port.parse::<u16>() else { return Ok(()) };
    let page = Bytes::from(std::fs::read(file)?);
    let answer = move || async move { ([(CONTENT_TYPE, "text/html; charset=utf-8")], page.clone()) };
    let router = Router::new().route("/page", get(answer));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        axum::serve(listener, router).await
    })?;
    Ok(())
}
