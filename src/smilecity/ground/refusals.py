"""A refusal has a reason that a page can show in plain words."""


class Refused(Exception):
    """An act that the rules do not allow.

    `sentence` is the German reason (a message id for translation) with `{placeholders}`, `values` fill them.
    """

    def __init__(self, sentence: str, **values: str | int) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values
