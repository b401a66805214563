//! The folder as a whole: each mistake in its place, nothing lost on the way out and in again.

mod demo;
mod mistakes;
mod round_trip;

use super::{Files, Folder, read};

/// A folder with one product, in which a test changes what it is about.
fn files(changed: &[(&str, &str)]) -> Files {
    let usual = [
        ("strategies.yaml", "- {name: key-auth, display_name: API key, kind: key_auth, key_names: [x-api-key]}\n"),
        ("products/orders/product.yaml", "slug: orders\nname: Orders\nsummary: Place them.\n"),
    ];
    let all = usual.iter().chain(changed);
    all.map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// The lines below those that every product needs.
fn product(lines: &str) -> Files {
    files(&[("products/orders/product.yaml", &format!("slug: orders\nname: Orders\nsummary: Place them.\n{lines}"))])
}

#[track_caller]
fn right(files: &Files) -> Folder {
    read(files).unwrap_or_else(|mistakes| panic!("{}", told(&mistakes).join("\n")))
}

fn told(mistakes: &[super::Mistake]) -> Vec<String> {
    mistakes.iter().map(ToString::to_string).collect()
}
