global using Xunit;

[assembly: AssemblyFixture(typeof(Storehouse.Tests.SharedServer))]
