//! What the gateway is measured beside, each with the same keys in front of the same upstream.

use crate::command::on_path;
use crate::debian;
use crate::project::Project;
use crate::proxies;
use crate::served::{Served, free_port};
use anyhow::Result;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A server that is loaded, and the processes whose CPU time it takes.
pub struct Peer {
    pub name: &'static str,
    pub port: u16,
    pub served: Served,
}

/// 1 KB of JSON.
fn body() -> String {
    let items: Vec<_> =
        (0..22).map(|id| json!({ "id": id, "name": format!("thing {id}"), "state": "ready" })).collect();
    json!({ "items": items }).to_string()
}

fn nginx(folder: &Path, name: &str, workers: u32, modules: &str, http: &str, port: u16) -> Result<Served> {
    let here = folder.join(name);
    fs::create_dir_all(&here)?;
    let at = here.display();
    let config = format!(
        "{modules}\ndaemon off; worker_processes {workers}; pid {at}/pid; error_log {at}/log warn;\n\
         events {{ worker_connections 4096; }}\nhttp {{\n  access_log off; keepalive_requests 100000000;\n  \
         default_type application/json;\n  client_body_temp_path {at}/a; proxy_temp_path {at}/b;\n  \
         fastcgi_temp_path {at}/c; uwsgi_temp_path {at}/d; scgi_temp_path {at}/e;\n{http}\n}}\n"
    );
    let file = here.join("nginx.conf");
    fs::write(&file, config)?;
    let program = debian::need("nginx", &["nginx"], proxies::nginx)?;
    let mut served = Served::start(Command::new(program).arg("-e").arg("stderr").arg("-c").arg(file))?;
    served.wait_for(port)?;
    Ok(served)
}

/// One worker of nginx: what all of them stand in front of.
pub fn upstream(folder: &Path) -> Result<Peer> {
    let port = free_port()?;
    let http = format!("server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ return 200 '{}'; }} }}", body());
    Ok(Peer { name: "the upstream itself", port, served: nginx(folder, "upstream", 1, "", &http, port)? })
}

fn to_upstream(upstream: u16) -> String {
    format!(
        "upstream up {{ server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 100000000; }}\n\
         proxy_http_version 1.1; proxy_set_header Connection \"\";"
    )
}

pub fn nginx_plain(folder: &Path, upstream: u16) -> Result<Peer> {
    let port = free_port()?;
    let server = format!("server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ proxy_pass http://up; }} }}");
    let http = [to_upstream(upstream), server].join("\n");
    Ok(Peer { name: "nginx, no check", port, served: nginx(folder, "plain", 2, "", &http, port)? })
}

/// SHA-256 of the key, looked up in a table of its own: what a gateway in nginx comes to.
pub fn nginx_lua(folder: &Path, upstream: u16, keys: &Path) -> Result<Peer> {
    let lua = || Path::new("/usr/lib/nginx/modules/ngx_http_lua_module.so").is_file().then_some(());
    debian::need("nginx with Lua", &["libnginx-mod-http-lua"], lua)?;
    let port = free_port()?;
    let modules = "load_module /usr/lib/nginx/modules/ndk_http_module.so;\n\
                   load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;";
    let http = format!(
        "{}\ninit_by_lua_block {{\n  local ffi = require \"ffi\"\n  \
         ffi.cdef \"unsigned char *SHA256(const unsigned char *d, size_t n, unsigned char *md);\"\n  \
         local out = ffi.new(\"unsigned char[32]\")\n  \
         function hashed(key) ffi.C.SHA256(key, #key, out); return ffi.string(out, 32) end\n  known = {{}}\n  \
         local count = 0\n  for key in io.lines(\"{}\") do known[hashed(key)] = count; count = count + 1 end\n}}\n\
         server {{ listen 127.0.0.1:{port} backlog=4096; location / {{\n  access_by_lua_block {{\n    \
         local key = ngx.req.get_headers()[\"x-api-key\"]\n    local id = key and known[hashed(key)]\n    \
         if not id then return ngx.exit(401) end\n    ngx.req.set_header(\"X-Consumer\", id)\n    \
         ngx.req.clear_header(\"X-Api-Key\")\n  }}\n  proxy_pass http://up; }} }}",
        to_upstream(upstream),
        keys.display()
    );
    Ok(Peer { name: "nginx + Lua key table", port, served: nginx(folder, "lua", 2, modules, &http, port)? })
}

/// The gateway's own verdict, asked for by nginx.
pub fn nginx_asking(folder: &Path, upstream: u16, operations: u16, path: &str) -> Result<Peer> {
    let port = free_port()?;
    let http = format!(
        "{}\nupstream asked {{ server 127.0.0.1:{operations}; keepalive 256; keepalive_requests 100000000; }}\n\
         server {{ listen 127.0.0.1:{port} backlog=4096;\n\
         location / {{ auth_request /asked; proxy_set_header Connection \"\"; proxy_set_header X-Api-Key \"\"; \
         proxy_pass http://up; }}\n\
         location = /asked {{ internal; proxy_pass http://asked/ext-auth/nginx; proxy_pass_request_body off; \
         proxy_set_header Connection \"\"; proxy_set_header Content-Length \"\"; \
         proxy_set_header X-Original-URI {path}; }} }}",
        to_upstream(upstream)
    );
    Ok(Peer { name: "nginx asking ours", port, served: nginx(folder, "asking", 2, "", &http, port)? })
}

/// None of Envoy's own headers, so that it does not do more than the others.
pub fn envoy(project: &Project, folder: &Path, upstream: u16, keys: &Path) -> Result<Peer> {
    let port = free_port()?;
    let kind = |name: &str| format!("type.googleapis.com/envoy.extensions.filters.{name}");
    let credentials: Vec<Value> = fs::read_to_string(keys)?
        .lines()
        .enumerate()
        .map(|(client, key)| json!({ "key": key, "client": client.to_string() }))
        .collect();
    let filters = json!([
        { "name": "envoy.filters.http.api_key_auth", "typed_config": {
            "@type": kind("http.api_key_auth.v3.ApiKeyAuth"), "credentials": credentials,
            "key_sources": [{ "header": "x-api-key" }],
            "forwarding": { "header": "x-consumer", "hide_credentials": true } } },
        { "name": "envoy.filters.http.router", "typed_config": {
            "@type": kind("http.router.v3.Router"), "suppress_envoy_headers": true } },
    ]);
    let address = |port: u16| json!({ "socket_address": { "address": "127.0.0.1", "port_value": port } });
    let config = json!({ "static_resources": {
        "listeners": [{ "name": "keys", "address": address(port), "filter_chains": [{ "filters": [{
            "name": "envoy.filters.network.http_connection_manager", "typed_config": {
                "@type": kind("network.http_connection_manager.v3.HttpConnectionManager"),
                "stat_prefix": "keys", "generate_request_id": false, "http_filters": filters,
                "route_config": { "virtual_hosts": [{ "name": "all", "domains": ["*"], "routes": [
                    { "match": { "prefix": "/" }, "route": { "cluster": "up" } }] }] } } }] }] }],
        "clusters": [{ "name": "up", "type": "STATIC", "connect_timeout": "1s", "load_assignment": {
            "cluster_name": "up",
            "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": address(upstream) } }] }] } }],
    } });
    let file = folder.join("envoy.json");
    fs::write(&file, config.to_string())?;
    let mut command = Command::new(proxies::envoy(project)?);
    command.args(["--log-level", "error", "--concurrency", "2", "--disable-hot-restart", "-c"]).arg(file);
    let mut served = Served::start(&mut command)?;
    served.wait_for(port)?;
    Ok(Peer { name: "Envoy api_key_auth", port, served })
}

/// Where the packages put it.
pub fn wrk() -> Result<std::path::PathBuf> {
    debian::need("wrk", &["wrk"], || on_path("wrk"))
}
