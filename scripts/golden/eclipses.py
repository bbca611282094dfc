"""Reference values for domain/environment: where the Sun stands, and when orbits enter and leave the Earth's shadow.

Needs: pip install pyerfa==2.0.1.5 scipy==1.17.1 numpy==2.2.6
Run:   python scripts/golden/eclipses.py

The Sun is ERFA's (epv00) with light time and aberration. Orbits are two-body, integrated by DOP853. Shadow edges are
roots of the distance from the surface of the umbral and penumbral cones, whose apexes lie on the Earth-Sun line.
"""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import erfa
import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

out = Path(__file__).resolve().parents[2] / "data" / "golden" / "eclipses"
MU, EARTH_KM, SUN_KM, AU_KM = 398600.4418, 6378.137, 695700.0, 149597870.7
AU_PER_DAY_IN_C = AU_KM / 86400 / 299792.458


def tt_of(utc):
    fraction = (utc.hour * 3600 + utc.minute * 60 + utc.second + utc.microsecond / 1e6) / 86400
    jd1, jd2 = erfa.cal2jd(utc.year, utc.month, utc.day)
    return erfa.taitt(*erfa.utctai(jd1, jd2 + fraction))


def sun_km(utc):
    """Apparent place of the Sun from the Earth's center, axes of the GCRF."""
    tt1, tt2 = tt_of(utc)
    heliocentric, barycentric = erfa.epv00(tt1, tt2)
    light_days = np.linalg.norm(heliocentric["p"]) * AU_PER_DAY_IN_C
    then_h, then_b = erfa.epv00(tt1, tt2 - light_days)
    sun_then = then_b["p"] - then_h["p"]
    geometric = sun_then - barycentric["p"]
    distance = np.linalg.norm(geometric)
    velocity = barycentric["v"] * AU_PER_DAY_IN_C
    direction = erfa.ab(geometric / distance, velocity, distance, np.sqrt(1 - velocity @ velocity))
    return direction * distance * AU_KM


def cone_heights(position, sun):
    """Distance outside the penumbral and the umbral cone, across the shadow axis, km."""
    distance = np.linalg.norm(sun)
    toward_sun = sun / distance
    behind = -position @ toward_sun
    across = np.linalg.norm(position + behind * toward_sun)
    sin1, sin2 = (SUN_KM + EARTH_KM) / distance, (SUN_KM - EARTH_KM) / distance
    penumbra = (EARTH_KM / sin1 + behind) * np.tan(np.arcsin(sin1))
    umbra = (EARTH_KM / sin2 - behind) * np.tan(np.arcsin(sin2))
    # On the day side the cones widen toward the Sun and shade nothing.
    return (across - penumbra, across - umbra) if behind > 0 else (EARTH_KM, EARTH_KM)


def perigee_state(a, e, inc, raan, argp):
    r, v = a * (1 - e), np.sqrt(MU / a * (1 + e) / (1 - e))
    ci, si, co, so, cw, sw = np.cos(inc), np.sin(inc), np.cos(raan), np.sin(raan), np.cos(argp), np.sin(argp)
    p = np.array([co * cw - so * sw * ci, so * cw + co * sw * ci, sw * si])
    q = np.array([-co * sw - so * cw * ci, -so * sw + co * cw * ci, cw * si])
    return r * p, v * q


def case(name, start, hours, a, e, inc, raan, argp, step_s):
    utc0 = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
    r0, v0 = perigee_state(a, e, *np.radians([inc, raan, argp]))
    seconds = hours * 3600

    def rates(_, y):
        return np.concatenate([y[3:], -MU * y[:3] / np.linalg.norm(y[:3]) ** 3])

    path = solve_ivp(rates, (0, seconds), np.concatenate([r0, v0]), "DOP853", rtol=1e-12, atol=1e-9, dense_output=True)

    def height(t, cone):
        return cone_heights(path.sol(t)[:3], sun_km(utc0 + timedelta(seconds=float(t))))[cone]

    edges = []
    times = np.arange(0, seconds, step_s)
    for cone, cone_name in enumerate(["penumbra", "umbra"]):
        heights = [height(t, cone) for t in times]
        for i in range(len(times) - 1):
            if (heights[i] < 0) != (heights[i + 1] < 0):
                at = brentq(height, times[i], times[i + 1], args=(cone,), xtol=1e-6)
                way = "entry" if heights[i] > 0 else "exit"
                edges.append({"cone": cone_name, "way": way, "afterStartS": round(at, 4)})
    edges.sort(key=lambda edge: edge["afterStartS"])
    return {
        "name": name,
        "start": start + "Z",
        "durationS": seconds,
        "positionGcrfKm": r0.tolist(),
        "velocityGcrfKmPerS": v0.tolist(),
        "edges": edges,
    }


def sun_rows():
    first, last = datetime(1990, 1, 1, tzinfo=timezone.utc), datetime(2050, 1, 1, tzinfo=timezone.utc)
    for i in range(240):
        utc = first + (last - first) * i / 239
        utc = utc.replace(microsecond=0)
        yield {
            "utc": utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "positionGcrfKm": [round(float(x), 1) for x in sun_km(utc)],
        }


def write(name, value):
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_text(json.dumps(value, indent=1) + "\n")


write("sun.json", list(sun_rows()))
write(
    "edges.json",
    [
        case("low orbit", "2026-06-01T04:00:00", 3.2, 6778, 0.001, 51.6, 40, 20, 2),
        case("low orbit that grazes the shadow", "2026-06-01T04:00:00", 1.7, 7178, 0.001, 98.6, 4, 0, 1),
        case("geostationary at the equinox", "2026-03-20T06:00:00", 31, 42164.17, 0.0002, 0.05, 80, 10, 10),
        case("geostationary at the end of the season", "2026-04-12T00:00:00", 30, 42164.17, 0.0002, 0.05, 80, 10, 5),
        case("Molniya", "2026-03-20T00:00:00", 24, 26560, 0.74, 63.4, 150, 270, 5),
    ],
)
