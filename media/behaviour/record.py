"""Records calls of watched functions, with their arguments as they were before the call.

Follows values.py in one file of the exchange folder. Each outermost watched call becomes a line of
`calls.jsonl`: {"id", "module", "name", "args", "named", "entered": ids of the watched functions
that ran within it}.
"""

import functools
import inspect
import json
import os
import threading

_log = os.path.join(os.path.dirname(os.path.abspath(__file__)), "calls.jsonl")
# More calls of one function tell little more; encoding them costs.
_most_calls = 60
_seen = {}
_stack = threading.local()


class _Call:
    def __init__(self, id, function, args, named):
        self.entered = {id}
        self.line = None
        calls = _seen.setdefault(id, set())
        if len(calls) < _most_calls:
            line = {
                "id": id,
                "module": function.__module__,
                "name": function.__qualname__,
                "args": [encode(arg) for arg in args],
                "named": [[name, encode(value)] for name, value in named.items()],
            }
            text = json.dumps(line)
            if text not in calls and len(text) < 100000:
                calls.add(text)
                self.line = line

    def write(self):
        if self.line is not None:
            line = dict(self.line, entered=sorted(self.entered))
            with open(_log, "a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")


def _enter(id, function, args, named):
    """The outermost call, None within one."""
    outer = getattr(_stack, "call", None)
    if outer is not None:
        outer.entered.add(id)
        return None
    # Before it is encoded: what that runs is no call of the tests.
    _stack.call = _Call.__new__(_Call)
    _stack.call.entered = set()
    call = _Call(id, function, args, named)
    _stack.call = call
    return call


def _leave(call):
    if call is not None:
        _stack.call = None
        call.write()


def watch(id):
    """A decorator that records calls and changes nothing else."""

    def decorate(function):
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def watched(*args, **named):
                call = _enter(id, function, args, named)
                try:
                    return await function(*args, **named)
                finally:
                    _leave(call)

        else:

            @functools.wraps(function)
            def watched(*args, **named):
                call = _enter(id, function, args, named)
                try:
                    return function(*args, **named)
                finally:
                    _leave(call)

        return watched

    return decorate


# A watched call takes two frames: recursion must still go as deep as without.
__import__("sys").setrecursionlimit(2 * __import__("sys").getrecursionlimit())
