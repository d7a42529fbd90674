#!/bin/sh
# Builds one fake program against libgolemrt.a: build.sh LIB OUT SOURCE...
lib=$1; out=$2; shift 2
dir=$(dirname "$0")
root=$dir/../..
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
objs=
for s in "$@" "$dir/fakego.cc"; do
  o=$tmp/$(basename "$s").o
  case $s in
  *.ll) clang-22 -O2 -c -fno-pic -o "$o" "$s" || exit 1 ;;
  *) clang++-22 -std=c++20 -O2 -g1 -I"$root" -ffreestanding -fno-exceptions -fno-rtti -fno-pic -mcmodel=small \
      -fno-stack-protector -fasynchronous-unwind-tables -fsplit-stack -fno-omit-frame-pointer -fno-strict-aliasing -c -o "$o" "$s" || exit 1 ;;
  esac
  # As the runtime's own objects (abi/text_section.h): lld must not patch prologues.
  objcopy -R .note.GNU-split-stack -R .note.GNU-no-split-stack "$o" && objcopy --add-section .note.GNU-split-stack=/dev/null "$o" || exit 1
  objs="$objs $o"
done
ld.lld-22 -static -z noexecstack --gc-sections -z start-stop-gc --eh-frame-hdr -o "$out" $objs "$lib"
