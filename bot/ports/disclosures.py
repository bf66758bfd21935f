"""Who was shown what of whom, and when."""

import datetime as dt
from typing import Protocol


class Disclosures(Protocol):
    """Who was shown what of whom, and when."""

    def record(self, viewer_id: int, subject_id: int, what: str, about: str, at: dt.datetime) -> None:
        """`what` is "listing", "role" or "contact"; recording the same again changes nothing."""
        ...
