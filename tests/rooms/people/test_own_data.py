"""One's own data: everything is in the copy, erasing takes the person out everywhere, and others lose nothing."""

from datetime import timedelta

import jsonschema_rs
import pytest
from django.db import connection

from smilecity.collect.contributions.models import Comment, Contribution, Support
from smilecity.collect.contributions.models import Draft as Writing
from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.deliver.notices import actions as notices
from smilecity.deliver.notices.models import Reader, Subscription
from smilecity.deliver.notices.rules import Target
from smilecity.ground import hashes
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.barriers import actions as barriers
from smilecity.people.barriers.models import Barrier
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts import queries as contact_queries
from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.models import User
from smilecity.people.owndata import actions, queries
from smilecity.people.owndata.models import OwnLink
from smilecity.people.owndata.registry import holdings
from smilecity.people.owndata.rules import LINK_LIVES, Person
from smilecity.people.privacy import actions as privacy
from smilecity.people.register import queries as register
from smilecity.people.register.models import Entry, Pending
from smilecity.understand.moderation.models import Flag
from tests.factories import AT, make_draft, make_resident, make_staff, make_survey, send_off
from tests.factories_contributions import make_contribution
from tests.factories_moderation import make_flag
from tests.factories_taking import ask_comment, confirm, contribute, support
from tests.factories_taking import make_draft as make_writing
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
MIA, MIA_TOO, OTHER = "m.ia+stadt@gmail.com", "mia@googlemail.com", "otto@example.org"


def lived(address: str) -> None:
    """Have a guest leave something in every room."""
    contribute(address=address, author_name="Mia")
    other = make_contribution()
    confirm(ask_comment(other.pk, address))
    support(other.pk, address, informed=True)
    contact = contact_queries.of_address(address)
    assert contact
    notices.subscribe(contact=contact, target=Target(contribution=other.pk), at=AT)
    make_flag(other.pk, address=address)
    barriers.report(page="/ideen/", text="Zu klein.", name="Mia", address=address, phone="", language="de", at=AT)
    survey = make_survey(open=True)
    make_draft(survey, address=address)
    send_off(make_survey(open=True), address)
    text = privacy.version_of(subject="survey:1", text={"de": "Ja."}, at=AT)
    privacy.note(texts=[text], address=address, at=AT)


def rows(person: Person) -> dict[str, int]:
    """Return how many rows there are of each section that has any."""
    found = queries.export(person)
    return {
        f"{name}.{part.section.name}": len(part.rows) for name, parts in found.items() for part in parts if part.rows
    }


def test_the_copy_of_a_guest_holds_something_of_every_room_in_any_spelling_of_the_address() -> None:
    lived(MIA)
    assert rows(queries.guest(MIA_TOO)) == {
        "register.entries": 2,
        "register.waiting": 1,
        "contacts.contacts": 1,
        "contacts.proofs": 3,
        "contributions.contributions": 1,
        "contributions.comments": 1,
        "contributions.supports": 1,
        "moderation.reports": 1,
        "notices.settings": 1,
        "notices.subscriptions": 1,
        "surveys.drafts": 2,
        "barriers.barriers": 1,
        "privacy.consents": 2,
    }


def test_of_others_nothing_is_in_the_copy() -> None:
    lived(MIA)
    assert rows(queries.guest(OTHER)) == {}


def test_the_document_fits_its_schema_and_holds_no_secret() -> None:
    lived(MIA)
    document = queries.document(queries.guest(MIA), remarks=["Etwas bleibt."], at=AT)
    jsonschema_rs.validate(queries.schema(), document, validate_formats=True)
    assert "salt" not in str(document)
    assert "password" not in str(document)


def test_a_guest_who_is_erased_leaves_texts_and_counts_but_no_person() -> None:
    lived(MIA)
    lived(OTHER)
    before = (Contribution.objects.count(), Comment.objects.count(), Support.objects.count(), Entry.objects.count())
    for _ in range(2):
        actions.erase(person=queries.guest(MIA), at=AT)
    after = (Contribution.objects.count(), Comment.objects.count(), Support.objects.count(), Entry.objects.count())
    assert after == before
    assert rows(queries.guest(MIA)) == {
        "register.entries": 2,
        "contacts.proofs": 3,
        "contributions.supports": 1,
        "privacy.consents": 2,
    }
    assert not Contribution.objects.filter(author_name="Mia", author=None).exists()
    assert Contribution.objects.filter(author_name="Mia").count() == 1
    assert rows(queries.guest(OTHER))["contributions.contributions"] == 1


def test_no_table_holds_the_address_of_who_was_erased() -> None:
    lived(MIA)
    actions.ask(address=MIA, language="de", at=AT)
    actions.erase(person=queries.guest(MIA), at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND data_type IN ('text', 'character varying', 'jsonb')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', ["%m.ia+stadt%"])  # noqa: S608 - names of our own tables
            assert cursor.fetchone() == (0,), (table, column)


def test_who_was_erased_cannot_take_part_a_second_time() -> None:
    survey = make_survey(open=True)
    send = send_off(survey, MIA)
    surveys.confirm_by_link(token=send.token, secret=hashes.new_secret(), at=AT)
    actions.erase(person=queries.guest(MIA), at=AT)
    assert register.took_part(survey.opened, MIA_TOO)
    assert Participation.objects.count() == 1


def test_a_member_is_erased_with_account_contact_and_what_their_browser_has_begun() -> None:
    member = make_resident(email=MIA)
    contact = contacts.of_member(user=member, language="de", at=AT)
    notices.subscribe(contact=contact, target=Target(contribution=make_contribution().pk), at=AT)
    begun = [make_writing(), make_draft(make_survey(open=True))]
    person = queries.member(member, begun)
    assert rows(person)["people.account"] == 1
    assert rows(person)["contributions.drafts"] == rows(person)["surveys.drafts"] == 1
    actions.erase(person=person, at=AT)
    assert not User.objects.filter(pk=member.pk).exists()
    assert not Contact.objects.filter(pk=contact).exists()
    assert (Reader.objects.count(), Subscription.objects.count()) == (0, 0)
    assert (Draft.objects.count(), Writing.objects.count()) == (0, 0)


def test_what_waits_for_a_confirmation_waits_no_longer() -> None:
    send_off(make_survey(open=True), MIA)
    actions.erase(person=queries.guest(MIA_TOO), at=AT)
    assert (Pending.objects.count(), Draft.objects.count()) == (0, 0)


def test_reports_and_barriers_stay_without_a_name() -> None:
    lived(MIA)
    actions.erase(person=queries.guest(MIA), at=AT)
    assert [(row.name, row.address, bool(row.text)) for row in Flag.objects.all()] == [("", "", True)]
    assert [(row.name, row.address, row.text) for row in Barrier.objects.all()] == [("", "", "Zu klein.")]


def test_the_proof_that_an_address_was_confirmed_outlives_it() -> None:
    lived(MIA)
    actions.erase(person=queries.guest(MIA), at=AT)
    assert OptIn.objects.count() == 3


def test_who_works_at_the_town_hall_is_not_erased_before_the_role_is_gone() -> None:
    staff = make_staff()
    with pytest.raises(Refused, match="Rolle"):
        actions.erase(person=queries.member(staff), at=AT)
    assert User.objects.filter(pk=staff.pk).exists()


def test_of_who_has_left_the_town_hall_only_a_number_stays_in_the_log() -> None:
    staff = make_staff()
    make_survey(by=staff)
    User.objects.filter(pk=staff.pk).update(roles=[])
    staff.refresh_from_db()
    assert rows(queries.member(staff))["people.audit"] >= 1
    actions.erase(person=queries.member(staff), at=AT)
    assert AuditEntry.objects.filter(actor=staff.pk).exists()
    assert not User.objects.filter(pk=staff.pk).exists()


def test_the_log_says_that_somebody_was_erased_and_not_who() -> None:
    actions.erase(person=queries.guest(MIA), at=AT)
    entry = AuditEntry.objects.get(verb="owndata.erase")
    assert (entry.actor, entry.subject, entry.details) == (None, "owndata", {"of": "guest"})


def test_an_answer_that_is_being_changed_is_joined_to_nobody() -> None:
    survey = make_survey(open=True)
    draft = make_draft(survey)
    Draft.objects.filter(pk=draft).update(change_hash=b"x" * 32)
    assert rows(queries.member(make_resident(), [draft])) == {"people.account": 1}


def test_a_link_opens_until_it_runs_out_and_is_forgotten_then() -> None:
    link = queries.link_to_send(actions.ask(address=f"  <{MIA}> ", language="en", at=AT))
    assert link
    opened = queries.link(link.token, at=AT + LINK_LIVES - timedelta(seconds=1))
    assert opened
    assert (opened.address, opened.language, opened.user) == (MIA, "en", None)
    assert queries.link(link.token, at=AT + LINK_LIVES) is None
    assert queries.link("x" * 43, at=AT) is None
    assert (actions.forget_links(at=AT), actions.forget_links(at=AT + LINK_LIVES)) == (0, 1)


def test_no_copy_of_the_database_holds_the_link() -> None:
    link = queries.link_to_send(actions.ask(address=MIA, language="de", at=AT))
    assert link
    kept = OwnLink.objects.get()
    assert link.token.encode() not in bytes(kept.salt) + bytes(kept.token_hash)


def test_what_is_no_address_gets_no_link() -> None:
    with pytest.raises(Refused):
        actions.ask(address="mia", language="de", at=AT)


def test_the_account_and_the_contact_are_erased_after_all_rooms_that_point_at_them() -> None:
    names = [holding.name for holding in holdings()]
    assert names.index("people") < names.index("contacts") < names.index("contributions") < names.index("notices")


def test_the_copy_costs_the_same_however_much_there_is() -> None:
    lived(MIA)
    with statements() as few:
        queries.export(queries.guest(MIA))
    for _ in range(3):
        lived(MIA)
    with statements() as many:
        queries.export(queries.guest(MIA))
    assert len(many) == len(few)
