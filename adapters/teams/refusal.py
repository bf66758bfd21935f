"""A caller who is turned away: known to whoever listens, who need not load what tells a good token from a bad one."""


class Turned(Exception):
    """This caller is turned away, with an HTTP status. `why` is for the log and names nobody."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why
