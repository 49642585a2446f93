"""What is there fits the layers that are known."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("city", "0006_addresses")]

    operations = [ValidateConstraint("maplayer", "layer_is_known")]
