"""`python -m bot.understanding.learned.train`: learn all weights from the packaged sentences and write them down.

First the intents, from messages that want one thing; with these, messages that want several are cut where the intents
and topics fit best; then intents again, with the parts; then where to cut, what kind, how, and which words.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from bot.understanding.learned.cuts import FEW, cut_features, places
from bot.understanding.learned.features import Features, stretch
from bot.understanding.learned.fitting import matrix, softmax_weights
from bot.understanding.learned.gold import Labelled, Span, joined, packaged, where
from bot.understanding.learned.linear import Chooser, chooser
from bot.understanding.learned.model import (
    LISTING,
    Model,
    Part,
    kind_features,
    kind_of,
    meeting_features,
    return_features,
)
from bot.understanding.learned.pointing_fit import Asked, fit_pointer

SWAP: Final = "swap"
Parts = list[tuple[str, Span, tuple[int, ...]]]
"""Intent label, tokens, and which of the message's objects it tells of."""


def fit(rows: Sequence[Features], labels: Sequence[str], penalty: float, least: int = 2) -> Chooser:
    """A chooser between the labels that occur."""
    known = sorted(set(labels))
    found = matrix(rows, least)
    ints = np.array([known.index(label) for label in labels])
    return chooser(known, found.names, softmax_weights(found, ints, len(known), penalty))


def train(sentences: Sequence[Labelled], say: Callable[[str], object] = lambda _: None) -> Model:
    """All models from the sentences; deterministic."""
    sentences = [*sentences, *joined(sentences)]
    whole = [stretch(s.tokens, s.channel) for s in sentences]
    single = [n for n, s in enumerate(sentences) if len(s.wants) == 1 and not s.joined]
    first = fit([whole[n] for n in single], [sentences[n].wants[0]["intent"] for n in single], PENALTY)
    say(f"{len(sentences)} sentences, {len(single)} want one thing, {len(first.index)} features")
    parts = [_parts(s, first) for s in sentences]
    stretches = [
        [whole[n] if len(p) == 1 else stretch(s.tokens[a:b], s.channel) for _, (a, b), _ in p]
        for n, (s, p) in enumerate(zip(sentences, parts, strict=True))
    ]
    counts = ["one" if len(p) == 1 and p[0][0] != SWAP else "several" for p in parts]
    cut_rows: list[Features] = []
    cut_labels: list[str] = []
    for fold in range(FOLDS):
        rest = [n for n in range(len(sentences)) if n % FOLDS != fold]
        alone = [n for n in rest if not sentences[n].joined]
        told = fit([f for n in alone for f in stretches[n]], [p[0] for n in alone for p in parts[n]], PENALTY)
        many = fit([whole[n] for n in rest], [counts[n] for n in rest], SEVERAL_PENALTY)
        for n in range(fold, len(sentences), FOLDS):
            _cut_examples(sentences[n], parts[n], told, many, whole[n], cut_rows, cut_labels)
    say(f"{len(cut_rows)} places to cut, {cut_labels.count('yes')} cuts")
    cuts = fit(cut_rows, cut_labels, CUT_PENALTY)
    real = [n for n, s in enumerate(sentences) if not s.joined]
    intents = fit([f for n in real for f in stretches[n]], [p[0] for n in real for p in parts[n]], PENALTY)
    say(f"intents {len(intents.index)} features")
    several = fit(whole, counts, SEVERAL_PENALTY)
    return _details([sentences[n] for n in real], [parts[n] for n in real], (intents, several, cuts), say)


PENALTY: Final = 0.03
CUT_PENALTY: Final = 0.3
SEVERAL_PENALTY: Final = 0.03
DETAIL_PENALTY: Final = 0.02
FOLDS: Final = 2


def _parts(sentence: Labelled, intents: Chooser) -> Parts:
    """Which tokens tell of which object, by topics and by what the intents say of each side of a cut."""
    wants = sentence.wants
    size = len(sentence.tokens)
    if sentence.joined:
        return [(wants[0]["intent"], (0, sentence.joined), (0,)), (wants[1]["intent"], (sentence.joined, size), (1,))]
    if len(wants) == 1:
        return [(wants[0]["intent"], (0, size), (0,))]
    spans, at = [], 0
    for want in wants:
        span = where(want.get("topic") or want.get("value"), sentence.text, sentence.tokens, at)
        spans.append(span)
        at = span[1] if span else at
    tried = []
    for cut in itertools.combinations(places(sentence.tokens), len(wants) - 1):
        edges = [0, *cut, size]
        sides = list(itertools.pairwise(edges))
        if any(s and not (a <= s[0] and s[1] <= b) for s, (a, b) in zip(spans, sides, strict=True)):
            continue
        score = 0.0
        for want, (a, b) in zip(wants, sides, strict=True):
            chances = intents.chances(stretch(sentence.tokens[a:b], sentence.channel))
            score += math.log(max(1e-9, chances.get(want["intent"], 0.0)))
        tried.append((score, edges))
    if not tried:
        both = {want["intent"] for want in wants} == set(LISTING)
        return [(SWAP if both else wants[0]["intent"], (0, size), tuple(range(len(wants))))]
    _, edges = max(tried)
    return [(want["intent"], (edges[n], edges[n + 1]), (n,)) for n, want in enumerate(wants)]


def _cut_examples(
    sentence: Labelled,
    parts: Parts,
    intents: Chooser,
    many: Chooser,
    whole: Features,
    rows: list[Features],
    labels: list[str],
) -> None:
    """Every place of a message where it is cut or could have been."""
    ends = {a for _, (a, _), _ in parts if a}
    overall = intents.chances(whole)
    several = many.chances(whole)["several"]
    if several < FEW:
        return
    for at in places(sentence.tokens):
        left = intents.chances(stretch(sentence.tokens[:at], sentence.channel))
        right = intents.chances(stretch(sentence.tokens[at:], sentence.channel))
        rows.append(cut_features(sentence.tokens, at, overall, left, right, several))
        labels.append("yes" if at in ends else "no")


def _details(
    sentences: Sequence[Labelled],
    parts: Sequence[Parts],
    parting: tuple[Chooser, Chooser, Chooser],
    say: Callable[[str], object],
) -> Model:
    kinds: list[tuple[Features, str]] = []
    meetings: list[tuple[Features, str]] = []
    returns: list[tuple[Features, str]] = []
    fields: list[tuple[Features, str]] = []
    topics: list[Asked] = []
    sites: list[Asked] = []
    values: list[Asked] = []
    for sentence, told in zip(sentences, parts, strict=True):
        labels = [label for label, _, _ in told]
        for _, own, which in told:
            for n in which:
                want = sentence.wants[n]
                intent = want["intent"]
                if intent in LISTING and "activity" not in want:
                    continue  # a sentence that was labelled with its side alone
                part = Part(sentence.tokens, sentence.channel, intent, own)
                if intent in LISTING:
                    kinds.append((kind_features(part, sentence.text), want["activity"]))
                    site = where(want["place"], sentence.text, sentence.tokens, own[0])
                    if site or not want["place"]:
                        sites.append(Asked(part, intent, site))
                    meetings.append(
                        (
                            meeting_features(part, sentence.text, want["activity"], bool(want["place"])),
                            str(want["mode"]),
                        )
                    )
                    returns.append((return_features(part, labels), str(bool(want["reciprocal"]))))
                if intent in HAS_TOPIC:
                    topic = where(want.get("topic"), sentence.text, sentence.tokens, own[0])
                    if (topic or not want.get("topic")) and want.get("activity") != "desk":
                        topics.append(Asked(part, kind_of(intent, want.get("activity")), topic))
                if intent == "profile":
                    fields.append((stretch(sentence.tokens[own[0] : own[1]], sentence.channel), str(want.get("field"))))
                    value = where(want.get("value"), sentence.text, sentence.tokens, own[0])
                    if value or not want.get("value"):
                        values.append(Asked(part, str(want.get("field")), value))
    say(f"{len(kinds)} listings, {len(topics)} topics, {len(values)} profile details")
    return Model(
        intents=parting[0],
        several=parting[1],
        cuts=parting[2],
        kinds=fit(*_apart(kinds), DETAIL_PENALTY),
        meetings=fit(*_apart(meetings), DETAIL_PENALTY),
        returns=fit(*_apart(returns), DETAIL_PENALTY),
        fields=fit(*_apart(fields), DETAIL_PENALTY),
        topics=fit_pointer(topics, POINT_PENALTY),
        sites=fit_pointer(sites, POINT_PENALTY),
        values=fit_pointer(values, POINT_PENALTY),
    )


POINT_PENALTY: Final = 0.1
HAS_TOPIC: Final = (*LISTING, "withdraw", "cancel", "reschedule", "pause")


def _apart(pairs: list[tuple[Features, str]]) -> tuple[list[Features], list[str]]:
    return [row for row, _ in pairs], [label for _, label in pairs]


def main() -> None:
    from bot.understanding.learned.stored import save

    model = train(packaged(), say=_print)
    save(model)


def _print(line: str) -> None:
    import sys

    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
