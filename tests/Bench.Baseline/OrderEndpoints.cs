using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Tests.Baseline;

/// <summary><c>POST /api/v1/orders</c>, to the server's contract.</summary>
public static class OrderEndpoints
{
    private const int LinesMax = 1000;
    private const int KeyLengthMax = 255;
    private const int BodyBytesMax = 1 << 20;

    public static void MapOrders(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/orders", Place).RequireAuthorization();

    private static async Task Place(HttpContext http, IOrderStore orders)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > KeyLengthMax)
        {
            await Refuse(http, 400, key.Length == 0 ? "idempotency_key_required" : "invalid_idempotency_key");
            return;
        }

        var (request, fingerprint, fault) = await Parse(http.Request.BodyReader, http.RequestAborted);
        if (request is null)
        {
            await Refuse(http, 400, "malformed_json", fault);
            return;
        }

        if (FaultOf(request) is { } wrong)
        {
            await Refuse(http, 400, "validation_failed", wrong);
            return;
        }

        var userId = http.User.Identity!.Name!;
        var result = await orders.Place(request, userId, key, fingerprint);
        await Answer(http, result);
    }

    private static Task Answer(HttpContext http, PlaceResult result)
    {
        switch (result.Outcome)
        {
            case PlaceOutcome.KeyReused:
                return Refuse(http, 422, "idempotency_key_reused");
            case PlaceOutcome.UnknownSku:
                return Refuse(http, 400, "validation_failed", $"/lines/{result.UnknownLine}/sku: unknown");
            case PlaceOutcome.Replayed:
                http.Response.Headers["Idempotent-Replayed"] = "true";
                break;
            case PlaceOutcome.Placed:
            default:
                break;
        }

        var order = result.Order!;
        if (order.Status == Order.Rejected)
        {
            return Write(http, 409, new ProblemBody(
                "/problems/out_of_stock", "Out of stock", 409, "out_of_stock", OrderId: order.Id,
                Lines: order.Shortages()));
        }

        http.Response.StatusCode = 201;
        http.Response.ContentType = "application/json";
        http.Response.Headers[HeaderNames.Location] = $"/api/v1/orders/{order.Id}";
        http.Response.Headers[HeaderNames.ETag] = "\"1\"";
        var body = JsonSerializer.SerializeToUtf8Bytes(order.ToBody(), ContractJson.Default.OrderBody);
        return Send(http, body);
    }

    private static async ValueTask<(OrderRequest? Request, byte[] Fingerprint, string? Fault)> Parse(
        PipeReader reader, CancellationToken cancellation)
    {
        var read = await reader.ReadAtLeastAsync(BodyBytesMax, cancellation);
        try
        {
            var body = read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray();
            var request = JsonSerializer.Deserialize(body.Span, ContractJson.Default.OrderRequest);
            return (request, SHA256.HashData(body.Span), null);
        }
        catch (JsonException fault)
        {
            return (null, [], fault.Message);
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.End);
        }
    }

    private static string? FaultOf(OrderRequest request)
    {
        if (request.Lines is not { Count: > 0 and <= LinesMax } lines)
        {
            return "/lines: 1 to 1000 of them";
        }

        for (var index = 0; index < lines.Count; index++)
        {
            if (lines[index] is not { Sku.Length: > 0, Quantity: > 0 })
            {
                return $"/lines/{index}: a sku and a quantity above 0";
            }
        }

        return null;
    }

    private static Task Refuse(HttpContext http, int status, string code, string? detail = null) =>
        Write(http, status, new ProblemBody($"/problems/{code}", code, status, code, detail));

    private static Task Write(HttpContext http, int status, ProblemBody problem)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        return Send(http, JsonSerializer.SerializeToUtf8Bytes(problem, ContractJson.Default.ProblemBody));
    }

    private static Task Send(HttpContext http, byte[] body)
    {
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body).AsTask();
    }
}
