"""Reads questionnaires that were written elsewhere. In: the bytes of a file. Out: a questionnaire, and what it lost."""

import json

from smilecity.collect.surveys.reading import lss, tabs
from smilecity.collect.surveys.reading.limesurvey import Taken, taken
from smilecity.collect.surveys.reading.pictures import LARGE, SMALL, content_of, file_of
from smilecity.collect.surveys.rules import questionnaire
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

FILE_MOST = 5_000_000
TOO_LARGE = sentence("Diese Datei ist zu groß für einen Fragebogen.")


def read(content: bytes) -> Taken:
    """Return the questionnaire of a file: our own JSON, LimeSurvey's .lss or its .txt. Raises Refused."""
    if len(content) > FILE_MOST:
        raise Refused(TOO_LARGE)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if start.startswith(b"{"):
        return Taken(_json(content), ())
    if start.startswith(b"<"):
        return taken(lss.read(content))
    return taken(tabs.read(content))


def _json(content: bytes) -> questionnaire.Questionnaire:
    try:
        return questionnaire.read(json.loads(content.decode("utf-8-sig")))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Refused(questionnaire.NOT_OURS) from None


__all__ = ["FILE_MOST", "LARGE", "SMALL", "TOO_LARGE", "Taken", "content_of", "file_of", "read"]
