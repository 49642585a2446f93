"""A refusal has a reason that a page can show in plain words."""

from smilecity.ground.text import Numeral


class Refused(Exception):
    """An act that the rules do not allow.

    `sentence` is the German reason (a message id for translation) with `{placeholders}`, `values` fill them.
    """

    def __init__(self, sentence: str, **values: str | int) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values

    def filled(self, translated: str, language: str) -> str:
        """Return the translation of the reason with its values, numbers as `language` writes them."""
        written = {
            name: value.within(language) if isinstance(value, Numeral) else value for name, value in self.values.items()
        }
        return translated.format(**written)
