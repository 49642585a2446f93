"""Who answers a contribution and by when, in a sentence."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _


def sentence(contribution: UUID, at: datetime) -> str:
    """Return what the town hall promises for a contribution that has just come in."""
    return _("Wir leiten Ihren Beitrag an die zuständige Stelle weiter. Sie antwortet Ihnen öffentlich.")
