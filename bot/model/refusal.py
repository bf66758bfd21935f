"""An expected no."""


class Refusal(Exception):
    """Something cannot be done, for a reason the person can understand: the message is shown to them as it is."""
