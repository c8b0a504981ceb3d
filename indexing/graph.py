"""The model as a graph that OpenVINO runs: several times as fast as PyTorch on the same processor.

The graph is exported once (`indexing.export_graph`, in a child process) and kept beside the library, so that
no later start imports PyTorch. How far its vectors agree with PyTorch's is measured when it is exported and
whenever the processor is another one.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

GRAPH = "model.xml"
AGREEMENT = "agreement.json"
EXPORT_SECONDS = 300
LEAST_AGREEMENT = 0.999
"""Mean cosine to PyTorch's float32 vectors below which a way of computing is not used."""


class Precision(StrEnum):
    """How a graph is computed; the value is OpenVINO's name."""

    FLOAT32 = "f32"
    BFLOAT16 = "bf16"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Mean cosine of a graph's vectors to PyTorch's float32 ones, by precision, on one kind of processor.

    `sha256` is of the graph's files: a damaged graph would give other vectors without a word.
    """

    processor: str
    openvino: str
    sha256: str
    mean_cosine: dict[str, float]

    def allows(self, precision: Precision) -> bool:
        """Whether vectors of this precision may stand for PyTorch's."""
        return self.mean_cosine.get(precision.value, 0.0) >= LEAST_AGREEMENT


def runtime() -> Any:
    """OpenVINO, without its habit of reporting every import to its maker over the network.

    Raises ImportError where it is not installed or does not run on this machine.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # it then uses a stub
    import openvino

    return openvino


@cache
def processor() -> str:
    """The processor's name with what it can compute, so that another machine is told apart."""
    core = runtime().Core()
    name = core.get_property("CPU", "FULL_DEVICE_NAME")
    able = sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
    return f"{name} {platform.machine()} {' '.join(able)}"


def export(model: Path, folder: Path) -> bool:
    """Write the model in one folder as a graph into another, in a child process; whether that was done."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "indexing.export_graph", str(model), str(folder)],
            capture_output=True, timeout=EXPORT_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return child.returncode == 0 and (folder / AGREEMENT).is_file()


def write_agreement(folder: Path, mean_cosine: dict[str, float]) -> None:
    """Record what was measured on this processor."""
    found = Agreement(processor(), runtime().__version__, _digest(folder), mean_cosine)
    (folder / AGREEMENT).write_text(json.dumps(asdict(found), indent=1), encoding="utf-8")


def read_agreement(folder: Path) -> Agreement | None:
    """What was measured for the graph in `folder`; None where nothing was, or on another processor, or of
    other files than are there now."""
    try:
        found = Agreement(**json.loads((folder / AGREEMENT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    here = (processor(), runtime().__version__, _digest(folder))
    return found if (found.processor, found.openvino, found.sha256) == here else None


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in (folder / GRAPH, (folder / GRAPH).with_suffix(".bin")):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


class Graph:
    """An exported model, compiled for this processor. Give it word-pieces, get unit vectors."""

    def __init__(self, folder: Path, precision: Precision) -> None:
        """Raises RuntimeError where the files cannot be used."""
        self._compiled = (
            runtime()
            .Core()
            .compile_model(str(folder / GRAPH), "CPU", {"INFERENCE_PRECISION_HINT": precision.value})
        )

    def vectors(self, pieces: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        """One unit vector for each text, given as ids of word-pieces: shape (len(pieces), dimension)."""
        longest = max(map(len, pieces))
        ids = np.zeros((len(pieces), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(pieces):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        request = self._compiled.create_infer_request()  # of its own: threads share the compiled graph
        request.infer([ids, mask])
        return np.array(request.get_output_tensor(0).data, np.float32)
