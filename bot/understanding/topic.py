# ruff: noqa: E501  (a pattern reads best on one line)
"""What an offer or a request is about: the shortest natural phrase, in the text's own words.

Frames ("help with", "teach our bookkeeper", "shadow a") say where the subject begins; it runs to the first mark,
hidden time or place, or word that begins something else (who it is for, why, by when), and then loses its articles,
politeness and activity words. The earliest frame that leaves something wins; an idle frame ("looking for") is asked
only after the telling ones.
"""

import re
from functools import cache
from typing import Final

from bot.model.listings import Activity
from bot.understanding.patterns import compiled
from bot.understanding.reading import MASK, Reading
from bot.understanding.tables.listing import (
    ACTIVITY_NOUN,
    ACTIVITY_TAIL,
    ADJECTIVE,
    DETERMINER,
    LIGHT_VERB,
    ROLE,
    TEAM_TAIL,
    WEAK_AUDIENCE,
)

_DET = f"(?:{DETERMINER})"
_NP_ROLE = rf"(?:{_DET} )?(?:[\w'&/]+ ){{0,4}}?(?:{ROLE})(?:'s)?(?: (?:{ROLE}))?"
_AUD = rf"(?:{WEAK_AUDIENCE}|{_NP_ROLE}|(?:our|your|my|their|the) (?:[\w'&/]+ ){{0,2}}?[\w'&/]+)"
_PERSON = r"(?:someone|somebody|anyone|anybody|person|people|who|that|one|they)"

_SKILL: Final[tuple[str, ...]] = (
    rf"(?:{_PERSON}(?: [\w']+){{0,4}}? (?:who|that)|council(?: [\w']+)? that|(?:charity|group|organisation)(?: [\w']+)? that|(?:^|(?<=[,.?!:-] ))who|someone|somebody|anyone|anybody|nobody|no one|none of us|{_PERSON} (?:out there|here|else))(?: (?:here|in [\w' ]{{3,25}}?|has|have|had|is|are|can|could|would|will|really|actually|properly|already|also|proper|quite|very|pretty|out there|else|might|does))*"
    r" (?:know|knows|understand|understands|get|gets|specialise in|specialises in|works? (?:in|on|with)|deals? with|dealt with|does|done|do|used|uses|expert (?:in|on|at)|an expert (?:in|on|at)|(?:good|great|experienced|skilled|confident|fluent|brilliant|decent|handy|trained|qualified|hot|clued up|up|au fait|familiar|competent|strong|clever|a whizz|a whiz|a dab hand|proficient|well versed|versed|savvy|knowledgeable|au fait) (?:at|in|with|on|about)|fluent in|speaks?|with experience (?:of|in|with)|experience (?:of|in|with)|experienced in|written|run|worked (?:on|with|in)|set up|managed|been through|gone through|written an?|background in|has a background in|knowledge of|reads?|writes?|runs?|manages?)"
    r"(?: (?:(?:all |a bit |a lot |much |anything |something |lots |loads )?(?:about|of|on)|their way (?:around|round|about)|their (?:stuff|onions) (?:on|about|with|when it comes to)|how to (?:\w+ )?|their|enough about|the ins and outs of|the first thing about|to [\w]+))*",
    rf"(?:{ACTIVITY_NOUN})(?:(?: and| or|/) (?:{ACTIVITY_NOUN}))?(?: (?:session|course|day|time|needed|wanted|available|please|from {_AUD}|for {_AUD}))?(?: (?:to|for) {_AUD})?(?: -| :)? (?:with|on|in|about|around|re|regarding|of|(?<=intro )to|(?<=introduction )to|over|through|at|covering|into|around the|using|how to)(?: (?:how|what|how to|where to start with|the {ACTIVITY_NOUN} of|{ACTIVITY_NOUN} on))*",
    rf"(?:teach|teaching|train|training|show|showing|help|helping|coach|coaching|mentor|mentoring|walk|walking|talk|talking|advise|advising|brief|briefing|take|taking|tell|guide|guiding|lead|support|supporting|assist|assisting|school|educate|upskill|run|get|guide|bring|introduce|sit down with|work with|speak to|speak with|give)(?: (?:{_AUD}))?(?: (?:start|get started|up to speed|get to grips|understand|work out|sort out|sort|figure out|make sense|get better|improve|brush up|grips|a hand|some advice|a talk))* (?:through|in|on|about|with|of|at|to|round|around|to use|to do|how to|how|to write|to run|to set up|to build|to make|to manage|to prepare|to (?!the\b|our\b|your\b|a\b|an\b|any\b|council|charit|people|staff|small|come\b)[a-z]+|what)(?: (?:use|do|make|write|the {ACTIVITY_NOUN} of))?",
    rf"(?:help|helping|assist|support)(?: (?:{_AUD}))? (?:with|to)? ?(?:writing|write|draft|drafting|design|set up|setting up|build|build|create|make|prepare|sort|sort out|fix|review|check|understand|develop|plan|run|do|get started with|improve|edit|proofread|tidy up|choose|navigate|complete|fill in|update|redo|rewrite|produce|put together|pull together|work out|work through|think through|get|get to grips with|get going with|make sense of|learn)(?! (?:us|me)\b)",
    rf"(?:teach|teaching|show|showing|tell|give|train|lend) (?:{_AUD})(?: how to| how| to)?(?: (?:use|do|write|make|about|some|the ropes of|the ropes on))?(?! (?:to|in|on|with|for|who|a hand|through|about)\b)",
    r"(?:explains|teaches|shows|covers|reviews|checks|translates|review|reviewing|check|checking|proofread|proofreading|proof read|translate|translating|design|designing|build|building|explain|explaining|demystify|demystifying|draft|drafting|edit|editing|fix|fixing|sort|sorting|sort out|interpret|cover|look over|looking over|look at|cast an eye over|look through|go through|sense check|critique|set up|share|sharing|unpick|facilitate|facilitating|chair|chairing|film|run through|talk through|walk through|go over|read over|read through|read|untangle|take minutes at|take on|analyse|demonstrate|cost|evaluate|assess|redesign|tidy up|give away|tackle|convert|illustrate|whip up|knock up)(?! (?:this|that|it|so|some|by|our|a)? ?(?:for|to|in|with|by)\b)",
    r"(?:learn|learning|find out|hear|know|understand|understanding|ask|chat|talk|speak|discover|talking|quiz|grill \w+|question|curious|clueless|worried|nervous|baffled|confused|ignorant)(?: (?:to someone|to somebody|to anyone|with someone|more|a bit|a bit more|some more|all|to you|to your [\w' ]{3,30}?|them|you|someone|all there is to know))* (?:about|how to do|how to use|how to|how|what|on|of|by|over|to)(?: the (?:basics|ins and outs|fundamentals|essentials) of)?",
    r"(?:learn|understand|mastering|master|study|practise)(?! (?:about|how|more|what|from|a bit|to)\b)",
    r"(?:heads?|mind) (?:a)?round",
    r"brains?(?: [\w]+)? (?:about|on|over|re|around|regarding)",
    r"(?:to grips with|better (?:at|with|in)|good (?:at|with)|decent (?:at|with)|ace at|great (?:at|with)|up to speed (?:on|with)|up on|hot on|expert (?:in|on|at|with)|experts (?:in|on|at)|expertise (?:in|on|with)|skilled (?:in|at|with)|specialist (?:in|on)|fluent in|brush up(?: on)?|improve (?:our|my)|experience (?:of|in|with)|background in|specialise in|specialising in|handy with|keen on learning|qualified in|know (?:about|how to use|how to|my way (?:around|round)|a (?:fair )?(?:bit|lot|thing or two) about|lots about|loads about|all about|plenty about)|volunteer (?:for|to)|person (?:for|to sit on|to chair|to join)|someone (?:for|to sit on|to chair|to join|on)|new to|passionate about|trained in|(?:years|yrs)(?: experience)? (?:of|in|doing)|spent(?: [\w']+){1,3} (?:on|in|doing)|certified in|confident (?:with|in|at)|proficient in|knowledge (?:of|on|about)|skills in|skills for|expert help (?:with|on)|a dab hand at|qualified to (?:teach|deliver|run)|experienced (?:in|with|at)|well versed in|au fait with)",
    r"(?:struggling|stuck|baffled|lost|floundering|wrestling|grappling|hopeless|useless|rubbish|bewildered|drowning|confused|defeated|terrible|flummoxed|stumped|puzzled|overwhelmed|clueless|swamped|foxed|bamboozled|no clue|not a clue|no idea|out of (?:my|our) depth|beginners?|bad|nightmare|terrified|scared|weak)(?: (?:completely|totally|a bit|really))? (?:with|by|on|at|about|in|of|to (?:do|write|get|make|understand|use|set up|work out)|how to (?:do|write|use|run|set up|start|fill in|make)|how|where to start (?:with|on))",
    r"(?:survived|finished|completed|done|built|rolled out|been through|went through|gone through|implemented|passed|led|delivered|written|set up|launched|ran|introduced|cracked|nailed)(?= (?:our|a|the|my|an|two|three|several))",
    r"(?:sign|sit) (?:off on)",
)
_DOING: Final[tuple[str, ...]] = (
    r"(?:do|doing|run|running|deliver|delivering|lead|leading|write|writing|create|make|teach|teaching|record|update|improve|produce|demo|sharpen|mend|shoot|give a talk on|give)(?! (?:it|that|this|with|so|some|genuinely|really|not|actually|need|want|have|know|you|your|us|me|any|like|to)\b)",
)
_IDLE: Final[tuple[str, ...]] = (
    r"(?:looking|look|hunting|searching|search|on the lookout|on the hunt|advertising|asking|ask|crying out|desperate|grateful|keen|hoping|happy|scouting|up|welcome|request|requests|appeal|wish|shopping) (?:for|out for)(?: (?:someone|somebody|anyone|anybody|a person|people|a volunteer) (?:for|to (?:do|help with|come and do)))?",
    r"(?:seeking|seek|needs?|needing|needed|having|put me down for|put us down for|is there|are there|(?:offer|request) of|wanted|wanting|want|wants|require|requires|required|request|requesting|offering|offer|offers|offered|borrow|swap|trade|provide|providing|lend|after|find (?:me|us)|find|get|welcome|appreciate|love|like|value|fancy|use|could do with|share|give|gives|have|got|host|hosting|run|running|do|doing|deliver|lead|spare|exchange|hosted)(?: (?:me|us|you|someone|somebody|anyone))?(?! (?:to|of|be|been)\b)",
)
_LAST: Final[tuple[str, ...]] = (
    r"(?:so|namely|ie|which is|here it is) :",
    r"(?:re|regarding|concerning|about|on the subject of|on the topic of|on)(?: :| -)?",
)
_SHADOW: Final[tuple[str, ...]] = (
    r"(?:shadow|shadowing|shadowed)(?: (?:opportunity|opportunities|day|days|session|sessions|placement|visit|work|available|experience|slot|slots|offer|space|place|places|request|wanted|for someone|please|spaces|spot))?(?: (?:of|with|for|at|in|on|a day of|by|from|and see|inside|within|alongside|around|-|:))?(?: (?:an?|the|our|your|one of (?:our|your)|some of (?:our|your)|someone (?:in|on|from|who (?:works? (?:in|as|with)|is|does|runs|manages|leads))|somebody (?:in|on|from|who (?:works? (?:in|as)|is|does|runs|manages|leads))|anyone (?:in|on|from|who (?:works? (?:in|as)|is|does|runs)|that works in)|people (?:in|from|who)|colleagues in|members? of))?",
    r"(?:observe|observing|follow|following|watch|watching|see|join|joining|accompany|accompanying|assist|visit|visiting|experience|tour|attend|witness|witnessing)(?: (?:me|us|them|someone|somebody|one of (?:our|your)))?(?: (?:do|doing|run|running|at work|working|as|how|what|around|a live|at|chair|chairing|handle|handling|in action|and))?",
    r"(?:sit|sits|sitting|sat|listen|listening|tag|tagging|go|going|come|coming|ride|riding|head|out|walk|hang|hanging|along|looking|drop|pop|be|nosey|peek|nose|join in|get out|day|morning|shift)(?: (?:in|along|out|and about|alone|out and about|round|around|down|back|over))* (?:on|with|alongside|beside|next to|(?<=listen )to|(?<=listening )to|(?<=in )to|at|behind|inside|by|round|around|in with|in on|of|in)(?: (?:the scenes (?:of|at|in|with|on)|someone (?:in|on|from|who does|who)|somebody (?:in|on|from|who)|what|how|one of (?:your|our|the)|some of (?:your|our|the)|a member of|a day in the life of))?",
    r"(?:spend|spending|spent|¦|day|days|morning|afternoon|week|hour|shift|time|evening|a bit of time|half day|night|couple of hours|few hours)(?: (?:or two|or so|out|each|¦|,))* (?:with|in|at|as|alongside|beside|watching|following|shadowing|observing|behind|on|inside|learning from|in the life of|being|walking round with|seeing|round)(?: (?:someone (?:in|on|from|who)|somebody (?:in|on|from|who)|one of (?:your|our|the)|what|how|the life of|some of (?:your|our)|being|a member of|people in))?",
    r"(?:life of|in the shoes of|shoes of|life in|life as|life on|world of|behind the scenes (?:of|at|in|with|on)|seat (?:on|at|in)|fly on the wall (?:in|at|on|with|for|during|of)|fly on (?:your|our|the) [\w' ]{2,25}? wall|insight into|glimpse (?:of|into|inside)|place on|ride along with|ride along|spaces? (?:on|with|in|at)|room for one (?:on|in|at|with)|what|how|understand how|understand what|learn how|see how|see what|taste of|flavour of|feel for|picture of|peek (?:at|inside|behind)|look at|nosey (?:at|round)|swap (?:places|jobs|roles|desks|shoes|lives) with|host(?:ing)? (?:someone|somebody|anyone|a visitor|one person|visitors|people|a colleague|you|a shadower|one) (?:in|on|at|with|from|for)|host(?:ing)? (?:a|an|the))(?: (?:it is like (?:to be|being|in|on|as|to (?:run|work (?:in|as|on|for)))|it takes to (?:run|be)|really|actually|someone (?:in|on)|being|a typical|your|our))*",
)
_OURS: Final[tuple[str, ...]] = (
    r"(?:with|alongside|in on|watching|watch|shadow|shadowing|see|seeing|how|following|follow|observe|observing|behind|beside|round|around|inside|within|join|in|at|joining|spend time with|out with|of|visit)(?: (?:one of|some of|what|how))? (?:our|my)(?= )",
)
_THEIRS: Final[tuple[str, ...]] = (
    r"(?:with|shadow|shadowing|follow|following|alongside|beside|accompany|accompanying|accompany)(?: (?:an?|your|the|one of your|another|any))(?= )(?! (?:view|aim|few|couple|bit|charity for|council for|chance|mind))",
)
_PLACEMENT: Final[tuple[str, ...]] = (
    r"(?:placements?|secondments?|second(?:ed)?|loan|attachment|internship|work experience|stint|spell|week|weeks|days?|¦|time)(?: (?:opportunity|¦|available|wanted|please|based|exchange|place|working|helping))*(?: (?:in|with|to|at|into|from|of|as|inside|within|for|on|working in|working with|alongside|working as|:|-))?(?: (?:someone (?:in|from|with)|an?|our|your|the|one of your|one of our|somebody (?:in|from|with)))?",
    r"(?:work|working|embed|embedded|embedding|based|help out|helping out|muck in|base myself|joining|join|volunteer|help|second \w+) (?:in|inside|alongside|with|within|for|as|at|into)(?: (?:us|you))?(?: (?:as|in|on|at|with))?(?: (?:someone (?:in|from|with)|an?|our|your|the))?",
    r"(?:second|lend|loan|borrow|release|host|have|take|take on|get|spare|give|send|swap|loan out)(?: (?:you|us|me|someone|somebody|out|him|her|anyone))?(?: (?:from|in|with|who (?:is|works in|does|knows)))?(?= (?:an?|our|your|one|the|someone|somebody|some|two|one of)\b)",
    r"(?:someone|somebody|anyone|colleague|person|officer|people) (?:in|from|with (?:a background in|experience (?:of|in))?|who (?:knows|does|works in|is|understands))",
)

_STOP_WORD: Final = (
    r"(?:"
    r"to (?:[\w'&]+ ){0,2}(?:groups?|clubs?|teams?|staff|volunteers?|charities|councils?|officers?|managers?|trustees?|members|"
    r"people|schools?|workers?|organisations?|parents|residents|tenants)|"
    r"who|whom|whose|that|which|where|because|as|so|if|when|while|whilst|but|since|before|after|until|till|"
    r"though|although|ideally|preferably|please|asap|instead|too|again|anytime|any time|sometime|some time|just|"
    r"via|by|over|from|without|per|plus|than|during|between|within|rather|unless|either|max|maximum|up to|even|"
    r"then|yet|now|here|there|come|comes|coming|or similar|or so|etc|you|i|we|they|us|me|it|them|he|she|is|are|"
    r"am|was|were|will|would|can|could|may|might|must|should|shall|has|have|had|do|does|did|not|no|works?|"
    r"working|worked|¦|face to face|on site|along with|as well|free|available|needed|wanted|required|going|"
    r"thanks|cheers|if poss|lol|haha|x|xx|xxx|hello|hi|sorry|look|looks|looking|happy|willing|keen|hoping|soon|"
    r"today|urgently|properly|actually|really|also|alongside|through|across|hopefully|desperately|about to|"
    r"ahead of|following|under|despite|based in|based at|based with|nobody|no one|like|goes|go|gets|means|"
    r"operates?|runs|run|happens?|gets done|get done|done|against|together|off|out|up|back|away(?! days?)|down|"
    r"say|says|said|someone|somebody|anyone|anybody|everyone|something|anything|"
    r"one (?:day|night|morning|evening|afternoon)|once|twice|regularly|quickly|wherever|whenever|whatever|"
    r"however|next|last|this|welcome|most welcome|give|gives|need|needs|want|wants|open|starting|start|starts|"
    r"beginning|usually|normally|mostly|mainly|maybe|perhaps|possibly|probably|almost|already|any|all day|"
    r"all welcome|help|on offer|up for grabs|no experience|fits|fit|suits?|lately|recently|on a|on our|on your|"
    r"on my|on the (?:side|cheap|job|ground|quiet|road|phone)|on any|with us|with me|with you|with our|"
    r"with your|with my|with a|with an|with the|with any|with some|with them|with someone|with somebody|"
    r"with anyone|with no|with one|with two|of yours|of ours|of theirs|of mine|near|around|past|onto|into the|"
    r"into our|into your|to you|to your|to our|to us|to me|to a|to an|to any|to the|to anyone|to someone|"
    r"to somebody|to my|to one|to some|to help|to see|to get|to learn|to be|to understand|to come|to find|"
    r"to make|to do|to give|to small|to new|to other|to staff|to volunteers|to charities|to charity|to council|"
    r"to councils|to local|to each|to all|to people|to colleagues|to community|to pick|to work|to talk|to share|"
    r"to improve|to show|to teach|to set|to prepare|to support|to go|to join|to start|to put|to take|to sit|"
    r"to shadow|to observe|to review|to check|to answer|to avoid|to stop|to keep|to bring|to fix|to build|"
    r"to run|to use|for|in|at|/|spends?|handles?|deals?|puts|makes|takes|keeps|decides|writes|copes|of up to|"
    r"of about|genuinely|reads?|tae|whoever"
    r")"
)
_STOPS = compiled(_STOP_WORD)
_MARK = re.compile(rf"(?<!\S)(?:[,.;:()\[\]?!\"“”-]|{MASK}|£)(?!\S)")
_LEAD = re.compile(
    rf"^(?:(?:{DETERMINER}|{ADJECTIVE}|(?:{ACTIVITY_NOUN}) (?:with|on|in|about|around|re|of|to|for)|{LIGHT_VERB}|of|on|about|around|re|in|with|to|at|for|how to do|how to use|how to|how|what|and|or|or two|or so|also|as|regarding|using|each way|people|person|someone|somebody|one of|bit of|bits of|how you|how your|how our|how the|how a|how we|learn|learning|write|do|use)(?!\S) ?)+"
)
_OPENING = re.compile(
    r"(?: |[:-] |¦ |(?:re|about|on) : |(?:anyone|someone|somebody|anybody|everyone) is (?!(?:good|able|free|stuck|interested|an|a)\b)|(?:someone|somebody|anyone|anybody|a person|the person|people|whoever|colleagues|one of your) (?:(?:here |there )?(?:in|on|from)|(?:who|that) (?:runs?|does|works? (?:in|on|as|with|at)|is|manages?|leads?|looks after|deals with)) (?:an? |the |your |our )?)*"
)
_SOMEBODY = re.compile(r"(?:someone|somebody|anyone|anybody|people|everyone|whoever|nobody|no one)(?!\S)")
_LEAD_KEEPS = re.compile(
    r"^(?:plain english|general|new (?:starter|burdens|deal|homes|build|town)|basic (?:skills|english|income)|social|general (?:fund|data|ledger|practice|power)|small (?:grants|charit)|free (?:school|swimming)|main (?:reception|switchboard)|independent (?:living|review|visitor|chair|advoca|custody|reviewing|mental|domestic)|one (?:stop|public|team|front)|half day|full (?:cost|council)|use of|how to guides?|online|remote|virtual|resident (?:engagement|involvement)|local|practical first|joint|first|all age|expert (?:by|patient|witness)|english|weekly (?:team|meeting)|monthly (?:meeting|budget|management)|better|kind|actual|no|learning|learn|training|advice|experience|support|writing|mentoring (?:scheme|programme)|main|hand|talk|class|brief|briefing|people|person|on call|in house|about|at risk|short (?:breaks|term)|whole (?:family|system)|hands on|duty|regular giving|lead|leading|managing|real|great|lot)"
)
_TAIL_SKILL = re.compile(rf"(?: (?:{ACTIVITY_TAIL}|and|or|of|for|to|in|on|with|about|the|a|an|from|at|our|your|by))+$")
_TAIL_SHADOW = re.compile(
    rf"(?: (?:{TEAM_TAIL}|and|or|of|for|to|in|on|with|about|the|a|an|from|at|our|your|by|do|does))+$"
)
_EMPTY = re.compile(
    rf"(?:{ACTIVITY_NOUN}|(?:somebody|someone|anyone|anybody)'s(?: time| brains?)?|of (?:somebody|someone|anyone|anybody)'s|it|that|this|these|those|them|us|me|ours|yours|mine|theirs|one|ones|same|the same|anyone|anybody|someone|somebody|something|anything|someone else|anyone really|whoever|people|everyone|help|advice|support|training|session|sessions|day|days|hour|hours|time|shadow|shadowing|placement|secondment|desk|swap|favour|return|exchange|exchange partners|team|teams|things|thing|stuff|work|bit|lot|you|in|on|with|for|to|of|and|or|the|a|an|chat|call|conversation|hand|hello|visitors?|visit|touch|who|what|how|person|colleague|colleagues|morning|afternoon|evening|week|month|mentor please|anything really|whatever|more|some|any|somewhere|space|office|offices|council|councils|charity|charities|organisation|organisations|group|groups|small charity|local charity|small charities|council officer|officer|officers|staff|volunteer|volunteers|other|others|another|way|ways|back|out|along|and see|see|come|chance|life|like|really|role|job|jobs|places|roles|my|our|your|skill|skills|expertise|experience|guidance|input|knowledge|workshop|course|class|talk|going|free|offer|offers|offering|request|seat|seats|place|slot|slots|space|room|half|couple|couple of|few|full|whole|each|both|all|interest|interested|town|city|county|ideas?|question|questions|sides?|fence|voluntary sector|third sector|charity sector|public sector|community group|community groups|us lot|love|here|there|action|practice|scenes|the scenes|wall|shift|out there|lunch|coffee|tea|cuppa|cake|biscuits|brew|no idea|first time|ropes|basics|the basics|minute|minutes|time to|kind|sort|type|willing|able|happy|please|pls|anywhere|nearby|in person|online|start|starting|best|good|great)"
)


def find_topic(reading: Reading, activity: Activity, *, hosting: bool = False) -> str | None:
    """The subject, role or area that a listing names; None for a desk or when nothing is named.

    `reading` holds the listing's own tokens with times, places and ways to meet masked.
    """
    if activity is Activity.DESK:
        return None
    if topic := labelled(reading, activity):
        return topic
    for frames in _frames(activity, hosting):
        topic = _first(reading, frames, activity)
        if topic:
            return topic
    alone = _ALONE.search(reading.norm) if activity is Activity.SKILL else None
    return reading.words(*alone.span("verb")) if alone else None


_ALONE: Final = re.compile(
    r"(?<!\S)(?:can|could|will|would|to|do some|do|offer|offering|some|any|offers :) (?P<verb>proofread(?:ing)?|translat(?:e|ing|ion)"
    r"|interpret(?:ing)?|mentor(?:ing)?|photograph(?:y)?|editing|minute taking|coaching|counselling)(?!\S)"
)
"""Skills that are named by their verb alone."""


def labelled(reading: Reading, activity: Activity) -> str | None:
    """What stands after "Subject:" and the like."""
    label = _LABEL.search(reading.norm)
    return phrase(reading, label.end(), activity) if label else None


_LABEL: Final = compiled(r"(?:subject|topic|skill|skill needed|area|what) :")


@cache
def _frames(activity: Activity, hosting: bool) -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Frame sets in the order they are asked."""
    whose = () if activity is Activity.SKILL else _OURS if hosting else _THEIRS
    doing = _DOING if activity is Activity.SKILL else ()
    own = {Activity.SKILL: _SKILL, Activity.SHADOW: _SHADOW, Activity.PLACEMENT: _PLACEMENT, Activity.DESK: ()}[
        activity
    ]
    return tuple(tuple(compiled(frame) for frame in frames) for frames in (whose, own, doing, _IDLE, _LAST))


def _first(reading: Reading, frames: tuple[re.Pattern[str], ...], activity: Activity) -> str | None:
    """The subject after the earliest frame that leaves one; of frames at one place the longest."""
    found = sorted({(m.start(), -m.end()) for frame in frames for m in frame.finditer(reading.norm)})
    for _, minus_end in found:
        topic = phrase(reading, -minus_end, activity)
        if topic:
            return topic
    return None


def phrase(reading: Reading, at: int, activity: Activity) -> str | None:
    """The phrase that begins at `at` of the reading's norm, cut and trimmed; None when nothing is left."""
    norm = reading.norm
    opening = _OPENING.match(norm, at)
    at = opening.end() if opening else at
    if _SOMEBODY.match(norm, at):
        return None
    end = _end(norm, at)
    start, stop = _trim(norm[at:end], activity)
    if stop <= start or _EMPTY.fullmatch(norm[at + start : at + stop]):
        return None
    return _tidy(reading.words(at + start, at + stop))


def _end(norm: str, at: int) -> int:
    """Where the phrase that begins at `at` gives way to something else."""
    mark = _MARK.search(norm, at)
    end = mark.start() if mark else len(norm)
    lead = _LEAD.match(norm[at:end])
    skip = at + (lead.end() if lead else 0)
    for stop in _STOPS.finditer(norm, skip, end):
        before = norm[at : stop.start()].split()
        if before and before[-1] in _HOLDS.get(stop.group().split()[0], ()):
            continue
        return max(at, stop.start())
    return max(at, end)


_HOLDS: Final[dict[str, frozenset[str]]] = {
    "for": frozenset(
        [
            "applying",
            "apply",
            "bidding",
            "planning",
            "preparing",
            "asking",
            "caring",
            "campaigning",
            "recruiting",
            "budgeting",
            "fundraising",
            "bids",
        ]
    ),
    "in": frozenset(["careers", "women", "investing", "involvement", "diversity", "inclusion", "change", "check"]),
    "from": frozenset(["theft", "recovery", "learning", "moving"]),
    "at": frozenset(["looking", "working"]),
    "to": frozenset(),
    "up": frozenset(["setting", "start", "starting", "winding", "follow"]),
    "out": frozenset(["rolling", "opting"]),
    "working": frozenset(
        [
            "lone",
            "partnership",
            "hybrid",
            "flexible",
            "remote",
            "multi-agency",
            "agency",
            "joint",
            "home",
            "collaborative",
            "smarter",
            "agile",
            "street",
        ]
    ),
    "work": frozenset(
        [
            "social",
            "youth",
            "case",
            "group",
            "outreach",
            "detached",
            "street",
            "partnership",
            "community",
            "family",
            "team",
            "policy",
            "project",
            "committee",
        ]
    ),
    "works": frozenset(["street", "public", "building", "highway", "planned"]),
    "open": frozenset(),
    "help": frozenset(["self", "early"]),
}
"""Words after which a word that usually ends a subject belongs to it: "lone working", "setting up"."""


def _trim(words: str, activity: Activity) -> tuple[int, int]:
    """Start and end of what is left of a phrase without its articles, politeness and activity words."""
    begin, end = 0, len(words.rstrip())
    while begin < end:
        if _LEAD_KEEPS.match(words[begin:end]) and not re.match(
            rf"(?:{ACTIVITY_NOUN}) (?:with|on|in|about|around|re|of|to|for) ", words[begin:end]
        ):
            break
        lead = re.match(
            rf"(?:(?:{DETERMINER}|{ADJECTIVE}|(?:{ACTIVITY_NOUN}) (?:with|on|in|about|around|re|of|to|for)|{LIGHT_VERB}|of|on|about|around|re|in|with|to|at|for|how to do|how to use|how to|how|what|and|or|also|as|regarding|each way|one of|bit of|set of|a set of|write|do|use)(?: |$))",
            words[begin:end],
        )
        if not lead:
            break
        begin += lead.end()
    tail = (_TAIL_SKILL if activity is Activity.SKILL else _TAIL_SHADOW).search(" " + words[begin:end])
    if tail:
        left = begin + tail.start() - 1
        kept = words[begin:left]
        if left > begin and not (
            " " not in kept and words[left + 1 : end] in ("training", "skills", "mentor", "services")
        ):
            end = left
    owner = _OWNER.match(words[begin:end])
    begin += owner.end() if owner else 0
    if activity is not Activity.SKILL:
        employer = _EMPLOYER.match(words[begin:end])
        begin += employer.end() if employer else 0
        if activity is Activity.PLACEMENT and words[begin:end].endswith(" service"):
            end -= len(" service")
    return begin, max(begin, end)


_OWNER = re.compile(
    r"(?:[\w&]+ ){0,2}?(?:council|charity|association|foodbank|bank|trust|hospice|someone|somebody|anyone|anybody|group|organisation"
    r"|school|borough|authority|library|museum)'s (?=\S+ \S)|(?:anyone|someone|somebody|anybody|everyone)'s (?=\S)|(?:small|local|other) (?:charities|councils|groups) (?=\S+ \S)"
)
_EMPLOYER = re.compile(
    r"(?:council|charity|local authority|borough|vcs|voluntary sector) (?=\S+ \S)(?!(?:tax|house|housing|leader|chamber|shop|commission|worker|helpline|trustee|meeting)\b)"
)


def _tidy(words: str) -> str:
    return " ".join(words.split()).strip(' ,.;:!?-–—"“”')
