"""What tells who reported is erased when nothing can be asked about it any more; our own reasons stay."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from smilecity.understand.moderation import rules
from smilecity.understand.moderation.models import Appeal, Flag


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Erase name, address and words of reports decided six months ago; return how many. Open complaints keep theirs.

    The words of complaints go six months after their answer.
    """
    over = rules.months_before(at)
    Appeal.objects.filter(decided_at__lte=over).exclude(text="").update(text="")
    open_or_young = Appeal.objects.filter(decision=OuterRef("decision")).filter(
        Q(decided_at=None) | Q(decided_at__gt=over)
    )
    erased = Flag.objects.filter(erased_at=None, decision__settled_at__lte=over).exclude(Exists(open_or_young))
    return erased.update(name="", address="", text="", erased_at=at)
