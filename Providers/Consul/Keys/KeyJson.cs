using System.Text.Json.Serialization;

namespace Storehouse.Consul.Keys;

[JsonSerializable(typeof(KeyPair[]))]
[JsonSerializable(typeof(TransactionStep[]))]
[JsonSerializable(typeof(TransactionAnswer))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class KeyJson : JsonSerializerContext;
