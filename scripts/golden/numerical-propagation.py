"""Truth of absolute orbits under two-body gravity and J2: a day of a low, a geostationary and a Molniya orbit.

Needs: Python 3.11, numpy 2.4.6, scipy 1.17.1 (pip install numpy==2.4.6 scipy==1.17.1).
Run:   python scripts/golden/numerical-propagation.py    (seconds; writes data/golden/numerical-propagation/day.json)

Integrator: scipy DOP853, rtol 1e-13. J2 acts along the z axis. Constants are those of domain/units.ts.
"""

import json
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

MU = 398600.4418
RADIUS = 6378.137
J2 = 1.08262668e-3
OUT = Path(__file__).resolve().parents[2] / "data" / "golden" / "numerical-propagation"
DAY_S = 86400.0

STARTS = {
    "low orbit": [6798.0, 120.0, -40.0, 0.05, 4.7, 6.02],
    "geostationary orbit": [-30000.0, 29628.0, 15.0, -2.1606, -2.1877, 0.002],
    "Molniya orbit": [1200.0, -6900.0, -800.0, 4.2, -0.4, 8.6],
}


def rates(_, y):
    r, v = y[:3], y[3:]
    d2 = r @ r
    k = 1.5 * J2 * RADIUS**2 / d2
    q = 5 * r[2] ** 2 / d2
    pull = -MU / d2**1.5 * r * (1 + k * (np.array([1, 1, 3]) - q))
    return np.concatenate([v, pull])


cases = []
for name, start in STARTS.items():
    flown = solve_ivp(rates, (0, DAY_S), start, method="DOP853", rtol=1e-13, atol=1e-10, t_eval=[DAY_S / 4, DAY_S])
    assert flown.success
    states = [{"afterS": t, "positionKm": list(y[:3]), "velocityKmPerS": list(y[3:])} for t, y in zip(flown.t, flown.y.T)]
    cases.append({"name": name, "start": start, "states": states})

OUT.mkdir(parents=True, exist_ok=True)
text = ",\n".join(json.dumps(case) for case in cases)
(OUT / "day.json").write_text(f"[\n{text}\n]\n")
