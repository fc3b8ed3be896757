using System.Collections.Concurrent;

namespace Storehouse.Tests.Baseline;

/// <summary>
/// One thread of its own that places orders as they come: the next transaction starts without waking a
/// thread, and no pool thread blocks. A lock around the connection measured the same, within noise.
/// </summary>
public sealed class OrderWriter : IOrderStore, IDisposable
{
    private readonly BlockingCollection<Work> _queue = [];
    private readonly OrderBook _book;
    private readonly Thread _thread;

    public OrderWriter(OrderBook book)
    {
        _book = book;
        _thread = new(Run) { IsBackground = true, Name = "order writer" };
        _thread.Start();
    }

    public Task<PlaceResult> Place(OrderRequest request, string userId, string key, byte[] fingerprint)
    {
        var work = new Work(request, userId, key, fingerprint);
        _queue.Add(work);
        return work.Task;
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
        _book.Dispose();
    }

    private void Run()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            try
            {
                work.SetResult(_book.Place(work.Request, work.UserId, work.Key, work.Fingerprint));
            }
#pragma warning disable CA1031 // It belongs to the request that waits, whatever it is.
            catch (Exception fault)
            {
                work.SetException(fault);
            }
#pragma warning restore CA1031
        }
    }

    private sealed class Work(OrderRequest request, string userId, string key, byte[] fingerprint)
        : TaskCompletionSource<PlaceResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public OrderRequest Request { get; } = request;

        public string UserId { get; } = userId;

        public string Key { get; } = key;

        public byte[] Fingerprint { get; } = fingerprint;
    }
}
