"""Whether a machine wrote a form. What it wrote is not lost: moderators read it before anybody else does."""

from django.http import HttpRequest

from smilecity.doors.web import honeypot, proof
from smilecity.doors.web.proof import Proof


def is_suspect(request: HttpRequest) -> bool:
    """Say whether a form is to be read before it is shown. Uses up the proof of work that it brings along."""
    return honeypot.is_filled(request) or proof.weight(request) is not Proof.SOLVED
