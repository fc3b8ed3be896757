using System.Diagnostics;
using System.Globalization;

namespace Storehouse.Tests.Servers.Networks;

/// <summary>
/// A network of this machine's own: a bridge, and places on it that have a network namespace each, so that a
/// process there can be cut off from everything else as by a pulled cable. Linux, and root.
/// </summary>
public sealed class LocalNetwork : IDisposable
{
    private readonly List<NetworkPlace> _places = [];
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"sh{Environment.ProcessId}");
    private readonly string _prefix = string.Create(
        CultureInfo.InvariantCulture,
        $"10.{100 + (Environment.ProcessId >> 8) % 100}.{Environment.ProcessId & 255}");

    private LocalNetwork()
    {
        AppDomain.CurrentDomain.ProcessExit += RemoveAtExit;
        Ip("link", "add", _name, "type", "bridge");
        Ip("addr", "add", $"{Address}/24", "dev", _name);
        Ip("link", "set", _name, "up");
    }

    public static bool IsPossible => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>This side's address, for the servers that places reach.</summary>
    public string Address => $"{_prefix}.1";

    public static LocalNetwork Create() => new();

    public NetworkPlace NewPlace()
    {
        var number = _places.Count + 1;
        var place = new NetworkPlace(
            $"{_name}n{number}", $"{_name}v{number}",
            string.Create(CultureInfo.InvariantCulture, $"{_prefix}.{number + 1}"));
        _places.Add(place);
        Ip("netns", "add", place.Namespace);
        Ip("link", "add", place.Link, "type", "veth", "peer", "name", "eth0", "netns", place.Namespace);
        Ip("link", "set", place.Link, "master", _name);
        Ip("link", "set", place.Link, "up");
        Ip("-n", place.Namespace, "addr", "add", $"{place.Address}/24", "dev", "eth0");
        Ip("-n", place.Namespace, "link", "set", "eth0", "up");
        Ip("-n", place.Namespace, "link", "set", "lo", "up");
        return place;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= RemoveAtExit;
        foreach (var place in _places)
        {
            Try("netns", "del", place.Namespace);
            Try("link", "del", place.Link);
        }

        Try("link", "del", _name);
    }

    internal static void Ip(params string[] arguments)
    {
        if (Try(arguments) is { } complaint)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {complaint}");
        }
    }

    private static string? Try(params string[] arguments)
    {
        var info = new ProcessStartInfo("ip", arguments) { RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : complaint;
    }

    private void RemoveAtExit(object? sender, EventArgs e) => Dispose();
}

/// <summary>A place on a <see cref="LocalNetwork"/>.</summary>
/// <param name="Namespace">Network namespace that processes of the place run in.</param>
/// <param name="Link">The cable, at the bridge's end.</param>
public sealed record NetworkPlace(string Namespace, string Link, string Address)
{
    /// <summary>Nothing gets through any more, either way; nobody is told.</summary>
    public void Cut() => LocalNetwork.Ip("link", "set", Link, "down");

    public void Mend() => LocalNetwork.Ip("link", "set", Link, "up");
}
