# Writes OUT, which defines golem::driver::codeId: a hash of FILES.
set(all "")
foreach(file ${FILES})
  file(SHA256 ${file} hash)
  string(APPEND all ${hash})
endforeach()
string(SHA256 id "${all}")
file(WRITE ${OUT} "// Made by codeid.cmake.\n#include \"compiler/driver/driver.h\"\nnamespace golem::driver {\nconst char *const codeId = \"${id}\";\n}\n")
