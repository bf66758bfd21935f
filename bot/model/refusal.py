"""An expected no."""


class Refusal(Exception):
    """Something cannot be done, for a reason the person can understand: the message is shown to them as it is.

    `field` names the field of a form that it is about, if it is about one of them.
    """

    def __init__(self, words: object = "", field: str = "") -> None:
        super().__init__(words)
        self.field = field
