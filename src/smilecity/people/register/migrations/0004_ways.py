"""Codes, paper and tablets are ways of taking part, too; a burnt address may stand beside a code without counting."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

WAYS = ["member", "guest", "code", "paper", "kiosk"]


class Migration(migrations.Migration):
    dependencies = [("register", "0003_purpose_event")]

    operations = [
        migrations.AddField(
            "entry",
            "counted",
            models.BooleanField(
                default=True,
                db_default=True,
                help_text="False: the address of somebody whose code counts, burnt with it.",
            ),
        ),
        migrations.AlterField(
            "entry", "way", models.CharField(max_length=10, choices=[(way, way) for way in WAYS])
        ),
        migrations.RemoveConstraint("entry", "entry_way_known"),
        # Checked for what is new at once, for what is there in a migration of its own that locks nobody out.
        AddConstraintNotValid(
            "entry", models.CheckConstraint(condition=models.Q(("way__in", WAYS)), name="entry_way_known")
        ),
    ]
