"""The translations read as they should. That they are complete, `tools/messages.py check` says."""

import re

import pytest
from allauth.account.adapter import get_adapter as accounts
from allauth.mfa.adapter import get_adapter as mfa
from allauth.socialaccount.adapter import get_adapter as social
from babel.messages.catalog import Message
from django.utils.translation import gettext, override

from tools import messages

CATALOGUES = {file.parent.parent.name: messages._read(file) for file in messages._files()}
PLACES = {message.id: [place for place, _line in message.locations] for message in CATALOGUES["en"] if message.id}
# What is German by law or for staff only; these pages say that they are not there in Leichte Sprache.
NOT_SIMPLE = ("/legal/", "/desk/", "doors/web/result_files.py", "doors/api/")
# Rooms whose refusals only staff can meet, what editors and the record of processing say, and legal sentences.
STAFF_ONLY = re.compile(
    r"surveys/(?:reading|actions/(?:adopting|editing|kiosks|opening|picturing|staff|ways))"
    r"|surveys/rules/(?:edition|keeping|planning|questionnaire|ready|stages|texts|way)|collect/library/"
    r"|people/(?:codes/|actions\.py)|results/actions\.py|views/home\.py|mfa/|accounts\.py"
    r"|reports/actions/(?:delegating|filing|organising|programs)"
    r"|contributions/actions/(?:calls|merging|steering|many|importing)\.py|deliver/(?:fieldwork/|answers/(?:actions|rules))"
    r"|moderation/actions|mail/(?:templates/mail/)?(?:staff|answers|erasure|held|overdue|reminder)|doors/mail/answers\.py"
    r"|people/keys/|things/(?:actions|rules/quantities)"
    r"|web/(?:pages/|models/|wagtail_hooks|legal_screens)|city/(?:actions|office_details)|people/privacy/|barriers/rules"
    r"|understand/exports/|doors/mail/exports\.py|mail/templates/mail/export"
    r"|web/(?:crew_|templates/web/crew/|views/crew)"
    r"|calendar/(?:reading|rules|actions/(?:acting|dates|documenting|events|importing))"
)
INFORMAL = re.compile(r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?[mnrs]?|[Bb]itte (?:gib|habe|versuche|wähle))\b")


def forms(message: Message) -> list[str]:
    """Return the translation: one text, or one for each plural form."""
    return messages._forms(message.string)


def test_english_keeps_no_german_words() -> None:
    german = re.compile(r"\b(?:der|die|das|und|nicht|Sie|Ihre?|wir|mit|von|auf|zum?|ist|ein|eine)\b|[äöüß„]")
    left = {text for message in CATALOGUES["en"] if message.id for text in forms(message) if german.search(text)}
    assert left == set()


def test_whatever_residents_read_is_there_in_leichte_sprache() -> None:
    lacking = [
        message.id
        for message in CATALOGUES["de_Simple"]
        if message.id and not all(forms(message)) and not all(_needs_none(place) for place in PLACES[message.id])
    ]
    assert lacking == []


def _needs_none(place: str) -> bool:
    return any(part in place for part in NOT_SIMPLE) or bool(STAFF_ONLY.search(place))


def test_sentences_in_leichte_sprache_are_short() -> None:
    sentences = {
        sentence
        for message in CATALOGUES["de_Simple"]
        if message.id
        for text in forms(message)
        for sentence in re.split(r"(?<=[.!?:])\s+|\n", re.sub(r"%\(\w+\)s|\{\w*\}|\(.*?\)", "x", text))
    }
    assert {sentence for sentence in sentences if len(sentence.split()) > 13} == set()


def test_german_texts_are_not_translated_by_a_library_that_knows_the_same_word() -> None:
    with override("de"):
        changed = [text for id_ in PLACES for text in messages._forms(id_)[:1] if gettext(text) != text]
    assert changed == []


@pytest.mark.parametrize("adapter", [accounts, mfa, social])
def test_no_library_says_du_to_residents(adapter: object) -> None:
    assert callable(adapter)
    # These belong to sign-in by user name or telephone, or to several addresses, which this site has not.
    unused = {"max_email_addresses", "username_blacklisted", "select_only_one"}
    with override("de"):
        said = {key: str(text) for key, text in adapter().error_messages.items() if key not in unused}
    assert {key: text for key, text in said.items() if INFORMAL.search(text)} == {}
