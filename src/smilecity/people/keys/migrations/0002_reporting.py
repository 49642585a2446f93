"""A key may be for reporting, and for the data of the city."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

SCOPES = ["read", "observe", "manage", "report", "city"]


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("apikey", "key_scopes_known"),
        AddConstraintNotValid(
            "apikey",
            models.CheckConstraint(
                condition=models.Q(("scopes__contained_by", SCOPES), ("scopes__len__gt", 0)), name="key_scopes_known"
            ),
        ),
    ]
