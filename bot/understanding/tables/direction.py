"""How people say that they give or that they want. Weights as in `cues`; `{GIVE}` and `{TAKE}` are verbs by who gains."""

from typing import Final

from bot.understanding.tables.listing import GIVE, ROLE, TAKE

EXTRA: Final[dict[str, str]] = {
    "ROLE": f"(?:{ROLE})",
    "GIVE": f"(?:{GIVE})",
    "TAKE": f"(?:{TAKE})",
    "SELF": r"(?:i|we|me|us|(?:my|our) (?:[\w'&/]+ ){0,4}?[\w'&/]+)",
    "SOMEONE": r"(?:any|some)(?:one|body)(?: (?:else|out there|here|in|from|at|on|with|of you|around|willing|able|kind|free|nice|clever|good|up|who|that|there|among|amongst|available|happy|brave|patient|fancy|lovely|want|with time))?(?: (?!(?:can|could|will|would|please|to)\b)[\w'&/]+){0,4}?",
    "OTHER": r"(?:you|you lot|any of you|(?:any|some)(?:one|body)|anyone out there|(?:one|some|any|someone|anyone) (?:of|in|from|at|on) (?:you|your|the|our|another|a|council|public|adult|children's|[\w']+)(?: [\w'&/]+){0,4}?|your (?:[\w'&/]+ ){0,4}?[\w'&/]+|a (?:[\w'&/]+ ){0,3}?{ROLE}|the council|another [\w']+(?: [\w']+)?|people|colleagues|others|volunteers|charit(?:y|ies)(?: [\w']+)?|councils?(?: [\w']+)?|officers|any (?:[\w'&/]+ ){0,3}?[\w'&/]+)",
    "MODAL": "(?:can|could|would|will|may|might|shall|should|do|does|did|is|are|has|have)",
    "ADV": "(?:please|also|just|really|actually|maybe|perhaps|possibly|even|then|quite|very|more than|gladly|happily|certainly|always|easily|definitely|ever|all|both|now|only|still|kindly|genuinely|so|too|probably|usually|personally|quickly|properly)",
    "WANT": r"(?:(?:would|should|'d)(?: {ADV})* (?:love|like|welcome|appreciate|value|enjoy|relish|give anything)|want|wants|wanting|wanted|wish|hoping|hope|hopes|keen|eager|interested in|dying|itching|desperate|looking|curious|wondering|aiming|trying|need|needs|needing|would be (?:good|great|grand|brilliant|lovely|keen|helpful|nice|interested|fab|ace)|fancy|fancies)",
    "READY": r"(?:happy|glad|willing|delighted|pleased|free|available|able|prepared|offering|ready|up for|open to|game|more than happy|content|chuffed|volunteering|proposing|in a position|here)",
}  # fmt: skip

OFFER: Final[tuple[tuple[int, str], ...]] = (
    (4, r"^(?:offer|offers|offering|on offer|available|going|spare|giving|free to a good home|we have|hosting|host|can offer|offer of|free)(?: :| -)?"),
    (4, r"(?:i|we|i would like to|i can|we can|my|our|{WANT} to|{READY} to|have|has|let me|would) (?:{ADV} )*(?:offer|offering|offers|volunteer)"),
    (4, r"{SELF}(?: (?:who|that))? (?:{ADV} )*(?:can|could|will|would|shall|may|might)(?: {ADV})*(?: (?:be|feel))?(?: {ADV})*(?: {READY})?(?: to)? (?:{ADV} )*{GIVE}"),
    (3, r"{SELF}(?: am| are| is| would be| will be| can be| could be)?(?: {ADV})* {READY}(?: to)?(?: {ADV})* (?:{GIVE}|{GIVE}ing|to)"),
    (4, r"{SELF}(?: (?:{ADV}|am|are|is))* {WANT}(?: {ADV})*(?: to| for)?(?: {ADV})* (?:teach|train|offer|host|share|give back|give|lend|mentor|coach|run a|deliver|volunteer|donate|advise|support|pass on|contribute|put on|help (?!with|from)|provide)"),
    (4, r"(?:^|, |and |- |\( ?|also |so |but |: |i |we )(?:{ADV} )*(?:can|could|will|would)(?: {ADV})* (?:be {READY} to )?(?:{ADV} )*{GIVE}"),
    (4, r"(?:{READY}|glad|happy) (?:to|for)(?: {ADV})* {GIVE}"),
    (4, r"{READY} to (?:be (?:shadowed|observed|followed|a|someone's|your|the)|have (?:{FEW})?(?:someone|anyone|somebody|people|you|a|an|one|visitors|along|with))"),
    (4, r"(?:be|being|am) (?:shadowed|observed|followed)(?: by)?"),
    (4, r"(?:come|pop|join|shadow|follow|watch|sit|spend|see|observe|ride|tag along|head|listen)(?: {FEW})?(?: (?:and|to|in|with|along|out|alongside|on|for|at|around|round|by|over))*(?: {FEW})? (?:me|us|our|ours|my)(?: {W})?"),
    (3, r"(?:anyone|anybody|someone|somebody|one person|two people|people|you|a [\w' ]{3,40}|whoever|everyone|colleagues|a colleague)(?: (?:from|in|at|of|who)(?: [\w'&/]+){1,4}?)? (?:can|could|may|might|is|are|would be|will be)(?: (?:more than|very|always|all|most|really))? (?:welcome|able|free|invited)"),
    (4, r"{OTHER} (?:can|could|may|might|is welcome to|are welcome to|are free to|is free to|would be welcome to|will be able to|would get to|gets to|get to)(?: {ADV})* (?:{TAKE}|come|sit|spend|try|use|have|join|ask)"),
    (4, r"(?:if|should)(?: {W})? (?:{OTHER}|there is (?:a|an|any)(?: [\w'&]+){1,4}?)(?: (?:that|who|out there|is|are))*(?: would)?(?: {ADV})* (?:want|wants|like|likes|fancy|fancies|need|needs|interested|could use|keen|wanting|is stuck|struggling|wishes|curious|after|struggles|thinking|looking|in need|find|finds|ever)"),
    (4, r"(?:anyone|anybody|any(?: [\w'&]+){1,3}?|does anyone|do you|would anyone|would you|who|would any(?: [\w'&]+){1,3}?|some people|do any(?: [\w'&]+){1,3}?)(?: (?:from|in|at|here|out there)(?: [\w']+){0,3}?)? (?:fancy|fancies|want|wants|wanting|like|interested in|up for|keen to|keen on|like to|curious about|want to)(?: (?:a|an|to|being|coming|some|help|spending|seeing|learning|visiting|shadowing|watching|free|joining|trying|having|the|our))"),
    (4, r"(?:room for|space for|seats?|places?|spaces?|slots?|spot|spots)(?: {FEW})?(?: (?:one|two|going|available|spare|free|open|to observe|for|left|in our|on our|at our|with our))"),
    (4, r"(?:spare|free|empty|vacant|quiet|unused|available|extra|couple of|hot|lovely|wee|few|bookable) (?:{FEW})?(?:desks?|office|workspace|hot desks?|tables?|room|meeting room|seat|desk space|co working space|workstations?|corner)(?! needed| wanted| please)"),
    (3, r"(?:there is|there are|we have|i have|we have got|i have got|got|have)(?: {ADV})*(?: (?:a|an|two|some|three|plenty|lots|one|space|room|empty|loads|capacity|couple|several|few|always))(?: {FEW})?(?:desks?|space|capacity|seats?|places?|room|tables?|going|spare|free|hour|hours|morning|afternoon|day|time|workspace|seat|slots?|available|to spare|office|corner)"),
    (4, r"(?:i am|we are) (?:your|the) (?:woman|man|person|people|guy|team|one|ones|folk)"),
    (4, r"(?:shout|give {ME} a shout|drop {ME} a line|just ask|get in touch|let {ME} know|message me|dm me|ping me|help yourself|all yours|its yours|yours for|take it away|no charge|no cost|free of charge|for free|no catch|first come|any takers|help yourselves|come and say hello|sing out|kettle is on|happy to help|bring (?:a|your) [\w']+|with your name on it|all welcome|everyone welcome|welcome to|most welcome|very welcome|if (?:that is |it is )?(?:useful|any use|helpful|of use|of interest|any good)(?: to)?)"),
    (3, r"(?:i|we)(?: {ADV})* (?:do|run|give|deliver|teach|have taught|train|have run|specialise in|host|mentor|coach|have delivered|advise)(?: {ADV})* (?:a|an|good|free|training|sessions?|workshops?|people|talks|regular|courses|short|lunchtime|lunch|staff|on|in)"),
    (4, r"(?:they|council|work|my manager|my boss|employer|we)(?: {ADV})* (?:will|would|can|could|are happy to|is happy to|has agreed to|have agreed to|are willing to|is willing to)(?: {ADV})* (?:release|second|lend|loan|spare|free) (?:me|one|a|us|him|her|them|someone|up|our)"),
    (4, r"(?:can|could|able to|happy to|would|will|willing to|glad to|like to|want to|love to|keen to)(?: {ADV})* (?:take|have|host|accommodate|fit in|squeeze in|welcome)(?: {ADV})* (?:a|an|one|two|someone|somebody|anyone|in|up to|another|people|visitors|council|charity|on|you|anybody|\d+)"),
    (4, r"(?:do|does|would|could|can|is|are)(?: {ADV})* (?:anyone|anybody|you|any (?:[\w']+ ){1,3}?)(?: {FEW})? ?(?:need|want|use|after|looking for|benefit from|be interested in|be helped by|like)(?: (?:a|an|any|some|help|me|my|our|training|support|the))(?! (?:know|tell))"),
    (3, r"(?:hosting|shadowing) (?:available|opportunity|opportunities|places|slots|offered|on offer)"),
    (4, r"(?:i am|we are|am)(?: {ADV})* (?:offering|hosting|able to (?:offer|host|give|run|provide)|happy to|running|putting on|opening up|giving|willing to|up for (?:teaching|helping|hosting|giving|sharing|doing|running)|available (?:to|for)|lending|free to|volunteering|volunteer)"),
    (3, r"(?:my|our)(?: [\w'&]+){0,3} (?:is|are) (?:yours|available|free|open|at your|up for grabs|on offer)"),
    (3, r"(?:up for grabs|going spare|going begging|to spare|up for it|on the house|open to (?:visitors|anyone|all|charities|council|you|a|shadowers|hosting|shadowing|colleagues|whoever|any))"),
    (3, r"(?:open|throw open) (?:our|my) (?:doors?|diary|books)"),
    (3, r"{GIVE}ing (?:.{0,40})? (?:free|on offer|available)"),
    (3, r"(?:would do|will do|can do|could do|done|have done|have been doing) (?:it|this|that|the same|one)(?: for)"),
    (4, r"my (?:manager|boss|employer|director|head of service|line manager)(?: {FEW})?(?:release|second|spare|let me|lend|free me|loan|happy for me|said i could|says i can|agreed)"),
    (4, r"(?:for you to|for (?:someone|anyone|somebody|people|a [\w' ]{3,30}) to) {TAKE} (?:.{0,30})?(?:me|us|our|my)"),
    (3, r"(?:have|got) (?:a lot of |lots of |years of |\d+ years? (?:of )?|loads of |plenty of )?(?:experience|expertise|time|capacity|knowledge)(?: {FEW})?(?:to share|to offer|to give|if|could|can|happy|spare)"),
    (3, r"(?:ask {ME} (?:anything|about)|pick {MY} brains?|use {ME}|borrow {ME}|make use of {ME}|put {ME} to (?:use|work)|steal {ME}|grill {ME})"),
    (2, r"(?:i am|we are)(?: a| an)?(?: [\w'&/]+){0,4} (?:by trade|by background|by profession|trainer|tutor|speaker)"),
    (3, r"(?:i|we) (?:have|am|are)(?: [\w'&]+){0,6} (?:and|so)(?: i| we)? (?:can|could|would|happy to|will)(?: {ADV})* {GIVE}"),
)  # fmt: skip

SEEK: Final[tuple[tuple[int, str], ...]] = (
    (4, r"(?:looking|look|hunting|searching|on the lookout|on the hunt|in search|in the market|lookin|keeping an eye out|casting about|scouting|shopping|advertising|appealing)(?: {ADV})* (?:for|of|out for|to (?:{TAKE}|get|be|arrange|find|improve|bring|fill))"),
    (4, r"^(?:{ADV} |, )*(?:seeking|seek|wanted|wanting|want|needed|need|needing|request|requesting|after|in need of|required|desperately need|urgently need|require|help needed|help wanted|sos|urgent|asking for|request for|hunting)(?: :| -)?"),
    (4, r"(?:i|we|she|he|they|who|that|team|charity|council|trustees|staff|officer|manager|colleague|also|still|really|now|but|and|,|-|urgently|desperately|badly|{MY}(?: [\w']+){1,4})(?: {ADV})* (?:need|needs|needing|require|requires|am after|are after|is after|am seeking|are seeking|is seeking|seek|could do with|could use|can do with|am looking|are looking|is looking|lack|lacks)(?! to (?:cancel|move|push|change|pause|reschedule|postpone|delete))"),
    (4, r"(?:i|we|and|,|also|but|she|he|they|-|so|{MY}(?: [\w']+){1,4})(?: {ADV})* (?:would|should|'d)(?: {ADV})* (?:love|like|welcome|appreciate|value|benefit|be grateful|kill|give my|be keen|be interested|enjoy|prefer|relish|be glad of|be so grateful|be really grateful|be very grateful|jump at|really like|really love)"),
    (4, r"{WANT}(?: {ADV})* (?:to|in|on)(?: {ADV})* {TAKE}"),
    (3, r"(?:i|we|and|,|also)(?: {ADV})* (?:want|wants|wanted|wish|fancy|hope|hoping)"),
    (4, r"{WANT}(?: {ADV})* (?:someone|somebody|anyone|help|advice|support|training|a session|an hour|a day|some|a hand|a|an|mentoring|guidance)(?! to (?:come and see|shadow us|see us))"),
    (5, r"(?:can|could|may|might|would it be possible (?:for {SELF} )?to|is it possible to|any chance (?:{SELF} |of )?(?:can|could|to)?|shall|is there any (?:way|chance)|would it be ok (?:if|to)|would you mind if|mind if|is it ok if|do you think|any possibility)(?: {SELF})?(?: {ADV})*(?: possibly| please| get to)? (?:{TAKE}|come|sit|borrow|have|shadow|spend|{TAKE}ing|nab|pinch|steal|nick|book|grab|be|request)(?! you (?:know|help))"),
    (4, r"(?:can|could|would|will|might|is|does|do|has|are|have)(?: {ADV})* (?:{SOMEONE})(?: {ADV})* (?:{GIVE}|able|willing|free|available|know|knows|good|an expert|expert|got|had|understand|have|here|done|spare|up for|interested|please|happy|point|recommend|any good|experienced|confident|handy|with|clever|skilled|used|work|worked|been|ever|familiar|trained|come|who|that)"),
    (4, r"(?:can|could|would|will)(?: {ADV})* (?:you|your (?:[\w'&/]+ ){0,4}?[\w'&/]+|any of you|one of you|one of your (?:[\w'&/]+ ){0,4}?[\w'&/]+|a (?:[\w'&/]+ ){0,4}?{ROLE}(?: [\w'&/]+)?|the council(?:'s)?(?: [\w']+)?|another [\w' ]{3,30}|any (?:[\w'&/]+ ){1,3}?)(?: {ADV})*(?: be able to| be willing to| be kind enough to)? (?:{GIVE}|help|spare|come)(?! me (?:off|on))"),
    (4, r"(?:^|[,.?!-] |and |but |does |is |anyone |if )(?:any|some)(?:one|body)(?: {ADV}| here| out there| else| in {W}| at {W}| from {W}| of you| on here)* (?:know|knows|good|able|free|able to|who can|who knows|who could|an expert|expert|done|got|had|up for|willing|available|with|used|understand|understands|to|clever|experienced|any good|handy|hot on|can|could|skilled|that|who|fluent|expertise|worked|ever|up on|clued up|au fait)(?! (?:shadow me|sit with us|want|fancy|see))"),
    (4, r"(?:who|whos)(?: {ADV}| here| out there| else| on here)*(?: is)? (?:know|knows|can|could|understands?|good|an expert|does|has|will|would|got|is good|speaks|fancies (?:teaching|helping|showing))(?: (?:about|{GIVE}|{TAKE}|me|us|help|at|with|the|experience|{W}))"),
    (4, r"(?:find|get|match|connect|link|put|introduce|pair|hook|set|fix|bring|source|point|direct|suggest|recommend)(?: {ME}| us)(?: {ADV})*(?: (?:up|in touch|together|out))?(?: (?:with|to|a|an|someone|somebody|anyone|towards|some|help|two|any|the|one))(?! the (?:digest|list))"),
    (4, r"(?:teach|show|help|train|tell|walk|talk|coach|mentor|advise|lend|guide|support|school|educate|assist|rescue|save|tutor|learn)(?: {ADV})* (?:me|us|{MY} (?:[\w'&]+ ){0,3}?[\w'&]+|myself)"),
    (3, r"(?:any chance|any chance of|chance of|is there|are there|anyone|anybody|any|have you got|do you have|got)(?: (?:any|a|an|of|some|anyone|anybody|someone|somebody|anything|your|{FEW}))(?: [\w'&]+){0,4} ?(?:help|advice|training|desk|shadow|who|can|could|to|going|expert|experts|with|mentor|training|support|please|[?])"),
    (4, r"(?:grateful|thankful|obliged|appreciate|appreciated|pathetically grateful|eternally grateful|welcome|indebted|glad) (?:for|of|if|to (?:anyone|whoever|have|get|hear|any|receive))"),
    (3, r"(?:would be|be|be so|be really|be very|be most|is) (?:brilliant|great|grand|helpful|lovely|amazing|good|wonderful|ideal|appreciated|fab|a godsend|a lifesaver|much appreciated|welcome|ace|super|useful|handy|perfect|nice|fantastic|belter|smashing|magic|so helpful|really helpful|very welcome|gratefully received|terrific)"),
    (4, r"(?:struggling|stuck|baffled|lost|floundering|out of (?:my|our) depth|no idea|clueless|not a clue|hopeless|useless|rubbish|bewildered|drowning|wrestling|grappling|confused|all at sea|in a (?:mess|muddle|pickle|tangle|fankle)|at a loss|do not know where to start|haven't a clue|not have a clue|a mystery|beyond (?:me|us)|over (?:my|our) heads?|nobody (?:here|in)|no one (?:here|in)|not a scooby|terrified|scared|doing (?:my|our) heads? in|tearing (?:my|our) hair|defeated|pulling (?:my|our) hair|puzzled|flummoxed|stumped|overwhelmed|foxed|cannot make head)(?: {ADV})*(?: (?:with|by|on|at|about|in|how|what|over|of|to|and|,|knows|understands|has|,|.|[?]))?"),
    (3, r"(?:do not|does not|cannot|none of us|no one|nobody|not|never|not sure|not very good|no good|weak|not confident|have not)(?: {ADV})* (?:know|knows|understand|understands|get|sure|confident|good at|have anyone|have the (?:skills|expertise)|make sense of|work out|got (?:anyone|the)|figure out|have a clue)(?: (?:how|about|the|with|what|our|much|enough|anything|in|any|who|to|a|where))"),
    (4, r"(?:learn|pick (?:someone's|somebody's|your|a|an|the|anyone's|some|{W} {W}?)? ?(?:[\w']+ )?brains?|get (?:my|our|their|its) heads? (?:a)?round|get to grips|brush up|improve (?:my|our)|get better|bone up|upskill|skill up|get up to speed|wrap my head)"),
    (3, r"(?:keen|interested|curious|hoping|hope|wanting|dying|itching|desperate|eager|love|like) (?:to|in|about)(?: {ADV})* (?:{TAKE}|{TAKE}ing|shadowing|a|learning|seeing|getting|getting some|finding|hearing|what|how)"),
    (3, r"(?:shadow|shadowing|observe|sit with|sit in (?:on|with)|follow|spend (?:.{0,20} )?(?:with|in|at)|a (?:day|morning|afternoon|week|shift) (?:with|in|at))(?: (?:a|an|your|the|someone|somebody|anyone|one of your))"),
    (3, r"(?:¦|day|morning|week|afternoon|hour|shift|few hours) (?:with|in|at|inside|alongside|shadowing|following|behind|observing|learning|watching)(?: (?:a|an|the|your|someone|somebody|any))"),
    (3, r"(?:please help|help please|help !|please can|pretty please|can anyone|could anyone|please could|help with|need a hand|crying out for|short of|hard up for|in dire need|mad keen|how do i go about|no money|no budget|cannot pay|cannot afford|small charity)"),
    (4, r"(?:borrow|loan of|lend of|steal|pinch|cadge|scrounge|bagsy|blag|tap up|nick|poach)(?: (?:an?|one|some|someone|somebody|your|half|two|the|of|anyone))"),
    (4, r"(?:give|gives|gave) {ME}"),
    (3, r"(?:your|their) (?:[\w'&]+ ){0,4}(?:gives|give|shows?|teach(?:es)?|helps?|trains?|spares?|takes?|lends?|hosts?|explains?|does|do|runs?) {ME}"),
    (3, r"(?:somewhere|a place|a spot|a corner|anywhere) (?:to (?:work|sit|base|perch|plug|touch down|camp|set up|land)|warm|quiet)"),
    (3, r"(?:is there|are there|do you have|have you got|got)(?: {ADV})* (?:a|an|any|any spare|some|somewhere|anywhere|someone|anybody|anyone|somebody|space|room|such)"),
    (3, r"(?:mentor|mentoring|tips|advice|pointers|help|training|support|desk|workspace|placement|shadowing|secondment)(?: {FEW})?(?:wanted|needed|required|please|pls|sought|welcome|would be|asap|urgently)"),
    (2, r"(?:please|[?])$"),
    (2, r"^(?:shadow|shadowing|job shadowing|work shadowing|work shadow|placement|secondment|mutual shadowing)"),
    (3, r"(?:nobody|no one|none of (?:us|the|our)|neither of us)(?: {FEW})?(?:has|have|knows?|can|understands?|speaks?|ever|dares)"),
    (2, r"(?:what|how|why) (?:.{3,40}) (?:actually )?(?:works?|do|does|is like)"),
    (4, r"(?:i|we) (?:am|are)(?: [\w'&]+){0,3} (?:new to|learning|starting out in|trying to)"),
    (3, r"(?:cannae|cannot) (?:get|seem to|make|work|do|fathom|for the life)"),
    (3, r"our (?:[\w'&]+ ){1,4}(?:is|are) (?:a mess|a shambles|hopeless|terrible|dire|out of date|all over the place|rubbish|awful|ancient|in a state|a disaster|chaos|a nightmare|overdue|dreadful|woeful)"),
    (4, r"have never (?:done|used|written|run|had|seen)"),
)  # fmt: skip

EXCHANGE: Final = (
    r"in return|in exchange|in reciprocation|return the favour|returning the favour|return a favour|swap(?:s|ping)?(?! shop| shops| meet)|swapsies|trade(?! union| unions| waste|s|rs| show|smen| association| body)|trading(?! standards| arm| company| subsidiary| income)|barter|quid pro quo|reciprocal|reciprocate|reciprocating|reciprocally|mutual|mutually|vice versa|each way|"
    r"both ways|two way|the other way|other way round|likewise|for likewise|tit for tat|like for like|do the same for|same in reverse|then (?:you|i|we|they) (?:can|could) (?:come|do|shadow) (?:.{0,25} )?(?:me|us|mine|ours|you|yours)|if you (?:will |would |can |could )?(?:teach|show|help|train|host|let|give|do) (?:me|us|mine|our)|scratch (?:my|your|our) back|exchange (?:places|jobs|roles|desks|visits|for|of|it for)|"
    r"job swap|places with|pay (?:you|it|that) back (?:with|by|in)|repay (?:you|with|in|by|the)|as payment|by way of thanks|to say thanks|as a thank you|happy to do the same|do you a|owe you|one good turn|in my shoes|in your shoes|exchange (?:days|a day)|i will [\w' ]{2,40} if (?:you|someone|somebody|anyone)|we will [\w' ]{2,40} if (?:you|someone|somebody|anyone)|give something back|offer something back|something in return|(?:they|you) could follow me too|(?:they|you) (?:can|could) (?:shadow|follow|come to|visit|see|sit with) (?:me|us|mine|ours)(?: \w+)? (?:too|as well|back|after|another|in turn)|cook you|bake you|and they mine|and you mine"
)
