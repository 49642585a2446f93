"""The inbox at the desk: what is late stands on top, an answer is public at once, and nobody overtakes a colleague."""

from datetime import timedelta

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Status
from smilecity.deliver.answers import actions
from smilecity.deliver.answers.models import Absence, Batch, TextBlock
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk, seen
from tests.factories_contributions import make_call, make_contribution, make_office, make_theme
from tests.jobs import run_jobs
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def clerk_of(office: int) -> Colleague:
    """Somebody signed in at the desk who answers for an office."""
    who = Colleague(Role.CLERK)
    actions.add_clerk(office=office, email=who.user.email, by=None, at=AT)
    return who


def test_what_is_late_stands_on_top_and_says_so(time: Clock) -> None:
    office = make_answering_office()
    early = make_case(office, title="Alter Wunsch")
    make_case(office, title="Neuer Wunsch", at=AT + timedelta(days=25))
    time.at = AT + timedelta(days=32)
    page = clerk_of(office).opens("eingang/")
    page.says("überfällig seit 4 Tagen", "Alter Wunsch", "Neuer Wunsch", "Überfällig 1", "Offen 2")
    assert page.html.index("Alter Wunsch") < page.html.index("Neuer Wunsch")
    assert early.number


def test_an_answer_goes_from_the_form_to_everybody() -> None:
    row = make_case(title="Bänke am Hafen")
    who = clerk_of(row.office_id or 0)
    path = f"eingang/{row.number}/"
    opened = who.opens(path)
    opened.says("Bänke am Hafen", "eingegangen", "Neuer Stand", "bis 30. März 2026 (noch 28 Tage)")
    page = who.sends(path, status="accepted", text="Wir stellen drei auf.", seen=opened.fields["seen"])
    page.says("Die Antwort ist öffentlich.", "wird umgesetzt", "Wir stellen drei auf.")
    row.refresh_from_db()
    assert row.status == Status.ACCEPTED


def test_a_decision_without_words_keeps_the_form_and_says_what_is_missing() -> None:
    row = make_case()
    who = clerk_of(row.office_id or 0)
    opened = who.opens(f"eingang/{row.number}/")
    page = who.sends(f"eingang/{row.number}/", status="declined", text=" ", seen=opened.fields["seen"])
    page.says("Bitte begründen Sie öffentlich, warum das nicht umsetzbar ist.")
    assert page.title.startswith("Fehler:")
    assert 'value="declined" checked' in page.html


def test_who_was_overtaken_keeps_the_words_and_reads_what_happened() -> None:
    row = make_case()
    who, other = clerk_of(row.office_id or 0), make_clerk(row.office_id or 0)
    opened = who.opens(f"eingang/{row.number}/")
    answered(row, Status.IN_REVIEW, "Wir prüfen das gerade.", by=other, at=AT)
    page = who.sends(f"eingang/{row.number}/", status="accepted", text="Wird gebaut.", seen=opened.fields["seen"])
    page.says("Hier hat sich inzwischen etwas geändert.", "Wir prüfen das gerade.")
    assert "Wird gebaut." in page.html
    # Having read it, the same words may be sent.
    again = who.sends(f"eingang/{row.number}/", status="accepted", text="Wird gebaut.", seen=page.fields["seen"])
    again.says("Die Antwort ist öffentlich.")


def test_a_preview_publishes_nothing_and_a_block_is_inserted_without_a_script() -> None:
    row = make_case()
    who = clerk_of(row.office_id or 0)
    block = actions.make_block(office=row.office_id, name="Dank", text="Vielen Dank für Ihre Idee.", by=who.user, at=AT)
    path = f"eingang/{row.number}/"
    inserted = who.sends(path, einfuegen="1", baustein=block, text="Guten Tag,", status="accepted")
    assert "Guten Tag,\n\nVielen Dank für Ihre Idee." in inserted.html
    shown = who.sends(path, vorschau="1", text="So wird es.", status="accepted")
    shown.says("So lesen es alle. Noch ist nichts veröffentlicht.")
    assert Contribution.objects.get(pk=row.pk).answered_at is None


def test_handing_over_says_who_may_fit_and_leaves_the_date() -> None:
    row = make_case(title="Baum im Park", text="Er ist krank.")
    trees = make_office(name={"de": "Grünamt"}, keywords=["Baum"])
    who = clerk_of(row.office_id or 0)
    form = who.opens(f"eingang/{row.number}/weitergeben/")
    form.says("Nach den Stichwörtern passen vielleicht: Grünamt", "Das zugesagte Datum bleibt: 30. März 2026")
    page = who.sends(f"eingang/{row.number}/weitergeben/", office=trees, text="Ihr Baum.", seen=form.fields["seen"])
    page.says("Der Beitrag liegt jetzt bei der anderen Stelle.")
    row.refresh_from_db()
    assert row.office_id == trees
    who.opens(f"eingang/{row.number}/").says("Ihr Baum.", "intern", "Dafür ist eine andere Stelle zuständig.")


def test_the_date_moves_with_a_public_reason() -> None:
    row = make_case()
    who = clerk_of(row.office_id or 0)
    path = f"eingang/{row.number}/verschieben/"
    form = who.opens(path)
    page = who.sends(path, due_on="2026-04-20", text="Ein Gutachten fehlt.", seen=form.fields["seen"])
    page.says("Zugesagt ist die Antwort jetzt bis Montag, 20. April 2026.", "Ein Gutachten fehlt.")


def test_notes_and_who_has_it_stay_inside() -> None:
    row = make_case()
    who = clerk_of(row.office_id or 0)
    who.sends(f"eingang/{row.number}/notiz/", text="Bauamt angerufen.").says("Bauamt angerufen.", "intern")
    who.sends(f"eingang/{row.number}/uebernehmen/").says("Der Beitrag liegt jetzt bei Ihnen.", "Liegt bei: Kim Amt")
    who.opens("eingang/?wo=mine").says(row.title)
    who.sends(f"eingang/{row.number}/uebernehmen/", abgeben="1").says("Der Beitrag liegt wieder bei der ganzen Stelle.")


def test_the_text_for_several_takes_a_block_without_a_script_and_nothing_is_done_yet() -> None:
    row = make_case()
    who = clerk_of(row.office_id or 0)
    block = actions.make_block(office=row.office_id, name="Dank", text="Vielen Dank für Ihre Idee.", by=who.user, at=AT)
    chosen = {"beitrag": f"{row.pk}_{seen(row.pk)}", "status": "accepted", "text": "Guten Tag,"}
    page = who.sends("eingang/mehrere/", **chosen, baustein=block, einfuegen="1")
    assert "Guten Tag,\n\nVielen Dank für Ihre Idee." in page.html
    assert chosen["beitrag"] in page.html
    assert 'value="accepted" selected' in page.html
    assert not Batch.objects.exists()


def test_several_at_once_tell_of_each_how_it_ended(time: Clock) -> None:
    office = make_answering_office()
    first, second = make_case(office), make_case(office)
    who = clerk_of(office)
    chosen = [f"{row.pk}_{seen(row.pk)}" for row in (first, second)]
    answered(second, Status.IN_REVIEW, "", by=make_clerk(office), at=AT)
    who.sends("eingang/mehrere/", beitrag=chosen).says("Gewählt: 2 Beiträge.")
    page = who.sends("eingang/mehrere/", beitrag=chosen, tun="antworten", status="accepted", text="Kommt im Mai.")
    page.says("Erledigt: 0 von 2.", "Das läuft weiter, auch wenn Sie diese Seite schließen.")
    run_jobs()
    page = who.get(page.path)
    page.says("Erledigt: 1 von 2.", "Das hat nicht geklappt", "Hier hat sich inzwischen etwas geändert.")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.ACCEPTED, Status.IN_REVIEW)


@pytest.mark.parametrize(
    ("role", "clerk", "enters"),
    [
        (Role.CLERK, True, True),
        (Role.CLERK, False, False),
        (Role.EDITOR, False, False),
        (Role.MODERATOR, False, False),
        (Role.ANALYST, False, False),
        (Role.ADMINISTRATOR, False, True),
    ],
)
def test_who_sees_the_inbox(role: Role, clerk: bool, enters: bool) -> None:
    row = make_case(title="Nur für die Stelle")
    who = Colleague(role)
    if clerk:
        actions.add_clerk(office=row.office_id or 0, email=who.user.email, by=None, at=AT)
    for path in ("eingang/", f"eingang/{row.number}/"):
        assert ("Nur für die Stelle" in who.opens(path).words) == enters


def test_a_colleague_of_another_office_sees_their_own_only() -> None:
    here, there = make_answering_office(), make_answering_office(fallback=False)
    make_case(here, title="Andere Bank")
    make_case(there, title="Dort")
    page = clerk_of(there).opens("eingang/?wo=all")
    page.says("Dort")
    assert "Andere Bank" not in page.words


@pytest.mark.parametrize("query", ["", "?was=overdue", "?was=done", "?wo=all&suche=bank", "?stand=received&art=idea"])
def test_twice_as_many_contributions_take_as_many_statements(query: str) -> None:
    office = make_answering_office()
    who = Colleague(Role.ADMINISTRATOR)
    make_case(office)
    who.opens(f"eingang/{query}")
    with statements() as few:
        who.opens(f"eingang/{query}")
    for _ in range(4):
        make_case(office)
    with statements() as many:
        who.opens(f"eingang/{query}")
    assert len(many) == len(few) <= 18


@pytest.mark.parametrize(
    "query", ["?nach=quatsch", "?nach=ohne_x", "?stelle=99999999999", "?was=x&wo=y&art=z", "?suche=%00"]
)
def test_nonsense_in_the_address_shows_a_page(query: str) -> None:
    make_contribution()
    assert Colleague(Role.ADMINISTRATOR).opens(f"eingang/{query}").status == 200


# --- merging, organising -------------------------------------------------------------------------------------------


def test_duplicates_are_found_laid_side_by_side_and_merged_with_the_earlier_day() -> None:
    office, call = make_answering_office(), make_call()
    first = make_case(office, call=call, title="Mehr Bänke am Hafen")
    second = make_case(office, call=call, title="Mehr Bänke am Hafen bitte", at=AT + timedelta(days=7))
    who = clerk_of(office)
    path = f"eingang/{first.number}/zusammenfuehren/"
    who.opens(path).says("Das klingt ähnlich", "Mehr Bänke am Hafen bitte")
    who.opens(f"{path}?mit={second.number}").says("Jetzt zusammenführen", "Das frühere Datum gilt.")
    page = who.sends(path, mit=second.number, text="Beide wollen Bänke.")
    page.says("Zusammengeführt.", "Beide wollen Bänke.")
    for row in (first, second):
        row.refresh_from_db()
    assert (first.merged_into_id, second.due_on) == (second.pk, first.due_on)
    who.opens(f"eingang/{first.number}/").says("Dieser Beitrag wurde zusammengeführt", "Wieder trennen")
    who.sends(f"eingang/{first.number}/trennen/").says("Beide Beiträge stehen wieder für sich.")


def test_nobody_merges_what_another_office_answers() -> None:
    row = make_case()
    who = clerk_of(make_office())
    assert "Jetzt zusammenführen" not in who.opens(f"eingang/{row.number}/zusammenfuehren/").words


def test_administrators_organise_an_office_from_days_to_people() -> None:
    office, theme = make_office(name={"de": "Grünamt"}), make_theme(name={"de": "Natur"})
    colleague, who = make_staff(Role.EDITOR), Colleague(Role.ADMINISTRATOR)
    path = f"eingang/stellen/{office}/"
    who.opens("eingang/stellen/").says("Grünamt", "20 Arbeitstage", "noch niemand, der antwortet")
    who.sends(path, days="10", head=colleague.email, fallback="on").says("Die Angaben sind gespeichert.")
    who.sends(f"{path}person/", email=colleague.email).says("Diese Person kann jetzt für die Stelle antworten.")
    who.sends(f"{path}zustaendig/", theme=theme).says("Natur")
    who.sends(f"{path}zustaendig/", theme=theme).says("Für genau diese Merkmale ist schon eine Stelle zuständig.")
    who.sends(f"{path}zustaendig/").says("Bitte wählen Sie mindestens ein Merkmal.")
    who.opens("eingang/stellen/").says("10 Arbeitstage", "Auffangstelle", "Leitung: Kim Amt", "1 Zuständigkeit")
    colleague.refresh_from_db()
    assert Role.CLERK in colleague.role_set
    who.sends(path, days="0").says("Bitte geben Sie eine Zahl von 1 bis 120 ein.")
    who.sends(path, days="5", head="niemand@example.org").says("Ein Konto mit dieser E-Mail-Adresse gibt es nicht.")
    who.sends(f"{path}person/{colleague.pk}/entfernen/").says("Ihre Rolle behält sie.")


@pytest.mark.parametrize("path", ["eingang/stellen/", "eingang/stellen/1/"])
def test_only_administrators_organise(path: str) -> None:
    who = clerk_of(make_office())
    who.opens(path).says("Das darf nur die Administration.")


def test_text_blocks_are_an_offices_own() -> None:
    here, there = make_office(), make_office()
    who = clerk_of(here)
    who.opens("eingang/textbausteine/").says("Noch kein Textbaustein")
    who.sends("eingang/textbausteine/neu/", office=here, name="Dank", text="Danke!").says("gespeichert", "Dank")
    who.sends("eingang/textbausteine/neu/", office=here, name="Dank", text="Danke!").says("heißt schon so")
    assert "Dank" not in clerk_of(there).opens("eingang/textbausteine/").words.replace("einen Dank", "")
    block = TextBlock.objects.get().pk
    who.sends(f"eingang/textbausteine/{block}/", name="Dank", text="Vielen Dank!").says("Vielen Dank!")
    assert clerk_of(there).sends(f"eingang/textbausteine/{block}/loeschen/").says("andere Stelle")
    who.sends(f"eingang/textbausteine/{block}/loeschen/").says("Der Textbaustein ist gelöscht.")


def test_a_substitute_is_entered_for_oneself_and_ended() -> None:
    office = make_answering_office()
    who, other = clerk_of(office), make_clerk(make_office())
    day = {"first_on": "2026-03-02", "last_on": "2026-03-06"}
    page = who.sends("eingang/vertretung/", user=who.user.pk, substitute=other.pk, **day)
    page.says("Die Vertretung ist eingetragen.", "Kim Amt, vertreten durch Kim Amt", "6. März 2026")
    absence = Absence.objects.get().pk
    assert who.sends("eingang/vertretung/", user=other.pk, substitute=who.user.pk, **day).title.startswith("Fehler:")
    who.sends(f"eingang/vertretung/{absence}/beenden/").says("Die Vertretung ist beendet.", "Alle sind da.")


def test_the_first_page_says_what_is_overdue_before_everything_else(time: Clock) -> None:
    row = make_case()
    who = clerk_of(row.office_id or 0)
    who.opens().says("Neue Beiträge", "1 Beitrag ist eingegangen und noch nicht in Bearbeitung")
    time.at = AT + timedelta(days=40)
    who.opens().says("Überfällige Antworten", "Bei 1 Beitrag ist das zugesagte Datum verstrichen")
    assert "Überfällige Antworten" not in Colleague(Role.EDITOR).opens().words


def test_the_first_page_says_what_is_due_within_three_working_days(time: Clock) -> None:
    row = make_case()
    time.at = AT + timedelta(days=25)
    who = clerk_of(row.office_id or 0)
    who.opens().says("Bald fällige Antworten", "1 Beitrag muss in den nächsten drei Arbeitstagen beantwortet werden")


@pytest.mark.parametrize("answers_too", [False, True])
def test_the_first_page_tells_administrators_of_what_has_no_office_and_nobody_else(answers_too: bool) -> None:
    make_contribution(title="Für niemanden")
    admin, office = Colleague(Role.ADMINISTRATOR), make_office()
    if answers_too:
        actions.add_clerk(office=office, email=admin.user.email, by=None, at=AT)
    page = admin.opens()
    page.says("Beiträge ohne Stelle", "Für 1 Beitrag ist niemand zuständig, und kein Datum ist zugesagt")
    assert "/desk/eingang/?wo=all&amp;was=lost" in page.html
    admin.opens("eingang/?wo=all&was=lost").says("Für niemanden")
    assert "ohne Stelle" not in clerk_of(office).opens().words
