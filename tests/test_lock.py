"""requirements.lock: every version with hashes, nothing but what pyproject.toml asks for."""

from __future__ import annotations

import functools
import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


class Pin(NamedTuple):
    """One line of the lock."""

    version: str
    hashes: list[str]


@functools.cache
def pins() -> dict[str, Pin]:
    """The lock by canonical name."""
    found: dict[str, Pin] = {}
    for entry in re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8")):
        if match := re.match(r"(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)", entry):
            hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})\b", entry)
            found[canonicalize_name(match["name"])] = Pin(match["version"], hashes)
    return found


@functools.cache
def wanted() -> list[Requirement]:
    """All that pyproject.toml asks for, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(text) for group in [project["dependencies"], *extras] for text in group]


def test_every_line_is_a_pin_with_hashes() -> None:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    starts = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(starts) == len(pins())
    assert all(pin.hashes for pin in pins().values())


def test_it_names_no_index() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_it_fits_pyproject(requirement: Requirement) -> None:
    pin = pins()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(pin.version)


def test_the_look_alike_of_python_escpos_is_not_in_it() -> None:
    assert "python-escpos" in pins()
    assert not {"escpos", "pyescpos", "escpos-python"} & set(pins())


def test_each_bound_says_why() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    bounds = [line for line in lines if re.match(r'    "[\w-]+(\[\w+\])? ?[=<>]=', line)]
    assert len(bounds) == len(wanted())
    assert all(re.search(r'", # \w', line) for line in bounds)


def test_an_altered_package_is_not_installed(tmp_path: Path) -> None:
    wheel = tmp_path / "tapcardprobe-1-py3-none-any.whl"
    wheel.write_bytes(b"not what the lock says")
    good = hashlib.sha256(b"what the lock says").hexdigest()
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"tapcardprobe==1 --hash=sha256:{good}\n")
    install = [sys.executable, "-m", "pip", "--isolated", "install", "--no-index"]
    source = ["--find-links", str(tmp_path), "--require-hashes", "-r", str(lock)]
    answer = subprocess.run([*install, *source], capture_output=True, text=True, check=False)
    assert answer.returncode != 0
    assert "DO NOT MATCH THE HASHES" in answer.stderr
