"""Processes of tests and benchmarks: started on a free port, measured, ended."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path


@contextlib.contextmanager
def running(command, port, log, **options):
    """Run a program until the block ends; begin when it listens on its port. Gives its process."""
    with log.open("w") as opened:
        process = subprocess.Popen(command, stdout=opened, stderr=subprocess.STDOUT, **options)
    try:
        deadline = time.monotonic() + 60
        while not listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not start; it said: {log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def kill_all(pid):
    """Send SIGKILL to a process and to all that it started; none of them has time for anything."""
    found, last = [pid], [pid]
    while last:
        asked = subprocess.run(["pgrep", "-P", ",".join(map(str, last))], capture_output=True, text=True)
        last = [int(one) for one in asked.stdout.split()]
        found += last
    for one in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def resident(pid):
    """Return the memory in MB of a process and all that it started; shared parts are counted in proportion."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            waiting += map(int, children.read_text().split())
    return total / 1024


def listens(port):
    """Return whether somebody on this machine listens on a TCP port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def free_port():
    """Return a TCP port on this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
