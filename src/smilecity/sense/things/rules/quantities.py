"""What towns measure, ready to choose: its name, where it is defined, the unit. For staff who are no technicians.

Definitions: CF standard names (NERC vocabulary server), Smart Data Models; units: QUDT.
"""

from dataclasses import dataclass

_CF = "http://vocab.nerc.ac.uk/standard_name/"
_MODELS = "https://smartdatamodels.org/dataModel."
_QUDT = "http://qudt.org/vocab/unit/"


@dataclass(frozen=True)
class Quantity:
    """Something measured in a unit. Names are German, as they will stand on the city's pages."""

    key: str
    name: str
    definition: str
    unit_name: str
    symbol: str
    unit_definition: str


def _of(key: str, name: str, definition: str, unit: tuple[str, str, str]) -> Quantity:
    unit_name, symbol, code = unit
    return Quantity(key, name, definition, unit_name, symbol, f"{_QUDT}{code}")


_CELSIUS, _PERCENT = ("Grad Celsius", "°C", "DEG_C"), ("Prozent", "%", "PERCENT")
_DUST, _COUNT = ("Mikrogramm je Kubikmeter", "µg/m³", "MicroGM-PER-M3"), ("Anzahl", "", "NUM")

QUANTITIES = (
    _of(
        "water_level",
        "Wasserstand",
        f"{_CF}water_surface_height_above_reference_datum/",
        ("Zentimeter", "cm", "CentiM"),
    ),
    _of("water_temperature", "Wassertemperatur", f"{_CF}sea_water_temperature/", _CELSIUS),
    _of("air_temperature", "Lufttemperatur", f"{_CF}air_temperature/", _CELSIUS),
    _of("humidity", "Luftfeuchte", f"{_CF}relative_humidity/", _PERCENT),
    _of("rain", "Niederschlag", f"{_CF}lwe_thickness_of_precipitation_amount/", ("Millimeter", "mm", "MilliM")),
    _of("wind", "Windgeschwindigkeit", f"{_CF}wind_speed/", ("Meter je Sekunde", "m/s", "M-PER-SEC")),
    _of("pressure", "Luftdruck", f"{_CF}air_pressure/", ("Hektopascal", "hPa", "HectoPA")),
    _of("pm10", "Feinstaub PM10", f"{_CF}mass_concentration_of_pm10_ambient_aerosol_particles_in_air/", _DUST),
    _of("pm2p5", "Feinstaub PM2,5", f"{_CF}mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air/", _DUST),
    _of("no2", "Stickstoffdioxid", f"{_CF}mass_concentration_of_nitrogen_dioxide_in_air/", _DUST),
    _of("soil_moisture", "Bodenfeuchte", f"{_CF}volume_fraction_of_water_in_soil/", _PERCENT),
    _of(
        "oxygen",
        "Sauerstoff im Wasser",
        f"{_CF}mass_concentration_of_oxygen_in_sea_water/",
        ("Milligramm je Liter", "mg/l", "MilliGM-PER-L"),
    ),
    _of("parking", "Freie Parkplätze", f"{_MODELS}Parking/availableSpotNumber", _COUNT),
    _of("filling", "Füllstand", f"{_MODELS}WasteManagement/fillingLevel", _PERCENT),
)
BY_KEY = {quantity.key: quantity for quantity in QUANTITIES}


def other(name: str, unit: str) -> Quantity:
    """Return what is on no list, as somebody wrote it: defined by its name alone."""
    return Quantity("other", name, name, unit, unit, "")


# What devices write for a unit (UCUM, QUDT, habits), and what people read.
_SYMBOLS = {
    "Cel": "°C", "degC": "°C", "C": "°C", "deg": "°", "degree": "°", "m3": "m³", "m2": "m²", "m3/s": "m³/s",
    "ug/m3": "µg/m³", "ug/m^3": "µg/m³", "mg/m3": "mg/m³", "m3/h": "m³/h", "l/m2": "l/m²", "W/m2": "W/m²",
    "W/m^2": "W/m²", "uS/cm": "µS/cm", "dB(A)": "dB(A)", "percent": "%", "1": "", "[-]": "", "-": "", "count": "",
    "null": "", "none": "",
}  # fmt: skip


def sign(symbol: str) -> str:
    """Return the sign of a unit as people read it: °C for Cel; nothing for mere numbers."""
    said = symbol.strip()
    return _SYMBOLS.get(said, said)
