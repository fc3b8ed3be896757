using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Workload;

/// <summary>An order as its client last saw it.</summary>
public sealed class KnownOrder(string id)
{
    public string Id { get; } = id;

    public string Status { get; private set; } = "pending";

    public IReadOnlyList<OrderLineDocument> Lines { get; private set; } = [];

    private long _version;

    public void Learn(OrderDocument document)
    {
        if (document.Version > _version)
        {
            _version = document.Version;
            Status = document.Status;
            Lines = document.Lines;
        }
    }
}
