"""Reference values for domain/time and domain/frames, by ERFA, Astropy and a small integrator of its own.

Needs: pip install pyerfa==2.0.1.5 astropy==8.0.2 astropy-iers-data==0.2026.11.2.0.34.55 numpy==2.4.6
Run:   python scripts/golden/frames.py
Reads data/earth-orientation/earth-orientation.json, so that ERFA is given the same UT1 and pole as the code under test.
"""

import json
from pathlib import Path

import astropy.units as u
import astropy_iers_data
import erfa
import numpy as np
from astropy.coordinates import GCRS, ITRS, TEME, CartesianDifferential, CartesianRepresentation
from astropy.time import Time
from astropy.utils import iers

iers.conf.auto_download = False
root = Path(__file__).resolve().parents[2] / "data"
out = root / "golden" / "frames"
orientation = json.loads((root / "earth-orientation" / "earth-orientation.json").read_text())
ARCSEC = np.pi / 648000
MU = 398600.4418

EPOCHS = [
    "1995-03-10T06:30:00.000",
    "1999-12-31T23:59:59.500",
    "2004-07-15T13:20:10.250",
    "2008-02-29T00:00:00.000",
    "2012-07-01T00:00:00.000",
    "2016-12-31T23:59:59.750",
    "2017-01-01T00:00:00.250",
    "2021-09-22T19:21:00.000",
    "2026-03-01T12:00:00.123",
    "2026-10-09T17:45:30.000",
]

# Position, km, and velocity, km/s: a station orbit, a Sun-synchronous one, a geostationary one, a Molniya apogee.
STATES = [
    ([5102.508958, 6123.011401, -2378.128318], [-4.390279, 1.846527, -5.988216]),
    ([-1820.4, 3212.9, 6053.7], [-5.1, -5.0, 1.13]),
    ([-30721.35, -28878.9, 12.4], [2.1058, -2.2401, 0.0013]),
    ([10210.7, -22901.2, 38120.9], [1.21, 1.12, 0.35]),
]


def table_at(mjd):
    """UT1-UTC (s) and pole (rad), on straight lines between the samples, UT1-TAI in place of UT1-UTC."""
    at = orientation["firstMjdUtc"] + orientation["stepDays"] * np.arange(len(orientation["ut1MinusUtcS"]))
    leaps = np.loadtxt(astropy_iers_data.IERS_LEAP_SECOND_FILE)
    tai = lambda t: leaps[np.searchsorted(leaps[:, 0], t, side="right") - 1, 4]
    ut1 = np.interp(mjd, at, np.array(orientation["ut1MinusUtcS"]) - tai(at)) + tai(mjd)
    pole = [np.interp(mjd, at, orientation[f"pole{axis}Arcsec"]) * ARCSEC for axis in "XY"]
    return float(ut1), *map(float, pole)


def dates(t, ut1_utc):
    """TT and UT1 as two-part Julian dates, the parts as ERFA likes them."""
    tt, ut1 = t.tt, erfa.utcut1(t.utc.jd1, t.utc.jd2, ut1_utc)
    return tt.jd1, tt.jd2, *ut1


def to_itrf(t, ut1_utc, xp, yp):
    tt1, tt2, ut1, ut2 = dates(t, ut1_utc)
    return erfa.c2t06a(tt1, tt2, ut1, ut2, xp, yp)


def teme_to_itrf(t, ut1_utc, xp, yp):
    _, _, ut1, ut2 = dates(t, ut1_utc)
    return erfa.pom00(xp, yp, 0.0) @ erfa.rz(erfa.gmst82(ut1, ut2), np.eye(3))


def with_same_orientation(frame, t, r, v):
    """GCRF state by ERFA (IAU 2006/2000A); a velocity by differences of positions over a second."""
    if frame == "EME2000":
        bias = erfa.bp06(2451545.0, 0.0)[0]
        return bias.T @ r, bias.T @ v
    eop = table_at(t.mjd)
    if frame == "TEME":
        rotation = (to_itrf(t, *eop).T) @ teme_to_itrf(t, *eop)
        return rotation @ r, rotation @ v
    h = 1.0
    rate = lambda s: to_itrf(t + s * u.s, *table_at((t + s * u.s).mjd)).T @ (r + s * v)
    gcrf = to_itrf(t, *eop).T @ r
    return gcrf, (8 * (rate(h) - rate(-h)) - (rate(2 * h) - rate(-2 * h))) / (12 * h)


def with_daily_orientation(frame, t, r, v):
    """GCRF state by Astropy, which uses the daily IERS series and the observed pole offsets."""
    native = {"TEME": TEME, "ITRF": ITRS}[frame]
    state = CartesianRepresentation(r * u.km, differentials=CartesianDifferential(v * u.km / u.s))
    gcrs = native(state, obstime=t).transform_to(GCRS(obstime=t)).cartesian
    return gcrs.xyz.to_value(u.km), gcrs.differentials["s"].d_xyz.to_value(u.km / u.s)


def inertial_frames():
    cases = []
    for i, epoch in enumerate(EPOCHS):
        t = Time(epoch, scale="utc", format="isot")
        for j, (r, v) in enumerate(STATES):
            for frame in ("TEME", "ITRF", "EME2000"):
                # Earth-fixed velocities as they are seen from the ground.
                given = np.array(v) - np.cross([0, 0, 7.292115e-5], r) * (frame == "ITRF")
                given = given.round(6)
                same = with_same_orientation(frame, t, np.array(r), given)
                case = {"frame": frame, "epoch": epoch, "positionKm": r, "velocityKmPerS": given.tolist()}
                case["sameOrientation"] = {"positionKm": same[0].tolist(), "velocityKmPerS": same[1].tolist()}
                if frame != "EME2000" and (i + j) % 2 == 0:
                    daily = with_daily_orientation(frame, t, np.array(r), given)
                    case["dailyOrientation"] = {"positionKm": daily[0].tolist(), "velocityKmPerS": daily[1].tolist()}
                cases.append(case)
    return cases


def earth_angles():
    rows = []
    for epoch in EPOCHS:
        t = Time(epoch, scale="utc", format="isot")
        ut1_utc, xp, yp = table_at(t.mjd)
        tt1, tt2, ut1, ut2 = dates(t, ut1_utc)
        dpsi, deps = erfa.nut00b(tt1, tt2)
        dpsi_full, deps_full = erfa.nut06a(tt1, tt2)
        rows.append(
            {
                "epoch": epoch,
                "ut1MinusUtcS": ut1_utc,
                "poleXRad": xp,
                "poleYRad": yp,
                "centuriesTt": float(((tt1 - 2451545.0) + tt2) / 36525),
                "ut1DaysSince2000": float((ut1 - 2451545.0) + ut2),
                "gmst1982Rad": float(erfa.gmst82(ut1, ut2)),
                "gmst2006Rad": float(erfa.gmst06(ut1, ut2, tt1, tt2)),
                "gast2006aRad": float(erfa.gst06a(ut1, ut2, tt1, tt2)),
                "nutation2000bRad": [float(dpsi), float(deps)],
                "nutation2006aRad": [float(dpsi_full), float(deps_full)],
                "precessionNutation2006a": erfa.pnm06a(tt1, tt2).tolist(),
            }
        )
    return {"frameBias": erfa.bp06(2451545.0, 0.0)[0].tolist(), "epochs": rows}


def time_systems():
    leaps = np.loadtxt(astropy_iers_data.IERS_LEAP_SECOND_FILE)
    conversions = []
    for utc in EPOCHS + ["1980-01-06T00:00:00.000", "1993-06-30T23:59:59.000", "2030-05-05T05:05:05.005"]:
        t = Time(utc, scale="utc", format="isot", precision=6)
        gps = Time(t.tai.jd1, t.tai.jd2 - 19 / 86400, format="jd", scale="tai", precision=6)
        conversions.append({"UTC": t.isot, "TAI": t.tai.isot, "TT": t.tt.isot, "GPS": gps.isot, "dayOfYear": t.yday})
    steps = [{"mjdUtc": int(row[0]), "taiMinusUtcS": int(row[4])} for row in leaps]
    return {"leapSeconds": steps, "conversions": conversions}


def kepler(r, v, dt):
    """Two-body motion by Newton's method on the eccentric anomaly difference."""
    r, v = np.array(r, dtype=float), np.array(v, dtype=float)
    r0, a = np.linalg.norm(r), 1 / (2 / np.linalg.norm(r) - v @ v / MU)
    sigma, n = r @ v / np.sqrt(MU), np.sqrt(MU / a**3)
    E = n * dt
    for _ in range(60):
        f = E - (1 - r0 / a) * np.sin(E) + sigma / np.sqrt(a) * (1 - np.cos(E)) - n * dt
        E -= f / (1 - (1 - r0 / a) * np.cos(E) + sigma / np.sqrt(a) * np.sin(E))
    rad = a + (r0 - a) * np.cos(E) + sigma * np.sqrt(a) * np.sin(E)
    now = (1 - a / r0 * (1 - np.cos(E))) * r + (dt - (E - np.sin(E)) / n) * v
    return now, -np.sqrt(MU * a) / (rad * r0) * np.sin(E) * r + (1 - a / rad * (1 - np.cos(E))) * v


def rtn():
    """Velocities are differences of positions turned into the own axes of their own instant, so no rate formula is used."""
    cases = []
    pairs = [
        (STATES[0], ([0.8, -12.0, 3.0], [0.002, -0.001, 0.004])),
        (STATES[1], ([-40.0, 25.0, 90.0], [0.03, 0.05, -0.02])),
        (STATES[2], ([15.0, -60.0, 8.0], [0.001, 0.002, -0.0015])),
        (STATES[3], ([300.0, 120.0, -500.0], [0.1, -0.05, 0.02])),
        (([7000.0, 0.0, 0.0], [0.0, 9.0, 2.0]), ([5.0, 5.0, -5.0], [-0.01, 0.01, 0.01])),
    ]
    for (r, v), (dr, dv) in pairs:
        own = (np.array(r), np.array(v))
        target = (own[0] + dr, own[1] + dv)

        def position(dt):
            ro, vo = kepler(*own, dt)
            rt, _ = kepler(*target, dt)
            h = np.cross(ro, vo)
            x, z = ro / np.linalg.norm(ro), h / np.linalg.norm(h)
            return np.array([x, np.cross(z, x), z]) @ (rt - ro)

        s = 4.0
        rate = (45 * (position(s) - position(-s)) - 9 * (position(2 * s) - position(-2 * s)) + position(3 * s) - position(-3 * s)) / (60 * s)
        cases.append(
            {
                "own": {"positionKm": own[0].tolist(), "velocityKmPerS": own[1].tolist()},
                "target": {"positionKm": target[0].tolist(), "velocityKmPerS": target[1].tolist()},
                "positionRtnKm": position(0.0).tolist(),
                "velocityRtnKmPerS": rate.tolist(),
            }
        )
    return cases


for name, make in (
    ("geocentric-states", inertial_frames),
    ("earth-angles", earth_angles),
    ("time-systems", time_systems),
    ("rtn", rtn),
):
    (out / f"{name}.json").write_text(json.dumps(make(), indent=1) + "\n")
