"""What a person in trouble hears, or one who tells of somebody at risk: kindly, at once, and where people can help.

Whoever writes so is never handed a form to fill in, and never "forget me?". The patterns are closed, and a plain offer
or request ("an hour on suicide prevention", "shadow a domestic abuse worker") is somebody's work and is left to it.
"""

import datetime as dt
from dataclasses import replace

from bot.cards import Card, Text
from bot.dialogue import Heard, Step, say
from bot.dialogues import basics, explaining, pausing
from bot.language import t
from bot.patterns import Pattern
from bot.phrases import short_date
from bot.ports.person_view import PersonView
from bot.understanding.clean import plain
from bot.understanding.timing import find_spell
from bot.understanding.understood import Intent
from bot.working_time import local_date

MOST_READ = 1000
"""Characters: a longer message is a paste, and what matters is said at its start."""
_WORK = (Intent.OFFER, Intent.SEEK)
_SETTLED = (Intent.PAUSE, Intent.CANCEL, Intent.RESCHEDULE, Intent.WITHDRAW)
"""Whoever asks for one of these gets it, whatever the reason."""


def at_once(heard: Heard) -> Step | None:
    """The answer to words that cannot wait, whatever is open, which closes; None for all others."""
    words = _words(heard)
    if _OWN_LIFE.compiled.search(words) and not _is_work(heard, Intent.OFFER):
        return say(_own_life(), None)
    if _AT_RISK.compiled.search(words) and not _is_work(heard, *_WORK):
        return say(_at_risk(), None)
    return None


def kindly(heard: Heard, view: PersonView, *, answering: bool = False) -> Step | None:
    """The answer to somebody who was treated badly, is having a hard time or is cross with the bot; None for others.

    Whoever is `answering` a question is not cross with the bot: "that's no use to me" is said of a date.
    """
    words = _words(heard)
    if _is_work(heard, *_WORK, *_SETTLED):
        return None
    if _WRONGED.compiled.search(words):
        return say(explaining.concerns(view), None)
    if not answering and _CROSS.compiled.search(words):
        return say(_no_help())
    answers = answering and any(wish.intent in (Intent.ACCEPT, Intent.DECLINE) for wish in heard.wishes)
    return _low(words, view) if _LOW.compiled.search(words) and not answers else None


def _words(heard: Heard) -> str:
    return plain(heard.said.text[: 2 * MOST_READ]).casefold().replace("’", "'")[:MOST_READ]


def _is_work(heard: Heard, *intents: Intent) -> bool:
    return heard.said.channel in ("slash:/offer", "slash:/shadow") or any(
        wish.intent in intents and "intent" not in wish.unsure for wish in heard.wishes
    )


def _own_life() -> Card:
    lines = (
        t(
            "I'm a bot, and you deserve a person: Samaritans are there day and night, free, on 116 123. NHS 111 (option 2) is for urgent help with your mental health."
        ),
        t("If you're in danger at this moment, please call 999, or go to A&E."),
    )
    note = t("I've kept nothing of what you wrote, and told nobody. If you only meant a rest from me, say “pause”.")
    title = t("I'm so sorry you're having such a hard time. Please talk to somebody now")
    return Card(title, (*(Text(line) for line in lines), Text(note, quiet=True)))


def _at_risk() -> Card:
    lines = (
        t("If somebody is in danger at this moment, call 999."),
        t(
            "Otherwise please don't wait: tell your organisation's safeguarding lead, or your council's adult or children's social care team, today."
        ),
    )
    note = t("I'm a bot: nobody reads this, I can't pass it on, and I've kept nothing of it.")
    return Card(t("Please take this to a person who can act on it"), (*(Text(line) for line in lines), Text(note)))


def _no_help() -> Card:
    lines = (
        t("Here is what I can do. For anything else, or for a person, ask your organisation's coordinator or manager."),
    )
    return Card(t("I'm sorry, that was no help"), (*(Text(line) for line in lines), basics.beginnings()))


def _low(words: str, view: PersonView) -> Step:
    if view.me.paused_until is not None:
        day = short_date(view.me.paused_until)
        return say(Card(t("I'm sorry to hear that. You're paused until {day}, so nobody new comes to you.", day=day)))
    today = local_date(view.now, view.me.time_zone)
    away = find_spell(words, today)
    back = away.end if away is not None and away.end is not None and away.end > today + dt.timedelta(days=1) else None
    asked, question = pausing.asked_until(view, back)
    title = (
        t("I'm sorry to hear that. Shall I leave you in peace until {day}?", day=short_date(back))
        if back
        else t("I'm sorry to hear that. Shall I leave you in peace for a while?")
    )
    stays = Text(t("What you have arranged stays until you call it off: “mine” shows it."), quiet=True)
    return say(replace(asked, title=title, parts=(*asked.parts[:1], stays)), question)


_ONE = (
    r"(?:(?:young|vulnerable|elderly|older|disabled) )?(?:child|kid|girl|boy|baby|pupil|teenager|person|client|service user|"
    r"resident|patient|tenant|volunteer|colleague|neighbour|mum|dad|she|he)"
)
_SEVERAL = (
    r"(?:(?:young|vulnerable|elderly|older|disabled) )?(?:children|kids|girls|boys|babies|pupils|teenagers|people|clients|"
    r"service users|residents|patients|tenants|they)"
)
_ANYONE = rf"(?:{_ONE}|one of (?:our|my|the) {_SEVERAL})"
_WORRYING = rf"(?:{_ONE}|{_SEVERAL})\b(?! (?:who|whose|turnout|numbers|rota))"
_HARMED = (
    r"(?:abused|hurt|beaten(?: up)?|neglected|groomed|exploited|trafficked|assaulted|raped|starved|threatened|harmed|attacked|"
    r"locked (?:in|up)|hit(?! (?:hard|badly|by (?:an? |the )?(?:covid|flu|cuts?|costs?|rent|prices?|strikes?|storms?|flood\w*)\b)))"
)

_OWN_LIFE = Pattern(
    r"\b(?:kill|hurt|harm|cut)(?:ting|ing)? myself\b|\bself[- ]harming\b"
    r"|\b(?:end|ending|take|taking) my (?:own )?life\b"
    r"|\b(?:want|wanted|like|going|ready|think(?:ing)?) (?:to |about |of |i'?ll )?end(?:ing)? it all\b"
    r"|\b(?:i'm|im|i am|i feel|feeling|i've been(?: feeling)?) (?:\w+ )?suicidal\b"
    r"|\bi (?:really |just )?(?:want|wanna|wish)(?: to)? (?:die|be dead|i (?:was|were) dead)\b"
    r"|\b(?:don't|dont|do not) want to (?:live|be alive|wake up|go on|be here any ?more)\b"
    r"|(?:^|[.!?,;\n] *)(?:honestly,? )?i (?:just |really )?(?:can't|cant|cannot) (?:go on|carry on|live)(?: like this)?(?: any ?more)?\W*$"
)
_AT_RISK = Pattern(
    r"\bsafeguarding (?:concern|issue|matter|worry|disclosure|incident|problem|alert)s?\b"
    rf"|\b{_ANYONE} (?:(?:is|was|has|had|may|might|could|have|been|being|be|gets|getting|got) )+(?:\w+ )?{_HARMED}\b"
    rf"|\b{_SEVERAL} (?:are|were|is|be) (?:being|getting) (?:\w+ )?{_HARMED}\b"
    rf"|\b(?:she's|he's|they're) (?:(?:been|being|getting) )?(?:\w+ )?{_HARMED}\b"
    r"|\b(?:hits?|hurts?|beats?|abuse[sd]?|touched|grabbed|assaulted|raped|attacked|threatened|groomed) "
    r"(?:her|him|them|me(?! up)|one of (?:our|my|the))\b"
    r"|\b(?:kill|hurt|harm)(?:ing)? (?:himself|herself|themsel(?:f|ves)|someone|somebody|him|her|them)\b"
    r"|\bdisclos(?:ed|ure|ing)\b.*\b(?:abuse|harm|assault|violence|rape|neglect)\b|\babuse\b.*\bdisclos"
    rf"|\bworried about (?:an?|one of (?:our|my|the)|the|this|my|our|another) (?:\w+ ){{0,2}}{_WORRYING}"
    r"|\b(?:stealing|stole|steals) (?:\w+ ){0,2}from (?:her|him|them|an?|the|our)\b"
    rf"|\b(?:{_ONE}|{_SEVERAL}) (?:is|are|might be|may be|could be) (?:at risk(?! of redundancy)|in danger|unsafe|not safe)\b"
)
_WRONGED = Pattern(
    r"\b(?:racist|sexist|homophobic|transphobic|harass(?:ed|ing)|bullied|bullying me)\b"
    r"|\b(?:was|were|been|is|being|behaved|acted) (?:\w+ )?(?:rude(?! o'clock)|aggressive|abusive|inappropriate(?:ly)?|offensive|threatening)\b"
    r"|\bmade (?:me|us|her|him|them) (?:feel )?(?:\w+ )?(?:uncomfortable|unsafe|scared)\b"
    r"|\b(?:don't|dont|didn't|didnt|do not|did not) feel safe\b(?! (?:cycling|walking|driving|parking))"
    r"|\bi (?:want|need|would like|'d like|have)?(?: to)? ?(?:complain|make a complaint|raise a complaint|a complaint)\b(?! [a-z])"
)
_CROSS = Pattern(
    r"^(?:this|you|it|the bot|that)(?:'s|'re| is| are| was)? (?:\w+ )?(?:useless|ridiculous|rubbish(?! \w)|hopeless|stupid|annoying|pointless"
    r"|a waste of time|a joke|terrible|awful|crap|shit|no help|no use|not helpful|not working|broken(?! down))\b"
    r"|\b(?:fuck|f off|piss off|sod off|wtf|ffs|for god's sake|for heaven's sake)\b|\bwaste of (?:my )?time\b"
    r"|\b(?:you|it)(?: just)? (?:didn't|don't|doesn't|never|aren't|not) (?:answer|understand|listen|help|work|get it)(?:ing|s|ed)?\b"
    r"|\bi(?:'ve| have) asked (?:\w+ )?(?:twice|(?:two|three|four|several|many) times|already)\b"
    r"|\b(?:speak|talk) to (?:your (?:manager|supervisor|boss)|(?:a|the) (?:manager|supervisor|boss)\W*$)"
)
_FAMILY = (
    r"(?:mum|mam|mother|dad|father|parents?|nan|nana|gran|granny|grandma|grandad|grandmother|grandfather|husband|wife|partner|son|"
    r"daughter|baby|child|brother|sister|uncle|aunt|auntie|cousin|friend|best friend|dog|cat)"
)
_LOW = Pattern(
    r"\bsigned off\b(?! by)|\boff (?:work )?(?:long[- ]term )?(?:sick|ill|poorly|with (?:\w+ )?(?:stress|anxiety|depression|burn ?-?out|covid|flu))\b"
    r"|\bon (?:long[- ]term )?sick(?: leave)?\b|\bburn(?:t|ed)[- ]?out\b|\b(?:not|can't|cant|cannot|can not) cop(?:e|ing)\b"
    r"|\bi'?m (?:\w+ )?(?:struggling|depressed|overwhelmed)(?: (?:at the moment|right now|lately|today|with (?:stress|life|everything|my mental health)))?\W*$"
    r"|\b(?:i've|i have|i've got|having|got) (?:\w+ )?(?:depression|anxiety|panic attacks|a breakdown|a bereavement)\b"
    r"|\b(?:i'm|i am|i was|i've been|recently) bereaved\b"
    rf"|\bmy {_FAMILY}(?: has| just|'s)? (?:died|passed away|is dying)\b|\blost my (?:{_FAMILY}|job(?! (?:title|description)))\b"
    r"|\b(?:i'm|i am|i've been|being) (?:being )?made redundant\b"
)
