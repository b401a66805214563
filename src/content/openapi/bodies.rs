//! What requests and responses carry, by media type, with examples.

use super::call::Call;
use super::desk::Page;
use super::example::{Way, of_schema};
use super::limits;
use super::node::Node;
use super::schema::Shape;
use super::spec::Spec;
use super::write;
use crate::content::markdown;

const MEDIA_TYPES: usize = 12;
const EXAMPLES: usize = 10;
/// Of one example, and from where on none is shown.
const LONGEST: usize = 20_000;
const ROOM: usize = 120_000;

/// Named, or nameless when there is one.
pub fn given_examples<'a>(spec: &'a Spec, media: &'a Node) -> Vec<(Option<&'a str>, &'a Node)> {
    let named = media.entries_at("examples").filter_map(|(name, example)| {
        let example = spec.follow(example).node;
        let value = example.find("value").or_else(|| example.find("dataValue"))?;
        Some((Some(example.text_at("summary").unwrap_or(name)), value))
    });
    media.find("example").map(|example| (None, example)).into_iter().chain(named).take(EXAMPLES).collect()
}

impl<'a> Page<'_, 'a> {
    /// `apart`: its first example is shown at another place of the page.
    pub fn contents(&mut self, content: &'a Node, is_request: bool, apart: bool) {
        for (at, (media_type, media)) in content.entries().enumerate().take(MEDIA_TYPES) {
            let media = self.spec().follow(media).node;
            // The same thing in another writing needs no second reading.
            let same = content.entries().take(at).find(|(_, earlier)| {
                earlier.find("schema").is_some() && earlier.find("schema") == media.find("schema")
            });
            self.markup("<p class=\"media\">").code(media_type);
            if let Some((earlier, _)) = same {
                self.text(", the same as ").code(earlier).markup("</p>");
                continue;
            }
            if let Some(schema) = media.find("schema").or_else(|| media.find("itemSchema")) {
                let shape = Shape::of(self.spec(), schema);
                self.markup(" <span>");
                self.type_of(&shape, 0);
                self.markup("</span></p>");
                self.body_schema(&shape);
            } else {
                self.markup("</p>");
            }
            self.examples(media, is_request, apart && at == 0);
        }
    }

    fn body_schema(&mut self, shape: &Shape<'a>) {
        if let Some(text) = shape.text("description") {
            self.prose(text);
        }
        limits::write(self, shape, None);
        if shape.types() == ["array"] {
            self.insides(shape, "each item", 0);
        } else {
            self.inside(shape, 0);
        }
    }

    fn examples(&mut self, media: &'a Node, is_request: bool, apart: bool) {
        let given = given_examples(self.spec(), media);
        // A request's first example is in the code samples, those of a success stand beside.
        let skipped = usize::from(apart || is_request);
        for (name, example) in given.into_iter().skip(skipped) {
            let caption =
                name.map_or_else(|| "Example".to_owned(), |name| format!("Example: {}", markdown::plain(name)));
            self.example(&caption, example);
        }
    }

    fn example(&mut self, caption: &str, example: &Node) {
        if self.html.as_str().len() > ROOM {
            return;
        }
        let mut code = match example {
            Node::Text(text) => text.to_string(),
            other => write::json(other),
        };
        if code.len() > LONGEST {
            code.truncate(code.floor_char_boundary(LONGEST));
            code.push_str("\n…");
        }
        self.figure(caption, &code);
    }

    /// The answer that a caller hopes for.
    pub fn success(&self, call: &Call<'a>) -> Option<&'a Node> {
        let responses = call.operation.find("responses")?;
        let found = responses.entries().find(|(code, _)| code.starts_with('2')).or_else(|| responses.entries().next());
        found.map(|(_, response)| self.spec().follow(response).node)
    }

    pub fn success_example(&mut self, call: &Call<'a>, response: &'a Node) {
        let Some((media_type, media)) = response.entries_at("content").next() else { return };
        let media = self.spec().follow(media).node;
        let code = call
            .operation
            .entries_at("responses")
            .find(|(_, one)| std::ptr::eq(self.spec().follow(one).node, response));
        let code = code.map_or("", |(code, _)| code);
        let caption = format!("Response {code}");
        if let Some((_, example)) = given_examples(self.spec(), media).into_iter().next() {
            self.example(&caption, example);
        } else if let Some(schema) = media.find("schema").filter(|_| media_type.contains("json") || media_type == "*/*")
        {
            self.example(&caption, &of_schema(self.spec(), schema, Way::Response, false));
        }
    }
}
