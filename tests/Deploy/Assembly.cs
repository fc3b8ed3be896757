using Storehouse.Tests.Deploy.Gateway;
using Storehouse.Tests.Deploy.Kubernetes;

[assembly: AssemblyFixture(typeof(BehindGateway))]
[assembly: AssemblyFixture(typeof(Rendered))]
