"""Serves until it is told to end, or until head office must be opened again."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from app.office.admin_socket import AdminSocket
from app.office.desk_service import DeskService
from app.office.garbage import look_seldom
from app.office.head_office import HeadOffice
from app.office.http import OfficeHttp

_BACKLOG = 1024
_IDLE_MILLISECONDS = 660_000
"""Longer than agents are silent on a connection that they use."""
SWITCH = 0.001
"""Seconds that a thread computes on while another one waits. A request waits so long at each answer
of the database while a projector computes; Python's own 5 ms would be 50 for a hello."""


def serve(office: HeadOffice) -> None:
    """Returns after SIGTERM or SIGINT; or when ``office.broken`` says why it must end."""
    look_seldom()
    sys.setswitchinterval(SWITCH)
    with AdminSocket(office.settings.socket, DeskService(office)):
        asyncio.run(_serve(office))


async def _serve(office: HeadOffice) -> None:
    http = OfficeHttp(office)
    listen = office.settings.listen
    server = Server(
        http.app,
        address=listen.host,
        port=listen.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        # A kiosk's connection stays between two sales: a new one costs more than most of them.
        http1_settings=HTTP1Settings(header_read_timeout=_IDLE_MILLISECONDS),
        websockets=False,
        backlog=_BACKLOG,
        log_enabled=False,
        ssl_cert=office.settings.certificate,
        ssl_key=office.settings.key,
    )
    loop = asyncio.get_running_loop()

    def end() -> None:
        http.close()
        server.stop()  # type: ignore[no-untyped-call]

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)

    def end_soon() -> None:
        loop.call_soon_threadsafe(end)

    office.when_broken(end_soon)
    logging.getLogger(__name__).info("listening at %s:%d", listen.host, listen.port)
    try:
        await server.serve()
    finally:
        http.end()
