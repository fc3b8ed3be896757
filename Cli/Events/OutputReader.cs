using System.Runtime.InteropServices;

namespace Storehouse.Cli.Events;

/// <summary>
/// Notices that whoever read standard output through a pipe has left. The runtime takes no notice
/// of writes into a broken pipe, so that <c>tail | head</c> would wait for ever.
/// </summary>
internal sealed class OutputReader : IAsyncDisposable
{
    private const short PollError = 8;

    private readonly CancellationTokenSource _gone = new();
    private readonly Timer? _timer;

    public OutputReader()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            var period = TimeSpan.FromMilliseconds(500);
            _timer = new Timer(_ => Look(), null, period, period);
        }
    }

    public CancellationToken Gone => _gone.Token;

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        _gone.Dispose();
    }

    private void Look()
    {
        var standardOutput = new PollRequest { Descriptor = 1 };
        if (Poll(ref standardOutput, 1, 0) > 0 && (standardOutput.Returned & PollError) != 0)
        {
            _gone.Cancel();
        }
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollRequest requests, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Asked;
        public short Returned;
    }
}
