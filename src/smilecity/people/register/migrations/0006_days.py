"""How many have taken part on which day is kept with the counts by way when the hashes are destroyed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0005_ways_valid")]

    operations = [
        migrations.AddField(
            "process",
            "days",
            models.JSONField(db_default={}, default=dict, help_text="Participations by day, kept as well."),
        ),
    ]
