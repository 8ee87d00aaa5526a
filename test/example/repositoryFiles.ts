import type { WrittenFile } from './claudeWriter.ts';

/** The small project that the example sessions work on: postage for parcels, by zone and weight. */

const COUNTRIES = [
  'AT',
  'BE',
  'BG',
  'CH',
  'CZ',
  'DE',
  'DK',
  'EE',
  'ES',
  'FI',
  'FR',
  'GB',
  'GR',
  'HR',
  'HU',
  'IE',
  'IT',
  'LT',
  'LU',
  'LV',
  'NL',
  'NO',
  'PL',
  'PT',
  'RO',
  'SE',
  'SI',
  'SK',
];

/** One line for each postal region: long on purpose, as such tables are. */
export function zonesCsv(): string {
  const lines = ['country,region_from,region_to,zone,remote,carrier,transit_days'];
  for (const [i, country] of COUNTRIES.entries()) {
    for (let region = 0; region < 26; region++) {
      const zone = 1 + ((i * 7 + region * 3) % 6);
      const remote = (i + region) % 11 === 0 ? 'yes' : 'no';
      const carrier = ['postline', 'roadnet', 'skybox'][(i + region) % 3];
      lines.push(`${country},${1000 + region * 300},${1299 + region * 300},${zone},${remote},${carrier},${1 + (zone % 4)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

export const RATES_PY = `"""Postage for a parcel, in cents."""

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
`;

export const TEST_RATES_PY = `import pytest

from rates import postage, zone_of


def test_zone_of_known_region():
    assert zone_of("AT", 1150) == (1, True)


def test_unknown_region_is_an_error():
    with pytest.raises(KeyError):
        zone_of("AT", 99999)


def test_postage_rounds_up_to_whole_kilos():
    assert postage("BE", 1600, 1001) == 599 + 2 * 80


def test_remote_surcharge():
    assert postage("AT", 1150, 500) == 499 + 60 + 450
`;

export const TARIFF_MD = `# Tariff

Postage is a base price by zone, a price for each started kilogram, and a surcharge for remote regions.

| zone | base | per kg |
| --- | --- | --- |
| 1 | 4.99 | 0.60 |
| 2 | 5.99 | 0.80 |
| 3 | 7.49 | 1.10 |
| 4 | 9.99 | 1.60 |
| 5 | 12.99 | 2.20 |
| 6 | 16.99 | 3.10 |

The remote surcharge is 4.50. Zones change each January; \`data/zones.csv\` is the carrier's file as it came.
`;

const PYPROJECT_TOML = `[tool.pytest.ini_options]
pythonpath = ["src"]
`;

export const SKILL_MD = `---
name: parcel-rates
description: Change postage rules in this repository. Use for anything about zones, tariffs, surcharges or their tests.
---

# Parcel rates

Postage is computed in \`src/rates.py\` from \`data/zones.csv\`. Amounts are whole cents.

## How to change a rule

1. Find the rule in \`docs/tariff.md\` and say which line changes.
2. Change \`src/rates.py\`; keep amounts as integers.
3. Run the tests and show the result.

## Never

- Edit \`data/zones.csv\` by hand: it is the carrier's file.
`;

const README_MD = `# Parcel rates

The example workspace of ClawTrace: a small project, a skill for it in \`.claude/skills/parcel-rates\`, and recorded agent
sessions in \`sessions/\`. Open the ClawTrace view, open a session, then run "ClawTrace: Distill Skill".

The sessions are made up, with the arithmetic of real ones. They show a large table that is read whole, a file that is read again, a
command that fails and the one that works, sub-agents, a cache that expired over lunch, and a model that nobody publishes a price for.
`;

export function repositoryFiles(): WrittenFile[] {
  return [
    { path: 'README.md', text: README_MD },
    { path: 'pyproject.toml', text: PYPROJECT_TOML },
    { path: 'src/rates.py', text: RATES_PY },
    { path: 'tests/test_rates.py', text: TEST_RATES_PY },
    { path: 'docs/tariff.md', text: TARIFF_MD },
    { path: 'data/zones.csv', text: zonesCsv() },
    { path: '.claude/skills/parcel-rates/SKILL.md', text: SKILL_MD },
  ];
}

/** A file as Claude Code's Read shows it: numbered lines. */
export function numbered(text: string, from = 1, count = Infinity): string {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .slice(from - 1, from - 1 + count);
  return lines.map((line, i) => `${String(from + i).padStart(6)}\t${line}`).join('\n');
}
