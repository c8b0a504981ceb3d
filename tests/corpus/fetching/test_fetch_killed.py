"""A fetching process killed at random points: what has a record is whole, and the next run ends well."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest
from publishers import PDF, file

from corpus.fetching.records import all_records, sha256_of

CHILD = """
import ssl, sys
from pathlib import Path
from corpus.catalogue import load_catalogue
from corpus.fetching.addresses import AddressPolicy
from corpus.fetching.fetch import fetch
from corpus.fetching.offers import policy_for
from corpus.fetching.session import WebSession
from corpus.fetching.types import FetchLimits

port, certificate, into, *names = sys.argv[1:]
endpoint = ("127.0.0.1", int(port))
wanted = [load_catalogue()[name] for name in names]
policy = AddressPolicy(policy_for(wanted).hosts, also_public=frozenset({endpoint}))
tls = ssl.create_default_context(cafile=certificate)
print("ready", flush=True)
while True:
    session = WebSession(policy, FetchLimits(interval=0.0), resolver=lambda *a: [endpoint], tls=tls)
    fetch(wanted, Path(into), session=session)
"""
NAMES = ("nhse-pcarp-2023", "nhse-uec-plan-2023", "nhse-5yfv-2014")


@pytest.mark.slow
def test_killed_at_random_points(publishers, certificate, fetch_from, shipped_catalogue, tmp_path):
    chance, into, versions = random.Random(7), tmp_path / "downloads", []  # noqa: S311 - not a secret

    def fresh(request):
        """Another version for each request, so that every run replaces what lies there."""
        versions.append(PDF + b"%% version %d\n%%%%EOF\n" % len(versions))
        return file(versions[-1] * 20, etag=f'"{len(versions)}"')(request)

    publishers.pages = {shipped_catalogue[name].file_url: fresh for name in NAMES}
    held = set()
    for _ in range(6):
        arguments = [str(publishers.secure.endpoint[1]), str(certificate / "cert.pem"), str(into), *NAMES]
        child = subprocess.Popen([sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE)
        child.stdout.readline()
        time.sleep(chance.uniform(0.05, 0.5))
        child.kill()
        child.wait()
        child.stdout.close()
        records = all_records(into)
        assert held <= {record.publication for record in records}  # what was acknowledged stays
        held |= {record.publication for record in records}
        for record in records:
            assert sha256_of(record.path) == record.sha256
            assert record.path.read_bytes().endswith(b"%%EOF\n")
    assert held == set(NAMES)
    assert len(fetch_from(*(shipped_catalogue[name] for name in NAMES)).fetched) == 3
    assert (
        sorted(p.suffix for p in into.iterdir() if not p.name.startswith(".")) == [".json"] * 3 + [".pdf"] * 3
    )
