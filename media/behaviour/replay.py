"""Calls functions on given inputs, and writes down what comes of each call.

Follows values.py in one file of the exchange folder, beside `replay.json`: {"calls": [{"index",
"module", "name", "args", "named"}], "callMs", "budgetMs"}. Lines of `outcomes.jsonl`: {"begun":
index} before a call, {"index", "outcome"} after it, {"finished": true} at the end. A call that
cannot be interrupted ends the process: the caller goes on behind it.
"""

import asyncio
import contextlib
import faulthandler
import importlib
import inspect
import io
import json
import os
import signal
import sys
import time

_here = os.path.dirname(os.path.abspath(__file__))
_most_printed = 10000
_most_message = 1000


class _Late(BaseException):
    pass


class _Printed(io.StringIO):
    def write(self, text):
        room = _most_printed - self.tell()
        super().write(text[: max(0, room)])
        return len(text)


def _late(*_):
    raise _Late


def _find(module, name):
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found.fget if isinstance(found, property) else found


def _outcome(function, call, seconds):
    printed = _Printed()
    try:
        args = [decode(value) for value in call["args"]]
        named = {name: decode(value) for name, value in call["named"]}
        # Again and again: the code may catch everything.
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                result = function(*args, **named)
                if inspect.iscoroutine(result):
                    result = asyncio.run(result)
                value = encode(result, drain=True)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        outcome = {"kind": "returned", "value": value, "printed": printed.getvalue()}
        if result is None:
            outcome["left"] = [encode(arg) for arg in args]
        return outcome
    except _Late:
        return {"kind": "timeout"}
    except BaseException as error:
        message = str(error)[:_most_message]
        return {
            "kind": "raised",
            "error": type(error).__name__,
            "message": message,
            "printed": printed.getvalue(),
        }


def _bound_memory(extra):
    """An input may ask for all memory: that shall be an error of one call."""
    with contextlib.suppress(Exception):
        import resource

        with open("/proc/self/statm") as statm:
            used = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + extra, resource.RLIM_INFINITY))


def _run():
    with open(os.path.join(_here, "replay.json"), encoding="utf-8") as file:
        plan = json.load(file)
    seconds = plan["callMs"] / 1000
    end = time.monotonic() + plan["budgetMs"] / 1000
    clock = time.monotonic
    log = open(os.path.join(_here, "outcomes.jsonl"), "a", encoding="utf-8")
    dumps = json.dumps

    def write(**line):
        log.write(dumps(line) + "\n")
        log.flush()

    functions = {}
    for call in plan["calls"]:
        place = (call["module"], call["name"])
        if place not in functions:
            try:
                functions[place] = _find(*place)
            except BaseException as error:
                functions[place] = None
                write(missing=call["name"], why=type(error).__name__ + ": " + str(error)[:300])
    before = signal.signal(signal.SIGALRM, _late)
    _bound_memory(2**30)
    for call in plan["calls"]:
        function = functions[call["module"], call["name"]]
        if function is None:
            continue
        if clock() > end:
            break
        write(begun=call["index"])
        # Ends what holds the interpreter and hears no signal.
        faulthandler.dump_traceback_later(2 * seconds + 1, exit=True, file=open(os.devnull, "w"))
        outcome = _outcome(function, call, seconds)
        faulthandler.cancel_dump_traceback_later()
        write(index=call["index"], outcome=outcome)
    signal.signal(signal.SIGALRM, before)
    write(finished=True)


_run()
