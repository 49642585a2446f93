"""What each kind of contribution is called, and the word its pages have in addresses. One table for all pages."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from smilecity.collect.contributions.rules import Kind

Words = str | Promise


@dataclass(frozen=True)
class KindWords:
    """`path`: in addresses. `numbered`, `comment`: with {n}. `write`: on a button; `begin`: as a way in."""

    path: str
    one: Words
    many: Words
    new: Words
    own: Words
    every: Words
    more: Words
    write: Words
    begin: Words
    read: Words
    collecting: Words
    numbered: Words
    comment: Words
    title: Words
    lead: Words


WORDS = {
    Kind.IDEA: KindWords(
        path="ideen",
        one=_("Idee"),
        many=_("Ideen"),
        new=_("Neue Ideen"),
        own=_("Ihre Idee"),
        every=_("Alle Ideen"),
        more=_("Weitere Ideen"),
        write=_("Idee schreiben"),
        begin=_("Eine Idee schreiben"),
        read=_("Ideen lesen"),
        collecting=_("Ideen sammeln"),
        numbered=_("Idee {n}"),
        comment=_("Kommentar zu Idee {n}"),
        title=_("Ideen für unsere Stadt"),
        lead=_("Lesen Sie, was andere vorschlagen, unterstützen Sie es, und sehen Sie, was daraus wird."),
    ),
    Kind.PLACE: KindWords(
        path="orte",
        one=_("Ort"),
        many=_("Orte"),
        new=_("Neue Orte"),
        own=_("Ihr Ort"),
        every=_("Alle Orte"),
        more=_("Weitere Orte"),
        write=_("Ort eintragen"),
        begin=_("Einen Ort eintragen"),
        read=_("Orte ansehen"),
        collecting=_("Orte sammeln"),
        numbered=_("Ort {n}"),
        comment=_("Kommentar zu Ort {n}"),
        title=_("Orte in unserer Stadt"),
        lead=_("Wo ist die Stadt schön, und wo sollte sie besser werden? Lesen Sie, was andere sagen."),
    ),
    Kind.REPORT: KindWords(
        path="meldungen",
        one=_("Meldung"),
        many=_("Meldungen"),
        new=_("Neue Meldungen"),
        own=_("Ihre Meldung"),
        every=_("Alle Meldungen"),
        more=_("Weitere Meldungen"),
        write=_("Mangel melden"),
        begin=_("Einen Mangel melden"),
        read=_("Meldungen lesen"),
        collecting=_("Mängel melden"),
        numbered=_("Meldung {n}"),
        comment=_("Kommentar zu Meldung {n}"),
        title=_("Meldungen aus der Stadt"),
        lead=_("Schlagloch, dunkle Laterne, wilder Müll: Sehen Sie, was gemeldet ist, wer sich kümmert und bis wann."),
    ),
}
PATHS = {kind: words.path for kind, words in WORDS.items()}
BY_PATH = {words.path: kind for kind, words in WORDS.items()}
