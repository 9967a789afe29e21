"""Does everything once as an agent, and dies by SIGKILL at its Nth step: ``SYNC_TOML N``; 0: never.

A step is a file operation in its folder or the moment before and after a request.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from app.settings.agent import load_agent_settings
from app.sync.agent_loop import AgentLoop
from app.sync.errors import SyncError
from app.sync.office_client import OfficeClient


def kill_at(left: int) -> None:
    """Arms the process."""

    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("os.rename", "open") and "/sync/" in str(arguments[0]):
            pass_by()

    ask = OfficeClient.ask

    def counted(self: OfficeClient, *arguments: Any, **more: Any) -> Any:
        pass_by()
        answer = ask(self, *arguments, **more)
        pass_by()
        return answer

    OfficeClient.ask = counted  # type: ignore[method-assign]
    sys.addaudithook(watch)


def in_child(settings: Path, left: int) -> int:
    """Exit code of an agent's process."""
    child = os.fork()
    if child == 0:
        try:
            kill_at(left)
            AgentLoop(load_agent_settings(settings)).once()
            os._exit(0)
        except SyncError as error:
            print(error.message, file=sys.stderr, flush=True)  # noqa: T201
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:  # one process per line, forked: python need not start each time
        print(in_child(Path(sys.argv[1]), int(line)), flush=True)  # noqa: T201
