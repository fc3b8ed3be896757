using Microsoft.Extensions.Hosting;
using Storehouse.Tests.Membership;

// A silo in a process of its own, to be killed: <address of Consul> <cluster id>.
using var silo = TestSilo.Build(new Uri(args[0]), args[1]);
await silo.RunAsync();
