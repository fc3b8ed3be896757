using Xunit.Sdk;
using Xunit.v3;

// Each test starts processes of its own.
[assembly: Parallelization(Mode = ParallelMode.None)]
