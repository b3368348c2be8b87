// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <string>

#include "support/exact_fp.h"

namespace ws::test {

/// An element of every vector instruction, from exact arithmetic: (src0, src1, scalar) to dst.
using element_reference = std::function<uint32_t(uint32_t, uint32_t, uint32_t)>;

inline uint32_t canonical_nan(const fp_format& f) { return f.nan(); }

inline uint32_t exact_fma(uint32_t a, const fp_format& fa, uint32_t b, uint32_t s,
                          const fp_format& fs) {
  return rounded(exact_sum(decoded(a, fa), exact_product(decoded(b, fs), decoded(s, fs))), fa);
}

inline uint32_t exact_max(uint32_t a, uint32_t b, const fp_format& f) {
  const exact_value x = decoded(a, f), y = decoded(b, f);
  if (x.nan() && y.nan()) return f.nan();
  if (x.nan() || y.nan()) return x.nan() ? b : a;
  const int order = exact_order(x, y);
  if (order != 0) return order > 0 ? a : b;
  return x.negative ? b : a;
}

inline int32_t whole16(uint32_t v) {
  return v < 0x8000u ? static_cast<int32_t>(v & 0xffffu)
                     : static_cast<int32_t>(v & 0xffffu) - 0x10000;
}
inline uint32_t wrapped(int64_t v) { return static_cast<uint32_t>(((v % 65536) + 65536) % 65536); }

inline void add_float_references(std::map<std::string, element_reference>& all,
                                 const std::string& suffix, const fp_format& f) {
  all["fadd" + suffix] = [&f](uint32_t a, uint32_t b, uint32_t) {
    return rounded(exact_sum(decoded(a, f), decoded(b, f)), f);
  };
  all["fsub" + suffix] = [&f](uint32_t a, uint32_t b, uint32_t) {
    return rounded(exact_sum(decoded(a, f), negated(decoded(b, f))), f);
  };
  all["fmul" + suffix] = [&f](uint32_t a, uint32_t b, uint32_t) {
    return rounded(exact_product(decoded(a, f), decoded(b, f)), f);
  };
  all["fmac" + suffix] = [&f](uint32_t a, uint32_t b, uint32_t s) {
    return exact_fma(a, f, b, s, f);
  };
  all["fmax" + suffix] = [&f](uint32_t a, uint32_t b, uint32_t) { return exact_max(a, b, f); };
  all["fneg" + suffix] = [&f](uint32_t, uint32_t b, uint32_t) {
    return b < f.sign() ? b + f.sign() : b - f.sign();
  };
  all["fabs" + suffix] = [&f](uint32_t, uint32_t b, uint32_t) {
    return b < f.sign() ? b : b - f.sign();
  };
  all["fscale" + suffix] = [&f](uint32_t a, uint32_t b, uint32_t) {
    return rounded(scaled(decoded(a, f), whole16(b)), f);
  };
}

inline std::map<std::string, element_reference> element_references() {
  std::map<std::string, element_reference> all;
  const auto integer = [&all](const std::string& name, int64_t (*f)(int64_t, int64_t)) {
    all[name] = [f](uint32_t a, uint32_t b, uint32_t) { return wrapped(f(a, b)); };
  };
  integer("add16", [](int64_t a, int64_t b) { return a + b; });
  integer("sub16", [](int64_t a, int64_t b) { return a - b; });
  const auto bitwise = [&all](const std::string& name, bool (*f)(bool, bool)) {
    all[name] = [f](uint32_t a, uint32_t b, uint32_t) {
      uint32_t result = 0;
      for (unsigned i = 0; i < 16; ++i)
        result += f(a / (1u << i) % 2, b / (1u << i) % 2) ? 1u << i : 0;
      return result;
    };
  };
  bitwise("and16", [](bool a, bool b) { return a && b; });
  bitwise("or16", [](bool a, bool b) { return a || b; });
  bitwise("xor16", [](bool a, bool b) { return a != b; });
  integer("sll16", [](int64_t a, int64_t b) { return a * (int64_t{1} << b % 16); });
  integer("slr16", [](int64_t a, int64_t b) { return a / (int64_t{1} << b % 16); });
  all["sar16"] = [](uint32_t a, uint32_t b, uint32_t) {
    const int64_t by = int64_t{1} << b % 16, v = whole16(a);
    return wrapped(v >= 0 ? v / by : -((-v + by - 1) / by));  // towards minus infinity
  };
  for (const char* name : {"mov16", "mov32"})
    all[name] = [](uint32_t, uint32_t b, uint32_t) { return b; };
  add_float_references(all, "h", f16);
  add_float_references(all, "s", f32);
  all["fmachs"] = [](uint32_t a, uint32_t b, uint32_t s) { return exact_fma(a, f32, b, s, f16); };
  all["faddhs"] = [](uint32_t a, uint32_t b, uint32_t) {
    return rounded(exact_sum(decoded(a, f32), decoded(b, f16)), f32);
  };
  all["fh2s"] = [](uint32_t, uint32_t b, uint32_t) { return rounded(decoded(b, f16), f32); };
  all["fs2h"] = [](uint32_t, uint32_t b, uint32_t) { return rounded(decoded(b, f32), f16); };
  all["fh2xp16"] = [](uint32_t, uint32_t b, uint32_t) {
    return wrapped(rounded_integer(decoded(b, f16), 16, true));
  };
  all["fs2xp16"] = [](uint32_t, uint32_t b, uint32_t) {
    return wrapped(rounded_integer(decoded(b, f32), 16, true));
  };
  all["xp162fh"] = [](uint32_t, uint32_t b, uint32_t) {
    return rounded(exact_integer(whole16(b)), f16);
  };
  all["xp162fs"] = [](uint32_t, uint32_t b, uint32_t) {
    return rounded(exact_integer(whole16(b)), f32);
  };
  return all;
}

}  // namespace ws::test
