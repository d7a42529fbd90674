// Passes over GIR, between lowering and escape analysis (README.md). What they have to tell goes into Module::remarks.
#pragma once
#include "compiler/gir/messages.h"
#include <functional>

namespace golem::passes {

// Calls of functions that have an inlineCost become their bodies, as gc decides it; available functions of other packages that
// nothing refers to any more are only declared then. names: for remarks. checkptr: as with gc's -d=checkptr, which wants to see calls of
// reflect.Value's Pointer and UnsafeAddr. race: calls into packages that the race detector is not told of stay calls, too.
void inlineCalls(gir::Module &m, gir::InlineNames &names, bool checkptr = false, bool race = false);

// -m=2: what the literals that are left capture.
void noteCaptures(gir::Module &m, gir::InlineNames &names);

// Objects that initializers of package variables got from inlined functions become variables.
void layOutInitialized(gir::Module &m);

// -race: accesses to memory and calls are told to the race detector. After everything else.
void instrumentRaces(gir::Module &m);
// Is that done with the accesses of this function (by its symbol), and not only with its calls?
bool tracksRaces(std::string_view symbol);

// Empties the blocks that nothing reaches. After escape analysis, which like gc's asks of them, too, what escapes there.
void dropUnreachable(gir::Function &f);

// Literals whose calls were all inlined are not made, and not compiled. Escape analysis still sees those that gc's does: values assigned to _, and
// the bodies of literals that capture nothing (to gc they are functions like any other).
enum class Dropped { Unseen, All };
void dropInlinedLiterals(gir::Module &m, Dropped what);

// -live: positions and lines about the values that are kept in the frame over calls. After escape analysis.
void liveAtCalls(const gir::Module &m, const gir::Function &f, std::vector<std::pair<uint32_t, std::string>> &out);

// Does the function keep argument i, the receiver being the first one, or let it get anywhere at all? Also for functions nothing is known of.
using Leaks = std::function<bool(std::string_view callee, uint32_t i)>;
// Small arrays in the frame for what append makes. After escape analysis.
void placeSlices(gir::Module &m, const Leaks &leaks);

// In the imm of a copy that the inliner made: it stands for a captured variable, and isn't a variable of its own to gc.
constexpr int64_t kOfCapture = 1;

} // namespace golem::passes
