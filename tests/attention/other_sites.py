"""Another site on this machine, which answers as other sites do."""

import time
from http.server import BaseHTTPRequestHandler


class OtherSite(BaseHTTPRequestHandler):
    """Answers as other sites do."""

    asked: list = []
    hosts: list = []
    robots: tuple = (200, b"User-agent: *\nDisallow: /secret/\n")
    # Seconds between the lines of what robots may ask for, and how many of them could be sent.
    drip: float = 0
    dripped: int = 0

    def do_GET(self):
        type(self).asked.append((self.path, self.headers["User-Agent"]))
        type(self).hosts.append(self.headers["Host"])
        if self.path == "/robots.txt":
            return self.let_drip() if self.drip else self.answer(*self.robots)
        if self.path == "/moved":
            return self.answer(302, location="/good")
        if self.path == "/round":
            return self.answer(302, location="/round")
        if self.path == "/bad":
            return self.answer(302, location="http://[bad")
        if self.path.startswith("/status/"):
            return self.answer(int(self.path.rpartition("/")[2]), location="/good")
        if self.path.startswith("/chain/"):
            left = int(self.path.rpartition("/")[2])
            return self.answer(302, location=f"/chain/{left - 1}") if left else self.answer(200)
        if self.path == "/inside":
            return self.answer(302, location="http://10.0.0.1/")
        return self.answer({"/good": 200, "/gone": 404, "/busy": 503, "/no-robots-here": 403}.get(self.path, 200))

    def answer(self, status, body=b"", location=""):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def let_drip(self):
        self.send_response(200)
        self.end_headers()
        for line in self.robots[1].splitlines(keepends=True):
            try:
                self.wfile.write(line)
            except OSError:  # whoever asked has gone
                return
            type(self).dripped += 1
            time.sleep(self.drip)

    def log_message(self, *_arguments):
        pass


def here_only(address):
    return address == "127.0.0.1"
