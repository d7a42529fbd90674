// golem-modules: brings a module into the module cache. golem runs it when a module of the build list is not there.
//
//   golem-modules zip PATH VERSION --cache DIR [--dir DIR] [--sum go.sum]... [--goroot DIR]    the module's files
//   golem-modules mod PATH VERSION …                                                           only its go.mod
//
// Out: files in Go's layout below --cache (cache/download/PATH/@v/VERSION.{info,mod,zip,ziphash} and PATH@VERSION/), exit
// status 0; or one message on stderr and status 1. Everything is checked against go.sum before it gets its final name.
#pragma once
#include "compiler/base/modulepath.h"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace golem::modules {

struct Request {
  std::string path, version;
  std::string cache, dir; // GOMODCACHE; directory of the main module
  std::string goroot;
  std::vector<std::string> sums;                     // go.sum files
  std::map<std::string, std::string> expected;       // "path version" and "path version/go.mod" → h1
  std::string base() const;                          // cache/download/PATH/@v/VERSION
  std::string target() const;                        // PATH@VERSION below the cache
};

// ---- proxy.cc: from $GOPROXY, without the go command ----
// Body of PROXY/PATH/@v/FILE.
bool fetch(const Request &r, const std::string &file, std::string &body, std::string &err);

// ---- hash.cc: the h1 hash of go.sum ----
std::string hashGoMod(std::string_view data);
bool hashZip(const std::string &file, std::string &hash, std::string &err);
// Unpacks below dir, which must not exist; entries must begin with prefix ("PATH@VERSION/").
bool unpackZip(const std::string &file, const std::string &dir, const std::string &prefix, std::string &err);

} // namespace golem::modules
