using System.Diagnostics;
using System.Text;

namespace Storehouse.Tests.Cli;

/// <summary>A run that has not ended yet.</summary>
public sealed class Running : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Reading _out;
    private readonly Reading _error;

    public Running(Process process)
    {
        _process = process;
        _out = new Reading(process.StandardOutput);
        _error = new Reading(process.StandardError);
    }

    public Task InputAsync(string text) => InputAsync(text, close: true);

    public async Task InputAsync(string text, bool close)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        if (close)
        {
            _process.StandardInput.Close();
        }
    }

    public Task UntilOutAsync(string text) => _out.UntilAsync(text);

    public Task UntilErrorAsync(string text) => _error.UntilAsync(text);

    /// <summary>Leaves the pipe of standard output, as <c>head</c> does.</summary>
    public void LeaveOut() => _process.StandardOutput.Dispose();

    /// <summary>Presses Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<Outcome> EndAsync()
    {
        var test = TestContext.Current.CancellationToken;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(test);
        limit.CancelAfter(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It did not end.\n{_out.Text}\n{_error.Text}");
        }

        return new Outcome(_process.ExitCode, await _out.AllAsync(), await _error.AllAsync());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    /// <summary>Reads a pipe as it fills, so that a test can wait for a word in it.</summary>
    private sealed class Reading
    {
        private readonly StringBuilder _text = new();
        private readonly Task _whole;
        private TaskCompletionSource _more = NewSignal();

        public Reading(StreamReader reader) => _whole = ReadAsync(reader);

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public async Task<string> AllAsync()
        {
            await _whole.WaitAsync(Patience, TestContext.Current.CancellationToken);
            return Text;
        }

        public async Task UntilAsync(string text)
        {
            while (true)
            {
                Task more;
                lock (_text)
                {
                    if (_text.ToString().Contains(text, StringComparison.Ordinal))
                    {
                        return;
                    }

                    Assert.False(_whole.IsCompleted, $"It ended without '{text}':\n{_text}");
                    more = _more.Task;
                }

                await more.WaitAsync(Patience, TestContext.Current.CancellationToken);
            }
        }

        private static TaskCompletionSource NewSignal() =>
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private async Task ReadAsync(StreamReader reader)
        {
            var buffer = new char[4096];
            try
            {
                while (await reader.ReadAsync(buffer) is > 0 and var count)
                {
                    lock (_text)
                    {
                        _text.Append(buffer, 0, count);
                        _more.SetResult();
                        _more = NewSignal();
                    }
                }
            }
            catch (Exception fault) when (fault is IOException or ObjectDisposedException)
            {
                // The test has left the pipe.
            }

            lock (_text)
            {
                _more.SetResult();
            }
        }
    }
}
