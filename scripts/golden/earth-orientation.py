"""Writes the tables of data/earth-orientation and tells how well the thinned series keeps the daily one.

Needs: pip install astropy-iers-data==0.2026.11.2.0.34.55 skyfield==1.55 pyerfa==2.0.1.5 numpy==2.4.6
Run:   python scripts/golden/earth-orientation.py && npx biome format --write data/earth-orientation
"""

import json
from importlib.metadata import version
from pathlib import Path

import astropy_iers_data
import erfa
import numpy as np
from skyfield.nutationlib import load_bundled_npy

here = Path(__file__).resolve().parents[2] / "data" / "earth-orientation"
FIRST_MJD = 48622  # 1992-01-01
STEP_DAYS = 5


def number(text):
    return float(text) if text.strip() else np.nan


def daily_series():
    """MJD, UT1-UTC (s), pole x and y (arcsec): Bulletin B where it is there, else Bulletin A; and the last measured MJD."""
    rows, last_measured = [], 0.0
    for line in open(astropy_iers_data.IERS_A_FILE):
        mjd = number(line[7:15])
        a = [number(line[58:68]), number(line[18:27]), number(line[37:46])]
        b = [number(line[154:165]), number(line[134:144]), number(line[144:154])]
        if mjd < FIRST_MJD or np.isnan(a[0]):
            continue
        if line[57] == "I":
            last_measured = mjd
        rows.append([mjd] + [x if np.isnan(y) else y for x, y in zip(a, b)])
    return np.array(rows), last_measured


def tai_minus_utc(mjd):
    table = np.loadtxt(astropy_iers_data.IERS_LEAP_SECOND_FILE)
    return table[np.searchsorted(table[:, 0], mjd, side="right") - 1, 4]


def write_orientation():
    daily, last_measured = daily_series()
    kept = daily[::STEP_DAYS]
    iso = str(np.datetime64("1858-11-17") + int(last_measured))
    (here / "earth-orientation.json").write_text(
        json.dumps(
            {
                "source": f"IERS finals2000A.all in astropy-iers-data {version('astropy-iers-data')}",
                "measuredThrough": iso,
                "firstMjdUtc": FIRST_MJD,
                "stepDays": STEP_DAYS,
                "ut1MinusUtcS": [round(x, 5) for x in kept[:, 1]],
                "poleXArcsec": [round(x, 4) for x in kept[:, 2]],
                "poleYArcsec": [round(x, 4) for x in kept[:, 3]],
            }
        )
    )
    inside = daily[(daily[:, 0] <= kept[-1, 0]) & (daily[:, 0] <= last_measured)]
    for name, column, decimals in (("UT1-TAI, s", 1, 5), ("pole x, arcsec", 2, 4), ("pole y, arcsec", 3, 4)):
        coarse, fine = np.round(kept[:, column], decimals), inside[:, column]
        if column == 1:
            coarse, fine = coarse - tai_minus_utc(kept[:, 0]), fine - tai_minus_utc(inside[:, 0])
        error = np.abs(np.interp(inside[:, 0], kept[:, 0], coarse) - fine)
        print(f"{name}: largest error {error.max():.5f}, root mean square {np.sqrt((error**2).mean()):.5f}")
    print(f"{len(kept)} samples, measured through {iso}")


def write_nutation():
    """The 77 terms of IAU 2000B are the first 77 luni-solar ones of IAU 2000A, which Skyfield carries (MIT)."""
    series = load_bundled_npy("nutation.npz")
    multipliers = series["nals_t"][:77].astype(int)
    longitude = series["lunisolar_longitude_coefficients"][:77].astype(int)
    obliquity = series["lunisolar_obliquity_coefficients"][:77].astype(int)
    rows = np.hstack([multipliers, longitude, obliquity]).tolist()
    check_against_erfa(rows)
    (here / "nutation-2000b.json").write_text(
        json.dumps(
            {
                "source": "Luni-solar terms of IAU 2000B (McCarthy and Luzum 2003), from Skyfield's nutation.npz",
                "columns": "multipliers of l, l', F, D, Om; sin, t sin, cos in longitude; cos, t cos, sin in obliquity",
                "unit": "0.1 microarcsecond",
                "terms": rows,
            }
        )
    )


def check_against_erfa(rows):
    arcsec = np.pi / 648000
    table = np.array(rows, dtype=float)
    for t in (-0.08, 0.0, 0.12345, 0.27):
        arguments = (
            np.array([485868.249036, 1287104.79305, 335779.526232, 1072260.70369, 450160.398036])
            + np.array([1717915923.2178, 129596581.0481, 1739527262.8478, 1602961601.2090, -6962890.5431]) * t
        )
        angle = table[:, :5] @ (arguments * arcsec)
        s, c = np.sin(angle), np.cos(angle)
        dpsi = ((table[:, 5] + table[:, 6] * t) * s + table[:, 7] * c).sum() * 1e-7 - 0.000135
        deps = ((table[:, 8] + table[:, 9] * t) * c + table[:, 10] * s).sum() * 1e-7 + 0.000388
        expected = erfa.nut00b(2451545.0, 36525 * t)
        assert np.allclose([dpsi * arcsec, deps * arcsec], expected, rtol=0, atol=1e-14), (t, dpsi, deps, expected)


if __name__ == "__main__":
    write_orientation()
    write_nutation()
