"""Calls at the desk, and contributions written down for somebody: by whom, with which way in, on the same clock."""

import pytest

from smilecity.collect.contributions import queries
from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Channel, Kind, Moderation
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import AT
from tests.factories_answers import make_answering_office
from tests.factories_contributions import make_call, make_district, make_theme
from tests.jobs import run_jobs
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
CALL = {
    "title_de": "Ideen für den Hafen",
    "title_en": "Ideas for the harbour",
    "kind": "idea",
    "moderation": "after",
    "photos": "on",
    "opens_on": "2026-03-01",
    "ends_on": "2026-04-30",
    "ends_time": "18:00",
}


def test_a_call_is_written_in_three_languages_and_opens_by_its_date() -> None:
    page = Colleague(Role.EDITOR).sends("aufrufe/neu/", **CALL)
    page.says("Der Aufruf ist angelegt.", "Ideen für den Hafen", "Offen", "Sofort zeigen, danach lesen")
    [call] = queries.open_calls(Kind.IDEA, AT)
    assert (call.slug, call.title["en"], call.moderation) == (
        "ideen-fuer-den-hafen",
        "Ideas for the harbour",
        Moderation.AFTER,
    )
    assert call.closes_at
    assert call.closes_at.isoformat() == "2026-04-30T16:00:00+00:00"


def test_two_calls_of_one_title_have_two_addresses() -> None:
    who = Colleague(Role.EDITOR)
    for _ in range(2):
        who.sends("aufrufe/neu/", **CALL)
    assert sorted(Call.objects.values_list("slug", flat=True)) == ["ideen-fuer-den-hafen", "ideen-fuer-den-hafen-2026"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title_de": ""}, "Bitte geben Sie dem Aufruf einen Titel."),
        ({"kind": ""}, "Bitte wählen Sie, wonach Sie fragen."),
        ({"ends_on": "2026-02-01"}, "Das Ende muss nach dem Anfang liegen."),
        ({"opens_on": ""}, "Bitte geben Sie auch den ersten Tag an."),
        ({"opens_on": "gestern"}, "Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(wrong: dict[str, str], sentence: str) -> None:
    page = Colleague(Role.EDITOR).sends("aufrufe/neu/", **(CALL | wrong))
    page.says(sentence)
    assert "Ideas for the harbour" in page.html
    assert not Call.objects.exists()


def test_a_call_without_a_beginning_is_a_draft_that_can_be_opened_later() -> None:
    who = Colleague(Role.EDITOR)
    who.sends("aufrufe/neu/", **(CALL | {"opens_on": "", "ends_on": "", "ends_time": ""}))
    call = Call.objects.get()
    assert queries.open_calls(Kind.IDEA, AT) == []
    who.opens(f"aufrufe/{call.pk}/").says("Aufruf ändern", "Ideen")
    who.sends(f"aufrufe/{call.pk}/", **CALL).says("Der Aufruf ist gespeichert.")
    assert len(queries.open_calls(Kind.IDEA, AT)) == 1


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_who_writes_calls_and_who_enters_for_others(role: Role) -> None:
    make_call()
    who = Colleague(role)
    writes = "Aufruf anlegen" in who.opens("aufrufe/neu/").words
    enters = "Wie kam der Beitrag?" in who.opens("beitrag-eintragen/").words
    assert writes == (role in {Role.EDITOR, Role.ADMINISTRATOR})
    assert enters == (role not in {Role.ANALYST, Role.STEWARD})


def test_twice_as_many_calls_take_as_many_statements() -> None:
    who = Colleague(Role.EDITOR)
    make_call()
    who.opens("aufrufe/")
    with statements() as few:
        who.opens("aufrufe/")
    make_call()
    make_call(Kind.PLACE)
    with statements() as many:
        who.opens("aufrufe/")
    assert len(many) == len(few)


# --- entering for others -----------------------------------------------------------------------------------------


def test_what_somebody_says_on_the_telephone_is_entered_and_the_number_and_day_are_told_them() -> None:
    office, theme, call = make_answering_office(name={"de": "Grünamt"}), make_theme(), make_call()
    who = Colleague(Role.CLERK)
    page = who.sends(
        "beitrag-eintragen/",
        channel="phone",
        call=call,
        title="Mehr Bänke",
        text="Am Hafen fehlen Bänke.",
        themes=[theme],
        author_name="Frau M.",
        language="de",
    )
    row = Contribution.objects.get()
    page.says("Sagen Sie der Person:", str(row.number), "Antwort bis Montag, 30. März 2026", "Zuständig ist: Grünamt.")
    assert (row.channel, row.entered_by, row.theme_ids, row.author_name) == (
        Channel.PHONE,
        who.user,
        [theme],
        "Frau M.",
    )
    run_jobs()
    row.refresh_from_db()
    assert row.office_id == office
    assert str(row.due_on) == "2026-03-30"


def test_a_place_is_found_by_its_name_and_gets_its_district() -> None:
    district, call = make_district("Hafenviertel"), make_call(Kind.PLACE)
    who = Colleague(Role.MODERATOR)
    typed = {
        "channel": "card",
        "call": call,
        "title": "Die Mole",
        "category": "favourite",
        "place": "Hafenviertel",
        "language": "de",
    }
    found = who.sends("beitrag-eintragen/", ort="1", **typed)
    found.says("Gefundene Orte", "Hafenviertel")
    assert "Die Mole" in found.html
    assert not found.title.startswith("Fehler:")
    who.sends("beitrag-eintragen/", point="12.100000,54.090000", **typed).says("Sagen Sie der Person:")
    row = Contribution.objects.get()
    assert (row.district_id, row.place, row.category) == (district, "Hafenviertel", "favourite")


def test_an_unknown_place_keeps_its_words_and_a_forged_point_is_refused() -> None:
    call, who = make_call(), Colleague(Role.MODERATOR)
    typed = {"channel": "card", "call": call, "title": "Bank", "text": "Da.", "place": "Xyz", "language": "de"}
    who.sends("beitrag-eintragen/", ort="1", **typed).says("Diesen Ort kennt die Karte nicht.")
    assert who.sends("beitrag-eintragen/", point="20.5,-3.0", **typed).title.startswith("Fehler:")
    assert not Contribution.objects.exists()


def test_what_the_rules_of_a_kind_ask_for_is_asked_of_staff_too() -> None:
    call = make_call(Kind.PLACE)
    page = Colleague(Role.MODERATOR).sends(
        "beitrag-eintragen/", channel="letter", call=call, title="Die Mole", place="Mole", language="de"
    )
    page.says("Bitte wählen Sie, was der Ort für Sie ist.")


def test_without_an_open_call_the_page_says_so() -> None:
    Colleague(Role.EDITOR).opens("beitrag-eintragen/").says("Zurzeit ist kein Aufruf offen.")
