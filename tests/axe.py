"""axe-core in a page of the browser tests."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Violations by axe-core's own account; the test skips where axe-core is not at hand."""
    tarball = os.environ.get("AXE_CORE_TARBALL", "")
    if not tarball or not Path(tarball).exists():
        pytest.skip("axe-core is not at hand: npm pack axe-core, then set AXE_CORE_TARBALL")
    with tarfile.open(tarball) as packed:
        script = packed.extractfile("package/axe.min.js")
        assert script is not None
        page.evaluate(script.read().decode("utf-8") + ";1")
    found = page.evaluate(
        f"axe.run(document, {{runOnly: {{type: 'tag', values: {json.dumps(RULES)}}}}})"
        ".then((r) => r.violations.map((v) => v.id + ' ' + v.nodes.map((n) => n.html.slice(0, 120))))"
    )
    return [str(violation) for violation in found]
