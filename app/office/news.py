"""Kiosks that wait for something new: one look at the store for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

_EVERY = 0.5
"""Seconds between two looks while somebody waits."""

Heads = Callable[[Sequence[str]], Awaitable[Mapping[str, int]]]
"""Version of each scope."""


class News:
    """For one event loop."""

    def __init__(self, heads: Heads) -> None:
        """``heads``: asks the store, off the loop."""
        self._heads = heads
        self._waiting: dict[asyncio.Future[bool], Mapping[str, int]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._closed = False

    async def wait(self, known: Mapping[str, int], seconds: float) -> bool:
        """Returns True as soon as one of these scopes has another version; False after the time."""
        if self._closed:
            return False
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[answer] = known
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(seconds):
                return await answer
        except TimeoutError:
            return False
        finally:
            del self._waiting[answer]

    def close(self) -> None:
        """Nobody waits any more: the server ends."""
        self._closed = True
        self._wake(lambda _known: True, new=False)

    async def _look(self) -> None:
        while self._waiting and not self._closed:
            await asyncio.sleep(_EVERY)
            scopes = sorted({scope for known in self._waiting.values() for scope in known})
            try:
                heads = await self._heads(scopes)
            except Exception as error:  # noqa: BLE001  whoever waits raises it
                for answer in self._waiting:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            self._wake(partial(_is_behind, heads), new=True)

    def _wake(self, whom: Callable[[Mapping[str, int]], bool], *, new: bool) -> None:
        for answer, known in self._waiting.items():
            if not answer.done() and whom(known):
                answer.set_result(new)


def _is_behind(heads: Mapping[str, int], known: Mapping[str, int]) -> bool:
    return any(heads.get(scope, version) != version for scope, version in known.items())
