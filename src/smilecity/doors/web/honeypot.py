"""A field that people neither see nor reach: whoever fills it is a program.

The caller shows such a visitor the same page as after success, and keeps nothing: a program learns nothing from it.
"""

from django.http import HttpRequest

# What components/honeypot.html calls it; programs like to leave an address.
FIELD = "homepage"


def is_filled(request: HttpRequest) -> bool:
    """Say whether the form that was sent was filled in by a program."""
    return bool(request.POST.get(FIELD, "").strip())
