//! What the codes of answers mean.

pub fn words(code: &str) -> Option<&'static str> {
    Some(match code {
        "default" => "All other answers",
        "1XX" | "1xx" => "Information",
        "2XX" | "2xx" => "Success",
        "3XX" | "3xx" => "Redirection",
        "4XX" | "4xx" => "Client error",
        "5XX" | "5xx" => "Server error",
        _ => return http::StatusCode::from_bytes(code.as_bytes()).ok()?.canonical_reason(),
    })
}
