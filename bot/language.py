"""Every sentence the bot says passes through here, so that it can be said in another language later.

Words stay beside the dialogue that says them, wrapped in `t`; a catalogue for the recipient's language replaces them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations

_catalogue: ContextVar[NullTranslations] = ContextVar("catalogue")
_ENGLISH = NullTranslations()


def t(template: str, /, **values: object) -> str:
    """The sentence in the language being spoken, with `{names}` filled in. Values are never read as templates."""
    return _catalogue.get(_ENGLISH).gettext(template).format(**values)


def count(one: str, many: str, number: int, /, **values: object) -> str:
    """`one` or `many` by `number`, which both may show as `{number}`."""
    return _catalogue.get(_ENGLISH).ngettext(one, many, number).format(number=number, **values)


@contextmanager
def speaking(catalogue: NullTranslations) -> Iterator[None]:
    """Everything said inside is said in the catalogue's language."""
    token = _catalogue.set(catalogue)
    try:
        yield
    finally:
        _catalogue.reset(token)
