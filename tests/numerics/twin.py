"""The network by hand: the readable twin of the generated code, for SciPy."""

from __future__ import annotations

import numpy as np

SPECIES = [
    "W",
    "G",
    "L",
    "T",
    "C",
    "N",
    "M1",
    "M2",
    "A",
    "V",
    "F",
    "Y",
    "Q",
    "I",
    "c3o",
    "c3",
    "c1n",
    "c1m",
    "X",
    "Et",
    "E",
    "R",
    "O",
    "Kb",
    "J",
    "H",
    "Ma",
    "Mel",
    "Md",
]


def hill(x: float, k: float) -> float:
    return x / (k + x)


def healthy(p: dict) -> np.ndarray:
    L = p["pL0"] / (p["dL"] + p["ka0"])
    T0 = p["ka0"] * L / p["dT"]
    c1m = (1 - p["c30"]) / (1 + p["dm"] / p["kx"])
    values = dict.fromkeys(SPECIES, 0.0)
    values |= {"L": L, "T": T0, "c3o": p["c30"], "c1n": p["dm"] * c1m / p["kx"], "c1m": c1m}
    values |= {"Et": p["dE"] / p["kE"], "E": 1.0}
    values |= dict.fromkeys(("V", "F", "Q", "I", "Kb", "H", "Ma", "Mel"), 1.0)
    return np.array([values[s] for s in SPECIES])


def rates(y: np.ndarray, p: dict) -> np.ndarray:
    s = dict(zip(SPECIES, y, strict=True))
    W, T, C, N, V, F, Y, Q = (s[k] for k in ("W", "T", "C", "N", "V", "F", "Y", "Q"))
    start = dict(zip(SPECIES, healthy(p), strict=True))
    Mt = s["M1"] + s["M2"]
    Tx = max(T - start["T"], 0.0)
    chi = p["chi3"] * (p["chiO"] + (1 - p["chiO"]) * s["Kb"]) / (1 + C / p["KC3"])
    T1, T3 = (1 - chi) * Tx, chi * Tx
    drive = hill(T1, p["KTc"])
    differentiation = p["kFY"] * hill(T1 / (1 + T3 / p["K3Y"]), p["KTY"]) / (1 + C / p["KCY"])
    activation = p["ka0"] + p["kaW"] * W + p["kaM"] * s["M2"] + p["kaY"] * Y * hill(Y, p["KYA"])
    r = Q / s["I"]
    total = s["c3o"] + s["c3"] + s["c1n"] + s["c1m"]
    surplus = max(total - 1, 0.0)
    fill = p["kfill"] * max(p["cset"] - total, 0.0)
    room = 1 / (1 + (max(total - p["cset"], 0.0) / p["Ksat"]) ** 2)
    cut = p["kX"] * Q * s["X"] / total
    back = p["kreg"] * surplus / total + cut
    switch = (p["k12"] + p["k12N"] * N) * s["M1"]
    basal_I = (p["kx"] + p["dn"]) * start["c1n"]
    basal_E = (p["kE"] + p["dEt"]) * start["Et"]
    d = {
        "W": -p["kW"] * W - p["kWM"] * Mt * W,
        "G": p["pGW"] * W + p["pGM"] * Mt + p["pGY"] * Y - p["dG"] * s["G"],
        "L": p["pL0"] + p["pLM"] * s["M2"] + p["pLY"] * Y - (activation + p["dL"]) * s["L"],
        "T": activation * s["L"] - p["dT"] * T,
        "C": (p["aCW"] * W + p["aCN"] * N + p["aCM"] * s["M1"]) / (1 + s["M2"] / p["KCM2"]) - p["dC"] * C,
        "N": p["rN"] * hill(C, p["KCN"]) * V - p["dN"] * N - p["kNM"] * Mt * N,
        "M1": p["rM"] * (hill(C, p["KCN"]) + hill(W, p["KWM"])) * V - switch - p["dM1"] * s["M1"],
        "M2": switch - p["dM2"] * s["M2"],
        "A": p["pAM"] * Mt + p["pAK"] * (1 - s["Kb"]) - p["dA"] * s["A"],
        "V": p["kV"] * hill(s["A"], p["KA"]) * (p["Vmax"] - V) - p["dV"] * (V - 1),
        "F": p["rF"] * (hill(s["G"], p["KG"]) + p["kTF"] * drive) * F * (1 - (F + Y) / p["KF"])
        - p["dF"] * (F - 1)
        - differentiation * F,
        "Y": differentiation * F - p["dY"] * Y,
        "Q": p["dQ"] * (1 + p["qC"] * C + p["qN"] * N + p["qM"] * s["M1"] + p["qF"] * (F - 1) - Q),
        "I": p["dI"] * (1 + p["iT"] * Tx + p["iM2"] * s["M2"] + p["iY"] * Y - s["I"]),
        "c3o": p["d3o"] * p["c30"] - p["d3o"] * r * s["c3o"] - back * s["c3o"],
        "c3": room * p["s3"] * (F * drive + p["s3Y"] * Y) + fill * F - p["d3"] * r * s["c3"] - back * s["c3"],
        "c1n": basal_I
        + room * p["s1"] * (F * drive + p["s1Y"] * Y)
        + p["etaR"] * p["d3"] * r * s["c3"]
        - (p["kx"] + p["dn"] * r + back) * s["c1n"],
        "c1m": p["kx"] * s["c1n"] - p["dm"] * r * s["c1m"] - back * s["c1m"],
        "X": -p["kX"] * Q * s["X"],
        "Et": basal_E
        + p["sE"] * F * hill(T1 + p["e3"] * T3, p["KTc"])
        - (p["kE"] + p["dEt"] * r + cut) * s["Et"],
        "E": p["kE"] * s["Et"] - p["dE"] * r * s["E"] - (p["eN"] * N + cut) * s["E"],
        "R": p["kRC"] * C * V - p["dR"] * s["R"],
        "O": p["kO"] * C * V - p["dO"] * s["O"],
        "Kb": p["kK"] * (1 - s["Kb"]),
        "J": p["kJ"] * hill(s["G"], p["KJ"]) * (1 - s["J"]) - p["dJ"] * s["J"],
        "H": p["dH"] * (1 + p["hJ"] * s["J"] - s["H"]),
        "Ma": p["kMa"] * (1 + p["aMel"] * hill(C, p["KCMel"]) - s["Ma"]),
        "Mel": p["kMel"] * (s["Ma"] - s["Mel"]),
        "Md": p["kMd"] * C * s["Mel"] - p["dMd"] * s["Md"],
    }
    return np.array([d[k] for k in SPECIES])
