"""Postage for a parcel, in cents."""

import csv
from pathlib import Path

ZONES = Path(__file__).parent.parent / "data" / "zones.csv"

BASE = {1: 499, 2: 599, 3: 749, 4: 999, 5: 1299, 6: 1699}
PER_KG = {1: 60, 2: 80, 3: 110, 4: 160, 5: 220, 6: 310}
REMOTE_SURCHARGE = 450


def load_zones(path=ZONES):
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle))


def zone_of(country, postcode, zones=None):
    for row in zones or load_zones():
        if row["country"] == country and int(row["region_from"]) <= postcode <= int(row["region_to"]):
            return int(row["zone"]), row["remote"] == "yes"
    raise KeyError(f"no zone for {country} {postcode}")


def postage(country, postcode, grams, zones=None):
    zone, remote = zone_of(country, postcode, zones)
    kilos = -(-grams // 1000)
    cents = BASE[zone] + PER_KG[zone] * kilos
    return cents + (REMOTE_SURCHARGE if remote else 0)
