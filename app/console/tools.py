"""Runs the programs of Debian's package ``kbd``."""

from __future__ import annotations

import shutil
import subprocess

from app.console.errors import ConsoleFault
from app.domain.text import _

_DIRECTORIES = "/usr/bin:/bin:/usr/sbin:/sbin"
"""Not the caller's path: this runs as root."""
_SECONDS = 10


def run_tool(name: str, *arguments: str, typed: str = "") -> str:
    """What the program says, given ``typed`` on its standard input. Raises ConsoleFault."""
    program = shutil.which(name, path=_DIRECTORIES)
    if program is None:
        raise ConsoleFault(
            _("{program} is not installed.").format(program=name),
            _("Install the package kbd."),
        )
    try:
        done = subprocess.run(  # noqa: S603  a program of the system, no shell
            [program, *arguments],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise ConsoleFault(
            _("{program} failed: {reason}.").format(
                program=name, reason=" ".join(str(said).split()).rstrip(".")
            ),
            _("Try it by hand on the console."),
        ) from error
    return done.stdout
