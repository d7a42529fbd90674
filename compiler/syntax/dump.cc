// forEachChild, and the indented listing of a tree: kind, position, and what the node itself says.
#include "compiler/syntax/parse.h"

namespace golem::syntax {

void forEachChild(const Node *n, const std::function<void(const Node *)> &visit) {
  auto one = [&](const Node *c) {
    if (c) visit(c);
  };
  auto all = [&](const auto &list) {
    for (auto *c : list) one(c);
  };
  switch (n->kind) {
  case NodeKind::BadExpr: case NodeKind::Name: case NodeKind::BasicLit: case NodeKind::EmptyStmt: return;
  case NodeKind::CompositeLit: one(as<CompositeLit>(n)->type); return all(as<CompositeLit>(n)->elems);
  case NodeKind::KeyValueExpr: one(as<KeyValueExpr>(n)->key); return one(as<KeyValueExpr>(n)->value);
  case NodeKind::FuncLit: one(as<FuncLit>(n)->type); return one(as<FuncLit>(n)->body);
  case NodeKind::ParenExpr: return one(as<ParenExpr>(n)->x);
  case NodeKind::SelectorExpr: one(as<SelectorExpr>(n)->x); return one(as<SelectorExpr>(n)->sel);
  case NodeKind::IndexExpr: one(as<IndexExpr>(n)->x); return one(as<IndexExpr>(n)->index);
  case NodeKind::SliceExpr: one(as<SliceExpr>(n)->x); return all(as<SliceExpr>(n)->index);
  case NodeKind::AssertExpr: one(as<AssertExpr>(n)->x); return one(as<AssertExpr>(n)->type);
  case NodeKind::TypeSwitchGuard: one(as<TypeSwitchGuard>(n)->lhs); return one(as<TypeSwitchGuard>(n)->x);
  case NodeKind::Operation: one(as<Operation>(n)->x); return one(as<Operation>(n)->y);
  case NodeKind::CallExpr: one(as<CallExpr>(n)->fun); return all(as<CallExpr>(n)->args);
  case NodeKind::ListExpr: return all(as<ListExpr>(n)->elems);
  case NodeKind::ArrayType: one(as<ArrayType>(n)->len); return one(as<ArrayType>(n)->elem);
  case NodeKind::SliceType: return one(as<SliceType>(n)->elem);
  case NodeKind::DotsType: return one(as<DotsType>(n)->elem);
  case NodeKind::StructType: all(as<StructType>(n)->fields); return all(as<StructType>(n)->tags);
  case NodeKind::InterfaceType: return all(as<InterfaceType>(n)->methods);
  case NodeKind::FuncType: all(as<FuncType>(n)->params); return all(as<FuncType>(n)->results);
  case NodeKind::MapType: one(as<MapType>(n)->key); return one(as<MapType>(n)->value);
  case NodeKind::ChanType: return one(as<ChanType>(n)->elem);
  case NodeKind::ImportDecl: one(as<ImportDecl>(n)->localName); return one(as<ImportDecl>(n)->path);
  case NodeKind::ConstDecl: {
    auto *d = as<ConstDecl>(n);
    all(d->names), one(d->type), one(d->values);
    return;
  }
  case NodeKind::VarDecl: {
    auto *d = as<VarDecl>(n);
    all(d->names), one(d->type), one(d->values);
    return;
  }
  case NodeKind::TypeDecl: {
    auto *d = as<TypeDecl>(n);
    one(d->name), all(d->tparams), one(d->type);
    return;
  }
  case NodeKind::FuncDecl: {
    auto *d = as<FuncDecl>(n);
    one(d->recv), one(d->name), all(d->tparams), one(d->type), one(d->body);
    return;
  }
  case NodeKind::LabeledStmt: one(as<LabeledStmt>(n)->label); return one(as<LabeledStmt>(n)->stmt);
  case NodeKind::BlockStmt: return all(as<BlockStmt>(n)->list);
  case NodeKind::ExprStmt: return one(as<ExprStmt>(n)->x);
  case NodeKind::SendStmt: one(as<SendStmt>(n)->chan); return one(as<SendStmt>(n)->value);
  case NodeKind::DeclStmt: return all(as<DeclStmt>(n)->decls);
  case NodeKind::AssignStmt: one(as<AssignStmt>(n)->lhs); return one(as<AssignStmt>(n)->rhs);
  case NodeKind::BranchStmt: return one(as<BranchStmt>(n)->label);
  case NodeKind::CallStmt: return one(as<CallStmt>(n)->call);
  case NodeKind::ReturnStmt: return one(as<ReturnStmt>(n)->results);
  case NodeKind::IfStmt: {
    auto *s = as<IfStmt>(n);
    one(s->init), one(s->cond), one(s->then), one(s->els);
    return;
  }
  case NodeKind::ForStmt: {
    auto *s = as<ForStmt>(n);
    one(s->init), one(s->cond), one(s->post), one(s->body);
    return;
  }
  case NodeKind::SwitchStmt: {
    auto *s = as<SwitchStmt>(n);
    one(s->init), one(s->tag), all(s->body);
    return;
  }
  case NodeKind::SelectStmt: return all(as<SelectStmt>(n)->body);
  case NodeKind::RangeClause: one(as<RangeClause>(n)->lhs); return one(as<RangeClause>(n)->x);
  case NodeKind::CaseClause: one(as<CaseClause>(n)->cases); return all(as<CaseClause>(n)->body);
  case NodeKind::CommClause: one(as<CommClause>(n)->comm); return all(as<CommClause>(n)->body);
  case NodeKind::Field: one(as<Field>(n)->name); return one(as<Field>(n)->type);
  case NodeKind::File: one(as<File>(n)->pkgName); return all(as<File>(n)->decls);
  }
}

const char *kindName(NodeKind k) {
  static const char *const names[] = {
      "BadExpr",    "Name",       "BasicLit",    "CompositeLit",    "KeyValueExpr", "FuncLit",     "ParenExpr", "SelectorExpr",
      "IndexExpr",  "SliceExpr",  "AssertExpr",  "TypeSwitchGuard", "Operation",    "CallExpr",    "ListExpr",  "ArrayType",
      "SliceType",  "DotsType",   "StructType",  "InterfaceType",   "FuncType",     "MapType",     "ChanType",  "ImportDecl",
      "ConstDecl",  "TypeDecl",   "VarDecl",     "FuncDecl",        "EmptyStmt",    "LabeledStmt", "BlockStmt", "ExprStmt",
      "SendStmt",   "DeclStmt",   "AssignStmt",  "BranchStmt",      "CallStmt",     "ReturnStmt",  "IfStmt",    "ForStmt",
      "SwitchStmt", "SelectStmt", "RangeClause", "CaseClause",      "CommClause",   "Field",       "File",
  };
  static_assert(std::size(names) == static_cast<size_t>(NodeKind::File) + 1);
  return names[static_cast<size_t>(k)];
}

namespace {
std::string detail(const Node *n) {
  switch (n->kind) {
  case NodeKind::Name: return " " + std::string(as<Name>(n)->value.str());
  case NodeKind::BasicLit: return " " + std::string(as<BasicLit>(n)->value);
  case NodeKind::Operation: return std::string(" ") + opString(as<Operation>(n)->op);
  case NodeKind::AssignStmt: return std::string(" ") + opString(as<AssignStmt>(n)->op) + "=";
  case NodeKind::CallExpr: return as<CallExpr>(n)->hasDots ? " ..." : "";
  case NodeKind::RangeClause: return as<RangeClause>(n)->def ? " :=" : "";
  case NodeKind::TypeDecl: return as<TypeDecl>(n)->alias ? " alias" : "";
  case NodeKind::ChanType:
    switch (as<ChanType>(n)->dir) {
    case ChanDir::Both: return "";
    case ChanDir::SendOnly: return " send";
    case ChanDir::RecvOnly: return " receive";
    }
    return "";
  default: return "";
  }
}
} // namespace

std::string dumpFile(const File *file, const SourceManager &sources) {
  std::string out;
  int depth = 0;
  std::function<void(const Node *)> dump = [&](const Node *n) {
    Position p = sources.physicalPosition(n->pos);
    out.append(static_cast<size_t>(depth) * 2, ' ');
    out += kindName(n->kind);
    out += " " + std::to_string(p.line) + ":" + std::to_string(p.col) + detail(n) + "\n";
    depth++;
    forEachChild(n, dump);
    depth--;
  };
  dump(file);
  return out;
}

} // namespace golem::syntax
