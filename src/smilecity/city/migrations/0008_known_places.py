"""Streets, parks and districts that are there already can be found."""

from django.db import migrations


def gather(apps, schema_editor):
    """Let the streets, parks and districts that are there already be found."""
    from smilecity.city.gazetteer import Districts, entries

    model = {name: apps.get_model("city", name) for name in ("District", "MapFeature", "KnownPlace")}
    layers = model["MapFeature"].objects.exclude(name="").order_by("id")
    found = entries(
        streets=layers.filter(layer_id="street").values_list("name", "geometry"),
        areas=layers.filter(layer_id__in=["park", "water"]).values_list("name", "lon", "lat"),
        districts=Districts(list(model["District"].objects.order_by("name_sort", "id").values_list("name", "outline"))),
    )
    model["KnownPlace"].objects.bulk_create(
        model["KnownPlace"](
            name=one.name, is_district=one.is_district, district=one.district, lon=one.lon, lat=one.lat, **one.keys()
        )
        for one in found
    )


class Migration(migrations.Migration):
    dependencies = [("city", "0007_addresses_valid")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
