using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>An order as one answer showed it.</summary>
internal sealed record Sight(OrderDocument Order, string Body, Operation Operation, Answer Answer);

/// <summary>Everything clients were told of one order.</summary>
internal sealed class OrderTrail(string id)
{
    public string Id { get; } = id;

    /// <summary>Requests that made it: one.</summary>
    public List<Operation> PlacedBy { get; } = [];

    /// <summary>The answer to the request that placed it was 409 out of stock.</summary>
    public bool WasRefused { get; set; }

    public List<Sight> Sights { get; } = [];

    /// <summary>Commands on it that succeeded, each with its answer.</summary>
    public List<Sight> Done { get; } = [];

    public IEnumerable<Sight> DoneOf(OperationKind kind) => Done.Where(sight => sight.Operation.Kind == kind);
}

/// <summary>The trails of all orders that any answer names.</summary>
internal static class OrderTrails
{
    public static IReadOnlyDictionary<string, OrderTrail> Of(History history)
    {
        var trails = new Dictionary<string, OrderTrail>();
        foreach (var operation in history.Operations)
        {
            if (operation.Kind is not (OperationKind.Move or OperationKind.ReuseKey))
            {
                Follow(operation, trails);
            }
        }

        return trails;
    }

    private static void Follow(Operation operation, Dictionary<string, OrderTrail> trails)
    {
        var isFirst = true;
        foreach (var answer in operation.Answers)
        {
            if (answer.IsSuccess)
            {
                var order = Documents.Read<OrderDocument>(answer.Body);
                var sight = new Sight(order, answer.Body, operation, answer);
                var trail = Trail(order.Id);
                trail.Sights.Add(sight);
                if (isFirst && operation.Kind == OperationKind.Place)
                {
                    trail.PlacedBy.Add(operation);
                }
                else if (isFirst && operation.Kind != OperationKind.Read)
                {
                    trail.Done.Add(sight);
                }
            }
            else if (isFirst && operation.Kind == OperationKind.Place
                && Documents.Read<ProblemDocument>(answer.Body) is { Code: "out_of_stock", OrderId: { } id })
            {
                Trail(id).PlacedBy.Add(operation);
                Trail(id).WasRefused = true;
            }

            isFirst = false;
        }

        OrderTrail Trail(string id)
        {
            if (!trails.TryGetValue(id, out var trail))
            {
                trails.Add(id, trail = new(id));
            }

            return trail;
        }
    }
}
