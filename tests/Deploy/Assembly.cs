using Storehouse.Tests.Deploy.Gateway;

[assembly: AssemblyFixture(typeof(BehindGateway))]
