using Microsoft.Extensions.Configuration;
using Storehouse.Hosting;
using Storehouse.Tls;

namespace Storehouse.Tests.Hosting.Tls;

public sealed class TlsSettingsTests
{
    [Theory]
    [InlineData("CertificateFile", "a.crt", "Storehouse:Tls:KeyFile")]
    [InlineData("MinimumProtocol", "Ssl3", "Storehouse:Tls:MinimumProtocol")]
    [InlineData("HandshakeTimeout", "00:02:00", "Storehouse:Tls:HandshakeTimeout")]
    [InlineData("ServerName", "", "Storehouse:Tls:ServerName")]
    public void Read_InvalidSetting_NamesTheKey(string key, string value, string named)
    {
        var fault = Assert.Throws<StartupException>(() => Read((key, value)));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AllFilesAndNames_IsEnabled()
    {
        var options = Read(
            ("CertificateFile", "a.crt"), ("KeyFile", "a.key"), ("CaFile", "ca.crt"),
            ("AllowedNames:0", "a"));
        Assert.True(options.IsEnabled());
        Assert.Equal(["a"], options.AllowedNames!);
    }

    [Fact]
    public void Read_NoSetting_IsOff() => Assert.False(Read().IsEnabled());

    private static TlsOptions Read(params IEnumerable<(string Key, string Value)> settings) =>
        Settings.Read<TlsOptions>(
            new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(
                setting => $"{TlsOptions.Section}:{setting.Key}", setting => (string?)setting.Value)).Build(),
            TlsOptions.Section);
}
