"""Draws codes as a tagged PDF (PDF/UA-1), as letters or cards: the survey, the code, its QR code, where there is help.

In: a survey and codes in memory. Out: the file. Nothing is written to a disk; fonts come with the typesetter.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from smilecity.city import queries as city
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.doors.desk import words
from smilecity.ground.text import pick
from smilecity.people.codes.rules import Layout, show


def draw(survey: SurveyRow, layout: Layout, codes: Sequence[str], language: str = "de") -> bytes:
    """Return the PDF: a page for each code (letters), or eight cards on a page."""
    # A large library that only printing needs.
    import typst

    with translation.override(language):
        data = _texts(survey, language) | {"layout": layout.value, "rows": _rows(survey, codes)}
    return bytes(
        typst.compile(
            _template(), sys_inputs={"data": json.dumps(data)}, ignore_system_fonts=True, pdf_standards=["ua-1"]
        )
    )


@cache
def _template() -> bytes:
    return Path(__file__).with_suffix(".typ").read_bytes()


def _texts(survey: SurveyRow, language: str) -> dict[str, object]:
    address = _address(survey)
    until = words.moment(survey.closes_at) if survey.closes_at else ""
    return {
        "language": language[:2],
        "title": pick(survey.title, language),
        "lead": pick(survey.summary, language),
        "how_title": _("So machen Sie mit"),
        "how": [
            _("Halten Sie die Kamera Ihres Telefons auf das Quadrat. Oder öffnen Sie im Browser die Adresse unten."),
            _("Tippen Sie den Code ein, falls er noch nicht dasteht. Groß oder klein ist gleich."),
            _("Beantworten Sie die Fragen und senden Sie sie ab. Ein Konto brauchen Sie nicht."),
        ],
        "code_label": _("Ihr Code:"),
        "address": address,
        "alt": _("QR-Code: öffnet die Umfrage unter {address} mit Ihrem Code.").format(address=address),
        "deadline": _("Mitmachen können Sie bis {moment}.").format(moment=until) if until else "",
        "once": _("Der Code zählt einmal. Niemand weiß, wer ihn bekommen hat, und er steht nicht bei Ihren Antworten."),
        "help": _help(),
    }


def _help() -> str:
    profile = city.profile()
    ways = [way for way in (profile.phone, profile.email) if way]
    return _("Fragen? Wir helfen gern: {ways}").format(ways=_(" oder ").join(ways)) if ways else ""


def _address(survey: SurveyRow) -> str:
    return settings.BASE_URL + reverse("web:code", args=[survey.slug])


def links(survey: SurveyRow, codes: Sequence[str]) -> list[str]:
    """Return where the QR codes lead. Behind the # a code never leaves the browser (see the page for codes)."""
    return [f"{_address(survey)}#{show(code)}" for code in codes]


def _rows(survey: SurveyRow, codes: Sequence[str]) -> list[dict[str, str]]:
    targets = links(survey, codes)
    mask = _code_of(targets[0]).best_mask_pattern()
    return [{"code": show(code), "qr": square(link, mask)} for code, link in zip(codes, targets, strict=True)]


def _code_of(link: str, mask: int | None = None) -> QRCode:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    code.add_data(link)
    code.make(fit=True)
    return code


def square(link: str, mask: int | None = None) -> str:
    """Return a QR code as SVG. All of a sheet share the mask of the first: looking for each takes eight times."""
    matrix = _code_of(link, mask).get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, module in enumerate(row) if module)
    size = len(matrix)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{dark}"/></svg>'
