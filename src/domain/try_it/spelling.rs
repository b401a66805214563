//! How a parameter's value is written into an address or a header: the styles of OpenAPI.

use super::{Form, Parameter, Style};

/// What a parameter's field holds, apart: a text is one value.
enum Values {
    One(String),
    Many(Vec<String>),
    Named(Vec<(String, String)>),
}

fn values(parameter: &Parameter, text: &str, encode: impl Fn(&str) -> String) -> Values {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    match parameter.form {
        Form::Text | Form::Number => Values::One(encode(text)),
        Form::List => Values::Many(lines().map(encode).collect()),
        Form::Object => {
            let pair =
                |line: &str| line.split_once('=').map(|(name, value)| (encode(name.trim()), encode(value.trim())));
            Values::Named(lines().filter_map(pair).collect())
        }
    }
}

/// In the path, in the place of its name.
pub fn in_path(parameter: &Parameter, text: &str) -> String {
    let values = values(parameter, text, |text| encoded(text, false));
    match parameter.style {
        Style::Label => {
            let between = if parameter.explode { "." } else { "," };
            [".", &joined(&values, parameter.explode, between)].concat()
        }
        Style::Matrix => match values {
            Values::Many(values) if parameter.explode => {
                values.iter().map(|value| [";", &parameter.name, "=", value].concat()).collect()
            }
            Values::Named(_) if parameter.explode => [";", &joined(&values, true, ";")].concat(),
            values => [";", &parameter.name, "=", &joined(&values, false, ",")].concat(),
        },
        _ => joined(&values, parameter.explode, ","),
    }
}

/// In the query, one `name=value` each.
pub fn in_query(parameter: &Parameter, text: &str) -> Vec<String> {
    let name = encoded(&parameter.name, false);
    let pair = |value: &str| [&name, "=", value].concat();
    let between = match parameter.style {
        Style::Space => "%20",
        Style::Pipe => "%7C",
        _ => ",",
    };
    match values(parameter, text, |text| encoded(text, parameter.reserved)) {
        Values::One(value) => vec![pair(&value)],
        Values::Many(values) if parameter.explode => values.iter().map(|value| pair(value)).collect(),
        Values::Named(pairs) if parameter.style == Style::Deep => {
            pairs.iter().map(|(key, value)| [&name, "%5B", key, "%5D=", value].concat()).collect()
        }
        Values::Named(pairs) if parameter.explode => {
            pairs.iter().map(|(key, value)| [key.as_str(), "=", value].concat()).collect()
        }
        values => vec![pair(&joined(&values, false, between))],
    }
}

/// In a header or a cookie, as it is.
pub fn plain(parameter: &Parameter, text: &str) -> String {
    joined(&values(parameter, text, |text| text.trim().to_owned()), parameter.explode, ",")
}

fn joined(values: &Values, explode: bool, between: &str) -> String {
    match values {
        Values::One(value) => value.clone(),
        Values::Many(values) => values.join(between),
        Values::Named(pairs) => {
            let inside = if explode { "=" } else { between };
            pairs.iter().map(|(name, value)| [name, inside, value].concat()).collect::<Vec<_>>().join(between)
        }
    }
}

/// Whatever could mean something in an address is written by its bytes. `reserved`: unless that is wanted; what ends a
/// query still is.
pub fn encoded(text: &str, reserved: bool) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let stays = byte.is_ascii_alphanumeric()
            || b"-._~:".contains(&byte)
            || (reserved && b"/?@!$&'()*+,;=%".contains(&byte));
        if stays {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    fn parameter(form: Form, style: Style, explode: bool) -> Parameter {
        Parameter {
            name: "c".to_owned(),
            place: Place::Query,
            required: false,
            form,
            style,
            explode,
            reserved: false,
            options: Vec::new(),
            value: String::new(),
            hint: String::new(),
        }
    }

    /// The table of the specification, section "Style Examples".
    #[test]
    fn every_style_is_spelled_as_the_specification_says() {
        const LIST: &str = "blue\nblack\n\n brown ";
        const OBJECT: &str = "R=100\nG=200\nno pair\nB=150";
        let paths = [
            (Form::Text, Style::Simple, false, "blue", "blue"),
            (Form::List, Style::Simple, false, LIST, "blue,black,brown"),
            (Form::Object, Style::Simple, false, OBJECT, "R,100,G,200,B,150"),
            (Form::Object, Style::Simple, true, OBJECT, "R=100,G=200,B=150"),
            (Form::Text, Style::Label, false, "blue", ".blue"),
            (Form::List, Style::Label, false, LIST, ".blue,black,brown"),
            (Form::List, Style::Label, true, LIST, ".blue.black.brown"),
            (Form::Object, Style::Label, true, OBJECT, ".R=100.G=200.B=150"),
            (Form::Text, Style::Matrix, false, "blue", ";c=blue"),
            (Form::List, Style::Matrix, false, LIST, ";c=blue,black,brown"),
            (Form::List, Style::Matrix, true, LIST, ";c=blue;c=black;c=brown"),
            (Form::Object, Style::Matrix, false, OBJECT, ";c=R,100,G,200,B,150"),
            (Form::Object, Style::Matrix, true, OBJECT, ";R=100;G=200;B=150"),
        ];
        for (form, style, explode, text, expected) in paths {
            assert_eq!(in_path(&parameter(form, style, explode), text), expected, "{form:?} {style:?} {explode}");
        }
        let queries = [
            (Form::Text, Style::Form, true, "blue", "c=blue"),
            (Form::List, Style::Form, true, LIST, "c=blue&c=black&c=brown"),
            (Form::List, Style::Form, false, LIST, "c=blue,black,brown"),
            (Form::List, Style::Space, false, LIST, "c=blue%20black%20brown"),
            (Form::List, Style::Pipe, false, LIST, "c=blue%7Cblack%7Cbrown"),
            (Form::Object, Style::Form, true, OBJECT, "R=100&G=200&B=150"),
            (Form::Object, Style::Form, false, OBJECT, "c=R,100,G,200,B,150"),
            (Form::Object, Style::Deep, true, OBJECT, "c%5BR%5D=100&c%5BG%5D=200&c%5BB%5D=150"),
        ];
        for (form, style, explode, text, expected) in queries {
            let query = in_query(&parameter(form, style, explode), text).join("&");
            assert_eq!(query, expected, "{form:?} {style:?} {explode}");
        }
        assert_eq!(plain(&parameter(Form::List, Style::Simple, false), LIST), "blue,black,brown");
        assert_eq!(plain(&parameter(Form::Object, Style::Simple, true), OBJECT), "R=100,G=200,B=150");
    }

    #[test]
    fn no_value_leaves_its_place_in_an_address() {
        assert_eq!(encoded("a/b?c#d&e=f+g h%20é", false), "a%2Fb%3Fc%23d%26e%3Df%2Bg%20h%2520%C3%A9");
        assert_eq!(encoded("2026-01-31T12:00:00Z", false), "2026-01-31T12:00:00Z");
        assert_eq!(encoded("a/b?c#d&e=f", true), "a/b?c%23d&e=f");
        let list = parameter(Form::List, Style::Form, false);
        assert_eq!(in_query(&list, "a,b\nc"), ["c=a%2Cb,c"]);
    }
}
