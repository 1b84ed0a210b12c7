"""Commands of script/test: run one after the other or side by side, shown, counted and summed up."""

import os
import re
import subprocess
import tempfile
import threading
import time

import trial_site

# What pytest's last line tells.
COUNTED = ("passed", "failed", "error", "rerun", "skipped")


class Runs:
    """Runs the parts one after the other and keeps what came of them."""

    def __init__(self, python, tests):
        self.python, self.tests, self.results = python, tests, []
        # Rows of work that run side by side; the first one that has any shows what it does.
        self.rows = {"sqlite": [], "postgresql": [], "visitors": [], "staff": []}
        # What one more row does, and every row that has ended helps with, one thing at a time.
        self.shared = []
        # What waits for all.
        self.afterwards = []
        self.pytest = (python, "-m", "pytest")
        # Tests never see this installation's own settings or data.
        self.folder = tempfile.TemporaryDirectory(prefix="site-test-")
        self.env = {name: value for name, value in os.environ.items() if name not in trial_site.OWN_SETTINGS} | {
            "DATA_DIR": self.folder.name,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
            "SITE_ADDRESS": "http://localhost",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HYPOTHESIS_STORAGE_DIRECTORY": f"{self.folder.name}/hypothesis",
        }

    def run(self, name, *command, env=None):
        """Run one command, showing its output; keep whether it passed and how many tests it counted."""
        begin = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            env=self.env | (env or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        output = []
        for line in process.stdout:
            output.append(line.decode(errors="replace"))
            if threading.current_thread() is threading.main_thread():
                print(output[-1], end="", flush=True)
        process.wait()
        if threading.current_thread() is not threading.main_thread():
            print(f"\n── {name}\n{''.join(output)}", flush=True)
        text = "".join(output[-3:])
        counted = {word: sum(map(int, re.findall(rf"(\d+) {word}", text))) for word in COUNTED}
        self.results.append((name, process.returncode == 0, time.monotonic() - begin, counted))

    def fail(self, name, sentence):
        """Keep a failure that no command has printed."""
        print(sentence, flush=True)
        self.results.append((name, False, 0, dict.fromkeys(COUNTED, 0) | {"error": 1}))

    def wait(self):
        """Do what waits in the rows, side by side."""
        rows = [row for row in self.rows.values() if row]
        # Two for what is shared where there is nothing else: this is meant for two processors.
        rows += [[] for _row in self.shared[: 1 if rows else 2]]
        beside = [threading.Thread(target=self.work, args=(row,)) for row in rows[1:]]
        for thread in beside:
            thread.start()
        for row in rows[:1]:
            self.work(row)
        for thread in beside:
            thread.join()
        self.work(self.afterwards)

    def work(self, row):
        """Do one thing of a row after the other, then what is shared; an error of ours is a failure, not silence."""
        while row or self.shared:
            try:
                one = (row or self.shared).pop(0)
            except IndexError:
                # Another row was faster.
                continue
            try:
                one()
            except (Exception, SystemExit) as error:
                self.fail(getattr(one, "__name__", "a row of tests"), f"{type(error).__name__}: {error}")

    def summary(self):
        """Print one table; return the exit code."""
        print("\n── summary")
        for name, passed, seconds, counted in self.results:
            tests = f"{counted['passed']} passed" if counted["passed"] else ""
            tests += f", {counted['failed'] + counted['error']} failed" if counted["failed"] + counted["error"] else ""
            tests += f", {counted['rerun']} only at the second try" if counted["rerun"] else ""
            # What this machine could not show is not shown, whatever else passed.
            tests += f", {counted['skipped']} skipped" if counted["skipped"] else ""
            print(f"{'ok  ' if passed else 'FAIL'}  {name:24} {seconds:6.1f} s  {tests}")
        total = sum(counted["passed"] for *_rest, counted in self.results)
        failed = sum(not passed for _name, passed, *_rest in self.results)
        print(f"\n{total} passed, {failed} failed")
        return 1 if failed else 0
