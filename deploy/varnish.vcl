# A cache in front of many machines (Varnish), where one is wanted; docs/operations.md says when it is not.
# It keeps what the site says a CDN may keep, for as long, and nothing of anybody who sends a cookie.
# A PURGE with the secret of CDN_PURGE lets go of everything; put your own in the place of "secret".
vcl 4.1;

import std;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (req.http.X-Purge-Secret != "secret") {
            return (synth(405));
        }
        ban("obj.status != 0");
        return (synth(200));
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
