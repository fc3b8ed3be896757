using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace Storehouse.Journal.Streams;

/// <summary>
/// The <c>journal</c> stream provider: what grains commit to the journal is what subscribers receive.
/// Messages are sent by committing them, so streams are read-only to <c>OnNextAsync</c>.
/// </summary>
internal sealed class JournalAdapter(
    string name, IJournal journal, JournalStreamOptions options, JournalDelivery delivery, TimeProvider clock,
    ILogger<JournalAdapter> logger)
    : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache
{
    private readonly JournalQueueMapper _mapper = new(name, journal.Topology);
    private readonly Dictionary<int, JournalQueueCache> _caches = [];

    public string Name => name;

    public bool IsRewindable => true;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public static IQueueAdapterFactory Create(IServiceProvider services, string name) => new JournalAdapter(
        name,
        services.GetRequiredService<IJournal>(),
        services.GetRequiredService<IOptions<JournalStreamOptions>>().Value,
        services.GetRequiredService<JournalDelivery>(),
        services.GetService<TimeProvider>() ?? TimeProvider.System,
        services.GetRequiredService<ILogger<JournalAdapter>>());

    [Obsolete("Orleans calls the overload with a CancellationToken.")]
    public Task<IQueueAdapter> CreateAdapter() => CreateAdapter(CancellationToken.None);

    public Task<IQueueAdapter> CreateAdapter(CancellationToken cancellationToken) =>
        Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new JournalFailureHandler(journal, options, clock, logger));

    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var queue = (int)queueId.GetNumericId();
        var cache = new JournalQueueCache(journal, queue, _mapper.StreamOf(queue), options);
        lock (_caches)
        {
            _caches[queue] = cache;
        }

        return cache;
    }

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
    {
        var queue = (int)queueId.GetNumericId();
        var receiver = new JournalReceiver(
            journal, queue, _mapper.StreamOf(queue), options, delivery, clock, logger);
        lock (_caches)
        {
            if (_caches.TryGetValue(queue, out var cache))
            {
                cache.OnProgress = receiver.Delivered;
            }
        }

        return receiver;
    }

    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token,
        Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException("Messages enter the journal by being committed with a decision.");
}
