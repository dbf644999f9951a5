// The types of cdktf's matchers, which `setup.ts` registers: cdktf declares them in a module that nothing may import.
/// <reference types="cdktf/lib/testing/adapters/jest" />
