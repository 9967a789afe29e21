"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.float_rule import float_findings

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
MONEY_ROOMS = ("domain", "ledger", "operations", "payments", "reports")
CLOCKS = frozenset(
    f"{owner}.{call}"
    for owner in ("date", "datetime", "datetime.date", "datetime.datetime")
    for call in ("now", "today", "utcnow")
)
CLOCKLESS_ROOMS = ("domain", "operations", "reports")
HEAVY = ("PIL", "argon2", "escpos", "psycopg", "qrcode", "serial", "smartcard", "textual")
DISTRIBUTIONS = {
    "PIL": "pillow",
    "argon2": "argon2-cffi",
    "barcode": "python-barcode",
    "escpos": "python-escpos",
    "playhouse": "peewee",
    "fpdf": "fpdf2",
    "serial": "pyserial",
    "smartcard": "pyscard",
    "tomli_w": "tomli-w",
}
"""What a module is called on the shelf, where the names differ."""
NEVER_IMPORTED = {"tzdata"}
"""Data that the standard library finds by itself."""


def sources(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / "app" / room).rglob("*.py"))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def imports(tree: ast.Module) -> set[str]:
    """Top-level names of all modules that ``tree`` imports, wherever and however it does."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            names.update(
                argument.value.partition(".")[0]
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
    return names


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_rights_come_from_the_ledger_where_a_utility_changed_them() -> None:
    """Screens and operations ask for rights: what roles grant at first is only where it begins."""
    asked = re.compile(r"app\.domain\.permissions import [^\n]*\bmay\b|\bmay\(")
    rooms = sources("operations", "screens", "widgets", "telling")
    assert [named(path) for path in rooms if asked.search(text(path))] == []


def test_no_float_comes_near_money() -> None:
    found = {named(path): float_findings(text(path)) for path in sources(*MONEY_ROOMS)}
    assert {path: findings for path, findings in found.items() if findings} == {}


@pytest.mark.parametrize(
    "source",
    [
        "price = 1.5",
        "price = 1e3",
        "total = float(text)",
        "def pay(amount: float) -> None: ...",
        "def pay(amount: int = 0.0) -> None: ...",
        "def pay(*, amount: int = 0.0) -> None: ...",
        "rows: list[float] = []",
        "half = amount / 2",
        "half = (amount / parts) // 1",
        "amount /= 2",
        "tenth = 10 ** -1",
        "now = int(clock.timestamp() * 1000)",
        "now = time.time()",
        "root = math.sqrt(amount)",
        "pay(amount=0.5)",
        "share = operator.truediv(a, b)",
        "share = map(float, texts)",
        "def half(amount: int) -> object: return amount / parts",
        "def join(a: Path) -> object: return a / b\ndef half(a: int) -> object: return a / b",
        "def join(a: Path) -> object: return a / b\nhalf = kiosk.a / b",
        "a: Path\ndef half() -> object:\n    a = amount()\n    return a / b",
        "def join(a: Path) -> object: return a / b\nfor a in amounts: half = a / b",
    ],
)
def test_the_float_rule_finds(source: str) -> None:
    assert float_findings(source)


@pytest.mark.parametrize(
    "source",
    [
        "half = amount // 2",
        "path = directory / 'ledger.db'",
        "path = directory / f'{number}.bundle' / name",
        "path = Path(text) / name",
        "path /= 'ledger.db'",
        "class Shift:\n    float: str = '0'",
        "def join(directory: Path) -> Path: return directory / NAME",
        "def join(name: str) -> Path: return kiosk.directory / name",
        "self._home = Path(text)\nfile = self._home / NAME",
        "def join(a: Path) -> object: return a / b\ndef other() -> None: a = find()",
        "class Copy:\n    home: Path\nfile = copy.home / NAME",
        "NAME = 'ledger.db'\nfile = kiosk.directory / NAME",
        "WAIT_SECONDS = 0.05",
        "def wait(timeout: float = 0.5) -> None: ...",
        "self.poll_seconds: float = 0.05",
        "wait(timeout=0.5)",
        "steps = math.gcd(a, b)",
        "scale = 10 ** digits",
    ],
)
def test_the_float_rule_lets_through(source: str) -> None:
    assert not float_findings(source)


def test_time_comes_in_through_the_kiosk() -> None:
    read = [
        f"{named(path)}:{node.lineno}"
        for path in sources(*CLOCKLESS_ROOMS)
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS
    ]
    assert read == []


def test_a_file_can_be_read_at_one_go() -> None:
    lengths = {
        named(path): len(text(path).splitlines())
        for path in [*sources("."), *sorted((ROOT / "tests").rglob("*.py"))]
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_dependencies_are_what_the_code_imports() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["serial"], *extras["office"], *extras["reports"]]
    declared = {Requirement(each).name.lower() for each in needed}
    imported = {
        DISTRIBUTIONS.get(module, module)
        for path in sources(".")
        for module in imports(ast.parse(text(path)))
        if module not in sys.stdlib_module_names and module != "app"
    }
    assert imported == declared - NEVER_IMPORTED


@pytest.mark.parametrize(("library", "room"), [("smartcard", "cards"), ("escpos", "printing")])
def test_a_device_library_stays_in_its_room(library: str, room: str) -> None:
    importers = {path for path in sources(".") if library in imports(ast.parse(text(path)))}
    assert importers
    assert importers <= set(sources(room))


def test_the_command_starts_without_the_heavy_libraries() -> None:
    script = f"import sys, app.cli; print([m for m in {HEAVY} if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert answer.stdout.strip() == "[]"


def test_screens_ask_the_ledger_what_an_operator_may_do() -> None:
    """``may`` knows only what roles grant at first: screens use ``desk.rights``."""
    asking = [
        str(path)
        for path in (ROOT / "app" / "screens").rglob("*.py")
        if re.search(r"from app\.domain\.permissions import [^\n]*\bmay\b", path.read_text())
    ]
    assert asking == []
