# ruff: noqa: E501  (a pattern reads best on one line)
"""How people give, change and ask for their own details. The value is what follows a STATED cue."""

from typing import Final

from bot.understanding.understood import ProfileField

STATED: Final[tuple[tuple[ProfileField, str], ...]] = (
    ("role", r"(?:as of|from|since|starting) (?:today|now|this week|monday|next week|¦)(?: ,)? i (?:am|will be)(?: officially| now| your)?(?: a| an| the)?"),
    ("pronouns", r"(?:my|the) pronouns?(?: (?:are|is|should be|have changed|to|now|as|from [\w/]+ to|on my card|should say|should read|need to be|on my profile))*(?: (?:to|:|now|as))?(?= (?:he|she|they|ze|xe|it|any|fae|ey|hir|them|her|him))"),
    ("pronouns", r"(?:i use|i go by|use|refer to me (?:as|with)|i am|call me|set me to|put me down as|put|add|pronouns :|pronouns)(?= (?:(?:he|she|they|ze|xe|fae|ey)(?: ?/ ?| and | or )?(?:him|her|them|hers|his|they|he|she|zir|xem)|they/them|she/her|he/him|she/they|he/they|they/she|they/he|any pronouns)(?: |$))"),
    ("name", r"(?:my|our) (?:new |first |last |full |display |proper |preferred |real |correct |married )?(?:name|surname)(?: (?:is|has|was|should|on my card|have|on here|in your records|needs|to))*(?: (?:is|now|be|changed to|spelt|spelled|spelt as|to|actually|read|written|really|say|down as|become|to be|been|changed))+(?! (?:wrong|misspelt|misspelled|incorrect|not)\b)"),
    ("name", r"(?:call me|please call me|known as|i am known as|i go by|i prefer to be called|everyone calls me|people call me|prefer)(?= (?!(?:he|she|they|a|an|the|on|at|when|if|back|later|to|not|in|that|this|old)\b)\w)"),
    ("name", r"(?:change|update|correct|set|amend|fix|switch)(?: my| the)? (?:display |first |last |sur|preferred |full )?name(?: (?:on my (?:card|profile)|on here|from [\w'-]+(?: [\w'-]+)?))? to(?: be)?"),
    ("name", r"(?:name|surname) (?:is )?(?:wrong|misspelt|misspelled|incorrect|not right)(?: {FEW})?[,.-] (?:it is|it should be|should be|its)(?: (?:spelt|actually|really|spelled))*"),
    ("name", r"(?:it is|that is|spelt|spelled|it should be) (?:spelt|spelled|actually spelt|not)(?= \w+$)"),
    ("organisation", r"(?:i have|i|i have just|just|have|i am)(?: now| just| recently)? (?:joined|join|joining)(?! (?:this|the (?:scheme|bot|exchange|digest)|in|you|up|today|late|us)\b)"),
    ("organisation", r"(?:i am now|i now|now|i have gone to|i just started) (?:work|working|employed|based) (?:for|with)(?! (?:me|us|you|them|a|an|the public|older|young|people|children|families)\b)"),
    ("organisation", r"(?:i now work at|now working at|now at|i have moved to|i moved to|moved over to|i have moved over to|i have moved across to|i have left [\w' ]{2,40} (?:for|to join)|i have transferred to|i have gone over to|i am moving to|i have started (?:at|with)|i have started a new job (?:at|with)|i started at|new job at|i have a new job at|i work at)(?= (?:[\w'&]+ ){0,4}(?:council|trust|cvs|charity|nhs|university|foundation|association|mind|age|citizens|service|housing|society|homes|college|authority|partnership|hospice|police|ltd|cic|group|borough|aid|uk|house|project|network|centre|wales|scotland))"),
    ("organisation", r"(?:change|update|set|switch|correct|amend|put|move)(?: my| the| me)?(?: (?:organisation|employer|org|council|charity|workplace))(?: (?:on my (?:card|profile)|on here|details|from [\w' ]{2,40}?))?(?: to(?: be)?| as| :| is now)"),
    ("organisation", r"(?:my|our) (?:new )?(?:organisation|employer|workplace|charity|council)(?: is| has| name)*(?: (?:is|now|changed to|changed its name to|become|should be|called|be|should say))+"),
    ("organisation", r"(?:my new employer is|organisation :|employer :|organisation is|organisation should be)"),
    ("role", r"(?:change|update|set|switch|correct|amend|put|edit|make)(?: my| the)? (?:job title|role|title|job|position|job role)(?: (?:on my (?:card|profile)|on here|on the system|from [\w' ]{2,40}?|down|please))?(?: to(?: be| say| read)?| as| :|-)"),
    ("role", r"(?:my|the) (?:new |current |actual |correct |proper |official )?(?:job title|role|title|job|position|job role)(?: (?:is|has|are|was|on my card|needs|should|on here|with you|on my profile))*(?: (?:is|now|actually|changed to|be|called|say|officially|read|to be|become|been changed to|called))+(?! (?:wrong|out|right|old|incorrect|still|not|down|different|to|about|new)\b)"),
    ("role", r"(?:wrong|out of date|incorrect|not right|old)(?: ,| -| :| .)? i am(?: now| actually)?(?: a| an| the)?"),
    ("organisation", r"changed (?:our|its) name(?: ,| -| :| .| and)? (?:we|it) (?:are|is) now(?: called| known as)?"),
    ("role", r"i am (?:a|an|the)(?= (?:[\w'&/]+ ){0,5}(?:officer|manager|lead|head|director|adviser|advisor|coordinator|worker|analyst|planner|assistant|specialist|engineer|accountant|solicitor|clerk|administrator|commissioner|supervisor|consultant|partner|trainer|practitioner|of [\w']+) (?:now|these days|as of|from (?:monday|today|next)))"),
    ("role", r"(?:i am now|i am newly|i have just been|i have been (?:promoted to|made|appointed)|just been (?:made|promoted to)|i got promoted to|i have become|i have just (?:been promoted to|started as|become)|(?:just |been |got )+promoted to|promoted to|i have started as|i started as|i have moved into|i now work as|i am no longer [\w' ]{3,30} i am|i have a new (?:job|role)(?: as| :| -)?|i am moving into)(?: (?:promoted to|made|the new|appointed|officially|acting up as|as))*(?= (?:a |an |the )?(?:[\w'&/]+ ){0,5}(?:officer|manager|lead|head|director|adviser|advisor|coordinator|co ordinator|worker|analyst|planner|assistant|specialist|executive|engineer|accountant|solicitor|clerk|administrator|commissioner|supervisor|designer|developer|secretary|ceo|chief|consultant|partner|trainer|surveyor|apprentice|practitioner|chair|treasurer|trustee|of [\w']+)(?: |$))"),
    ("role", r"(?:role|job title|title) (?::|=|->)"),
    ("location", r"(?:change|update|set|switch|correct|amend|put|move)(?: my| the| me)?(?: (?:location|base|town|office|workplace location|area|place|based))(?: (?:on my (?:card|profile)|on here|from [\w' ]{2,40}?|down))?(?: to(?: be)?| as| :| in)"),
    ("location", r"(?:i am|i am now|now|we are now|i have been)(?: now| mostly| officially| going to be)* (?:based|working out|working|located|living|relocated|stationed|moving)(?: (?:in|at|out of|from|to|over in|down in|up in))+(?! (?:a|an|the (?:team|charity|voluntary)|home|partnership|with|housing|adult|children)\b)"),
    ("location", r"(?:i have|we have|i|we|have)(?: just| recently)? (?:moved|relocated|transferred|moved office|moved house|moved offices|shifted)(?: (?:to|from [\w' ]{2,25}? to|down to|up to|over to|back to|out to))(?! (?:a|an|the|housing|adult|children|another|new|my|planning|finance|hr|policy|comms)\b)"),
    ("location", r"(?:my|our) (?:new |current |work )?(?:location|base|office|town|workplace|home office)(?: (?:is|has|was|should))*(?: (?:is|now|changed to|be|moved to|in|at|moving to|to))+"),
    ("location", r"(?:location|base|town) (?::|=)"),
    ("timezone", r"(?:my|the) (?:time zone|timezone)(?: (?:is|should|has|needs))*(?: (?:is|be|now|to|changed to|to be))+"),
    ("timezone", r"(?:change|update|set|switch|put)(?: my| the| me)?(?: (?:time zone|timezone|clock))(?: to| as| :)"),
    ("timezone", r"(?:timezone|time zone) :"),
)  # fmt: skip

TOLD: Final[tuple[tuple[ProfileField, str], ...]] = (
    ("role", r"(?:my|the) (?:role|job title|title)(?: {FEW})?(?:wrong|out of date|changed|incorrect|old|needs (?:changing|updating|correcting)|not right|is not)"),
    ("name", r"(?:my|the) (?:name|surname)(?: {FEW})?(?:wrong|misspelt|misspelled|incorrect|out of date|not right|changed|spelt wrong)"),
    ("organisation", r"(?:my|the) (?:organisation|employer)(?: {FEW})?(?:wrong|out of date|incorrect|changed|not right)"),
    ("location", r"(?:my|the) (?:location|base|town)(?: {FEW})?(?:wrong|out of date|incorrect|changed|not right)"),
    ("pronouns", r"(?:my|the) pronouns(?: {FEW})?(?:wrong|out of date|incorrect|not right|missing)"),
)  # fmt: skip

ASKED: Final[tuple[tuple[ProfileField | None, str], ...]] = (
    ("role", r"(?:what|which) (?:role|job title|job|title|position)(?: {FEW})?(?:have you got|do you have|am i|are you|is on|is listed|me under|me as|for me|me down)(?: {FEW})?"),
    ("location", r"(?:what|which) (?:location|base|town|place)(?: {FEW})?(?:have you got|do you have|am i|are you|is on|is listed|me under|me as|for me|me down)(?: {FEW})?"),
    ("name", r"(?:what|which) name(?: {FEW})?(?:have you got|do you have|am i|are you|is on|is listed|me under|me as|for me|me down)(?: {FEW})?"),
    ("role", r"(?:what|which|how|where|can|could|is|do|does|update|change|edit|add|show|check|see|tell|amend|correct|set|remind)(?: {MANY})?(?:my|as a|for) (?:job title|role|title|job role|position)(?: {FEW})?(?:$| [?]| please| on| down| as| in| have| right| correct| wrong| listed| recorded| shown| set| currently)"),
    ("pronouns", r"(?:what|which|how|where|can|could|is|do|does|update|change|edit|add|show|check|see|tell|amend|correct|set|remind)(?: {MANY})?pronouns"),
    ("timezone", r"(?:what|which|how|where|can|could|is|do|does|update|change|edit|show|check|see|tell|amend|correct|set)(?: {MANY})?(?:my|for|our|as|in)(?: {W})? ?(?:time zone|timezone)"),
    ("timezone", r"(?:what|which) (?:time zone|timezone)(?: {MANY})?(?:me|i|my|using|set)"),
    ("location", r"(?:what|which|how|where|can|could|is|do|does|update|change|edit|show|check|see|tell|amend|correct|set)(?: {MANY})?my (?:location|base|town|office location|work base)(?! offer)"),
    ("location", r"where (?:do you|does it|have you got|do you have|does my (?:card|profile))(?: {W})? ?(?:think |say |have |got |says )?(?:i am|me|that i am|down)(?: {FEW})?(?:based|as|located|living|$|[?]|being)"),
    ("organisation", r"(?:what|which|how|can|could|is|do|does|update|change|edit|show|check|see|tell|amend|correct)(?: {MANY})?(?:my|as|for my|am i under|am i listed under|am i down as) ?(?:organisation|employer|org)(?: {FEW})?"),
    ("organisation", r"(?:what|which) (?:organisation|employer|charity|council)(?: {FEW})?(?:down|listed|registered|under|me|am i|do you have|have you got)"),
    ("name", r"(?:what|how|can|could|update|change|edit|show|check|see|tell|amend|correct|is)(?: {MANY})?my (?:name|surname|display name)(?! (?:to|is|off|from|down for)\b)"),
    ("name", r"what (?:name )?(?:do you|are you|have you)(?: {W})? ?(?:call|calling|have|got)(?: me)(?: as| down as)?$"),
    (None, r"(?:show|see|view|edit|change|update|check|open|look at|display|amend|correct|what is on|what is in|what does|tell me|is|where is|bring up|pull up|complete|fix|review|manage|set up|how do i (?:change|edit|update|see))(?: {ME})?(?: what is on| about| what)? (?:my|the)(?: own)? (?:profile|details|card|contact details|account details|personal details|settings|info|bio|account settings)(?! (?:of|for (?:the|my) (?:session|visit)|you hold))"),
    (None, r"^(?:my )?(?:profile|details|my card|who am i|my settings|settings|my info|my bio|about me|account|my account)(?: please)?(?: [?])?$"),
    (None, r"(?:who do you think i am|what do you (?:know|have down|have listed|have|show) (?:for|on my profile|about my job|against my name|under my name|on my card)|what (?:have you got|do you have) (?:down )?for me|am i (?:down|set up|registered) (?:right|correctly|ok))"),
    (None, r"(?:my )?(?:profile|details|card) (?:is|are|was|has|have|needs?)(?: {W})? ?(?:wrong|out of date|incorrect|changed|updating|old|not right|an update|a refresh)"),
)  # fmt: skip
