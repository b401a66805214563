//! Which client a request came from: the other end of the connection, or, where that is a trusted proxy, the
//! nearest address before it that is none.

use crate::portal::Client;
use http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The other end of the connection; the accept loop puts it into each request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

pub fn client(peer: Option<Peer>, headers: &HeaderMap, trusted: &[IpAddr]) -> Client {
    let peer = peer.map_or(IpAddr::from([127, 0, 0, 1]), |Peer(address)| address.ip().to_canonical());
    if !trusted.contains(&peer) {
        return Client(peer);
    }
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named = named.flat_map(|list| list.split(',')).map(|name| name.trim().parse::<IpAddr>());
    // From the nearest on; what stands before an address that nobody vouches for may be invented.
    let chain: Vec<_> = named.collect();
    let nearest = chain.into_iter().rev().map_while(Result::ok).map(|address| address.to_canonical());
    let mut last = peer;
    for address in nearest {
        last = address;
        if !trusted.contains(&address) {
            break;
        }
    }
    Client(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&'static str], seen: &str) {
        let peer = Peer(SocketAddr::new(peer.parse().expect("an address"), 1));
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        let trusted = ["10.0.0.1", "10.0.0.2"].map(|address| address.parse().expect("an address"));
        assert_eq!(client(Some(peer), &headers, &trusted).0.to_string(), seen, "{forwarded:?}");
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        check("192.0.2.9", &["1.1.1.1"], "192.0.2.9");
        check("10.0.0.1", &["1.1.1.1"], "1.1.1.1");
        check("10.0.0.1", &["6.6.6.6, 1.1.1.1, 10.0.0.2"], "1.1.1.1");
        check("10.0.0.1", &["6.6.6.6", "1.1.1.1"], "1.1.1.1");
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["nonsense"], "10.0.0.1");
        check("10.0.0.1", &["6.6.6.6, nonsense, 10.0.0.2"], "10.0.0.2");
        check("::ffff:10.0.0.1", &["2001:db8::1"], "2001:db8::1");
    }
}
