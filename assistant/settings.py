"""The only reader of the environment."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError
from corpus.catalogue import SHIPPED_CATALOGUE, SHIPPED_DISAGREEMENTS
from corpus.digests import SHIPPED_DIGESTS

PREFIX = "EVIDENCE_"
_SECRET = frozenset({"judge_api_key", "judge_base_url"})
"""Fields whose refused value is never repeated: it may be, or hold, a key or a password."""


class Settings(BaseSettings):
    """Every setting, each an environment variable with the prefix EVIDENCE_."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("policy-evidence-assistant")),
        description="Folder of the library and what belongs to it. Two folders are two libraries.",
    )
    digests: Path = Field(default=SHIPPED_DIGESTS, description="Folder of digests (*.md) to index.")
    catalogue: Path = Field(default=SHIPPED_CATALOGUE, description="Catalogue of publications (TOML).")
    disagreements: Path = Field(default=SHIPPED_DISAGREEMENTS, description="Known disagreements (TOML).")
    ocr: bool = Field(default=False, description="Read scans that are added, with Debian's tesseract-ocr.")
    ocr_languages: str = Field(
        default="eng",
        pattern=r"^[A-Za-z_]+(\+[A-Za-z_]+)*$",
        description="Languages of scans, such as eng+cym.",
    )
    fetch_max_mb: int = Field(
        default=50, ge=1, le=200, description="Megabytes that a fetched publication may have."
    )
    port: int = Field(default=7860, ge=1, le=65535, description="Port of the page.")
    judge_model: str | None = Field(
        default=None,
        description="Chat model of the optional judge, PROVIDER:NAME as LangChain writes it. None: no judge.",
    )
    judge_base_url: str | None = Field(
        default=None, description="Address of a server that speaks the provider's protocol, with its /v1."
    )
    judge_api_key: SecretStr | None = Field(
        default=None, description="The provider's key. Shown and written nowhere."
    )
    judge_timeout_s: float = Field(default=60.0, gt=0, le=600, description="Seconds a call may keep silent.")
    judge_max_retries: int = Field(default=2, ge=0, le=5, description="Further tries of a call that failed.")
    judge_temperature: float = Field(
        default=0.0, ge=0, le=2, description="0; some reasoning models accept 1 only."
    )

    @field_validator("home", "digests", "catalogue", "disagreements")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("judge_model")
    @classmethod
    def _provider_and_name(cls, model: str | None) -> str | None:
        if model is not None and not re.fullmatch(r"[a-z0-9_]+:[^\s:]\S*", model):
            raise ValueError("must be PROVIDER:NAME, such as openai:NAME-OF-THE-MODEL")
        return model

    @field_validator("judge_base_url")
    @classmethod
    def _web_address(cls, address: str | None) -> str | None:
        if address is not None and not _is_plain_address(address):
            raise ValueError(
                "must be an address such as http://127.0.0.1:8000/v1, without a name, password, ? or #"
            )
        return address

    @field_validator("judge_api_key")
    @classmethod
    def _one_word(cls, key: SecretStr | None) -> SecretStr | None:
        # A key that cannot stand in a header, or is written otherwise inside quotation marks, would be
        # repeated by an error message in a form that is not recognised and taken out.
        if key is not None and not re.fullmatch(r"[!#-&(-\[\]-~]{8,}", key.get_secret_value()):
            raise ValueError("must be one word of at least 8 plain signs, none of them a quotation mark")
        return key


def _is_plain_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(named) and not any(sign in address for sign in "@?#\\") and not any(map(str.isspace, address))


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
        field = str(detail["loc"][0])
        shown = "" if field in _SECRET else f" (it is '{detail['input']}')"
        reason = detail["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{PREFIX}{field.upper()}: {reason}{shown}.") from None
