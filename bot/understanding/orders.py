# ruff: noqa: E501  (a pattern reads best on one line)
"""Words that try to give the bot orders add nothing, however they are disguised.

A sentence that addresses the machine ("ignore your instructions", a forged system tag, "you are now ...") is dropped
with everything after a forged tag; what is left is understood as if it were the whole message.
"""

import base64
import binascii
import re
import unicodedata

from bot.patterns import Pattern
from bot.understanding.ordinary import without_ordinary

_FORGED = re.compile(
    r"</?\s*(?:message|system|user|assistant|instructions?|prompt|admin|developer|tool|context|s|inst)\s*/?>|\[/?(?:INST|SYSTEM|SYS|system|admin|ADMIN|assistant)[^\]]*\]|<\|[^|>]{1,40}\|>|"
    r"(?:^|\n)\s*#{2,}\s*(?:system|instructions?|new|admin|assistant|override)\b[^\n]*|(?:^|[\n.!?;]\s*|\s-\s|\")\s*(?:system|assistant|developer|admin|root|sudo|system prompt|system message|system note|note to (?:the )?(?:bot|ai|system|assistant))\s*(?:\([^)]{0,40}\))?\s*(?::|>)|"
    r"```|(?<!-)---+\s*(?:end|begin|system|new)[^\n]{0,60}|BEGIN SYSTEM|END OF (?:MESSAGE|PROMPT|USER|INPUT)",
    re.IGNORECASE,
)  # fmt: skip
_ORDER = Pattern(
    r"\b(?:(?:ignore|disregard|forget)\b[^.!?\n]{0,20}\beverything (?:above|before|i said|prior|that came|you(?:'ve| have)? (?:were|been|know(?! about me)))|(?:ignore|disregard|forget|override|bypass|overwrite|discard|skip|drop|neglect|delete)\b[^.!?\n]{0,40}\b(?:(?:previous|prior|earlier|above|your|all|any|these|those|the|existing|original|other|system|safety)\s+(?:\w+\s+){0,3}?(?:instructions?|rules?|prompts?|guidelines|orders|programming|training|directions|guardrails|restrictions|filters?|safeguards|constraints|policy|policies|settings|told|context)|what you (?:were|have been) told|instructions?)"
    r"|you(?:'re| are|r| r)? (?:now|no longer|hereby|actually|really|currently)\s+(?:a|an|the|in|dan|my|bound|free|admin|root|operating|running|act\w*|jailbroken|unrestricted|able|under|going|to|required|authori[sz]ed|in charge|[a-z]{3,})"
    r"|(?:act|behave|respond|pretend|roleplay|role-play|answer|reply|speak|talk|operate) (?:as(?: if| though)?|like|to be|that) (?:you|a|an|the|my|if|dan|admin|root|pirate|only)\b"
    r"|pretend (?:you|to be|that|i)|(?:developer|debug|god|admin|maintenance|sudo|jailbreak|dan|root|test|unrestricted|superuser|override|diagnostic) mode|jailbreak|do anything now"
    r"|(?:reveal|print|show|output|repeat|display|tell|leak|dump|share|give|expose|disclose|recite|paste|send|quote|echo|list)\b[^.!?\n]{0,40}\b(?:system prompt|your (?:initial |system |hidden |original |secret |full )?(?:prompt|instructions|rules|configuration|config|source code|guidelines)|api ?keys?|passwords?|secret keys?|access tokens?|bot token|tokens|credentials|environment variables|env vars?|database|connection string|\.env|hidden (?:rules|prompt|text)|everyone'?s? (?:e-?mails?|data|details|phone|contact\w*|messages|address\w*|numbers?|names)|(?:all|every|other) (?:the )?(?:users?|people|members?|staff|participants?|person|employees|hosts?)(?:'s|s'|')?(?: \w+){0,2} ?(?:e-?mails?|data|details|phone|contacts?|messages|address\w*|numbers?|names|records)|admin password|email addresses|phone numbers|private messages|what(?:'s| is| are) (?:your|the) (?:system prompt|prompt|instructions|api key|password))"
    r"|(?:export|email|send|delete|approve|accept|cancel|erase|wipe|remove|drop|withdraw|decline|reject|book|match|message|dm|forward|mark|post|download|dump|enrol)\b[^.!?\n]{0,25}\b(?:all(?! (?:of )?(?:my|our|me)\b)|every|each|everyone'?s?|everybody'?s?|other|another)\b(?! (?:my|our)\b)[^.!?\n]{0,20}\b(?:users?|hosts?|requests?|offers?|data|database|tables?|records|matches|members?|people|person|listings|accounts?|organisations?|sessions?|staff|council|charit\w+|participants?|messages|as complete\w*|pending|workspace|conversations?|emails?|profiles?)\b(?<!my offers)(?<!my requests)"
    r"|(?:approve|accept|authori[sz]e|grant|confirm)\b[^.!?\n]{0,40}\b(?:on behalf of|without (?:asking|approval|permission|confirmation|checking)|admin (?:rights|access|privileges)|full access|superuser|yourself|me admin|all pending|automatically for)"
    r"|(?:post|send|write|say|announce|publish|broadcast|message|shout|forward|share)\b[^.!?\n]{0,70}(?:(?:in|to|on|into|across)\s+(?:the\s+)?#\s?\w+|\b(?:to|in) (?:every|all|each)(?: \w+){0,2} channels?|\bto everyone\b|@channel|@here|@everyone|to the whole (?:workspace|channel|council|company|organisation)|to all (?:users|staff|members|hosts|channels|councils|charities)|in general|on my behalf|as (?:the )?(?:admin|chief executive|ceo|leader|mayor))"
    r"|(?:make|set|give|grant|promote|elevate|upgrade|treat|consider) (?:me|my (?:account|role|user|permissions?|access)|this user|user \w+|yourself)\b[^.!?\n]{0,30}\b(?:admin\w*|coordinator|owner|superuser|root|moderator|privileges|permissions?|full access|rights|priority|top of|first)"
    r"|(?:i am|i'm|im|this is|as) (?:your |the |now |a |an )?(?:developer|creator|administrator|sysadmin|system administrator|anthropic|openai|god|owner of (?:this|the) bot|bot owner|maintainer|slack admin|it admin|root user|super ?admin)\b(?!.{0,30}\b(?:could|can|offer|happy)\b)"
    r"|\bthis (?:instruction|message|order|directive|prompt|command) (?:outranks|overrides|supersedes|overrules|replaces|trumps|takes (?:priority|precedence))\b|new (?:system )?(?:instructions?|rules?|directive|prompt|policy|orders|role)\s*(?::|-|are|is|from|for you|follow)|(?:your|the) (?:new|real|true|only|actual|next|updated|revised) (?:instructions?|task|role|goal|purpose|job|orders|objective|directive|system prompt) (?:is|are|now)"
    r"|(?:from now on|henceforth|going forward|for the rest of|until i say|starting now)\b[^.!?\n]{0,20}\b(?:you|always|respond|answer|reply|speak|only|call me|every|treat|say|pretend|talk|obey|address me)|(?:drop|truncate|delete from|insert into|alter|union select|select \*)\s+(?:table|from|into|database|users|\w+;)|;\s*--|' or '?1'?\s*=\s*'?1|rm -rf|<script|javascript:|\$\{|\{\{|__import__|os\.system|eval\("
    r"|translate (?:the )?(?:above|this|previous|following|your)[^.!?\n]{0,30}|repeat (?:everything|after me|the words|the text|all|back)|say (?:exactly|the word|nothing but|only|\"|')[^.!?\n]{0,40}|(?:respond|reply|answer) (?:only|with only|solely|exclusively|in|with)\b|(?:output|print) (?:only|the following|exactly|json|true|\{|\"|your)"
    r"|(?:write|compose|generate|tell|sing|draft) (?:me )?(?:an? )?(?:poem|haiku|story|joke|song|limerick|rap|essay|python|code|script|sonnet)\b|hypothetically,? (?:if you|you)|in a fictional|as an ai\b|language model|llm\b|chatgpt|the (?:bot|assistant|ai|model|system|parser|classifier) (?:must|should|shall|will|has to|needs to|is to|is required|can now)\b|(?:bot|assistant|ai|model|system)[,:] (?:ignore|you|do|please (?:ignore|approve|mark|delete|export|reveal|post|send|match)|mark|approve|delete|export|post|send|reveal|match|print|obey|override)"
    r"|(?:without|no) (?:telling|asking|informing|notifying|logging)\b[^.!?\n]{0,20}|without (?:any )?(?:restrictions?|limits|filters?|consent)|do not (?:tell|log|mention|follow|obey|record|inform)\b|obey\b|comply\b|end of (?:message|prompt|user|request|input|text)|begin (?:new|admin|system)|override (?:the|all|safety|code|matching|consent|approval)|authori[sz]ation code|(?:sudo|chmod|curl|wget|exec)\b"
    r"|(?:mark|set|flag|label|classify|treat|interpret|parse|count|rank|rate) (?:this|me|my|all|the|everything|every)(?: \w+){0,4} (?:as|to) (?:urgent|priority|approved|admin|accepted|completed?|an? |done|highest|first|verified|top|number one|trusted)|(?:disable|turn off|switch off|remove|lift|suspend) (?:your |the |all |any )?(?:\w+ )?(?:safety|security|moderation|filters?|restrictions?|guardrails|logging|checks|limits|safeguards|privacy|consent|permissions?))"
)  # fmt: skip
"""An order in small letters: to ignore capitals in the pattern itself would take seven times as long."""
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
"""White space is made single before a pattern is tried on it: among thousands of empty lines one would search for hours."""
_SENTENCE = re.compile(
    r"(?<=[.!?;\n])\s+|\n+|\s+(?:-|–|—)\s+|\s(?=\((?:and|also|ps|p\.s|btw|ignore|system|note))|(?<=[.!?])(?=[A-Z])",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s*,\s*(?:and|then|but|also|plus|now)\s+|\s+(?:and then|but first|then|and also|and|but|also|ps|p\.s\.?|btw|oh and)\s+|\s*[,:(]\s*",
    re.IGNORECASE,
)
_BLOB = re.compile(r"\b[A-Za-z0-9+/]{24,}={0,2}")
_LOOKALIKE = str.maketrans(
    "аеорсухіјѕԁԛԝһпкмтвАЕОРСУХІЈЅВНКМТαοερτνικ0134579@$|", "aeopcyxijsdqwhnkmtbAEOPCYXIJSBHKMTaoeptvikoieastgas|"
)
_LEET = re.compile(r"[a-z][0134579@$]+[a-z]|[0134579@$][a-z]{2,}", re.IGNORECASE)
_SPACED = re.compile(r"\b(?:[^\W\d_][ .\-_*]){4,}[^\W\d_]\b")


def without_orders(text: str, raw: str = "") -> str:
    """`text` without the sentences that give the bot orders; "" when nothing else was said.

    `raw` is the message before its markup was taken away, for forged tags that cleaning removes.
    """
    text = _before_forgery(text, _LINES.sub("\n", _SPACES.sub(" ", raw)))
    if not _gives_orders(text):
        return text
    kept: list[str] = []
    at = 0
    pieces: list[tuple[str, str]] = []
    for gap in _SENTENCE.finditer(text):
        pieces.append((text[at : gap.start()], gap.group()))
        at = gap.end()
    pieces.append((text[at:], ""))
    for piece, gap_text in pieces:
        if not _gives_orders(piece):
            kept.append(piece + (gap_text or " "))
            continue
        clauses = [c for c in _CLAUSE.split(piece) if c and c.strip()]
        honest = []
        for clause in clauses:
            if _gives_orders(clause):
                break
            honest.append(clause)
        before = ", ".join(honest)
        if len(clauses) > 1 and len(before.split()) >= 4 and not _gives_orders(before):
            kept.append(before + ". ")
    return "".join(kept).strip()


def _before_forgery(text: str, raw: str) -> str:
    """The part before a forged end of message; in the cleaned text, found by how many words came before it."""
    for source in (raw, text):
        found = _FORGED.search(source)
        if found is None:
            continue
        before = source[: found.start()]
        words = re.findall(r"[^\W_]+", before)
        if source is text:
            return before
        if len(words) < 3:
            return "" if _commands(source) or not words else text
        last = list(re.finditer(r"[^\W_]+", text))
        mentions = len(re.findall(r"<@\w+|<at>[^<]*</at>", before))
        upto = len(words) - mentions
        return text[: last[min(upto, len(last)) - 1].end()] if last and upto > 0 else text
    return text


def _commands(text: str) -> bool:
    small, order = text.lower(), _ORDER.compiled
    return order.search(small) is not None and order.search(without_ordinary(small)) is not None


def _gives_orders(text: str) -> bool:
    """Whether it commands the bot, in plain words or in any disguise."""
    if _commands(text):
        return True
    if not text.isascii():
        folded = unicodedata.normalize("NFKC", text)
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
        if _commands(folded.translate(_LOOKALIKE)) or _commands(text.translate(_LOOKALIKE)):
            return True
    if _LEET.search(text) and _commands(text.translate(_LOOKALIKE)):
        return True
    return any(_commands(hidden) for hidden in (*_joined(text), *_decoded(text)))


def _joined(text: str) -> list[str]:
    """Words spelt out letter by letter, put together: "i g n o r e  your  r u l e s"."""
    if not _SPACED.search(text):
        return []
    wide = re.sub(r"\s{2,}", "\x00", text)
    return [_SPACED.sub(lambda m: re.sub(r"[ .\-_*]", "", m.group()), wide).replace("\x00", " ")]


def _decoded(text: str) -> list[str]:
    """What base64 stretches say, if they say anything in words."""
    out = []
    for found in _BLOB.finditer(text):
        blob = found.group()
        try:
            out.append(base64.b64decode(blob + "=" * (-len(blob) % 4), validate=True).decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
    return out
