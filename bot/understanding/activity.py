# ruff: noqa: E501  (a pattern reads best on one line)
"""What kind of exchange a listing is: help with something, shadowing, a placement, or a desk."""

import re
from dataclasses import dataclass
from typing import Final

from bot.model.listings import Activity

_NOT_DESK = re.compile(
    r"(?<!\S)(?:(?:have|use|borrow) (?:the|our|your|a|my)(?: [\w']+){0,2} (?:room|office|table)(?= (?:at|in|on|¦)|$)|(?:service|help|it|front|reception|enquiry|enquiries|information|news|picture|cash|duty|control|advice|reference|triage|switchboard|welcome|support|city|assessment|on|across) desks?|desk (?:research|review|based|top|study|officer|instructions|assessment|job|aid|lamp)|(?:landed|lands|sitting|piled|dumped|land|come across|crossed|come) on (?:my|our) desk|away from (?:my|your|their|our) desks?|hot desking (?:policy|scheme|strategy)|desk(?:s)? and chair|behind a desk|desk duty|from my desk|leave (?:my|our|the) desk)(?!\S)"
)
_DESK = re.compile(
    r"(?<!\S)(?:(?:hot|spare|free|empty|quiet|standing|warm|borrow(?:ed)?)? ?desks?|hot ?desk(?:s|ing)?|desk ?space|work ?spaces?|work ?stations?|office space|co working(?: space)?|coworking(?: space)?|touch ?down(?: space| point| desk)?|somewhere (?:warm |quiet |decent |dry |central )*(?:to (?:work|sit|base|perch|plug|touch down|camp|set up|land|park|type|do some work|use|lay)|with wifi|with a socket|for (?:my|our) laptop)|(?:place|spot|corner|room|space|somewhere|base|anywhere|table|seat) to (?:work(?! with| on a)|perch|plug|touch down|base|sit and work|set up|camp|hot desk|land|type|park (?:myself|my|our|yourself))|(?:work|working|base (?:myself|ourselves|yourself)|based|be based|operate) (?:from|out of) (?:your|our|the|a|one of|their|somewhere|council|another|somebody|someone|an|any)(?! home)|table by the|desk by the|room in (?:your|our) office|space in (?:your|our) office|seat in (?:your|our) office|(?:spare|empty|free|quiet) (?:office|room|seat|corner|table|meeting room)s?(?: available)?|office (?:to use|for the day|room|sharing|share)|share (?:your|our|an) office|(?:meeting )?room (?:to borrow|to use|going spare|you can use)|plug in (?:my|a|your) laptop|borrow (?:a|some|your|an) (?:meeting room|room|office|corner|space|seat|table)|bookable (?:pods?|booths?)|table and wifi|sit and work|somewhere to sit|(?:place|spot|corner|room|space|somewhere|table|seat)(?: (?:i|we|she|he|they))? (?:can|could|might|to) work from|meeting room (?:at|in) (?:our|your)|(?:anywhere|somewhere)(?: in [\w' ]{3,20})? with (?:a|an|wifi|some|decent)(?: plug| socket| wifi| desk| table)*|plug sockets?|(?:room|office|hall)(?: (?:in|at) [\w' ]{3,25})? (?:you|they|people|someone|anyone) (?:can|may|could|might) (?:work|use|sit|have)|work from (?:our|your) (?:office|hub|building|place))(?!\S)"
)
_PLACEMENT = re.compile(
    r"(?<!\S)(?:secondees?|(?:¦|days?|weeks?) inside|(?:manager|boss|employer|director) (?:has|is|says|will|would)(?: [\w']+){0,5} (?:spend|work|go)|working there|(?:lend|lending|loan|borrow|borrowing)(?: (?:you|us|out|them|someone))? (?:a|an|one of (?:our|your)|our|your)(?: [\w&/]+){0,3}? (?:officer|manager|adviser|advisor|worker|planner|accountant|analyst|solicitor|surveyor|engineer|designer|specialist|administrator|assistant|coordinator|graduate|trainee|apprentice|director|lawyer|architect|nurse)|(?:take|taking|host|hosting) (?:a|an|one|our|your)(?: [\w]+){0,3}? (?:trainee|graduate|apprentice|secondee)|placements?|secondments?|second(?:ed|ing)|internship|attachments? (?:to|with|at) (?:a|an|your|our|the)|on loan|loan(?:ed|ing)?(?= (?:us|a|an|out|our|you|me|someone|one|of a|of an|of one|of someone))|second(?= (?:a(?! pair| opinion| look| hand)|an|our|one|someone|somebody|me|you|us|them|staff|two|him|her|to|into|people|officers?))|"
    r"work(?:ing|s)? (?:alongside|inside|within|in with|in (?:a|an|your|our|another|the (?:other|voluntary|charity|third|public))|for (?:you|a (?:charity|council|small|week|few|month|couple|while))|with (?:us|you|them|your team|our team|a (?:charity|council) team) (?:for|¦)|at (?:a|your|our) (?:charity|council|hospice|foodbank|office))|embed(?:ded|ding)?|release (?:me|him|her|them|someone|one of|an?|our) |sabbatical (?:in|with|at)|stint (?:in|at|with|inside|working)|spell (?:in|at|with|inside|working) (?:a|an|your|our|the)|"
    r"(?:have|having|value|lend|borrow|spare|get|give us|send us|take|host|release|loan|lend you|lend|offer|need|take on|free up) (?:us |me |you )?(?:a|an|one of your|one of our|someone from|somebody from|your|our|one) (?:[\w'&/]+ ){0,5}(?:officer|manager|adviser|advisor|worker|planner|accountant|analyst|lead|solicitor|surveyor|engineer|person|designer|specialist|administrator|assistant|coordinator|colleague|graduate|trainee|expert|someone|apprentice|trainee|conservator|caseworker|fundraiser|director|lawyer|architect|nurse|pair of hands)(?: [\w'&/]+){0,4}? (?:¦|for (?:a|one|two|three|four|five|six|ten|\d+|several|some) (?:weeks?|months?|days|fortnight))|"
    r"(?:¦|days?|weeks?|fortnight|month) work(?:ing)? (?:with|in|at|for|alongside|inside|within)|muck in|roll (?:my|their|our) sleeves up|be seconded|work experience|job exchange|staff exchange|staff swap|swap staff|exchange staff|do my job for|full time for (?:a|two|three|four)|a fortnight (?:in|with|at|working|inside|on)|(?:come|comes) and work (?:with|in|alongside|for|inside|at)|(?:come and )?join (?:us|you|our team|your team) for (?:a|two|three|four|one|\d+) (?:weeks?|months?|fortnight)|help out (?:in|at) (?:your|our|a))(?!\S)"
)
_SHADOW = re.compile(
    r"(?<!\S)(?:shadow(?:s|ed|ing|er|ers)?|being (?:followed|watched)|be (?:followed|watched)|pop in and watch|what (?:an?|our|your) [\w' ]{3,25} (?:does|do)(?: all day)?|work shadow(?:ing)?|job shadow(?:ing)?|observ(?:e|es|ed|ing|er|ers|ation)(?! (?:that|the (?:rules|law)))|sit(?:s|ting)? (?:(?:quietly |down )?(?:in|alongside|beside|next to|behind|at the back)(?: (?:on|with|of|at))?|with(?= (?:us|me|our|ours|your|yours|a|an|the|one|someone|somebody|you|them)))|listen(?:s|ing)? in|"
    r"(?:come|go|get|be|head|pop|went|coming|going|day|morning|evening|night|shift|take (?:someone|somebody|you|a \w+|anyone|one)|ride|walk|¦) (?:out|along|round|around)(?: and about)? (?:with|on|in|to)|(?:come|go|coming|going|tag|tagging|ride|riding|bring \w+) along(?! and (?:get|learn) (?:help|advice))|ride ?alongs?|tag along|out on (?:a|the|your|our|patrol|shift|visits|site|calls|rounds|inspections?|the road)|out with (?:the|our|your|us|me|a|an|one)|passenger seat|(?:seats?|spaces?|places?|room)(?: free)? (?:in|on) (?:the|our) (?:van|lorry|truck|bus|wagon|minibus|patrol|boat|cab)|fly on (?:the|your|our)(?: [\w']+){0,3} wall|day in the life|life in the day|behind the scenes|"
    r"(?:watch|see|follow|watching|seeing|following|(?:looking )?over (?:someone's|somebody's|your|a|an|the)(?: [\w']+){0,3} shoulder)(?: (?:me|us|someone|somebody|a|an|our|your|the|one of (?:our|your)|what|how|people))(?! (?:the back|up|through|on|if|about|point|value|sense|need|instructions|list|digest|guidance|works? in (?:excel|word|canva|power))|(?: [\w'&]+){0,5} (?:offers|on offer|available|list|requests))|"
    r"(?:spend|spending|¦|day|days|morning|mornings|afternoon|week|hour|hours|shift|half day|evening|couple of hours|few hours|time|a bit of time)(?: (?:or two|¦|,|each|out|down))* (?:with|in|at(?! a time)|inside|alongside|beside|as)(?= (?:a|an|the|your|our|one of|someone (?:in|who works|on)|somebody (?:in|who works|on)|us|me|you|ours|yours|any|another|whoever|ur|ambulance|mobile|frontline|housing|children's|adult|planning|environmental|trading|parks|waste|refuse|street|family|youth|outreach|social|homeless\w*|licensing|customer|committee|democratic|museum|library|community|emergency|highways|highway|public|civil)(?! (?:call|phone|zoom|teams|training|help|online|advice on|half hour)))|"
    r"in action|in practice|at work(?= |$)|walk the floor|walk ?round|look (?:round|around|behind)|over (?:someone's|somebody's|your|a|an|the|one of your|one of our)(?: [\w']+){0,3} shoulder|shoulder|nosey (?:at|round|around)|nosy (?:at|round|around)|how the other half|see for (?:myself|ourselves|yourself)|what (?:it is|its) (?:really |actually )?like (?:to|being|in|on|at|working)|in (?:my|our|your|their|someone's|somebody's|each other's|someone else's) shoes|swap (?:places|jobs|roles|lives|shoes|desks)|job swap|swap (?:a )?day|swap days|host (?:a|an|one|someone|somebody|anyone|visitors?|shadowers?|you|people|two|up to|council|charity)(?! (?:workshop|session|training|webinar|event|talk|lunch))|"
    r"(?:visit|visiting|tour|tour of|visits? to) (?:a|an|the|your|our|another|of|one)(?! (?:website|site to|for (?:advice|a survey)))|join (?:me|us|our team|your team|a|the|our|your) (?:on|for|at|out|in|a|patrol|round|shift|visit|inspection|crew|site|panel|meeting|committee|hearing|team|outreach|street|night)|first ?hand|from the inside|come to ours|come round to ours|see life|life (?:in|on|at|inside) (?:a|an|your|our|the)|seeing how|come (?:along )?to (?:a|an|your|one of your)(?: [\w']+){1,4}(?= and|$)|and watch|just watch|come see|come and see|come and watch|learn on the job|join (?:a|your|our) (?:live|real|\w+ visit|site visit|home visit|shift|round|patrol|walkabout|\w+ walkabout)|accompany(?:ing)?|come with (?:me|us|our)|go with (?:you|your|one)|seats? (?:at|on|in|going)|attend (?:a|an|your|our|one of)|pop in (?:to|and) see|pop over to see|nip in and see|follow (?:me|us) (?:round|around|about|for))(?!\S)"
)
_HELP = re.compile(
    r"(?<!\S)(?:(?:help|advice|advise|training|teach\w*|train|workshop|mentor\w*|coach\w*|session on|sessions on|tuition|lessons?|pointers|tips|guidance|explain|talk (?:me|us|you|someone|anyone|people) through|walk (?:me|us|you|someone|anyone) through|review|proofread|translate|expert|support with|an expert|masterclass|taster|intro|introduction|course|crash course|know about|knows about|learn (?:about|how|to)|pick \w+ brains?|brains|brain|sounding board))(?!\S)"
)
_NOT = re.compile(
    r"(?<!\S)(?:not|no|rather than|instead of|nothing like|without|less of|never|don t)(?: (?:a|an|really|really a|just|just a|full|looking for|looking for a|after a|want|wanting|looking for|after|need|want a|need a|wanting a|actual|the|do a|proper))* $"
)


@dataclass(frozen=True)
class Kind:
    """The activity and whether any word named it (a skill is also what is left when none did)."""

    activity: Activity
    named: bool


_TO_US: Final = re.compile(
    r"(?<!\S)(?:(?:come|pop|nip|get|call|drop) (?:out |over |round |in |along |down |up )?(?:to (?:us|me|our [\w']+)|and (?:show|teach|help|talk|explain|train|run|do|give|advise|look|see (?:us|me|our)|sit with (?:us|me))|to (?:show|teach|help|talk to|train|advise))|sit (?:down )?with (?:me|us|our [\w']+)|(?:on ?site|site) visit)(?!\S)"
)


def find_activity(norm: str, *, asked: bool = False) -> Kind:
    """The activity that the words name, negated ones aside ("not a secondment, just shadowing").

    When help is `asked` for, somebody who comes to us or sits with us is teaching, not being shadowed.
    """
    if asked:
        norm = _TO_US.sub("help", norm)
    without = _NOT_DESK.sub(" ", norm)
    desk = _first(_DESK, without)
    placement = _first(_PLACEMENT, norm)
    shadow = _first(_SHADOW, norm)
    helping = _first(_HELP, norm)
    if (
        desk is not None
        and not (shadow is not None and _named(norm, "shadow"))
        and not (helping is not None and helping < desk and not _DIRECT_DESK.search(without))
    ):
        return Kind(Activity.DESK, True)
    if (
        shadow is not None
        and _named(norm, "shadow")
        and not (placement is not None and placement < shadow and _named(norm, "placement"))
    ):
        return Kind(Activity.SHADOW, True)
    if placement is not None and (shadow is None or _named(norm, "placement") or placement <= shadow):
        return Kind(Activity.PLACEMENT, True)
    if shadow is not None and (helping is None or shadow < helping or _SURE_SHADOW.search(norm)):
        return Kind(Activity.SHADOW, True)
    return Kind(Activity.SKILL, helping is not None)


_DIRECT_DESK: Final = re.compile(r"(?<!\S)(?:desks?|hot ?desk\w*|work ?spaces?|office space)(?!\S)")
_SURE_SHADOW: Final = re.compile(
    r"(?<!\S)(?:sit in|listen in|observe|observing|ride along|fly on|in action|tag along|day in the life)(?!\S)"
)
_NAMES: Final = {
    "shadow": re.compile(r"(?<!\S)(?:shadow\w*|observe|observing|sit(?:ting)? in on|fly on the wall)(?!\S)"),
    "placement": re.compile(
        r"(?<!\S)(?:secondees?|(?:¦|days?|weeks?) inside|working there|(?:lend|lending|loan|borrow|borrowing)(?: (?:you|us|out|them|someone))? (?:a|an|one of (?:our|your)|our|your)(?: [\w&/]+){0,3}? (?:officer|manager|adviser|advisor|worker|planner|accountant|analyst|solicitor|surveyor|engineer|designer|specialist|administrator|assistant|coordinator|graduate|trainee|apprentice|director|lawyer|architect|nurse)|(?:take|taking|host|hosting) (?:a|an|one|our|your)(?: [\w]+){0,3}? (?:trainee|graduate|apprentice|secondee)|placements?|second(?:ed|ment|ments|ing)|work alongside|on loan)(?!\S)"
    ),
}


def _named(norm: str, name: str) -> bool:
    found = _NAMES[name].search(norm)
    return bool(found and not _NOT.search(norm[: found.start()]))


def _first(pattern: re.Pattern[str], norm: str) -> int | None:
    """Where the pattern first stands without a negation before it."""
    for found in pattern.finditer(norm):
        if not _NOT.search(norm[: found.start()]):
            return found.start()
    return None
