# ruff: noqa: E501  (a pattern reads best on one line)
"""Words for offering and asking: who gives, who takes, who listens, what kind of exchange it is."""

from typing import Final

GIVE: Final = (
    "teach|train|tutor|help|advise|run|host|share|give|lend|show|explain|talk|walk|offer|mentor|coach|support|review"
    "|check|deliver|do|write|design|second|spare|sort|proofread|proof read|translate|facilitate|assist|demystify|cover"
    "|lead|build|fix|edit|draft|sit down|look over|look at|cast an eye|mend|contribute|provide|take|put on|guide|loan"
    "|release|present|speak|brief|introduce|sense check|audit|map|set up|create|make|record|film|photograph|chair"
    "|interview|interpret|sign|demonstrate|demo|pass on|go through|answer|volunteer|donate|accommodate|squeeze"
    "|give a hand|lend a hand|knock up|rustle up|cook|test|critique|read|read over|read through|critically read"
    "|unpick|untangle|induct|tell|bring|come in|come and|come|turn|pop|nip|swing|stand in|step in|act|moderate"
    "|analyse|crunch|plan|produce|organise|hold|pay|supply|swap|be a sounding board|work through|crack|tidy|tackle|clear up|spend|whip|blether"
    "|handle|arrange|convert|shoot|illustrate|draw|paint|sew|model|cost|price|survey|inspect|assess|evaluate|set|throw in"
)
TAKE: Final = (
    "learn|shadow|see|observe|sit in|sit with|sit alongside|sit beside|sit next to|watch|follow|understand|borrow|find"
    "|visit|meet|know|pick|join|listen in|listen|improve|be taught|be shown|get|hear|have|use|work from|work alongside|work with|work in|hot desk"
    "|hotdesk|come along|come out|go out|ride along|tag along|spend|look round|look around|look behind|experience|try|gain|brush up|get better|work"
    "|come and see|come and watch|come and sit|come and shadow|come and observe|come and spend|be seconded|do a placement|do a secondment|go on"
    "|perch|base|be based|discover|find out|receive|camp|squat|plonk|park myself|job shadow|work shadow|chat|speak|talk|ask|drop in|pop in|nosey|sit on|attend|come|be a fly|soak up|peek"
)
LIGHT_SELF: Final = "(?:i|we|me|us|ourselves|myself)"

ROLE: Final = (
    "officers?|managers?|staff|teams?|clerks?|workers?|leads?|heads?|directors?|chiefs?|ceos?|chairs?|treasurers?|trustees?"
    "|bookkeepers?|accountants?|apprentices?|wardens?|volunteers?|coordinators?|co ordinators?|advisers?|advisors?|"
    "assistants?|administrators?|admins?|nurses?|planners?|engineers?|solicitors?|lawyers?|social workers?|carers?|"
    "councillors?|members?|group|groups|charity|charities|council|councils|organisations?|people|person|colleagues?"
    "|someone|somebody|anyone|anybody|everyone|practitioners?|parents?|residents?|tenants?|youngsters?|students?|graduates?"
    "|trainees?|interns?|receptionists?|drivers?|gardeners?|rangers?|librarians?|teachers?|spokespeople|cic|cics"
    "|newcomers?|beginners?|folk|folks|lot|guys|chaps|committee|board|crew|squad|department|dept|unit|service|"
    "supervisors?|executives?|specialists?|analysts?|commissioners?|inspectors?|caretakers?|chefs?|cooks?|fundraisers?|"
    "designers?|developers?|partners?|partnership|association|society|centre|club|hospice|foodbank|food bank|mosque|church|school|"
    "starters?|recruits?|hosts?|handlers?|agents?|secretary|secretaries|reps?|ambassadors?|champions?|mentors?|organisers?|leaders?|deputies|deputy|seniors?|juniors?|users?|enterprise|enterprises|vcse|vcs|bodies|body|ngo|trust|guides|scouts|pensioners|families|refugees|women|men|kids"
)
"""Nouns that name who is helped or who helps: an audience, never a subject on their own."""

WEAK_AUDIENCE: Final = (
    "me|us|you|them|anyone|someone|somebody|anybody|people|folk|others|everyone|him|her|staff|myself|ourselves"
)

ACTIVITY_NOUN: Final = (
    "eyes?|hours?|speakers?|tutors?|trainers?|teacher|help|advice|advise|support|guidance|training|sessions?|workshops?|tasters?|courses?|crash courses?|lessons?|class|classes"
    "|coaching|mentoring|tuition|expertise|input|pointers|tips|steer|masterclass|masterclasses|refreshers?|demos?|demonstration|chat|conversation|talk|talks"
    "|briefings?|intro|introduction|introductions|overview|walkthrough|walk through|run through|run throughs?|primer|insight|insights"
    "|clinics?|surgery|surgeries|drop ins?|knowledge|experience|know how|hand|assistance|tutorials?|webinars?|seminar|seminars|instruction"
    "|learning|second opinion|sanity check|sounding board|second pair of eyes|pair of eyes|fresh pair of eyes|fresh eyes|brain|brains|"
    "q and a|questions|session or two|bit of time|mini course|half hour|inset|awareness session|awareness sessions|teach in|show and tell|lunch and learn|handholding|hand holding|lowdown|low down|peer support|toolbox talk|natter|blether|chinwag"
)
ACTIVITY_TAIL: Final = (
    "proofread|checked|reviewed|fixed|looked at|translated|looked over|done|training|sessions?|workshops?|advice|help|support|tasters?|courses?|lessons?|classes|coaching|tuition|guidance"
    "|expertise|skills|clinics?|surgery|surgeries|masterclass|masterclasses|refresher|refreshers|demos?|demonstration|chat|briefings?|talks?|input|expert|experts"
    "|specialist|specialists|person|people|guru|whizz|whiz|wizard|basics|pointers|tips|walkthrough|overview|crash course|introduction|intro|primer|"
    "knowledge|know how|help please|experience|webinar|webinars|tutorial|tutorials|mentoring|essentials|fundamentals|beginners|for beginners|101|properly|drop in|drop ins|someone|bod|bods|"
    "maestro|ninja|boffin|brain|geek|nerd|type|types|stuff|side|side of things|side of it|work shadowing|shadowing|things|thing|seminar|inset|session or two|handholding|mentor|tutor|tutors|trainer|trainers|speaker|speakers|teacher"
)
TEAM_TAIL: Final = "round|around|about|at work|in action|in practice|properly|on duty|team|teams|crew|squad|department|dept|unit|section|colleagues|staff|lot|folk|people|guys|opportunity|day|days|shadowing|placement|session|visit|secondment|function|division|directorate"
DETERMINER: Final = "a|an|the|our|your|my|some|any|their|his|her|this|that|these|those|its|one|each|every|another|both|whatever|whichever|no|all|all the|one of your|one of our|one of the|one of my|some of your|some of our|two|three|four|five|\\d+"
ADJECTIVE: Final = (
    "day in the life of|life of|tour of|visit to|genuinely|really|fluent|some decent|quick|short|free|good|proper|decent|nice|little|wee|friendly|experienced|qualified|practical|gentle|brief|basic|simple|actual|real|bit of|bit of a|lot of|"
    "spare|confidential|informal|honest|kind|patient|kindly|lovely|local|great|new|newly|proper|half decent|useful|expert|hands on|two hour|one hour|hour long|half day|full|whole|whole day|one to one|1 to 1|1:1|121|11|"
    "one day|half hour|30 minute|online|virtual|remote|in person|face to face|weekly|monthly|fortnightly|bit more|more|better|best|very|really|rapid|beginner's|beginners|beginner|jargon free|no nonsense|bite sized|bite size|lunchtime|lunch time|ad hoc|bespoke|pro bono|in depth|two day|few|couple of|council's|charity's|own|main|"
    "tame|willing|keen|knowledgeable|seasoned|trusty|high street|long standing|basics of|essentials of|fundamentals of|ins and outs of|art of|world of|realities of|nuts and bolts of|ropes of|finer points of|dark art of|dark arts of|mysteries of|joys of|subject of|topic of|area of|field of|complexities of|ups and downs of|everything about|all aspects of|aspects of|anything to do with|anything on|anything about|everything to do with|all things|things like|matters of|issues around|something on|something about|something around|kind of|sort of"
)
LIGHT_VERB: Final = (
    "choosing|picking|hand|doing|using|getting|sorting|sorting out|understanding|making sense of|dealing with|working with|working on|getting started with|getting started on|getting to grips with|"
    "navigating|tackling|learning|learning about|knowing about|looking at|reading|completing|preparing|handling|improving|checking|reviewing|going through|getting going with|getting my head round|getting our heads round|getting my head around|getting our heads around|"
    "starting with|mastering|finding out about|thinking about|coming up with|putting together|pulling together|delivering|providing|producing"
)
