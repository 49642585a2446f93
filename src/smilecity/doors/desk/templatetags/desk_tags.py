"""A text by its language: Django's templates cannot look up a name that a variable holds."""

from collections.abc import Mapping

from django import template

register = template.Library()


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text written in exactly this language."""
    return texts.get(language, "")


register.filter("in_language", in_language)
