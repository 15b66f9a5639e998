"""Generated from the network dermis. Do not edit: change the network and generate again."""
# ruff: noqa
# pyright: basic
from needlework.numerics import host
from needlework.numerics.simd import accumulate, at, exp, ln, load
from needlework.numerics.simd import relu, rpow, sqrt, step, store, where

FINGERPRINT = "04c51c450a3fb1ae-2"
SPECIES = ('W', 'Fb', 'G', 'L', 'T', 'C', 'N', 'M1', 'M2', 'A', 'V', 'F', 'Y', 'Q', 'I', 'c3o', 'c3', 'c1n', 'c1m', 'Et', 'E', 'R', 'O', 'Kb', 'H', 'Ma', 'Mel', 'Md')
PARAMETERS = ('kW', 'kWM', 'kFb', 'kFbQ', 'pGW', 'pGM', 'pGY', 'dG', 'pL0', 'pLM', 'pLY', 'ka0', 'kaW', 'kaM', 'kaY', 'dL', 'dT', 'pAM', 'pAK', 'dA', 'aCW', 'aCN', 'aCM', 'dC', 'rN', 'dN', 'kNM', 'rM', 'k12', 'k12N', 'dM1', 'dM2', 'kV', 'dV', 'rF', 'dF', 'kFY', 'dY', 'dQ', 'dI', 'd3o', 'd3', 's3', 's1', 'kx', 'dn', 'dm', 'kreg', 'sE', 'kE', 'dEt', 'dE', 'eN', 'kRC', 'dR', 'kO', 'dO', 'kK', 'dH', 'kMa', 'kMel', 'kMd', 'dMd', 'chi3', 'KTc', 'K3Y', 'KTY', 'KCY', 'Ksat', 'c30', 'KCM2', 'KCN', 'KWM', 'KA', 'Vmax', 'KG', 'kTF', 'KF', 'qC', 'qN', 'qM', 'qF', 'iT', 'iM2', 'iY', 's3Y', 's1Y', 'etaR', 'hF', 'hc', 'aMel', 'KCMel')
JACOBIAN = ((0, 0), (0, 7), (0, 8), (1, 1), (1, 13), (2, 0), (2, 2), (2, 7), (2, 8), (2, 12), (3, 0), (3, 3), (3, 8), (3, 12), (4, 0), (4, 3), (4, 4), (4, 8), (4, 12), (5, 0), (5, 5), (5, 6), (5, 7), (5, 8), (6, 5), (6, 6), (6, 7), (6, 8), (6, 10), (7, 0), (7, 5), (7, 6), (7, 7), (7, 10), (8, 6), (8, 7), (8, 8), (9, 7), (9, 8), (9, 9), (9, 23), (10, 9), (10, 10), (11, 2), (11, 4), (11, 5), (11, 11), (11, 12), (11, 23), (12, 4), (12, 5), (12, 11), (12, 12), (12, 23), (13, 5), (13, 6), (13, 7), (13, 11), (13, 13), (14, 4), (14, 8), (14, 12), (14, 14), (15, 13), (15, 14), (15, 15), (15, 16), (15, 17), (15, 18), (16, 4), (16, 5), (16, 11), (16, 12), (16, 13), (16, 14), (16, 15), (16, 16), (16, 17), (16, 18), (16, 23), (17, 4), (17, 5), (17, 11), (17, 12), (17, 13), (17, 14), (17, 15), (17, 16), (17, 17), (17, 18), (17, 23), (18, 13), (18, 14), (18, 15), (18, 16), (18, 17), (18, 18), (19, 4), (19, 5), (19, 11), (19, 13), (19, 14), (19, 19), (19, 23), (20, 6), (20, 13), (20, 14), (20, 19), (20, 20), (21, 5), (21, 10), (21, 21), (22, 5), (22, 10), (22, 22), (23, 23), (24, 11), (24, 15), (24, 16), (24, 17), (24, 18), (24, 24), (25, 5), (25, 25), (26, 25), (26, 26), (27, 5), (27, 26), (27, 27),)

def constants(p):
    p_kW = p['kW']
    p_kWM = p['kWM']
    p_kFb = p['kFb']
    p_kFbQ = p['kFbQ']
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
    p_dH = p['dH']
    p_kMa = p['kMa']
    p_kMel = p['kMel']
    p_kMd = p['kMd']
    p_dMd = p['dMd']
    p_chi3 = p['chi3']
    p_KTc = p['KTc']
    p_K3Y = p['K3Y']
    p_KTY = p['KTY']
    p_KCY = p['KCY']
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
    p_hF = p['hF']
    p_hc = p['hc']
    p_aMel = p['aMel']
    p_KCMel = p['KCMel']
    return [
        (-p_kWM),
        (-p_kW),
        p_kFbQ,
        p_kFb,
        (-p_kFbQ),
        p_pGW,
        (-p_dG),
        p_pGM,
        p_pGY,
        (-p_kaW),
        p_kaW,
        p_kaM,
        p_kaY,
        p_ka0,
        (-p_dL),
        (-p_kaM),
        p_pLM,
        (-p_kaY),
        p_pLY,
        (-p_dT),
        (1.0 / (p_KCM2)),
        p_aCW,
        (-p_dC),
        p_aCN,
        p_aCM,
        (-(1.0 / (p_KCM2))),
        (p_KCN*p_KCN),
        2.0*p_rN,
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
        p_chi3,
        (-(p_ka0*p_pL0 / ((p_dL + p_ka0)*p_dT))),
        p_KTc,
        p_kTF*p_rF,
        (1.0 / (p_KCY)),
        (1.0 / (p_K3Y)),
        (p_KTY*p_KTY),
        2.0*p_kFY,
        p_kFY,
        (-(1.0 / (p_KCY))),
        p_kTF,
        (-(1.0 / (p_KF))*p_rF),
        (-p_dF),
        0.7*p_chi3,
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
        (-p_d3o),
        p_d3o,
        p_kreg,
        (1.0 / (p_Ksat)),
        p_s3,
        p_s3Y*p_s3,
        (-p_d3),
        p_s3Y,
        p_d3,
        p_s1,
        p_s1Y*p_s1,
        p_etaR*p_d3,
        (-p_dn),
        p_s1Y,
        p_dn,
        (-p_kx),
        (-p_dm),
        p_kx,
        p_dm,
        p_sE,
        (-p_dEt),
        (-p_kE),
        (-p_eN),
        (-p_dE),
        p_kE,
        p_kRC,
        (-p_dR),
        p_kO,
        (-p_dO),
        (-p_kK),
        p_hF*p_dH,
        p_hc*p_dH,
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
        p_hF,
        p_hc,
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
        (p_dE / (p_kE)),
        1.0,
        0.0,
        0.0,
        1.0,
        1.0,
        1.0,
        1.0,
        0.0,
    ]

def rates(y, o, k, f):
    y_W = load(y, o + 0)
    y_Fb = load(y, o + 1)
    y_G = load(y, o + 2)
    y_L = load(y, o + 3)
    y_T = load(y, o + 4)
    y_C = load(y, o + 5)
    y_N = load(y, o + 6)
    y_M1 = load(y, o + 7)
    y_M2 = load(y, o + 8)
    y_A = load(y, o + 9)
    y_V = load(y, o + 10)
    y_F = load(y, o + 11)
    y_Y = load(y, o + 12)
    y_Q = load(y, o + 13)
    y_I = load(y, o + 14)
    y_c3o = load(y, o + 15)
    y_c3 = load(y, o + 16)
    y_c1n = load(y, o + 17)
    y_c1m = load(y, o + 18)
    y_Et = load(y, o + 19)
    y_E = load(y, o + 20)
    y_R = load(y, o + 21)
    y_O = load(y, o + 22)
    y_Kb = load(y, o + 23)
    y_H = load(y, o + 24)
    y_Ma = load(y, o + 25)
    y_Mel = load(y, o + 26)
    y_Md = load(y, o + 27)
    k0 = load(k, 0)
    k1 = load(k, 1)
    k2 = load(k, 2)
    k3 = load(k, 3)
    k5 = load(k, 5)
    k6 = load(k, 6)
    k7 = load(k, 7)
    k8 = load(k, 8)
    k10 = load(k, 10)
    k11 = load(k, 11)
    k12 = load(k, 12)
    k13 = load(k, 13)
    k14 = load(k, 14)
    k16 = load(k, 16)
    k18 = load(k, 18)
    k19 = load(k, 19)
    k20 = load(k, 20)
    k21 = load(k, 21)
    k22 = load(k, 22)
    k23 = load(k, 23)
    k24 = load(k, 24)
    k26 = load(k, 26)
    k28 = load(k, 28)
    k29 = load(k, 29)
    k30 = load(k, 30)
    k31 = load(k, 31)
    k32 = load(k, 32)
    k34 = load(k, 34)
    k35 = load(k, 35)
    k36 = load(k, 36)
    k37 = load(k, 37)
    k38 = load(k, 38)
    k39 = load(k, 39)
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
    k56 = load(k, 56)
    k58 = load(k, 58)
    k60 = load(k, 60)
    k62 = load(k, 62)
    k73 = load(k, 73)
    k74 = load(k, 74)
    k75 = load(k, 75)
    k76 = load(k, 76)
    k79 = load(k, 79)
    k80 = load(k, 80)
    k81 = load(k, 81)
    k83 = load(k, 83)
    k85 = load(k, 85)
    k86 = load(k, 86)
    k87 = load(k, 87)
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
    k105 = load(k, 105)
    k106 = load(k, 106)
    k107 = load(k, 107)
    k109 = load(k, 109)
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
    k124 = load(k, 124)
    k125 = load(k, 125)
    k126 = load(k, 126)
    k127 = load(k, 127)
    k128 = load(k, 128)
    k129 = load(k, 129)
    k130 = load(k, 130)
    t0 = k1*y_W
    t1 = (y_M1 + y_M2)
    t2 = k0*t1*y_W
    t3 = (t0 + t2)
    t4 = (y_Q + -1.0)
    t5 = relu(t4)
    t6 = k2*t5
    t7 = (k3 + t6)
    t8 = (-t7*y_Fb)
    t9 = k5*y_W
    t10 = k7*t1
    t11 = k8*y_Y
    t12 = k6*y_G
    t13 = (t9 + t10 + t11 + t12)
    t14 = k16*y_M2
    t15 = k18*y_Y
    t16 = k10*y_W
    t17 = k11*y_M2
    t18 = k12*y_Y
    t19 = (k13 + t16 + t17 + t18)
    t20 = (-t19*y_L)
    t21 = k14*y_L
    t22 = (k113 + t14 + t15 + t20 + t21)
    t23 = t19*y_L
    t24 = k19*y_T
    t25 = (t23 + t24)
    t26 = k21*y_W
    t27 = k23*y_N
    t28 = k24*y_M1
    t29 = (t26 + t27 + t28)
    t30 = y_M2*k20
    t31 = (t30 + 1.0)
    t32 = (1.0 / (t31))
    t33 = t29*t32
    t34 = k22*y_C
    t35 = (t33 + t34)
    t36 = (y_C*y_C)
    t37 = (k26 + t36)
    t38 = (1.0 / (t37))
    t39 = k28*t36*t38*y_V
    t40 = k30*y_N
    t41 = k29*t1*y_N
    t42 = (t39 + t40 + t41)
    t43 = t36*t38
    t44 = (k31 + y_W)
    t45 = (1.0 / (t44))
    t46 = y_W*t45
    t47 = (t43 + t46)
    t48 = k32*t47*y_V
    t49 = k34*y_N
    t50 = (k35 + t49)
    t51 = (-t50*y_M1)
    t52 = k36*y_M1
    t53 = (t48 + t51 + t52)
    t54 = t50*y_M1
    t55 = k37*y_M2
    t56 = (t54 + t55)
    t57 = k38*t1
    t58 = (-y_Kb)
    t59 = (t58 + 1.0)
    t60 = k114*t59
    t61 = k39*y_A
    t62 = (t57 + t60 + t61)
    t63 = (k41 + y_A)
    t64 = (1.0 / (t63))
    t65 = (-y_V)
    t66 = (k43 + t65)
    t67 = k42*y_A*t64*t66
    t68 = (y_V + -1.0)
    t69 = k44*t68
    t70 = (t67 + t69)
    t71 = (k45 + y_G)
    t72 = (1.0 / (t71))
    t73 = y_G*t72
    t74 = 0.7*y_Kb
    t75 = (t74 + 0.3)
    t76 = (y_C + 1.0)
    t77 = (1.0 / (t76))
    t78 = (-k48*t75*t77)
    t79 = (t78 + 1.0)
    t80 = (k49 + y_T)
    t81 = relu(t80)
    t82 = t79*t81
    t83 = (k50 + t82)
    t84 = (1.0 / (t83))
    t85 = k58*t79*t81*t84
    t86 = (t73 + t85)
    t87 = (y_F + y_Y)
    t88 = (-t87*k46)
    t89 = (t88 + 1.0)
    t90 = k47*t86*y_F*t89
    t91 = (y_F + -1.0)
    t92 = k60*t91
    t93 = k48*t75*t77*t81*k53
    t94 = (t93 + 1.0)
    t95 = (1.0 / (t94))
    t96 = t79*t81*t95
    t97 = (t96*t96)
    t98 = (k54 + t97)
    t99 = (1.0 / (t98))
    t100 = y_C*k52
    t101 = (t100 + 1.0)
    t102 = (1.0 / (t101))
    t103 = (-k56*t97*t99*t102*y_F)
    t104 = (t90 + t92 + t103)
    t105 = k56*t97*t99*t102*y_F
    t106 = k62*y_Y
    t107 = (t105 + t106)
    t108 = k115*y_C
    t109 = k116*y_N
    t110 = k117*y_M1
    t111 = k118*t91
    t112 = (-y_Q)
    t113 = (t108 + t109 + t110 + t111 + t112 + 1.0)
    t114 = k119*t113
    t115 = k120*t81
    t116 = k121*y_M2
    t117 = k122*y_Y
    t118 = (-y_I)
    t119 = (t115 + t116 + t117 + t118 + 1.0)
    t120 = k123*t119
    t121 = (1.0 / (y_I))
    t122 = k73*y_Q*t121*y_c3o
    t123 = (y_c3o + y_c3 + y_c1n + y_c1m + -1.0)
    t124 = relu(t123)
    t125 = (y_c3o + y_c3 + y_c1n + y_c1m)
    t126 = (1.0 / (t125))
    t127 = k74*t124*t126*y_c3o
    t128 = (t122 + t127)
    t129 = (-t128)
    t130 = (k124 + t129)
    t131 = t124*k75
    t132 = (t131*t131)
    t133 = (t132 + 1.0)
    t134 = (1.0 / (t133))
    t135 = y_F*t79*t81*t84
    t136 = k79*y_Y
    t137 = (t135 + t136)
    t138 = k76*t134*t137
    t139 = k80*y_Q*t121*y_c3
    t140 = k74*t124*t126*y_c3
    t141 = (t139 + t140)
    t142 = (-t141)
    t143 = (t138 + t142)
    t144 = k85*y_Y
    t145 = (t135 + t144)
    t146 = k81*t134*t145
    t147 = k83*y_Q*t121*y_c3
    t148 = k87*y_c1n
    t149 = k86*y_Q*t121*y_c1n
    t150 = k74*t124*t126*y_c1n
    t151 = (t149 + t150)
    t152 = (-t151)
    t153 = (k125 + t146 + t147 + t148 + t152)
    t154 = k89*y_c1n
    t155 = k90*y_Q*t121*y_c1m
    t156 = k74*t124*t126*y_c1m
    t157 = (t155 + t156)
    t158 = (-t157)
    t159 = (t154 + t158)
    t160 = 2.0*k48*t75*t77*t81
    t161 = (t82 + t160)
    t162 = (k50 + t82 + t160)
    t163 = (1.0 / (t162))
    t164 = k91*y_F*t161*t163
    t165 = k93*y_Et
    t166 = k92*y_Q*t121*y_Et
    t167 = (k126 + t164 + t165 + t166)
    t168 = k96*y_Et
    t169 = k95*y_Q*t121*y_E
    t170 = k94*y_N*y_E
    t171 = (t168 + t169 + t170)
    t172 = k97*y_C*y_V
    t173 = k98*y_R
    t174 = (t172 + t173)
    t175 = k99*y_C*y_V
    t176 = k100*y_O
    t177 = (t175 + t176)
    t178 = k127*t59
    t179 = k128*t91
    t180 = k129*t124
    t181 = (-y_H)
    t182 = (t179 + t180 + t181 + 1.0)
    t183 = k130*t182
    t184 = (k105 + y_C)
    t185 = (1.0 / (t184))
    t186 = k106*y_C*t185
    t187 = (-y_Ma)
    t188 = (t186 + t187 + 1.0)
    t189 = k107*t188
    t190 = (-y_Mel)
    t191 = (y_Ma + t190)
    t192 = k109*t191
    t193 = k111*y_C*y_Mel
    t194 = k112*y_Md
    t195 = (t193 + t194)
    accumulate(f, o + 0, t3)
    accumulate(f, o + 1, t8)
    accumulate(f, o + 2, t13)
    accumulate(f, o + 3, t22)
    accumulate(f, o + 4, t25)
    accumulate(f, o + 5, t35)
    accumulate(f, o + 6, t42)
    accumulate(f, o + 7, t53)
    accumulate(f, o + 8, t56)
    accumulate(f, o + 9, t62)
    accumulate(f, o + 10, t70)
    accumulate(f, o + 11, t104)
    accumulate(f, o + 12, t107)
    accumulate(f, o + 13, t114)
    accumulate(f, o + 14, t120)
    accumulate(f, o + 15, t130)
    accumulate(f, o + 16, t143)
    accumulate(f, o + 17, t153)
    accumulate(f, o + 18, t159)
    accumulate(f, o + 19, t167)
    accumulate(f, o + 20, t171)
    accumulate(f, o + 21, t174)
    accumulate(f, o + 22, t177)
    accumulate(f, o + 23, t178)
    accumulate(f, o + 24, t183)
    accumulate(f, o + 25, t189)
    accumulate(f, o + 26, t192)
    accumulate(f, o + 27, t195)

def jacobian(y, o, k, m, places, a):
    y_W = load(y, o + 0)
    y_Fb = load(y, o + 1)
    y_G = load(y, o + 2)
    y_L = load(y, o + 3)
    y_T = load(y, o + 4)
    y_C = load(y, o + 5)
    y_N = load(y, o + 6)
    y_M1 = load(y, o + 7)
    y_M2 = load(y, o + 8)
    y_A = load(y, o + 9)
    y_V = load(y, o + 10)
    y_F = load(y, o + 11)
    y_Y = load(y, o + 12)
    y_Q = load(y, o + 13)
    y_I = load(y, o + 14)
    y_c3o = load(y, o + 15)
    y_c3 = load(y, o + 16)
    y_c1n = load(y, o + 17)
    y_c1m = load(y, o + 18)
    y_Et = load(y, o + 19)
    y_E = load(y, o + 20)
    y_Kb = load(y, o + 23)
    y_Mel = load(y, o + 26)
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
    t0 = (y_M1 + y_M2)
    t1 = k0*t0
    t2 = (k1 + t1)
    t3 = k0*y_W
    t4 = (y_Q + -1.0)
    t5 = relu(t4)
    t6 = k2*t5
    t7 = (k3 + t6)
    t8 = (-t7)
    t9 = step(t4)
    t10 = k4*t9*y_Fb
    t11 = k9*y_L
    t12 = k10*y_W
    t13 = k11*y_M2
    t14 = k12*y_Y
    t15 = (k13 + t12 + t13 + t14)
    t16 = (-t15)
    t17 = (k14 + t16)
    t18 = k15*y_L
    t19 = (k16 + t18)
    t20 = k17*y_L
    t21 = (k18 + t20)
    t22 = k10*y_L
    t23 = k11*y_L
    t24 = k12*y_L
    t25 = y_M2*k20
    t26 = (t25 + 1.0)
    t27 = (1.0 / (t26))
    t28 = k21*t27
    t29 = k23*t27
    t30 = k24*t27
    t31 = k21*y_W
    t32 = k23*y_N
    t33 = k24*y_M1
    t34 = (t31 + t32 + t33)
    t35 = k25*t34*t27*t27
    t36 = k27*y_C
    t37 = (y_C*y_C)
    t38 = (k26 + t37)
    t39 = (1.0 / (t38))
    t40 = -2.0*k28*t37*t39*y_C
    t41 = (t36 + t40)
    t42 = t41*t39*y_V
    t43 = k29*t0
    t44 = (k30 + t43)
    t45 = k29*y_N
    t46 = k28*t37*t39
    t47 = (k31 + y_W)
    t48 = (1.0 / (t47))
    t49 = (-y_W*t48)
    t50 = (t49 + 1.0)
    t51 = k32*t50*t48*y_V
    t52 = 2.0*y_C
    t53 = -2.0*t37*t39*y_C
    t54 = (t52 + t53)
    t55 = k32*t54*t39*y_V
    t56 = k33*y_M1
    t57 = k34*y_N
    t58 = (k35 + t57)
    t59 = (-t58)
    t60 = (k36 + t59)
    t61 = t37*t39
    t62 = y_W*t48
    t63 = (t61 + t62)
    t64 = k32*t63
    t65 = k34*y_M1
    t66 = (k41 + y_A)
    t67 = (1.0 / (t66))
    t68 = (-k42*y_A*t67)
    t69 = (k42 + t68)
    t70 = (-y_V)
    t71 = (k43 + t70)
    t72 = t69*t67*t71
    t73 = (k44 + t68)
    t74 = (k45 + y_G)
    t75 = (1.0 / (t74))
    t76 = (-y_G*t75)
    t77 = (t76 + 1.0)
    t78 = (y_F + y_Y)
    t79 = (-t78*k46)
    t80 = (t79 + 1.0)
    t81 = k47*t77*t75*y_F*t80
    t82 = (k49 + y_T)
    t83 = step(t82)
    t84 = 0.7*y_Kb
    t85 = (t84 + 0.3)
    t86 = (y_C + 1.0)
    t87 = (1.0 / (t86))
    t88 = (-k48*t85*t87)
    t89 = (t88 + 1.0)
    t90 = t83*t89
    t91 = relu(t82)
    t92 = t89*t91
    t93 = (k50 + t92)
    t94 = (1.0 / (t93))
    t95 = (-t89*t91*t94*t83*t89)
    t96 = (t90 + t95)
    t97 = k51*t96*t94*y_F*t80
    t98 = k48*t85*t87*t91*k53
    t99 = (t98 + 1.0)
    t100 = (1.0 / (t99))
    t101 = (-t89*t91*t100*t83*k48*t85*t87*k53)
    t102 = (t90 + t101)
    t103 = k55*t89*t91*t100*t102*t100
    t104 = t89*t91*t100
    t105 = (t104*t104)
    t106 = (k54 + t105)
    t107 = (1.0 / (t106))
    t108 = -2.0*k56*t105*t107*t89*t91*t100*t102*t100
    t109 = (t103 + t108)
    t110 = y_C*k52
    t111 = (t110 + 1.0)
    t112 = (1.0 / (t111))
    t113 = (-t109*t107*t112*y_F)
    t114 = (t97 + t113)
    t115 = k48*t85*t87*t87*t91
    t116 = (-t89*t91*t94*k48*t85*t87*t87*t91)
    t117 = (t115 + t116)
    t118 = k51*t117*t94*y_F*t80
    t119 = t89*t91*t100*k48*t85*t87*t87*t91*k53
    t120 = (t115 + t119)
    t121 = k55*t89*t91*t100*t120*t100
    t122 = -2.0*k56*t105*t107*t89*t91*t100*t120*t100
    t123 = (t121 + t122)
    t124 = t123*t107
    t125 = k57*k56*t105*t107*t112
    t126 = (t124 + t125)
    t127 = (-t126*t112*y_F)
    t128 = (t118 + t127)
    t129 = y_G*t75
    t130 = k58*t89*t91*t94
    t131 = (t129 + t130)
    t132 = k47*t131*t80
    t133 = k59*t131*y_F
    t134 = (-k56*t105*t107*t112)
    t135 = (k60 + t132 + t133 + t134)
    t136 = (-k61*t87*t91)
    t137 = t89*t91*t94*k61*t87*t91
    t138 = (t136 + t137)
    t139 = k51*t138*t94*y_F*t80
    t140 = (-t89*t91*t100*k61*t87*t91*k53)
    t141 = (t136 + t140)
    t142 = k55*t89*t91*t100*t141*t100
    t143 = -2.0*k56*t105*t107*t89*t91*t100*t141*t100
    t144 = (t142 + t143)
    t145 = (-t144*t107*t112*y_F)
    t146 = (t139 + t145)
    t147 = t109*t107*t112*y_F
    t148 = t126*t112*y_F
    t149 = k56*t105*t107*t112
    t150 = t144*t107*t112*y_F
    t151 = k68*t83
    t152 = (1.0 / (y_I))
    t153 = k72*t152*y_c3o
    t154 = (-k72*y_Q*t152*t152*y_c3o)
    t155 = k73*y_Q*t152
    t156 = (y_c3o + y_c3 + y_c1n + y_c1m + -1.0)
    t157 = step(t156)
    t158 = k74*t157
    t159 = relu(t156)
    t160 = (y_c3o + y_c3 + y_c1n + y_c1m)
    t161 = (1.0 / (t160))
    t162 = (-k74*t159*t161)
    t163 = (t158 + t162)
    t164 = t163*t161*y_c3o
    t165 = k74*t159*t161
    t166 = (t155 + t164 + t165)
    t167 = (-t166)
    t168 = (-t163*t161*y_c3o)
    t169 = t159*k75
    t170 = (t169*t169)
    t171 = (t170 + 1.0)
    t172 = (1.0 / (t171))
    t173 = k76*t96*t94*y_F*t172
    t174 = k76*t117*t94*y_F*t172
    t175 = k76*t89*t91*t94*t172
    t176 = k77*t172
    t177 = k78*t152*y_c3
    t178 = (-k78*y_Q*t152*t152*y_c3)
    t179 = y_F*t89*t91*t94
    t180 = k79*y_Y
    t181 = (t179 + t180)
    t182 = -2.0*k76*t172*t159*k75*t157*k75*t172*t181
    t183 = (-t163*t161*y_c3)
    t184 = (t182 + t183)
    t185 = k80*y_Q*t152
    t186 = t163*t161*y_c3
    t187 = (t185 + t186 + t165)
    t188 = (-t187)
    t189 = (t182 + t188)
    t190 = k76*t138*t94*y_F*t172
    t191 = k81*t96*t94*y_F*t172
    t192 = k81*t117*t94*y_F*t172
    t193 = k81*t89*t91*t94*t172
    t194 = k82*t172
    t195 = k83*t152*y_c3
    t196 = k84*t152*y_c1n
    t197 = (t195 + t196)
    t198 = (-k83*y_Q*t152*t152*y_c3)
    t199 = (-k84*y_Q*t152*t152*y_c1n)
    t200 = (t198 + t199)
    t201 = k85*y_Y
    t202 = (t179 + t201)
    t203 = -2.0*k81*t172*t159*k75*t157*k75*t172*t202
    t204 = (-t163*t161*y_c1n)
    t205 = (t203 + t204)
    t206 = k83*y_Q*t152
    t207 = (t203 + t206 + t204)
    t208 = k86*y_Q*t152
    t209 = t163*t161*y_c1n
    t210 = (t208 + t209 + t165)
    t211 = (-t210)
    t212 = (k87 + t203 + t211)
    t213 = k81*t138*t94*y_F*t172
    t214 = k88*t152*y_c1m
    t215 = (-k88*y_Q*t152*t152*y_c1m)
    t216 = (-t163*t161*y_c1m)
    t217 = (k89 + t216)
    t218 = k90*y_Q*t152
    t219 = t163*t161*y_c1m
    t220 = (t218 + t219 + t165)
    t221 = (-t220)
    t222 = 2.0*t83*k48*t85*t87
    t223 = 2.0*k48*t85*t87*t91
    t224 = (t92 + t223)
    t225 = (k50 + t92 + t223)
    t226 = (1.0 / (t225))
    t227 = (t90 + t222)
    t228 = (-t224*t226*t227)
    t229 = (t90 + t222 + t228)
    t230 = k91*t229*t226*y_F
    t231 = -2.0*k48*t85*t87*t87*t91
    t232 = (t115 + t231)
    t233 = (-t224*t226*t232)
    t234 = (t115 + t231 + t233)
    t235 = k91*t234*t226*y_F
    t236 = k91*t224*t226
    t237 = k92*t152*y_Et
    t238 = (-k92*y_Q*t152*t152*y_Et)
    t239 = k92*y_Q*t152
    t240 = (k93 + t239)
    t241 = 2.0*k61*t87*t91
    t242 = (t136 + t241)
    t243 = (-t224*t226*t242)
    t244 = (t136 + t241 + t243)
    t245 = k91*t244*t226*y_F
    t246 = k94*y_E
    t247 = k95*t152*y_E
    t248 = (-k95*y_Q*t152*t152*y_E)
    t249 = k95*y_Q*t152
    t250 = k94*y_N
    t251 = (t249 + t250)
    t252 = k97*y_V
    t253 = k97*y_C
    t254 = k99*y_V
    t255 = k99*y_C
    t256 = k103*t157
    t257 = (k105 + y_C)
    t258 = (1.0 / (t257))
    t259 = (-k106*y_C*t258)
    t260 = (k106 + t259)
    t261 = k107*t260*t258
    t262 = k111*y_Mel
    t263 = k111*y_C
    store(m, at(places, a + 0), -t2)
    store(m, at(places, a + 1), -t3)
    store(m, at(places, a + 2), -t3)
    store(m, at(places, a + 3), -t8)
    store(m, at(places, a + 4), -t10)
    store(m, at(places, a + 5), -k5)
    store(m, at(places, a + 6), -k6)
    store(m, at(places, a + 7), -k7)
    store(m, at(places, a + 8), -k7)
    store(m, at(places, a + 9), -k8)
    store(m, at(places, a + 10), -t11)
    store(m, at(places, a + 11), -t17)
    store(m, at(places, a + 12), -t19)
    store(m, at(places, a + 13), -t21)
    store(m, at(places, a + 14), -t22)
    store(m, at(places, a + 15), -t15)
    store(m, at(places, a + 16), -k19)
    store(m, at(places, a + 17), -t23)
    store(m, at(places, a + 18), -t24)
    store(m, at(places, a + 19), -t28)
    store(m, at(places, a + 20), -k22)
    store(m, at(places, a + 21), -t29)
    store(m, at(places, a + 22), -t30)
    store(m, at(places, a + 23), -t35)
    store(m, at(places, a + 24), -t42)
    store(m, at(places, a + 25), -t44)
    store(m, at(places, a + 26), -t45)
    store(m, at(places, a + 27), -t45)
    store(m, at(places, a + 28), -t46)
    store(m, at(places, a + 29), -t51)
    store(m, at(places, a + 30), -t55)
    store(m, at(places, a + 31), -t56)
    store(m, at(places, a + 32), -t60)
    store(m, at(places, a + 33), -t64)
    store(m, at(places, a + 34), -t65)
    store(m, at(places, a + 35), -t58)
    store(m, at(places, a + 36), -k37)
    store(m, at(places, a + 37), -k38)
    store(m, at(places, a + 38), -k38)
    store(m, at(places, a + 39), -k39)
    store(m, at(places, a + 40), -k40)
    store(m, at(places, a + 41), -t72)
    store(m, at(places, a + 42), -t73)
    store(m, at(places, a + 43), -t81)
    store(m, at(places, a + 44), -t114)
    store(m, at(places, a + 45), -t128)
    store(m, at(places, a + 46), -t135)
    store(m, at(places, a + 47), -t133)
    store(m, at(places, a + 48), -t146)
    store(m, at(places, a + 49), -t147)
    store(m, at(places, a + 50), -t148)
    store(m, at(places, a + 51), -t149)
    store(m, at(places, a + 52), -k62)
    store(m, at(places, a + 53), -t150)
    store(m, at(places, a + 54), -k63)
    store(m, at(places, a + 55), -k64)
    store(m, at(places, a + 56), -k65)
    store(m, at(places, a + 57), -k66)
    store(m, at(places, a + 58), -k67)
    store(m, at(places, a + 59), -t151)
    store(m, at(places, a + 60), -k69)
    store(m, at(places, a + 61), -k70)
    store(m, at(places, a + 62), -k71)
    store(m, at(places, a + 63), -t153)
    store(m, at(places, a + 64), -t154)
    store(m, at(places, a + 65), -t167)
    store(m, at(places, a + 66), -t168)
    store(m, at(places, a + 67), -t168)
    store(m, at(places, a + 68), -t168)
    store(m, at(places, a + 69), -t173)
    store(m, at(places, a + 70), -t174)
    store(m, at(places, a + 71), -t175)
    store(m, at(places, a + 72), -t176)
    store(m, at(places, a + 73), -t177)
    store(m, at(places, a + 74), -t178)
    store(m, at(places, a + 75), -t184)
    store(m, at(places, a + 76), -t189)
    store(m, at(places, a + 77), -t184)
    store(m, at(places, a + 78), -t184)
    store(m, at(places, a + 79), -t190)
    store(m, at(places, a + 80), -t191)
    store(m, at(places, a + 81), -t192)
    store(m, at(places, a + 82), -t193)
    store(m, at(places, a + 83), -t194)
    store(m, at(places, a + 84), -t197)
    store(m, at(places, a + 85), -t200)
    store(m, at(places, a + 86), -t205)
    store(m, at(places, a + 87), -t207)
    store(m, at(places, a + 88), -t212)
    store(m, at(places, a + 89), -t205)
    store(m, at(places, a + 90), -t213)
    store(m, at(places, a + 91), -t214)
    store(m, at(places, a + 92), -t215)
    store(m, at(places, a + 93), -t216)
    store(m, at(places, a + 94), -t216)
    store(m, at(places, a + 95), -t217)
    store(m, at(places, a + 96), -t221)
    store(m, at(places, a + 97), -t230)
    store(m, at(places, a + 98), -t235)
    store(m, at(places, a + 99), -t236)
    store(m, at(places, a + 100), -t237)
    store(m, at(places, a + 101), -t238)
    store(m, at(places, a + 102), -t240)
    store(m, at(places, a + 103), -t245)
    store(m, at(places, a + 104), -t246)
    store(m, at(places, a + 105), -t247)
    store(m, at(places, a + 106), -t248)
    store(m, at(places, a + 107), -k96)
    store(m, at(places, a + 108), -t251)
    store(m, at(places, a + 109), -t252)
    store(m, at(places, a + 110), -t253)
    store(m, at(places, a + 111), -k98)
    store(m, at(places, a + 112), -t254)
    store(m, at(places, a + 113), -t255)
    store(m, at(places, a + 114), -k100)
    store(m, at(places, a + 115), -k101)
    store(m, at(places, a + 116), -k102)
    store(m, at(places, a + 117), -t256)
    store(m, at(places, a + 118), -t256)
    store(m, at(places, a + 119), -t256)
    store(m, at(places, a + 120), -t256)
    store(m, at(places, a + 121), -k104)
    store(m, at(places, a + 122), -t261)
    store(m, at(places, a + 123), -k108)
    store(m, at(places, a + 124), -k109)
    store(m, at(places, a + 125), -k110)
    store(m, at(places, a + 126), -t262)
    store(m, at(places, a + 127), -t263)
    store(m, at(places, a + 128), -k112)
