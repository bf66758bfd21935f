"""How people shorten and misspell the words that matter, and what those words are."""

from typing import Final

SHORT: Final[dict[str, str]] = {
    # contractions, with the apostrophe (the reader drops it) and without
    "im": "i am", "ive": "i have", "id": "i would", "ill": "i will", "youre": "you are", "youve": "you have",
    "youd": "you would", "youll": "you will", "weve": "we have", "were": "we are", "wed": "we would", "well": "well",
    "theyre": "they are", "theyve": "they have", "theyll": "they will", "theyd": "they would", "hes": "he is",
    "shes": "she is", "its": "its", "thats": "that is", "whats": "what is", "wheres": "where is", "whens": "when is",
    "whos": "who is", "hows": "how is", "theres": "there is", "heres": "here is", "dont": "do not",
    "doesnt": "does not", "didnt": "did not", "cant": "cannot", "cannae": "cannot", "couldnt": "could not",
    "wont": "will not", "wouldnt": "would not", "shouldnt": "should not", "isnt": "is not", "arent": "are not",
    "wasnt": "was not", "werent": "were not", "havent": "have not", "hasnt": "has not", "hadnt": "had not",
    "lets": "let us", "someones": "someone is", "anyones": "anyone is", "nobodys": "nobody is", "shant": "shall not",
    "dinnae": "do not", "willnae": "will not", "didnae": "did not", "wasnae": "was not", "gonna": "going to",
    "wanna": "want to", "gotta": "have got to", "lemme": "let me", "gimme": "give me", "dunno": "do not know",
    # typing in a hurry
    "pls": "please", "plz": "please", "pleas": "please", "plese": "please", "pleae": "please", "thx": "thanks",
    "tks": "thanks", "thnx": "thanks", "thanx": "thanks", "tx": "thanks", "ty": "thanks", "u": "you", "ur": "your",
    "r": "are", "w": "with", "wth": "with", "w/": "with", "wd": "would", "cd": "could", "cld": "could",
    "shd": "should", "abt": "about", "bc": "because", "cos": "because", "coz": "because", "ppl": "people",
    "tho": "though", "thru": "through", "ya": "you", "yr": "your", "b": "be", "n": "and", "gd": "good",
    "sesh": "session", "sesion": "session", "appt": "appointment", "msg": "message", "msgs": "messages",
    "info": "information", "&": "and", "+": "and", "cncl": "council", "orgs": "organisations",
    "org": "organisation", "organization": "organisation", "organizations": "organisations", "dept": "department",
    "mgr": "manager", "asap": "asap", "ta": "thanks", "soz": "sorry", "sry": "sorry", "wanted": "wanted",
    "lokking": "looking", "lookin": "looking", "lookng": "looking", "offring": "offering", "expertice": "expertise",
    "secondement": "secondment", "secondmnt": "secondment", "shaddow": "shadow", "shaddowing": "shadowing",
    "shadwo": "shadow", "shaow": "shadow", "shdow": "shadow", "lisen": "listen", "wee": "wee", "outwith": "outwith",
    "adivce": "advice", "advise": "advise", "hlep": "help", "hepl": "help", "halp": "help", "wnat": "want",
    "teh": "the", "smone": "someone", "sumone": "someone", "sombody": "somebody", "any1": "anyone",
    "some1": "someone", "neeed": "need", "ned": "need", "reqest": "request", "cancle": "cancel", "canel": "cancel",
    "wud": "would", "cud": "could", "hav": "have", "undoo": "undo", "unpuase": "unpause", "puase": "pause",
    "paus": "pause", "wk": "week", "favor": "favour", "program": "programme", "enrol": "enrol", "learnt": "learned",
    "1st": "first", "tae": "to", "oor": "our", "yer": "your", "fae": "from", "ony": "any", "efter": "after", "wi": "with", "hae": "have", "whit": "what", "nae": "no", "tmrw": "tomorrow", "gairden": "garden", "2": "2", "canny": "canny", "aye": "yes", "yep": "yes", "yup": "yes", "yeah": "yes", "yea": "yes",
    "yh": "yes", "nope": "no", "nah": "no", "naw": "no", "ok": "ok", "okay": "ok", "okey": "ok", "oki": "ok",
}  # fmt: skip
"""A whole word as typed, lower-case and without apostrophes, to the words it stands for."""

CONTRACTED: Final[dict[str, str]] = {
    "n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'m": " am",
}  # fmt: skip
"""Endings of any word that has its apostrophe."""

IS_AFTER: Final = frozenset(
    "name surname role title location base timezone he she it that what where when who how there here someone somebody anyone anybody nobody everything".split()
)
"""After these `'s` means `is`; after any other word it is a possessive and stays."""

KNOWN: Final = frozenset(
    """about accept account advice again already always another anyone anything anybody appointment approve available
    because before booking browse cancel change charity colleague computer confirm council couple decline delete
    delighted delivery department digest download email erase exchange expert expertise export feedback fortnight
    fortnightly forward everything follow grateful guidance happy history holiday hosting hello information
    instead instructions interested introduction invite learned learning leaderboard listening listing listings local
    location looking manager matches matching member mentor mentoring message messages monthly morning nobody
    notification notifications observe offered offering offers office officer officers online organisation
    organisations overview password pause paused people permission person placement placements please possible
    postpone preferably privacy profile progress pronouns rearrange receive reciprocal reflection reflections
    register remind reminder remove request requested requesting requests reschedule resume return reverse review
    roundup schedule scheme seconded secondment secondments seeking session sessions shadow shadowed shadowing
    somebody someone somewhere sorted spare start stopped stop struggling subscribe subscribed summary summaries
    support suspend switch teach teaching thank thanks thursday together tomorrow trainer training tuesday undo
    unpause unsubscribe update upcoming visit volunteer volunteers wednesday weekly welcome willing withdraw
    workshop workspace would working writing yesterday spelt spelled surname timezone favour""".split()
)
"""Words that a near miss is corrected to."""

LEAVE_ALONE: Final = frozenset(
    """cancer council counsel counsels cause causes caused presume bequest charter chanty exhort expert export exports
    experts stare stark stars state stats stop shop step shallow sharing shaming learner learners reflecting review
    reviews leaning meaning cleaning warning learning hosing housing posting costing hasting listing lasting revise
    start started staff spark space spars tracing trading raining draining teaming teacher teachers reading
    witting sitting setting fitting writing waiting biting tanks thank stopper shopper prepare repair person
    personal persons parson house houses horse hoist moning meeting weekly wealth welcomed office officer offices
    offer offers over matters batches watches watching catching march members mentors supports resumes pauses
    orders other others another mother charities councils volunteering colleagues location vacation vocation
    visits visit visitor vist possibly message massage progress programme process profiles removed moved
    teams local vocal focal loan load private primary people purple update updates upset month monthly months
    change charge chance chances range sorts sorted sorter would world wound could cloud mould hello hallo
    placed places place deleted delegate digests digit forwards formed erased happen history story return
    returns retire review reviewer spores spare share shares spaces shadows couples coupled account accounts
    accounting accountant decide recline address adverse advance advises advised invites invited inviting""".split()
)
"""Ordinary words one slip away from a known one: never corrected."""
