// Empty initializers for the targets that are not linked in: lld's driver calls InitializeAllTargets and friends.
// The list is made by CMake from LLVM's configuration.
#define GOLEM_EMPTY(T, what) \
  extern "C" void LLVMInitialize##T##what(); \
  extern "C" void LLVMInitialize##T##what() {}
#include "compiler/llvm/other_targets.inc"
