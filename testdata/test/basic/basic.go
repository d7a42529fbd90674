// Package basic is tested for what a test can end in.
package basic

func Double(x int) int { return 2 * x }
