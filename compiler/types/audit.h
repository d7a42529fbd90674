// Audit: walks a checked, error-free tree and reports what lowering would stumble over: expressions without a type,
// values that are still untyped, names without an object, branches without a target. For tests.
#pragma once
#include "compiler/syntax/ast.h"
#include <string>
#include <vector>

namespace golem::types {

struct AuditReport {
  Pos pos;
  std::string text;
};
std::vector<AuditReport> audit(const std::vector<syntax::File *> &files);

} // namespace golem::types
