"""Real Word files in a child process; skipped where the development data is not beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import Format

DATA = Path(__file__).resolve().parents[2] / "../shared/dev-data"
SETS = ("docling_tests", "parser_misc", "unstructured_examples")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/dev-data beside the repository")


def test_every_real_file_gives_text_in_a_child_without_a_false_alarm() -> None:
    paths = [path for name in SETS for path in sorted((DATA / name / "files").glob("*.docx"))]
    assert len(paths) >= 60
    with Sandbox() as sandbox:
        for path in paths:
            parsed = sandbox.parse(path.read_bytes(), path.name, Format.DOCX)
            assert parsed.blocks, path.name
            assert not parsed.hidden, path.name


def test_numbers_of_a_real_file_with_overridden_starts_and_skipped_levels() -> None:
    path = DATA / "docling_tests/files/docx__sources__unit_test_headers_numbered.docx"
    with Sandbox() as sandbox:
        blocks = sandbox.parse(path.read_bytes(), path.name, Format.DOCX).blocks
    found = [block.number for block in blocks if block.number]
    # As LibreOffice prints them.
    assert found[:6] == ["1", "1.1", "1.2", "1.2.1", "2", "2.1.1"]
    assert found[-3:] == ["2.3.8.1", "2.3.8.2", "2.3.8.3"]
