"""A role for those who work outside."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

ROLES = ["editor", "moderator", "clerk", "crew", "analyst", "steward", "administrator"]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_stewards")]

    operations = [
        migrations.RemoveConstraint("user", "known_roles_only"),
        AddConstraintNotValid(
            "user",
            models.CheckConstraint(condition=models.Q(("roles__contained_by", ROLES)), name="known_roles_only"),
        ),
    ]
