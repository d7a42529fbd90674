// Expected errors as comments, the way the Go project's tests have them: `x := 1 // ERROR "declared and not used"`. Each
// string is a regular expression for one error (or several) of its line. For tests.
#pragma once
#include "compiler/base/diagnostics.h"
#include <string>
#include <vector>

namespace golem::types {

bool matchesRegex(const std::string &re, const std::string &text);
// The strings that begin at s[at]. Raw: what stands between double quotes, as errorcheck takes it; else Go string literals.
std::vector<std::string> quotedStrings(const std::string &s, size_t at, bool raw);
// Compares the reports with the comments of the files; `why` gets the differences.
bool compareErrors(SourceManager &sm, const std::vector<std::string> &files, const std::vector<Report> &got, std::string &why);

} // namespace golem::types
