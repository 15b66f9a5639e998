"""Generated from the network dermis. Do not edit: change the network and generate again."""
# ruff: noqa
# pyright: basic
from needlework.numerics import host
from needlework.numerics.simd import accumulate, at, exp, ln, load
from needlework.numerics.simd import relu, rpow, sqrt, step, store, where

FINGERPRINT = "dc78fa718fdeba25-2"
SPECIES = ('W', 'G', 'L', 'T', 'C', 'N', 'M1', 'M2', 'A', 'V', 'F', 'Y', 'Q', 'I', 'c3o', 'c3', 'c1n', 'c1m', 'X', 'Et', 'E', 'R', 'O', 'Kb', 'J', 'H', 'Ma', 'Mel', 'Md')
PARAMETERS = ('kW', 'kWM', 'pGW', 'pGM', 'pGY', 'dG', 'pL0', 'pLM', 'pLY', 'ka0', 'kaW', 'kaM', 'kaY', 'dL', 'dT', 'pAM', 'pAK', 'dA', 'aCW', 'aCN', 'aCM', 'dC', 'rN', 'dN', 'kNM', 'rM', 'k12', 'k12N', 'dM1', 'dM2', 'kV', 'dV', 'rF', 'dF', 'kFY', 'dY', 'dQ', 'dI', 'd3o', 'd3', 's3', 's1', 'kx', 'dn', 'dm', 'kreg', 'sE', 'kE', 'dEt', 'dE', 'eN', 'kRC', 'dR', 'kO', 'dO', 'kK', 'kX', 'kfill', 'kJ', 'dJ', 'dH', 'kMa', 'kMel', 'kMd', 'dMd', 'chi3', 'chiO', 'KC3', 'KTc', 'e3', 'K3Y', 'KTY', 'KCY', 'KYA', 'cset', 'Ksat', 'c30', 'KCM2', 'KCN', 'KWM', 'KA', 'Vmax', 'KG', 'kTF', 'KF', 'qC', 'qN', 'qM', 'qF', 'iT', 'iM2', 'iY', 's3Y', 's1Y', 'etaR', 'KJ', 'hJ', 'aMel', 'KCMel')
JACOBIAN = ((0, 0), (0, 6), (0, 7), (1, 0), (1, 1), (1, 6), (1, 7), (1, 11), (2, 0), (2, 2), (2, 7), (2, 11), (3, 0), (3, 2), (3, 3), (3, 7), (3, 11), (4, 0), (4, 4), (4, 5), (4, 6), (4, 7), (5, 4), (5, 5), (5, 6), (5, 7), (5, 9), (6, 0), (6, 4), (6, 5), (6, 6), (6, 9), (7, 5), (7, 6), (7, 7), (8, 6), (8, 7), (8, 8), (8, 23), (9, 8), (9, 9), (10, 1), (10, 3), (10, 4), (10, 10), (10, 11), (10, 23), (11, 3), (11, 4), (11, 10), (11, 11), (11, 23), (12, 4), (12, 5), (12, 6), (12, 10), (12, 12), (13, 3), (13, 7), (13, 11), (13, 13), (14, 12), (14, 13), (14, 14), (14, 15), (14, 16), (14, 17), (14, 18), (15, 3), (15, 4), (15, 10), (15, 11), (15, 12), (15, 13), (15, 14), (15, 15), (15, 16), (15, 17), (15, 18), (15, 23), (16, 3), (16, 4), (16, 10), (16, 11), (16, 12), (16, 13), (16, 14), (16, 15), (16, 16), (16, 17), (16, 18), (16, 23), (17, 12), (17, 13), (17, 14), (17, 15), (17, 16), (17, 17), (17, 18), (18, 12), (18, 18), (19, 3), (19, 4), (19, 10), (19, 12), (19, 13), (19, 14), (19, 15), (19, 16), (19, 17), (19, 18), (19, 19), (19, 23), (20, 5), (20, 12), (20, 13), (20, 14), (20, 15), (20, 16), (20, 17), (20, 18), (20, 19), (20, 20), (21, 4), (21, 9), (21, 21), (22, 4), (22, 9), (22, 22), (23, 23), (24, 1), (24, 24), (25, 24), (25, 25), (26, 4), (26, 26), (27, 26), (27, 27), (28, 4), (28, 27), (28, 28),)

def constants(p):
    p_kW = p['kW']
    p_kWM = p['kWM']
    p_pGW = p['pGW']
    p_pGM = p['pGM']
    p_pGY = p['pGY']
    p_dG = p['dG']
    p_pL0 = p['pL0']
    p_pLM = p['pLM']
    p_pLY = p['pLY']
    p_ka0 = p['ka0']
    p_kaW = p['kaW']
    p_kaM = p['kaM']
    p_kaY = p['kaY']
    p_dL = p['dL']
    p_dT = p['dT']
    p_pAM = p['pAM']
    p_pAK = p['pAK']
    p_dA = p['dA']
    p_aCW = p['aCW']
    p_aCN = p['aCN']
    p_aCM = p['aCM']
    p_dC = p['dC']
    p_rN = p['rN']
    p_dN = p['dN']
    p_kNM = p['kNM']
    p_rM = p['rM']
    p_k12 = p['k12']
    p_k12N = p['k12N']
    p_dM1 = p['dM1']
    p_dM2 = p['dM2']
    p_kV = p['kV']
    p_dV = p['dV']
    p_rF = p['rF']
    p_dF = p['dF']
    p_kFY = p['kFY']
    p_dY = p['dY']
    p_dQ = p['dQ']
    p_dI = p['dI']
    p_d3o = p['d3o']
    p_d3 = p['d3']
    p_s3 = p['s3']
    p_s1 = p['s1']
    p_kx = p['kx']
    p_dn = p['dn']
    p_dm = p['dm']
    p_kreg = p['kreg']
    p_sE = p['sE']
    p_kE = p['kE']
    p_dEt = p['dEt']
    p_dE = p['dE']
    p_eN = p['eN']
    p_kRC = p['kRC']
    p_dR = p['dR']
    p_kO = p['kO']
    p_dO = p['dO']
    p_kK = p['kK']
    p_kX = p['kX']
    p_kfill = p['kfill']
    p_kJ = p['kJ']
    p_dJ = p['dJ']
    p_dH = p['dH']
    p_kMa = p['kMa']
    p_kMel = p['kMel']
    p_kMd = p['kMd']
    p_dMd = p['dMd']
    p_chi3 = p['chi3']
    p_chiO = p['chiO']
    p_KC3 = p['KC3']
    p_KTc = p['KTc']
    p_e3 = p['e3']
    p_K3Y = p['K3Y']
    p_KTY = p['KTY']
    p_KCY = p['KCY']
    p_KYA = p['KYA']
    p_cset = p['cset']
    p_Ksat = p['Ksat']
    p_c30 = p['c30']
    p_KCM2 = p['KCM2']
    p_KCN = p['KCN']
    p_KWM = p['KWM']
    p_KA = p['KA']
    p_Vmax = p['Vmax']
    p_KG = p['KG']
    p_kTF = p['kTF']
    p_KF = p['KF']
    p_qC = p['qC']
    p_qN = p['qN']
    p_qM = p['qM']
    p_qF = p['qF']
    p_iT = p['iT']
    p_iM2 = p['iM2']
    p_iY = p['iY']
    p_s3Y = p['s3Y']
    p_s1Y = p['s1Y']
    p_etaR = p['etaR']
    p_KJ = p['KJ']
    p_hJ = p['hJ']
    p_aMel = p['aMel']
    p_KCMel = p['KCMel']
    return [
        (-p_kWM),
        (-p_kW),
        p_pGW,
        (-p_dG),
        p_pGM,
        p_pGY,
        (-p_kaW),
        p_kaW,
        p_kaM,
        p_KYA,
        p_kaY,
        p_ka0,
        (-p_dL),
        (-p_kaM),
        p_pLM,
        2.0*p_kaY,
        p_pLY,
        (-p_dT),
        (1.0 / (p_KCM2)),
        p_aCW,
        (-p_dC),
        p_aCN,
        p_aCM,
        (-(1.0 / (p_KCM2))),
        p_KCN,
        p_rN,
        (-p_kNM),
        (-p_dN),
        p_KWM,
        p_rM,
        (-p_k12N),
        p_k12N,
        p_k12,
        (-p_dM1),
        (-p_dM2),
        p_pAM,
        (-p_dA),
        (-p_pAK),
        p_KA,
        p_kV,
        p_Vmax,
        (-p_dV),
        p_KG,
        (1.0 / (p_KF)),
        p_rF,
        (1.0 / (p_KC3)),
        ((-p_chiO) + 1.0),
        p_chiO,
        p_chi3,
        (-(p_ka0*p_pL0 / ((p_dL + p_ka0)*p_dT))),
        p_KTc,
        p_kTF*p_rF,
        (1.0 / (p_KCY)),
        (1.0 / (p_K3Y)),
        p_KTY,
        p_kFY,
        (-(1.0 / (p_KC3))),
        (-(1.0 / (p_KCY))),
        p_kTF,
        (-(1.0 / (p_KF))*p_rF),
        (-p_dF),
        ((-p_chiO) + 1.0)*p_chi3,
        (-p_dY),
        p_qC*p_dQ,
        p_qN*p_dQ,
        p_qM*p_dQ,
        p_qF*p_dQ,
        (-p_dQ),
        p_iT*p_dI,
        p_iM2*p_dI,
        p_iY*p_dI,
        (-p_dI),
        p_d3o,
        p_kX,
        (-p_d3o),
        p_kreg,
        (1.0 / (p_Ksat)),
        (-p_cset),
        p_s3,
        p_cset,
        p_kfill,
        p_s3Y*p_s3,
        p_d3,
        (-p_d3),
        p_s3Y,
        (-p_kfill),
        p_s1,
        p_s1Y*p_s1,
        p_etaR*p_d3,
        p_dn,
        (-p_dn),
        p_s1Y,
        (-p_kx),
        p_dm,
        (-p_dm),
        p_kx,
        (-p_kX),
        p_e3,
        p_sE,
        p_dEt,
        (-p_dEt),
        (-p_kE),
        (-p_eN),
        p_dE,
        (-p_dE),
        p_kE,
        p_kRC,
        (-p_dR),
        p_kO,
        (-p_dO),
        (-p_kK),
        p_KJ,
        p_kJ,
        (-p_dJ),
        p_hJ*p_dH,
        (-p_dH),
        p_KCMel,
        p_aMel,
        p_kMa,
        (-p_kMa),
        p_kMel,
        (-p_kMel),
        p_kMd,
        (-p_dMd),
        p_pL0,
        p_pAK,
        p_qC,
        p_qN,
        p_qM,
        p_qF,
        p_dQ,
        p_iT,
        p_iM2,
        p_iY,
        p_dI,
        p_d3o*p_c30,
        (p_kx + p_dn)*(p_dm*(((-p_c30) + 1.0) / (((p_dm / (p_kx)) + 1.0))) / (p_kx)),
        (p_kE + p_dEt)*(p_dE / (p_kE)),
        p_kK,
        p_hJ,
        p_dH,
    ]

def initial(p):
    p_pL0 = p['pL0']
    p_ka0 = p['ka0']
    p_dL = p['dL']
    p_dT = p['dT']
    p_kx = p['kx']
    p_dm = p['dm']
    p_kE = p['kE']
    p_dE = p['dE']
    p_c30 = p['c30']
    return [
        0.0,
        0.0,
        (p_pL0 / ((p_dL + p_ka0))),
        (p_ka0*p_pL0 / ((p_dL + p_ka0)*p_dT)),
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        1.0,
        1.0,
        0.0,
        1.0,
        1.0,
        p_c30,
        0.0,
        (p_dm*(((-p_c30) + 1.0) / (((p_dm / (p_kx)) + 1.0))) / (p_kx)),
        (((-p_c30) + 1.0) / (((p_dm / (p_kx)) + 1.0))),
        0.0,
        (p_dE / (p_kE)),
        1.0,
        0.0,
        0.0,
        1.0,
        0.0,
        1.0,
        1.0,
        1.0,
        0.0,
    ]

def rates(y, o, k, f):
    y_W = load(y, o + 0)
    y_G = load(y, o + 1)
    y_L = load(y, o + 2)
    y_T = load(y, o + 3)
    y_C = load(y, o + 4)
    y_N = load(y, o + 5)
    y_M1 = load(y, o + 6)
    y_M2 = load(y, o + 7)
    y_A = load(y, o + 8)
    y_V = load(y, o + 9)
    y_F = load(y, o + 10)
    y_Y = load(y, o + 11)
    y_Q = load(y, o + 12)
    y_I = load(y, o + 13)
    y_c3o = load(y, o + 14)
    y_c3 = load(y, o + 15)
    y_c1n = load(y, o + 16)
    y_c1m = load(y, o + 17)
    y_X = load(y, o + 18)
    y_Et = load(y, o + 19)
    y_E = load(y, o + 20)
    y_R = load(y, o + 21)
    y_O = load(y, o + 22)
    y_Kb = load(y, o + 23)
    y_J = load(y, o + 24)
    y_H = load(y, o + 25)
    y_Ma = load(y, o + 26)
    y_Mel = load(y, o + 27)
    y_Md = load(y, o + 28)
    k0 = load(k, 0)
    k1 = load(k, 1)
    k2 = load(k, 2)
    k3 = load(k, 3)
    k4 = load(k, 4)
    k5 = load(k, 5)
    k7 = load(k, 7)
    k8 = load(k, 8)
    k9 = load(k, 9)
    k10 = load(k, 10)
    k11 = load(k, 11)
    k12 = load(k, 12)
    k14 = load(k, 14)
    k16 = load(k, 16)
    k17 = load(k, 17)
    k18 = load(k, 18)
    k19 = load(k, 19)
    k20 = load(k, 20)
    k21 = load(k, 21)
    k22 = load(k, 22)
    k24 = load(k, 24)
    k25 = load(k, 25)
    k26 = load(k, 26)
    k27 = load(k, 27)
    k28 = load(k, 28)
    k29 = load(k, 29)
    k31 = load(k, 31)
    k32 = load(k, 32)
    k33 = load(k, 33)
    k34 = load(k, 34)
    k35 = load(k, 35)
    k36 = load(k, 36)
    k38 = load(k, 38)
    k39 = load(k, 39)
    k40 = load(k, 40)
    k41 = load(k, 41)
    k42 = load(k, 42)
    k43 = load(k, 43)
    k44 = load(k, 44)
    k45 = load(k, 45)
    k46 = load(k, 46)
    k47 = load(k, 47)
    k48 = load(k, 48)
    k49 = load(k, 49)
    k50 = load(k, 50)
    k52 = load(k, 52)
    k53 = load(k, 53)
    k54 = load(k, 54)
    k55 = load(k, 55)
    k58 = load(k, 58)
    k60 = load(k, 60)
    k62 = load(k, 62)
    k72 = load(k, 72)
    k73 = load(k, 73)
    k75 = load(k, 75)
    k76 = load(k, 76)
    k77 = load(k, 77)
    k78 = load(k, 78)
    k79 = load(k, 79)
    k80 = load(k, 80)
    k82 = load(k, 82)
    k84 = load(k, 84)
    k86 = load(k, 86)
    k88 = load(k, 88)
    k89 = load(k, 89)
    k91 = load(k, 91)
    k92 = load(k, 92)
    k93 = load(k, 93)
    k95 = load(k, 95)
    k96 = load(k, 96)
    k97 = load(k, 97)
    k98 = load(k, 98)
    k99 = load(k, 99)
    k101 = load(k, 101)
    k102 = load(k, 102)
    k103 = load(k, 103)
    k105 = load(k, 105)
    k106 = load(k, 106)
    k107 = load(k, 107)
    k108 = load(k, 108)
    k109 = load(k, 109)
    k111 = load(k, 111)
    k112 = load(k, 112)
    k113 = load(k, 113)
    k116 = load(k, 116)
    k117 = load(k, 117)
    k118 = load(k, 118)
    k120 = load(k, 120)
    k122 = load(k, 122)
    k123 = load(k, 123)
    k124 = load(k, 124)
    k125 = load(k, 125)
    k126 = load(k, 126)
    k127 = load(k, 127)
    k128 = load(k, 128)
    k129 = load(k, 129)
    k130 = load(k, 130)
    k131 = load(k, 131)
    k132 = load(k, 132)
    k133 = load(k, 133)
    k134 = load(k, 134)
    k135 = load(k, 135)
    k136 = load(k, 136)
    k137 = load(k, 137)
    k138 = load(k, 138)
    k139 = load(k, 139)
    k140 = load(k, 140)
    t0 = k1*y_W
    t1 = (y_M1 + y_M2)
    t2 = k0*t1*y_W
    t3 = (t0 + t2)
    t4 = k2*y_W
    t5 = k4*t1
    t6 = k5*y_Y
    t7 = k3*y_G
    t8 = (t4 + t5 + t6 + t7)
    t9 = k14*y_M2
    t10 = k16*y_Y
    t11 = k7*y_W
    t12 = k8*y_M2
    t13 = (y_Y*y_Y)
    t14 = (k9 + y_Y)
    t15 = (1.0 / (t14))
    t16 = k10*t13*t15
    t17 = (k11 + t11 + t12 + t16)
    t18 = (-t17*y_L)
    t19 = k12*y_L
    t20 = (k124 + t9 + t10 + t18 + t19)
    t21 = t17*y_L
    t22 = k17*y_T
    t23 = (t21 + t22)
    t24 = k19*y_W
    t25 = k21*y_N
    t26 = k22*y_M1
    t27 = (t24 + t25 + t26)
    t28 = y_M2*k18
    t29 = (t28 + 1.0)
    t30 = (1.0 / (t29))
    t31 = t27*t30
    t32 = k20*y_C
    t33 = (t31 + t32)
    t34 = (k24 + y_C)
    t35 = (1.0 / (t34))
    t36 = k25*y_C*t35*y_V
    t37 = k27*y_N
    t38 = k26*t1*y_N
    t39 = (t36 + t37 + t38)
    t40 = y_C*t35
    t41 = (k28 + y_W)
    t42 = (1.0 / (t41))
    t43 = y_W*t42
    t44 = (t40 + t43)
    t45 = k29*t44*y_V
    t46 = k31*y_N
    t47 = (k32 + t46)
    t48 = (-t47*y_M1)
    t49 = k33*y_M1
    t50 = (t45 + t48 + t49)
    t51 = t47*y_M1
    t52 = k34*y_M2
    t53 = (t51 + t52)
    t54 = k35*t1
    t55 = (-y_Kb)
    t56 = (t55 + 1.0)
    t57 = k125*t56
    t58 = k36*y_A
    t59 = (t54 + t57 + t58)
    t60 = (k38 + y_A)
    t61 = (1.0 / (t60))
    t62 = (-y_V)
    t63 = (k40 + t62)
    t64 = k39*y_A*t61*t63
    t65 = (y_V + -1.0)
    t66 = k41*t65
    t67 = (t64 + t66)
    t68 = (k42 + y_G)
    t69 = (1.0 / (t68))
    t70 = y_G*t69
    t71 = k46*y_Kb
    t72 = (k47 + t71)
    t73 = y_C*k45
    t74 = (t73 + 1.0)
    t75 = (1.0 / (t74))
    t76 = (-k48*t72*t75)
    t77 = (t76 + 1.0)
    t78 = (k49 + y_T)
    t79 = relu(t78)
    t80 = t77*t79
    t81 = (k50 + t80)
    t82 = (1.0 / (t81))
    t83 = k58*t77*t79*t82
    t84 = (t70 + t83)
    t85 = (y_F + y_Y)
    t86 = (-t85*k43)
    t87 = (t86 + 1.0)
    t88 = k44*t84*y_F*t87
    t89 = (y_F + -1.0)
    t90 = k60*t89
    t91 = k48*t72*t75*t79*k53
    t92 = (t91 + 1.0)
    t93 = (1.0 / (t92))
    t94 = t77*t79*t93
    t95 = (k54 + t94)
    t96 = (1.0 / (t95))
    t97 = y_C*k52
    t98 = (t97 + 1.0)
    t99 = (1.0 / (t98))
    t100 = (-k55*t77*t79*t93*t96*t99*y_F)
    t101 = (t88 + t90 + t100)
    t102 = k55*t77*t79*t93*t96*t99*y_F
    t103 = k62*y_Y
    t104 = (t102 + t103)
    t105 = k126*y_C
    t106 = k127*y_N
    t107 = k128*y_M1
    t108 = k129*t89
    t109 = (-y_Q)
    t110 = (t105 + t106 + t107 + t108 + t109 + 1.0)
    t111 = k130*t110
    t112 = k131*t79
    t113 = k132*y_M2
    t114 = k133*y_Y
    t115 = (-y_I)
    t116 = (t112 + t113 + t114 + t115 + 1.0)
    t117 = k134*t116
    t118 = (1.0 / (y_I))
    t119 = k72*y_Q*t118*y_c3o
    t120 = (y_c3o + y_c3 + y_c1n + y_c1m + -1.0)
    t121 = relu(t120)
    t122 = (y_c3o + y_c3 + y_c1n + y_c1m)
    t123 = (1.0 / (t122))
    t124 = k75*t121*t123
    t125 = k73*y_Q*y_X*t123
    t126 = (t124 + t125)
    t127 = t126*y_c3o
    t128 = (t119 + t127)
    t129 = (-t128)
    t130 = (k135 + t129)
    t131 = (k77 + y_c3o + y_c3 + y_c1n + y_c1m)
    t132 = relu(t131)
    t133 = t132*k76
    t134 = (t133*t133)
    t135 = (t134 + 1.0)
    t136 = (1.0 / (t135))
    t137 = y_F*t77*t79*t82
    t138 = k84*y_Y
    t139 = (t137 + t138)
    t140 = k78*t136*t139
    t141 = (-t122)
    t142 = (k79 + t141)
    t143 = relu(t142)
    t144 = k80*t143*y_F
    t145 = k82*y_Q*t118*y_c3
    t146 = t126*y_c3
    t147 = (t145 + t146)
    t148 = (-t147)
    t149 = (t140 + t144 + t148)
    t150 = k91*y_Y
    t151 = (t137 + t150)
    t152 = k86*t136*t151
    t153 = k88*y_Q*t118*y_c3
    t154 = k92*y_c1n
    t155 = k89*y_Q*t118*y_c1n
    t156 = t126*y_c1n
    t157 = (t155 + t156)
    t158 = (-t157)
    t159 = (k136 + t152 + t153 + t154 + t158)
    t160 = k95*y_c1n
    t161 = k93*y_Q*t118*y_c1m
    t162 = t126*y_c1m
    t163 = (t161 + t162)
    t164 = (-t163)
    t165 = (t160 + t164)
    t166 = k96*y_Q*y_X
    t167 = k97*k48*t72*t75*t79
    t168 = (t80 + t167)
    t169 = (k50 + t80 + t167)
    t170 = (1.0 / (t169))
    t171 = k98*y_F*t168*t170
    t172 = k101*y_Et
    t173 = k99*y_Q*t118*y_Et
    t174 = k73*y_Q*y_X*t123*y_Et
    t175 = (t173 + t174)
    t176 = (-t175)
    t177 = (k137 + t171 + t172 + t176)
    t178 = k105*y_Et
    t179 = k103*y_Q*t118*y_E
    t180 = k73*y_Q*y_X*t123*y_E
    t181 = (t179 + t180)
    t182 = (-t181)
    t183 = k102*y_N*y_E
    t184 = (t178 + t182 + t183)
    t185 = k106*y_C*y_V
    t186 = k107*y_R
    t187 = (t185 + t186)
    t188 = k108*y_C*y_V
    t189 = k109*y_O
    t190 = (t188 + t189)
    t191 = k138*t56
    t192 = (k111 + y_G)
    t193 = (1.0 / (t192))
    t194 = (-y_J)
    t195 = (t194 + 1.0)
    t196 = k112*y_G*t193*t195
    t197 = k113*y_J
    t198 = (t196 + t197)
    t199 = k139*y_J
    t200 = (-y_H)
    t201 = (t199 + t200 + 1.0)
    t202 = k140*t201
    t203 = (k116 + y_C)
    t204 = (1.0 / (t203))
    t205 = k117*y_C*t204
    t206 = (-y_Ma)
    t207 = (t205 + t206 + 1.0)
    t208 = k118*t207
    t209 = (-y_Mel)
    t210 = (y_Ma + t209)
    t211 = k120*t210
    t212 = k122*y_C*y_Mel
    t213 = k123*y_Md
    t214 = (t212 + t213)
    accumulate(f, o + 0, t3)
    accumulate(f, o + 1, t8)
    accumulate(f, o + 2, t20)
    accumulate(f, o + 3, t23)
    accumulate(f, o + 4, t33)
    accumulate(f, o + 5, t39)
    accumulate(f, o + 6, t50)
    accumulate(f, o + 7, t53)
    accumulate(f, o + 8, t59)
    accumulate(f, o + 9, t67)
    accumulate(f, o + 10, t101)
    accumulate(f, o + 11, t104)
    accumulate(f, o + 12, t111)
    accumulate(f, o + 13, t117)
    accumulate(f, o + 14, t130)
    accumulate(f, o + 15, t149)
    accumulate(f, o + 16, t159)
    accumulate(f, o + 17, t165)
    accumulate(f, o + 18, t166)
    accumulate(f, o + 19, t177)
    accumulate(f, o + 20, t184)
    accumulate(f, o + 21, t187)
    accumulate(f, o + 22, t190)
    accumulate(f, o + 23, t191)
    accumulate(f, o + 24, t198)
    accumulate(f, o + 25, t202)
    accumulate(f, o + 26, t208)
    accumulate(f, o + 27, t211)
    accumulate(f, o + 28, t214)

def jacobian(y, o, k, m, places, a):
    y_W = load(y, o + 0)
    y_G = load(y, o + 1)
    y_L = load(y, o + 2)
    y_T = load(y, o + 3)
    y_C = load(y, o + 4)
    y_N = load(y, o + 5)
    y_M1 = load(y, o + 6)
    y_M2 = load(y, o + 7)
    y_A = load(y, o + 8)
    y_V = load(y, o + 9)
    y_F = load(y, o + 10)
    y_Y = load(y, o + 11)
    y_Q = load(y, o + 12)
    y_I = load(y, o + 13)
    y_c3o = load(y, o + 14)
    y_c3 = load(y, o + 15)
    y_c1n = load(y, o + 16)
    y_c1m = load(y, o + 17)
    y_X = load(y, o + 18)
    y_Et = load(y, o + 19)
    y_E = load(y, o + 20)
    y_Kb = load(y, o + 23)
    y_J = load(y, o + 24)
    y_Mel = load(y, o + 27)
    k0 = load(k, 0)
    k1 = load(k, 1)
    k2 = load(k, 2)
    k3 = load(k, 3)
    k4 = load(k, 4)
    k5 = load(k, 5)
    k6 = load(k, 6)
    k7 = load(k, 7)
    k8 = load(k, 8)
    k9 = load(k, 9)
    k10 = load(k, 10)
    k11 = load(k, 11)
    k12 = load(k, 12)
    k13 = load(k, 13)
    k14 = load(k, 14)
    k15 = load(k, 15)
    k16 = load(k, 16)
    k17 = load(k, 17)
    k18 = load(k, 18)
    k19 = load(k, 19)
    k20 = load(k, 20)
    k21 = load(k, 21)
    k22 = load(k, 22)
    k23 = load(k, 23)
    k24 = load(k, 24)
    k25 = load(k, 25)
    k26 = load(k, 26)
    k27 = load(k, 27)
    k28 = load(k, 28)
    k29 = load(k, 29)
    k30 = load(k, 30)
    k31 = load(k, 31)
    k32 = load(k, 32)
    k33 = load(k, 33)
    k34 = load(k, 34)
    k35 = load(k, 35)
    k36 = load(k, 36)
    k37 = load(k, 37)
    k38 = load(k, 38)
    k39 = load(k, 39)
    k40 = load(k, 40)
    k41 = load(k, 41)
    k42 = load(k, 42)
    k43 = load(k, 43)
    k44 = load(k, 44)
    k45 = load(k, 45)
    k46 = load(k, 46)
    k47 = load(k, 47)
    k48 = load(k, 48)
    k49 = load(k, 49)
    k50 = load(k, 50)
    k51 = load(k, 51)
    k52 = load(k, 52)
    k53 = load(k, 53)
    k54 = load(k, 54)
    k55 = load(k, 55)
    k56 = load(k, 56)
    k57 = load(k, 57)
    k58 = load(k, 58)
    k59 = load(k, 59)
    k60 = load(k, 60)
    k61 = load(k, 61)
    k62 = load(k, 62)
    k63 = load(k, 63)
    k64 = load(k, 64)
    k65 = load(k, 65)
    k66 = load(k, 66)
    k67 = load(k, 67)
    k68 = load(k, 68)
    k69 = load(k, 69)
    k70 = load(k, 70)
    k71 = load(k, 71)
    k72 = load(k, 72)
    k73 = load(k, 73)
    k74 = load(k, 74)
    k75 = load(k, 75)
    k76 = load(k, 76)
    k77 = load(k, 77)
    k78 = load(k, 78)
    k79 = load(k, 79)
    k80 = load(k, 80)
    k81 = load(k, 81)
    k82 = load(k, 82)
    k83 = load(k, 83)
    k84 = load(k, 84)
    k85 = load(k, 85)
    k86 = load(k, 86)
    k87 = load(k, 87)
    k88 = load(k, 88)
    k89 = load(k, 89)
    k90 = load(k, 90)
    k91 = load(k, 91)
    k92 = load(k, 92)
    k93 = load(k, 93)
    k94 = load(k, 94)
    k95 = load(k, 95)
    k96 = load(k, 96)
    k97 = load(k, 97)
    k98 = load(k, 98)
    k99 = load(k, 99)
    k100 = load(k, 100)
    k101 = load(k, 101)
    k102 = load(k, 102)
    k103 = load(k, 103)
    k104 = load(k, 104)
    k105 = load(k, 105)
    k106 = load(k, 106)
    k107 = load(k, 107)
    k108 = load(k, 108)
    k109 = load(k, 109)
    k110 = load(k, 110)
    k111 = load(k, 111)
    k112 = load(k, 112)
    k113 = load(k, 113)
    k114 = load(k, 114)
    k115 = load(k, 115)
    k116 = load(k, 116)
    k117 = load(k, 117)
    k118 = load(k, 118)
    k119 = load(k, 119)
    k120 = load(k, 120)
    k121 = load(k, 121)
    k122 = load(k, 122)
    k123 = load(k, 123)
    t0 = (y_M1 + y_M2)
    t1 = k0*t0
    t2 = (k1 + t1)
    t3 = k0*y_W
    t4 = k6*y_L
    t5 = k7*y_W
    t6 = k8*y_M2
    t7 = (y_Y*y_Y)
    t8 = (k9 + y_Y)
    t9 = (1.0 / (t8))
    t10 = k10*t7*t9
    t11 = (k11 + t5 + t6 + t10)
    t12 = (-t11)
    t13 = (k12 + t12)
    t14 = k13*y_L
    t15 = (k14 + t14)
    t16 = k15*y_Y
    t17 = (-k10*t7*t9)
    t18 = (t16 + t17)
    t19 = (-t18*t9*y_L)
    t20 = (k16 + t19)
    t21 = k7*y_L
    t22 = k8*y_L
    t23 = t18*t9*y_L
    t24 = y_M2*k18
    t25 = (t24 + 1.0)
    t26 = (1.0 / (t25))
    t27 = k19*t26
    t28 = k21*t26
    t29 = k22*t26
    t30 = k19*y_W
    t31 = k21*y_N
    t32 = k22*y_M1
    t33 = (t30 + t31 + t32)
    t34 = k23*t33*t26*t26
    t35 = (k24 + y_C)
    t36 = (1.0 / (t35))
    t37 = (-k25*y_C*t36)
    t38 = (k25 + t37)
    t39 = t38*t36*y_V
    t40 = k26*t0
    t41 = (k27 + t40)
    t42 = k26*y_N
    t43 = k25*y_C*t36
    t44 = (k28 + y_W)
    t45 = (1.0 / (t44))
    t46 = (-y_W*t45)
    t47 = (t46 + 1.0)
    t48 = k29*t47*t45*y_V
    t49 = (-y_C*t36)
    t50 = (t49 + 1.0)
    t51 = k29*t50*t36*y_V
    t52 = k30*y_M1
    t53 = k31*y_N
    t54 = (k32 + t53)
    t55 = (-t54)
    t56 = (k33 + t55)
    t57 = y_C*t36
    t58 = y_W*t45
    t59 = (t57 + t58)
    t60 = k29*t59
    t61 = k31*y_M1
    t62 = (k38 + y_A)
    t63 = (1.0 / (t62))
    t64 = (-k39*y_A*t63)
    t65 = (k39 + t64)
    t66 = (-y_V)
    t67 = (k40 + t66)
    t68 = t65*t63*t67
    t69 = (k41 + t64)
    t70 = (k42 + y_G)
    t71 = (1.0 / (t70))
    t72 = (-y_G*t71)
    t73 = (t72 + 1.0)
    t74 = (y_F + y_Y)
    t75 = (-t74*k43)
    t76 = (t75 + 1.0)
    t77 = k44*t73*t71*y_F*t76
    t78 = (k49 + y_T)
    t79 = step(t78)
    t80 = k46*y_Kb
    t81 = (k47 + t80)
    t82 = y_C*k45
    t83 = (t82 + 1.0)
    t84 = (1.0 / (t83))
    t85 = (-k48*t81*t84)
    t86 = (t85 + 1.0)
    t87 = t79*t86
    t88 = relu(t78)
    t89 = t86*t88
    t90 = (k50 + t89)
    t91 = (1.0 / (t90))
    t92 = (-t86*t88*t91*t79*t86)
    t93 = (t87 + t92)
    t94 = k51*t93*t91*y_F*t76
    t95 = k48*t81*t84*t88*k53
    t96 = (t95 + 1.0)
    t97 = (1.0 / (t96))
    t98 = (-t86*t88*t97*t79*k48*t81*t84*k53)
    t99 = (t87 + t98)
    t100 = k55*t99*t97
    t101 = t86*t88*t97
    t102 = (k54 + t101)
    t103 = (1.0 / (t102))
    t104 = (-k55*t86*t88*t97*t103*t99*t97)
    t105 = (t100 + t104)
    t106 = y_C*k52
    t107 = (t106 + 1.0)
    t108 = (1.0 / (t107))
    t109 = (-t105*t103*t108*y_F)
    t110 = (t94 + t109)
    t111 = (-k56*k48*t81*t84*t84*t88)
    t112 = t86*t88*t91*k56*k48*t81*t84*t84*t88
    t113 = (t111 + t112)
    t114 = k51*t113*t91*y_F*t76
    t115 = (-t86*t88*t97*k56*k48*t81*t84*t84*t88*k53)
    t116 = (t111 + t115)
    t117 = k55*t116*t97
    t118 = (-k55*t86*t88*t97*t103*t116*t97)
    t119 = (t117 + t118)
    t120 = t119*t103
    t121 = k57*k55*t86*t88*t97*t103*t108
    t122 = (t120 + t121)
    t123 = (-t122*t108*y_F)
    t124 = (t114 + t123)
    t125 = y_G*t71
    t126 = k58*t86*t88*t91
    t127 = (t125 + t126)
    t128 = k44*t127*t76
    t129 = k59*t127*y_F
    t130 = (-k55*t86*t88*t97*t103*t108)
    t131 = (k60 + t128 + t129 + t130)
    t132 = (-k61*t84*t88)
    t133 = t86*t88*t91*k61*t84*t88
    t134 = (t132 + t133)
    t135 = k51*t134*t91*y_F*t76
    t136 = (-t86*t88*t97*k61*t84*t88*k53)
    t137 = (t132 + t136)
    t138 = k55*t137*t97
    t139 = (-k55*t86*t88*t97*t103*t137*t97)
    t140 = (t138 + t139)
    t141 = (-t140*t103*t108*y_F)
    t142 = (t135 + t141)
    t143 = t105*t103*t108*y_F
    t144 = t122*t108*y_F
    t145 = k55*t86*t88*t97*t103*t108
    t146 = t140*t103*t108*y_F
    t147 = k68*t79
    t148 = (1.0 / (y_I))
    t149 = k72*t148*y_c3o
    t150 = (y_c3o + y_c3 + y_c1n + y_c1m)
    t151 = (1.0 / (t150))
    t152 = k73*y_X*t151*y_c3o
    t153 = (t149 + t152)
    t154 = (-t153)
    t155 = (-k74*y_Q*t148*t148*y_c3o)
    t156 = k72*y_Q*t148
    t157 = (y_c3o + y_c3 + y_c1n + y_c1m + -1.0)
    t158 = step(t157)
    t159 = k75*t158
    t160 = relu(t157)
    t161 = (-k75*t160*t151)
    t162 = (t159 + t161)
    t163 = t162*t151
    t164 = (-k73*y_Q*y_X*t151*t151)
    t165 = (t163 + t164)
    t166 = t165*y_c3o
    t167 = k75*t160*t151
    t168 = k73*y_Q*y_X*t151
    t169 = (t156 + t166 + t167 + t168)
    t170 = (-t169)
    t171 = (-t165*y_c3o)
    t172 = (-k73*y_Q*t151*y_c3o)
    t173 = (k77 + y_c3o + y_c3 + y_c1n + y_c1m)
    t174 = relu(t173)
    t175 = t174*k76
    t176 = (t175*t175)
    t177 = (t176 + 1.0)
    t178 = (1.0 / (t177))
    t179 = k78*t93*t91*y_F*t178
    t180 = k78*t113*t91*y_F*t178
    t181 = k78*t86*t88*t91*t178
    t182 = (-t150)
    t183 = (k79 + t182)
    t184 = relu(t183)
    t185 = k80*t184
    t186 = (t181 + t185)
    t187 = k81*t178
    t188 = k82*t148*y_c3
    t189 = k73*y_X*t151*y_c3
    t190 = (t188 + t189)
    t191 = (-t190)
    t192 = (-k83*y_Q*t148*t148*y_c3)
    t193 = step(t173)
    t194 = y_F*t86*t88*t91
    t195 = k84*y_Y
    t196 = (t194 + t195)
    t197 = -2.0*k78*t178*t174*k76*t193*k76*t178*t196
    t198 = step(t183)
    t199 = k85*t198*y_F
    t200 = (-t165*y_c3)
    t201 = (t197 + t199 + t200)
    t202 = k82*y_Q*t148
    t203 = t165*y_c3
    t204 = (t202 + t203 + t167 + t168)
    t205 = (-t204)
    t206 = (t197 + t199 + t205)
    t207 = (-k73*y_Q*t151*y_c3)
    t208 = k78*t134*t91*y_F*t178
    t209 = k86*t93*t91*y_F*t178
    t210 = k86*t113*t91*y_F*t178
    t211 = k86*t86*t88*t91*t178
    t212 = k87*t178
    t213 = k88*t148*y_c3
    t214 = k89*t148*y_c1n
    t215 = k73*y_X*t151*y_c1n
    t216 = (t214 + t215)
    t217 = (-t216)
    t218 = (t213 + t217)
    t219 = (-k88*y_Q*t148*t148*y_c3)
    t220 = (-k90*y_Q*t148*t148*y_c1n)
    t221 = (t219 + t220)
    t222 = k91*y_Y
    t223 = (t194 + t222)
    t224 = -2.0*k86*t178*t174*k76*t193*k76*t178*t223
    t225 = (-t165*y_c1n)
    t226 = (t224 + t225)
    t227 = k88*y_Q*t148
    t228 = (t224 + t227 + t225)
    t229 = k89*y_Q*t148
    t230 = t165*y_c1n
    t231 = (t229 + t230 + t167 + t168)
    t232 = (-t231)
    t233 = (k92 + t224 + t232)
    t234 = (-k73*y_Q*t151*y_c1n)
    t235 = k86*t134*t91*y_F*t178
    t236 = k93*t148*y_c1m
    t237 = k73*y_X*t151*y_c1m
    t238 = (t236 + t237)
    t239 = (-t238)
    t240 = (-k94*y_Q*t148*t148*y_c1m)
    t241 = (-t165*y_c1m)
    t242 = (k95 + t241)
    t243 = k93*y_Q*t148
    t244 = t165*y_c1m
    t245 = (t243 + t244 + t167 + t168)
    t246 = (-t245)
    t247 = (-k73*y_Q*t151*y_c1m)
    t248 = k96*y_X
    t249 = k96*y_Q
    t250 = k97*t79*k48*t81*t84
    t251 = k97*k48*t81*t84*t88
    t252 = (t89 + t251)
    t253 = (k50 + t89 + t251)
    t254 = (1.0 / (t253))
    t255 = (t87 + t250)
    t256 = (-t252*t254*t255)
    t257 = (t87 + t250 + t256)
    t258 = k98*t257*t254*y_F
    t259 = k97*k56*k48*t81*t84*t84*t88
    t260 = (t111 + t259)
    t261 = (-t252*t254*t260)
    t262 = (t111 + t259 + t261)
    t263 = k98*t262*t254*y_F
    t264 = k98*t252*t254
    t265 = k99*t148*y_Et
    t266 = k73*y_X*t151*y_Et
    t267 = (t265 + t266)
    t268 = (-t267)
    t269 = (-k100*y_Q*t148*t148*y_Et)
    t270 = k73*y_Q*y_X*t151*t151*y_Et
    t271 = (-k73*y_Q*t151*y_Et)
    t272 = k99*y_Q*t148
    t273 = (t272 + t168)
    t274 = (-t273)
    t275 = (k101 + t274)
    t276 = k97*k61*t84*t88
    t277 = (t132 + t276)
    t278 = (-t252*t254*t277)
    t279 = (t132 + t276 + t278)
    t280 = k98*t279*t254*y_F
    t281 = k102*y_E
    t282 = k103*t148*y_E
    t283 = k73*y_X*t151*y_E
    t284 = (t282 + t283)
    t285 = (-t284)
    t286 = (-k104*y_Q*t148*t148*y_E)
    t287 = k73*y_Q*y_X*t151*t151*y_E
    t288 = (-k73*y_Q*t151*y_E)
    t289 = k103*y_Q*t148
    t290 = (t289 + t168)
    t291 = (-t290)
    t292 = k102*y_N
    t293 = (t291 + t292)
    t294 = k106*y_V
    t295 = k106*y_C
    t296 = k108*y_V
    t297 = k108*y_C
    t298 = (k111 + y_G)
    t299 = (1.0 / (t298))
    t300 = (-k112*y_G*t299)
    t301 = (k112 + t300)
    t302 = (-y_J)
    t303 = (t302 + 1.0)
    t304 = t301*t299*t303
    t305 = (k113 + t300)
    t306 = (k116 + y_C)
    t307 = (1.0 / (t306))
    t308 = (-k117*y_C*t307)
    t309 = (k117 + t308)
    t310 = k118*t309*t307
    t311 = k122*y_Mel
    t312 = k122*y_C
    store(m, at(places, a + 0), -t2)
    store(m, at(places, a + 1), -t3)
    store(m, at(places, a + 2), -t3)
    store(m, at(places, a + 3), -k2)
    store(m, at(places, a + 4), -k3)
    store(m, at(places, a + 5), -k4)
    store(m, at(places, a + 6), -k4)
    store(m, at(places, a + 7), -k5)
    store(m, at(places, a + 8), -t4)
    store(m, at(places, a + 9), -t13)
    store(m, at(places, a + 10), -t15)
    store(m, at(places, a + 11), -t20)
    store(m, at(places, a + 12), -t21)
    store(m, at(places, a + 13), -t11)
    store(m, at(places, a + 14), -k17)
    store(m, at(places, a + 15), -t22)
    store(m, at(places, a + 16), -t23)
    store(m, at(places, a + 17), -t27)
    store(m, at(places, a + 18), -k20)
    store(m, at(places, a + 19), -t28)
    store(m, at(places, a + 20), -t29)
    store(m, at(places, a + 21), -t34)
    store(m, at(places, a + 22), -t39)
    store(m, at(places, a + 23), -t41)
    store(m, at(places, a + 24), -t42)
    store(m, at(places, a + 25), -t42)
    store(m, at(places, a + 26), -t43)
    store(m, at(places, a + 27), -t48)
    store(m, at(places, a + 28), -t51)
    store(m, at(places, a + 29), -t52)
    store(m, at(places, a + 30), -t56)
    store(m, at(places, a + 31), -t60)
    store(m, at(places, a + 32), -t61)
    store(m, at(places, a + 33), -t54)
    store(m, at(places, a + 34), -k34)
    store(m, at(places, a + 35), -k35)
    store(m, at(places, a + 36), -k35)
    store(m, at(places, a + 37), -k36)
    store(m, at(places, a + 38), -k37)
    store(m, at(places, a + 39), -t68)
    store(m, at(places, a + 40), -t69)
    store(m, at(places, a + 41), -t77)
    store(m, at(places, a + 42), -t110)
    store(m, at(places, a + 43), -t124)
    store(m, at(places, a + 44), -t131)
    store(m, at(places, a + 45), -t129)
    store(m, at(places, a + 46), -t142)
    store(m, at(places, a + 47), -t143)
    store(m, at(places, a + 48), -t144)
    store(m, at(places, a + 49), -t145)
    store(m, at(places, a + 50), -k62)
    store(m, at(places, a + 51), -t146)
    store(m, at(places, a + 52), -k63)
    store(m, at(places, a + 53), -k64)
    store(m, at(places, a + 54), -k65)
    store(m, at(places, a + 55), -k66)
    store(m, at(places, a + 56), -k67)
    store(m, at(places, a + 57), -t147)
    store(m, at(places, a + 58), -k69)
    store(m, at(places, a + 59), -k70)
    store(m, at(places, a + 60), -k71)
    store(m, at(places, a + 61), -t154)
    store(m, at(places, a + 62), -t155)
    store(m, at(places, a + 63), -t170)
    store(m, at(places, a + 64), -t171)
    store(m, at(places, a + 65), -t171)
    store(m, at(places, a + 66), -t171)
    store(m, at(places, a + 67), -t172)
    store(m, at(places, a + 68), -t179)
    store(m, at(places, a + 69), -t180)
    store(m, at(places, a + 70), -t186)
    store(m, at(places, a + 71), -t187)
    store(m, at(places, a + 72), -t191)
    store(m, at(places, a + 73), -t192)
    store(m, at(places, a + 74), -t201)
    store(m, at(places, a + 75), -t206)
    store(m, at(places, a + 76), -t201)
    store(m, at(places, a + 77), -t201)
    store(m, at(places, a + 78), -t207)
    store(m, at(places, a + 79), -t208)
    store(m, at(places, a + 80), -t209)
    store(m, at(places, a + 81), -t210)
    store(m, at(places, a + 82), -t211)
    store(m, at(places, a + 83), -t212)
    store(m, at(places, a + 84), -t218)
    store(m, at(places, a + 85), -t221)
    store(m, at(places, a + 86), -t226)
    store(m, at(places, a + 87), -t228)
    store(m, at(places, a + 88), -t233)
    store(m, at(places, a + 89), -t226)
    store(m, at(places, a + 90), -t234)
    store(m, at(places, a + 91), -t235)
    store(m, at(places, a + 92), -t239)
    store(m, at(places, a + 93), -t240)
    store(m, at(places, a + 94), -t241)
    store(m, at(places, a + 95), -t241)
    store(m, at(places, a + 96), -t242)
    store(m, at(places, a + 97), -t246)
    store(m, at(places, a + 98), -t247)
    store(m, at(places, a + 99), -t248)
    store(m, at(places, a + 100), -t249)
    store(m, at(places, a + 101), -t258)
    store(m, at(places, a + 102), -t263)
    store(m, at(places, a + 103), -t264)
    store(m, at(places, a + 104), -t268)
    store(m, at(places, a + 105), -t269)
    store(m, at(places, a + 106), -t270)
    store(m, at(places, a + 107), -t270)
    store(m, at(places, a + 108), -t270)
    store(m, at(places, a + 109), -t270)
    store(m, at(places, a + 110), -t271)
    store(m, at(places, a + 111), -t275)
    store(m, at(places, a + 112), -t280)
    store(m, at(places, a + 113), -t281)
    store(m, at(places, a + 114), -t285)
    store(m, at(places, a + 115), -t286)
    store(m, at(places, a + 116), -t287)
    store(m, at(places, a + 117), -t287)
    store(m, at(places, a + 118), -t287)
    store(m, at(places, a + 119), -t287)
    store(m, at(places, a + 120), -t288)
    store(m, at(places, a + 121), -k105)
    store(m, at(places, a + 122), -t293)
    store(m, at(places, a + 123), -t294)
    store(m, at(places, a + 124), -t295)
    store(m, at(places, a + 125), -k107)
    store(m, at(places, a + 126), -t296)
    store(m, at(places, a + 127), -t297)
    store(m, at(places, a + 128), -k109)
    store(m, at(places, a + 129), -k110)
    store(m, at(places, a + 130), -t304)
    store(m, at(places, a + 131), -t305)
    store(m, at(places, a + 132), -k114)
    store(m, at(places, a + 133), -k115)
    store(m, at(places, a + 134), -t310)
    store(m, at(places, a + 135), -k119)
    store(m, at(places, a + 136), -k120)
    store(m, at(places, a + 137), -k121)
    store(m, at(places, a + 138), -t311)
    store(m, at(places, a + 139), -t312)
    store(m, at(places, a + 140), -k123)
