global using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Each test is a load of its own: two at once would only be slower.
[assembly: Parallelization(Mode = ParallelMode.None)]
