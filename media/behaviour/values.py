"""Values of Python as tagged JSON and back (the model: src/verify/behaviour/value.ts).

`encode` never raises and never changes what it reads; `decode` builds a new value each time.
"""

import base64
import importlib
import types

_safe = 2**53 - 1
# Past these a value is opaque: it would cost more than it tells.
_most_values = 20000
_most_characters = 200000
_most_depth = 60
_iterators = (
    types.GeneratorType, map, filter, zip, enumerate, reversed,
    type(iter([])), type(iter(())), type(iter(set())), type(iter("")), type(iter(range(0))), type(iter({})),
)


def _dates():
    import datetime

    return datetime


class _TooMuch(Exception):
    pass


class _Encoder:
    def __init__(self, drain):
        self.drain = drain
        self.left = _most_values
        self.characters = _most_characters
        self.open = set()

    def encode(self, value):
        self.left -= 1
        if self.left < 0:
            raise _TooMuch
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str:
            return self.text(value)
        if kind is int:
            return value if abs(value) <= _safe else self.integer(value)
        if kind is float:
            return {"type": "float", "text": repr(value)}
        if kind in (bytes, bytearray):
            self.text(value)
            return {"type": "bytes", "base64": base64.b64encode(bytes(value)).decode("ascii")}
        if id(value) in self.open or len(self.open) > _most_depth:
            return self.opaque(value)
        self.open.add(id(value))
        try:
            return self.container(value, kind)
        finally:
            self.open.discard(id(value))

    def text(self, value):
        self.characters -= len(value)
        if self.characters < 0:
            raise _TooMuch
        return value

    def integer(self, value):
        # Python refuses to write numbers of very many digits.
        if value.bit_length() > 14000:
            return {"type": "opaque", "name": "int"}
        return {"type": "int", "text": str(value)}

    def items(self, values):
        return [self.encode(value) for value in values]

    def container(self, value, kind):
        if kind in (list, tuple):
            return {"type": kind.__name__, "items": self.items(value)}
        if kind in (set, frozenset):
            return {"type": kind.__name__, "items": self.items(sorted(value, key=repr))}
        if kind is range:
            return {"type": "iterator", "items": self.items(value)} if self.drain else self.opaque(value)
        if isinstance(value, dict):
            entries = [[self.encode(key), self.encode(held)] for key, held in value.items()]
            return {"type": "dict", "entries": entries}
        if isinstance(value, _iterators):
            return {"type": "iterator", "items": self.items(value)} if self.drain else self.opaque(value)
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return self.instance(kind, zip(value._fields, value))
        if kind.__module__ == "datetime" and hasattr(value, "isoformat"):
            return {"type": "date", "text": value.isoformat()}
        if isinstance(value, (list, tuple, set, frozenset, int, float, str, bytes)):
            base = next(each for each in kind.__mro__ if each in _plain)
            return self.encode(base(value))
        state = getattr(value, "__dict__", None)
        if type(state) is dict and not isinstance(value, (type, types.ModuleType, types.FunctionType)):
            plain = kind.__new__ is object.__new__ and kind.__reduce_ex__ is object.__reduce_ex__
            if plain and "<locals>" not in kind.__qualname__:
                return self.instance(kind, state.items())
        return self.opaque(value)

    def instance(self, kind, fields):
        return {
            "type": "instance",
            "module": kind.__module__,
            "name": kind.__qualname__,
            "fields": [[str(name), self.encode(held)] for name, held in fields],
        }

    def opaque(self, value):
        return {"type": "opaque", "name": type(value).__name__}


_plain = (list, tuple, set, frozenset, int, float, str, bytes)


def encode(value, drain=False):
    """The value as tagged JSON. `drain`: iterators are read to their end, which uses them up."""
    try:
        return _Encoder(drain).encode(value)
    except _TooMuch:
        return {"type": "opaque", "name": "too much of " + type(value).__name__}
    except Exception:
        return {"type": "opaque", "name": type(value).__name__}


def decode(value):
    """Raises on what is opaque, and where a class is not found."""
    if not isinstance(value, dict):
        return value
    kind = value["type"]
    if kind == "undefined":
        return None
    if kind in ("int", "bigint"):
        return int(value["text"])
    if kind == "float":
        return float(value["text"])
    if kind == "bytes":
        return base64.b64decode(value["base64"])
    if kind == "date":
        return _date(value["text"])
    if kind == "iterator":
        return iter([decode(item) for item in value["items"]])
    if kind in ("list", "tuple", "set", "frozenset"):
        made = [decode(item) for item in value["items"]]
        return made if kind == "list" else {"tuple": tuple, "set": set, "frozenset": frozenset}[kind](made)
    if kind in ("dict", "map"):
        return {decode(key): decode(held) for key, held in value["entries"]}
    if kind == "object":
        return {name: decode(held) for name, held in value["fields"]}
    if kind == "instance":
        return _instance(value)
    raise ValueError("opaque " + str(value.get("name")))


def _instance(value):
    found = importlib.import_module(value["module"])
    for name in value["name"].split("."):
        found = getattr(found, name)
    fields = {name: decode(held) for name, held in value["fields"]}
    if issubclass(found, tuple):
        return found(**fields)
    made = found.__new__(found)
    made.__dict__.update(fields)
    return made


def _date(text):
    datetime = _dates()
    for kind in (datetime.date, datetime.time, datetime.datetime):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError("no date: " + text)
