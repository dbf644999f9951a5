import { configureGlobal } from "fast-check";

// For Stryker only: a mutant is noticed by the first counterexample, and need not wait for the smallest one.
configureGlobal({ endOnFailure: true });
