"""Prepared values for the search: hits with their words marked, facets, what was meant, where to go from here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import links, words
from smilecity.doors.web.search_asked import KIND, PERIOD, TEXT, Address
from smilecity.doors.web.search_faces import FACES, face, texts_of
from smilecity.ground.search import queries, rules
from smilecity.ground.search.queries import PAGE, PAGES_MOST, Found, Hit, Wanted
from smilecity.ground.search.rules import Asked, Period, Piece, Stems
from smilecity.ground.text import FALLBACK, Texts

Values = dict[str, object]
OFFICE = "office"
_PERIODS = {
    Period.ANY: gettext_lazy("Jederzeit"),
    Period.YEAR: gettext_lazy("Im letzten Jahr"),
    Period.MONTH: gettext_lazy("In den letzten 30 Tagen"),
}


def page(address: Address, language: str, at: datetime) -> Values:
    """Return everything that web/search/page.html takes. At most 5 SQL."""
    asked, known = address.asked, Titles(language)
    found = queries.find(
        Wanted(
            asked=asked,
            at=at,
            kinds=address.kinds,
            period=address.period,
            page=address.page,
            pinned=[OFFICE] if not address.kinds else (),
        )
    )
    return {
        "title": _("Suche nach „{text}“").format(text=asked.text) if asked.text else _("Suche"),
        "text": asked.text,
        "asked": bool(asked.words),
        "cut_text": _("Ihre Suche war sehr lang. Wir haben nur den Anfang gelesen.") if address.cut else "",
        "summary_text": _summary(found, asked),
        "meant": _meant(found, address),
        "kept": [(KIND, kind) for kind in address.kinds] + ([(PERIOD, address.period)] if address.period else []),
        "kinds": _kinds(found, address),
        "periods": _periods(found, address),
        "office": next(
            (_hit(hit, found.stems, known, language, at) for hit in found.pinned if hit not in found.hits[:1]), None
        ),
        "hits": [_hit(hit, found.stems, known, language, at) for hit in found.hits],
        "pages": _pages(found, address),
        "empty": _empty(asked, address, found) if not found.hits else {},
    }


def _summary(found: Found, asked: Asked) -> str:
    if not asked.words:
        return ""
    if found.corrected and found.total:
        text = _("Zu „{text}“ gibt es nichts. Hier sind Treffer für „{meant}“.")
        return text.format(text=asked.text, meant=_corrected(found, asked))
    if found.some and found.total:
        return _("Alle Wörter zusammen kommen nirgends vor. Hier ist, was einige davon enthält.")
    return ngettext("{n} Treffer", "{n} Treffer", found.total).format(n=words.number(found.total))


def _corrected(found: Found, asked: Asked) -> str:
    return " ".join(found.meant.get(word, word) for word in asked.words)


def _meant(found: Found, address: Address) -> Values:
    if not found.meant or found.corrected:
        return {}
    text = _corrected(found, address.asked)
    return {"text": text, "url": address.url(text=text)}


def _kinds(found: Found, address: Address) -> list[Values]:
    """Return the kinds there are hits of, and those that are chosen; each address adds one or takes it away."""
    shown = [kind for kind in [*FACES, *sorted(found.kinds.keys() - FACES.keys())] if found.kinds.get(kind)]
    chosen = [kind for kind in address.kinds if kind not in shown]
    return [
        {
            "text": face(kind).many,
            "count": words.number(found.kinds.get(kind, 0)),
            "url": address.url(kinds=_toggled(address.kinds, kind)),
            "chosen": kind in address.kinds,
        }
        for kind in [*shown, *chosen]
    ]


def _toggled(kinds: Sequence[str], kind: str) -> list[str]:
    return [each for each in kinds if each != kind] if kind in kinds else [*kinds, kind]


def _periods(found: Found, address: Address) -> list[Values]:
    """Return the times to choose from; none where there is nothing to choose."""
    shown = [
        {
            "text": _PERIODS[period],
            "count": words.number(found.periods.get(period, 0)),
            "url": address.url(period=period),
            "chosen": period is address.period,
        }
        for period in Period
        if found.periods.get(period) or period is address.period
    ]
    return shown if len(shown) > 1 or address.period else []


def _hit(hit: Hit, stems: Stems, known: Titles, language: str, at: datetime) -> Values:
    look = face(hit.kind)
    titles = _titles(hit, known)
    spoken = _spoken(titles, language)
    text, told = _excerpt(hit, stems, language)
    return {
        "title": rules.pieces(look.title(titles.get(spoken, "")), stems),
        "title_lang": _lang(spoken, language),
        "url": look.link(hit, at),
        "kind": look.one,
        "icon": look.icon,
        "line": look.line(hit, at),
        "excerpt": text,
        "excerpt_lang": _lang(told, language),
    }


def _titles(hit: Hit, known: Titles) -> Texts:
    """Return what a hit is called, by language: of a report that nobody named, as its category is called."""
    titles = texts_of(hit, "title")
    return next((texts for text in titles.values() if (texts := known.texts(hit.kind, text))), titles)


def _spoken(texts: Texts, language: str) -> str:
    """Return in which language a reader gets a text: their own, German, or whatever there is."""
    there = [each for each in (language, FALLBACK, *sorted(texts)) if texts.get(each, "").strip()]
    return there[0] if there else language


def _excerpt(hit: Hit, stems: Stems, language: str) -> tuple[list[Piece], str]:
    """Return the part of the text that shows the words, in the reader's language first, and its language."""
    tried: list[tuple[list[Piece], str]] = []
    for each in dict.fromkeys([language, FALLBACK, *hit.texts]):
        parts = hit.texts.get(each, {})
        text = " – ".join(parts[name].strip() for name in ("lead", "body") if parts.get(name, "").strip())
        if text:
            tried.append((rules.snippet(text, stems), each))
    marked = (one for one in tried if any(piece.hit for piece in one[0]))
    return next(marked, tried[0] if tried else ([], language))


def _lang(code: str, language: str) -> str:
    """Return the tag of a text in another language than the page; empty for the page's own."""
    tag, own = (FALLBACK if each == "de-simple" else each for each in (code, language))
    return "" if tag == own else tag


def _pages(found: Found, address: Address) -> Values:
    last = min(-(-found.total // PAGE), PAGES_MOST)
    if last <= 1:
        return {}
    return {
        "previous_url": address.url(page=address.page - 1) if address.page > 1 else "",
        "next_url": address.url(page=address.page + 1) if address.page < last else "",
        "place_text": _("Seite {page} von {last}").format(page=address.page, last=last),
    }


def _empty(asked: Asked, address: Address, found: Found) -> Values:
    if not asked.words:
        return {}
    if found.total and address.page > 1:
        return {
            "title": _("So viele Seiten sind es nicht"),
            "text": _("Auf der ersten Seite steht, was am besten passt."),
            "url": address.url(),
            "link_text": _("Zur ersten Seite"),
        }
    if address.kinds or address.period:
        return {
            "title": _("Dazu haben wir nichts gefunden"),
            "text": _("Vielleicht hilft ein anderes Wort oder ein Filter weniger."),
            "url": address.url(kinds=[], period=""),
            "link_text": _("Alle Filter aufheben"),
        }
    return {
        "title": _("Dazu haben wir nichts gefunden"),
        "text": _("Versuchen Sie ein kürzeres oder ein anderes Wort. Oder fragen Sie uns: Wir helfen gern weiter."),
        "url": links.to("web:responsible"),
        "link_text": _("Wer ist zuständig?"),
    }


def suggestions(asked: Asked, language: str, at: datetime) -> Mapping[str, object]:
    """Return what a reader who types may mean, for the script that shows it. At most 3 SQL."""
    found, known = queries.suggest(asked), Titles(language)
    word_options = [
        {"text": word, "kind": "", "url": f"{links.to('web:search')}?{urlencode({TEXT: word})}"} for word in found.words
    ]
    return {"options": [*word_options, *(_option(hit, known, language, at) for hit in found.hits)]}


def _option(hit: Hit, known: Titles, language: str, at: datetime) -> Values:
    look, titles = face(hit.kind), _titles(hit, known)
    title = look.title(titles.get(_spoken(titles, language), ""))
    return {"text": title, "kind": str(look.one), "url": look.link(hit, at)}
