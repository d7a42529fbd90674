// The events of `go test -json`, as `go doc test2json` documents them. In: what a test binary prints when run with
// -test.v=test2json, where lines that mean something begin with ^V. Out: one JSON object a line: start, run, pause, cont, pass,
// fail, skip, bench, attr, artifacts, output.
//
// "--- PASS: X" comes before the reports of X's subtests (indented by four spaces a level), so the event for X waits until a
// line comes that can't belong to them.
#include "compiler/driver/test.h"
#include "compiler/syntax/unicode.h"
#include <array>
#include <charconv>
#include <cstring>
#include <ctime>
#include <unistd.h>

namespace golem::driver {

namespace {
constexpr char kMarker = 0x16;
constexpr size_t kInputLimit = 4096, kOutputLimit = 1024; // longer lines come in several pieces

void writeAll(int fd, std::string_view s) {
  while (!s.empty()) {
    ssize_t n = ::write(fd, s.data(), s.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    s.remove_prefix(static_cast<size_t>(n));
  }
}

// A string as encoding/json writes it: <, > and & escaped too, what isn't UTF-8 replaced.
void appendString(std::string &out, std::string_view s) {
  char buf[8];
  out += '"';
  for (size_t i = 0; i < s.size();) {
    auto c = static_cast<unsigned char>(s[i]);
    if (c < 0x80) {
      i++;
      switch (c) {
      case '"': out += "\\\""; continue;
      case '\\': out += "\\\\"; continue;
      case '\b': out += "\\b"; continue;
      case '\f': out += "\\f"; continue;
      case '\n': out += "\\n"; continue;
      case '\r': out += "\\r"; continue;
      case '\t': out += "\\t"; continue;
      }
      if (c >= 0x20 && c != '<' && c != '>' && c != '&') {
        out += static_cast<char>(c);
      } else {
        std::snprintf(buf, sizeof buf, "\\u%04x", c);
        out += buf;
      }
      continue;
    }
    syntax::Rune r = syntax::decodeRune(s.data() + i, s.data() + s.size());
    if (!r.valid) out += "\\ufffd";
    else if (r.value == 0x2028) out += "\\u2028";
    else if (r.value == 0x2029) out += "\\u2029";
    else out += s.substr(i, r.width);
    i += r.width;
  }
  out += '"';
}

void appendNumber(std::string &out, double v) {
  std::array<char, 32> buf;
  auto end = std::to_chars(buf.data(), buf.data() + buf.size(), v).ptr;
  out.append(buf.data(), end);
}

// time.Time's JSON: RFC 3339 with nanoseconds, trailing zeros dropped, local zone.
std::string timeNow() {
  timespec ts{};
  ::clock_gettime(CLOCK_REALTIME, &ts);
  tm local{};
  ::localtime_r(&ts.tv_sec, &local);
  char day[32], all[64];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &local);
  std::string out = day;
  if (ts.tv_nsec) {
    std::snprintf(all, sizeof all, ".%09ld", ts.tv_nsec);
    out += all;
    while (out.back() == '0') out.pop_back();
  }
  long zone = local.tm_gmtoff / 60;
  if (zone == 0) return out + "Z";
  std::snprintf(all, sizeof all, "%c%02ld:%02ld", zone < 0 ? '-' : '+', std::labs(zone) / 60, std::labs(zone) % 60);
  return out + all;
}

// The longest prefix that doesn't end inside a UTF-8 sequence.
size_t wholeRunes(std::string_view s) {
  for (size_t i = 1; i <= 3 && i <= s.size(); i++) {
    auto c = static_cast<unsigned char>(s[s.size() - i]);
    if ((c & 0xc0) == 0x80) continue;
    size_t need = (c & 0xe0) == 0xc0 ? 2 : (c & 0xf0) == 0xe0 ? 3 : (c & 0xf8) == 0xf0 ? 4 : 1;
    return need > i ? s.size() - i : s.size();
  }
  return s.size();
}

// The end of the first line: behind a newline, or before a marker that doesn't begin a line. npos: not there yet.
size_t lineEnd(std::string_view s) {
  for (size_t i = 0; i < s.size(); i++) {
    if (s[i] == '\n') return i + 1;
    if (s[i] == kMarker && i > 0) return i;
  }
  return std::string_view::npos;
}

// "BenchmarkX   \t": the beginning of a result line, shown before the measurement is there.
size_t benchmarkName(std::string_view s) {
  size_t tab = s.find('\t');
  if (tab == std::string_view::npos) return 0;
  std::string_view name = s.substr(0, tab);
  while (name.ends_with(' ')) name.remove_suffix(1);
  if (!name.starts_with("Benchmark")) return 0;
  if (name.size() > 9 && syntax::isLower(syntax::decodeRune(name.data() + 9, name.data() + name.size()).value)) return 0;
  return tab + 1;
}

std::string_view trimSpace(std::string_view s) {
  while (!s.empty() && std::strchr(" \t\r\n", s.front())) s.remove_prefix(1);
  while (!s.empty() && std::strchr(" \t\r\n", s.back())) s.remove_suffix(1);
  return s;
}
} // namespace

TestEvents::TestEvents(int fd, std::string package) : fd_(fd), package_(std::move(package)), start_(std::chrono::steady_clock::now()) {
  Event e;
  e.action = "start";
  emit(std::move(e));
}

void TestEvents::emit(Event e) {
  if (e.test.empty()) e.test = test_;
  std::string s = "{\"Time\":\"" + timeNow() + "\",\"Action\":";
  appendString(s, e.action);
  auto field = [&](const char *name, const std::string &v) {
    s += std::string(",\"") + name + "\":";
    appendString(s, v);
  };
  if (!package_.empty()) field("Package", package_);
  if (!e.test.empty()) field("Test", e.test);
  if (e.hasElapsed) {
    s += ",\"Elapsed\":";
    appendNumber(s, e.elapsed);
  }
  if (e.hasOutput) field("Output", e.output);
  if (!e.failedBuild.empty()) field("FailedBuild", e.failedBuild);
  if (!e.key.empty()) field("Key", e.key);
  if (!e.value.empty()) field("Value", e.value);
  if (!e.path.empty()) field("Path", e.path);
  writeAll(fd_, s + "}\n");
}

// Output events are whole lines where possible; `all` also gives up what is left of one.
void TestEvents::drainOutput(bool all) {
  auto event = [&](std::string_view piece) {
    Event e;
    e.action = "output";
    e.output = piece;
    e.hasOutput = true;
    emit(std::move(e));
  };
  size_t at = 0;
  std::string_view s = out_;
  for (;;) {
    size_t end = lineEnd(s.substr(at));
    if (end != std::string_view::npos && (end <= kOutputLimit || outMid_)) {
      event(s.substr(at, end));
      at += end;
      outMid_ = false;
    } else if (s.size() - at >= kOutputLimit) {
      size_t n = wholeRunes(s.substr(at, kOutputLimit));
      event(s.substr(at, n));
      at += n;
      outMid_ = true;
    } else if (size_t n = outMid_ ? 0 : benchmarkName(s.substr(at)); n && end == std::string_view::npos) {
      event(s.substr(at, n));
      at += n;
      outMid_ = true;
      break;
    } else {
      break;
    }
  }
  if (all && at < s.size()) {
    event(s.substr(at));
    at = s.size();
  }
  out_.erase(0, at);
}

void TestEvents::output(std::string_view text) {
  out_ += text;
  drainOutput(false);
}

void TestEvents::feed(std::string_view bytes) {
  in_ += bytes;
  size_t at = 0;
  for (;;) {
    std::string_view rest = std::string_view(in_).substr(at);
    size_t end = lineEnd(rest);
    if (end != std::string_view::npos && (end <= kInputLimit || midLine_)) {
      if (midLine_) output(rest.substr(0, end));
      else line(rest.substr(0, end));
      midLine_ = false;
      at += end;
      continue;
    }
    if (end == std::string_view::npos && !midLine_)
      if (size_t n = benchmarkName(rest)) {
        output(rest.substr(0, n));
        midLine_ = true;
        at += n;
        continue;
      }
    if (rest.size() < kInputLimit) break;
    size_t n = wholeRunes(rest.substr(0, kInputLimit));
    output(rest.substr(0, n));
    midLine_ = true;
    at += n;
  }
  in_.erase(0, at);
}

void TestEvents::closeReports(size_t depth) {
  test_.clear();
  while (reports_.size() > depth) {
    Event e = std::move(reports_.back());
    reports_.pop_back();
    emit(std::move(e));
  }
}

void TestEvents::line(std::string_view text) {
  if (text.empty()) return;
  if (needMarker_ && text[0] != kMarker) return output(text);
  bool marked = text[0] == kMarker;
  if (marked) {
    drainOutput(true);
    text.remove_prefix(1);
  }
  std::string_view trimmed = text;
  if (trimmed.ends_with('\n')) trimmed.remove_suffix(1);
  if (trimmed.ends_with('\r')) trimmed.remove_suffix(1);
  if (trimmed == "=== NAME") { // its trailing spaces got lost
    text = "=== NAME  \n";
    trimmed = "=== NAME  ";
  }

  if (trimmed == "PASS" || trimmed == "FAIL" || trimmed.starts_with("FAIL\t")) { // the end of the run
    closeReports(0);
    needMarker_ = marked;
    output(text);
    result_ = trimmed == "PASS" ? "pass" : "fail";
    return;
  }
  if (text.starts_with("?   \t") && trimmed.ends_with("\t[no test files]") && reports_.empty()) result_ = "skip";

  auto startsWithAny = [](std::string_view s, std::initializer_list<std::string_view> list) {
    for (std::string_view p : list)
      if (s.starts_with(p)) return true;
    return false;
  };
  std::string_view framed = text;
  size_t indent = 0;
  bool update = startsWithAny(
      text, {"=== RUN   ", "=== PAUSE ", "=== CONT  ", "=== NAME  ", "=== PASS  ", "=== FAIL  ", "=== SKIP  ", "=== ATTR  ", "=== ARTIFACTS "});
  if (!update) {
    while (framed.starts_with("    ")) {
      framed.remove_prefix(4);
      indent++;
    }
    if (!startsWithAny(framed, {"--- PASS: ", "--- FAIL: ", "--- SKIP: ", "--- BENCH: "})) {
      // Plain output; its indentation says which of the open reports it belongs to.
      if (indent > 0 && indent <= reports_.size()) test_ = reports_[indent - 1].test;
      return output(text);
    }
  }

  std::string_view rest = framed.substr(4), word = rest.substr(0, rest.find(' '));
  std::string name(trimSpace(rest.substr(std::min(word.size() + 1, rest.size()))));
  if (word.ends_with(':')) word.remove_suffix(1);
  Event e;
  for (char c : word) e.action += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (!update) { // --- PASS: name (0.01s)
    if (size_t paren = name.find(" ("); paren != std::string::npos) {
      if (name.ends_with("s)")) {
        const char *from = name.data() + paren + 2, *to = name.data() + name.size() - 2;
        auto [end, ec] = std::from_chars(from, to, e.elapsed);
        e.hasElapsed = ec == std::errc() && end == to;
      }
      name.resize(paren);
    }
    if (reports_.size() < indent) return output(text); // deeper than anything open: not a report
    needMarker_ = marked;
    closeReports(indent);
    e.test = test_ = name;
    reports_.push_back(std::move(e));
    return output(text);
  }
  auto cut = [](std::string &from) {
    size_t space = from.find(' ');
    std::string tail = space == std::string::npos ? "" : from.substr(space + 1);
    from.resize(std::min(space, from.size()));
    return tail;
  };
  if (e.action == "artifacts") {
    e.path = cut(name);
  } else if (e.action == "attr") {
    e.key = cut(name);
    e.value = cut(e.key);
  }
  needMarker_ = marked;
  closeReports(0);
  test_ = name;
  if (e.action == "name") return; // only says whose output follows
  if (e.action == "pause") output(text); // the line still belongs to the running test
  bool pause = e.action == "pause";
  emit(std::move(e));
  if (!pause) output(text);
}

void TestEvents::finish(Outcome o, const std::string &failedBuild) {
  if (o == Outcome::Fail) result_ = "fail";
  else if (result_ != "skip") result_ = "pass";
  if (!in_.empty()) output(in_);
  in_.clear();
  drainOutput(true);
  Event e;
  e.action = result_;
  e.hasElapsed = true;
  auto ms = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start_).count();
  e.elapsed = static_cast<double>((ms + 500) / 1000) / 1000;
  if (result_ == "fail") e.failedBuild = failedBuild;
  emit(std::move(e));
}

void emitBuildEvents(int fd, const std::string &package, std::string_view text) {
  std::string s, head = "{\"ImportPath\":";
  appendString(head, package);
  while (!text.empty()) {
    size_t nl = text.find('\n');
    size_t n = nl == std::string_view::npos ? text.size() : nl + 1;
    s += head + ",\"Action\":\"build-output\",\"Output\":";
    appendString(s, text.substr(0, n));
    s += "}\n";
    text.remove_prefix(n);
  }
  writeAll(fd, s + head + ",\"Action\":\"build-fail\"}\n");
}

} // namespace golem::driver
