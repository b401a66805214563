//! The request that comes of what was filled in.

use super::spelling::{encoded, in_path, in_query, plain};
use super::{Body, Call, Content, Lock, Parameter, Place};

/// What was typed. Nothing of it is kept.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// One for each parameter.
    pub parameters: Vec<String>,
    /// Key or token.
    pub secret: String,
    /// Which of the bodies; none: nothing is sent.
    pub body: Option<usize>,
    /// One for each body.
    pub given: Vec<Given>,
}

/// What was typed for the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub text: String,
    /// One for each field; of a file its name.
    pub fields: Vec<String>,
    pub file: String,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub payload: Payload,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    Nothing,
    Text(String),
    Parts(Vec<Part>),
    /// Its name; what is in it only the browser knows.
    File(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// Of a file its name.
    pub value: String,
    pub file: bool,
}

/// Headers that no page may set: the browser writes them itself, or leaves them out.
const ITS_OWN: [&str; 21] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];

impl Parameter {
    /// Whether a page can send it. What it can't is in the cURL line.
    pub fn is_sent(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        match self.place {
            Place::Cookie => false,
            Place::Header => {
                !(ITS_OWN.contains(&name.as_str()) || name.starts_with("sec-") || name.starts_with("proxy-"))
            }
            _ => true,
        }
    }

    /// The key has a field of its own, and the body says its type itself.
    pub fn is_asked(&self, lock: Option<&Lock>) -> bool {
        let of_lock = lock.is_some_and(|lock| lock.header().0.eq_ignore_ascii_case(&self.name));
        let elsewhere = ["authorization", "content-type", "accept"];
        self.place != Place::Header || !(of_lock || elsewhere.contains(&self.name.to_ascii_lowercase().as_str()))
    }
}

impl Filled {
    /// What is filled in to begin with.
    pub fn of(call: &Call) -> Self {
        let given = |body: &Body| match &body.content {
            Content::Text(text) => Given { text: text.clone(), ..Given::default() },
            Content::Fields(fields) => {
                Given { fields: fields.iter().map(|field| field.value.clone()).collect(), ..Given::default() }
            }
            Content::File => Given::default(),
        };
        Self {
            parameters: call.parameters.iter().map(|parameter| parameter.value.clone()).collect(),
            secret: String::new(),
            body: (!call.bodies.is_empty()).then_some(0),
            given: call.bodies.iter().map(given).collect(),
        }
    }
}

/// What keeps the request from being sent as it was meant: the number of a parameter, and what to do.
pub fn misfits(call: &Call, filled: &Filled, lock: Option<&Lock>) -> Vec<(usize, &'static str)> {
    let mut misfits = Vec::new();
    for (at, (parameter, text)) in call.parameters.iter().zip(&filled.parameters).enumerate() {
        let (asked, empty) = (parameter.is_asked(lock) && parameter.is_sent(), text.trim().is_empty());
        let in_path = parameter.place == Place::Path;
        if asked && empty && (parameter.required || in_path) {
            misfits.push((at, "Fill this in."));
        } else if in_path && matches!(text.trim(), "." | "..") {
            misfits.push((at, "Browsers take . and .. out of a path. Enter something else."));
        } else if asked && parameter.place == Place::Header && !fits_header(text) {
            misfits.push((at, "A header can’t hold these signs."));
        }
    }
    misfits
}

/// Anything else no browser sends.
pub fn fits_header(text: &str) -> bool {
    text.chars().all(|letter| letter == '\n' || (' '..='\u{ff}').contains(&letter) && letter != '\u{7f}')
}

/// What is empty is left out; a place in the path keeps its name until it is filled.
/// `sent`: without what no page can send, as the browser will do it.
pub fn request(base: &str, call: &Call, filled: &Filled, lock: Option<&Lock>, sent: bool) -> Request {
    let mut path = call.path.clone();
    let (mut query, mut headers, mut cookies) = (Vec::new(), Vec::new(), Vec::new());
    let mut places = Vec::new();
    for (parameter, text) in call.parameters.iter().zip(&filled.parameters) {
        let text = text.trim();
        if text.is_empty() || !parameter.is_asked(lock) || (sent && !parameter.is_sent()) {
            continue;
        }
        match parameter.place {
            Place::Path => places.push((["{", &parameter.name, "}"].concat(), in_path(parameter, text))),
            Place::Query => query.extend(in_query(parameter, text)),
            Place::Querystring => query.push(encoded(text, true)),
            Place::Header => headers.push((parameter.name.clone(), plain(parameter, text))),
            Place::Cookie => cookies.push([&parameter.name, "=", &plain(parameter, text)].concat()),
        }
    }
    path = filled_path(&path, &places);
    if !query.is_empty() {
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(&query.join("&"));
    }
    if let Some(lock) = lock.filter(|_| !filled.secret.is_empty()) {
        let (name, _) = lock.header();
        let scheme = if *lock == Lock::Token { "Bearer " } else { "" };
        headers.push((name.to_owned(), [scheme, &filled.secret].concat()));
    }
    if !cookies.is_empty() {
        headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    let body = filled.body.and_then(|at| Some((call.bodies.get(at)?, filled.given.get(at)?)));
    let payload = body.map_or(Payload::Nothing, |(body, given)| payload(body, given));
    // Of a form in parts the browser writes the type itself, with what parts them.
    if let Some((body, _)) = body.filter(|_| !matches!(payload, Payload::Nothing | Payload::Parts(_))) {
        headers.push(("Content-Type".to_owned(), body.media_type.clone()));
    }
    Request { method: call.method.clone(), url: [base, &path].concat(), headers, payload }
}

/// In one go: what stands in a value is no place for another.
fn filled_path(path: &str, places: &[(String, String)]) -> String {
    let mut filled = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(letter) = rest.chars().next() {
        match places.iter().find(|(place, _)| rest.starts_with(place.as_str())) {
            Some((place, value)) => {
                filled.push_str(value);
                rest = &rest[place.len()..];
            }
            None => {
                let (here, after) = rest.split_at(letter.len_utf8());
                // The path's own signs stay; nothing else of it may end the path.
                let stays = here.is_ascii() && !matches!(letter, ' ' | '#' | '"' | '<' | '>' | '\\' | '^' | '`' | '|');
                filled.push_str(&if stays { here.to_owned() } else { encoded(here, false) });
                rest = after;
            }
        }
    }
    if filled.starts_with('/') { filled } else { ["/", &filled].concat() }
}

fn payload(body: &Body, given: &Given) -> Payload {
    match &body.content {
        Content::Text(_) => Payload::Text(given.text.clone()),
        Content::File => Payload::File(given.file.clone()),
        Content::Fields(fields) => {
            let filled = fields.iter().zip(&given.fields).filter(|(field, value)| field.required || !value.is_empty());
            if body.media_type.starts_with("multipart/") {
                let part = |(field, value): (&super::Field, &String)| Part {
                    name: field.name.clone(),
                    value: value.clone(),
                    file: field.file,
                };
                return Payload::Parts(filled.map(part).collect());
            }
            let pairs: Vec<_> = filled
                .map(|(field, value)| [&encoded(&field.name, false), "=", &encoded(value, false)].concat())
                .collect();
            Payload::Text(pairs.join("&"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Field, Form, Style};
    use super::*;

    fn parameter(name: &str, place: Place, required: bool) -> Parameter {
        Parameter {
            name: name.to_owned(),
            place,
            required,
            form: Form::Text,
            style: Style::Simple,
            explode: false,
            reserved: false,
            options: Vec::new(),
            value: String::new(),
            hint: String::new(),
        }
    }

    fn call(path: &str, parameters: Vec<Parameter>) -> Call {
        Call { method: "GET".to_owned(), path: path.to_owned(), parameters, ..Call::default() }
    }

    fn filled(parameters: &[&str]) -> Filled {
        Filled { parameters: parameters.iter().map(|text| (*text).to_owned()).collect(), ..Filled::default() }
    }

    fn key() -> Lock {
        Lock::Key { header: "x-api-key".to_owned() }
    }

    #[track_caller]
    fn check_url(path: &str, values: [&str; 3], expected: &str) {
        let parameters = vec![
            parameter("a", Place::Path, true),
            parameter("b", Place::Path, true),
            parameter("q", Place::Query, false),
        ];
        let request = request("https://gw.example/p", &call(path, parameters), &filled(&values), None, true);
        assert_eq!(request.url, format!("https://gw.example/p{expected}"));
    }

    #[test]
    fn a_path_is_filled_and_nothing_leaves_its_place() {
        check_url("/x/{a}/y/{b}", ["1", "2", ""], "/x/1/y/2");
        check_url("/x/{a}.{b}", ["é/../?", "{a}", "1 2"], "/x/%C3%A9%2F..%2F%3F.%7Ba%7D?q=1%202");
        check_url("/x/{a}/{b}", ["{b}", "2", ""], "/x/%7Bb%7D/2");
        check_url("/x/{a}", ["", "", ""], "/x/{a}");
        check_url("x y?v=1", ["", "", "2"], "/x%20y?v=1&q=2");
        check_url("/a#b", ["", "", ""], "/a%23b");
    }

    #[test]
    fn what_is_missing_is_named() {
        let call = call(
            "/{a}",
            vec![
                parameter("a", Place::Path, true),
                parameter("b", Place::Query, true),
                parameter("c", Place::Query, false),
                parameter("x-api-key", Place::Header, true),
                parameter("session", Place::Cookie, true),
                parameter("x-note", Place::Header, false),
            ],
        );
        let wrong = |values: &[&str]| misfits(&call, &filled(values), Some(&key())).into_iter().map(|(at, _)| at);
        assert_eq!(wrong(&["", " ", "", "", "", ""]).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(wrong(&["..", "1", "", "", "", "\u{2192}"]).collect::<Vec<_>>(), [0, 5]);
        assert_eq!(wrong(&["1", "1", "", "", "", "caf\u{e9}"]).count(), 0);
    }

    #[test]
    fn headers_carry_the_key_and_what_a_page_may_send() {
        let parameters = vec![
            parameter("X-Api-Key", Place::Header, true),
            parameter("x-trace", Place::Header, false),
            parameter("User-Agent", Place::Header, false),
            parameter("Accept", Place::Header, false),
            parameter("session", Place::Cookie, false),
        ];
        let call = call("/", parameters);
        let mut filled = filled(&["other", "7", "me", "x/y", "s"]);
        filled.secret = "pk_1".to_owned();
        let headers = |lock: Option<&Lock>, sent| {
            let request = request("", &call, &filled, lock, sent);
            request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>()
        };
        assert_eq!(headers(Some(&key()), true), ["x-trace: 7", "x-api-key: pk_1"]);
        assert_eq!(
            headers(Some(&key()), false),
            ["x-trace: 7", "User-Agent: me", "x-api-key: pk_1", "Cookie: session=s"]
        );
        assert_eq!(headers(Some(&Lock::Token), true)[2..], ["Authorization: Bearer pk_1"]);
        assert_eq!(headers(None, true), ["X-Api-Key: other", "x-trace: 7"]);
    }

    #[test]
    fn a_body_goes_as_its_type_wants_it() {
        let field = |name: &str, file, required| Field { name: name.to_owned(), value: String::new(), file, required };
        let fields = vec![field("a b", false, true), field("doc", true, false), field("left", false, false)];
        let body = |media_type: &str, content| Body { media_type: media_type.to_owned(), content };
        let call = Call {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            bodies: vec![
                body("application/json", Content::Text(String::new())),
                body("application/x-www-form-urlencoded", Content::Fields(fields.clone())),
                body("multipart/form-data", Content::Fields(fields)),
                body("image/png", Content::File),
            ],
            ..Call::default()
        };
        let given = Given {
            text: "{}".to_owned(),
            fields: ["1&2", "x.pdf", ""].map(str::to_owned).to_vec(),
            file: "p.png".to_owned(),
        };
        let sent = |at| {
            let filled = Filled { body: at, given: vec![given.clone(); 4], ..Filled::default() };
            let request = request("", &call, &filled, None, true);
            (request.payload, request.headers.into_iter().map(|(_, value)| value).collect::<Vec<_>>())
        };
        assert_eq!(sent(None), (Payload::Nothing, vec![]));
        assert_eq!(sent(Some(0)), (Payload::Text("{}".to_owned()), vec!["application/json".to_owned()]));
        assert_eq!(sent(Some(1)).0, Payload::Text("a%20b=1%262&doc=x.pdf".to_owned()));
        let (Payload::Parts(parts), headers) = sent(Some(2)) else { panic!("parts") };
        assert_eq!((parts.len(), parts[1].file, headers.len()), (2, true, 0));
        assert_eq!(sent(Some(3)), (Payload::File("p.png".to_owned()), vec!["image/png".to_owned()]));
    }
}
