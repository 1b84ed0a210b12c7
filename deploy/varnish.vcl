# A cache in front of many machines (Varnish), where one is wanted; docs/operations.md says when it is not.
# It keeps what the site says a CDN may keep, for as long, and nothing of anybody who sends a cookie.
vcl 4.1;

import std;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

acl site {
    "127.0.0.1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ site) {
            return (synth(405));
        }
        return (purge);
    }
    if (req.http.Cookie || (req.method != "GET" && req.method != "HEAD")) {
        return (pass);
    }
}

sub vcl_backend_response {
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    if (beresp.status == 200 && beresp.http.CDN-Cache-Control ~ "max-age=\d+" && !beresp.http.Set-Cookie) {
        set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, ".*max-age=(\d+).*", "\1s"), 0s);
        unset beresp.http.CDN-Cache-Control;
        return (deliver);
    }
    unset beresp.http.CDN-Cache-Control;
    set beresp.uncacheable = true;
    return (deliver);
}
