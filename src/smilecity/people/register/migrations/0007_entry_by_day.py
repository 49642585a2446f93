"""Counts by day and way are read from an index; it is built while everybody goes on taking part."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("register", "0006_days")]

    operations = [
        AddIndexConcurrently(
            "entry",
            models.Index(fields=["process", "on", "way"], condition=models.Q(counted=True), name="entry_by_day"),
        ),
    ]
