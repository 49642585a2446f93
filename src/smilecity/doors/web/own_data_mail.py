"""The last mail: everything is erased, and what stays and why. Sent once, in the transaction that erases."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from smilecity.city import queries as city


def say_goodbye(address: str, stays: list[str]) -> None:
    """Write the last mail to an address, in the language that is switched on."""
    context = {"stays": stays, "city": city.profile(), "base_url": settings.BASE_URL}
    subject = render_to_string("web/own_data/erased.subject.txt", context)
    body = render_to_string("web/own_data/erased.body.txt", context)
    lines = [line.rstrip() for line in body.strip().splitlines()]
    send_mail(" ".join(subject.split()), "\n".join(lines) + "\n", None, [address])
