from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

KINDS = ["idea", "place", "report"]
CHANNELS = ["web", "program", "phone", "card", "stall", "letter", "import"]
VERBS = [
    *("submitted", "shown", "hidden", "edited", "office", "due", "status", "replied", "merged", "parted", "filed"),
    *("delegated", "returned", "withdrawn", "removed", "reminded", "escalated"),
]


def _known(model: str, name: str, **values: list[str]) -> list[Operation]:
    """Say anew what a column may hold: not valid at first, so that nobody waits while the rows are read."""
    constraint = models.CheckConstraint(condition=models.Q(*values.items()), name=name)
    return [
        migrations.RemoveConstraint(model_name=model, name=name),
        AddConstraintNotValid(model_name=model, constraint=constraint),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0002_consents"),
        ("register", "0008_purpose_report"),
    ]

    operations = [
        *_known("call", "call_kind_known", kind__in=KINDS),
        *_known("contribution", "contribution_kind_known", kind__in=KINDS),
        *_known("contribution", "contribution_channel_known", channel__in=CHANNELS),
        *_known("step", "step_verb_known", verb__in=VERBS),
        migrations.AddField(
            model_name="photo",
            name="stage",
            field=models.CharField(db_default="before", default="before", max_length=10),
        ),
        AddConstraintNotValid(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["before", "after"])), name="photo_stage_known"
            ),
        ),
        ValidateConstraint(model_name="call", name="call_kind_known"),
        ValidateConstraint(model_name="contribution", name="contribution_kind_known"),
        ValidateConstraint(model_name="contribution", name="contribution_channel_known"),
        ValidateConstraint(model_name="step", name="step_verb_known"),
        ValidateConstraint(model_name="photo", name="photo_stage_known"),
    ]
