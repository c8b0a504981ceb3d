"""The only reader of the environment."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError
from corpus.catalogue import SHIPPED_CATALOGUE, SHIPPED_DISAGREEMENTS
from corpus.digests import SHIPPED_DIGESTS

PREFIX = "EVIDENCE_"


class Settings(BaseSettings):
    """Every setting, each an environment variable with the prefix EVIDENCE_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("policy-evidence-assistant")),
        description="Folder of the library: store, index, nothing else. Two folders are two libraries.",
    )
    digests: Path = Field(default=SHIPPED_DIGESTS, description="Folder of digests (*.md) to index.")
    catalogue: Path = Field(default=SHIPPED_CATALOGUE, description="Catalogue of publications (TOML).")
    disagreements: Path = Field(default=SHIPPED_DISAGREEMENTS, description="Known disagreements (TOML).")
    port: int = Field(default=7860, ge=1, le=65535, description="Port of the page.")

    @field_validator("home", "digests", "catalogue", "disagreements")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()


def load_settings() -> Settings:
    """Settings from the environment. Raises SettingsError for an unknown or impossible one, by name."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(n for n in os.environ if n.upper().startswith(PREFIX) and n.upper() not in known)
    if unknown:
        raise SettingsError(
            f"Unknown setting {', '.join(unknown)}. The settings are: {', '.join(sorted(known))}."
        )
    try:
        return Settings()
    except ValidationError as error:
        detail = error.errors()[0]
        name = PREFIX + str(detail["loc"][0]).upper()
        raise SettingsError(f"{name}: {detail['msg']} (it is '{detail['input']}').") from None
