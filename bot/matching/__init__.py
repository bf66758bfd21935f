"""Matching: which offers answer a request and which requests an offer answers, with reasons; pure, deterministic."""

from bot.matching.asks import Ask, Candidate, Match
from bot.matching.explain import Relaxation, relax
from bot.matching.ranking import best, rank, shown
from bot.matching.relevance import Encoder, Relevance

__all__ = ["Ask", "Candidate", "Encoder", "Match", "Relaxation", "Relevance", "best", "rank", "relax", "shown"]
