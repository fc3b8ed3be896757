using Xunit.Sdk;
using Xunit.v3;

// Each test runs a cluster of its own, and has the machine to itself.
[assembly: Parallelization(Mode = ParallelMode.None)]
