"""Who leaves a crew is remembered for a while, so that what waits on their device still comes in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0002_entry_by_photo")]

    operations = [
        migrations.AddField("crewmember", "left_at", models.DateTimeField(null=True)),
    ]
