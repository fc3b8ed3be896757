global using Xunit;

[assembly: AssemblyFixture(typeof(Storehouse.Tests.Host))]
[assembly: AssemblyFixture(typeof(Storehouse.Tests.Webhooks.Receiver))]
