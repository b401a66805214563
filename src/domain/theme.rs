//! The visitor's choice of colours, kept in a cookie so that the first byte of a page already wears it.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub const COOKIE: &str = "theme";

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The cookie that keeps it for a year. No secret, and the page's own switch must be able to write it.
    pub fn cookie(self) -> String {
        format!("{}={}; Path=/; Max-Age=31536000; SameSite=Lax", Self::COOKIE, self.as_str())
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.as_str() == text)
    }

    /// Reads it from a `Cookie` header; anything unexpected is no choice at all.
    pub fn from_cookies(header: &str) -> Option<Self> {
        header.split(';').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (name.trim() == Self::COOKIE).then(|| Self::parse(value.trim())).flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, theme: Option<Theme>) {
        assert_eq!(Theme::from_cookies(header), theme, "{header:?}");
    }

    #[test]
    fn only_a_known_choice_counts() {
        check("theme=dark", Some(Theme::Dark));
        check("a=b; theme=light; c=d", Some(Theme::Light));
        check("theme=\"><script>", None);
        check("mytheme=dark", None);
        check("", None);
    }
}
