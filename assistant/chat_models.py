"""Any LangChain chat model, opened from the settings: what the optional judge of the evaluation asks.

Nothing here is needed to answer a question. LangChain's chat packages are imported only when a model is
opened, and nothing is sent before a prompt is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant.errors import AssistantError, SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.settings import Settings

OPENAI_ADDRESS = "https://api.openai.com/v1"
NO_KEY = "none"
"""Sent to an OpenAI-compatible server of one's own that wants no key, so that no key meant for another is."""
SHORTEST_KEY = 8
"""Shorter values are taken for placeholders: taking those out of a reply could spoil a verdict."""
LONGEST_CAUSE = 300


class ChatModelError(AssistantError):
    """A call of the chat model failed. The message names the cause and holds no key."""


def open_chat_model(settings: Settings) -> BaseChatModel | None:
    """The chat model of EVIDENCE_JUDGE_MODEL; None where that is not set.

    Calls are tried again EVIDENCE_JUDGE_MAX_RETRIES times where the provider's package takes a failure for a
    passing one. Where EVIDENCE_JUDGE_API_KEY is not set, a provider other than `openai` finds its credentials
    as its own package does. Raises SettingsError (package missing, provider unknown, key missing), with the
    next command.
    """
    if settings.judge_model is None:
        return None
    provider, name = settings.judge_model.split(":", 1)
    asked = f"The chat model '{settings.judge_model}' (EVIDENCE_JUDGE_MODEL)"
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        packages = f"langchain langchain-{provider.replace('_', '-')}"
        raise SettingsError(
            f"{asked} needs a package that is not installed ({error}). "
            f"Install it with: python -m pip install {packages}"
        ) from None
    options = _options(settings, provider)
    failure = ""
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
        return model
    except Exception as error:  # each provider's package raises types of its own
        failure = _shown(str(error), _secrets(options))
    raise SettingsError(f"{asked} cannot be opened: {failure}")


def chat_model_name(settings: Settings) -> str:
    """What to call the judge in a report and in the cache: model, address and temperature where they are not
    the usual ones; empty where there is no judge."""
    name = settings.judge_model or ""
    if name and settings.judge_base_url:
        name += f" at {settings.judge_base_url}"
    if name and settings.judge_temperature:
        name += f", temperature {settings.judge_temperature:g}"
    return name


def completion(model: BaseChatModel) -> Callable[[str], str]:
    """A function from a prompt to the text the model writes, empty where it writes none.

    May be called from several threads. It raises ChatModelError where a call fails after its retries. Keys
    that the model holds are taken out of texts and messages, whoever put them there.
    """
    from langsmith import tracing_context

    secrets = _secrets(vars(model))

    def complete(prompt: str) -> str:
        failure = ""
        try:
            # With tracing on in the environment LangChain would send every prompt to a second server.
            with tracing_context(enabled=False):
                return _redacted(str(model.invoke(prompt).text), secrets)
        except Exception as error:  # each provider's package raises types of its own
            failure = f"{type(error).__name__}: {error}"
        # Raised out here, the error carries no other that holds the request and its headers.
        raise ChatModelError(f"The chat model did not answer: {_shown(failure, secrets)}")

    return complete


def _options(settings: Settings, provider: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "temperature": settings.judge_temperature,
        "timeout": settings.judge_timeout_s,
        "max_retries": settings.judge_max_retries,
    }
    if settings.judge_base_url is not None:
        options["base_url"] = settings.judge_base_url
    if settings.judge_api_key is not None:
        options["api_key"] = settings.judge_api_key
    if (
        provider == "openai"
    ):  # OPENAI_BASE_URL and OPENAI_API_KEY decide neither where texts go nor with what key
        if settings.judge_api_key is None and settings.judge_base_url is None:
            raise SettingsError("EVIDENCE_JUDGE_API_KEY is not set. Set it to the key of the provider.")
        options.setdefault("base_url", OPENAI_ADDRESS)
        options.setdefault("api_key", SecretStr(NO_KEY))
    return options


def _secrets(fields: dict[str, Any]) -> tuple[str, ...]:
    values = [v.get_secret_value() for v in fields.values() if isinstance(v, SecretStr)]
    return tuple(v for v in values if len(v) >= SHORTEST_KEY)


def _redacted(text: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "[key]")
    return text


def _shown(text: str, secrets: Sequence[str]) -> str:
    return " ".join(_redacted(text, secrets).split())[:LONGEST_CAUSE]
