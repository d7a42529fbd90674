// parseFile and parseBody, and the hand-over of tokens from scanner to grammar.
#include "compiler/syntax/parse.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/grammar.hh"
#include <utility>

namespace golem::syntax {

Parser::Parser(SourceFile *src, Arena &a, Diagnostics &d, ParseMode m)
    : scanner(src, a, d, this), arena(a), diags(d), source(src), mode(m) {
  scratch.reserve(1024);
}

int Parser::next(GolemValue *value, int state) {
  askState = state;
  if (startTokenOnly) {
    startTokenOnly = false;
    return startToken;
  }
  if (insertToken) {
    value->tok = {lastOffset, Op::None, SemiKind::Newline};
    return std::exchange(insertToken, 0);
  }
  if (stop) return lastToken = T_YYEOF;
  if (reread) reread = false;
  else lastToken = scanner.scan();
  offsetBefore = lastOffset;
  if (varInHeader) {
    varInHeader = false;
    uint32_t at = lastToken == T_NAME ? scanner.name->pos.v : lastToken == T_LITERAL ? scanner.lit->pos.v : scanner.tok.offset;
    syntaxErrorAt(at, std::string("var declaration not allowed in ") + headerKeyword + " initializer");
  }
  switch (lastToken) {
  case T_NAME:
    value->name = scanner.name;
    lastOffset = scanner.name->pos.v;
    return T_NAME;
  case T_LITERAL:
    value->lit = scanner.lit;
    lastOffset = scanner.lit->pos.v;
    return T_LITERAL;
  case T_FOR: headerKeyword = "for"; break;
  case T_IF: headerKeyword = "if"; break;
  case T_SWITCH: headerKeyword = "switch"; break;
  case T_PACKAGE: sawPackage = true; break;
  case T_CONST: case T_TYPE: case T_VAR: case T_FUNC:
    if (mode.importsOnly && scanner.depth() == 0) {
      stop = true;
      return lastToken = T_YYEOF;
    }
    break;
  case T_YYEOF:
    if (scanner.tooDeep()) stop = true;
  }
  value->tok = scanner.tok;
  lastOffset = scanner.tok.offset;
  return lastToken;
}

File *parseFile(SourceFile *src, Arena &arena, Diagnostics &diags, ParseMode mode) {
  File *file = arena.make<File>();
  file->kind = NodeKind::File;
  file->source = src;
  file->arena = &arena;
  file->pos = src->pos(0);
  Parser p(src, arena, diags, mode);
  p.file = file;
  p.scanner.prepare();
  p.parse();
  p.finishFile();
  if (!file->pkgName) { // a broken package clause
    file->pkgName = p.make<Name>(NodeKind::Name, file->pos.v);
    file->pkgName->value = golem::Name::intern("_");
    file->broken = true;
  }
  return file;
}

void parseBody(File *file, FuncDecl *fn, Diagnostics &diags) {
  if (fn->body || !fn->hasBody) return;
  auto *src = const_cast<SourceFile *>(file->source);
  Parser p(src, *file->arena, diags, {});
  p.file = file;
  p.startToken = T_START_BODY;
  p.startTokenOnly = true;
  p.scanner.directivesOff = true; // they were read when the file was
  p.scanner.seek(fn->bodyStart.v - src->base);
  p.parse();
  p.reportEmptyIndices();
  if (!p.body) {
    p.body = p.make<BlockStmt>(NodeKind::BlockStmt, fn->bodyStart.v);
    p.body->rbrace = fn->bodyEnd;
  }
  fn->body = p.body;
}

} // namespace golem::syntax
