"""When two spellings are one address, and when they are not; how codes are typed; when a confirmation runs out."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.ground.refusals import Refused
from smilecity.people.register import rules

# Spellings of one line are one person.
SAME = [
    ("max@example.de", "MAX@Example.DE", "  max@example.de\n", "mailto:max@example.de", "MailTo:max@example.de"),
    ("max@example.de", "Max Muster <max@example.de>", '"Muster, Max" <Max@example.de>', "<max@example.de>"),
    ("max@müller.de", "max@MÜLLER.de", "max@mu\u0308ller.de", "max@xn--mller-kva.de", "max@XN--MLLER-KVA.DE"),
    ("max@straße.de", "max@STRAẞE.de", "max@xn--strae-oqa.de"),
    ("max@example.de", "max@example.de.", "max@example。de", "max@ｅｘａｍｐｌｅ.de"),
    ("müller@example.de", "MÜLLER@example.de", "mu\u0308ller@example.de"),
    ("max.m@gmail.com", "maxm@gmail.com", "m.a.x.m@gmail.com", "MaxM+umfrage@googlemail.com", "maxm+a+b@gmail.com"),
    ("max@outlook.com", "max+stadt@outlook.com", "Max+@outlook.com"),
    ("max@icloud.com", "max@me.com", "max@mac.com", "max+x@icloud.com"),
    ("max.m@proton.me", "maxm@protonmail.com", "max-m@pm.me", "max_m+x@protonmail.ch"),
    ("max@fastmail.com", "max+x@fastmail.com"),
    ("max@posteo.de", "max+x@posteo.de"),
    ("max@mailbox.org", "max+x@mailbox.org"),
]

# Spellings of one line may be as many people as there are spellings, so they must stay apart.
APART = [
    ("max.m@example.de", "maxm@example.de", "max+m@example.de", "max-m@example.de"),
    ("max.m@web.de", "maxm@web.de", "max+m@web.de"),
    ("max.m@gmx.de", "maxm@gmx.de", "maxm@gmx.net"),
    ("max.m@outlook.com", "maxm@outlook.com", "maxm@outlook.de", "maxm@hotmail.com"),
    ("max.m@icloud.com", "maxm@icloud.com"),
    ("max@posteo.de", "max@posteo.net"),
    ("max@fastmail.com", "max@fastmail.fm"),
    ("max-m@gmail.com", "maxm@gmail.com", "max_m@gmail.com"),
    ("strauß@example.de", "strauss@example.de"),
    ("max@straße.de", "max@strasse.de"),
    ("max@müller.de", "max@mueller.de", "max@muller.de"),
    ("müller@example.de", "mueller@example.de", "muller@example.de"),
    ("max@gmail.com", "max@gmail.de", "max@sub.gmail.com", "max@xgmail.com"),
    ("+x@gmail.com", "+y@gmail.com"),
]

NOT_ADDRESSES = [
    "", " ", "max", "@", "max@", "@example.de", "max@example", "max@@example.de", "a@b@example.de", "max @example.de",
    "max..m@example.de", ".max@example.de", "max.@example.de", "max@.de", "max@example..de", "max@-example.de",
    "max@exa_mple.de", "max@127.0.0.1", "max@[127.0.0.1]", "max@localhost", "max,moritz@example.de",
    "max;moritz@example.de", "max@example.de, moritz@example.de", 'max"@example.de', "max\\@example.de",
    "max(a)@example.de", "max@example.de\r\nBcc: all@example.de", "max\r\n@example.de", "max\x00@example.de",
    "max\x7f@example.de", "max\x85@example.de", "max\u200b@example.de", "max\u202e@example.de", "max\ud800@example.de",
    "max@exam\ud800ple.de", "max@exam\u200bple\u0000.de", "max@xn--.de", "max@xn--zzzzzzzz99999.de", "<>", "<@>",
    "a" * 65 + "@example.de", "ü" * 33 + "@example.de", "max@" + "a" * 64 + ".de", "max@" + "a." * 126 + "de",
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_that_reach_one_postbox_are_one_person(spellings: tuple[str, ...]) -> None:
    assert len({rules.normalise_address(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize("spellings", APART, ids=lambda spellings: spellings[0])
def test_spellings_that_may_be_two_people_stay_apart(spellings: tuple[str, ...]) -> None:
    assert len({rules.normalise_address(spelling) for spelling in spellings}) == len(spellings)


@pytest.mark.parametrize("raw", NOT_ADDRESSES, ids=ascii)
def test_what_is_no_address_is_refused_with_an_example_of_one(raw: str) -> None:
    with pytest.raises(Refused, match=r"name@beispiel\.de"):
        rules.clean_address(raw)


@pytest.mark.parametrize("piece", ["a", "ü", "<", ">", "@", ".", "a@", "<a@b.de>", "\u0308", "xn--"])
def test_a_hundred_thousand_characters_are_refused_at_once(piece: str) -> None:
    began = time.process_time()
    for raw in (piece * 100_000, piece * 100_000 + "@example.de", "max@" + piece * 100_000):
        with pytest.raises(Refused):
            rules.clean_address(raw)
    assert time.process_time() - began < 1


def test_an_address_is_kept_as_mail_can_be_sent_to_it() -> None:
    assert rules.clean_address(" Max.Muster+Stadt@MÜLLER.de ") == "Max.Muster+Stadt@xn--mller-kva.de"


def test_two_processes_make_different_keys_of_one_address() -> None:
    one, other = (rules.key_of(pepper, "max@example.de") for pepper in (b"a" * 32, b"b" * 32))
    assert one != other
    assert len(one) == 32


def test_every_spelling_of_an_address_makes_the_same_key() -> None:
    assert len({rules.key_of(b"pepper", spelling) for spelling in SAME[6]}) == 1


_local = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20) | st.from_regex(
    r"[a-zA-Z0-9.+_-]{1,20}", fullmatch=True
)
_domain = st.sampled_from(["gmail.com", "Googlemail.com", "outlook.de", "me.com", "pm.me", "posteo.de", "x.de", "ß.de"])


def _address(local: str, domain: str) -> str | None:
    try:
        return rules.normalise_address(f"{local}@{domain}")
    except Refused:
        return None


@given(_local, _domain)
def test_normalising_twice_changes_nothing(local: str, domain: str) -> None:
    once = _address(local, domain)
    if once is not None:
        assert rules.normalise_address(once) == once


@given(st.from_regex(r"[a-zA-Z0-9.+_-]{1,20}", fullmatch=True), _domain.filter(str.isascii))
def test_case_never_makes_a_second_person(local: str, domain: str) -> None:
    assert _address(local.upper(), domain.upper()) == _address(local.lower(), domain.lower())


@given(st.text())
def test_nothing_else_than_a_refusal_is_ever_raised(raw: str) -> None:
    for text in (raw, f"{raw}@example.de", f"max@{raw}", f"max@{raw}.de"):
        try:
            cleaned = rules.clean_address(text)
        except Refused:
            continue
        local, _, domain = cleaned.rpartition("@")
        assert local
        assert domain.isascii()
        assert domain == domain.lower()
        assert not set(cleaned) & set(" \t\r\n\x00<>,;")


@pytest.mark.parametrize("typed", ["ABCD-EFGH", "abcd efgh", " a b c d–e f g h ", "ＡＢＣＤＥＦＧＨ", "abcdefgh\n"])
def test_a_code_may_be_typed_as_people_type(typed: str) -> None:
    assert rules.clean_code(typed) == "ABCDEFGH"


@given(st.text())
def test_a_typed_code_holds_capital_letters_and_digits_only(typed: str) -> None:
    assert rules.clean_code(typed).isascii()
    assert rules.clean_code(rules.clean_code(typed)) == rules.clean_code(typed)


def test_a_code_is_shown_in_groups_of_four_and_can_be_typed_as_shown() -> None:
    assert rules.show_code("ABCDEFGH") == "ABCD-EFGH"
    assert rules.clean_code(rules.show_code("ABCDEFGH")) == "ABCDEFGH"


def test_a_confirmation_has_run_out_at_its_very_moment() -> None:
    end = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert not rules.is_expired(end, end - timedelta(microseconds=1))
    assert rules.is_expired(end, end)


def test_the_hour_that_comes_twice_in_autumn_is_told_apart() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    end = datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=1)
    first = datetime(2026, 10, 25, 2, 45, tzinfo=berlin, fold=0)
    assert not rules.is_expired(end, first)
    assert rules.is_expired(first, end)


def test_pepper_and_hashes_live_thirty_days_beyond_the_close() -> None:
    assert rules.pepper_dies_on(date(2026, 2, 1)) == date(2026, 3, 3)
