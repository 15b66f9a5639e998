"""The equations of :mod:`needlework.numerics.layered` on vectors of lanes: rates, and minus their Jacobian.

States: 0 open, 1 film, 2 surface, 3 taken, 4 evaporated, 5 lost, then tissue and channels of each cell.
Constants: closing, drying, film_end, evaporation, saturation, conductance into the first cell, that into its
channels, that through the bottom, decay; then for each cell 1/capacity, 1/volume of channels, conductance to
the next cell, that of channels, lateral conductance, clearance. What the bottom passes is summed with what
is cleared.
"""

# ruff: noqa: ANN001, ANN201 - compiled for vectors, interpreted for arrays
from needlework.numerics.simd import accumulate, at, load, rows, store, where


def rates(y, o, k, f):
    """Add dy/dt to f."""
    cells = (rows(y) - 6) // 2
    opened, film, surface = load(y, 0), load(y, 1), load(y, 2)
    closing, decay = load(k, 0), load(k, 8)
    drive = surface / film
    drive = where(load(k, 4) - drive, drive, load(k, 4))
    c, q = load(y, 6) * load(k, 9), load(y, 7) * load(k, 10)
    into = load(k, 5) * (drive - c)
    fed = load(k, 6) * (opened * drive - q)
    gone = load(k, 3) * surface
    accumulate(f, 0, -(closing * opened))
    accumulate(f, 1, load(k, 1) * (load(k, 2) - film))
    accumulate(f, 2, -(into + fed + gone))
    accumulate(f, 4, gone)
    taken, lost = 0.0 * gone, 0.0 * gone
    for i in range(cells):
        p, s = 9 + 6 * i, 6 + 2 * i
        m, a = load(y, s), load(y, s + 1)
        side = load(k, p + 4) * (q - opened * c) + closing * a
        cleared, spent = load(k, p + 5) * m, decay * m
        if i == cells - 1:
            out, on = load(k, 7) * c, 0.0 * c
            taken = taken + out
            below, deeper = c, q
        else:
            below, deeper = load(y, s + 2) * load(k, p + 6), load(y, s + 3) * load(k, p + 7)
            out, on = load(k, p + 2) * (c - below), load(k, p + 3) * (q - deeper)
        taken, lost = taken + cleared, lost + spent
        accumulate(f, s, into - out + side - cleared - spent)
        accumulate(f, s + 1, fed - on - side)
        into, fed, c, q = out, on, below, deeper
    accumulate(f, 3, taken)
    accumulate(f, 5, lost)


def jacobian(y, o, k, m, places, a):
    """Write minus the entries of the Jacobian, in the order of the pattern."""
    cells = (rows(y) - 6) // 2
    opened, film, surface = load(y, 0), load(y, 1), load(y, 2)
    closing, decay = load(k, 0), load(k, 8)
    thin = 1.0 / film
    drive = surface * thin
    room = load(k, 4) - drive
    by_amount = where(room, thin, 0.0 * thin)
    by_film = where(room, -(drive * thin), 0.0 * thin)
    drive = where(room, drive, load(k, 4))
    top, mouth = load(k, 5), load(k, 6)
    both = top + mouth * opened
    c, q = load(k, 9), load(k, 10)
    store(m, at(places, a), closing)
    store(m, at(places, a + 1), load(k, 1))
    store(m, at(places, a + 2), both * by_amount + load(k, 3))
    store(m, at(places, a + 3), both * by_film)
    store(m, at(places, a + 4), mouth * drive)
    store(m, at(places, a + 5), -(top * c))
    store(m, at(places, a + 6), -(mouth * q))
    store(m, at(places, a + 7), -load(k, 3))
    store(m, at(places, a + 8), -(top * by_amount))
    store(m, at(places, a + 9), -(top * by_film))
    store(m, at(places, a + 10), -(mouth * opened * by_amount))
    store(m, at(places, a + 11), -(mouth * opened * by_film))
    for i in range(3):  # what is taken, evaporated and lost feeds nothing back
        store(m, at(places, a + 12 + i), 0.0)
    above, over, feeding = top, mouth, mouth * drive
    far = a + 15 + 8 * cells
    for i in range(cells):
        p, s, e = 9 + 6 * i, 6 + 2 * i, a + 15 + 8 * i
        c, q, side, cleared = load(k, p), load(k, p + 1), load(k, p + 4), load(k, p + 5)
        below, deeper = load(k, p + 2), load(k, p + 3)
        leaving = below
        if i == cells - 1:
            leaving = load(k, 7)
            cleared = cleared + leaving * c
            leaving = 0.0 * leaving
        open_side = side * opened * c
        outward = side * q + closing
        held = load(y, s) * c * side
        store(m, at(places, e), (above + leaving) * c + open_side + cleared + decay)
        store(m, at(places, e + 1), -outward)
        store(m, at(places, e + 2), -open_side)
        store(m, at(places, e + 3), (over + deeper) * q + outward)
        store(m, at(places, e + 4), held)
        store(m, at(places, e + 5), -(held + feeding))
        store(m, at(places, e + 6), -cleared)
        store(m, at(places, e + 7), -decay)
        feeding = 0.0 * feeding
        if i < cells - 1:
            n = far + 4 * i
            store(m, at(places, n), -(below * load(k, p + 6)))
            store(m, at(places, n + 1), -(below * c))
            store(m, at(places, n + 2), -(deeper * load(k, p + 7)))
            store(m, at(places, n + 3), -(deeper * q))
        above, over = below, deeper
