// The tests of this room. Built without exceptions, so a failing REQUIRE ends the run; CHECK does not.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
