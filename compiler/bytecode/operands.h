// What the verifier and the machine's liveness analysis know of an instruction beyond opcodes.def: how many slots an operand covers.
#pragma once
#include "compiler/bytecode/format.h"

namespace golem::bytecode {

inline constexpr const char *kOperands[] = {
#define BC(name, operands, doc) operands,
#include "compiler/bytecode/opcodes.def"
};

// Slots from the one that a field (1 to 3) names on that an instruction touches; w is its word, ext its first extension word.
inline uint64_t extent(uint16_t op, uint32_t field, uint64_t w, uint64_t ext) {
  uint16_t b = uint16_t(w >> 32), c = uint16_t(w >> 48);
  switch (op) {
  case kOp_mov2: return 2;
  case kOp_mov3: return 3;
  case kOp_movn: return c;
  case kOp_zero: return b;
  case kOp_ldn: return field == 1 ? ext / 8 + (ext % 8 != 0) : 1;
  case kOp_stn: return field == 2 ? ext / 8 + (ext % 8 != 0) : 1;
  case kOp_fld_s8: case kOp_fld_u8: return field == 2 ? c / 8u + 1 : 1;
  case kOp_fld_s16: case kOp_fld_u16: return field == 2 ? (c + 9u) / 8 : 1;
  case kOp_fld_s32: case kOp_fld_u32: return field == 2 ? (c + 11u) / 8 : 1;
  case kOp_fld_q: return field == 2 ? (c + 15u) / 8 : 1;
  case kOp_fst_b: return field == 1 ? c / 8u + 1 : 1;
  case kOp_fst_h: return field == 1 ? (c + 9u) / 8 : 1;
  case kOp_fst_w: return field == 1 ? (c + 11u) / 8 : 1;
  case kOp_fst_q: return field == 1 ? (c + 15u) / 8 : 1;
  case kOp_calli: return 2;
  case kOp_dframe: case kOp_rundefers: return 3;
  case kOp_defer: return field == 1 ? 3 : field == 2 ? 2 : 1;
  case kOp_crt: return (c & 0xff) == 2 ? 2 : 1;
  case kOp_elem_s8: case kOp_elem_u8: case kOp_elem_s16: case kOp_elem_u16: case kOp_elem_s32: case kOp_elem_u32: case kOp_elem_q:
  case kOp_ea1: case kOp_ea2: case kOp_ea4: case kOp_ea8: case kOp_ean: return field == 2 ? 2 : 1;
  case kOp_setelem_b: case kOp_setelem_h: case kOp_setelem_w: case kOp_setelem_q: return field == 1 ? 2 : 1;
  default: return 1;
  }
}

// Words behind the first one.
inline uint64_t extensionWords(uint64_t w) {
  uint64_t n = 0;
  for (const char *c = kOperands[uint16_t(w)]; *c; c++) {
    if (*c == 'W' || *c == 'F') n++;
    if (*c == 'L') n += (uint16_t(w >> 32) + 3u) / 4;
    if (*c == 'T') n += uint32_t(w >> 32);
  }
  return n;
}

} // namespace golem::bytecode
