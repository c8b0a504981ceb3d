"""Run as `python -m indexing.export_graph MODEL FOLDER`: write the model as an OpenVINO graph into FOLDER.

A child process, because PyTorch takes a gigabyte that indexing and answering do not need afterwards. What it
writes is checked against PyTorch's own vectors; FOLDER appears whole or not at all.
"""

from __future__ import annotations

import inspect
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np

from indexing.embedding import Embedder
from indexing.graph import GRAPH, Graph, Precision, runtime, write_agreement

SENTENCES = (
    "The waiting list for hospital treatment in England rose to 7.6 million in June 2024.",
    "Neighbourhood health centre",
    "Who commissioned the independent investigation of the National Health Service in England?",
    "£3.4 billion was spent on agency staff in 2022–23, according to the National Audit Office.",
    "Integrated care boards plan services for their populations; trusts provide them. "
    "Primary care networks bring general practices together, and neighbourhood teams work across both. " * 4,
    "No.",
    "Delayed discharges, mental health, district nursing, dentistry: the share fell from 8.9% to 8.1%.",
    "In 2009, 31 polyclinics were planned for London. " * 12,
    "Trusts in deficit, by region and year: " * 60,
)
"""Of every length that occurs, so that padding, long texts and the cut of too long ones are in the check."""


def export(model_folder: Path, folder: Path) -> None:
    """Write graph and agreement. Raises whatever PyTorch or OpenVINO raise."""
    reference = Embedder(model_folder)
    staging = folder.with_name(f"{folder.name}.{os.getpid()}.new")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        runtime().save_model(_converted(reference), str(staging / GRAPH), compress_to_fp16=False)
        expected = reference.embed(SENTENCES)
        pieces = reference.pieces(SENTENCES)
        cosines = {}
        for precision in Precision:
            found = Graph(staging, precision).vectors(pieces)
            cosines[precision.value] = float(np.mean(np.sum(found * expected, axis=1)))
        write_agreement(staging, cosines)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _converted(embedder: Embedder) -> Any:
    import torch

    first, *rest = embedder.modules()
    knows_types = "token_type_ids" in inspect.signature(first.model.forward).parameters

    class Pooled(torch.nn.Module):
        """The transformer, one vector for the pieces of a text as the model pools them, and its direction."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = first.model.eval()
            self.pooling = torch.nn.ModuleList(rest)

        def forward(self, ids: Any, mask: Any) -> Any:
            types = {"token_type_ids": torch.zeros_like(ids)} if knows_types else {}
            hidden = self.transformer(input_ids=ids, attention_mask=mask, **types)[0]
            features = {"token_embeddings": hidden, "attention_mask": mask}
            for module in self.pooling:
                features = module(features)
            vector = features["sentence_embedding"][:, : embedder.dimension]
            return torch.nn.functional.normalize(vector, dim=1)

    example = torch.ones((2, 8), dtype=torch.long)
    graph = runtime().convert_model(Pooled(), example_input=(example, example))
    graph.reshape({0: [-1, -1], 1: [-1, -1]})
    return graph


if __name__ == "__main__":
    try:
        export(Path(sys.argv[1]), Path(sys.argv[2]))
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")
