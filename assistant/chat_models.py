"""Any LangChain chat model, opened from the settings: the one that takes part in answering, or the judge.

Neither is needed to answer a question. LangChain's chat packages are imported only when a model is opened,
and nothing is sent before a prompt is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant.errors import AssistantError, SettingsError
from assistant.keys import cause, redacted, secrets_in

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.settings import ChatModelSettings

OPENAI_ADDRESS = "https://api.openai.com/v1"
NO_KEY = "none"
"""Sent to an OpenAI-compatible server of one's own that wants no key, so that no key meant for another is."""


class ChatModelError(AssistantError):
    """A call of the chat model failed. The message names the cause and holds no key."""


def open_chat_model(chosen: ChatModelSettings) -> BaseChatModel | None:
    """The chat model that was chosen; None where none was.

    Calls are tried again `max_retries` times where the provider's package takes a failure for a passing one.
    Where no key is set, a provider other than `openai` finds its credentials as its own package does. Raises
    SettingsError (package missing, provider unknown, key missing), with the next command.
    """
    if chosen.model is None:
        return None
    provider, name = chosen.model.split(":", 1)
    asked = f"The chat model '{chosen.model}' ({chosen.group}_MODEL)"
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise not_installed(asked, provider, error) from None
    options = _options(chosen, provider)
    failure = ""
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
        return model
    except Exception as error:  # each provider's package raises types of its own
        failure = cause(str(error), secrets_in(options))
    raise SettingsError(f"{asked} cannot be opened: {failure}")


def not_installed(asked: str, provider: str, error: ImportError) -> SettingsError:
    """What to say where LangChain or a provider's package is missing; `asked` names model and setting."""
    return SettingsError(
        f"{asked} needs a package that is not installed ({error}). "
        f"Install it with: python -m pip install langchain langchain-{provider.replace('_', '-')}"
    )


def chat_model_name(chosen: ChatModelSettings) -> str:
    """What to call the model in a report and in a cache: its name, and address and temperature where they are
    not the usual ones; empty where none was chosen."""
    name = chosen.model or ""
    if name and chosen.base_url:
        name += f" at {chosen.base_url}"
    if name and chosen.temperature:
        name += f", temperature {chosen.temperature:g}"
    return name


def completion(model: BaseChatModel) -> Callable[[str], str]:
    """A function from a prompt to the text the model writes, empty where it writes none.

    May be called from several threads. It raises ChatModelError where a call fails after its retries. Keys
    that the model holds are taken out of texts and messages, whoever put them there.
    """
    from langsmith import tracing_context

    secrets = secrets_in(vars(model))

    def complete(prompt: str) -> str:
        failure = ""
        try:
            # With tracing on in the environment LangChain would send every prompt to a second server.
            with tracing_context(enabled=False):
                return redacted(str(model.invoke(prompt).text), secrets)
        except Exception as error:  # each provider's package raises types of its own
            failure = f"{type(error).__name__}: {error}"
        # Raised out here, the error carries no other that holds the request and its headers.
        raise ChatModelError(f"The chat model did not answer: {cause(failure, secrets)}")

    return complete


def _options(chosen: ChatModelSettings, provider: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "temperature": chosen.temperature,
        "timeout": chosen.timeout_s,
        "max_retries": chosen.max_retries,
    }
    if chosen.base_url is not None:
        options["base_url"] = chosen.base_url
    if chosen.api_key is not None:
        options["api_key"] = chosen.api_key
    if (
        provider == "openai"
    ):  # OPENAI_BASE_URL and OPENAI_API_KEY decide neither where texts go nor with what key
        if chosen.api_key is None and chosen.base_url is None:
            raise SettingsError(f"{chosen.group}_API_KEY is not set. Set it to the key of the provider.")
        options.setdefault("base_url", OPENAI_ADDRESS)
        options.setdefault("api_key", SecretStr(NO_KEY))
    return options
