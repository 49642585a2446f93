"""Locations and features: GeoJSON checked and boxed, whatever else their encoding type says kept as it is."""

from smilecity.ground import geo

# What is said of GeoJSON today, and what 18-088 said of it.
GEOJSON = frozenset({"application/geo+json", "application/vnd.geo+json"})
