"""At the desk: photos shown again, edits undone, complaints about edits, erasing for good, reasons to begin with."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from pytest_django import Settings

from smilecity.collect.contributions.actions.photos import erase_originals
from smilecity.collect.contributions.models import Comment, Contribution, Photo
from smilecity.collect.contributions.rules import Publicity
from smilecity.ground.models import AuditEntry
from smilecity.people.contacts.actions import of_member
from smilecity.people.rules import DESK_ROLES, Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.models import Decision, ReasonTemplate
from smilecity.understand.moderation.reading import decision_token
from smilecity.understand.moderation.rules import UNDO_WITHIN
from tests.factories import AT, make_resident
from tests.factories_contributions import make_contribution
from tests.factories_moderation import corrected, covered, make_comment, make_photo, photo_hidden
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

TOLD_AT = AT + UNDO_WITHIN
WHY = {"anlass": "hate", "worte": "Der Text hetzt gegen Menschen."}


@pytest.fixture
def moderator(time: Clock) -> Colleague:
    return Colleague(Role.MODERATOR)


@pytest.fixture
def row() -> Contribution:
    return make_contribution(title="Rufen Sie mich an", text="Meine Nummer: 0381 12345")


@pytest.fixture
def picture(row: Contribution, settings: Settings, tmp_path: Path) -> Photo:
    settings.MEDIA_ROOT = tmp_path
    return make_photo(row)


class TestPhotos:
    @pytest.mark.parametrize("path", ["moderation/{row}/", "moderation/fotos/{photo}/"])
    def test_a_hidden_photo_is_there_for_staff_with_the_way_back(
        self, moderator: Colleague, picture: Photo, path: str
    ) -> None:
        photo_hidden(picture)
        page = moderator.opens(path.format(row=picture.contribution_id, photo=picture.pk))
        page.says("Ausgeblendet: Nur die Verwaltung sieht dieses Foto.", "Wieder zeigen")
        moderator.sends(f"moderation/fotos/{picture.pk}/zeigen/").says("Das Foto ist wieder zu sehen.")
        picture.refresh_from_db()
        assert not picture.hidden

    @pytest.mark.parametrize("path", ["moderation/{row}/", "moderation/fotos/{photo}/"])
    def test_boxes_are_removed_while_the_original_is_there(
        self, moderator: Colleague, picture: Photo, path: str
    ) -> None:
        covered(picture)
        page = moderator.opens(path.format(row=picture.contribution_id, photo=picture.pk))
        page.says("Bis 16. März 2026 lassen sich die Flächen wieder entfernen.", "Flächen wieder entfernen")
        moderator.sends(f"moderation/fotos/{picture.pk}/aufdecken/").says("Auf dem Foto ist nichts mehr verdeckt.")
        picture.refresh_from_db()
        assert not picture.covered

    def test_afterwards_it_is_said_that_they_stay(self, moderator: Colleague, picture: Photo) -> None:
        covered(picture)
        erase_originals(at=AT + timedelta(days=15))
        page = moderator.opens(f"moderation/{picture.contribution_id}/")
        page.says("Das ursprüngliche Foto ist gelöscht, die Flächen bleiben.")
        assert "Flächen wieder entfernen" not in page.html
        moderator.sends(f"moderation/fotos/{picture.pk}/aufdecken/").says("ursprüngliche Foto gibt es nicht mehr")

    def test_who_only_reads_sees_the_photo_without_buttons(self, time: Clock, picture: Photo) -> None:
        photo_hidden(picture)
        editor = Colleague(Role.EDITOR)
        page = editor.opens(f"moderation/{picture.contribution_id}/")
        page.says("Ausgeblendet")
        assert "Wieder zeigen" not in page.html
        editor.sends(f"moderation/fotos/{picture.pk}/zeigen/").says("Berechtigung")
        picture.refresh_from_db()
        assert picture.hidden

    @pytest.mark.parametrize("act", ["zeigen", "aufdecken"])
    def test_looking_changes_nothing(self, moderator: Colleague, picture: Photo, act: str) -> None:
        photo_hidden(picture)
        assert moderator.opens(f"moderation/fotos/{picture.pk}/{act}/").status == 405


def test_an_edit_is_taken_back_by_the_button_above_the_queue(moderator: Colleague, row: Contribution) -> None:
    edit = corrected(row.pk, by=moderator.user)
    moderator.opens("moderation/").says("Zuletzt: Text oder Foto geändert – Rufen Sie mich an", "Zurücknehmen")
    moderator.opens(f"moderation/{row.pk}/").says("Zurücknehmen (noch 10 Minuten)")
    moderator.sends(f"moderation/entscheidungen/{edit}/zuruecknehmen/").says("Die Entscheidung ist zurückgenommen.")
    row.refresh_from_db()
    assert row.text == "Meine Nummer: 0381 12345"


class TestComplaintsAboutEdits:
    def test_the_author_reads_that_the_former_text_is_back(
        self, moderator: Colleague, row: Contribution, time: Clock, smtp: Inbox
    ) -> None:
        path = self.complaint(row, corrected(row.pk), time)
        moderator.opens(path).says(
            "Die Beschwerde ist berechtigt: Änderung zurücknehmen", "steht wieder da, was vor der Änderung da stand"
        )
        moderator.sends(path, urteil="berechtigt", antwort="Sie war Ihre eigene.").says("war berechtigt")
        row.refresh_from_db()
        assert row.text == "Meine Nummer: 0381 12345"
        run_jobs()
        assert "Sie hatten recht: Wir haben unsere Änderung zurückgenommen." in smtp.messages[-1].text
        self.page(row).says("Wir haben unsere Änderung zurückgenommen.", "Sie war Ihre eigene.")

    def test_what_is_erased_is_said_to_be_erased_before_and_after(
        self, moderator: Colleague, row: Contribution, picture: Photo, time: Clock, smtp: Inbox
    ) -> None:
        path = self.complaint(row, covered(picture), time)
        erase_originals(at=AT + timedelta(days=15))
        page = moderator.opens(path)
        page.says("Die Beschwerde ist berechtigt", "Was vorher da stand, ist schon gelöscht.")
        assert "berechtigt:" not in page.html
        moderator.sends(path, urteil="berechtigt", antwort="Es tut uns leid.").says("war berechtigt")
        run_jobs()
        assert "Wir können es nicht wieder zeigen." in smtp.messages[-1].text
        assert "neu entschieden" not in smtp.messages[-1].text

    def test_what_was_changed_since_opens_to_be_changed(
        self, moderator: Colleague, row: Contribution, time: Clock, smtp: Inbox
    ) -> None:
        path = self.complaint(row, corrected(row.pk), time)
        corrected(row.pk, "Noch einmal anders", at=TOLD_AT)
        moderator.opens(path).says("Die Beschwerde ist berechtigt: von Hand ändern", "noch etwas geändert")
        page = moderator.sends(path, urteil="berechtigt", antwort="Wir setzen die Nummer wieder ein.")
        page.says("Ändern Sie nun, was zu ändern ist.", "Noch einmal anders", "Änderung speichern")
        run_jobs()
        assert "Was wir nun ändern, steht in unserer Antwort." in smtp.messages[-1].text

    def complaint(self, row: Contribution, decision: UUID, time: Clock) -> str:
        """Have the author complain once the decision was told; return where it is answered."""
        contact = of_member(user=make_resident(), language="de", at=AT)
        Contribution.objects.filter(pk=row.pk).update(author=contact)
        time.at = TOLD_AT
        actions.settle_due(at=TOLD_AT)
        return f"moderation/beschwerden/{actions.appeal(decision=decision, text='Meine eigene!', at=TOLD_AT)}/"

    def page(self, row: Contribution) -> Page:
        """Open what the author sees by the link in the mail."""
        told = Decision.objects.filter(contribution=row, outcome="edited").latest("decided_at")
        return Visitor().get(reverse("web:statement", args=[decision_token(told.salt)]))


class TestErasing:
    def test_a_page_says_what_goes_and_asks_why_and_whether_that_is_meant(
        self, time: Clock, row: Contribution, picture: Photo
    ) -> None:
        admin, path = Colleague(Role.ADMINISTRATOR), f"moderation/{row.pk}/loeschen/"
        admin.opens(f"moderation/{row.pk}/").says("Endgültig löschen")
        page = admin.opens(path)
        page.says("Was gelöscht wird", "1 Foto mit allen Fassungen", "Was bleibt", "nicht zurücknehmen")
        bound = {name: page.fields[name] for name in ("stand", "fassung")}
        admin.sends(path, **bound, **WHY).says("Bitte bestätigen Sie", "Der Text hetzt gegen Menschen.")
        admin.sends(path, **bound, sicher="1", worte="Hetze").says("Bitte wählen Sie den Grund aus.")
        assert Photo.objects.exists()
        page = admin.sends(path, **bound, **WHY, sicher="1")
        page.says("Endgültig gelöscht: Idee")
        assert "Zurücknehmen" not in page.html
        row.refresh_from_db()
        assert (row.text, row.publicity) == ("", Publicity.REMOVED)
        assert not Photo.objects.exists()
        assert AuditEntry.objects.filter(verb="moderation.removed", actor=admin.user.pk).exists()
        admin.opens(path).says("Das wurde schon gelöscht.")

    def test_everybody_reads_that_it_was_erased(self, time: Clock, row: Contribution) -> None:
        self.erase(row)
        page = Visitor().get(f"/ideen/{row.number}/")
        assert page.status == 410
        page.says("Dieser Beitrag wurde gelöscht")
        assert "0381" not in page.html

    def test_its_author_reads_why_in_a_mail_that_repeats_nothing(
        self, time: Clock, row: Contribution, smtp: Inbox
    ) -> None:
        Contribution.objects.filter(pk=row.pk).update(author=of_member(user=make_resident(), language="de", at=AT))
        self.erase(row)
        time.at = TOLD_AT
        actions.settle_due(at=TOLD_AT)
        run_jobs()
        [mail] = smtp.messages
        assert mail.subject == f"Gelöscht: Idee {row.number}"
        assert "Der Text hetzt gegen Menschen." in mail.text
        assert "Rufen Sie mich an" not in mail.text + mail.subject

    def test_a_comment_is_erased_too(self, time: Clock, row: Contribution) -> None:
        comment = make_comment(row, "Hetze")
        self.erase(comment)
        comment.refresh_from_db()
        assert comment.text == ""

    @pytest.mark.parametrize("role", sorted(DESK_ROLES - {Role.ADMINISTRATOR}))
    def test_others_are_offered_nothing_and_erase_nothing(self, time: Clock, row: Contribution, role: Role) -> None:
        who, path = Colleague(role), f"moderation/{row.pk}/loeschen/"
        assert "Endgültig löschen" not in who.opens(f"moderation/{row.pk}/").html
        who.opens(path).says("Berechtigung")
        who.sends(path, stand="shown", fassung="1", sicher="1", **WHY).says("Berechtigung")
        row.refresh_from_db()
        assert row.publicity == Publicity.SHOWN

    def erase(self, row: Contribution | Comment) -> None:
        fields = {"stand": "shown", "fassung": "1", "sicher": "1"} | WHY
        Colleague(Role.ADMINISTRATOR).sends(f"moderation/{row.pk}/loeschen/", **fields).says("Endgültig gelöscht")


class TestReasonsToBeginWith:
    def test_they_are_offered_while_there_is_no_template_and_taken_once(self, moderator: Colleague) -> None:
        moderator.opens("moderation/vorlagen/").says("Noch keine Vorlage", "Muster übernehmen")
        moderator.sends("moderation/vorlagen/muster/").says("Die Muster sind übernommen.", "Beleidigung oder Drohung")
        page = moderator.sends("moderation/vorlagen/muster/")
        assert "Muster übernehmen" not in page.html
        assert ReasonTemplate.objects.count() == 7
        assert AuditEntry.objects.filter(verb="moderation.take_samples").count() == 1

    def test_what_somebody_has_changed_stays(self, moderator: Colleague) -> None:
        moderator.sends("moderation/vorlagen/muster/")
        ReasonTemplate.objects.filter(name="Hetze").update(text={"de": "Unsere Worte."})
        ReasonTemplate.objects.filter(name="Steht hier schon").delete()
        moderator.sends("moderation/vorlagen/muster/")
        assert ReasonTemplate.objects.get(name="Hetze").text == {"de": "Unsere Worte."}
        assert ReasonTemplate.objects.count() == 7

    def test_others_take_none(self, time: Clock) -> None:
        Colleague(Role.EDITOR).sends("moderation/vorlagen/muster/").says("Berechtigung")
        assert not ReasonTemplate.objects.exists()
