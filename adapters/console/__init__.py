"""The pretend town in a terminal."""

from adapters.console.chat import chat

__all__ = ["chat"]
