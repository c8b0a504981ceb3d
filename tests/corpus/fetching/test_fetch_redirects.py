"""Where a name or a redirect leads elsewhere: nothing inside is reached, what is public is."""

from __future__ import annotations

import pytest
from publishers import Canary, Page, html, moved

from corpus.fetching.types import FetchError, FetchReason

HOSTS = ("www.example.org", "other.example.org")
INSIDE = "10.0.0.5"
ROBOTS = "https://www.example.org/robots.txt"
SCHEDULES = {
    "private at once": [[(INSIDE, 443)]],
    "one private among public": [[("93.184.215.14", 443), (INSIDE, 443)]],
    "public when looked at, then loopback": "first public",
    "loopback only when asked again": "each connection anew",
    "mapped into IPv6": [[("::ffff:127.0.0.1", 443)]],
    "behind NAT64": [[("64:ff9b::7f00:1", 443)]],
    "link-local with a zone": [[("fe80::1%lo", 443)]],
    "unspecified": [[("::", 443)]],
    "public address on a private port": [[("93.184.215.14", 6379)]],
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_rebinding_reaches_nothing(publishers, name):
    """A name that leads elsewhere each time it is asked: what was checked is what is connected to."""
    canary, good = Canary(), [publishers.secure.endpoint]
    schedule = SCHEDULES[name]
    publishers.pages = {
        "https://www.example.org/a": Page(html("A")),
        "https://www.example.org/robots.txt": Page(),
    }
    if schedule == "first public":  # a second resolution within one connection would lead to the canary
        schedule = [good, [canary.endpoint]]
    elif schedule == "each connection anew":
        publishers.pages[ROBOTS] = Page(unsized=True)  # ends the connection
        schedule = [good, [canary.endpoint]]
    publishers.names.schedules["www.example.org"] = list(schedule)
    with publishers.session(["www.example.org"]) as session:
        if name == "public when looked at, then loopback":
            assert b"<h1>A</h1>" in session.read("https://www.example.org/a")[0]
            assert publishers.names.asked == ["www.example.org"]
        else:
            with pytest.raises(FetchError) as error:
                session.read("https://www.example.org/a")
            assert error.value.reason is FetchReason.ADDRESS_REFUSED
    assert canary.stop() == 0


ONWARD = {
    "private name": "https://other.example.org/a",
    "loopback": "http://127.0.0.1/a",
    "metadata": "http://169.254.169.254/latest/meta-data",
    "another host": "https://evil.test/a",
    "without a scheme to loopback": "//127.0.0.1/a",
    "a file": "file:///etc/passwd",
    "another port": "https://www.example.org:8443/a",
    "down to http": "http://www.example.org/a",
    "with a user": "https://www.example.org@127.0.0.1/a",
    "with a backslash": "https://127.0.0.1\\@www.example.org/a",
    "no address": "https://[::1",
    "another scheme's port": "https://www.example.org:80/a",
    "port nought": "https://www.example.org:0/a",
    "two addresses": "https://www.example.org, https://127.0.0.1/a",
    "a network path with a user": "//www.example.org@127.0.0.1/a",
    "backslashes": "http:\\\\127.0.0.1/a",
}


@pytest.mark.parametrize("name", ONWARD)
def test_a_redirect_to_what_may_not_be_asked_ends_there(publishers, name):
    canary = Canary()
    publishers.names.schedules["other.example.org"] = [[canary.endpoint]]
    publishers.pages = {"https://www.example.org/a": [moved("/b"), moved(ONWARD[name])]}
    publishers.pages["https://www.example.org/b"] = moved(ONWARD[name])
    with publishers.session(HOSTS, plain=["www.example.org"]) as session:
        with pytest.raises(FetchError) as error:
            session.read("https://www.example.org/a")
        assert error.value.reason is FetchReason.ADDRESS_REFUSED
    assert publishers.asked() == ["https://www.example.org/a", "https://www.example.org/b"]
    assert canary.stop() == 0


def test_redirects_in_a_circle_end_after_five(publishers):
    publishers.pages = {"https://www.example.org/a": moved("/b"), "https://www.example.org/b": moved("/a")}
    with publishers.session(HOSTS) as session, pytest.raises(FetchError) as error:
        session.read("https://www.example.org/a")
    assert error.value.reason is FetchReason.REDIRECTS
    assert len(publishers.asked()) == 6


def test_five_redirects_are_followed_and_each_host_is_checked_by_its_certificate(publishers):
    hosts = ["www.example.org", "other.example.org"]
    for i in range(5):
        publishers.pages[f"https://{hosts[i % 2]}/{i}"] = moved(f"https://{hosts[(i + 1) % 2]}/{i + 1}", 307)
    publishers.pages["https://other.example.org/5"] = Page(b"there")
    with publishers.session(hosts) as session:
        assert session.read("https://www.example.org/0") == (b"there", "https://other.example.org/5")
    assert [r.sni for r in publishers.received] == [r.host for r in publishers.received]
