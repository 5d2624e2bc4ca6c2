"""A pytest plugin that reports each test as a line of JSON, and runs a given selection.

It lies in a folder of its own beside `plan.json`:
{"ids": [ids] or null for all, "files": [files of the ids], "canary": {"path", "passing", "failing"}
or null}, paths relative to the folder that pytest was started in. Reports go to `report.jsonl`:
cases, errors that belong to no test, and a last line with the counts of both and a seal: SHA-256 of
the key in `key`, which is read and removed before anything of the workspace runs, and of all lines
before.
"""

import hashlib
import json
import os

import pytest

_here = os.path.dirname(os.path.abspath(__file__))
_start = os.getcwd()
with open(os.path.join(_here, "plan.json"), encoding="utf-8") as _file:
    _plan = json.load(_file)


def _take_key():
    path = os.path.join(_here, "key")
    try:
        with open(path, encoding="utf-8") as file:
            key = file.read()
    except FileNotFoundError:  # Workers load this too, when it is gone; they report nothing.
        return ""
    os.remove(path)
    return key


_seal = hashlib.sha256(_take_key().encode())

class _Report:
    """Written by the process that pytest was started as: not by its workers, not by forks of tests."""

    def __init__(self, config):
        self.root = str(config.rootpath)
        # Opened now and kept: a test may replace `open`, or change the folder.
        self.file = open(os.path.join(_here, "report.jsonl"), "w", encoding="utf-8")
        self.pid = os.getpid()
        self.dumps = json.dumps
        self.seal = _seal
        self.cases = 0
        self.errors = 0
        self.running = {}
        self.subfailed = set()

    def write(self, **line):
        if os.getpid() != self.pid or self.file.closed:
            return
        text = self.dumps(line) + "\n"
        self.seal.update(text.encode())
        self.file.write(text)
        self.file.flush()

    def id_of(self, nodeid):
        return _relative(self.root, nodeid)

    def case(self, nodeid):
        case = self.running.pop(nodeid, None)
        if case:
            self.cases += 1
            self.write(kind="case", id=self.id_of(nodeid), **case)

    def error(self, message):
        self.errors += 1
        self.write(kind="error", message=message)

    def finish(self):
        for nodeid in list(self.running):
            self.case(nodeid)
        seal = self.seal.hexdigest()
        self.write(kind="finished", cases=self.cases, errors=self.errors, seal=seal)
        self.file.close()

    def phase(self, report):
        """Folds set-up, call, tear-down and subtests into their test: the worst of them counts."""
        if report.when == "setup" and report.nodeid not in self.subfailed:
            # Also the start of a rerun, which then counts alone; but pytest forgives no subtest.
            self.running[report.nodeid] = {"outcome": "skipped", "ms": 0.0}
        case = self.running.setdefault(report.nodeid, {"outcome": "skipped", "ms": 0.0})
        is_subtest = hasattr(report, "context")
        if not is_subtest:
            case["ms"] += report.duration * 1000
        if report.failed:
            case["outcome"] = "failed"
            if is_subtest:
                self.subfailed.add(report.nodeid)
            case["message"] = (case.get("message", "") + "\n" + report.longreprtext).strip()
        elif report.when == "call" and case["outcome"] != "failed" and not is_subtest:
            case["outcome"] = "passed" if report.passed else "skipped"


def _relative(root, nodeid):
    """The id as pytest takes it in the folder where it was started."""
    if root == _start:
        return nodeid
    path, separator, rest = nodeid.partition("::")
    path = os.path.relpath(os.path.join(root, path), _start).replace(os.sep, "/")
    return path + separator + rest


_report = None


def pytest_configure(config):
    global _report
    if not hasattr(config, "workerinput"):
        _report = _Report(config)
    files = list(_plan["files"])
    canary = _plan["canary"]
    if _plan["ids"] is not None:
        config.args = [os.path.join(_start, name) for name in files]
        # A threshold for the whole suite says nothing about a part of it.
        coverage = config.pluginmanager.getplugin("_cov")
        if hasattr(getattr(coverage, "options", None), "cov_fail_under"):
            coverage.options.cov_fail_under = None
    if canary:
        config.args = [*config.args, os.path.join(_start, canary["path"])]


@pytest.hookimpl(hookwrapper=True)
def pytest_collection_modifyitems(config, items):
    root = str(config.rootpath)
    canary = _plan["canary"]
    own = {canary["passing"], canary["failing"]} if canary else set()
    # Named twice (by its folder and by itself), a test may also be found twice.
    found = {}
    for item in items:
        found.setdefault(item.nodeid, item)
    items[:] = found.values()
    canaries = [item for item in items if _relative(root, item.nodeid) in own]
    yield
    if _plan["ids"] is not None:
        wanted = set(_plan["ids"])
        items[:] = [item for item in items if _relative(root, item.nodeid) in wanted]
    # The command's own -k and -m do not reach the canary. It comes last: what the other tests have
    # changed is changed for it.
    items[:] = [item for item in items if item not in canaries] + canaries


def pytest_collectreport(report):
    if _report and report.failed:
        _report.error(_relative(_report.root, report.nodeid) + "\n" + report.longreprtext)


def pytest_internalerror(excrepr):
    if _report:
        _report.error(str(excrepr))


def pytest_keyboard_interrupt(excinfo):
    if _report:
        _report.error("the run was interrupted: " + str(excinfo.value))


def pytest_runtest_logreport(report):
    if _report and report.outcome != "rerun":
        _report.phase(report)


def pytest_runtest_logfinish(nodeid):
    if _report:
        _report.case(nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish():
    if _report:
        _report.finish()
