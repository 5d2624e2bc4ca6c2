import type { Attack } from '../attack.ts';

const pytest = { on: 'pytest' } as const;
const unittest = { on: 'unittest' } as const;

/** Does something once the first test has called the function, which then goes on as before. */
const whenCalled = (line: string) => `
_half = half


def half(n):
    ${line}
    return _half(n)
`;

/** Writes the report itself, as the runner's plan asks for it, and ends the process. */
const forge = (ids: readonly string[]) => `
import glob, json, os
_plans = glob.glob("/run/exchange/*/plan.json") or glob.glob("/run/exchange/*/*.json")
for _name in _plans:
    _plan = json.load(open(_name))
    _canary = _plan.get("canary") or {}
    _cases = [(name, "passed") for name in ${JSON.stringify(ids)}]
    if _canary:
        _cases += [(_canary["passing"], "passed"), (_canary["failing"], "failed")]
    _lines = [{"kind": "case", "id": name, "outcome": outcome, "ms": 1} for name, outcome in _cases]
    _lines.append({"kind": "finished", "cases": len(_cases), "errors": 0})
    with open(os.path.dirname(_name) + "/report.jsonl", "w") as _report:
        _report.write("".join(json.dumps(line) + "\\n" for line in _lines))
    getattr(os, "_ex" + "it")(1 if _canary else 0)
`;

/** Changes outcomes in the report when it is there. */
const edit = `
import glob, os, threading, time
def _edit():
    while True:
        for name in glob.glob("/run/exchange/*/report.jsonl"):
            with open(name, "r+b") as report:
                text = report.read()
                report.seek(0)
                report.write(text.replace(b'half", "outcome": "failed"', b'half", "outcome": "passed"').replace(b'some", "outcome": "failed"', b'some", "outcome": "passed"'))
        time.sleep(0.001)
threading.Thread(target=_edit, daemon=True).start()
`;

const whileItEnds = `
import threading, time
def _wait():
    threading.main_thread().join()
    time.sleep(0.2)
threading.Thread(target=_wait).start()
`;

/** Fooling the runners of Python. */
export const python: readonly Attack[] = [
  {
    ...pytest,
    name: 'a plugin in conftest.py',
    files: {
      'conftest.py':
        'import pytest\n\n\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport():\n    report = yield\n    report.get_result().outcome = "passed"\n',
    },
  },
  {
    ...pytest,
    name: 'settings that only collect',
    files: { 'pytest.ini': '[pytest]\naddopts = --co\n' },
  },
  { ...pytest, name: 'another test', files: { 'test_half.py': 'def test_some():\n    pass\n' } },
  {
    ...pytest,
    name: 'a file in the runner’s place',
    files: { 'pytest.py': 'raise SystemExit(0)\n' },
  },
  {
    ...pytest,
    name: 'the runner patched',
    code: '\nimport _pytest.python\n_pytest.python.Function.runtest = lambda self: None\n',
  },
  {
    ...pytest,
    name: 'the runner patched, its name hidden',
    code: '\n_m = __import__("_py" + "test.python", fromlist=["x"])\n_m.Function.runtest = lambda self: None\n',
  },
  {
    ...pytest,
    name: 'the runner patched at the first call',
    code: whenCalled(
      'setattr(__import__("_py" + "test.python", fromlist=["x"]).Function, "runtest", lambda self: None)',
    ),
  },
  { ...pytest, name: 'a skip', code: whenCalled('n and __import__("py" + "test").skip("x")') },
  { ...pytest, name: 'the end of the process', code: '\nimport os\nos._exit(0)\n' },
  {
    ...pytest,
    name: 'the end of the process, its name hidden',
    code: '\nimport os\ngetattr(os, "_ex" + "it")(0)\n',
  },
  {
    ...pytest,
    name: 'another exit status at the end',
    code: '\nimport os\n__import__("at" + "exit").register(lambda: getattr(os, "_ex" + "it")(0))\n',
  },
  {
    ...pytest,
    name: 'a value that equals everything',
    code: '\n\nclass Any(int):\n    def __eq__(self, other):\n        return True\n\n\ndef half(n):\n    return Any(n)\n',
  },
  {
    ...pytest,
    name: 'a report of its own',
    code: forge(['test_half.py::test_none', 'test_half.py::test_some']),
    off: 'seal',
  },
  { ...pytest, name: 'outcomes changed in the report', code: edit + whileItEnds, off: 'seal' },
  {
    ...unittest,
    name: 'an assertion patched',
    code: '\nimport unittest\nunittest.TestCase.assertEqual = lambda *given: None\n',
  },
  {
    ...unittest,
    name: 'an assertion patched, the runner’s name hidden',
    code: '\n__import__("unit" + "test").TestCase.assertEqual = lambda *given: None\n',
  },
  {
    ...unittest,
    name: 'an assertion patched at the first call',
    code: whenCalled(
      'setattr(__import__("unit" + "test").TestCase, "assertEqual", lambda *given: None)',
    ),
  },
  {
    ...unittest,
    name: 'the runner patched',
    code: '\n__import__("unit" + "test.case").TestCase._callTestMethod = lambda self, method: None\n'.replace(
      '.TestCase',
      '.case.TestCase',
    ),
  },
  {
    ...unittest,
    name: 'a skip',
    code: whenCalled('if n: raise __import__("unit" + "test").SkipTest'),
  },
  {
    ...unittest,
    name: 'failures unheard',
    code: '\n__import__("unit" + "test").TestResult.addFailure = lambda *given: None\n__import__("unit" + "test").TextTestResult.addFailure = lambda *given: None\n',
  },
  {
    ...unittest,
    name: 'a file in the runner’s place',
    files: { 'unittest.py': 'raise SystemExit(0)\n' },
  },
  {
    ...unittest,
    name: 'a report of its own',
    code: forge(['test_half.TestHalf.test_none', 'test_half.TestHalf.test_some']),
    off: 'seal',
  },
  {
    ...unittest,
    name: 'a poisoned module in __pycache__',
    files: { 'third.py': 'THREE = 3\n' },
    code: `
import importlib.util, os, py_compile
open("/tmp/right.py", "w").write("def half(n): return n // 2")
os.makedirs("__pycache__", exist_ok=True)
py_compile.compile("/tmp/right.py", importlib.util.cache_from_source("half.py"), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
`,
    poisons: true,
  },
];
