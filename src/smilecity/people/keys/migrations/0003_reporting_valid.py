"""What is there fits the scopes that are known."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("keys", "0002_reporting")]

    operations = [ValidateConstraint("apikey", "key_scopes_known")]
