# ruff: noqa: E501  (one rule a line reads best)
"""Wants told by which words meet in a clause, in whatever order: "that weekly email, can you make it stop".

A rule is an intent, a weight as in `cues`, and groups of words: one of every group must be there, none of `BARRED`'s.
A group is a row of words from `WORDS`, or words themselves, parted by blanks; `¦` is any mention of a time.
"""

from typing import Final

WORDS: Final[dict[str, str]] = {
    "STOP": "stop stopping stopped quit cease end off kill halt no not without unsubscribe remove cancel enough less fewer bin mute lose drop sick fed leave never",
    "START": "start starting send subscribe sign get receive want like suit love yes put add on email include join back have resume handy useful love",
    "DIGEST": "digest digests summary summaries roundup roundups bulletin bulletins newsletter newsletters mailing mailings mailout mailouts mailshot",
    "MAIL": "email emails emailing mail mails list lists message messages update updates notification notifications weekly",
    "MINE": "my our mine i we me",
    "LISTING": "offer offers request requests ask asks listing listings post posts advert adverts ad ads posting appeal",
    "GONE": "remove delete withdraw close shut down pull scrap bin drop cancel gone filled sorted found covered fulfilled enough finished expired retract mark longer anymore ditch axe end",
    "SESSION": "session sessions visit visits shadowing placement placements booking bookings meeting slot exchange exchanges swap swaps appointment call workshop secondment chat mentoring thing",
    "MOVE": "move moved push pushed shift shifted change changed bring postpone reschedule rearrange rebook swap switch instead rather different another later earlier put go delay nudge",
    "MATCHING": "match matches matching matched introductions introduction introducing pairing suggestions touch visitors",
    "AGAIN": "again back resume restart unpause on more returned ready over",
    "COPY": "copy copies export download csv spreadsheet file record printout extract dump json tell see send give pdf get",
    "ALLME": "data everything information history records details personal info exchanges",
    "ERASE": "delete erase remove wipe destroy close forget purge off rid gone leaving deactivate scrub",
    "SELF": "me account name myself profile membership data details",
    "OTHERS": "anyone anybody people others charities charity councils council who groups folk organisations else everyone someone teams",
    "OFFERING": "offering offered after asking wanting looking listed posted needs need new available going want wants",
    "LEARNED": "learned learning lesson lessons takeaway takeaways feedback reflection reflections notes insight insights thoughts eye-opener realised heroes humbling",
    "WHERE": "what which who when where any have has did is are show see list remind am do has",
    "WRONG": "wrong changed change update correct incorrect out old now amend edit fix new",
    "FIELD": "job title role name surname organisation employer pronouns timezone location base",
}

RULES: Final[tuple[tuple[str, int, tuple[str, ...], str], ...]] = (
    # intent, weight, groups that must each be met, words that must not be there
    ("digest_off", 5, ("STOP", "DIGEST"), "start resume offer session"),
    ("digest_off", 4, ("stop not quit off cease unsubscribe fewer less", "MAIL", "me us it them your the this that those"), "match matches matching offer request data csv account until"),
    ("digest_off", 4, ("stop off end quit", "weekly monthly fortnightly", "thing email emails list message"), "session until matches"),
    ("digest_on", 4, ("START", "DIGEST"), "stop off no not end cancel scrap"),
    ("digest_on", 4, ("weekly monthly fortnightly regular every each ¦", "email list message update note post", "new latest send get have requests offers"), "stop off no not book session copy data waiting shadow"),
    ("withdraw", 4, ("GONE", "my our the that this", "LISTING"), "how what digest match matches back undo mistake person"),
    ("withdraw", 4, ("remove close delete withdraw scrap", "gone taken filled sorted found"), "how what account data"),
    ("cancel", 4, ("cancel cancelled cannot miss missing off apologies unable", "SESSION", "¦"), "until till offer request matches hold move instead rather another"),
    ("cancel", 4, ("miss missing", "¦"), "until till"),
    ("cancel", 4, ("visit session shadowing placement booking workshop meeting", "off cancelled cancel"), "take hold list match how"),
    ("reschedule", 4, ("MOVE", "SESSION", "¦"), "back cancel until how offer week month"),
    ("reschedule", 3, ("instead rather", "¦"), "teach training help offer placement"),
    ("pause", 5, ("stop hold no not pause halt without", "MATCHING", "¦ until till while bit now break please moment"), "digest request cancel how"),
    ("pause", 5, ("stop hold not pause", "putting put sending send introducing", "people anyone someone anybody", "touch me way"), "digest list email"),
    ("pause", 4, ("¦ month week", "off break away", "give take taking need having"), "desk session help training cover offer book leave shift"),
    ("resume", 4, ("AGAIN", "matching matches match pool"), "no not stop until off what how new any more show"),
    ("resume", 4, ("back", "in on", "put turn switch count"), "offer request list digest it that undo how"),
    ("export_data", 4, ("COPY", "ALLME", "about my our hold keep know have", "me my our us"), "delete remove forget erase offer session wipe role title"),
    ("erase_data", 5, ("ERASE", "account system database records everything"), "copy offer request digest hold session list pause back show export"),
    ("erase_data", 4, ("delete erase remove wipe forget", "me myself"), "before i list digest from offer request email hold pause session pool"),
    ("list_mine", 3, ("what which who when where any have has did is are show list remind am", "my our mine", "requests offers request offer bookings booking sessions session visit visits diary thing swaps shadowing"), "stop cancel move change remove delete how take pause can could edit close someone need not learned many pull down"),
    ("browse", 3, ("who what any anything is are show see", "OTHERS", "offering offered asking posted listed after"), "my our i we me teach need help from"),
    ("browse", 3, ("show see list what anything", "new latest since available"), "my our need job role data start shadow learn"),
    ("browse", 3, ("any what which", "charities councils groups organisations people", "after needing wanting looking"), "my our i we us me"),
    ("progress", 4, ("how what total show", "total totals tally leaderboard league stats target hours"), "teach help training session need offer learn"),
    ("undo", 5, ("back undo reverse restore reinstate", "deleted wrong mistake accident meant pressing pressed change last"), "from leave session date"),
    ("undo", 5, ("cancel undo scrap ignore", "last", "instruction command message change thing bit step action one"), "session booking minute week"),
    ("reflect", 4, ("LEARNED", "visit session placement shadowing day swap exchange morning afternoon week yesterday from"), "need want help teach offer training session? shadow someone anyone could"),
    ("reflect", 4, ("best brilliant amazing fantastic loved fascinating humbling eye wonderful", "day visit placement shadowing morning session week", "was were had ever"), "help need offer teach would could shadow? thanks anyone"),
    ("reflect", 3, ("take took", "from", "visit session placement shadowing visit's"), "offer someone please up down off"),
    ("profile", 4, ("WRONG", "my our you", "FIELD"), "offer request session how help need match learn"),
    ("help", 4, ("how", "private confidential secure safe"), "policy training"),
    ("help", 4, ("can do does is must should", "volunteer volunteers manager boss insurance dbs training expenses", "before have need as to i"), "offer teach help someone anyone shadow with workshop on about"),
    ("decline", 3, ("not no cannot", "convinced sure right fit suitable bag interested keen suit me us"), "sure? offer until host how need work training stop"),
    ("decline", 3, ("too", "busy far long", "afraid sorry no this that take"), "until host month week"),
    ("accept", 3, ("book go set put sign", "me it us", "in ahead up", "with yes go on please"), "session digest newsletter how out pool back desk help touch"),
    ("accept", 3, ("suits suit works twisted", "me us arm"), "not no need mondays ¦"),
)  # fmt: skip
