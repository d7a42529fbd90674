// `golem test`, inside the room: test.cc builds and runs (start there), test_flags.cc reads the command line, test_main.cc
// writes the program that runs a package's tests, test_json.cc turns a test's output into JSON events.
#pragma once
#include "compiler/driver/driver.h"
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace golem::driver {

// The command line of go test: some flags are ours, some the test binary's, some both's.
struct TestFlags {
  BuildOptions build;
  std::vector<std::string> packages;
  bool packagesGiven = false;
  std::vector<std::string> toTest; // arguments of the test binary
  bool compileOnly = false;        // -c
  std::string output;              // -o
  bool json = false, verbose = false, verboseJson = false, failFast = false, serial = false;
  std::string bench, list, fuzz;
  bool help = false;               // -help reached the test binary: its output is shown
  double timeout = 600;            // seconds; 0: none
};
// False if there is something wrong, which has been reported.
bool parseTestFlags(const std::vector<std::string> &args, TestFlags &f);
bool parseDuration(std::string_view text, double &seconds); // Go's: 1h10m, 1.5s

// The source of package main of the test binary; "" if a test function has the wrong signature (reported).
std::string testMainSource(const load::Package *own, const load::Package *external, const std::string &modulePath, Diagnostics &diags);

// Test output in, one JSON event a line out: what cmd/test2json documents. feed() takes any pieces, finish() ends it.
class TestEvents {
public:
  TestEvents(int fd, std::string package);
  void feed(std::string_view bytes);
  enum class Outcome { Pass, Fail };
  void finish(Outcome o, const std::string &failedBuild);

private:
  struct Event {
    std::string action, test, output, failedBuild, key, value, path;
    bool hasOutput = false, hasElapsed = false;
    double elapsed = 0;
  };
  void line(std::string_view text);  // whole, with its newline
  void output(std::string_view text);
  void drainOutput(bool all);
  void closeReports(size_t depth);
  void emit(Event e);

  int fd_;
  std::string package_, test_;
  std::string in_;                   // an unfinished line
  std::string out_;                  // output not yet in an event
  bool midLine_ = false;             // the beginning of the line in in_ has been passed on
  bool outMid_ = false;              // the same of out_
  bool needMarker_ = false;          // framing lines begin with ^V since one did
  std::string result_;
  std::vector<Event> reports_;       // --- PASS lines whose subtests may still follow
  std::chrono::steady_clock::time_point start_;
};
// What a failing build printed, as events.
void emitBuildEvents(int fd, const std::string &package, std::string_view text);

} // namespace golem::driver
