"""What was there before keeps the promise of the last migration, too: read without a lock that stops writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_running")]

    operations = [ValidateConstraint("consent", "what_was_revoked_is_forgotten_one_day")]
