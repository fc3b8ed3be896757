using System.Text.Json.Serialization;

namespace Storehouse.Cli.Client;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(Login))]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(ItemBody))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(Page<Item>))]
[JsonSerializable(typeof(Inventory))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(Adjustment))]
[JsonSerializable(typeof(Transfer))]
[JsonSerializable(typeof(Count))]
[JsonSerializable(typeof(Movement))]
[JsonSerializable(typeof(LedgerPage))]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Page<Order>))]
[JsonSerializable(typeof(NoBody))]
[JsonSerializable(typeof(Cancellation))]
[JsonSerializable(typeof(NewShipment))]
[JsonSerializable(typeof(NewReturn))]
[JsonSerializable(typeof(Import))]
[JsonSerializable(typeof(Page<Rejection>))]
[JsonSerializable(typeof(CloudEvent))]
[JsonSerializable(typeof(Page<CloudEvent>))]
[JsonSerializable(typeof(Verification))]
internal sealed partial class StorehouseJson : JsonSerializerContext;
