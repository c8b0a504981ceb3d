"""What a run was made with, and how to make it again, as rows of a table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evals.report.wording import counted
from evals.run_folder import Run, RunConfig


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: what it is, what it was in this run, and in the baseline (empty where there is none)."""

    name: str
    value: str
    baseline: str = ""

    @property
    def differs(self) -> bool:
        """Whether the baseline had something else."""
        return bool(self.baseline) and self.baseline != self.value


def provenance_facts(run: Run, baseline: Run | None) -> tuple[Fact, ...]:
    """Everything that identifies a run, beside what the baseline had."""
    own = _facts(run.folder.name, run.config)
    other = _facts(baseline.folder.name, baseline.config) if baseline else {}
    names = [*own, *(name for name in other if name not in own)]
    return tuple(
        Fact(name, own.get(name, "none"), other.get(name, "none") if baseline else "") for name in names
    )


def commands(run: Run) -> tuple[tuple[str, str], ...]:
    """What to type: (what it does, the command)."""
    name = run.folder.name
    return (
        ("Run it again", run.config.command),
        ("Run it again and compare with this run", f"{run.config.command} --against {name}"),
        ("Compare this run with another that was made later", f"evidence eval compare {name} OTHER"),
    )


def _facts(folder: str, config: RunConfig) -> dict[str, str]:
    return {
        "Run folder": folder,
        "Set": f"{config.set_name} {config.set_version}, {config.kind}",
        "Split": config.split,
        "Items": counted(len(config.items), "item"),
        "Set SHA-256": config.set_sha256,
        "Corpus": f"{counted(config.publications, 'publication')}",
        "Corpus SHA-256": config.corpus_sha256,
        **_prefixed("Index", config.index),
        **_prefixed("Setting", config.settings),
        "Revision of the product": config.revision,
        **_prefixed("Version", config.versions),
        "Command": config.command,
        "Started": config.started,
        "Format": config.format,
    }


def _prefixed(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    return {f"{kind}: {name}": str(value) for name, value in sorted(values.items())}
