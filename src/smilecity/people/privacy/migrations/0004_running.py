"""The proof of what still runs is not forgotten by a day counted from its beginning."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_agreed_again")]

    operations = [
        migrations.AlterField(
            "consent",
            "forget_on",
            models.DateField(null=True, db_index=True, help_text="Empty while what was agreed to still runs."),
        ),
        AddConstraintNotValid(
            "consent",
            models.CheckConstraint(
                condition=models.Q(("revoked_at", None), ("forget_on__isnull", False), _connector="OR"),
                name="what_was_revoked_is_forgotten_one_day",
            ),
        ),
    ]
