"""Which addresses may be asked: 50 hostile ones and more, none of which reaches a listener on loopback."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from hostile_addresses import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from publishers import Canary, Names, Page

from corpus.fetching.addresses import AddressPolicy, is_public
from corpus.fetching.offers import policy_for
from corpus.fetching.session import WebSession
from corpus.fetching.transport import CheckedBackend
from corpus.fetching.types import FetchError, FetchLimits, FetchReason

LIST = Path(__file__).resolve().parents[3] / "../shared/trials/addresses_to_refuse.txt"
OPEN = AddressPolicy(frozenset({"www.example.org", "other.example.org"}))


def addresses():
    """Our own list, and the project's where it is beside the repository."""
    given = LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []
    return list(dict.fromkeys([*HOSTILE, *(line for line in given if line)]))


@pytest.mark.parametrize("address", addresses())
def test_a_hostile_address_is_refused_before_anything_is_asked(address):
    names, canary = Names(lambda port: [canary.endpoint]), Canary()
    with WebSession(OPEN, resolver=names) as session:
        with pytest.raises(FetchError) as error, session.get(address):
            pass
        assert not session.allows(address)
    assert error.value.reason is FetchReason.ADDRESS_REFUSED
    assert (names.asked, canary.stop()) == ([], 0)


def test_the_hostile_hosts_are_refused_at_the_connection_too():
    """What the list of hosts would let through by mistake stops at the check of what a name leads to."""
    canary, refused = Canary(), 0
    for address in addresses():
        try:
            host = httpx.URL(address).host
        except httpx.InvalidURL:
            continue
        try:
            literal = not host or is_public(host)
        except ValueError:
            literal = False
        assert not host or not literal
        backend = CheckedBackend(OPEN, Names(lambda port: [canary.endpoint]), lambda: 1.0)
        with pytest.raises(FetchError) as error:
            backend.connect_tcp(host or "localhost", 80, 1.0)
        assert error.value.reason is FetchReason.ADDRESS_REFUSED
        refused += 1
    assert refused >= 40
    assert canary.stop() == 0


def test_the_canary_counts_who_reaches_it():
    canary = Canary()
    public = AddressPolicy(frozenset(), also_public=frozenset({canary.endpoint}))
    CheckedBackend(public, Names(lambda port: [canary.endpoint]), lambda: 1.0).connect_tcp("a", 80).close()
    assert canary.stop() == 1


@pytest.mark.parametrize(
    "address",
    """0.1.2.3 10.9.8.7 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7
    203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 ::7f00:1
    ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 100::1 2001::1
    2001:db8::1 2002:808:808:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1
    localhost 127.1 0x7f000001 2001:4860::5efe:7f00:1 2a00::200:5efe:c0a8:1 3ffe::1 ::ffff:100.64.0.1
    ::ffff:0:7f00:1 8.8.8.8%eth0""".split(),
)
def test_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    """8.8.8.8 151.101.0.144 172.32.0.1 100.128.0.1 2a04:4e42::144 ::ffff:8.8.8.8 64:ff9b::808:808
    2a00::5efe:808:808""".split(),
)
def test_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_a_v4_address_is_as_public_inside_a_v6_one(address):
    assert is_public(f"::ffff:{address}") == is_public(str(address))
    assert not is_public(str(address)) or address.is_global


@given(st.ip_addresses(v=6))
def test_public_v6_addresses_are_global_unicast(address):
    assert not is_public(str(address)) or (address.is_global and not address.is_multicast)


@given(st.text(max_size=60) | st.text(alphabet="htps:/@[]%\\.1a①。x#?", max_size=40))
def test_any_text_is_an_address_of_ours_or_refused(text):
    for address in (text, f"https://{text}", f"https://www.example.org{text}"):
        with suppress(FetchError):
            assert OPEN.check(address).host in OPEN.hosts


def test_a_certificate_for_another_host_is_not_taken(publishers):
    with publishers.session(["stranger.example.org"]) as session, pytest.raises(FetchError) as error:
        session.read("https://stranger.example.org/a")
    assert error.value.reason is FetchReason.UNREACHABLE
    assert "certificate" in str(error.value)
    assert not error.value.again


def test_proxies_of_the_environment_are_not_used(publishers):
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy")
    before = {name: os.environ.get(name) for name in names}
    publishers.pages = {"https://www.example.org/a": Page(b"there")}
    try:
        os.environ.update(dict.fromkeys(names, "http://127.0.0.1:9"))
        with publishers.session(OPEN.hosts) as session:
            assert session.read("https://www.example.org/a")[0] == b"there"
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def test_a_host_that_does_not_answer_on_its_first_address_is_asked_on_its_second(publishers):
    dead = Canary()
    dead.stop()
    policy_ports = frozenset({dead.endpoint, publishers.secure.endpoint})
    backend = CheckedBackend(
        AddressPolicy(frozenset(), also_public=policy_ports),
        Names(lambda port: [dead.endpoint, publishers.secure.endpoint]),
        lambda: 2.0,
    )
    stream = backend.connect_tcp("www.example.org", 443, 1.0)
    assert stream.get_extra_info("server_addr") == publishers.secure.endpoint
    stream.close()


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("HTTPS://WWW.EXAMPLE.ORG:443/a#part", "https://www.example.org/a"),
        ("https://www.example.org:/a", "https://www.example.org/a"),
        ("https://www.example.org?@127.0.0.1/a", "https://www.example.org?@127.0.0.1/a"),
        ("https://www.example.org/é 1".replace(" ", "%20"), "https://www.example.org/%C3%A9%201"),
    ],
)
def test_plain_addresses_of_ours_are_asked_at_our_host(address, asked):
    url = OPEN.check(address)
    assert (str(url), url.host) == (asked, "www.example.org")


def test_hosts_are_those_of_offered_entries_with_and_without_www(shipped_catalogue):
    policy = policy_for(shipped_catalogue.values())
    assert {"www.gov.uk", "assets.publishing.service.gov.uk", "nhsconfed.org"} <= policy.hosts
    assert not {"www.hsj.co.uk", "stream24news.com", "issuu.com", "localhost"} & policy.hosts
    assert policy.plain == {
        "emeraldinsight.com", "www.emeraldinsight.com", "nuffieldtrust.org.uk", "www.nuffieldtrust.org.uk",
    }  # fmt: skip


def test_limits_are_those_of_the_design():
    limits = FetchLimits()
    assert (limits.bytes, limits.seconds, limits.redirects, limits.interval) == (50_000_000, 60.0, 5, 1.0)
