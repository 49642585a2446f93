from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    # Built while others write.
    atomic = False

    dependencies = [
        ("fieldwork", "0001_initial"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=GinIndex(fields=["photos"], name="entry_by_photo"),
        ),
    ]
