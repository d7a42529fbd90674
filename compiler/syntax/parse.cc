// parseFile and parseBody, and the hand-over of tokens from scanner to grammar.
#include "compiler/syntax/parse.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/grammar.hh"
#include <utility>

namespace golem::syntax {

Parser::Parser(SourceFile *src, Arena &a, Diagnostics &d, ParseMode m) : scanner(src, a, d, this), arena(a), diags(d), source(src), mode(m) {
  scratch.reserve(1024);
  attention = m.importsOnly;
}

int Parser::next(GolemValue *value) {
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
  attention = mode.importsOnly;
  offsetBefore = lastOffset;
  int token = deliver(value);
  if (varInHeader) {
    varInHeader = false;
    const char *keyword = scanner.headerToken() == T_FOR ? "for" : scanner.headerToken() == T_IF ? "if" : "switch";
    syntaxErrorAt(lastOffset, std::string("var declaration not allowed in ") + keyword + " initializer");
  }
  if (mode.importsOnly && scanner.depth() == 0 && (token == T_CONST || token == T_TYPE || token == T_VAR || token == T_FUNC)) {
    stop = true;
    return lastToken = T_YYEOF;
  }
  return token;
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
  p.startTokenOnly = p.attention = true;
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
