"""Every sentence the bot says passes through here, so that it can be said in another language later.

Words stay beside the dialogue that says them, wrapped in `t`; a catalogue for the recipient's language replaces them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations

_catalogue: ContextVar[NullTranslations] = ContextVar("catalogue")
_ENGLISH = NullTranslations()
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
"""The part of IETF language tags (RFC 5646) that platforms use."""


def t(template: str, /, **values: object) -> str:
    """The sentence in the language being spoken, with `{names}` filled in. Values are never read as templates."""
    return _catalogue.get(_ENGLISH).gettext(template).format(**values)


def count(one: str, many: str, number: int, /, **values: object) -> str:
    """`one` or `many` by `number`, which both may show as `{number}`."""
    return _catalogue.get(_ENGLISH).ngettext(one, many, number).format(number=number, **values)


def language_tag(written: str) -> str:
    """ "cy-GB" for that or for "cy_GB"; empty for what is no language tag."""
    tag = written.strip().replace("_", "-")
    return tag if _TAG.fullmatch(tag) else ""


@contextmanager
def speaking(catalogue: NullTranslations) -> Iterator[None]:
    """Everything said inside is said in the catalogue's language."""
    token = _catalogue.set(catalogue)
    try:
        yield
    finally:
        _catalogue.reset(token)
