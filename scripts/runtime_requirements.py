"""Prints the part of requirements.lock that a kiosk or head office needs, hashes included.

The lock is for development too. Its comments say which package wanted each one, so that what is
reached from the runtime dependencies and the extras ``serial`` and ``reports`` can be told from
the rest; with ``--office`` the extra ``office`` too. Packages that only build others come first, in
a lock of their own, with ``--build``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARENT = re.compile(r"^\s+#(?: via)?\s+(\S+)", re.MULTILINE)


def name_of(requirement: str) -> str:
    """The normal form of a distribution's name (PEP 503), without bounds."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def packages(lock: str) -> dict[str, str]:
    """The lock's text, package by package."""
    blocks = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    return {name_of(block): block for block in blocks}


def reached(blocks: dict[str, str], roots: set[str]) -> set[str]:
    """``roots``, and everything that something reached has asked for."""
    found = {name for name in blocks if name in roots}
    while True:
        more = {
            name
            for name, block in blocks.items()
            if name not in found and found.intersection(PARENT.findall(block))
        }
        if not more:
            return found
        found |= more


def main(arguments: list[str]) -> None:
    """Prints the lock of a kiosk or an office, or what its source packages are built with."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = extras["build"]
    if "--build" not in arguments:
        wanted = project["dependencies"] + extras["serial"] + extras["reports"]
        wanted += extras["office"] if "--office" in arguments else []
    blocks = packages((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    kept = reached(blocks, {name_of(each) for each in wanted})
    sys.stdout.write("".join(blocks[name] for name in blocks if name in kept))


if __name__ == "__main__":
    main(sys.argv[1:])
