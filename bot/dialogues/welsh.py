"""Somebody writes in Welsh, which is not understood yet: said in Welsh too, rather than misheard without a word."""

import re
from dataclasses import replace

from bot.cards import Card, Text
from bot.language import t

APOLOGY = "Mae'n ddrwg gen i: dim ond Saesneg rwy'n ei deall ar hyn o bryd."
_WORDS = re.compile(
    r"\b(?:hoffwn|hoffem|gallaf|gallwn|galla|rydw|rwy'n|rwyf|dwi|dw|mae|oes|beth|pwy|sut|gyda|gan|ar gyfer|yn y|i'r|"
    r"cynnig|gynnig|chwilio|cysgodi|gysgodi|diwrnod|ddiwrnod|awr|wythnos|mis|helpu|help(?:wch)|gwaith|gweithio|cyngor|"
    r"gweithiwr|elusen|eisiau|angen|dydd|bore|prynhawn|noswaith|shwmae|s'mae|diolch|yn fawr|os gwelwch|dda|rhywun|unrhyw)\b",
    re.IGNORECASE,
)
ENOUGH = 2


def beside(card: Card, words: str) -> Card:
    """The same card, with a word in Welsh first where the words are Welsh and more than a greeting."""
    found = _WORDS.findall(words.replace("’", "'"))
    if len(found) < ENOUGH or len(words.split()) <= ENOUGH:
        return card
    also = t("Sorry: I only understand English so far. Could you say it in English?")
    return replace(card, parts=(Text(APOLOGY), Text(also, quiet=True), *card.parts))
