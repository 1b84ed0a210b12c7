"""Two servers with a proxy in front, on a real PostgreSQL, a real Redis and a server that speaks S3's protocol."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "script"))
import processes
import trial_site

BUCKET = "uploads"


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="session")
def redis(folder):
    port = processes.free_port()
    command = [shutil.which("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    with processes.running(command, port, folder / "redis.log", cwd=folder):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="session")
def bucket(folder):
    with trial_site.bucket(folder) as url:
        yield url


class Cluster:
    """Two nodes that can be started, stopped and killed, and the proxy that visitors see."""

    def __init__(self, folder, shared):
        self.folder, self.shared, self.port = folder, shared, processes.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.shared["SITE_ADDRESS"] = self.url
        self.cdn_port = processes.free_port()
        self.shared["CDN_PURGE"] = f"http://secret@127.0.0.1:{self.cdn_port}"
        self.ports, self.nodes = [processes.free_port(), processes.free_port()], {}

    def start(self, number, root=trial_site.ROOT):
        data = self.folder / f"node-{number}"
        data.mkdir(exist_ok=True)
        stack = contextlib.ExitStack()
        arguments = ["--demo"] if number == 0 else []
        site = trial_site.running_site(data, sys.prefix, *arguments, port=self.ports[number], root=root, **self.shared)
        self.nodes[number] = (stack, stack.enter_context(site))
        return self.nodes[number][1]

    def stop(self, number):
        self.nodes.pop(number)[0].close()

    def kill(self, number):
        """End a node and all its processes at once, as a power cut does."""
        stack, site = self.nodes.pop(number)
        processes.kill_all(site.process.pid)
        with contextlib.suppress(ProcessLookupError):
            stack.close()

    def node_url(self, number):
        return f"http://127.0.0.1:{self.ports[number]}"

    @contextlib.contextmanager
    def worker(self):
        """Run a worker beside the nodes while the block runs; gives its log, a file."""
        env, log = trial_site.trial_environment(self.folder / "node-0") | self.shared, self.folder / "worker.log"
        with log.open("w") as opened:
            command = [trial_site.ROOT / "script" / "manage", "db_worker"]
            process = subprocess.Popen(command, env=env, stdout=opened, stderr=subprocess.STDOUT)
        try:
            yield log
        finally:
            process.terminate()
            process.wait(30)

    def manage(self, number, code):
        """Run Python on a node, as script/manage shell does."""
        env = trial_site.trial_environment(self.folder / f"node-{number}") | self.shared
        command = [trial_site.ROOT / "script" / "manage", "shell", "-v", "0", "-c", code]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def cluster(folder, redis, bucket):
    shared = {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "CACHE_URL": redis,
        "MEDIA_STORAGE": bucket,
        "TASKS": "worker",
        "SECRET_KEY": "shared-by-both-0123456789-abcdefghijklmnopqrstuvwxyz",
    }
    cluster = Cluster(folder, shared)
    for number in (0, 1):
        cluster.start(number)
    backends = " ".join(f"127.0.0.1:{port}" for port in cluster.ports)
    (folder / "Caddyfile").write_text(
        "{\n    admin off\n    auto_https off\n}\n"
        f"http://127.0.0.1:{cluster.port} {{\n    reverse_proxy {backends} {{\n"
        "        lb_policy round_robin\n        lb_try_duration 5s\n        lb_try_interval 100ms\n"
        "        fail_duration 2s\n        health_uri /health/ready/\n        health_interval 1s\n"
        "        health_status 204\n    }\n}\n"
    )
    caddy = Path(sys.executable).with_name("caddy")
    command = [caddy, "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"]
    env = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    with processes.running(command, cluster.port, folder / "caddy.log", env=env):
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(cluster.url).read()
                break
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield cluster
    for number in list(cluster.nodes):
        cluster.stop(number)


@pytest.fixture
def cdn(cluster, tmp_path):
    """A Varnish in front of the proxy, with deploy/varnish.vcl; gives its address."""
    config = (trial_site.ROOT / "deploy" / "varnish.vcl").read_text().replace('"8000"', f'"{cluster.port}"')
    (tmp_path / "site.vcl").write_text(config)
    command = [shutil.which("varnishd"), "-F", "-a", f"127.0.0.1:{cluster.cdn_port}", "-n", tmp_path / "varnish"]
    # Without an account of its own, which could not read the folder of the tests.
    command += ["-j", "none", "-f", tmp_path / "site.vcl", "-s", "malloc,32m"]
    with processes.running(command, cluster.cdn_port, tmp_path / "varnish.log"):
        yield f"http://127.0.0.1:{cluster.cdn_port}"
