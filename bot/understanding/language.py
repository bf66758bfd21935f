"""Whether a message is in English, judged by its small words alone."""

import re
import unicodedata
from typing import Final

_ENGLISH: Final = frozenset(
    "the a an to of and in is it i we you my our your for on with at by from can could would will does did have has had "
    "are am was be been not no yes me us this that what who how when where any anyone some someone help need want please "
    "if or but about as so offer looking thanks hi hello get see show".split()
)
_OTHERS: Final = frozenset(
    "je ne pas suis est les des une pour avec vous nous merci bonjour mais que qui dans sur parle comprends du le "
    "el los las una por para con pero que soy esta estoy necesito gracias hola donde nada esto como entiendo "
    "ich nicht und der die das ist ein eine für mit wir sie kann bitte danke hallo wo auf "
    "nie jest czy w na się mnie dzień dobry dziękuję gdzie mówi wiem ktoś po proszę jak co "
    "nu este sunt pentru cu și vă mulțumesc bună unde não uma você obrigado onde é eu estou "
    "non sono il per grazie ciao dove che "
    "mae mae'r rydw rwy yn yr y i'n i'r a'r ydy ydw oes gen dw dwi wedi ble beth sut gyda o'r ddim eisiau helpu angen "
    "waa maan waxaan mahadsanid ve bir bu için değil nerede".split()
)
"""Small words of French, Spanish, German, Polish, Romanian, Portuguese, Italian, Welsh, Somali and Turkish."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def is_english(text: str) -> bool:
    """False for a script other than Latin, or when another language's small words outnumber English ones."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text[:600])]
    letters = [c for word in words for c in word]
    latin = sum(1 for c in letters if c.isascii() or "LATIN" in unicodedata.name(c, ""))
    if latin * 2 < len(letters):
        return False
    english = sum(word in _ENGLISH for word in words)
    other = sum(word in _OTHERS and word not in _ENGLISH for word in words)
    return not (other >= 2 and other > english)
