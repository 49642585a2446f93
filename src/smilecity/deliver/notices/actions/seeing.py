"""What was shown on the reader's own page counts as seen."""

from datetime import datetime
from uuid import UUID

from smilecity.deliver.notices.models import Notice


def mark_seen(*, contact: UUID, until: datetime, at: datetime) -> int:
    """Count the notices made until then as seen; return how many were new."""
    return Notice.objects.filter(contact=contact, seen_at=None, made_at__lte=until).update(seen_at=at)
