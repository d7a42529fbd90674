// Damages a bytecode file in many ways; the verifier must refuse it or find it sound, and so must the disassembler. Run under sanitizers.
//   mutate FILE.gbc COUNT
#include "compiler/bytecode/bytecode.h"
#include "compiler/bytecode/format.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace golem::bytecode;

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  std::string file;
  if (FILE *f = std::fopen(argv[1], "rb")) {
    char buf[65536];
    for (size_t n; (n = std::fread(buf, 1, sizeof buf, f)) > 0;) file.append(buf, n);
    std::fclose(f);
  }
  uint64_t state = 88172645463325252u;
  auto random = [&](uint64_t n) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state % n;
  };
  long sound = 0, refused = 0;
  std::string out, err;
  if (!disassemble(file, out, err)) return std::fprintf(stderr, "the file itself is refused: %s\n", err.c_str()), 1;
  for (long i = 0; i < std::atol(argv[2]); i++) {
    std::string bad = file;
    for (uint64_t k = 1 + random(4); k > 0; k--) switch (random(6)) {
      case 0: bad[random(bad.size())] ^= static_cast<char>(1 << random(8)); break;
      case 1: bad[random(bad.size())] = static_cast<char>(random(256)); break;
      case 2: bad[random(std::min<size_t>(bad.size(), sizeof(Header)))] = static_cast<char>(random(256)); break;
      case 3: bad.resize(8 + random(bad.size() - 8)); break;
      case 4: bad.append(random(64), 'x'); break;
      default: {
        uint64_t v = random(2) ? ~uint64_t(0) >> random(64) : random(1 << 20);
        size_t at = random(bad.size()) & ~size_t(7);
        if (at + 8 <= bad.size()) std::memcpy(&bad[at], &v, 8);
      }
      }
    // Most get a right checksum and size, so that the checks behind it have something to do.
    if (random(8) && bad.size() >= sizeof(Header) + 8) {
      bad.resize(bad.size() / 8 * 8);
      uint64_t size = bad.size();
      std::memcpy(&bad[offsetof(Header, fileBytes)], &size, 8);
      std::vector<uint64_t> words(size / 8 - 1);
      std::memcpy(words.data(), bad.data(), size - 8);
      uint64_t sum = checksum(words.data(), words.size());
      std::memcpy(&bad[size - 8], &sum, 8);
    }
    out.clear();
    disassemble(bad, out, err) ? sound++ : refused++;
  }
  std::printf("%ld refused, %ld sound\n", refused, sound);
}
