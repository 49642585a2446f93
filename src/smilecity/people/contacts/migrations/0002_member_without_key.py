"""Members whose address is another contact's by its key are found without reading all. Built beside those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contacts", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            "contact",
            models.Index(
                fields=["user"],
                condition=models.Q(("key", None), ("user__isnull", False)),
                name="member_without_key",
            ),
        )
    ]
