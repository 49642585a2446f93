from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built while others write.
    atomic = False

    dependencies = [
        ("contributions", "0003_reports"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="contribution",
            index=models.Index(
                models.F("category"),
                models.F("lat"),
                models.F("lon"),
                condition=models.Q(("kind", "report"), ("visible", True)),
                name="report_by_category_place",
            ),
        ),
        AddIndexConcurrently(
            model_name="contribution",
            index=models.Index(
                models.OrderBy(models.F("submitted_at"), descending=True),
                models.OrderBy(models.F("number"), descending=True),
                condition=models.Q(("kind", "report"), ("visible", True)),
                name="report_by_submitted_at",
            ),
        ),
        AddIndexConcurrently(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("visible", True)),
                fields=["lon", "lat"],
                include=["number", "kind", "status", "district", "category", "published_at"],
                name="shown_on_map",
            ),
        ),
        RemoveIndexConcurrently(model_name="contribution", name="shown_by_place"),
    ]
