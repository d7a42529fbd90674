// Source files and positions. A Pos is a 32-bit offset into the concatenation of all files that were registered, so a
// position costs four bytes and its file, line and column are looked up only when somebody prints it. 0 is "no position".
#pragma once
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace golem {

struct Pos {
  uint32_t v = 0;
  explicit operator bool() const { return v != 0; }
  friend bool operator==(Pos, Pos) = default;
  friend auto operator<=>(Pos, Pos) = default;
};

// Lines and columns count from 1; columns count bytes, as gc's do.
struct Position {
  std::string_view file;
  uint32_t line = 0, col = 0;
};

// A `//line file:line[:col]` or `/*line …*/` directive: text from `offset` on reports these coordinates.
struct LineDirective {
  uint32_t offset; // within the file, first byte the directive applies to
  std::string file;
  uint32_t line, col; // col 0: columns are not known after this directive
};

struct SourceFile {
  std::string path;     // as it is to be printed in messages
  std::string fullPath; // absolute; used for DWARF and caches
  std::string trimmedPath; // -trimpath: what DWARF and tracebacks name instead; else empty
  const std::string &recordedPath() const { return trimmedPath.empty() ? fullPath : trimmedPath; }
  std::string text;     // the bytes, followed by one NUL that is not part of size()
  uint32_t base = 0;    // Pos of byte 0
  std::vector<uint32_t> lineStarts; // offsets; filled by the scanner, lineStarts[0] == 0
  std::vector<LineDirective> directives;
  uint32_t size() const { return static_cast<uint32_t>(text.size()); }
  Pos pos(uint32_t offset) const { return Pos{base + offset}; }
};

// Owns the files. add() is thread-safe; files never move.
class SourceManager {
public:
  SourceFile *add(std::string path, std::string fullPath, std::string text);
  const SourceFile *file(Pos p) const;
  Position position(Pos p) const;         // with line directives applied
  Position physicalPosition(Pos p) const; // without
  std::string_view lineText(Pos p) const; // the source line that holds p, without its newline
private:
  mutable std::mutex mu_;
  std::deque<SourceFile> files_;
  std::vector<SourceFile *> byBase_;
  uint32_t next_ = 1;
};

// Reads a whole file. On failure returns false and sets err to the system's message ("no such file or directory").
bool readFile(const std::string &path, std::string &out, std::string &err);

} // namespace golem
