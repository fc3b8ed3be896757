using System.Globalization;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Orders;

/// <summary>An order to read: what it is, its lines, what has become of them, and what can be done.</summary>
internal static class OrderTable
{
    public static ExitCode Show(Session session, Answer<Order> answer)
    {
        session.Terminal.Show(answer, Write);
        if (!session.Terminal.IsJson)
        {
            session.Terminal.Hint(Next(answer.Value, session.ServerArgument));
        }

        return ExitCode.Ok;
    }

    private static void Write(Terminal terminal, Order order)
    {
        new Facts()
            .Add("order", order.Id)
            .Add("status", Format.Status(order.Status))
            .Add("total", Format.Money(order.Total))
            .Add("customer", order.UserId)
            .Add("reference", order.Reference)
            .Add("ship to", ShipTo(order.ShipTo))
            .Add("placed", Format.Time(order.PlacedAt))
            .Add("decided", Format.Time(order.DecidedAt))
            .Add("held until", order.Status == "reserved" ? Format.Time(order.ExpiresAt) : null)
            .Add("cancelled", order.CancelReason)
            .Write(terminal.Out);
        terminal.Say("");
        WriteLines(terminal, order);
        foreach (var shortage in order.Shortages)
        {
            terminal.Say($"Short: line {shortage.Line}, {Clean.Line(shortage.Sku)}: requested "
                + $"{Format.Number(shortage.Requested)}, available {Format.Number(shortage.Available)}");
        }

        foreach (var parcel in order.Shipments)
        {
            var carrier = string.Join(' ', new[] { parcel.Carrier, parcel.TrackingNumber }.OfType<string>());
            terminal.Say($"Shipment {parcel.Number}, {Format.Time(parcel.At)}: {Quantities(parcel.Lines)}"
                + (carrier.Length > 0 ? $", {Clean.Line(carrier)}" : ""));
        }

        foreach (var goods in order.Returns)
        {
            terminal.Say($"Return {goods.Number}, {Format.Time(goods.At)}: {Quantities(goods.Lines)}"
                + $" to {Clean.Line(goods.Location)}, {Clean.Line(goods.Reason)}");
        }
    }

    private static void WriteLines(Terminal terminal, Order order)
    {
        var sheet = new Sheet(
            ">LINE", "SKU", ">QTY", ">PRICE", "LOCATION", ">RESERVED", ">BACKORDERED", ">SHIPPED",
            ">RETURNED");
        foreach (var line in order.Lines)
        {
            sheet.Add(
                line.Line.ToString(CultureInfo.InvariantCulture), line.Sku, line.Quantity,
                Format.Money(line.UnitPrice), line.Stocked ? line.Location ?? "any" : "not stocked",
                line.Reserved, line.Backordered, line.Shipped, line.Returned);
        }

        sheet.Write(terminal.Out);
    }

    private static string? Next(Order order, string server) => order.Status switch
    {
        "pending" => $"Not decided yet; look again: storehouse order show {order.Id}{server}",
        "reserved" => $"Held; confirm it: storehouse order confirm {order.Id}{server}",
        _ => null,
    };

    private static string? ShipTo(Address? to) => to is null ? null : string.Join(
        ", ",
        new[] { to.Name, to.Line1, to.Line2, to.PostalCode, to.City, to.Region, to.Country }
            .Where(part => !string.IsNullOrWhiteSpace(part)));

    private static string Quantities(IReadOnlyList<LineQuantity>? lines) =>
        string.Join(
            ", ", (lines ?? []).Select(line => $"{Format.Number(line.Quantity)} of line {line.Line}"));
}
