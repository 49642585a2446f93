"""A consent ends."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [migrations.AddField("consent", "revoked_at", models.DateTimeField(null=True, help_text="The hour."))]
