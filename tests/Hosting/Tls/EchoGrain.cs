namespace Storehouse.Tests.Hosting.Tls;

/// <summary>Answers with what it was sent.</summary>
public interface IEchoGrain : IGrainWithIntegerKey
{
    Task<byte[]> Echo(byte[] bytes);
}

public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<byte[]> Echo(byte[] bytes) => Task.FromResult(bytes);
}
