package io.lanewise.conformance;

import io.lanewise.tensor.Special;
import java.util.List;

/** Special functions. */
final class SpecialTable {
    private SpecialTable() {}

    static void fill(Table table) {
        gamma(table);
        errors(table);
        bessel(table);
        polynomials(table);
        numbers(table);
    }

    private static void gamma(Table table) {
        table.unary("lgamma", Special::lgamma);
        table.unary("digamma", Special::digamma);
        for (int n = 0; n <= 4; n++) {
            table.put(
                    "polygamma__polygamma_n_" + n,
                    "input, n",
                    a -> Special.polygamma(a.integer("n"), a.tensor("input")));
        }
        table.put(
                "special.polygamma__special_polygamma_n_0",
                "input, n",
                a -> Special.polygamma(a.integer("n"), a.tensor("input")));
        for (var p : List.of(1, 3, 5)) {
            table.put(
                    "mvlgamma__mvlgamma_p_" + p, "input, p", a -> Special.mvlgamma(a.tensor("input"), a.integer("p")));
        }
        table.binary("igamma", Special::igamma);
        table.binary("igammac", Special::igammac);
        table.binary("special.zeta", Special::zeta);
    }

    private static void errors(Table table) {
        table.unary("erfinv", Special::erfinv);
        table.unary("special.erfcx", Special::erfcx);
        table.unary("special.ndtr", Special::ndtr);
        table.unary("special.log_ndtr", Special::logNdtr);
        table.unary("special.ndtri", Special::ndtri);
    }

    private static void bessel(Table table) {
        table.unary("special.bessel_j0", Special::besselJ0);
        table.unary("special.bessel_j1", Special::besselJ1);
        table.unary("special.bessel_y0", Special::besselY0);
        table.unary("special.bessel_y1", Special::besselY1);
        table.unary("i0", Special::i0);
        table.unary("special.i0e", Special::i0e);
        table.unary("special.i1", Special::i1);
        table.unary("special.i1e", Special::i1e);
        table.unary("special.modified_bessel_i0", Special::i0);
        table.unary("special.modified_bessel_i1", Special::i1);
        table.unary("special.modified_bessel_k1", Special::k1);
        table.unary("special.scaled_modified_bessel_k0", Special::k0e);
        table.unary("special.scaled_modified_bessel_k1", Special::k1e);
        table.unary("special.airy_ai", Special::airyAi);
    }

    private static void polynomials(Table table) {
        table.binary("special.chebyshev_polynomial_t", Special::chebyshevT);
        table.binary("special.chebyshev_polynomial_u", Special::chebyshevU);
        table.binary("special.chebyshev_polynomial_v", Special::chebyshevV);
        table.binary("special.chebyshev_polynomial_w", Special::chebyshevW);
        table.binary("special.shifted_chebyshev_polynomial_t", Special::shiftedChebyshevT);
        table.binary("special.shifted_chebyshev_polynomial_u", Special::shiftedChebyshevU);
        table.binary("special.shifted_chebyshev_polynomial_v", Special::shiftedChebyshevV);
        table.binary("special.shifted_chebyshev_polynomial_w", Special::shiftedChebyshevW);
        table.binary("special.hermite_polynomial_h", Special::hermiteH);
        table.binary("special.hermite_polynomial_he", Special::hermiteHe);
        table.binary("special.laguerre_polynomial_l", Special::laguerre);
        table.binary("special.legendre_polynomial_p", Special::legendre);
    }

    private static void numbers(Table table) {
        table.binary("gcd", Special::gcd);
        table.binary("lcm", Special::lcm);
        table.binary("nextafter", Special::nextAfter);
        table.put(
                "frexp",
                "input",
                a -> List.of(Special.mantissa(a.tensor("input")), Special.exponent(a.tensor("input"))));
    }
}
