// Names of functions, packages and types in gc's messages (messages.h).
#include "compiler/gir/messages.h"
#include <cctype>

namespace golem::gir {

namespace {
bool isOwn(const Module &m, std::string_view symbol, size_t &prefix) {
  std::string own = symbolPrefix(m) + ".";
  prefix = own.size();
  return symbol.starts_with(own);
}
} // namespace

std::string shownName(const Module &m, const InlineNames &names, std::string_view symbol) {
  if (auto it = names.shown.find(std::string(symbol)); it != names.shown.end()) return it->second;
  size_t prefix = 0;
  if (isOwn(m, symbol, prefix)) return std::string(symbol.substr(prefix));
  std::string_view rest = withoutDirectories(symbol);
  size_t dot = rest.find('.');
  if (dot == rest.npos) return std::string(rest);
  auto package = names.packages.find(std::string(symbol.substr(0, symbol.size() - rest.size() + dot)));
  return package == names.packages.end() ? std::string(rest) : package->second + std::string(rest.substr(dot));
}

std::string foreignPackage(const Module &m, const InlineNames &names, std::string_view symbol) {
  size_t prefix = 0;
  if (isOwn(m, symbol, prefix)) return {};
  std::string name = shownName(m, names, symbol);
  return name.substr(0, name.find('.') + 1);
}

std::string shownType(const Module &m, const Type *t) {
  std::string text = displayText(t), prefix = m.name + ".";
  // Two packages may have the same name.
  if (const Type *named = t->kind == Kind::Pointer && t->name.empty() ? t->elem : t; !named->pkgPath.empty() && named->pkgPath != m.path && m.name != "main")
    return text;
  for (size_t i = 0; (i = text.find(prefix, i)) != std::string::npos;) {
    bool start = i == 0 || !(std::isalnum(static_cast<unsigned char>(text[i - 1])) || text[i - 1] == '_' || text[i - 1] == '.');
    if (start) text.erase(i, prefix.size());
    else i += prefix.size();
  }
  return text;
}

} // namespace golem::gir
