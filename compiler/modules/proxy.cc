// The module proxy protocol over libcurl (https, http, file). $GOPROXY is a list: after ',' the next one is asked only if a
// proxy says it does not have the file (404, 410), after '|' on any failure.
#include "compiler/modules/modules.h"
#include <cstdlib>
#include <curl/curl.h>
#include <fnmatch.h>

namespace golem::modules {

namespace {
std::string env(const char *name, const char *otherwise) {
  const char *v = std::getenv(name);
  return v && *v ? v : otherwise;
}

// module.MatchPrefixPatterns: a glob of n elements is compared with the first n elements of the path.
bool matchesPrefixPattern(const std::string &globs, const std::string &path) {
  for (size_t at = 0; at < globs.size();) {
    size_t end = std::min(globs.find(',', at), globs.size());
    std::string glob = globs.substr(at, end - at);
    at = end + 1;
    while (glob.ends_with('/')) glob.pop_back();
    if (glob.empty()) continue;
    size_t slashes = 0, cut = 0;
    for (char c : glob) slashes += c == '/';
    for (; cut < path.size(); cut++)
      if (path[cut] == '/' && slashes-- == 0) break;
    if (fnmatch(glob.c_str(), path.substr(0, cut).c_str(), FNM_PATHNAME) == 0) return true;
  }
  return false;
}

size_t append(char *data, size_t, size_t n, void *to) {
  static_cast<std::string *>(to)->append(data, n);
  return n;
}

enum class Got { Ok, NotThere, Failed };
Got get(const std::string &url, std::string &body, std::string &err) {
  body.clear();
  CURL *c = curl_easy_init();
  if (!c) return err = "libcurl does not start", Got::Failed;
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(c, CURLOPT_URL, url.c_str());
  curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(c, CURLOPT_MAXREDIRS, 10L);
  curl_easy_setopt(c, CURLOPT_PROTOCOLS, long(CURLPROTO_HTTPS | CURLPROTO_HTTP | CURLPROTO_FILE));
  curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS, long(CURLPROTO_HTTPS | CURLPROTO_HTTP));
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 30L);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, 60L);
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_NETRC, long(CURL_NETRC_OPTIONAL));
  curl_easy_setopt(c, CURLOPT_USERAGENT, "golem-modules");
  curl_easy_setopt(c, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &body);
  CURLcode code = curl_easy_perform(c);
  long status = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_cleanup(c);
  if (code == CURLE_FILE_COULDNT_READ_FILE) return err = "reading " + url + ": no such file", Got::NotThere;
  if (code != CURLE_OK) return err = "reading " + url + ": " + (*detail ? detail : curl_easy_strerror(code)), Got::Failed;
  if (status >= 400) {
    std::string text = body.substr(0, body.find('\n'));
    err = "reading " + url + ": " + std::to_string(status) + (text.empty() || text.size() > 300 ? "" : "\n\tserver response: " + text);
    return status == 404 || status == 410 ? Got::NotThere : Got::Failed;
  }
  return Got::Ok;
}
} // namespace

bool fetch(const Request &r, const std::string &file, std::string &body, std::string &err) {
  if (matchesPrefixPattern(env("GONOPROXY", env("GOPRIVATE", "").c_str()), r.path)) {
    err = "GONOPROXY or GOPRIVATE names it, and fetching from a repository needs the go command";
    return false;
  }
  std::string list = env("GOPROXY", "https://proxy.golang.org,direct");
  err = "GOPROXY lists no proxies";
  std::string first; // what the first proxy said
  for (size_t at = 0; at < list.size();) {
    size_t end = std::min(list.find_first_of(",|", at), list.size());
    std::string proxy = list.substr(at, end - at);
    bool onAnyError = end < list.size() && list[end] == '|';
    at = end + 1;
    if (proxy.empty()) continue;
    if (proxy == "off") {
      if (first.empty()) err = "module lookup disabled by GOPROXY=off";
      return false;
    }
    if (proxy == "direct" || proxy == "noproxy") {
      err = first.empty() ? "GOPROXY=direct needs the go command" : first;
      return false;
    }
    if (proxy.find("://") == std::string::npos) proxy = "https://" + proxy;
    while (proxy.ends_with('/')) proxy.pop_back();
    Got got = get(proxy + "/" + escapeModulePath(r.path) + "/@v/" + file, body, err);
    if (got == Got::Ok) return true;
    if (first.empty()) first = err;
    if (got == Got::Failed && !onAnyError) return false;
  }
  return false;
}

} // namespace golem::modules
