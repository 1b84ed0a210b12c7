"""The server of an old site, on this machine: its pictures well and badly kept."""

import io
import time
from http.server import BaseHTTPRequestHandler

from PIL import Image


def picture(kind="JPEG", colour="teal", size=(40, 30), **options):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **options)
    return file.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


def moving_gif():
    file = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


GOOD = picture()


class OldServer(BaseHTTPRequestHandler):
    """The old site's pictures, well and badly kept."""

    protocol_version = "HTTP/1.1"
    files: dict = {}
    asked: list = []
    broken: dict = {}

    def do_GET(self):
        path = self.path.partition("?")[0]
        self.asked.append((path, self.headers.get("Range", ""), self.headers["Host"]))
        getattr(self, "say_" + path.strip("/").partition(".")[0].replace("-", "_"), self.say_file)(path)

    def answer(self, content, status=200, kind="image/jpeg", length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def say_file(self, path):
        if path in self.files:
            self.answer(self.files[path])
        else:
            self.answer(b"gone", 404)

    def say_moved(self, _path):
        self.answer(b"", 302, Location="/river.jpg")

    def say_inside(self, _path):
        self.answer(b"", 302, Location="http://169.254.169.254/latest/meta-data.jpg")

    def say_elsewhere(self, _path):
        self.answer(b"", 302, Location="http://elsewhere.example/river.jpg")

    def say_as_file(self, _path):
        self.answer(b"", 302, Location="file:///etc/passwd")

    def say_around(self, _path):
        self.answer(b"", 302, Location="/around.jpg")

    def say_busy(self, path):
        self.broken[path] = self.broken.get(path, 0) + 1
        self.answer(GOOD) if self.broken[path] == 3 else self.answer(b"", 503)

    def say_breaks_off(self, path):
        """Stop in the middle once; go on from there when asked to."""
        begin = self.headers.get("Range", "")
        if begin:
            start = int(begin.removeprefix("bytes=").rstrip("-"))
            rest = GOOD[start:]
            self.answer(rest, 206, Content_Range=f"bytes {start}-{len(GOOD) - 1}/{len(GOOD)}")
            return
        self.answer(GOOD[: len(GOOD) // 2], length=len(GOOD))
        self.close_connection = True

    def say_shrunk(self, path):
        """Stop in the middle once; there is nothing behind that place any more."""
        self.broken[path] = self.broken.get(path, 0) + 1
        if self.headers.get("Range", ""):
            self.answer(b"", 416)
        elif self.broken[path] == 1:
            self.answer(GOOD[: len(GOOD) // 2], length=len(GOOD))
            self.close_connection = True
        else:
            self.answer(GOOD)

    def say_never(self, _path):
        self.answer(b"", 503)

    def say_sized(self, _path):
        """Answer with what was asked for behind the path."""
        self.answer(self.path.partition("?")[2].encode())

    def say_lies(self, _path):
        self.answer(b"x" * 50_000, length=20)

    def say_huge(self, _path):
        self.answer(b"", length=50_000_000)
        self.close_connection = True

    def say_endless(self, _path):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def say_slow(self, _path):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            for _time in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *args):
        pass
