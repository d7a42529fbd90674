// Syntax errors: gc's wording for what Bison reports, and where to go on reading.
//
// Bison tells the state in which no rule could take the next token. Default reductions have been made by then, so the state
// says which list or sentence the token would have had to continue ("in argument list", "at end of statement"): the same
// view gc's parser has when it complains. Where that is too little (the reductions may have gone through an empty tag or type),
// the state in which the token was asked for is looked at as well. error_table.cc maps (state, asking state, token) to gc's
// words; it is generated from errors.txt, a file of wrong examples, so it survives every change of the grammar.
#include "compiler/syntax/error_table.h"
#include "compiler/syntax/parser.h"
#include "compiler/syntax/grammar.hh"

namespace golem::syntax {

void Parser::errorAt(uint32_t pos, Diag d, std::initializer_list<std::string_view> args) {
  errorCount++;
  diags.report(Pos{pos}, d, args);
}

std::string Parser::tokenText(int token) const {
  switch (token) {
  case T_NAME: return "name " + std::string(scanner.name->value.str());
  case T_LITERAL: return "literal " + std::string(scanner.lit->value);
  case T_SEMI:
    switch (scanner.tok.semi) {
    case SemiKind::Semicolon: return "semicolon";
    case SemiKind::Newline: return "newline";
    case SemiKind::Eof: return "EOF";
    }
    return "semicolon";
  case T_ASSIGNOP: return std::string(opString(scanner.tok.op)) + "=";
  case T_INCOP: return std::string(opString(scanner.tok.op)) + opString(scanner.tok.op);
#define TOKEN(kind, text)
#define OPERATOR(kind, op, text) \
  case T_##kind: return text;
#define KEYWORD(kind, text) \
  case T_##kind: return "keyword " text;
#include "compiler/syntax/tokens.def"
#define TOKEN(kind, text) \
  if (token == T_##kind) return text;
#define OPERATOR(kind, op, text)
#define KEYWORD(kind, text)
  default:
#include "compiler/syntax/tokens.def"
    return "token";
  }
}

// A plain message, "syntax error: " in front. At most one a line, as gc does.
void Parser::syntaxErrorAt(uint32_t pos, std::string_view msg) {
  errorCount++;
  uint32_t line = diags.sources().physicalPosition(Pos{pos}).line;
  if (line == lastSyntaxLine) return;
  lastSyntaxLine = line;
  diags.report(Pos{pos}, Diag::SyntaxError, {msg});
  if (++syntaxErrors > 10) giveUp();
}

void Parser::syntaxError(int state, int symbol, StackHints hints) {
  if (stop) return;
  if (lastToken == T_YYEOF && (errorCount > 0 || scanner.failed)) {
    errorCount++;
    return; // whatever is missing at the end is a consequence
  }
  std::string_view msg = errorMessage(state, askState, symbol);
  if (!file->pkgName && !startToken) {
    if (!scanner.sawPackage()) msg = "package statement must be first";
    giveUp();
  }
  if (emptyFuncLast && lastToken == T_LBRACE && msg.starts_with("non-declaration")) msg = "unexpected semicolon or newline before {";
  if (msg == "expected }" && hints.inClause && lastToken != T_YYEOF) msg = "expected case or default or }";
  if (msg == "expected {" && hints.afterForHeader && lastHeader->late) msg = "expected { after for clause";
  if (hints.afterLabel) {
    syntaxErrorAt(offsetBefore, "missing statement after label");
    return;
  }
  listError = msg.find("possibly missing") != std::string_view::npos;
  typeDeclError = msg == "in type declaration";
  if (onError) onError(state, askState, symbol);
  std::string text;
  if (msg.starts_with("in ") || msg.starts_with("at ") || msg.starts_with("after ")) {
    text = "unexpected " + tokenText(lastToken) + " " + std::string(msg);
  } else if (msg.starts_with("expected ")) {
    text = "unexpected " + tokenText(lastToken) + ", " + std::string(msg);
  } else if (msg.empty()) {
    text = "unexpected " + tokenText(lastToken);
  } else {
    text = msg;
  }
  syntaxErrorAt(lastOffset, text);
}

namespace {
bool startsStatement(int t) {
  switch (t) {
  case T_BREAK: case T_CONST: case T_CONTINUE: case T_DEFER: case T_FALLTHROUGH: case T_FOR: case T_GO: case T_GOTO: case T_IF:
  case T_RETURN: case T_SELECT: case T_SWITCH: case T_TYPE: case T_VAR: return true;
  default: return false;
  }
}
bool opensHeader(int t) { return t == T_FOR || t == T_IF || t == T_SELECT || t == T_SWITCH; }
} // namespace

// Skips to where a statement, field or declaration can begin or its list can end; depth counts the brackets that are open
// around that list. The offending token is the last one read and may be the place already.
void Parser::resync(size_t depth, Resume what, bool inClause) {
  GolemValue ignored;
  insertToken = 0;
  reread = false;
  if (lastResync == lastOffset && lastToken != T_YYEOF) next(&ignored); // always get on
  for (;; next(&ignored)) {
    int t = lastToken;
    size_t now = scanner.depth();
    bool here = false;
    if (t == T_YYEOF) {
      here = true;
    } else if (what == Resume::Declaration) {
      if (t == T_IMPORT || t == T_CONST || t == T_TYPE || t == T_VAR || t == T_FUNC) {
        scanner.truncateBrackets(0, false);
        here = true;
        insertToken = T_SEMI;
      } else if (t == T_SEMI && typeDeclError) { // gc gives up the type only
        scanner.truncateBrackets(0, false);
        here = true;
      }
    } else if (t == T_RBRACE) {
      here = now < depth;
    } else if (t == T_SEMI) {
      here = now <= depth && what != Resume::Clause && !(what == Resume::Field && listError);
    } else if (t == T_CASE || t == T_DEFAULT) {
      here = what == Resume::Clause || (what == Resume::Statement && (now <= depth || inClause));
      if (here) scanner.truncateBrackets(depth, false);
    } else if (what == Resume::Statement && startsStatement(t)) {
      scanner.truncateBrackets(depth, opensHeader(t));
      here = true;
      insertToken = T_SEMI;
    }
    if (here) break;
  }
  lastResync = lastOffset;
  reread = attention = true;
}

// In the header of an if, for or switch: on to the brace of its body. A header that runs into a new line without one gets a
// brace there, so that what follows is read as the body.
void Parser::resyncHeader() {
  GolemValue ignored;
  insertToken = 0;
  reread = false;
  bool newline = false, haveBrace = false, isSwitch = scanner.headerToken() == T_SWITCH;
  if (lastResync == lastOffset && lastToken != T_YYEOF) next(&ignored); // always get on
  for (;; next(&ignored)) {
    int t = lastToken;
    if (t == T_LBODY || t == T_LBRACE) {
      if (!isSwitch || !newline) {
        lastToken = T_LBODY;
        break;
      }
      haveBrace = true; // gc goes on with the first case
    }
    if (t == T_YYEOF) break;
    bool body = isSwitch ? t == T_CASE || t == T_DEFAULT : newline || startsStatement(t);
    if (body || t == T_RBRACE) {
      if (!haveBrace) scanner.insertBrace(t, opensHeader(t));
      insertToken = T_LBODY;
      break;
    }
    newline = t == T_SEMI && scanner.tok.semi == SemiKind::Newline;
  }
  lastResync = lastOffset;
  reread = attention = true;
}

Header *Parser::brokenHeader() {
  Header *h = header(nullptr, nullptr, nullptr);
  h->broken = true;
  return h;
}

Stmt *Parser::bogusStmt() { return lastBogus = empty(lastOffset); }

// ~ begins no statement.
void Parser::checkTilde(Stmt *s) {
  if (startPos(s->kind == NodeKind::ExprStmt ? as<ExprStmt>(s)->x : static_cast<Node *>(s)).v == tildeAt) syntaxErrorAt(tildeAt, "unexpected ~, expected }");
  tildeAt = 0;
}

void Parser::missingLabeled(Stmt *label) {
  lastBogus = label;
  syntaxErrorAt(label->pos.v, "missing statement after label");
}

void Parser::missingSemicolon(Stmt *s) {
  if (s == lastBogus) return;
  bool result = s->kind == NodeKind::ReturnStmt && !as<ReturnStmt>(s)->results;
  syntaxErrorAt(lastOffset, "unexpected " + tokenText(lastToken) + (result ? ", expected expression" : " at end of statement"));
}

} // namespace golem::syntax
