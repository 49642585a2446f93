"""Redacted texts whose original is due are found without reading all. Built beside those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("surveys", "0010_keeping")]

    operations = [
        AddIndexConcurrently(
            "freetext",
            models.Index(
                fields=["erase_original_on"],
                condition=models.Q(("erase_original_on__isnull", False)),
                name="freetext_by_original",
            ),
        )
    ]
