"""Runs the recorded programs of one task; everything here happens confined.

Follows values.py in one file. Reads one object of JSON from standard input: {"prompt", "entry",
"tests", "written", "programs", "inputs"}. Without inputs it prints the calls that the tests make; else, for
each program, in a process of its own, which tests pass, those that a model wrote too, and
what it does on each input.
"""

import contextlib
import io
import json
import os
import resource
import signal
import sys

# Of processor time, so that a busy machine changes nothing.
_call_seconds = 0.15
_test_seconds = 1.0
_load_seconds = 3.0
# After this many late calls the rest counts as late.
_most_late = 2
_most_printed = 10000


class _Late(BaseException):
    pass


def _late(*_):
    raise _Late


def _within(seconds, work):
    # Again and again: the code may catch everything.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.05)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _outcome(function, args):
    printed = io.StringIO()
    given = [decode(value) for value in args]

    def call():
        with contextlib.redirect_stdout(printed):
            result = function(*given)
            return result, encode(result, drain=True)

    try:
        result, value = _within(_call_seconds, call)
        outcome = {"kind": "returned", "value": value, "printed": printed.getvalue()[:_most_printed]}
        if result is None:
            outcome["left"] = [encode(arg) for arg in given]
        return outcome
    except _Late:
        return {"kind": "timeout"}
    except BaseException as error:
        return {
            "kind": "raised",
            "error": type(error).__name__,
            "message": str(error)[:1000],
            "printed": printed.getvalue()[:_most_printed],
        }


def _prelude(prompt):
    names = {"__name__": "solution"}
    _within(_load_seconds, lambda: exec(prompt + "\n    pass\n", names))
    return names


def _seen_calls(task):
    """The arguments that the tests call the function with; keyword arguments do not occur."""
    calls = []
    names = _prelude(task["prompt"])
    names[task["entry"]] = lambda *args: calls.append([encode(arg) for arg in args])
    for test in task["tests"]:
        try:
            _within(_test_seconds, lambda: exec(test.strip(), names))
        except BaseException:
            pass
    return calls


def _passes(test, names, seconds):
    """None where it is not back in time."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            _within(seconds, lambda: exec(test.strip(), names))
        return True
    except _Late:
        return None
    except BaseException:
        return False


def _try(task, code):
    names = _prelude(task["prompt"])
    _within(_load_seconds, lambda: exec(compile(code, "candidate", "exec"), names))
    function = names[task["entry"]]
    passes = [_passes(test, names, _test_seconds) is True for test in task["tests"]]
    written, late = [], 0
    for test in task["written"]:
        # A wrong test calls for a late answer as well as a right one.
        seconds = _call_seconds if late < _most_late else 0.01
        passed = _passes(test, names, seconds)
        late += passed is None
        written.append(passed is True)
    outcomes, late = [], 0
    for args in task["inputs"]:
        outcome = {"kind": "timeout"} if late >= _most_late else _outcome(function, args)
        late += outcome["kind"] == "timeout"
        outcomes.append(outcome)
    return {"passes": passes, "written": written, "outcomes": outcomes}


def _isolated(task, code):
    """A program may end its process, eat memory or never come back: it has one of its own."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
        resource.setrlimit(resource.RLIMIT_CPU, (12, 12))
        signal.alarm(60)
        try:
            made = _try(task, code)
        except BaseException:
            made = None
        with os.fdopen(write, "w") as pipe:
            json.dump(made, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    try:
        return json.loads(text)
    except ValueError:
        return None


def _run():
    signal.signal(signal.SIGPROF, _late)
    task = json.load(sys.stdin)
    if task["inputs"] is None:
        print(json.dumps(_seen_calls(task)))
        return
    for code in task["programs"]:
        print(json.dumps(_isolated(task, code)), flush=True)


_run()
