"""Generated from the network dermis. Do not edit: change the network and generate again."""
# ruff: noqa
# pyright: basic
from needlework.numerics import host
from needlework.numerics.simd import accumulate, at, exp, ln, load
from needlework.numerics.simd import relu, rpow, sqrt, step, store, where

FINGERPRINT = "42402de4994a0406-2"
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
        (1.0 / (p_KC3)),
        ((-p_chiO) + 1.0),
        p_chiO,
        p_chi3,
        (-(p_ka0*p_pL0 / ((p_dL + p_ka0)*p_dT))),
        p_KTc,
        p_kTF*p_rF,
        (1.0 / (p_KCY)),
        (1.0 / (p_K3Y)),
        (p_KTY*p_KTY),
        2.0*p_kFY,
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
    k26 = load(k, 26)
    k27 = load(k, 27)
    k28 = load(k, 28)
    k29 = load(k, 29)
    k30 = load(k, 30)
    k32 = load(k, 32)
    k33 = load(k, 33)
    k34 = load(k, 34)
    k35 = load(k, 35)
    k36 = load(k, 36)
    k37 = load(k, 37)
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
    k53 = load(k, 53)
    k54 = load(k, 54)
    k55 = load(k, 55)
    k57 = load(k, 57)
    k60 = load(k, 60)
    k62 = load(k, 62)
    k64 = load(k, 64)
    k74 = load(k, 74)
    k75 = load(k, 75)
    k77 = load(k, 77)
    k78 = load(k, 78)
    k79 = load(k, 79)
    k80 = load(k, 80)
    k81 = load(k, 81)
    k82 = load(k, 82)
    k84 = load(k, 84)
    k86 = load(k, 86)
    k88 = load(k, 88)
    k90 = load(k, 90)
    k91 = load(k, 91)
    k93 = load(k, 93)
    k94 = load(k, 94)
    k95 = load(k, 95)
    k97 = load(k, 97)
    k98 = load(k, 98)
    k99 = load(k, 99)
    k100 = load(k, 100)
    k101 = load(k, 101)
    k103 = load(k, 103)
    k104 = load(k, 104)
    k105 = load(k, 105)
    k107 = load(k, 107)
    k108 = load(k, 108)
    k109 = load(k, 109)
    k110 = load(k, 110)
    k111 = load(k, 111)
    k113 = load(k, 113)
    k114 = load(k, 114)
    k115 = load(k, 115)
    k118 = load(k, 118)
    k119 = load(k, 119)
    k120 = load(k, 120)
    k122 = load(k, 122)
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
    k141 = load(k, 141)
    k142 = load(k, 142)
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
    t20 = (k126 + t9 + t10 + t18 + t19)
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
    t34 = (y_C*y_C)
    t35 = (k24 + t34)
    t36 = (1.0 / (t35))
    t37 = k26*t34*t36*y_V
    t38 = k28*y_N
    t39 = k27*t1*y_N
    t40 = (t37 + t38 + t39)
    t41 = t34*t36
    t42 = (k29 + y_W)
    t43 = (1.0 / (t42))
    t44 = y_W*t43
    t45 = (t41 + t44)
    t46 = k30*t45*y_V
    t47 = k32*y_N
    t48 = (k33 + t47)
    t49 = (-t48*y_M1)
    t50 = k34*y_M1
    t51 = (t46 + t49 + t50)
    t52 = t48*y_M1
    t53 = k35*y_M2
    t54 = (t52 + t53)
    t55 = k36*t1
    t56 = (-y_Kb)
    t57 = (t56 + 1.0)
    t58 = k127*t57
    t59 = k37*y_A
    t60 = (t55 + t58 + t59)
    t61 = (k39 + y_A)
    t62 = (1.0 / (t61))
    t63 = (-y_V)
    t64 = (k41 + t63)
    t65 = k40*y_A*t62*t64
    t66 = (y_V + -1.0)
    t67 = k42*t66
    t68 = (t65 + t67)
    t69 = (k43 + y_G)
    t70 = (1.0 / (t69))
    t71 = y_G*t70
    t72 = k47*y_Kb
    t73 = (k48 + t72)
    t74 = y_C*k46
    t75 = (t74 + 1.0)
    t76 = (1.0 / (t75))
    t77 = (-k49*t73*t76)
    t78 = (t77 + 1.0)
    t79 = (k50 + y_T)
    t80 = relu(t79)
    t81 = t78*t80
    t82 = (k51 + t81)
    t83 = (1.0 / (t82))
    t84 = k60*t78*t80*t83
    t85 = (t71 + t84)
    t86 = (y_F + y_Y)
    t87 = (-t86*k44)
    t88 = (t87 + 1.0)
    t89 = k45*t85*y_F*t88
    t90 = (y_F + -1.0)
    t91 = k62*t90
    t92 = k49*t73*t76*t80*k54
    t93 = (t92 + 1.0)
    t94 = (1.0 / (t93))
    t95 = t78*t80*t94
    t96 = (t95*t95)
    t97 = (k55 + t96)
    t98 = (1.0 / (t97))
    t99 = y_C*k53
    t100 = (t99 + 1.0)
    t101 = (1.0 / (t100))
    t102 = (-k57*t96*t98*t101*y_F)
    t103 = (t89 + t91 + t102)
    t104 = k57*t96*t98*t101*y_F
    t105 = k64*y_Y
    t106 = (t104 + t105)
    t107 = k128*y_C
    t108 = k129*y_N
    t109 = k130*y_M1
    t110 = k131*t90
    t111 = (-y_Q)
    t112 = (t107 + t108 + t109 + t110 + t111 + 1.0)
    t113 = k132*t112
    t114 = k133*t80
    t115 = k134*y_M2
    t116 = k135*y_Y
    t117 = (-y_I)
    t118 = (t114 + t115 + t116 + t117 + 1.0)
    t119 = k136*t118
    t120 = (1.0 / (y_I))
    t121 = k74*y_Q*t120*y_c3o
    t122 = (y_c3o + y_c3 + y_c1n + y_c1m + -1.0)
    t123 = relu(t122)
    t124 = (y_c3o + y_c3 + y_c1n + y_c1m)
    t125 = (1.0 / (t124))
    t126 = k77*t123*t125
    t127 = k75*y_Q*y_X*t125
    t128 = (t126 + t127)
    t129 = t128*y_c3o
    t130 = (t121 + t129)
    t131 = (-t130)
    t132 = (k137 + t131)
    t133 = (k79 + y_c3o + y_c3 + y_c1n + y_c1m)
    t134 = relu(t133)
    t135 = t134*k78
    t136 = (t135*t135)
    t137 = (t136 + 1.0)
    t138 = (1.0 / (t137))
    t139 = y_F*t78*t80*t83
    t140 = k86*y_Y
    t141 = (t139 + t140)
    t142 = k80*t138*t141
    t143 = (-t124)
    t144 = (k81 + t143)
    t145 = relu(t144)
    t146 = k82*t145*y_F
    t147 = k84*y_Q*t120*y_c3
    t148 = t128*y_c3
    t149 = (t147 + t148)
    t150 = (-t149)
    t151 = (t142 + t146 + t150)
    t152 = k93*y_Y
    t153 = (t139 + t152)
    t154 = k88*t138*t153
    t155 = k90*y_Q*t120*y_c3
    t156 = k94*y_c1n
    t157 = k91*y_Q*t120*y_c1n
    t158 = t128*y_c1n
    t159 = (t157 + t158)
    t160 = (-t159)
    t161 = (k138 + t154 + t155 + t156 + t160)
    t162 = k97*y_c1n
    t163 = k95*y_Q*t120*y_c1m
    t164 = t128*y_c1m
    t165 = (t163 + t164)
    t166 = (-t165)
    t167 = (t162 + t166)
    t168 = k98*y_Q*y_X
    t169 = k99*k49*t73*t76*t80
    t170 = (t81 + t169)
    t171 = (k51 + t81 + t169)
    t172 = (1.0 / (t171))
    t173 = k100*y_F*t170*t172
    t174 = k103*y_Et
    t175 = k101*y_Q*t120*y_Et
    t176 = k75*y_Q*y_X*t125*y_Et
    t177 = (t175 + t176)
    t178 = (-t177)
    t179 = (k139 + t173 + t174 + t178)
    t180 = k107*y_Et
    t181 = k105*y_Q*t120*y_E
    t182 = k75*y_Q*y_X*t125*y_E
    t183 = (t181 + t182)
    t184 = (-t183)
    t185 = k104*y_N*y_E
    t186 = (t180 + t184 + t185)
    t187 = k108*y_C*y_V
    t188 = k109*y_R
    t189 = (t187 + t188)
    t190 = k110*y_C*y_V
    t191 = k111*y_O
    t192 = (t190 + t191)
    t193 = k140*t57
    t194 = (k113 + y_G)
    t195 = (1.0 / (t194))
    t196 = (-y_J)
    t197 = (t196 + 1.0)
    t198 = k114*y_G*t195*t197
    t199 = k115*y_J
    t200 = (t198 + t199)
    t201 = k141*y_J
    t202 = (-y_H)
    t203 = (t201 + t202 + 1.0)
    t204 = k142*t203
    t205 = (k118 + y_C)
    t206 = (1.0 / (t205))
    t207 = k119*y_C*t206
    t208 = (-y_Ma)
    t209 = (t207 + t208 + 1.0)
    t210 = k120*t209
    t211 = (-y_Mel)
    t212 = (y_Ma + t211)
    t213 = k122*t212
    t214 = k124*y_C*y_Mel
    t215 = k125*y_Md
    t216 = (t214 + t215)
    accumulate(f, o + 0, t3)
    accumulate(f, o + 1, t8)
    accumulate(f, o + 2, t20)
    accumulate(f, o + 3, t23)
    accumulate(f, o + 4, t33)
    accumulate(f, o + 5, t40)
    accumulate(f, o + 6, t51)
    accumulate(f, o + 7, t54)
    accumulate(f, o + 8, t60)
    accumulate(f, o + 9, t68)
    accumulate(f, o + 10, t103)
    accumulate(f, o + 11, t106)
    accumulate(f, o + 12, t113)
    accumulate(f, o + 13, t119)
    accumulate(f, o + 14, t132)
    accumulate(f, o + 15, t151)
    accumulate(f, o + 16, t161)
    accumulate(f, o + 17, t167)
    accumulate(f, o + 18, t168)
    accumulate(f, o + 19, t179)
    accumulate(f, o + 20, t186)
    accumulate(f, o + 21, t189)
    accumulate(f, o + 22, t192)
    accumulate(f, o + 23, t193)
    accumulate(f, o + 24, t200)
    accumulate(f, o + 25, t204)
    accumulate(f, o + 26, t210)
    accumulate(f, o + 27, t213)
    accumulate(f, o + 28, t216)

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
    k124 = load(k, 124)
    k125 = load(k, 125)
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
    t35 = k25*y_C
    t36 = (y_C*y_C)
    t37 = (k24 + t36)
    t38 = (1.0 / (t37))
    t39 = -2.0*k26*t36*t38*y_C
    t40 = (t35 + t39)
    t41 = t40*t38*y_V
    t42 = k27*t0
    t43 = (k28 + t42)
    t44 = k27*y_N
    t45 = k26*t36*t38
    t46 = (k29 + y_W)
    t47 = (1.0 / (t46))
    t48 = (-y_W*t47)
    t49 = (t48 + 1.0)
    t50 = k30*t49*t47*y_V
    t51 = 2.0*y_C
    t52 = -2.0*t36*t38*y_C
    t53 = (t51 + t52)
    t54 = k30*t53*t38*y_V
    t55 = k31*y_M1
    t56 = k32*y_N
    t57 = (k33 + t56)
    t58 = (-t57)
    t59 = (k34 + t58)
    t60 = t36*t38
    t61 = y_W*t47
    t62 = (t60 + t61)
    t63 = k30*t62
    t64 = k32*y_M1
    t65 = (k39 + y_A)
    t66 = (1.0 / (t65))
    t67 = (-k40*y_A*t66)
    t68 = (k40 + t67)
    t69 = (-y_V)
    t70 = (k41 + t69)
    t71 = t68*t66*t70
    t72 = (k42 + t67)
    t73 = (k43 + y_G)
    t74 = (1.0 / (t73))
    t75 = (-y_G*t74)
    t76 = (t75 + 1.0)
    t77 = (y_F + y_Y)
    t78 = (-t77*k44)
    t79 = (t78 + 1.0)
    t80 = k45*t76*t74*y_F*t79
    t81 = (k50 + y_T)
    t82 = step(t81)
    t83 = k47*y_Kb
    t84 = (k48 + t83)
    t85 = y_C*k46
    t86 = (t85 + 1.0)
    t87 = (1.0 / (t86))
    t88 = (-k49*t84*t87)
    t89 = (t88 + 1.0)
    t90 = t82*t89
    t91 = relu(t81)
    t92 = t89*t91
    t93 = (k51 + t92)
    t94 = (1.0 / (t93))
    t95 = (-t89*t91*t94*t82*t89)
    t96 = (t90 + t95)
    t97 = k52*t96*t94*y_F*t79
    t98 = k49*t84*t87*t91*k54
    t99 = (t98 + 1.0)
    t100 = (1.0 / (t99))
    t101 = (-t89*t91*t100*t82*k49*t84*t87*k54)
    t102 = (t90 + t101)
    t103 = k56*t89*t91*t100*t102*t100
    t104 = t89*t91*t100
    t105 = (t104*t104)
    t106 = (k55 + t105)
    t107 = (1.0 / (t106))
    t108 = -2.0*k57*t105*t107*t89*t91*t100*t102*t100
    t109 = (t103 + t108)
    t110 = y_C*k53
    t111 = (t110 + 1.0)
    t112 = (1.0 / (t111))
    t113 = (-t109*t107*t112*y_F)
    t114 = (t97 + t113)
    t115 = (-k58*k49*t84*t87*t87*t91)
    t116 = t89*t91*t94*k58*k49*t84*t87*t87*t91
    t117 = (t115 + t116)
    t118 = k52*t117*t94*y_F*t79
    t119 = (-t89*t91*t100*k58*k49*t84*t87*t87*t91*k54)
    t120 = (t115 + t119)
    t121 = k56*t89*t91*t100*t120*t100
    t122 = -2.0*k57*t105*t107*t89*t91*t100*t120*t100
    t123 = (t121 + t122)
    t124 = t123*t107
    t125 = k59*k57*t105*t107*t112
    t126 = (t124 + t125)
    t127 = (-t126*t112*y_F)
    t128 = (t118 + t127)
    t129 = y_G*t74
    t130 = k60*t89*t91*t94
    t131 = (t129 + t130)
    t132 = k45*t131*t79
    t133 = k61*t131*y_F
    t134 = (-k57*t105*t107*t112)
    t135 = (k62 + t132 + t133 + t134)
    t136 = (-k63*t87*t91)
    t137 = t89*t91*t94*k63*t87*t91
    t138 = (t136 + t137)
    t139 = k52*t138*t94*y_F*t79
    t140 = (-t89*t91*t100*k63*t87*t91*k54)
    t141 = (t136 + t140)
    t142 = k56*t89*t91*t100*t141*t100
    t143 = -2.0*k57*t105*t107*t89*t91*t100*t141*t100
    t144 = (t142 + t143)
    t145 = (-t144*t107*t112*y_F)
    t146 = (t139 + t145)
    t147 = t109*t107*t112*y_F
    t148 = t126*t112*y_F
    t149 = k57*t105*t107*t112
    t150 = t144*t107*t112*y_F
    t151 = k70*t82
    t152 = (1.0 / (y_I))
    t153 = k74*t152*y_c3o
    t154 = (y_c3o + y_c3 + y_c1n + y_c1m)
    t155 = (1.0 / (t154))
    t156 = k75*y_X*t155*y_c3o
    t157 = (t153 + t156)
    t158 = (-t157)
    t159 = (-k76*y_Q*t152*t152*y_c3o)
    t160 = k74*y_Q*t152
    t161 = (y_c3o + y_c3 + y_c1n + y_c1m + -1.0)
    t162 = step(t161)
    t163 = k77*t162
    t164 = relu(t161)
    t165 = (-k77*t164*t155)
    t166 = (t163 + t165)
    t167 = t166*t155
    t168 = (-k75*y_Q*y_X*t155*t155)
    t169 = (t167 + t168)
    t170 = t169*y_c3o
    t171 = k77*t164*t155
    t172 = k75*y_Q*y_X*t155
    t173 = (t160 + t170 + t171 + t172)
    t174 = (-t173)
    t175 = (-t169*y_c3o)
    t176 = (-k75*y_Q*t155*y_c3o)
    t177 = (k79 + y_c3o + y_c3 + y_c1n + y_c1m)
    t178 = relu(t177)
    t179 = t178*k78
    t180 = (t179*t179)
    t181 = (t180 + 1.0)
    t182 = (1.0 / (t181))
    t183 = k80*t96*t94*y_F*t182
    t184 = k80*t117*t94*y_F*t182
    t185 = k80*t89*t91*t94*t182
    t186 = (-t154)
    t187 = (k81 + t186)
    t188 = relu(t187)
    t189 = k82*t188
    t190 = (t185 + t189)
    t191 = k83*t182
    t192 = k84*t152*y_c3
    t193 = k75*y_X*t155*y_c3
    t194 = (t192 + t193)
    t195 = (-t194)
    t196 = (-k85*y_Q*t152*t152*y_c3)
    t197 = step(t177)
    t198 = y_F*t89*t91*t94
    t199 = k86*y_Y
    t200 = (t198 + t199)
    t201 = -2.0*k80*t182*t178*k78*t197*k78*t182*t200
    t202 = step(t187)
    t203 = k87*t202*y_F
    t204 = (-t169*y_c3)
    t205 = (t201 + t203 + t204)
    t206 = k84*y_Q*t152
    t207 = t169*y_c3
    t208 = (t206 + t207 + t171 + t172)
    t209 = (-t208)
    t210 = (t201 + t203 + t209)
    t211 = (-k75*y_Q*t155*y_c3)
    t212 = k80*t138*t94*y_F*t182
    t213 = k88*t96*t94*y_F*t182
    t214 = k88*t117*t94*y_F*t182
    t215 = k88*t89*t91*t94*t182
    t216 = k89*t182
    t217 = k90*t152*y_c3
    t218 = k91*t152*y_c1n
    t219 = k75*y_X*t155*y_c1n
    t220 = (t218 + t219)
    t221 = (-t220)
    t222 = (t217 + t221)
    t223 = (-k90*y_Q*t152*t152*y_c3)
    t224 = (-k92*y_Q*t152*t152*y_c1n)
    t225 = (t223 + t224)
    t226 = k93*y_Y
    t227 = (t198 + t226)
    t228 = -2.0*k88*t182*t178*k78*t197*k78*t182*t227
    t229 = (-t169*y_c1n)
    t230 = (t228 + t229)
    t231 = k90*y_Q*t152
    t232 = (t228 + t231 + t229)
    t233 = k91*y_Q*t152
    t234 = t169*y_c1n
    t235 = (t233 + t234 + t171 + t172)
    t236 = (-t235)
    t237 = (k94 + t228 + t236)
    t238 = (-k75*y_Q*t155*y_c1n)
    t239 = k88*t138*t94*y_F*t182
    t240 = k95*t152*y_c1m
    t241 = k75*y_X*t155*y_c1m
    t242 = (t240 + t241)
    t243 = (-t242)
    t244 = (-k96*y_Q*t152*t152*y_c1m)
    t245 = (-t169*y_c1m)
    t246 = (k97 + t245)
    t247 = k95*y_Q*t152
    t248 = t169*y_c1m
    t249 = (t247 + t248 + t171 + t172)
    t250 = (-t249)
    t251 = (-k75*y_Q*t155*y_c1m)
    t252 = k98*y_X
    t253 = k98*y_Q
    t254 = k99*t82*k49*t84*t87
    t255 = k99*k49*t84*t87*t91
    t256 = (t92 + t255)
    t257 = (k51 + t92 + t255)
    t258 = (1.0 / (t257))
    t259 = (t90 + t254)
    t260 = (-t256*t258*t259)
    t261 = (t90 + t254 + t260)
    t262 = k100*t261*t258*y_F
    t263 = k99*k58*k49*t84*t87*t87*t91
    t264 = (t115 + t263)
    t265 = (-t256*t258*t264)
    t266 = (t115 + t263 + t265)
    t267 = k100*t266*t258*y_F
    t268 = k100*t256*t258
    t269 = k101*t152*y_Et
    t270 = k75*y_X*t155*y_Et
    t271 = (t269 + t270)
    t272 = (-t271)
    t273 = (-k102*y_Q*t152*t152*y_Et)
    t274 = k75*y_Q*y_X*t155*t155*y_Et
    t275 = (-k75*y_Q*t155*y_Et)
    t276 = k101*y_Q*t152
    t277 = (t276 + t172)
    t278 = (-t277)
    t279 = (k103 + t278)
    t280 = k99*k63*t87*t91
    t281 = (t136 + t280)
    t282 = (-t256*t258*t281)
    t283 = (t136 + t280 + t282)
    t284 = k100*t283*t258*y_F
    t285 = k104*y_E
    t286 = k105*t152*y_E
    t287 = k75*y_X*t155*y_E
    t288 = (t286 + t287)
    t289 = (-t288)
    t290 = (-k106*y_Q*t152*t152*y_E)
    t291 = k75*y_Q*y_X*t155*t155*y_E
    t292 = (-k75*y_Q*t155*y_E)
    t293 = k105*y_Q*t152
    t294 = (t293 + t172)
    t295 = (-t294)
    t296 = k104*y_N
    t297 = (t295 + t296)
    t298 = k108*y_V
    t299 = k108*y_C
    t300 = k110*y_V
    t301 = k110*y_C
    t302 = (k113 + y_G)
    t303 = (1.0 / (t302))
    t304 = (-k114*y_G*t303)
    t305 = (k114 + t304)
    t306 = (-y_J)
    t307 = (t306 + 1.0)
    t308 = t305*t303*t307
    t309 = (k115 + t304)
    t310 = (k118 + y_C)
    t311 = (1.0 / (t310))
    t312 = (-k119*y_C*t311)
    t313 = (k119 + t312)
    t314 = k120*t313*t311
    t315 = k124*y_Mel
    t316 = k124*y_C
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
    store(m, at(places, a + 22), -t41)
    store(m, at(places, a + 23), -t43)
    store(m, at(places, a + 24), -t44)
    store(m, at(places, a + 25), -t44)
    store(m, at(places, a + 26), -t45)
    store(m, at(places, a + 27), -t50)
    store(m, at(places, a + 28), -t54)
    store(m, at(places, a + 29), -t55)
    store(m, at(places, a + 30), -t59)
    store(m, at(places, a + 31), -t63)
    store(m, at(places, a + 32), -t64)
    store(m, at(places, a + 33), -t57)
    store(m, at(places, a + 34), -k35)
    store(m, at(places, a + 35), -k36)
    store(m, at(places, a + 36), -k36)
    store(m, at(places, a + 37), -k37)
    store(m, at(places, a + 38), -k38)
    store(m, at(places, a + 39), -t71)
    store(m, at(places, a + 40), -t72)
    store(m, at(places, a + 41), -t80)
    store(m, at(places, a + 42), -t114)
    store(m, at(places, a + 43), -t128)
    store(m, at(places, a + 44), -t135)
    store(m, at(places, a + 45), -t133)
    store(m, at(places, a + 46), -t146)
    store(m, at(places, a + 47), -t147)
    store(m, at(places, a + 48), -t148)
    store(m, at(places, a + 49), -t149)
    store(m, at(places, a + 50), -k64)
    store(m, at(places, a + 51), -t150)
    store(m, at(places, a + 52), -k65)
    store(m, at(places, a + 53), -k66)
    store(m, at(places, a + 54), -k67)
    store(m, at(places, a + 55), -k68)
    store(m, at(places, a + 56), -k69)
    store(m, at(places, a + 57), -t151)
    store(m, at(places, a + 58), -k71)
    store(m, at(places, a + 59), -k72)
    store(m, at(places, a + 60), -k73)
    store(m, at(places, a + 61), -t158)
    store(m, at(places, a + 62), -t159)
    store(m, at(places, a + 63), -t174)
    store(m, at(places, a + 64), -t175)
    store(m, at(places, a + 65), -t175)
    store(m, at(places, a + 66), -t175)
    store(m, at(places, a + 67), -t176)
    store(m, at(places, a + 68), -t183)
    store(m, at(places, a + 69), -t184)
    store(m, at(places, a + 70), -t190)
    store(m, at(places, a + 71), -t191)
    store(m, at(places, a + 72), -t195)
    store(m, at(places, a + 73), -t196)
    store(m, at(places, a + 74), -t205)
    store(m, at(places, a + 75), -t210)
    store(m, at(places, a + 76), -t205)
    store(m, at(places, a + 77), -t205)
    store(m, at(places, a + 78), -t211)
    store(m, at(places, a + 79), -t212)
    store(m, at(places, a + 80), -t213)
    store(m, at(places, a + 81), -t214)
    store(m, at(places, a + 82), -t215)
    store(m, at(places, a + 83), -t216)
    store(m, at(places, a + 84), -t222)
    store(m, at(places, a + 85), -t225)
    store(m, at(places, a + 86), -t230)
    store(m, at(places, a + 87), -t232)
    store(m, at(places, a + 88), -t237)
    store(m, at(places, a + 89), -t230)
    store(m, at(places, a + 90), -t238)
    store(m, at(places, a + 91), -t239)
    store(m, at(places, a + 92), -t243)
    store(m, at(places, a + 93), -t244)
    store(m, at(places, a + 94), -t245)
    store(m, at(places, a + 95), -t245)
    store(m, at(places, a + 96), -t246)
    store(m, at(places, a + 97), -t250)
    store(m, at(places, a + 98), -t251)
    store(m, at(places, a + 99), -t252)
    store(m, at(places, a + 100), -t253)
    store(m, at(places, a + 101), -t262)
    store(m, at(places, a + 102), -t267)
    store(m, at(places, a + 103), -t268)
    store(m, at(places, a + 104), -t272)
    store(m, at(places, a + 105), -t273)
    store(m, at(places, a + 106), -t274)
    store(m, at(places, a + 107), -t274)
    store(m, at(places, a + 108), -t274)
    store(m, at(places, a + 109), -t274)
    store(m, at(places, a + 110), -t275)
    store(m, at(places, a + 111), -t279)
    store(m, at(places, a + 112), -t284)
    store(m, at(places, a + 113), -t285)
    store(m, at(places, a + 114), -t289)
    store(m, at(places, a + 115), -t290)
    store(m, at(places, a + 116), -t291)
    store(m, at(places, a + 117), -t291)
    store(m, at(places, a + 118), -t291)
    store(m, at(places, a + 119), -t291)
    store(m, at(places, a + 120), -t292)
    store(m, at(places, a + 121), -k107)
    store(m, at(places, a + 122), -t297)
    store(m, at(places, a + 123), -t298)
    store(m, at(places, a + 124), -t299)
    store(m, at(places, a + 125), -k109)
    store(m, at(places, a + 126), -t300)
    store(m, at(places, a + 127), -t301)
    store(m, at(places, a + 128), -k111)
    store(m, at(places, a + 129), -k112)
    store(m, at(places, a + 130), -t308)
    store(m, at(places, a + 131), -t309)
    store(m, at(places, a + 132), -k116)
    store(m, at(places, a + 133), -k117)
    store(m, at(places, a + 134), -t314)
    store(m, at(places, a + 135), -k121)
    store(m, at(places, a + 136), -k122)
    store(m, at(places, a + 137), -k123)
    store(m, at(places, a + 138), -t315)
    store(m, at(places, a + 139), -t316)
    store(m, at(places, a + 140), -k125)
