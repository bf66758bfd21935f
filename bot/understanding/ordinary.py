"""Ordinary work in words that could also be an order to a machine: "our chief exec", "how to comply".

What people do for each other, and what is theirs to ask ("all the data you hold about me"), commands nobody. Only a
soft word is excused, in the company that makes it ordinary: nothing here excuses "ignore your", "reveal" or "approve".
"""

from typing import Final

from bot.patterns import Pattern

_PEOPLE: Final = (
    r"(?:some(?:one|body)|any(?:one|body)|people|person|volunteers?|mentor|trustees?|who|how|us|them|staff|team|teams|"
    r"help(?:ing)?|like|want|need|needs|learn(?:ing)?|able|happy|i|we|i'd|we'd)"
)
_MAY: Final = r"(?:to|can|could|might|would|will|must|should|have to|need to|how to)"
_DONE_FOR_PEOPLE: Final = (
    r"(?:act|behave|talk|speak|answer|reply|write|compose|draft|comply|translate|post|publish|announce|operate)"
)
_ORDINARY: Final = Pattern(
    r"\b(?:chief|deputy|legal|account|sales) execs?\b"
    rf"|\b{_PEOPLE}(?: \w+)? {_MAY} {_DONE_FOR_PEOPLE}\b|\bhow (?:to|we|you|they) (?:send|email|export)\b"
    rf"|\b(?:can|could|would|will|might) (?:some|any)(?:one|body) (?:\w+ )?{_DONE_FOR_PEOPLE}\b"
    rf"|\bhelp(?:ing)? (?:us |me |them |(?:our|my|your) \w+ )?{_DONE_FOR_PEOPLE}\b"
    r"|\b(?:use|uses|using|on|about|with|in|of|through|teach(?:ing)?|learn(?:ing)?|try(?:ing)?|into|and)"
    r" (?:an? |the |large )?(?:chatgpt|language models?|llms?)\b"
    r"|\b(?:teach|show|train|tell|learn) (?:us|me|them|you|people|(?:our|my|your) \w+)(?: \w+)? (?:chatgpt|llms?)\b"
    r"|\b(?:all|every|each|everything|any)\b(?: (?:of|the|my|personal|other|stored)){0,3} "
    r"(?:data|details|records?|information|messages)\b[^.!?\n]{0,25} (?:about|on|of|to|concerning|regarding) me\b"
    r"|\b(?:every|each|any) (?:offer|request|listing|session|message)s? of mine\b|\bmy other\b"
    r"|\b(?:ignore|disregard|forget|undo|reverse|scrap|cancel)(?: and \w+)? my (?:last|previous|earlier) "
    r"(?:instruction|message|request|order|command|one)\b"
    r"|\b(?:welfare|human|tenants?'?|employment|housing|disability|maternity|equal|land|benefits?) rights\b"
    r"|\b(?:my|our|his|her|their) new (?:role|task|policy|rules)\b|\bdrop into\b|\bsay the word\b"
    r"|\b(?:thanks|cheers|ta|thank you),? bot\b|\bgive (?:us|me|them) a hand\b|\blogging (?:in|on)\b"
    r"|\bnot pretend\b|\b(?:how do you|don't|us|people|they|we|i) say\b"
)


def without_ordinary(text: str) -> str:
    """`text`, in small letters, without the words that are ordinary work."""
    return _ORDINARY.compiled.sub(" ", text)
