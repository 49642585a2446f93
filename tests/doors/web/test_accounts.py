"""Accounts: signing up, in and back in, without ever saying who has one; links and names are always our own."""

import re
import time
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from smilecity.deliver.notices import actions as notices
from smilecity.deliver.notices.rules import Search, Target
from smilecity.doors.mail.models import Outbox
from smilecity.doors.web.accounts import enrol, verify_address
from smilecity.people.actions import AddressTaken, give_roles, make_account
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts.queries import of_address, reach
from smilecity.people.models import User
from smilecity.people.privacy.queries import consents_of
from smilecity.people.rules import Role
from tests.jobs import run_jobs
from tests.smtp import Inbox

pytestmark = pytest.mark.django_db
PASSWORD = "wind-wasser-werft-2026"
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def account(email: str = "anna@example.org", *, roles: tuple[Role, ...] = (), second_factor: bool = False) -> User:
    user = make_account(email=email, password=PASSWORD, at=NOON)
    give_roles(user=user.pk, roles=roles, by=None, at=NOON)
    verify_address(user=user.pk)
    if second_factor:
        enrol(user=user.pk, secret=SECRET)
    return User.objects.get(pk=user.pk)


def code_now(half_minutes: int = 0) -> str:
    """Return the code of this half minute, or of one so much later; never in the last seconds of it."""
    if time.time() % 30 > 25:
        time.sleep(30 - time.time() % 30)
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + half_minutes)))


def sign_in(client: Client, email: str = "anna@example.org", password: str = PASSWORD, **more: str) -> str:
    """Return where the answer leads; empty when the form is shown again."""
    response = client.post(reverse("account_login"), {"login": email, "password": password, **more})
    return response.headers.get("Location", "")


def sign_up(client: Client, email: str, password: str = PASSWORD) -> tuple[int, str, str]:
    """Return what a visitor sees: status, where it leads, and the page there."""
    response = client.post(reverse("account_signup"), {"email": email, "password1": password})
    there = response.headers.get("Location", "")
    page = client.get(there).content.decode() if there else response.content.decode()
    return response.status_code, there, re.sub(r'value="[^"]{32,}"', "", page)


def links(text: str) -> list[str]:
    return re.findall(r"http\S+", text)


def test_signing_up_confirming_and_signing_in(client: Client, smtp: Inbox) -> None:
    status, there, page = sign_up(client, "Anna@Example.org")
    assert (status, there) == (302, reverse("account_email_verification_sent"))
    assert "Bitte schauen Sie in Ihr Postfach." in page
    assert sign_in(client, "anna@example.org") == reverse("account_email_verification_sent")
    run_jobs()
    link = links(smtp.messages[0].text)[0]
    assert link.startswith(f"{django_settings.BASE_URL}/konto/confirm-email/")
    path = link.removeprefix(django_settings.BASE_URL)
    other_device = Client()
    page = other_device.get(path).content.decode()
    assert "Ist das Ihre E-Mail-Adresse?" in page
    assert not EmailAddress.objects.get().verified, "only the button confirms"
    other_device.post(path)
    assert EmailAddress.objects.get().verified
    assert sign_in(other_device) == "/"
    user = User.objects.get()
    assert (user.roles, user.is_staff, user.name) == ([], False, "")
    assert user.joined_at is not None


def test_the_password_is_hashed_with_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert account().password.startswith("argon2$argon2id$")


def test_signing_up_with_a_known_address_looks_the_same_and_changes_nothing(smtp: Inbox) -> None:
    before = account("known@example.org")
    new = sign_up(Client(), "new@example.org")
    known = sign_up(Client(), "KNOWN@example.org", "ein-ganz-anderes-passwort")
    assert new == known
    run_jobs()
    first, second = smtp.messages
    assert first.subject == second.subject == "Ihr neues Konto"
    assert "Sie haben aber schon eines" in second.text
    assert User.objects.get(pk=before.pk).check_password(PASSWORD)


def test_asking_for_a_new_password_looks_the_same_for_everybody(smtp: Inbox) -> None:
    account("known@example.org")
    pages = []
    for email in ("known@example.org", "nobody@example.org"):
        client = Client()
        response = client.post(reverse("account_reset_password"), {"email": email})
        assert response.status_code == 302
        pages.append((response["Location"], client.get(response["Location"]).content))
    assert pages[0] == pages[1]
    run_jobs()
    first, second = smtp.messages
    assert first.subject == second.subject == "Neues Passwort"
    assert (first.to, second.to) == (("known@example.org",), ("nobody@example.org",))
    assert "kein Konto" in second.text


def test_signing_in_says_the_same_for_a_wrong_password_and_an_unknown_address(client: Client) -> None:
    account("known@example.org")

    def said(email: str) -> str:
        response = client.post(reverse("account_login"), {"login": email, "password": "falsch-falsch-falsch"})
        page = response.content.decode()
        assert "Fehler:" in page
        assert "E-Mail-Adresse und Passwort passen nicht zusammen." in page
        return re.sub(r'value="[^"]*"', "", page)

    assert said("known@example.org") == said("nobody@example.org")


def test_of_two_tabs_that_sign_up_with_one_address_both_see_the_same_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slower(**_: object) -> User:
        raise AddressTaken

    monkeypatch.setattr("smilecity.doors.web.accounts.make_account", slower)
    status, there, _page = sign_up(client, "anna@example.org")
    assert (status, there) == (302, reverse("account_email_verification_sent"))


def test_a_forgotten_password_is_set_anew_with_the_link_of_the_mail(client: Client, smtp: Inbox) -> None:
    account()
    client.post(reverse("account_reset_password"), {"email": "anna@example.org"})
    run_jobs()
    link = links(smtp.messages[0].text)[0]
    assert link.startswith(f"{django_settings.BASE_URL}/konto/password/reset/key/")
    form = client.get(link.removeprefix(django_settings.BASE_URL), follow=True)
    path = form.redirect_chain[-1][0]
    assert "Mindestens 12 Zeichen" in form.content.decode()
    done = client.post(path, {"password1": "leuchtturm-am-alten-strom"}, follow=True)
    assert "Ihr neues Passwort ist gespeichert." in done.content.decode()
    assert User.objects.get().check_password("leuchtturm-am-alten-strom")
    again = Client().get(link.removeprefix(django_settings.BASE_URL), follow=True).content.decode()
    assert "Dieser Link gilt nicht mehr." in again
    run_jobs()
    assert smtp.messages[1].subject == "Ihr Passwort wurde geändert"


@pytest.mark.parametrize("host", ["localhost", "testserver"])
def test_mails_bear_our_own_address_whatever_host_was_asked_for(smtp: Inbox, host: str) -> None:
    account()
    client = Client(headers={"Host": host})
    client.post(reverse("account_reset_password"), {"email": "anna@example.org"})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    client.post(reverse("account_signup"), {"email": "anna@example.org", "password1": PASSWORD})
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    run_jobs()
    assert len(smtp.messages) == 4
    for mail in smtp.messages:
        assert links(mail.text)
        assert all(link.startswith(django_settings.BASE_URL) for link in links(mail.text))
        assert host not in mail.text
        assert "example.com" not in mail.text


def test_mails_and_pages_speak_the_language_of_the_page(smtp: Inbox) -> None:
    client = Client()
    client.post("/en/konto/signup/", {"email": "new@example.org", "password1": PASSWORD})
    run_jobs()
    assert links(smtp.messages[0].text)[0].startswith(f"{django_settings.BASE_URL}/en/konto/confirm-email/")


def test_a_mail_waits_in_the_outbox_while_the_server_is_down(client: Client, smtp: Inbox) -> None:
    smtp.stop()
    status, _there, page = sign_up(client, "anna@example.org")
    assert (status, "Postfach" in page) == (302, True)
    run_jobs(may_fail=True)
    assert Outbox.objects.get().to == "anna@example.org"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kurz", "12 Zeichen"),
        ("password1234", "Dieses Passwort benutzen viele."),
        ("839204718265", "Bitte nehmen Sie auch Buchstaben"),
        ("anna@example.org", "Dieses Passwort ähnelt Ihrer E-Mail-Adresse."),
        ("", "Bitte denken Sie sich ein Passwort aus."),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(client: Client, password: str, sentence: str) -> None:
    page = client.post(reverse("account_signup"), {"email": "anna@example.org", "password1": password}).content.decode()
    assert sentence in page
    assert 'value="anna@example.org"' in page
    assert page.count(f'value="{password}"') == (password == "anna@example.org") or not password


def test_every_error_stands_in_the_summary_and_at_its_field(client: Client) -> None:
    page = client.post(reverse("account_login"), {"login": "kein-at", "password": ""}).content.decode()
    for field_id, sentence in (
        ("id_login", "Bitte prüfen Sie die E-Mail-Adresse, etwa name@beispiel.de."),
        ("id_password", "Bitte geben Sie Ihr Passwort ein."),
    ):
        assert f'<a href="#{field_id}">{sentence}</a>' in page
        assert page.count(sentence) == 2
        assert f'id="{field_id}-error"' in page


def test_after_five_wrong_passwords_the_form_asks_for_patience(client: Client) -> None:
    account()
    for _ in range(5):
        sign_in(client, password="falsch-falsch-falsch")
    response = client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
    assert "Das waren viele Versuche." in response.content.decode()


def test_too_many_from_one_address_get_a_page_and_a_proxy_claim_does_not_help(client: Client) -> None:
    for number in range(31):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        response = client.post(reverse("account_login"), {"login": "a@example.org", "password": "x"}, headers=headers)
    assert response.status_code == 429
    assert "Das ging uns zu schnell." in response.content.decode()


@pytest.mark.parametrize(("roles", "place"), [((), "/"), ((Role.EDITOR,), "/desk/")])
def test_staff_go_to_their_desk_and_residents_home(client: Client, roles: tuple[Role, ...], place: str) -> None:
    account(roles=roles)
    assert sign_in(client) == place


def test_what_somebody_did_as_a_guest_is_theirs_once_they_have_signed_in(client: Client) -> None:
    guest = contacts.remember(address="Anna@example.org", language="de", at=NOON)
    user = account()
    sign_in(client, password="falsch-falsch-falsch")
    assert reach([guest])[guest].user is None
    sign_in(client)
    assert reach([guest])[guest].user == user.pk


def test_the_second_factor_is_asked_for_and_its_secret_lies_encrypted(client: Client) -> None:
    account(roles=(Role.EDITOR,), second_factor=True)
    assert SECRET not in str(Authenticator.objects.get(type="totp").data)
    assert sign_in(client) == reverse("mfa_authenticate")
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "Jetzt noch der Code" in page
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "Dieser Code passt nicht." in wrong
    response = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert response["Location"] == "/desk/"


@pytest.mark.parametrize(("half_minutes", "passes"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_early_or_late(client: Client, half_minutes: int, passes: bool) -> None:
    account(second_factor=True)
    sign_in(client)
    response = client.post(reverse("mfa_authenticate"), {"code": code_now(half_minutes)})
    assert (response.status_code == 302) is passes


def test_a_code_works_once_for_as_long_as_it_is_valid(client: Client) -> None:
    account(second_factor=True)
    sign_in(client)
    code = code_now(1)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    # What allauth itself remembers lasts one period only, shorter than the code.
    cache.delete(f"allauth.mfa.totp.used?user={User.objects.get().pk}&code={code}")
    thief = Client()
    sign_in(thief)
    assert thief.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_a_spare_code_works_once(client: Client) -> None:
    user = account(second_factor=True)
    client.force_login(user)
    sign_in_again = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert sign_in_again.status_code == 302
    client.post(reverse("mfa_generate_recovery_codes"))
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.findall(r"<code>(\d{8})</code>", page)[0]
    for expected in ("/", reverse("mfa_authenticate")):
        other = Client()
        sign_in(other)
        response = other.post(reverse("mfa_authenticate"), {"code": code})
        assert response.headers.get("Location", reverse("mfa_authenticate")) == expected


def test_residents_may_switch_the_second_factor_off_and_staff_may_not(client: Client) -> None:
    for roles, remains in (((), False), ((Role.ANALYST,), True)):
        user = account(f"{len(roles)}@example.org", roles=roles, second_factor=True)
        client.force_login(user)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(user=user, type="totp").exists() is remains


def test_the_app_on_the_phone_can_read_the_secret(client: Client) -> None:
    user = account(second_factor=True)
    authenticator = Authenticator.objects.get(user=user, type="totp")
    assert TOTP(authenticator).validate_code(code_now())


def test_the_address_is_changed_only_after_the_new_one_was_confirmed(client: Client, smtp: Inbox) -> None:
    user = account()
    contact = contacts.of_member(user=user, language="de", at=NOON)
    notices.subscribe(contact=contact, target=Target(search=Search(text="rad")), at=NOON)
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.post(reverse("account_email"), {"email": "neu@example.org", "action_add": "1"}, follow=True)
    assert "An neu@example.org haben wir einen Link geschickt." in page.content.decode()
    assert User.objects.get(pk=user.pk).email == "anna@example.org"
    run_jobs()
    client.post(links(smtp.messages[-1].text)[0].removeprefix(django_settings.BASE_URL))
    assert User.objects.get(pk=user.pk).email == "neu@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["neu@example.org"]
    # The old address may be somebody else's by now.
    assert (of_address("anna@example.org"), of_address("neu@example.org")) == (None, contact)
    # What was agreed to for it is revoked, and stands for the new one.
    assert [bool(row.revoked_at) for row in consents_of("anna@example.org")] == [True]
    assert [bool(row.revoked_at) for row in consents_of("neu@example.org")] == [False]


PAGES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
]
OWN_PAGES = [
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
]
# "du" has no business on a page of the town hall, nor have allauth's own English texts.
STRANGE = re.compile(r"\b(du|dein\w*|dich|dir|Sign|Password|Email|Forgot)\b", re.IGNORECASE)


def shown(page: str) -> str:
    """The words a visitor reads."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"<[^>]+>", " ", main)


@pytest.mark.parametrize("name", PAGES)
def test_pages_for_everybody_look_and_speak_like_the_rest(client: Client, name: str) -> None:
    page = client.get(reverse(name)).content.decode()
    assert 'class="site-header"' in page
    assert page.count("<h1") == 1
    assert not STRANGE.search(shown(page))


@pytest.mark.parametrize("name", OWN_PAGES)
def test_pages_of_an_account_look_and_speak_like_the_rest(client: Client, name: str) -> None:
    client.force_login(account())
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = client.get(reverse(name))
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count("<h1") == 1
    assert not STRANGE.search(shown(page))


def test_a_page_about_accounts_costs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        client.get(reverse("account_login"))


def test_without_a_sign_in_server_its_addresses_are_not_there(client: Client) -> None:
    assert client.get("/konto/3rdparty/").status_code == 404
    assert client.get("/konto/oidc/oidc/login/").status_code == 404
