"""Truth of relative motion: two orbits integrated absolutely, then differenced.

Needs: Python 3.11, numpy 2.4.6, scipy 1.17.1 (pip install numpy==2.4.6 scipy==1.17.1).
Run:   python scripts/golden/relative-motion.py            (some seconds; writes data/golden/relative-motion/*.json)

Integrator: scipy DOP853, rtol 1e-12. Forces: the two-body term alone, or with the second zonal harmonic.
Constants are those of domain/units.ts. RTN velocity: in the frame that turns with r x v / r^2 of the own spacecraft.
Relative orbital elements are the literal differences of Keplerian elements of D'Amico 2010, section 2.1.1.
"""

import json
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

MU = 398600.4418
RADIUS = 6378.137
J2 = 1.08262668e-3
OUT = Path(__file__).resolve().parents[2] / "data" / "golden" / "relative-motion"
DEG = np.pi / 180


def solve_kepler(mean, e):
    return brentq(lambda x: x - e * np.sin(x) - mean, mean - 1.1, mean + 1.1, xtol=1e-15, rtol=8.9e-16)


def state_of(a, e, i, raan, perigee, mean):
    """Cartesian state, by the three classical rotations of the perifocal axes."""
    ecc = solve_kepler(mean, e)
    n = np.sqrt(MU / a**3)
    b = np.sqrt(1 - e * e)
    plane = a * np.array([np.cos(ecc) - e, b * np.sin(ecc), 0])
    rate = a * n / (1 - e * np.cos(ecc)) * np.array([-np.sin(ecc), b * np.cos(ecc), 0])

    def about(axis, angle):
        c, s = np.cos(angle), np.sin(angle)
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]]) if axis == "x" else np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])

    turn = about("z", raan) @ about("x", i) @ about("z", perigee)
    return np.concatenate([turn @ plane, turn @ rate])


def acceleration(r, with_j2):
    d = np.linalg.norm(r)
    pull = -MU / d**3 * r
    if not with_j2:
        return pull
    x, y, z = r
    k = 1.5 * J2 * MU * RADIUS**2 / d**5
    q = 5 * z * z / d**2
    return pull + k * np.array([x * (q - 1), y * (q - 1), z * (q - 3)])


def fly(own, target, duration, with_j2=False, max_step=np.inf):
    def rates(_, y):
        return np.concatenate([y[3:6], acceleration(y[:3], with_j2), y[9:], acceleration(y[6:9], with_j2)])

    start = np.concatenate([own, target])
    scale = np.array([1, 1, 1, 1e-3, 1e-3, 1e-3] * 2)
    flight = solve_ivp(rates, (0, duration), start, method="DOP853", rtol=1e-12, atol=1e-10 * scale, dense_output=True, max_step=max_step)
    assert flight.success
    return flight.sol


def relative_rtn(y):
    r, v, dr, dv = y[:3], y[3:6], y[6:9] - y[:3], y[9:] - y[3:6]
    h = np.cross(r, v)
    axes = np.array([r / np.linalg.norm(r), np.cross(h, r) / np.linalg.norm(np.cross(h, r)), h / np.linalg.norm(h)])
    return np.concatenate([axes @ dr, axes @ (dv - np.cross(h / (r @ r), dr))])


def literal_roe(own, target):
    (a, e, i, raan, w, m), (a2, e2, i2, raan2, w2, m2) = own, target
    return [
        (a2 - a) / a,
        (m2 + w2) - (m + w) + (raan2 - raan) * np.cos(i),
        e2 * np.cos(w2) - e * np.cos(w),
        e2 * np.sin(w2) - e * np.sin(w),
        i2 - i,
        (raan2 - raan) * np.sin(i),
    ]


def rounded(values, digits=13):
    return [float(f"{v:.{digits}g}") for v in values]


OWN = {
    "circular LEO": (6798.137, 0.0, 51.6 * DEG, 40 * DEG, 0.0, 30 * DEG),
    "GEO": (42164.17, 0.0, 3.0 * DEG, 80 * DEG, 0.0, 200 * DEG),
    "eccentricity 0.1": (7700.0, 0.1, 63.4 * DEG, 10 * DEG, 60 * DEG, -50 * DEG),
    "eccentricity 0.7": (26600.0, 0.7, 63.4 * DEG, 300 * DEG, 270 * DEG, 160 * DEG),
}

# Shares of the size of the formation: target less own in a/a, e, i, RAAN, argument of perigee, mean anomaly.
# A circular orbit has its perigee, hence the phase of the eccentricity vector, given by the target's alone.
SHAPES = {
    "football": (0.0, 0.5, 0.3, 0.2, 0.0, 0.3),
    "drift": (0.05, 0.2, -0.2, 0.1, 0.4, -0.8),
}
SIZES_KM = (0.1, 2.0, 20.0)


def relative_motion():
    cases = []
    for orbit, own in OWN.items():
        for (shape, shares), size in [(s, z) for s in SHAPES.items() for z in SIZES_KM]:
            if shape == "drift" and size == 2.0:
                continue
            a, e, i, raan, w, m = own
            da, de, di, dr, dw, dm = np.array(shares) * size / a
            if e == 0:
                dw, dm = 1.1, dm - 1.1
            target = (a * (1 + da), e + de, i + di, raan + dr, w + dw, m + dm)
            start = state_of(*own), state_of(*target)
            period = 2 * np.pi * np.sqrt(a**3 / MU)
            pure = fly(*start, 2 * period)
            oblate = fly(*start, period, with_j2=True)
            cases.append(
                {
                    "name": f"{orbit}, {shape} of {size} km",
                    "ownSemiMajorAxisKm": a,
                    "ownEccentricity": e,
                    "periodS": period,
                    "literalElements": rounded(literal_roe(own, target)),
                    "states": [absolute(pure(t), t) for t in np.linspace(0, 2 * period, 4)],
                    "twoBody": [relative(pure(t), t) for t in np.linspace(0, 2 * period, 17)],
                    "withJ2": [relative(oblate(t), t) for t in np.linspace(0, period, 9)],
                }
            )
    return cases


def absolute(y, t):
    return {"afterS": float(t), "own": rounded(y[:6]), "target": rounded(y[6:])}


def relative(y, t):
    return {"afterS": float(t), "rtn": rounded(relative_rtn(y), 11)}


def minima(sol, duration):
    """Every local minimum of range, from sign changes of range times range rate on a 5 s grid."""

    def closing(t):
        y = sol(t)
        return (y[6:9] - y[:3]) @ (y[9:] - y[3:6])

    times = np.linspace(0, duration, int(duration / 5) + 1)
    values = [closing(t) for t in times]
    found = []
    for k in range(len(times) - 1):
        if values[k] < 0 <= values[k + 1]:
            t = brentq(closing, times[k], times[k + 1], xtol=1e-9, rtol=8.9e-16)
            rtn = relative_rtn(sol(t))
            found.append(
                {
                    "afterS": t,
                    "rangeKm": float(np.linalg.norm(rtn[:3])),
                    "relativeSpeedKmPerS": float(np.linalg.norm(rtn[3:])),
                    "positionRtnKm": rounded(rtn[:3]),
                }
            )
    return found


def conjunctions():
    """Pairs that come close, each flown back from a chosen encounter so that the window has it in the middle."""
    leo = (7158.0, 0.001, 98.5 * DEG, 120 * DEG, 90 * DEG, 10 * DEG)
    meet = state_of(*leo)
    axes = np.array([meet[:3] / np.linalg.norm(meet[:3]), meet[3:] / np.linalg.norm(meet[3:])])
    normal = np.cross(axes[0], axes[1])
    crossing = np.concatenate([meet[:3] + 0.3 * axes[0] + 0.1 * normal, -0.4 * meet[3:] + 6.9 * normal])
    geo_transfer = state_of(24400.0, 0.72, 27 * DEG, 5 * DEG, 178 * DEG, 200 * DEG)
    geo = state_of(42164.17, 0.0002, 0.03 * DEG, 5 * DEG, 10 * DEG, 330 * DEG)
    neighbor = np.concatenate([meet[:3] + 2 * axes[1] * 3 + 0.5 * axes[0], meet[3:] + 0.001 * normal - 0.0006 * axes[1]])
    cases = []
    for name, own, target, duration, back in [
        ("two near-circular orbits crossing at 12.5 km/s", meet, crossing, 14400.0, 5000.0),
        ("a walking ellipse about a neighbor", meet, neighbor, 30000.0, 0.0),
        ("a transfer orbit under a geostationary one", geo, geo_transfer, 172800.0, 0.0),
    ]:
        past = fly(own, target, -back, max_step=20)(-back) if back else np.concatenate([own, target])
        sol = fly(past[:6], past[6:], duration, max_step=20)
        cases.append(
            {
                "name": name,
                "own": [float(v) for v in past[:6]],
                "target": [float(v) for v in past[6:]],
                "durationS": duration,
                "minima": minima(sol, duration),
            }
        )
    return cases


OUT.mkdir(parents=True, exist_ok=True)
for name, cases in [("relative-motion", relative_motion()), ("closest-approaches", conjunctions())]:
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (OUT / f"{name}.json").write_text(f"[\n{lines}\n]\n")
