"""What head office answers to whom: nothing to strangers, and nothing twice."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from itertools import count, takewhile
from pathlib import Path

import msgspec
import pytest
import urllib3

from app.ledger.checkpoint import Signer
from app.office.admin_socket import OfficeRefused
from app.office.administration import AskExceptions, AskRevoke
from app.office.what_waits import Exceptions
from app.sync.enrolling import NotEnrolled
from app.sync.enrolment import EnrolmentCode
from app.sync.errors import SyncError, WrongSignature
from tests.counter import REGION
from tests.office.speaker import Heard, Speaker
from tests.office.town import BY, Served, Stall, founded, until

_SITES = count(1)
ZEROS = bytes(32)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    one = Served(founded(tmp_path_factory.mktemp("head")))
    one.start()
    yield one
    assert one.stop() == 0


@pytest.fixture
def kiosk(tmp_path: Path, served: Served) -> Speaker:
    return Speaker.enrol(tmp_path / "kiosk", served, str(next(_SITES)))


@pytest.fixture
def other(tmp_path: Path, served: Served) -> Speaker:
    return Speaker.enrol(tmp_path / "other", served, str(next(_SITES)))


def refusals(served: Served, node: int) -> dict[str, int]:
    found = served.ask(AskExceptions(), Exceptions)
    assert isinstance(found, Exceptions)
    return {one.code: one.times for one in found.refusals if one.node == node}


def events(served: Served, kiosk: Speaker) -> int:
    return served.kiosks()[kiosk.node].events


def test_a_kiosk_is_answered_and_what_it_sent_is_there(served: Served, kiosk: Speaker) -> None:
    assert kiosk.hello().said[:3] == [1, 1, b""]
    kiosk.journal.sell(3)
    last, hash = kiosk.journal.head
    assert kiosk.push(kiosk.journal.seal()) == (200, ["ack", 1, last, hash, ""], True)
    assert kiosk.push(kiosk.journal.seal()).said[:3] == ["ack", 1, last]
    assert kiosk.hello().said[:3] == [1, last + 1, hash]
    assert (events(served, kiosk), refusals(served, kiosk.node)) == (last, {})


@pytest.mark.parametrize("path", ["/v1/hello", "/v1/push", "/v1/epoch", "/v1/pull?after=&wait=0"])
def test_nobody_without_the_kiosks_key_is_answered_with_data(
    served: Served, kiosk: Speaker, other: Speaker, path: str
) -> None:
    method = "GET" if "pull" in path else "POST"
    body = b"" if method == "GET" else kiosk.journal.seal()
    right = kiosk.headers(method, path, body)
    strangers = [
        {**right, "Tapcard-Signature": bytes(64).hex()},
        {**right, "Tapcard-Signature": "no signature"},
        {**right, "Tapcard-Node": str(other.node)},
        {**right, "Tapcard-Count": str(kiosk.count + 1)},
        {**right, "Tapcard-Node": "31999"},
        {**right, "Tapcard-Node": "32000"},  # head office itself
    ]
    for headers in strangers:
        heard = kiosk.send(method, path, body, headers)
        assert (heard.status, heard.said[0], heard.said[1:4]) == (401, "refused", [0, 0, b""])
    if body:
        assert kiosk.send(method, path, body[:-1] + b"!", right).status == 401
    assert (
        kiosk.send(method, path + ("&" if "?" in path else "?") + "x=1", body, right).status == 401
    )
    assert refusals(served, kiosk.node)["wrong_request_signature"] >= 3
    assert events(served, kiosk) == 0


@pytest.mark.parametrize("lacking", ["Tapcard-Node", "Tapcard-Count", "Tapcard-Signature"])
@pytest.mark.parametrize(
    "value", [None, "", "-1", "0", "9" * 30, "\u0661".encode().decode("latin-1")]
)
def test_headers_that_no_agent_writes_get_an_empty_answer(
    kiosk: Speaker, lacking: str, value: str | None
) -> None:
    headers = kiosk.headers("POST", "/v1/hello", b"")
    del headers[lacking]
    if value is not None:
        headers[lacking] = value
    response = kiosk.pool.request("POST", f"{kiosk.url}/v1/hello", body=b"", headers=headers)
    expected = 401 if lacking == "Tapcard-Signature" and value is not None else 400
    assert response.status == expected
    if expected == 400:
        assert response.data == b""


def test_a_replayed_request_gets_a_number_and_nothing_else(served: Served, kiosk: Speaker) -> None:
    body = kiosk.journal.sell(2).seal()
    headers = kiosk.headers("POST", "/v1/push", body)
    assert kiosk.send("POST", "/v1/push", body, headers).status == 200
    for _time in range(2):
        heard = kiosk.send("POST", "/v1/push", body, headers)
        assert heard == (409, ["count", 0, kiosk.count, b"", ""], True)
    assert refusals(served, kiosk.node) == {"replayed_request": 2}


def test_a_bundle_of_another_kiosk_is_refused(
    served: Served, kiosk: Speaker, other: Speaker
) -> None:
    heard = kiosk.push(other.journal.sell(1).seal())
    assert (heard.status, heard.said[0]) == (400, "refused")
    assert refusals(served, kiosk.node) == {"anothers_bundle": 1}
    assert (events(served, kiosk), events(served, other)) == (0, 0)


def test_a_bundle_that_was_altered_is_refused_wherever_it_was(
    served: Served, kiosk: Speaker
) -> None:
    whole = kiosk.journal.sell(2).seal()
    for at in range(0, len(whole), 37):
        altered = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        heard = kiosk.push(altered)
        assert (heard.status, heard.said[0]) in [
            (400, "refused"),
            (413, "refused"),
            (409, "ungranted"),
        ]
    assert events(served, kiosk) == 0
    assert kiosk.push(whole).status == 200


def test_a_bundle_by_a_key_of_somebody_else_is_refused(served: Served, kiosk: Speaker) -> None:
    kiosk.journal.signer = Signer(bytes([7]) * 32)
    assert kiosk.push(kiosk.journal.sell(1).seal()).status == 400
    assert refusals(served, kiosk.node) == {"wrong_signature": 1}


@pytest.mark.parametrize(
    ("path", "size"),
    [("/v1/hello", 70_000), ("/v1/push", (8 << 20) + 1), ("/v1/pull?after=&wait=0", 1)],
)
def test_what_is_too_large_is_refused_whether_its_size_is_told_or_not(
    served: Served, kiosk: Speaker, path: str, size: int
) -> None:
    method = "GET" if "pull" in path else "POST"
    body = bytes(size)
    assert refused_or_cut(lambda: kiosk.ask(method, path, body))
    kiosk.pool.clear()  # that connection is closed, or will be
    headers = kiosk.headers(method, path, body)
    pieces = iter([body[at : at + 65536] for at in range(0, size, 65536)])
    assert refused_or_cut(lambda: kiosk.send(method, path, pieces, headers))
    # Whoever is cut while it sends is not told when that was written down.
    until(lambda: refusals(served, kiosk.node) == {"request_too_large": 2})


def refused_or_cut(ask: Callable[[], Heard]) -> bool:
    """Whoever goes on sending finds the connection closed."""
    try:
        return ask().status == 413
    except urllib3.exceptions.HTTPError:
        return True


def test_more_bundles_than_an_agent_joins_are_refused(served: Served, kiosk: Speaker) -> None:
    one = kiosk.journal.seal()
    assert kiosk.push(one * 2001).status == 413
    assert refusals(served, kiosk.node) == {"bundle_too_large": 1}
    assert kiosk.push(one * 2000).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/push/../../etc/passwd",
        "/v1/%2e%2e/hello",
        "//v1/hello",
        "/v1/hello/",
        "/v2/hello",
    ],
)
def test_other_paths_lead_nowhere(kiosk: Speaker, path: str) -> None:
    headers = kiosk.headers("POST", path, b"")
    response = kiosk.pool.request(
        "POST", kiosk.url + path, headers=headers, redirect=False, retries=False
    )
    assert response.status in (307, 404, 405)
    assert b"tapcard" not in response.data.lower()


@pytest.mark.parametrize(
    "query",
    [
        "after=&wait=1000000000000",
        "after=everyone&wait=0",
        "after=everyone:-1&wait=0",
        "after=everyone:1&wait=x",
    ],
)
def test_a_pull_that_is_not_understood_is_refused(kiosk: Speaker, query: str) -> None:
    assert kiosk.ask("GET", f"/v1/pull?{query}").status == 400


def test_a_pull_waits_no_longer_than_it_says(kiosk: Speaker) -> None:
    assert kiosk.ask("GET", f"{everything(kiosk)}&wait=1") == (204, None, True)


def everything(kiosk: Speaker) -> str:
    """A pull of who has all that will ever come."""
    scopes = ("everyone", f"region:{REGION}", f"kiosk:{kiosk.node}", "kiosk:3")
    return "/v1/pull?after=" + ",".join(f"{scope}:{2**62}" for scope in scopes)


def test_who_is_revoked_is_barred_at_the_next_request(served: Served, kiosk: Speaker) -> None:
    assert kiosk.push(kiosk.journal.sell(1).seal()).status == 200
    served.ask(AskRevoke(node=kiosk.node, by=BY), None)
    for heard in (kiosk.hello(), kiosk.push(kiosk.journal.sell(1).seal())):
        assert heard == (403, ["revoked", 0, 0, b"", ""], True)
    assert events(served, kiosk) == 2
    assert refusals(served, kiosk.node) == {"revoked": 2}


def test_a_kiosk_that_asks_too_often_is_told_so(served: Served, kiosk: Speaker) -> None:
    asking = (kiosk.ask("GET", f"{everything(kiosk)}&wait=0").status for _time in range(2_000))
    answered = list(takewhile(lambda status: status != 503, asking))
    assert set(answered) == {204}
    assert 200 <= len(answered) < 2_000
    assert "too_many_requests" in refusals(served, kiosk.node)


def test_a_code_makes_one_machine_a_kiosk_once(served: Served, tmp_path: Path) -> None:
    invited = served.code(str(next(_SITES)))
    first = Stall.enrol(tmp_path / "first", invited)
    answer = (first.folder / "state" / "enrolment").read_bytes()
    assert stat.S_IMODE((first.folder / "state" / "enrolment").stat().st_mode) == 0o600
    with pytest.raises(NotEnrolled, match="enrolled already"):
        Stall.enrol(tmp_path / "second", invited)
    Stall.enrol_again(first.folder, invited)
    assert (first.folder / "state" / "enrolment").read_bytes() == answer


def test_a_wrong_code_makes_nobody_a_kiosk(served: Served, tmp_path: Path) -> None:
    invited = served.code(str(next(_SITES)))
    code = EnrolmentCode.parse(invited.code)
    wrong = msgspec.structs.replace(invited, code=code._replace(secret="0" * 10).text)
    with pytest.raises(NotEnrolled, match="not known"):
        Stall.enrol(tmp_path / "kiosk", wrong)
    assert invited.node not in served.kiosks()


def test_the_secret_is_not_told_to_another_certificate(served: Served, tmp_path: Path) -> None:
    invited = served.code(str(next(_SITES)))
    code = EnrolmentCode.parse(invited.code)
    wrong = msgspec.structs.replace(invited, code=code._replace(certificate="0" * 20).text)
    with pytest.raises(WrongSignature):
        Stall.enrol(tmp_path / "kiosk", wrong)
    assert not (tmp_path / "kiosk" / "state" / "enrolment").exists()
    Stall.enrol_again(tmp_path / "kiosk", invited)


def test_two_kiosks_cannot_have_one_prefix(served: Served) -> None:
    site = str(next(_SITES))
    served.code(site)
    with pytest.raises(OfficeRefused, match="prefix"):
        served.code(site)


def test_only_the_offices_own_user_may_ask_on_the_machine(served: Served) -> None:
    assert stat.S_IMODE(served.settings.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(served.settings.identity.stat().st_mode) == 0o600


@pytest.mark.parametrize("typed", ["", "K07", "7-AAAAA", "K07-" + "U" * 30, "K07-" + "0" * 29])
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(SyncError):
        EnrolmentCode.parse(typed)


def test_a_code_is_read_as_people_type_it() -> None:
    code = EnrolmentCode(7, "0123456789", "ABCDEFGHJKMNPQRSTVWX")
    assert code.text == "K07-01234-56789-ABCDE-FGHJK-MNPQR-STVWX"
    assert EnrolmentCode.parse(f" {code.text.lower().replace('0', 'o').replace('1', 'l')} ") == (
        7,
        "0123456789",
        "ABCDEFGHJKMNPQRSTVWX",
    )
