"""The only reader of the environment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError
from corpus.catalogue import SHIPPED_CATALOGUE, SHIPPED_DISAGREEMENTS
from corpus.digests import SHIPPED_DIGESTS

PREFIX = "EVIDENCE_"
_SECRET = frozenset(
    f"{group}_{field}" for group in ("chat", "judge", "embedder") for field in ("api_key", "base_url")
)
"""Fields whose refused value is never repeated: it may be, or hold, a key or a password."""
_PROVIDER_AND_NAME = r"[a-z0-9_]+:[^\s:]\S*"


@dataclass(frozen=True, slots=True)
class ChatModelSettings:
    """How a chat model is opened. `group` is how the names of its settings begin, such as EVIDENCE_CHAT;
    `model` is PROVIDER:NAME as LangChain writes it, None for no model. `timeout_s` are the seconds a call may
    keep silent, `max_retries` how often one that failed is made again."""

    group: str
    model: str | None
    base_url: str | None
    api_key: SecretStr | None
    timeout_s: float
    max_retries: int
    temperature: float


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
    embedder: str | None = Field(
        default=None,
        description="Folder of a sentence-transformers model, or PROVIDER:NAME as LangChain writes it.",
    )
    embedder_base_url: str | None = Field(
        default=None, description="Address of a server that speaks the provider's protocol, with its /v1."
    )
    embedder_api_key: SecretStr | None = Field(
        default=None, description="The provider's key. Shown and written nowhere."
    )
    embedder_timeout_s: float = Field(
        default=60.0, gt=0, le=600, description="Seconds a call may keep silent."
    )
    embedder_max_retries: int = Field(
        default=2, ge=0, le=5, description="Further tries of a call that failed."
    )
    reranker: Path | None = Field(
        default=None, description="Folder of a sentence-transformers CrossEncoder. None: no reranking."
    )
    chat_model: str | None = Field(
        default=None,
        description="Chat model that rewords follow-ups, PROVIDER:NAME as LangChain writes it. None: none.",
    )
    chat_base_url: str | None = Field(
        default=None, description="Address of a server that speaks the provider's protocol, with its /v1."
    )
    chat_api_key: SecretStr | None = Field(
        default=None, description="The provider's key. Shown and written nowhere."
    )
    chat_timeout_s: float = Field(default=60.0, gt=0, le=600, description="Seconds a call may keep silent.")
    chat_max_retries: int = Field(default=2, ge=0, le=5, description="Further tries of a call that failed.")
    chat_temperature: float = Field(
        default=0.0, ge=0, le=2, description="0; some reasoning models accept 1 only."
    )
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

    @property
    def chat(self) -> ChatModelSettings:
        """The chat model that takes part in answering."""
        return self._chat_model("chat")

    @property
    def judge(self) -> ChatModelSettings:
        """The chat model that judges answers in evaluation."""
        return self._chat_model("judge")

    def _chat_model(self, group: str) -> ChatModelSettings:
        names = ("model", "base_url", "api_key", "timeout_s", "max_retries", "temperature")
        given = {name: getattr(self, f"{group}_{name}") for name in names}
        return ChatModelSettings(f"{PREFIX}{group.upper()}", **given)

    @field_validator("home", "digests", "catalogue", "disagreements")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("embedder")
    @classmethod
    def _folder_or_provider(cls, embedder: str | None) -> str | None:
        if embedder is None:
            return None
        if folder := _model_folder(embedder):
            return str(folder)
        if not re.fullmatch(_PROVIDER_AND_NAME, embedder):
            raise ValueError(
                "must be the folder of a model on this machine, or PROVIDER:NAME such as "
                "openai:NAME-OF-THE-MODEL; no model is fetched by its name"
            )
        return embedder

    @field_validator("reranker", mode="before")
    @classmethod
    def _folder(cls, reranker: object) -> Path | None:
        if reranker is None:
            return None
        if folder := _model_folder(str(reranker)):
            return folder
        raise ValueError("must be the folder of a model on this machine; no model is fetched by its name")

    @field_validator("judge_model", "chat_model")
    @classmethod
    def _provider_and_name(cls, model: str | None) -> str | None:
        if model is not None and not re.fullmatch(_PROVIDER_AND_NAME, model):
            raise ValueError("must be PROVIDER:NAME, such as openai:NAME-OF-THE-MODEL")
        return model

    @field_validator("judge_base_url", "chat_base_url", "embedder_base_url")
    @classmethod
    def _web_address(cls, address: str | None) -> str | None:
        if address is not None and not _is_plain_address(address):
            raise ValueError(
                "must be an address such as http://127.0.0.1:8000/v1, without a name, password, ? or #"
            )
        return address

    @field_validator("judge_api_key", "chat_api_key", "embedder_api_key")
    @classmethod
    def _one_word(cls, key: SecretStr | None) -> SecretStr | None:
        # A key that cannot stand in a header, or is written otherwise inside quotation marks, would be
        # repeated by an error message in a form that is not recognised and taken out.
        if key is not None and not re.fullmatch(r"[!#-&(-\[\]-~]{8,}", key.get_secret_value()):
            raise ValueError("must be one word of at least 8 plain signs, none of them a quotation mark")
        return key


def _model_folder(named: str) -> Path | None:
    """The folder of that name, None where there is none."""
    folder = Path(named).expanduser().absolute()
    return folder if named and folder.is_dir() else None


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
