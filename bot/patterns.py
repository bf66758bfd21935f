"""Large patterns, compiled when first asked: that takes milliseconds each, and a start waits for what it imports."""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Pattern:
    """A regular expression as it is written, and its flags."""

    written: str
    flags: int = 0

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Ready to search with. Raises re.error, as `re.compile` does."""
        return re.compile(self.written, self.flags)
