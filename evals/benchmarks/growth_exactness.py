"""How often a search that scores few chunks in full finds what scoring every one in full would."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.growth_material import GrownEmbedder, Material
from indexing.generations import generation_folder
from indexing.hybrid import HybridIndex
from indexing.search import Library
from indexing.sync import fingerprint
from indexing.types import Filters, Wording


@dataclass(frozen=True, slots=True)
class Exactness:
    """Shares of the best ten of an exact search that were found, a query each; higher is better."""

    plain: tuple[float, ...]
    filtered: tuple[float, ...]


def exactness(folder: Path, material: Material, only: Filters, k: int) -> Exactness:
    """Ask a library every query, without filters and with `only`, as the product searches and with every
    chunk scored in full."""
    embedder = GrownEmbedder(material)
    library = Library(folder, embedder, fingerprint(embedder))
    files = generation_folder(folder, library.version)
    every = library.manifest.chunks
    ours, exact = HybridIndex(files), HybridIndex(files, closer_look=every, by_graph=False)
    allowed = library.allowed_ids(only)

    def found(query: str, ids: tuple[str, ...] | None) -> float:
        asked = [Wording(query)], library.embed_queries([query]), ids, k
        best, wanted = ({hit.chunk_id for hit in index.search(*asked)} for index in (ours, exact))
        return len(best & wanted) / len(wanted) if wanted else 1.0

    plain = tuple(found(query, None) for query in material.queries)
    filtered = tuple(found(query, allowed) for query in material.queries)
    for opened in (ours, exact, library):
        opened.close()
    return Exactness(plain, filtered)
