"""Runs `python -m unittest` with the same arguments, and reports each test as a line of JSON.

It lies in a folder of its own beside `plan.json`:
{"ids": [ids] or null for all, "canary": {"passing", "failing"} or null}. Reports go to
`report.jsonl`: cases, errors that belong to no test, and a last line with the counts of both and a
seal: SHA-256 of the key in `key`, which is read and removed before anything of the workspace runs,
and of all lines before.
"""

import hashlib
import json
import os
import sys
import time
import unittest

_here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(_here, "plan.json"), encoding="utf-8") as _file:
    _plan = json.load(_file)


def _take_key():
    path = os.path.join(_here, "key")
    with open(path, encoding="utf-8") as file:
        key = file.read()
    os.remove(path)
    return key

_missing = "unittest.loader._FailedTest."


class _Report:
    """Written by the process that was started, not by forks of tests."""

    def __init__(self):
        # Kept from the start: a test may replace `open`, `json` or the clock.
        self.file = open(os.path.join(_here, "report.jsonl"), "w", encoding="utf-8")
        self.pid = os.getpid()
        self.dumps = json.dumps
        self.seal = hashlib.sha256(_take_key().encode())
        self.cases = 0
        self.errors = 0

    def write(self, **line):
        if os.getpid() != self.pid or self.file.closed:
            return
        text = self.dumps(line) + "\n"
        self.seal.update(text.encode())
        self.file.write(text)
        self.file.flush()

    def case(self, **case):
        self.cases += 1
        self.write(kind="case", **case)

    def error(self, message):
        self.errors += 1
        self.write(kind="error", message=message)

    def finish(self):
        seal = self.seal.hexdigest()
        self.write(kind="finished", cases=self.cases, errors=self.errors, seal=seal)
        self.file.close()


# Processes that tests start load this file too, under another name.
_report = _Report() if __name__ == "__main__" else None
_clock = time.perf_counter


class _Result(unittest.TextTestResult):
    """Subtests are folded into their test: the worst of them counts."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = []
        self.seen = set()
        # What ended a class's or module's set-up: its name -> (outcome, message).
        self.fixtures = {}
        self.current = None

    def startTest(self, test):
        super().startTest(test)
        self.current = {"outcome": "skipped", "messages": [], "start": _clock()}

    def stopTest(self, test):
        super().stopTest(test)
        case, self.current = self.current, None
        name = test.id()
        self.seen.add(name)
        message = "\n".join(case["messages"])
        if name.startswith(_missing):
            _report.error(name[len(_missing):] + "\n" + message)
        else:
            ms = (_clock() - case["start"]) * 1000
            extra = {"message": message} if message else {}
            _report.case(id=name, outcome=case["outcome"], ms=ms, **extra)

    def settle(self, test, outcome, message=None):
        if self.current is None:
            # No test runs: `test` stands for the set-up or tear-down of a class or module.
            self.fixture(test, outcome, message)
            return
        if self.current["outcome"] != "failed":
            self.current["outcome"] = outcome
        if message:
            self.current["messages"].append(message)

    def fixture(self, holder, outcome, message):
        description = holder.id()
        scope = description[description.find("(") + 1 : -1]
        self.fixtures[scope] = (outcome, message)
        if outcome == "failed":
            _report.error(description + "\n" + message)

    def settleMissing(self):
        """Tests that never ran because the set-up of their class or module ended."""
        for name in self.expected:
            if name in self.seen:
                continue
            for scope, (outcome, message) in self.fixtures.items():
                if name.startswith(scope + "."):
                    _report.case(id=name, outcome=outcome, ms=0, message=message or "")
                    break

    def addSuccess(self, test):
        super().addSuccess(test)
        self.settle(test, "passed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.settle(test, "failed", self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self.settle(test, "failed", self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.settle(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.settle(test, "skipped", "expected failure")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.settle(test, "failed", "passed, and was expected to fail")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.settle(test, "failed", subtest.id() + "\n" + self._exc_info_to_string(err, test))


class _Runner(unittest.TextTestRunner):
    resultclass = _Result

    def _makeResult(self):
        result = super()._makeResult()
        result.expected = self.expected
        # The command's own -f would leave tests out.
        result.failfast = False
        return result

    def run(self, test):
        chosen = _chosen(test)
        self.expected = [case.id() for case in _cases(chosen)]
        self.failfast = False
        result = super().run(chosen)
        result.settleMissing()
        _report.finish()
        return result


def _cases(test):
    if not isinstance(test, unittest.BaseTestSuite):
        yield test
        return
    for part in test:
        yield from _cases(part)


def _chosen(suite):
    """The selection, and the canary after it, also where the command names other tests.

    What the other tests have changed is changed for it.
    """
    canary = _plan["canary"]
    own = [canary["passing"], canary["failing"]] if canary else []
    ids = _plan["ids"]
    if ids is not None:
        wanted = set(ids)
        suite = unittest.TestSuite(case for case in _cases(suite) if _is_wanted(case.id(), wanted))
    if not own:
        return suite
    canaries = unittest.TestLoader().loadTestsFromNames(own)
    return unittest.TestSuite([_without(suite, set(own)), canaries])


def _without(test, names):
    if not isinstance(test, unittest.BaseTestSuite):
        return test
    kept = [part for part in test if isinstance(part, unittest.BaseTestSuite) or part.id() not in names]
    return type(test)(_without(part, names) for part in kept)


def _is_wanted(name, wanted):
    if not name.startswith(_missing):
        return name in wanted
    # A module that does not load, which holds wanted tests.
    module = name[len(_missing):] + "."
    return any(other.startswith(module) or "." + module in "." + other for other in wanted)


if __name__ == "__main__":
    # As `python -m unittest` has it: the folder it was started in, not the one of this file.
    sys.path[0] = os.getcwd()
    unittest.main(module=None, argv=["python -m unittest"] + sys.argv[1:], testRunner=_Runner)
