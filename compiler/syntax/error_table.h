// Messages by parser state and token; see errors.cc and errors.txt.
#pragma once
#include <string_view>

namespace golem::syntax {
// gc's words for an unexpected token, as its parser passes them to syntaxError: "expected …", "in …", "at …", "after …"
// complete "unexpected X", anything else is the whole message.
std::string_view errorMessage(int state, int askState, int symbol);
} // namespace golem::syntax
