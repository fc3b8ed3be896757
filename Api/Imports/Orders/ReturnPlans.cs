using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;

namespace Storehouse.Imports.Orders;

/// <summary>How the returns of one order id were decided to be booked.</summary>
/// <param name="ImportId">The import that decided it.</param>
/// <param name="Fingerprint">Of the rows it was made from.</param>
internal sealed record ReturnPlan(string ImportId, string Fingerprint, ReturnMatch Match);

/// <summary>
/// Keeps the plan of each return before its first step: after a crash the books already hold a part of it,
/// and matching anew would match something else. Kept for ever, so that a second import finds the first.
/// </summary>
internal sealed class ReturnPlans(IImportDatabase database)
{
    public async Task<ReturnPlan?> Find(string source, string orderId)
    {
        var (importId, fingerprint, plan) = await database.Use(connection =>
            connection.QuerySingleOrDefaultAsync<(string?, string, string)>(
                """
                SELECT import_id, fingerprint, plan FROM return_plans
                WHERE source = @source AND order_id = @orderId
                """,
                new { source, orderId }));
        return importId is null
            ? null
            : new(
                importId, fingerprint,
                JsonSerializer.Deserialize(plan, ReturnPlanJson.Default.ReturnMatch)!);
    }

    /// <summary>Durable when the task ends; fails when there is a plan already.</summary>
    public Task Add(string source, string orderId, ReturnPlan plan) => database.Use(connection =>
        connection.ExecuteAsync(
            """
            INSERT INTO return_plans (source, order_id, import_id, fingerprint, plan)
            VALUES (@source, @orderId, @ImportId, @Fingerprint, @match)
            """,
            new
            {
                source,
                orderId,
                plan.ImportId,
                plan.Fingerprint,
                match = JsonSerializer.Serialize(plan.Match, ReturnPlanJson.Default.ReturnMatch),
            }));
}

[JsonSerializable(typeof(ReturnMatch))]
internal sealed partial class ReturnPlanJson : JsonSerializerContext;
