"""The calendar at the desk: events in three languages, series, moving and cancelling, guests, files; by whom."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from smilecity.city import actions as city
from smilecity.city.rules import LayerKind
from smilecity.collect.calendar import actions, queries
from smilecity.collect.calendar.models import Booking, Event, Occurrence, Photo
from smilecity.collect.calendar.rules import State
from smilecity.ground.models import AuditEntry
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import AT
from tests.factories_calendar import book, make_date, span
from tests.factories_contributions import LAT, make_district
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support import pictures
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
EVENT = {
    "title_de": "Werkstatt",
    "title_en": "Workshop",
    "kind": "programme",
    "starts_on": "2026-03-24",
    "starts_time": "18:00",
    "ends_time": "20:00",
    "place": "Rathaus",
    "access": ["step_free"],
    "registration": "on",
    "capacity": "20",
    "waiting_list": "on",
    "closes_hours": "24",
}
FILE = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
    b"BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Lesung\r\nDTSTART:20260310T170000Z\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Kaputt\r\nDTSTART:20260310T170000Z\r\nRRULE:FREQ=HOURLY\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n"
)


def test_an_event_is_written_in_three_languages_and_shown_by_a_button_of_its_own() -> None:
    who = Colleague(Role.EDITOR)
    page = who.sends("kalender/neu/", **EVENT)
    page.says(
        "Die Veranstaltung ist angelegt. Noch sieht sie niemand.",
        "Entwurf",
        "Dienstag, 24. März 2026, 18:00 bis 20:00 Uhr",
    )
    event = Event.objects.get()
    assert (event.title, event.capacity, event.closes_hours) == ({"de": "Werkstatt", "en": "Workshop"}, 20, 24)
    who.sends(f"kalender/{event.pk}/zeigen/").says("Die Veranstaltung steht jetzt im Kalender.")
    assert "Werkstatt" in Client().get("/kalender/").content.decode()


def test_the_list_says_a_time_only_where_there_is_one() -> None:
    who = Colleague(Role.EDITOR)
    who.sends("kalender/neu/", **EVENT | {"starts_time": "", "ends_time": ""})
    words = who.opens("kalender/").words
    assert "Dienstag, 24. März 2026" in words
    assert "00:00" not in words


@pytest.fixture
def houses() -> None:
    """A district with one street and two houses, one of them twice: in the other district, too."""
    for name, lon in (("Mitte", 12.10), ("Hafen", 12.30)):
        make_district(name, lon=lon)
    ways = [("Lange Straße", 12.10), ("Kurze Straße", 12.10), ("Kurze Straße", 12.30)]
    streets = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "LineString", "coordinates": [[lon, LAT], [lon + 0.001, LAT]]},
        }
        for name, lon in ways
    ]
    city.import_layer(kind=LayerKind.STREET, features=streets, name_property="name", source="", by=None, at=AT)
    rows = ["strasse;hausnummer;lon;lat", f"Lange Straße;12;12.1002;{LAT}"]
    rows += [f"Kurze Straße;3;12.1003;{LAT}", f"Kurze Straße;3;12.3003;{LAT}"]
    city.import_addresses(file=io.BytesIO("\n".join(rows).encode()), by=None, at=AT)


@pytest.mark.usefixtures("houses")
@pytest.mark.parametrize(
    ("address", "point", "lon"),
    [
        ("lange str 12", {}, 12.1002),
        ("Lange Straße 12", {"lon": "12.2", "lat": "54.2"}, 12.2),  # whoever says where it is knows better
        ("Lange Straße", {}, None),  # a street is no place to go to
        ("Lange Straße 99", {}, None),
        ("Kurze Straße 3", {}, None),  # which of the two nobody said
        ("Kurze Straße 3, Hafen", {}, 12.3003),
        ("", {}, None),
    ],
)
def test_an_event_at_a_known_house_stands_there_on_the_map(
    address: str, point: dict[str, str], lon: float | None
) -> None:
    Colleague(Role.EDITOR).sends("kalender/neu/", **EVENT | {"address": address} | point)
    event = Event.objects.get()
    assert (event.address, event.lon) == (address, lon)
    assert (event.lat is None) == (lon is None)


@pytest.mark.usefixtures("houses")
@pytest.mark.parametrize(
    ("changed", "lon"),
    [
        ({"address": "Kurze Straße 3, Hafen"}, 12.3003),  # the form still held the point of the old one
        ({"address": "Kurze Straße 3, Hafen", "lon": "12.2"}, 12.2),
        ({"address": "Lange Straße 12, Hinterhof"}, 12.1002),
        ({"address": "Am Wasser 1"}, 12.1002),  # nobody knows it: better where it was than nowhere
        ({"address": "Am Wasser 1", "lon": "", "lat": ""}, None),
    ],
)
def test_an_event_that_moves_to_another_house_moves_on_the_map(changed: dict[str, str], lon: float | None) -> None:
    who = Colleague(Role.EDITOR)
    who.sends("kalender/neu/", **EVENT | {"address": "Lange Straße 12"})
    event = Event.objects.get()
    kept = {"address": event.address, "lon": str(event.lon), "lat": str(event.lat)}
    who.sends(f"kalender/{event.pk}/angaben/", **EVENT | kept | changed)
    event.refresh_from_db()
    assert event.lon == lon


@pytest.mark.parametrize("page", ["verlegen", "absagen", "anmeldungen", "rueckblick"])
def test_each_page_of_a_date_says_of_which_event_it_is(page: str) -> None:
    date = make_date(title="Werkstatt am Hafen")
    Colleague(Role.EDITOR).opens(f"kalender/termine/{date.pk}/{page}/").says(
        "Werkstatt am Hafen Donnerstag, 12. März 2026, 13:00 bis 15:00 Uhr"
    )


@pytest.mark.parametrize(
    ("repeats", "days"),
    [
        ("weekly", [24, 31, 7, 14, 21, 28]),
        ("biweekly", [24, 7, 21]),
        ("monthly_day", [24, 24]),
        ("monthly_weekday", [24, 28]),
    ],
)
def test_a_series_becomes_its_dates(repeats: str, days: list[int]) -> None:
    Colleague(Role.EDITOR).sends("kalender/neu/", **EVENT, repeats=repeats, until="2026-04-28")
    dates = Occurrence.objects.order_by("starts_at")
    assert [date.starts_at.day for date in dates] == days
    # Summer time begins on the 29th: six o'clock stays six o'clock.
    assert {date.starts_at.hour for date in dates} <= {16, 17}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title_de": ""}, "Bitte geben Sie der Veranstaltung einen Titel."),
        ({"starts_on": ""}, "Bitte geben Sie den Tag an."),
        ({"starts_time": "", "ends_time": "20:00"}, "Bitte geben Sie auch an, wann es beginnt."),
        ({"ends_time": "17:00"}, "Das Ende muss nach dem Anfang liegen."),
        ({"starts_on": "2026-03-29", "starts_time": "02:30"}, "Diese Uhrzeit gibt es an diesem Tag nicht"),
        ({"repeats": "weekly"}, "Bitte geben Sie an, wann die Reihe endet."),
        ({"repeats": "weekly", "until": "2040-01-01"}, "Eine Reihe hat höchstens 200 Termine."),
        ({"online_url": "javascript:x"}, "Bitte geben Sie eine vollständige Adresse an"),
        ({"lat": "54.1"}, "Dieser Ort liegt nicht auf der Erde."),
        ({"capacity": "0"}, "1"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(wrong: dict[str, str], sentence: str) -> None:
    page = Colleague(Role.EDITOR).sends("kalender/neu/", **(EVENT | wrong))
    page.says(sentence)
    assert "Workshop" in page.html
    assert not Event.objects.exists()


def test_without_a_time_it_lasts_whole_days() -> None:
    Colleague(Role.EDITOR).sends(
        "kalender/neu/", **(EVENT | {"starts_time": "", "ends_time": "", "ends_on": "2026-03-26"})
    )
    date = Occurrence.objects.get()
    assert date.all_day
    assert f"{date.starts_at:%d %H} {date.ends_at:%d %H}" == "23 23 26 23"


def test_moving_and_cancelling_tell_everybody_registered(smtp: Inbox) -> None:
    date, who = make_date(), Colleague(Role.EDITOR)
    book(date)
    run_jobs()
    who.opens(f"kalender/termine/{date.pk}/verlegen/").says("Ein Platz ist vergeben.")
    who.sends(
        f"kalender/termine/{date.pk}/verlegen/", starts_on="2026-03-20", starts_time="10:00", note_de="Umzug"
    ).says("Der Termin ist verlegt.", "Verlegt")
    who.sends(f"kalender/termine/{date.pk}/absagen/", note_de="Sturm").says("Der Termin ist abgesagt.", "Abgesagt")
    run_jobs()
    assert [message.subject.partition(":")[0] for message in smtp.messages] == ["Sie sind angemeldet", "Abgesagt"]
    who.sends(f"kalender/termine/{date.pk}/doch/").says("Der Termin findet wieder statt.")
    assert Occurrence.objects.get().state == State.PLANNED


def test_staff_see_who_comes_and_write_down_who_calls() -> None:
    date, who = make_date(capacity=1), Colleague(Role.CLERK)
    book(date)
    page = who.sends(f"kalender/termine/{date.pk}/anmeldungen/", label="Frau M., telefonisch", seats="1")
    page.says("Die Anmeldung ist eingetragen.", "Frau M., telefonisch", "Warteliste", "1 von 1 Plätzen vergeben")
    first = Booking.objects.get(contact__isnull=False)
    who.sends(f"kalender/termine/{date.pk}/anmeldungen/{first.pk}/loeschen/").says("Wer wartet, rückt nach.")
    assert Booking.objects.get().standing == "booked"


def test_what_came_of_a_date_is_told_with_links_and_pictures() -> None:
    date, who = make_date(starts_at=AT.replace(month=2), at=AT.replace(month=1)), Colleague(Role.EDITOR)
    path = f"kalender/termine/{date.pk}/rueckblick/"
    who.sends(path, report_de="Es war voll.", links="https://a.example/ Protokoll").says(
        "Der Rückblick ist gespeichert."
    )
    who.sends(path, links="nirgendwo").says("Bitte geben Sie eine vollständige Adresse an")
    picture = SimpleUploadedFile("a.jpg", pictures.photo(), content_type="image/jpeg")
    who.sends(f"{path}bilder/", picture=picture, description="").says("Bitte beschreiben Sie das Bild")
    picture.seek(0)
    who.sends(f"{path}bilder/", picture=picture, description="Menschen an Tischen").says("Menschen an Tischen")
    photo = Photo.objects.get()
    assert Client().get(f"/kalender/fotos/{photo.pk}-small.webp")["Content-Type"] == "image/webp"
    assert "Menschen an Tischen" in Client().get(f"/kalender/{date.pk}/").content.decode()
    who.sends(f"{path}bilder/{photo.pk}/").says("Das Bild ist gelöscht.")
    assert not Photo.objects.exists()


def test_a_file_is_looked_at_before_it_is_taken_and_each_refused_entry_is_named() -> None:
    who = Colleague(Role.EDITOR)
    preview = who.sends("kalender/einlesen/", file=SimpleUploadedFile("a.ics", FILE), kind="city", publish="on")
    preview.says("Lesung", "Neu", "Kaputt", "Nicht übernommen: Die Wiederholung „FREQ=HOURLY“ verstehen wir nicht.")
    assert not Event.objects.exists()
    done = who.sends("kalender/einlesen/", text=preview.fields["text"], kind="city", publish="on", take="yes")
    done.says("1 Eintrag übernommen.", "1 Eintrag nicht übernommen.", "Lesung")
    assert Event.objects.get().published_at


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "leer"), (b"Hallo", "Das ist keine iCal-Datei."), (b"x" * 1_000_001, "Die Datei ist größer als 1 MB.")],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, sentence: str) -> None:
    page = Colleague(Role.EDITOR).sends("kalender/einlesen/", file=SimpleUploadedFile("a.ics", content), kind="city")
    assert page.status == 200
    assert sentence in page.words


def test_an_event_with_registrations_is_cancelled_and_not_hidden() -> None:
    date, who = make_date(), Colleague(Role.EDITOR)
    book(date)
    who.sends(f"kalender/{date.event_id}/verbergen/").says("Bitte sagen Sie die Termine ab")
    who.sends(f"kalender/{date.event_id}/loeschen/").says("Bitte verbergen Sie sie zuerst.")
    assert Event.objects.get().published_at


def test_a_draft_is_deleted_for_good_after_a_question() -> None:
    date, who = make_date(publish=False), Colleague(Role.EDITOR)
    who.opens(f"kalender/{date.event_id}/loeschen/").says("Das lässt sich nicht zurücknehmen.")
    who.sends(f"kalender/{date.event_id}/loeschen/").says("Die Veranstaltung ist gelöscht.")
    assert not Event.objects.exists()


def test_every_act_stands_in_the_log() -> None:
    who = Colleague(Role.EDITOR)
    event = actions.make_event(fields=actions.EventFields(title={"de": "A"}), dates=[span()], by=who.user, at=AT)
    actions.publish_event(event=event, by=who.user, at=AT)
    verbs = set(AuditEntry.objects.filter(actor=who.user.pk).values_list("verb", flat=True))
    assert {"calendar.make", "calendar.publish"} <= verbs


# --- who may what ---------------------------------------------------------------------------------------------------

LOOK = {Role.EDITOR, Role.MODERATOR, Role.CLERK, Role.ANALYST, Role.ADMINISTRATOR}
EDIT = {Role.EDITOR, Role.ADMINISTRATOR}
GUESTS = EDIT | {Role.CLERK}


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_who_gets_in_where(role: Role) -> None:
    date, who = make_date(), Colleague(role)
    paths = {
        "kalender/": LOOK,
        f"kalender/{date.event_id}/": LOOK,
        "kalender/neu/": EDIT,
        "kalender/einlesen/": EDIT,
        f"kalender/{date.event_id}/angaben/": EDIT,
        f"kalender/{date.event_id}/termine/": EDIT,
        f"kalender/{date.event_id}/loeschen/": EDIT,
        f"kalender/termine/{date.pk}/verlegen/": EDIT,
        f"kalender/termine/{date.pk}/absagen/": EDIT,
        f"kalender/termine/{date.pk}/rueckblick/": EDIT,
        f"kalender/termine/{date.pk}/anmeldungen/": GUESTS,
    }
    got_in = {path for path in paths if who.client.get(f"/desk/{path}").status_code == 200}
    assert got_in == {path for path, roles in paths.items() if role in roles}


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_who_may_act(role: Role) -> None:
    date, who = make_date(), Colleague(role)
    book(date)
    guest = Booking.objects.get()
    who.sends(f"kalender/termine/{date.pk}/absagen/")
    assert (Occurrence.objects.get().state == State.CANCELLED) is (role in EDIT)
    who.sends(f"kalender/termine/{date.pk}/anmeldungen/{guest.pk}/loeschen/")
    assert (not Booking.objects.exists()) is (role in GUESTS)
    Booking.objects.all().delete()
    who.sends(f"kalender/{date.event_id}/verbergen/")
    assert (Event.objects.get().published_at is None) is (role in EDIT)


def test_residents_and_strangers_do_not_get_in() -> None:
    assert Client().get("/desk/kalender/").status_code == 302


def test_the_desk_costs_the_same_for_two_events_and_for_many() -> None:
    who, counts = Colleague(Role.EDITOR), []
    who.opens("kalender/")  # Django learns its permissions once
    for number in (2, 20):
        for _each in range(number):
            make_date()
        with statements() as sent:
            assert who.opens("kalender/").status == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert len(queries.events(AT).rows) == 22
